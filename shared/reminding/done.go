package reminding

import (
	"time"

	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/offering"
	"github.com/proli/proli/shared/pro"
)

// AskPro asks the pro of an appointment to finish.
func AskPro(s *change.Set, l *lead.Lead, p pro.Pro) {
	lang, name, issue := locale.Of(p.Language), l.Facts.Name, l.IssueType
	if name == "" {
		name = offering.Phone(l)
	}
	if issue == "" {
		issue = locale.Trade(lang, l.Trade)
	}
	s.Say(notice.Notice{
		Chat: p.Chat(), Kind: notice.KindCheck, LeadID: l.ID, ProID: p.ID, ExpiresAt: l.Appointment.End.Add(lead.Unsaid).UTC(),
		Text: locale.Text(lang, "check.pro", "name", locale.Isolate(name), "issue", issue, "when", locale.DateTime(lang, l.Appointment.Start)),
	})
}

// AskCustomer asks the customer whether the work is done, and reports whether it did. Who wants
// nothing of our own accord is not asked; who talks with a human, is being asked something else,
// or has begun to tell of something new, is left to it.
func AskCustomer(s *change.Set, l *lead.Lead, c *conversation.Conversation, p pro.Pro, now time.Time) bool {
	if c.Blocked || !c.StoppedAt.IsZero() || c.Silent(now) ||
		c.Question != nil && c.Question.LeadID != l.ID || c.LeadID != "" && c.LeadID != l.ID {
		return false
	}
	lang := offering.Language(l, c)
	c.Ask(conversation.AskDone, l.ID, now)
	s.Touch(c)
	s.Say(notice.Notice{
		Chat: l.ChatID, Kind: notice.KindCheck, LeadID: l.ID, ProID: p.ID, ExpiresAt: l.Appointment.End.Add(lead.Unsaid).UTC(),
		Text:    locale.Text(lang, "check.customer", "pro", locale.Isolate(p.BusinessName)),
		Buttons: []notice.Button{{ID: "1", Title: locale.Text(lang, "check.button.yes")}, {ID: "2", Title: locale.Text(lang, "check.button.no")}},
	})
	return true
}
