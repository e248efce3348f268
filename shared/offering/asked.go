package offering

import (
	"time"

	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
)

// Asked is the question about a lead that is open in its chat, once more, with the hours that
// still lie ahead; empty when none is. Name is the pro's whom it is about.
func Asked(lang locale.Language, q *conversation.Question, l *lead.Lead, name string, now time.Time) string {
	if q == nil || q.LeadID != l.ID {
		return ""
	}
	name = locale.Isolate(name)
	switch q.Kind {
	case conversation.AskHour, conversation.AskNewHour:
		if len(q.Options) == 0 || !q.Options[len(q.Options)-1].Start.After(now) {
			return ""
		}
		return locale.Text(lang, "offer.hours.window", "pro", name) + "\n\n" + List(lang, q.Options, now) + "\n\n" + locale.Text(lang, "offer.hours.how")
	case conversation.AskNextPro:
		return locale.Text(lang, "offer.still_asked")
	case conversation.AskWait:
		if l.Offer != nil && l.Offer.Waited {
			return locale.Text(lang, "deadline.ask_again", "pro", name)
		}
		return locale.Text(lang, "deadline.ask", "pro", name)
	}
	return ""
}
