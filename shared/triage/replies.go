package triage

import (
	"context"
	"slices"
	"strings"

	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/keyword"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/offering"
	"github.com/proli/proli/shared/phone"
	"github.com/proli/proli/shared/pro"
)

// plainQuestion asks for what is missing without a model: first what and where, then the
// address and the hour.
func (t *turn) plainQuestion() string {
	missing := t.missing()
	switch {
	case len(missing) == 0:
		return locale.Text(t.lang, "triage.checking")
	case missing[0] == "issue" && slices.Contains(missing, "city"):
		return locale.Text(t.lang, "triage.ask_issue_and_city")
	case missing[0] == "issue":
		return locale.Text(t.lang, "triage.ask_issue", "city", offering.City(t.lang, t.lead))
	case missing[0] == "city":
		return locale.Text(t.lang, "triage.ask_city", "trade", locale.Trade(t.lang, t.lead.Trade))
	}
	if w := t.lead.Wanted; w == nil && len(missing) == 1 && missing[0] == "time" {
		return locale.Text(t.lang, "triage.ask_time")
	}
	names := make([]string, len(missing))
	for i, name := range missing {
		names[i] = locale.Text(t.lang, "triage.missing."+name)
	}
	ask := locale.Text(t.lang, "triage.ask_missing", "missing", locale.List(t.lang, names))
	if w := t.lead.Wanted; w != nil && slices.Contains(missing, "time") {
		ask = locale.Text(t.lang, "triage.time_passed") + "\n" + ask
	}
	return ask
}

// introduction says who may come and at what price of the list.
func (t *turn) introduction(p *pro.Pro) string {
	lines := []string{locale.Text(t.lang, "triage.introduce", "pro", p.BusinessName, "trade", locale.Trade(t.lang, p.Trade))}
	if p.SocialProof.Count > 0 {
		lines = append(lines, locale.Count(t.lang, "triage.rating", p.SocialProof.Count, "rating", mean(p.SocialProof.Mean())))
	}
	lines = append(lines, offering.PriceText(t.lang, offering.Quote(*p, t.lead)))
	return strings.Join(lines, "\n")
}

// status answers from the database, without a model.
func (t *turn) status(ctx context.Context) error {
	t.record()
	text, err := t.statusText(ctx)
	if err != nil {
		return err
	}
	others, err := t.others(ctx)
	if err != nil {
		return err
	}
	own := t.lead
	for i := range others {
		t.lead = &others[i]
		also, err := t.statusText(ctx)
		if err != nil {
			return err
		}
		text += "\n\n" + also
	}
	t.lead = own
	t.sayText("reply", text)
	return nil
}

func (t *turn) statusText(ctx context.Context) (string, error) {
	if t.lead == nil {
		return locale.Text(t.lang, "triage.status.none"), nil
	}
	name, number := "", ""
	if t.lead.ProID != "" {
		p, err := found(t.Store.Pro(ctx, t.lead.ProID))
		if err != nil {
			return "", err
		}
		if p != nil {
			name, number = p.BusinessName, phone.Number(p.PhoneNumber).E164()
		}
	}
	args := []any{"issue", t.issue(t.lang), "pro", name}
	switch t.lead.Status {
	case lead.Contacted:
		if open := offering.Asked(t.lang, t.c.Question, t.lead, name, t.now); open != "" {
			return open, nil
		}
		return t.plainQuestion(), nil
	case lead.Booked, lead.Completed:
		if a := t.lead.Appointment; a != nil {
			args = append(args, "when", locale.DateTime(t.lang, a.Start), "address", offering.Address(t.lang, t.lead),
				"phone", locale.Isolate(number), "price", offering.PriceText(t.lang, t.lead.Price))
		}
	case lead.New:
		if o := t.lead.Offer; o != nil {
			args = append(args, "when", locale.DateTime(t.lang, o.Start))
		}
	}
	text := locale.Text(t.lang, "triage.status."+string(t.lead.Status), args...)
	if open := offering.Asked(t.lang, t.c.Question, t.lead, name, t.now); open != "" {
		text += "\n\n" + open
	}
	return text, nil
}

// callsOff reports whether the job is no longer wanted: it is called off, or the problem is gone.
func callsOff(t *turn) bool {
	return keyword.Is(t.text(), keyword.Cancel) || keyword.Is(t.text(), keyword.NoNeed)
}

// askCancel asks before anything is undone, and which request is meant when there are several.
// Who cancels one hour to have another moves it.
func (t *turn) askCancel(ctx context.Context) error {
	if hasHour(t) && keyword.Is(t.text(), keyword.Reschedule) {
		return t.askNewHour(ctx)
	}
	t.record()
	asked, err := t.askWhich(ctx, keyword.Cancel, "triage.which_cancel", func(*lead.Lead) bool { return true })
	if asked || err != nil {
		return err
	}
	return t.confirmCancelOf(t.lead)
}

// confirmCancelOf asks whether a lead shall really be called off.
func (t *turn) confirmCancelOf(l *lead.Lead) error {
	t.c.Ask(conversation.AskCancel, l.ID, t.now)
	if a := l.Appointment; l.Status == lead.Booked && a != nil {
		t.say("triage.confirm_cancel", "when", locale.DateTime(t.lang, a.Start))
		return nil
	}
	t.say("triage.confirm_cancel_request", "issue", t.issue(t.lang))
	return nil
}
