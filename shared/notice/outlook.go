package notice

import (
	"cmp"
	"slices"
	"strings"
)

// Outlook is what the sender finds in its queue at a moment.
type Outlook struct {
	Lines    [][]Notice // of each chat with something due, the chats with replies first, each in order
	Doubtful []Notice   // sends whose outcome nobody knows and whose time is over
	OnTheWay bool       // there is a send whose time is not over
	Expired  []Notice   // waited until they became pointless
}

// Look sorts the notices that are not sent yet into what the sender does with them. Doubtful are
// the ids of those whose time is over, by the database's clock. A chat with a send on its way
// or in doubt has no line: nothing overtakes it.
func Look(g Gate, unsent []Notice, doubtful map[string]bool, chats, perChat int) (o Outlook) {
	busy, lines := map[string]bool{}, map[string][]Notice{}
	for _, n := range unsent {
		switch {
		case n.State == Sending:
			busy[n.Chat] = true
			if doubtful[n.ID] {
				o.Doubtful = append(o.Doubtful, n)
			} else {
				o.OnTheWay = true
			}
		case n.Due(g):
			lines[n.Chat] = append(lines[n.Chat], n)
		case n.State == Waiting && !n.ExpiresAt.IsZero() && !n.ExpiresAt.After(g.Now):
			o.Expired = append(o.Expired, n)
		}
	}
	for chat, line := range lines {
		if !busy[chat] {
			slices.SortFunc(line, func(a, b Notice) int { return cmp.Compare(a.Seq, b.Seq) })
			o.Lines = append(o.Lines, line)
		}
	}
	slices.SortFunc(o.Lines, func(a, b []Notice) int {
		return cmp.Or(cmp.Compare(class(a), class(b)), cmp.Compare(a[0].Seq, b[0].Seq), strings.Compare(a[0].Chat, b[0].Chat))
	})
	o.Lines = o.Lines[:min(len(o.Lines), chats)]
	for i, line := range o.Lines {
		o.Lines[i] = line[:min(len(line), perChat)]
	}
	return o
}

// class puts chats with a reply, or with something urgent, first.
func class(line []Notice) int {
	if slices.ContainsFunc(line, func(n Notice) bool { return n.Reply || n.Urgent }) {
		return 0
	}
	return 1
}
