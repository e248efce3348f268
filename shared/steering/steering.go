// Package steering is what an admin does to a lead and in a chat. An act goes the way that
// the same thing goes by chat: offers are made by offering, hours are taken and given back
// by appointment, and one transaction changes all of it and records who did it.
//
// An act names what its admin saw. When that no longer stands nothing is changed, and the
// admin is told: a fault.Conflict.
package steering

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/proli/proli/shared/appointment"
	"github.com/proli/proli/shared/audit"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/offering"
	"github.com/proli/proli/shared/pro"
)

// Truth is what acts are decided on.
type Truth interface {
	// Lead is a lead by its id; nil when there is none.
	Lead(ctx context.Context, id string) (*lead.Lead, error)
	// LatestLead is the newest lead of a chat; nil when there is none.
	LatestLead(ctx context.Context, chat string) (*lead.Lead, error)
	// Conversation is the thread of a chat; a chat that never wrote has a new one.
	Conversation(ctx context.Context, chat string) (*conversation.Conversation, error)
	// ProByChat is the registered pro that writes from a chat; fault.NotFound when it is a customer's.
	ProByChat(ctx context.Context, chat string) (pro.Pro, error)
}

// Committer writes a set and lets its effects out; see change.Runner.
type Committer interface {
	Run(ctx context.Context, s *change.Set) error
	// Resume finishes an event that was handled before, and reports whether it was.
	Resume(ctx context.Context, claim string) (bool, error)
}

// Desk is where admins act. The two desks are copied for each act, and commit through it.
type Desk struct {
	Truth        Truth
	Offers       offering.Desk
	Appointments appointment.Desk
	Commit       Committer
	PrivacyURL   string
}

// Act is one act of one admin.
type Act struct {
	ID   string // of the form that was sent: sent twice, it acts once
	By   string // the admin's user name
	Seen int64  // what the admin saw: the version of a lead, or the hands of a chat
	At   time.Time
}

func (a Act) claim() string { return event.ID("act", a.By, a.ID) }

// attempts is how often an act is done when a message comes in between.
const attempts = 5

// recorded commits a set with the record of the act in it.
type recorded struct {
	Committer
	entry  audit.Entry
	before audit.Fields
}

// Run adds the record.
func (r recorded) Run(ctx context.Context, s *change.Set) error {
	after := audit.Fields{}
	for _, l := range s.Leads {
		if r.entry.Subject == leadSubject(l.ID) {
			after = fieldsOf(l)
		}
	}
	for _, c := range s.Conversations {
		if r.entry.Subject == chatSubject(c.ID) {
			after = fieldsOfChat(c)
		}
	}
	if len(after) == 0 { // asked, told, but nothing moved
		after = r.before
	}
	s.Audit = append(s.Audit, r.entry.Changed(r.before, after))
	return r.Committer.Run(ctx, s)
}

func (d *Desk) record(a Act, name, subject string, before audit.Fields) recorded {
	return recorded{Committer: d.Commit, before: before, entry: audit.Entry{
		ID: event.ID("audit", a.claim()), At: a.At.UTC(), By: a.By, Act: name, Subject: subject,
	}}
}

func leadSubject(id string) string   { return "leads/" + id }
func chatSubject(chat string) string { return "inbox/" + chat }

// fieldsOf is what a record says of a lead: nothing that its customer said.
func fieldsOf(l *lead.Lead) audit.Fields {
	f := audit.Fields{"status": string(l.Status), "pro": l.ProID, "excluded": strconv.Itoa(len(l.Excluded))}
	switch {
	case l.Appointment != nil && l.Status == lead.Booked:
		f["hour"] = hour(l.Appointment.Start)
	case l.Offer != nil:
		f["hour"] = hour(l.Offer.Start)
	}
	return f
}

func fieldsOfChat(c *conversation.Conversation) audit.Fields {
	f := audit.Fields{"blocked": strconv.FormatBool(c.Blocked), "needs_human": strconv.FormatBool(c.NeedsHuman)}
	if c.Taken != nil {
		f["taken"] = c.Taken.By
	}
	return f
}

func hour(t time.Time) string { return locale.Numeric(locale.English, t) + " " + locale.Clock(t) }

// seen reads the lead that an act is about, as its admin saw it.
func (d *Desk) seen(ctx context.Context, a Act, id string) (*lead.Lead, error) {
	l, err := d.Truth.Lead(ctx, id)
	switch {
	case err != nil:
		return nil, err
	case l == nil:
		return nil, fault.New(fault.NotFound, "steering", "no lead %s", id)
	case l.Version != a.Seen:
		return nil, fault.New(fault.Conflict, "steering", "lead %s is at version %d, the admin saw %d", id, l.Version, a.Seen)
	}
	return l, nil
}

// twice reports whether this very form was acted on before.
func (d *Desk) twice(ctx context.Context, a Act) (bool, error) {
	return d.Commit.Resume(ctx, a.claim())
}

// done makes an act that was done before one that is done.
func done(err error) error {
	if errors.Is(err, change.ErrDuplicate) {
		return nil
	}
	return err
}
