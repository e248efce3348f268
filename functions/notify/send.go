package notify

import (
	"context"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/proli/proli/infra/step"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/notice"
)

// linkLife is how long the link to a notice's file works.
const linkLife = 12 * time.Hour

// maxTries ends a notice that the provider gives no clear answer to: each of so many tries was
// looked up and not found. A provider that is busy, or an account that cannot send, counts for nothing.
const maxTries = 8

// rereads bounds how often a lead that moves meanwhile is read again.
const rereads = 5

// send hands one notice to the provider. gone is false when the next of its chat must not
// follow now. Only what the store refuses is an error.
func (r *run) send(ctx context.Context, n notice.Notice, buttons bool) (gone bool, err error) {
	if movedOn, err := r.movedOn(ctx, n); err != nil {
		return false, err
	} else if movedOn {
		return true, r.store.Unsent(ctx, n.ID, notice.Dropped, "what it is about has moved on", r.now())
	}
	marked, err := r.store.Sending(ctx, n.ID, r.now(), doubtAfter)
	if err != nil || !marked {
		return false, err
	}
	step.Reached("notify/marked")
	id, err := r.deliver(ctx, n, buttons)
	switch {
	case err == nil:
		step.Reached("notify/taken")
		err := r.sent(ctx, n, id)
		step.Reached("notify/sent")
		return true, err
	case errors.Is(err, ErrQuota):
		r.quota.Store(true)
		if err := r.tellOfQuota(ctx, err); err != nil {
			return false, err
		}
		return true, r.end(ctx, n, notice.Failed, err.Error())
	case errors.Is(err, ErrRefused):
		return true, r.end(ctx, n, notice.Failed, err.Error())
	case errors.Is(err, ErrBusy):
		if err := r.store.Defer(ctx, account, backOff(n.Attempts)); err != nil {
			return false, err
		}
		r.forget()
		return false, r.store.Unsent(ctx, n.ID, notice.Waiting, "", r.now())
	case errors.Is(err, ErrAccount):
		if err := r.unknown(ctx); err != nil {
			return false, err
		}
		return false, r.store.Unsent(ctx, n.ID, notice.Waiting, "", r.now())
	case errors.Is(err, ErrUnsure):
		return false, r.store.InDoubt(ctx, n.ID, backOff(n.Doubts))
	}
	return false, nil // no answer: it is in doubt when its time is over
}

// deliver makes the calls of one notice; a provider that does not do buttons gets the text.
func (r *run) deliver(ctx context.Context, n notice.Notice, buttons bool) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, sendLimit)
	defer cancel()
	if n.File != nil {
		link, err := r.files.Link(ctx, n.File.Object, linkLife)
		if err != nil {
			return "", fmt.Errorf("%w: link to its file: %w", ErrBusy, err)
		}
		if err := r.depart(ctx); err != nil {
			return "", err
		}
		return r.gateway.SendFile(ctx, n.Chat, link, n.File.Name, words(n))
	}
	if err := r.depart(ctx); err != nil {
		return "", err
	}
	if buttons && len(n.Buttons) > 0 {
		id, err := r.gateway.SendButtons(ctx, n.Chat, n.Text, n.Buttons)
		if !errors.Is(err, ErrRefused) {
			return id, err
		}
	}
	return r.gateway.SendText(ctx, n.Chat, n.Text)
}

// maxCaption bounds what is written under a file, in characters: the provider loses files with longer ones.
const maxCaption = 1024

// words are what stands in the provider's journal once a notice is sent.
func words(n notice.Notice) string {
	if n.File == nil || utf8.RuneCountInString(n.Text) <= maxCaption {
		return n.Text
	}
	return string([]rune(n.Text)[:maxCaption])
}

// sent keeps that the provider took a notice. An offer's clocks start with it.
func (s *Sender) sent(ctx context.Context, n notice.Notice, providerID string) error {
	r := notice.Receipt{ID: n.ID, ProviderID: providerID, At: s.now()}
	if n.Kind != notice.KindOffer || n.LeadID == "" {
		return s.store.Sent(ctx, r)
	}
	settings, err := s.store.SendingSettings(ctx)
	if err != nil {
		return err
	}
	for range rereads {
		l, err := s.store.Lead(ctx, n.LeadID)
		if err != nil {
			return err
		}
		set := &change.Set{Claim: n.ID + "/sent", Now: r.At, Sent: &r}
		if offers(l, n) && l.Offer.SentAt.IsZero() {
			c := settings.Quiet().Clocks(r.At, l.Facts.Urgent)
			o := *l.Offer
			o.SentAt = r.At.UTC()
			o.Clock(c.NudgeAt, c.AskAt, c.Deadline, l.Facts.Urgent)
			l.Offer = &o
			set.Update(l)
			if err := set.Emit(event.Lead{ID: set.Claim + "/clocks", Kind: event.LeadOfferSent, Lead: l.ID, Chat: l.ChatID,
				Cause: n.ID, At: r.At}.Published()); err != nil {
				return err
			}
		}
		err = s.runner.Run(ctx, set)
		if fault.KindOf(err) == fault.Conflict {
			continue
		}
		if errors.Is(err, change.ErrDuplicate) {
			return nil
		}
		return err
	}
	return fault.New(fault.Conflict, "notify.sent", "lead %s moved %d times", n.LeadID, rereads)
}

