package triage

import (
	"context"

	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/phone"
)

// tellHumans tells the lead's pro, or the admins when there is none, that the customer wants a person.
func (t *turn) tellHumans(ctx context.Context) error {
	if t.lead != nil && t.lead.Status == lead.Booked {
		p, err := found(t.Store.Pro(ctx, t.lead.ProID))
		if err != nil {
			return err
		}
		if p != nil {
			t.set.Say(notice.Notice{
				Chat: p.Chat(), Kind: notice.KindAlert, LeadID: t.lead.ID, ProID: p.ID, Urgent: t.lead.Facts.Urgent,
				Text: locale.Text(locale.Of(p.Language), "triage.human_for_pro", t.who(locale.Of(p.Language))...),
			})
			return nil
		}
	}
	t.tellAdmins("triage.human_for_admin")
	return nil
}

// tellAdmins says one thing about this chat to every admin.
func (t *turn) tellAdmins(key string) {
	for _, chat := range t.Admins {
		t.set.Say(notice.Notice{Chat: chat, Kind: notice.KindAlert, Text: locale.Text(locale.Hebrew, key, t.who(locale.Hebrew)...)})
	}
}

// who is the customer and the words, for a person who steps in.
func (t *turn) who(lang locale.Language) []any {
	number, name := "", t.c.Name
	if n, ok := phone.OfChat(t.c.ID); ok {
		number = n.E164()
	} else if t.lead != nil {
		number = t.lead.Facts.Phone
	}
	if name == "" && t.lead != nil {
		name = t.lead.Facts.Name
	}
	if name == "" {
		name = locale.Text(lang, "triage.no_name")
	}
	return []any{"name", locale.Isolate(name), "phone", locale.Isolate(number), "words", clip(t.words(), 300)}
}

// handleAccount keeps what the provider says of our own account, and what cannot be read.
func (d *Desk) handleAccount(m event.Message, set *change.Set) {
	switch m.Kind {
	case event.KindAccount:
		set.Account = m.Status
	case event.KindQuota:
		for _, chat := range d.Admins {
			set.Say(notice.Notice{Chat: chat, Kind: notice.KindAlert, Text: locale.Text(locale.Hebrew, "triage.quota", "detail", m.Detail)})
		}
	default:
		set.Messages = append(set.Messages, conversation.Record(m, "", conversation.ByCustomer))
	}
}

// Delivery is what a status of the provider means for one of our notices. States that say
// nothing of the message's way are failures with their name as the reason.
func Delivery(m event.Message) change.Delivery {
	state := notice.Failed
	switch m.Status {
	case "sent":
		state = notice.Sent
	case "delivered":
		state = notice.Delivered
	case "read":
		state = notice.Read
	}
	reason := ""
	if state == notice.Failed {
		reason = m.Status + " " + m.Detail
	}
	return change.Delivery{ProviderID: m.ProviderID, State: state, Reason: clip(reason, 300), At: m.SentAt}
}
