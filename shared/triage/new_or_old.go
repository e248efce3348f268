package triage

import (
	"context"
	"slices"
	"strings"

	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/keyword"
)

// newOrOld sends the held message to a new request or leaves it with the appointment. It is
// asked once: who only writes on about a problem has a new one.
func newOrOld(ctx context.Context, t *turn) (bool, error) {
	n, number := keyword.Choice(t.text())
	waiting := t.c.Waiting
	switch {
	case number && n != 1 && n != 2:
		t.say("triage.choose_again", "n", 2)
		return true, nil
	case !number && t.newRequest():
		waiting, n = append(waiting, conversation.Waiting{Message: t.m}), 1
	case !number && saysNew(t.text()):
		n = 1
	case !number && saysOld(t.text()):
		n = 2
	}
	t.c.Waiting, t.c.Question = nil, nil
	if n != 1 && n != 2 {
		return false, nil
	}
	t.said = nil
	for _, w := range waiting {
		t.said = append(t.said, w.Message)
	}
	if n == 2 {
		return true, t.addRemark(ctx)
	}
	t.lead, t.c.LeadID = nil, ""
	return true, t.understand(ctx)
}

func saysNew(text string) bool {
	return anyWord(text, "חדשה", "חדש", "new", "אחרת", "another")
}
func saysOld(text string) bool {
	return anyWord(text, "קיים", "הקיים", "התור", "existing", "old", "appointment")
}

// anyWord reports whether one of the words stands in a text.
func anyWord(text string, words ...string) bool {
	said := " " + keyword.Normalize(text) + " "
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(said, " "+keyword.Normalize(w)+" ") })
}
