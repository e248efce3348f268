package steering

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/proli/proli/shared/appointment"
	"github.com/proli/proli/shared/audit"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/offering"
	"github.com/proli/proli/shared/phone"
	"github.com/proli/proli/shared/place"
	"github.com/proli/proli/shared/pro"
	"github.com/proli/proli/shared/when"
)

// Call is what a customer said on the phone.
type Call struct {
	Name, Phone, Trade, Issue              string
	City, Street, Number, Floor, Apartment string
	Time                                   string // in the customer's words; empty: as soon as possible
	Language                               string
	Urgent                                 bool // an emergency needs only a city
	Caller
}

// Caller is what an admin says of who phoned.
type Caller struct {
	Agreed  bool // to being written to on WhatsApp
	Another bool // although a request of this customer is open
}

// Problem is why a field cannot be taken.
type Problem string

// The problems.
const (
	Missing  Problem = "missing"
	Unknown  Problem = "unknown" // no such trade, no such place
	Unread   Problem = "unread"  // no phone number, no time
	Passed   Problem = "passed"
	TooLong  Problem = "too_long"
	OfPro    Problem = "of_pro"
	Blocked  Problem = "blocked"
	HasLead  Problem = "has_lead" // an open one: its id stands beside
	NoDetail Problem = ""
)

// Problems are what is to be mended, by field.
type Problems map[string]Problem

const maxField = 200

// read makes a lead of a call, or says what is to be mended.
func (c Call) read(now time.Time) (*lead.Lead, phone.Number, Problems) {
	bad := Problems{}
	need := func(field, value string, needed bool) {
		switch {
		case needed && strings.TrimSpace(value) == "":
			bad[field] = Missing
		case len([]rune(value)) > maxField:
			bad[field] = TooLong
		}
	}
	need("name", c.Name, true)
	need("phone", c.Phone, true)
	need("trade", c.Trade, true)
	need("city", c.City, true)
	need("street", c.Street, !c.Urgent)
	need("number", c.Number, !c.Urgent)
	for field, value := range map[string]string{"issue": c.Issue, "floor": c.Floor, "apartment": c.Apartment, "time": c.Time} {
		need(field, value, false)
	}
	l := &lead.Lead{
		Language: c.Language, Trade: c.Trade, IssueType: strings.TrimSpace(c.Issue), AppointmentTime: strings.TrimSpace(c.Time),
		CreatedAt: now.UTC(), Excluded: []string{}, History: []lead.Move{},
		Facts: lead.Facts{
			Name: strings.TrimSpace(c.Name), Trade: c.Trade, Issue: strings.TrimSpace(c.Issue), Street: strings.TrimSpace(c.Street),
			Number: strings.TrimSpace(c.Number), Floor: orNone(c.Floor), Apartment: orNone(c.Apartment),
			Time: strings.TrimSpace(c.Time), Urgent: c.Urgent,
		},
	}
	number, ok := phone.Parse(c.Phone)
	if !ok && bad["phone"] == NoDetail {
		bad["phone"] = Unread
	}
	l.Facts.Phone = number.String()
	if bad["trade"] == NoDetail && !known(c.Trade) {
		bad["trade"] = Unknown
	}
	if bad["city"] == NoDetail {
		if found, ok := place.Find(c.City); ok {
			l.Place = &lead.Place{Code: found.Code, Name: found.Name, Lat: found.Lat, Lng: found.Lng}
			l.Facts.City = found.Name
		} else {
			bad["city"] = Unknown
		}
	}
	if bad["time"] == NoDetail {
		l.Wanted, bad["time"] = wanted(c.Time, now)
	}
	for field, problem := range bad {
		if problem == NoDetail {
			delete(bad, field)
		}
	}
	lang := locale.Of(c.Language)
	l.FullAddress = l.Facts.Address(locale.Text(lang, "offer.floor"), locale.Text(lang, "offer.apartment"))
	return l, number, bad
}

func known(trade string) bool {
	for _, t := range pro.Trades {
		if t == trade {
			return true
		}
	}
	return false
}

func orNone(s string) string {
	if s = strings.TrimSpace(s); s == "" {
		return lead.NotApplicable
	}
	return s
}

func wanted(words string, now time.Time) (*lead.Wanted, Problem) {
	if strings.TrimSpace(words) == "" {
		return &lead.Wanted{Start: now.UTC(), Grain: string(when.Minute), ASAP: true}, NoDetail
	}
	t, ok := when.Read(words, now)
	switch {
	case !ok:
		return nil, Unread
	case t.ASAP:
	case !t.Start.After(now) && !t.End.After(now) && t.Grain != when.Day:
		return nil, Passed
	}
	w := &lead.Wanted{Start: t.Start.UTC(), Grain: string(t.Grain), ASAP: t.ASAP}
	if !t.End.IsZero() {
		w.End = t.End.UTC()
	}
	return w, NoDetail
}

