// Package healing is what happens by itself: it answers the alarms of leads and offers, and
// finds what has stayed behind when an alarm, an event or a handler was lost.
//
// An alarm is only a reason to look. The truth is read again, and what no longer applies,
// because the lead has moved, the offer is another one or its time was changed, is noted as
// rung and does nothing. What does apply is one transaction that claims the alarm's id, so
// that a task that comes twice, or a healer at the same moment, has one effect.
package healing

import (
	"context"
	"errors"
	"time"

	"github.com/proli/proli/shared/alarm"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/pro"
)

// Truth is what a deadline is decided on.
type Truth interface {
	// Lead is nil when there is none.
	Lead(ctx context.Context, id string) (*lead.Lead, error)
	// Conversation is the thread of a chat; a chat that never wrote has a new one.
	Conversation(ctx context.Context, chat string) (*conversation.Conversation, error)
	// Pro is a pro by id; fault.NotFound when there is none.
	Pro(ctx context.Context, id string) (pro.Pro, error)
	SendingSettings(ctx context.Context) (notice.Settings, error)
	// Handled reports whether an event was handled, by its id.
	Handled(ctx context.Context, claim string) (bool, error)
	// JobOff reports whether an admin has switched a job off.
	JobOff(ctx context.Context, job string) (bool, error)
}

// Alarms remembers what was answered.
type Alarms interface {
	// Rung notes that an alarm was answered without changing anything.
	Rung(ctx context.Context, id string) error
}

// Committer writes a set and lets its effects out; see change.Runner.
type Committer interface {
	Run(ctx context.Context, s *change.Set) error
	// Ring tells the sender that a notice waits.
	Ring(ctx context.Context, id string) error
	// Arm makes the tasks of alarms.
	Arm(ctx context.Context, alarms []alarm.Alarm) error
}

// Agenda writes the agendas that are due.
type Agenda interface {
	Run(ctx context.Context, now time.Time, keep func(context.Context) error) (did int, err error)
}

// Desk answers alarms.
type Desk struct {
	Truth     Truth
	Alarms    Alarms
	Commit    Committer
	Agenda    Agenda
	Forgetter Forgetter // nil where not every store can be reached
}

// Outcomes of an alarm; others name what was done.
const (
	Already     = "already"      // answered before
	Obsolete    = "obsolete"     // it no longer applies
	Postponed   = "postponed"    // it applies later
	Early       = "early"        // a task for what is too far away; it has another now
	SwitchedOff = "switched_off" // by an admin: what was due meanwhile is not made up for
)

// jobs name the switches of what alarms do.
var jobs = map[alarm.Kind]string{alarm.Reminder: "appointment", alarm.Completion: "completion", alarm.Agenda: "agenda"}

// attempts is how often an alarm is answered anew when somebody else moves first.
const attempts = 4

// skew is how far ahead of its time an alarm may ring because clocks differ. What rings
// earlier still stood at the end of what a task can reach.
const skew = time.Hour

// hurry is how early a burst's turn may begin for the same reason: a person waits, and a retry
// would take longer.
const hurry = 250 * time.Millisecond

// Answer does what an alarm's time has come for, from a fresh reading whenever somebody
// else moved first. One a little ahead of its time is an error worth a retry.
func (d *Desk) Answer(ctx context.Context, a alarm.Alarm, now time.Time) (outcome string, err error) {
	if a.Rung {
		return Already, nil
	}
	switch ahead := a.DueAt.Sub(now); {
	case ahead > skew:
		return Early, d.Commit.Arm(ctx, []alarm.Alarm{a})
	case ahead > hurry || ahead > 0 && a.Kind != alarm.Turn:
		return "", fault.New(fault.Unavailable, "healing.Answer", "alarm %s rings before its time", a.ID)
	}
	if off, err := d.off(ctx, a); off || err != nil {
		return SwitchedOff, d.rung(ctx, a, err)
	}
	answer := d.once
	switch a.Kind {
	case alarm.NoticeDue:
		return "rang", d.rung(ctx, a, d.Commit.Ring(ctx, a.ID))
	case alarm.Agenda:
		_, err := d.Agenda.Run(ctx, now, func(context.Context) error { return nil })
		return "written", d.rung(ctx, a, err)
	case alarm.Unreadable:
		answer = d.askAgain
	case alarm.Turn:
		answer = d.beginTurn
	case alarm.ConsentLapse:
		answer = d.lapse
	case alarm.Forget:
		answer = d.forget
	}
	return change.Afresh(attempts, func() (string, error) { return answer(ctx, a, now) })
}

