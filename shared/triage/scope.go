package triage

import (
	"slices"
	"strings"

	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/keyword"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/pro"
	"github.com/proli/proli/shared/reader"
)

// outOfScope asks about a job that none of our trades does, once, and declines it when the answer
// names none of ours either. It reports whether it said anything.
func (t *turn) outOfScope(answer Answer, asked bool) (bool, error) {
	again := t.c.Asked(conversation.AskScope) && t.c.Question.LeadID == t.lead.ID
	if t.lead.Trade != "" || t.lead.Facts.Urgent {
		if again {
			t.c.Question = nil
		}
		return false, nil
	}
	if !t.beyond(answer, asked) && (!again || !declines(t.text())) {
		return false, nil
	}
	if words := t.words(); t.lead.IssueType == "" && t.isTrueNote(words) { // it is said back to the customer
		t.setIssue(words)
	}
	if again {
		t.c.Question = nil
		if err := t.lead.Move(lead.Rejected, t.now, lead.System, "none of our trades does it"); err != nil {
			return false, err
		}
		t.say("booking.declined", "issue", locale.Isolate(t.issue(t.lang)))
		return true, nil
	}
	t.c.Ask(conversation.AskScope, t.lead.ID, t.now)
	t.say("triage.scope", "trades", locale.List(t.lang, ourTrades(t.lang)))
	return true, nil
}

// ourTrades are what people call our trades, in the order of menus.
func ourTrades(lang locale.Language) []string {
	names := make([]string, len(pro.Trades))
	for i, trade := range pro.Trades {
		names[i] = locale.Trade(lang, trade)
	}
	return names
}

// beyond reports whether a job is told that nobody of ours does: by the rules, or because the model
// read a problem in what is said now, gave it to no trade, and nothing is said to be broken.
func (t *turn) beyond(answer Answer, asked bool) bool {
	if reader.Beyond(t.words()) {
		return true
	}
	if !asked || answer.Facts.Issue == "" || answer.Facts.Trade != "" || reader.Complains(t.words()) {
		return false
	}
	said := strings.Fields(keyword.Normalize(t.words() + " " + answer.Transcription))
	return slices.ContainsFunc(strings.Fields(keyword.Normalize(answer.Facts.Issue)), func(w string) bool {
		return len([]rune(w)) > 2 && slices.Contains(said, w)
	})
}
