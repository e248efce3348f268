package triage

import (
	"context"
	"time"

	"github.com/proli/proli/shared/alarm"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/keyword"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/privacy"
)

// forgetAfter leaves time for the receipt to go out: it stands in the chat that is deleted.
const forgetAfter = time.Minute

// deleteMe asks before anything is lost. Who never gave consent has nothing but what waits.
func (t *turn) deleteMe(context.Context) error {
	if t.c.ConsentAt.IsZero() && t.self == nil {
		t.c.Forget()
		t.say("triage.farewell")
		return nil
	}
	t.record()
	t.c.Ask(conversation.AskDelete, "", t.now)
	t.say("triage.delete_confirm")
	return nil
}

// confirmWithin is how long a yes deletes: a later one may be said to somebody else.
const confirmWithin = 15 * time.Minute

// confirmsDelete reports whether a message answers, with a bare yes, no or number, whether everything
// shall be deleted. A human who has the chat does not stand in its way.
func (t *turn) confirmsDelete() bool {
	_, number := keyword.Choice(t.text())
	return t.c.Asked(conversation.AskDelete) && !t.now.After(t.c.Question.AskedAt.Add(confirmWithin)) &&
		(number || keyword.Is(t.text(), keyword.Yes) || keyword.Is(t.text(), keyword.No))
}

// confirmDelete takes the answer. The receipt goes out first; a minute later an alarm has
// everything deleted, the receipt with it.
func (t *turn) confirmDelete() error {
	answered := t.confirmsDelete()
	yes := keyword.Is(t.text(), keyword.Yes)
	n, number := keyword.Choice(t.text())
	t.c.Question = nil
	switch {
	case !answered:
		return errNoAnswer // something else is on their mind, or it is too late: nothing is deleted
	case yes || number && n == 1:
		t.record()
		t.set.Alarms = append(t.set.Alarms, alarm.OfChat(alarm.Forget, t.c.ID, t.now.Add(forgetAfter)))
		t.sayText(notice.KindReply, privacy.Promise(t.now).Text(t.lang))
	default:
		t.record()
		t.say("triage.delete_kept")
	}
	return nil
}