// off reports whether what the alarm is for is switched off. That an appointment ends is a
// lead's deadline, and cannot be.
func (d *Desk) off(ctx context.Context, a alarm.Alarm) (bool, error) {
	job := jobs[a.Kind]
	if job == "" || a.Kind == alarm.Completion && a.N == alarm.LastCheck {
		return false, nil
	}
	return d.Truth.JobOff(ctx, job)
}

// rung notes that an alarm was answered, unless that failed.
func (d *Desk) rung(ctx context.Context, a alarm.Alarm, err error) error {
	if err != nil {
		return err
	}
	return d.Alarms.Rung(ctx, a.ID)
}

func (d *Desk) once(ctx context.Context, a alarm.Alarm, now time.Time) (string, error) {
	l, err := d.Truth.Lead(ctx, a.LeadID)
	if err != nil {
		return "", err
	}
	if l == nil {
		return Obsolete, d.Alarms.Rung(ctx, a.ID)
	}
	chat, err := d.Truth.Conversation(ctx, l.ChatID)
	if err != nil {
		return "", err
	}
	settings, err := d.Truth.SendingSettings(ctx)
	if err != nil {
		return "", err
	}
	w := &work{
		Desk: d, alarm: a, now: now, lead: l, chat: chat, quiet: settings.Quiet(),
		lang: language(l, chat), set: &change.Set{Claim: a.ID, Now: now, Rung: []string{a.ID}},
	}
	outcome, err := w.answer(ctx)
	if err != nil {
		return "", err
	}
	if outcome == Obsolete {
		return outcome, d.Alarms.Rung(ctx, a.ID)
	}
	err = d.Commit.Run(ctx, w.set)
	if errors.Is(err, change.ErrDuplicate) {
		return Already, d.Alarms.Rung(ctx, a.ID)
	}
	return outcome, err
}

// work is one attempt at an alarm: what was read, and the set that grows.
type work struct {
	*Desk
	alarm alarm.Alarm
	now   time.Time
	quiet notice.Quiet
	set   *change.Set
	lead  *lead.Lead
	chat  *conversation.Conversation
	lang  locale.Language
}

func (w *work) answer(ctx context.Context) (string, error) {
	switch w.alarm.Kind {
	case alarm.OfferNudge:
		return w.nudge(ctx)
	case alarm.OfferAsk:
		return w.ask(ctx)
	case alarm.OfferDeadline:
		return w.deadline(ctx)
	case alarm.LeadSilence:
		return w.silence(ctx)
	case alarm.LeadClose:
		return w.end()
	case alarm.Reminder:
		return w.remind(ctx)
	case alarm.Completion:
		return w.check(ctx)
	}
	return "", fault.New(fault.Invalid, "healing.Answer", "alarm %s is of the unknown kind %q", w.alarm.ID, w.alarm.Kind)
}

// again sets the same alarm for a later time.
func (w *work) again(due time.Time) (string, error) {
	due = due.Add(time.Second - time.Nanosecond) // an alarm counts whole seconds
	later := alarm.New(w.alarm.Kind, w.lead.ID, w.alarm.N, due)
	later.Ends = w.alarm.Ends
	w.set.Alarms = append(w.set.Alarms, later)
	return Postponed, nil
}

// pro is the one the lead is with; nil when there is none any more.
func (w *work) pro(ctx context.Context, id string) (*pro.Pro, error) {
	p, err := w.Truth.Pro(ctx, id)
	if fault.KindOf(err) == fault.NotFound {
		return nil, nil
	}
	return &p, err
}

// reachable says that the customer may be written to of our own accord.
func (w *work) reachable() bool { return !w.chat.Blocked && w.chat.StoppedAt.IsZero() }

func (w *work) text(key string, args ...any) string { return locale.Text(w.lang, key, args...) }

// issue is the problem in a word or two.
func issue(lang locale.Language, l *lead.Lead) string {
	if l.IssueType != "" {
		return l.IssueType
	}
	return locale.Trade(lang, l.Trade)
}

func language(l *lead.Lead, chat *conversation.Conversation) locale.Language {
	if l.Language == "" {
		return locale.Of(chat.Language)
	}
	return locale.Of(l.Language)
}