// Create opens a lead for a customer who phoned and has it offered, as if the customer had
// written. It gives the lead's id, or what is to be mended; with the problem HasLead the id is that of the open one.
func (d *Desk) Create(ctx context.Context, a Act, c Call) (string, Problems, error) {
	l, number, bad := c.read(a.At)
	l.ID = event.ID("lead", a.claim())
	if was, err := d.twice(ctx, a); was || err != nil {
		return l.ID, nil, err
	}
	if bad["phone"] != NoDetail {
		return "", bad, nil
	}
	l.ChatID = number.Chat()
	chat, err := d.Truth.Conversation(ctx, l.ChatID)
	if err != nil {
		return "", nil, err
	}
	open, err := d.caller(ctx, c.Caller, chat, bad)
	if err != nil || len(bad) > 0 {
		return open, bad, err
	}
	if err := l.Move(lead.Contacted, a.At, lead.Admin, "phoned us"); err != nil {
		return "", nil, err
	}
	set := &change.Set{Claim: a.claim(), Now: a.At}
	set.Update(l)
	set.Touch(chat)
	set.Alarms = offering.Waiting(l.ID, a.At)
	d.introduce(set, chat, l, a.At)
	if err := set.Emit(event.Lead{
		ID: a.claim() + "/offer", Kind: event.LeadOffer, Lead: l.ID, Chat: l.ChatID, Cause: a.claim(), At: a.At,
	}.Published()); err != nil {
		return "", nil, err
	}
	return l.ID, nil, done(d.record(a, "leads.create", leadSubject(l.ID), audit.Fields{}).Run(ctx, set))
}

// errCaller ends a commit because of who phoned; the problems say why.
var errCaller = errors.New("nothing can be opened for who phoned")

// Place opens a lead for a customer who phoned with an hour that the pro has agreed to, at a
// desk that records the act. It gives what is to be mended as Create does.
func (d *Desk) Place(ctx context.Context, at *appointment.Desk, e event.Booking, l *lead.Lead, c Caller, now time.Time) (open string, bad Problems, err error) {
	bad = Problems{}
	_, err = at.PlaceFresh(ctx, e, l, func(ctx context.Context, set *change.Set, chat *conversation.Conversation, l *lead.Lead) error {
		clear(bad) // an earlier attempt's
		var err error
		if open, err = d.caller(ctx, c, chat, bad); err != nil {
			return err
		}
		if len(bad) > 0 {
			return fault.Wrap(fault.Invalid, "steering.Place", errCaller)
		}
		d.introduce(set, chat, l, now)
		set.Touch(chat)
		return nil
	}, now)
	if errors.Is(err, errCaller) {
		return open, bad, nil
	}
	return "", nil, err
}

// caller looks at who phoned: a customer, who has agreed, and has no open request.
func (d *Desk) caller(ctx context.Context, c Caller, chat *conversation.Conversation, bad Problems) (open string, err error) {
	_, err = d.Truth.ProByChat(ctx, chat.ID)
	switch {
	case err == nil:
		bad["phone"] = OfPro
	case fault.KindOf(err) != fault.NotFound:
		return "", err
	}
	if chat.Blocked {
		bad["phone"] = Blocked
	}
	if chat.ConsentAt.IsZero() && !c.Agreed {
		bad["agreed"] = Missing
	}
	latest, err := d.Truth.LatestLead(ctx, chat.ID)
	if err != nil {
		return "", err
	}
	if latest != nil && !latest.Status.Final() && !c.Another {
		bad["another"] = HasLead
		return latest.ID, nil
	}
	return "", nil
}

// introduce makes the chat that of the new lead; who has not been written to before is told
// who we are.
func (d *Desk) introduce(set *change.Set, chat *conversation.Conversation, l *lead.Lead, now time.Time) {
	if chat.CreatedAt.IsZero() {
		chat.CreatedAt = now.UTC()
	}
	if chat.Name == "" {
		chat.Name = l.Facts.Name
	}
	if chat.Language == "" {
		chat.Language = l.Language
	}
	chat.LeadID, chat.UpdatedAt = l.ID, now.UTC()
	chat.StoppedAt = time.Time{} // of what is new they want to hear
	if !chat.ConsentAt.IsZero() {
		return
	}
	chat.ConsentAt = now.UTC()
	chat.Waiting = nil // what was said before is what was repeated on the phone
	if chat.Asked(conversation.AskConsent) {
		chat.Question = nil
	}
	set.Say(notice.Notice{
		Chat: chat.ID, Kind: notice.KindConsent, Reply: true, LeadID: l.ID, // the customer has just spoken to us
		Text: locale.Text(locale.Of(l.Language), "desk.phoned", "name", locale.Isolate(l.Facts.Name), "link", d.PrivacyURL),
	})
}
