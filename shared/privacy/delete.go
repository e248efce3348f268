package privacy

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/proli/proli/shared/audit"
	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/notice"
)

// How long what we cannot reach at once keeps a copy.
const (
	QueueLife  = 7 * 24 * time.Hour  // Pub/Sub and its dead letters
	BackupLife = 30 * 24 * time.Hour // of the database
)

// Receipt says what was deleted, and when the rest follows.
type Receipt struct {
	ID        string // of the audit's record
	Subject   string // the keyed hash under which the audit remembers the person
	At        time.Time
	Cancelled int            // open leads that were called off, their pros told
	Counts    map[string]int // records, by collection
	QueuesBy  time.Time
	BackupsBy time.Time
}

// Promise is the receipt of a deletion as far as it is known before.
func Promise(now time.Time) Receipt {
	return Receipt{At: now.UTC(), QueuesBy: now.Add(QueueLife).UTC(), BackupsBy: now.Add(BackupLife).UTC()}
}

// tries is how often a lead is cancelled anew when somebody else moved it meanwhile.
const tries = 3

// Delete removes a person: open leads are called off and their pros told the hour, nothing
// else; then every live store at once. By is the admin who does it, or "customer". What was
// cut off is finished by doing it again.
func (d *Desk) Delete(ctx context.Context, p Person, by string, now time.Time) (Receipt, error) {
	r := Promise(now)
	name := string(p.Phone)
	if name == "" && len(p.Chats) > 0 {
		name = p.Chats[0]
	}
	var err error
	if r.Subject, err = d.Store.KeyedHash(ctx, name); err != nil {
		return r, err
	}
	for _, id := range p.Leads {
		called, err := d.callOff(ctx, id, by, now)
		if err != nil {
			return r, err
		}
		if called {
			r.Cancelled++
		}
	}
	file, err := d.Store.File(ctx, p)
	if err != nil {
		return r, err
	}
	for _, object := range file.Objects() {
		if err := d.Media.Delete(ctx, object); err != nil {
			return r, err
		}
	}
	var others []string
	if r.Counts, others, err = d.Store.Erase(ctx, p); err != nil {
		return r, err
	}
	r.Counts["media"] = len(file.Objects())
	for _, chat := range append(others, p.Chats...) {
		if err := d.Cache.Drop(ctx, chat); err != nil {
			return r, fault.Wrap(fault.Unavailable, "privacy.Delete: the cache still holds the chat; do it again when Redis is back", err)
		}
	}
	return r, d.remember(ctx, &r, by, now)
}

// remember writes the audit's record, by which the deletion can be proven: it names nobody.
func (d *Desk) remember(ctx context.Context, r *Receipt, by string, now time.Time) error {
	r.ID = event.ID("privacy", "delete", r.Subject, now.UTC().Format(time.RFC3339Nano))
	after := audit.Fields{"cancelled": fmt.Sprint(r.Cancelled)}
	for collection, n := range r.Counts {
		after[collection] = fmt.Sprint(n)
	}
	e := audit.Entry{ID: r.ID, At: now.UTC(), By: by, Act: "privacy.delete", Subject: "customers/" + r.Subject, After: after}
	err := d.Commit.Run(ctx, &change.Set{Claim: event.ID("audit", r.ID), Now: now, Audit: []audit.Entry{e}})
	if errors.Is(err, change.ErrDuplicate) {
		return nil
	}
	return err
}

// callOff ends an open lead. The claim holds its version, so that a lead that moved is read again.
func (d *Desk) callOff(ctx context.Context, id, by string, now time.Time) (called bool, err error) {
	for range tries {
		l, err := d.Leads.Lead(ctx, id)
		if err != nil || l == nil || !lead.CanMove(l.Status, lead.Cancelled) {
			return false, err
		}
		set := &change.Set{Claim: event.ID("privacy", id, fmt.Sprint(l.Version)), Now: now}
		if err := d.free(ctx, set, l); err != nil {
			return false, err
		}
		mover := lead.Admin
		if by == string(lead.Customer) {
			mover = lead.Customer
		}
		if err := l.Move(lead.Cancelled, now, mover, "asked to be deleted"); err != nil {
			return false, err
		}
		l.Offer = nil
		set.Update(l)
		err = d.Commit.Run(ctx, set)
		if err == nil || errors.Is(err, change.ErrDuplicate) {
			return true, nil
		}
		if fault.KindOf(err) != fault.Conflict {
			return false, err
		}
	}
	return false, fault.New(fault.Conflict, "privacy.Delete", "lead %s keeps moving", id)
}

// free gives the hour back and tells the pro which one it was.
func (d *Desk) free(ctx context.Context, set *change.Set, l *lead.Lead) error {
	var start time.Time
	switch {
	case l.Status == lead.Booked && l.Appointment != nil:
		start = l.Appointment.Start
		set.Steps = append(set.Steps, booking.Step{Act: booking.Release, Pro: l.ProID, Entry: l.Appointment.ID})
	case l.Status == lead.New && l.Offer != nil:
		set.Steps = append(set.Steps, booking.Step{Act: booking.Release, Pro: l.Offer.ProID, Entry: l.Offer.Hold})
		if l.Offer.SentAt.IsZero() {
			return nil // an offer that never left needs no taking back
		}
		start = l.Offer.Start
	default:
		return nil
	}
	p, err := d.Leads.Pro(ctx, l.ProID)
	if fault.KindOf(err) == fault.NotFound && err != nil {
		return nil
	}
	if err != nil {
		return err
	}
	lang := locale.Of(p.Language)
	set.Say(notice.Notice{
		Chat: p.Chat(), Kind: notice.KindAnswer, Reply: true, ProID: p.ID, // no lead: the notice outlives it
		Text: locale.Text(lang, "privacy.called_off", "when", locale.DateTime(lang, start)),
	})
	return nil
}

// Objects are the names of the person's files in the bucket.
func (f File) Objects() (names []string) {
	seen := map[string]bool{}
	add := func(object string) {
		if object != "" && !seen[object] {
			seen[object] = true
			names = append(names, object)
		}
	}
	for _, l := range f.Leads {
		for _, m := range l.Facts.Media {
			add(m.Object)
		}
	}
	return names
}

// Text is the receipt as the person is told.
func (r Receipt) Text(lang locale.Language) string {
	return locale.Text(lang, "privacy.receipt", "queues", locale.Date(lang, r.QueuesBy), "backups", locale.Date(lang, r.BackupsBy))
}
