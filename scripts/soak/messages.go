package main

import (
	"cmp"
	"slices"
	"strings"

	"github.com/proli/proli/shared/notice"
)

// handled: every message that was taken is kept, once, and answered; nothing else is there.
func (a *audit) handled() {
	answered := map[string]int{} // by the message that caused it
	replies := map[string][]notice.Notice{}
	for _, n := range a.notices {
		cause, _, derived := strings.Cut(n.Cause, "/")
		answered[cause]++
		if !derived {
			replies[cause+" "+n.Chat] = append(replies[cause+" "+n.Chat], n)
		}
	}
	written := map[string]bool{}
	for _, d := range a.delivered {
		if written[d.ID] {
			a.broken(twice, "two messages have the id %s", d.ID)
		}
		written[d.ID] = true
		m, kept := a.messages[d.ID]
		// Fragments are answered by the turn that begins after the last of them. Of two messages that
		// ask for an offer in one breath the second is answered by the first's offer: its own event
		// has found the lead gone on.
		together := (a.inbox[d.ID] || fragment(d.Text)) && a.later[d.Chat] >= m.At
		switch {
		case !kept:
			a.broken(lost, "%s %q, delivered %d times, is not kept", d.ID, d.Text, d.Copies)
		case answered[d.ID] == 0 && !together:
			a.broken(lost, "%s %q, delivered %d times, has no answer", d.ID, d.Text, d.Copies)
		}
		if list := replies[d.ID+" "+d.Chat]; len(list) > 1 {
			a.broken(twice, "%s %q, delivered %d times, has %d replies: %q, %q", d.ID, d.Text, d.Copies, len(list), list[0].Text, list[1].Text)
		}
	}
	for id, m := range a.messages {
		if !written[id] {
			a.broken(twice, "message %s in %s was written by nobody", id, m.Chat)
		}
	}
}

// fragment reports whether a message may be a piece of a longer one.
func fragment(text string) bool {
	return len(strings.Fields(text)) <= 4 && !strings.ContainsAny(text, ".?!")
}

// sent: what was to be said left once, and nothing else left.
func (a *audit) sent() {
	left := map[string]Left{}
	for _, l := range a.left {
		left[l.ID] = l
	}
	claimed := map[string]bool{}
	for _, n := range a.notices {
		switch n.State {
		case notice.Sent, notice.Delivered, notice.Read:
			l, found := left[n.ProviderID]
			switch {
			case !found:
				a.broken(lost, "notice %s counts as %s and never left: %q", n.ID, n.State, n.Text)
			case claimed[n.ProviderID]:
				a.broken(lost, "notice %s claims what another has sent: %q", n.ID, n.Text)
			case l.Chat != n.Chat || l.Text != n.Text:
				a.broken(twice, "notice %s left as something else: %q, not %q", n.ID, l.Text, n.Text)
			}
			claimed[n.ProviderID] = true
		case notice.Dropped:
			if n.Offer == 0 {
				a.broken(lost, "notice %s was dropped (%s): %q", n.ID, n.Reason, n.Text)
			}
		default:
			a.broken(lost, "notice %s is %s (%s): %q", n.ID, n.State, n.Reason, n.Text)
		}
	}
	for _, l := range a.left {
		if !claimed[l.ID] {
			a.broken(twice, "%s was sent once more to %s, or nobody said it: %q", l.ID, l.Chat, l.Text)
		}
	}
}

// ordered: in each chat messages were handled as they were taken, answered as they were
// handled, and what was said left as it was said.
func (a *audit) ordered() {
	place := map[string]int{} // of a message within its chat
	last := map[string]Delivered{}
	for i, d := range a.delivered {
		place[d.ID] = i
		if before, found := last[d.Chat]; found {
			m, earlier := a.messages[d.ID], a.messages[before.ID]
			if m.At != 0 && m.At < earlier.At { // zero: it waits for consent
				a.broken(unruly, "%s %q was handled %d ms before %s %q, which was taken first", d.ID, d.Text, earlier.At-m.At, before.ID, before.Text)
			}
		}
		last[d.Chat] = d
	}
	departed := map[string]int{}
	for i, l := range a.left {
		departed[l.ID] = i
	}
	var before notice.Notice
	var answered, gone notice.Notice
	for _, n := range a.notices {
		if n.Chat != before.Chat {
			answered, gone = notice.Notice{}, notice.Notice{}
		} else if n.Seq == before.Seq {
			a.broken(unruly, "two notices in %s have the number %d", n.Chat, n.Seq)
		}
		before = n
		if i, known := place[n.Cause]; known && a.delivered[i].Chat == n.Chat {
			if answered.ID != "" && place[answered.Cause] > i {
				a.broken(unruly, "the answer to %q was given after that to %q", a.delivered[i].Text, a.delivered[place[answered.Cause]].Text)
			}
			answered = n
		}
		if i, known := departed[n.ProviderID]; known {
			if gone.ID != "" && gone.Text != n.Text && departed[gone.ProviderID] > i {
				a.broken(unruly, "in %s %q left before %q", n.Chat, n.Text, gone.Text)
			}
			gone = n
		}
	}
}

func byChatAndNumber(a, b notice.Notice) int {
	return cmp.Or(cmp.Compare(a.Chat, b.Chat), cmp.Compare(a.Seq, b.Seq))
}

// done: nothing is left under way, nothing was given up.
func (a *audit) done() {
	for _, id := range a.pending {
		a.broken(lost, "what %s has to tell was never published", id)
	}
	if a.poison > 0 {
		a.broken(lost, "%d events were given up", a.poison)
	}
	for lead, alarms := range a.alarms {
		if i := slices.IndexFunc(alarms, unarmed); i >= 0 {
			a.broken(stuck, "alarm %s of lead %s has no task", alarms[i].ID, lead)
		}
	}
}
