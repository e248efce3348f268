package appointment

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/offering"
)

// Why an hour that an admin asked for cannot be had; nothing is changed then.
var (
	ErrTaken     = errors.New("somebody has time in this hour")
	ErrFull      = errors.New("the pro has as many leads as the limit allows")
	ErrOutside   = errors.New("the pro does not work then, or it is past, or more than 60 days ahead")
	ErrNotBooked = errors.New("the lead has no appointment")
	ErrSameHour  = errors.New("the appointment is at this hour already")
	ErrNotOpen   = errors.New("the lead is booked, or over")
	ErrNoPro     = errors.New("there is no such pro")
)

func notPossible(why error) error { return fault.Wrap(fault.Invalid, "appointment", why) }

func why(o booking.Outcome) error {
	switch o {
	case booking.Full:
		return ErrFull
	case booking.Taken:
		return ErrTaken
	}
	return ErrOutside
}

// Meet looks at who phoned, and adds to a set what that chat is told before the card. Its
// error leaves everything as it was.
type Meet func(ctx context.Context, set *change.Set, chat *conversation.Conversation, l *lead.Lead) error

// Place promises an hour to a lead because an admin says so: the pro agreed on the phone.
func (d *Desk) Place(ctx context.Context, e event.Booking, now time.Time) (Result, error) {
	e.Kind, e.By = event.BookingPlace, string(lead.Admin)
	return d.Handle(ctx, e, now)
}

// PlaceFresh is Place for a lead that is not known yet, of a customer who phoned: it is made,
// and the customer is met, in the same commit.
func (d *Desk) PlaceFresh(ctx context.Context, e event.Booking, fresh *lead.Lead, meet Meet, now time.Time) (Result, error) {
	e.Lead = fresh.ID
	with := *d
	with.Truth, with.meet = knowing{d.Truth, *fresh}, meet
	return with.Place(ctx, e, now)
}

// knowing is a truth that knows of one more lead.
type knowing struct {
	Truth
	fresh lead.Lead
}

// Lead is the stored one when there is one.
func (k knowing) Lead(ctx context.Context, id string) (*lead.Lead, error) {
	l, err := k.Truth.Lead(ctx, id)
	if err != nil || l != nil || id != k.fresh.ID {
		return l, err
	}
	l = &lead.Lead{}
	*l = k.fresh
	l.History = slices.Clone(k.fresh.History)
	return l, nil
}

// place takes the hour, and makes it the lead's appointment. Whoever was asked before is told
// that no answer is needed.
func (w *work) place(ctx context.Context) error {
	l := w.lead
	if l.Status != lead.New && !lead.CanMove(l.Status, lead.New) {
		return notPossible(ErrNotOpen)
	}
	if w.pro.ID == "" || w.pro.Gone() {
		return notPossible(ErrNoPro)
	}
	if w.meet != nil {
		if err := w.meet(ctx, w.set, w.chat, l); err != nil {
			return err
		}
	}
	entry, outcome, err := w.takeNew(ctx)
	if err != nil {
		return err
	}
	if outcome != booking.Granted {
		return notPossible(why(outcome))
	}
	if err := w.takeBack(ctx, entry); err != nil {
		return err
	}
	if l.Status != lead.New {
		if err := l.Move(lead.New, w.now, lead.Admin, "placed by hand"); err != nil {
			return err
		}
	}
	l.ProID, l.Price = w.pro.ID, offering.Quote(w.pro, l)
	l.Appointment = &lead.Appointment{ID: entry, Start: w.event.Start.UTC(), End: w.event.End.UTC()}
	if err := l.Move(lead.Booked, w.now, lead.Admin, "placed by hand"); err != nil {
		return err
	}
	w.set.Update(l)
	w.set.Steps = append(w.set.Steps, booking.Step{Act: booking.Confirm, Pro: w.pro.ID, Entry: entry, Start: l.Appointment.Start})
	w.closeQuestion()
	if w.chat.LeadID != l.ID {
		w.chat.LeadID = l.ID
		w.set.Touch(w.chat)
	}
	if err := w.alarms(ctx); err != nil {
		return err
	}
	w.customer(notice.KindPromise, w.card())
	w.tellPro(notice.KindAnswer, w.proText("booking.placed", "details",
		offering.Details(w.proLang(), l, l.Price, l.Appointment.Start, l.Appointment.End)))
	w.outcome = "placed"
	return nil
}

// takeBack ends an open offer; the pro who has it and is another is told.
func (w *work) takeBack(ctx context.Context, entry string) error {
	o := w.lead.Offer
	if w.lead.Status != lead.New || o == nil {
		return nil
	}
	if o.Hold != entry {
		w.release()
	}
	w.lead.Offer = nil
	if o.ProID == w.pro.ID || o.SentAt.IsZero() {
		return nil
	}
	p, err := w.Truth.Pro(ctx, o.ProID)
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	lang := locale.Of(p.Language)
	w.set.Say(notice.Notice{Chat: p.Chat(), Kind: notice.KindAnswer, Reply: true, LeadID: w.lead.ID, ProID: p.ID,
		Text: locale.Text(lang, "booking.withdrawn", "name", locale.Isolate(w.lead.Facts.Name), "when", locale.DateTime(lang, o.Start))})
	return nil
}
