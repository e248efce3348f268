// Package alarm is the noun of a due time in the truth. A task rings it; whoever answers
// reads the truth again, so an alarm that no longer applies does nothing.
package alarm

import (
	"fmt"
	"time"

	"github.com/proli/proli/shared/event"
)

// Kind says which deadline of which noun an alarm stands for.
type Kind string

// The alarms there are.
const (
	LeadSilence   Kind = "lead_silence"   // a contacted lead: one nudge
	LeadClose     Kind = "lead_close"     // a contacted lead, or one in review, ends
	OfferNudge    Kind = "offer_nudge"    // the pro is reminded
	OfferAsk      Kind = "offer_ask"      // the customer is asked: another or wait
	OfferDeadline Kind = "offer_deadline" // the next pro
	NoticeDue     Kind = "notice_due"     // a notice held back may go out
	Reminder      Kind = "reminder"       // an appointment comes near
	Completion    Kind = "completion"     // an appointment has ended
	Agenda        Kind = "agenda"         // of no lead: agendas whose morning lies in quiet hours
	Unreadable    Kind = "unreadable"     // of a chat: what could not be read has not come again
	Forget        Kind = "forget"         // of a chat whose customer asked to be deleted
	Turn          Kind = "turn"           // of a chat: nothing more was written, the waiting fragments are a turn
	ConsentLapse  Kind = "consent_lapse"  // of a chat: what waited for consent is forgotten
)

// LastCheck numbers the completion alarm at which nobody is asked any more.
const LastCheck = 4

// Alarm is one due time.
type Alarm struct {
	ID     string    `json:"_id"`
	Kind   Kind      `json:"kind"`
	LeadID string    `json:"lead_id"`
	Chat   string    `json:"chat"` // of an alarm that stands for a chat
	N      int       `json:"n"`    // of an offer: its number; otherwise the count of a repeated alarm
	DueAt  time.Time `json:"due_at"`
	Ends   time.Time `json:"ends"`  // of a completion check: when the work is to be done that it asks about
	Armed  bool      `json:"armed"` // its task exists
	Rung   bool      `json:"rung"`  // it was answered
	Cause  string    `json:"cause"`
}

// New makes a lead's alarm. The id holds the due time: a moved alarm is another one.
func New(kind Kind, leadID string, n int, due time.Time) Alarm {
	due = due.UTC().Truncate(time.Second)
	return Alarm{ID: fmt.Sprintf("%s/%s/%d/%d", leadID, kind, n, due.Unix()), Kind: kind, LeadID: leadID, N: n, DueAt: due}
}

// OfWork makes an alarm of work that was to be done at an end. Once the appointment has moved, it no
// longer applies.
func OfWork(leadID string, n int, end, due time.Time) Alarm {
	a := New(Completion, leadID, n, due)
	a.Ends = end.UTC().Truncate(time.Second)
	return a
}

// OfChat makes a chat's alarm. Ids are logged, and a chat's own may be a telephone number.
func OfChat(kind Kind, chat string, due time.Time) Alarm {
	a := New(kind, event.ID("chat", chat), 0, due)
	a.LeadID, a.Chat = "", chat
	return a
}

// OfTurn makes the alarm that ends a burst. A second is too coarse for it: it keeps the
// milliseconds, as the database does.
func OfTurn(chat string, due time.Time) Alarm {
	a := OfChat(Turn, chat, due)
	a.DueAt = due.UTC().Truncate(time.Millisecond)
	a.ID = fmt.Sprintf("%s/%s/%d", event.ID("chat", chat), Turn, a.DueAt.UnixMilli())
	return a
}

// OfAgenda makes the alarm of the agendas that go out at a moment.
func OfAgenda(due time.Time) Alarm {
	a := New(Agenda, "pros", 0, due)
	a.LeadID = ""
	return a
}