// end gives a notice up. An offer that never arrived goes to the next pro.
func (s *Sender) end(ctx context.Context, n notice.Notice, to notice.State, reason string) error {
	if n.Kind == notice.KindOffer {
		l, err := s.store.Lead(ctx, n.LeadID)
		if err != nil {
			return err
		}
		if offers(l, n) {
			set := &change.Set{Claim: n.ID + "/" + string(to), Now: s.now()}
			if err := set.Emit(event.Lead{ID: set.Claim + "/next", Kind: event.LeadNext, Lead: l.ID, Offer: n.Offer, Chat: l.ChatID,
				Cause: n.ID, At: set.Now, Reason: "unsent"}.Published()); err != nil {
				return err
			}
			// The event first: a crash in between comes here again.
			if err := s.runner.Run(ctx, set); err != nil && !errors.Is(err, change.ErrDuplicate) {
				return err
			}
		}
	}
	return s.store.Unsent(ctx, n.ID, to, reason, s.now())
}

// offers reports whether a notice carries the lead's present offer.
func offers(l *lead.Lead, n notice.Notice) bool {
	return l != nil && l.Status == lead.New && l.Offer != nil && l.Offer.N == n.Offer
}

// movedOn reports whether a notice is about an offer that is no longer the lead's, or about an
// appointment that has been called off, moved or done while it waited. The customer's pictures
// stay of use to the pro who has approved the offer meanwhile.
func (s *Sender) movedOn(ctx context.Context, n notice.Notice) (bool, error) {
	ofHour := n.Kind == notice.KindReminder || n.Kind == notice.KindCheck && !n.ExpiresAt.IsZero()
	if n.LeadID == "" || n.Offer == 0 && !ofHour {
		return false, nil
	}
	l, err := s.store.Lead(ctx, n.LeadID)
	if err != nil {
		return false, err
	}
	if ofHour {
		return !stands(l, n), nil
	}
	booked := n.Kind == notice.KindMedia && l != nil && l.Status == lead.Booked && l.ProID == n.ProID
	return !offers(l, n) && !booked, nil
}

// stands reports whether the appointment that a notice reminds of, or asks about, is still the
// lead's at that hour: the notice ends when the hour begins, or when the work counts as done. What
// asks for the price of work that is done has no end.
func stands(l *lead.Lead, n notice.Notice) bool {
	if l == nil || l.Status != lead.Booked || l.Appointment == nil {
		return false
	}
	if n.Kind == notice.KindReminder {
		return l.Appointment.Start.Equal(n.ExpiresAt)
	}
	return l.Appointment.End.Add(lead.Unsaid).Equal(n.ExpiresAt)
}

// QuotaUsedUp is the alert of a log line that calls an admin.
const QuotaUsedUp = "quota_used_up"

// tellOfQuota tells the admins, once a month, that the provider's plan allows no more: until the
// month is over or the plan is changed, what is refused is lost.
func (s *Sender) tellOfQuota(ctx context.Context, why error) error {
	now := s.now()
	set := &change.Set{Claim: "quota/" + now.UTC().Format("2006-01"), Now: now}
	for _, admin := range s.admins {
		set.Say(notice.Notice{Chat: admin, Kind: notice.KindAlert, Text: locale.Text(locale.Hebrew, "triage.quota", "detail", why.Error())})
	}
	if err := s.runner.Run(ctx, set); err != nil && !errors.Is(err, change.ErrDuplicate) {
		return err
	}
	return nil
}

// drop ends what has become pointless while it waited.
func (s *Sender) drop(ctx context.Context, pointless []notice.Notice) error {
	for _, n := range pointless {
		if err := s.end(ctx, n, notice.Dropped, "expired before it could be sent"); err != nil {
			return err
		}
	}
	return nil
}

// backOff is how long everything waits when the provider has had enough, and one chat when the
// provider has stumbled over its notice: 1, 2, 4 … 30 s.
func backOff(tries int) time.Duration {
	return min(time.Second<<min(tries, 5), 30*time.Second)
}
