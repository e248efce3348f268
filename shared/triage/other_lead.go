package triage

import (
	"context"
	"fmt"
	"strings"

	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/keyword"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/reader"
)

// findLead reads the lead that the chat is about. When there is none, or it has ended, what is
// promised or asked of another still stands; what was only told before a reset does not.
func (t *turn) findLead(ctx context.Context) (err error) {
	if t.c.LeadID != "" {
		if t.lead, err = t.Store.Lead(ctx, t.c.LeadID); err != nil {
			return err
		}
	}
	if hasOpenLead(t) || t.c.ConsentAt.IsZero() {
		return nil
	}
	open, err := t.Store.OpenOfChat(ctx, t.c.ID)
	for i := range open {
		if open[i].Status != lead.Contacted {
			t.lead = &open[i]
			break
		}
	}
	return err
}

// others are the open leads of the chat besides the one that is talked about.
func (t *turn) others(ctx context.Context) ([]lead.Lead, error) {
	open, err := t.Store.OpenOfChat(ctx, t.c.ID)
	others := open[:0]
	for _, l := range open {
		if (t.lead == nil || l.ID != t.lead.ID) && l.Status != lead.Contacted {
			others = append(others, l)
		}
	}
	return others, err
}

// askWhich has the customer choose among several leads which one a word is about; it reports
// whether there are several.
func (t *turn) askWhich(ctx context.Context, act keyword.Kind, key string, suits func(*lead.Lead) bool) (bool, error) {
	others, err := t.others(ctx)
	if err != nil {
		return false, err
	}
	var list []lead.Lead
	for _, l := range append([]lead.Lead{*t.lead}, others...) {
		if suits(&l) {
			list = append(list, l)
		}
	}
	if len(list) < 2 {
		if len(list) == 1 && list[0].ID != t.lead.ID {
			t.lead = &list[0]
		}
		return false, nil
	}
	options := make([]conversation.Option, len(list))
	lines := make([]string, len(list))
	for i, l := range list {
		options[i] = conversation.Option{LeadID: l.ID}
		lines[i] = fmt.Sprintf("*%d* – %s", i+1, t.inShort(&l))
	}
	t.c.Ask(conversation.AskWhich, t.lead.ID, t.now, options...)
	t.c.Question.Act = string(act)
	t.say(key, "list", strings.Join(lines, "\n"))
	return true, nil
}

// nothingElse reports whether a message tells nothing of a job, its place or its time.
func nothingElse(t *turn) bool {
	r := reader.Read(t.words(), t.m.SentAt)
	return r.Empty()
}

// askOtherHour moves the hour of another lead than the one that is talked about, which has none.
func (t *turn) askOtherHour(ctx context.Context) error {
	others, err := t.others(ctx)
	if err != nil {
		return err
	}
	for i := range others {
		if !hourOf(&others[i]).IsZero() {
			t.lead = &others[i]
			return t.askNewHour(ctx)
		}
	}
	if hasOpenLead(t) {
		return errNoAnswer
	}
	return t.nothingToCancel(ctx)
}

// nothingToCancel says that nothing stands: words of undoing begin no request.
func (t *turn) nothingToCancel(context.Context) error {
	t.record()
	t.say("booking.nothing")
	return nil
}

// inShort is a lead by its problem, and by its hour when it has one.
func (t *turn) inShort(l *lead.Lead) string {
	issue := l.IssueType
	if issue == "" {
		issue = locale.Trade(t.lang, l.Trade)
	}
	if hour := hourOf(l); !hour.IsZero() {
		return locale.DateTime(t.lang, hour) + " · " + locale.Isolate(issue)
	}
	return locale.Isolate(issue)
}

// whichLead takes the lead that was meant and goes on with what was asked of it.
func whichLead(ctx context.Context, t *turn) (bool, error) {
	q := t.c.Question
	option, found, number := t.picked()
	switch {
	case !number:
		t.c.Question = nil
		return false, nil
	case !found:
		t.say("triage.choose_again", "n", len(q.Options))
		return true, nil
	}
	l, err := t.Store.Lead(ctx, option.LeadID)
	if err != nil {
		return true, err
	}
	t.c.Question = nil
	switch {
	case l == nil || l.Status.Final():
		t.say("booking.nothing")
		return true, nil
	case keyword.Kind(q.Act) == keyword.Cancel:
		t.lead = l
		return true, t.confirmCancelOf(l)
	}
	t.lead = l
	if !hasHour(t) {
		t.say("booking.nothing")
		return true, nil
	}
	return true, t.listHours(ctx)
}
