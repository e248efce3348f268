package triage

import (
	"context"
	"strings"
	"time"

	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/keyword"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/offering"
	"github.com/proli/proli/shared/pro"
)

// offered picks the offer that a command means: the quoted one, the only one, or the one
// chosen from a list that is asked for.
func (t *turn) offered(ctx context.Context, act keyword.Kind) (*lead.Lead, error) {
	if t.m.Quoted != "" {
		l, offer, err := t.Store.LeadByNotice(ctx, t.m.Quoted)
		if err == nil && l != nil && offer != 0 && t.offeredNow(l) && l.Offer.Moved && offer != l.Offer.N {
			t.sayMoved(l) // what is quoted is an hour that is no longer asked for
			return nil, nil
		}
		if err != nil || l != nil {
			return l, err
		}
	}
	open, err := t.Store.ProLeads(ctx, t.self.ID, lead.New)
	if err != nil {
		return nil, err
	}
	switch len(open) {
	case 1:
		return &open[0], nil
	case 0:
		return nil, t.nothingOffered(ctx)
	}
	t.choose(conversation.AskOffer, act, open, "pro.which_offer")
	return nil, nil
}

// nothingOffered says so; when the last thing was an approval, that it stands.
func (t *turn) nothingOffered(ctx context.Context) error {
	booked, err := t.Store.ProLeads(ctx, t.self.ID, lead.Booked)
	if err != nil {
		return err
	}
	if t.commanded(command{kind: keyword.Approve, number: 1}) && len(booked) > 0 {
		newest := booked[0]
		for _, l := range booked {
			if l.UpdatedAt.After(newest.UpdatedAt) {
				newest = l
			}
		}
		t.say("pro.already_approved", "when", locale.DateTime(t.lang, newest.Appointment.Start), "address", offering.Address(t.lang, &newest))
		return nil
	}
	t.say("pro.no_offer")
	return nil
}

// choose asks which of several leads is meant.
func (t *turn) choose(kind conversation.QuestionKind, act keyword.Kind, leads []lead.Lead, key string) {
	options := make([]conversation.Option, len(leads))
	lines := make([]string, len(leads))
	for i, l := range leads {
		options[i] = conversation.Option{LeadID: l.ID}
		lines[i] = t.line(i+1, l)
	}
	t.c.Ask(kind, "", t.now, options...)
	t.c.Question.Act = string(act)
	t.say(key, "list", strings.Join(lines, "\n"))
}

// line is one lead in a numbered list.
func (t *turn) line(n int, l lead.Lead) string {
	start := l.CreatedAt
	switch {
	case l.Appointment != nil:
		start = l.Appointment.Start
	case l.Offer != nil:
		start = l.Offer.Start
	}
	return locale.Text(t.lang, "pro.line", "n", n, "when", locale.DateTime(t.lang, start), "issue", l.IssueType, "address", offering.Address(t.lang, &l))
}

func approve(ctx context.Context, t *turn) error {
	l, err := t.offered(ctx, keyword.Approve)
	if err != nil || l == nil {
		return err
	}
	return t.approve(l)
}

// approve hands the lead to booking, who checks that it is this pro's to approve.
func (t *turn) approve(l *lead.Lead) error {
	if t.offeredNow(l) && !t.seen(l.Offer) {
		t.sayMoved(l)
		return nil
	}
	t.about(l)
	return t.book(event.Booking{Kind: event.BookingApprove, Pro: t.self.ID, By: string(lead.ByPro)})
}

func reject(ctx context.Context, t *turn) error {
	l, err := t.offered(ctx, keyword.Reject)
	if err != nil || l == nil {
		return err
	}
	return t.reject(l)
}

// reject sends the lead on to the next pro, if it is this pro's to refuse.
func (t *turn) reject(l *lead.Lead) error {
	if !t.offeredNow(l) {
		t.say("pro.no_offer")
		return nil
	}
	if !t.seen(l.Offer) {
		t.sayMoved(l)
		return nil
	}
	t.about(l)
	t.say("pro.rejected")
	return t.set.Emit(event.Lead{
		ID: t.m.ID + "/next", Kind: event.LeadNext, Lead: l.ID, Offer: l.Offer.N, Chat: l.ChatID, Cause: t.m.ID, At: t.now, Reason: "rejected",
	}.Published())
}

// offeredNow reports whether a lead is put to this pro.
func (t *turn) offeredNow(l *lead.Lead) bool {
	return l.Status == lead.New && l.Offer != nil && l.Offer.ProID == t.self.ID
}

// seen reports whether the pro can have seen an offer when writing. The provider cuts the time of
// a message down to the second.
func (t *turn) seen(o *lead.Offer) bool { return o.Answered(t.m.SentAt.Add(time.Second)) }

// sayMoved says that the hour of an offer has changed, and which one is asked about now.
func (t *turn) sayMoved(l *lead.Lead) {
	t.about(l)
	t.say("booking.hour_moved", "when", locale.DateTime(t.lang, l.Offer.Start))
}

// job picks the booked job that a command means: the quoted one, or the only one; nil when
// there is none, or when it was asked which of several.
func (t *turn) job(ctx context.Context, kind conversation.QuestionKind, act keyword.Kind, key string) (*lead.Lead, error) {
	if t.m.Quoted != "" {
		l, _, err := t.Store.LeadByNotice(ctx, t.m.Quoted)
		if err != nil || l != nil && l.Status == lead.Booked && l.ProID == t.self.ID {
			return l, err
		}
	}
	booked, err := t.Store.ProLeads(ctx, t.self.ID, lead.Booked)
	if err != nil {
		return nil, err
	}
	switch len(booked) {
	case 0:
		t.say("pro.no_jobs")
		return nil, nil
	case 1:
		return &booked[0], nil
	}
	t.choose(kind, act, booked, key)
	return nil, nil
}

// finish ends a job. A bare "3" may be a slip: it is asked about when the hour has not come.
func finish(ctx context.Context, t *turn) error {
	l, err := t.job(ctx, conversation.AskJob, keyword.Finish, "pro.which_job")
	if err != nil || l == nil {
		return err
	}
	if _, bare := keyword.Number(t.text()); bare && t.now.Before(l.Appointment.Start) {
		t.c.Ask(conversation.AskEarly, l.ID, t.now)
		t.say("pro.finished_early", "when", locale.DateTime(t.lang, l.Appointment.Start), "address", offering.Address(t.lang, l))
		return nil
	}
	return t.finish(l)
}

// cancelJob asks before a booked job is called off.
func cancelJob(ctx context.Context, t *turn) error {
	l, err := t.job(ctx, conversation.AskCancelJob, keyword.CancelJob, "pro.which_cancel")
	if err != nil || l == nil {
		return err
	}
	t.confirmCancelJob(l)
	return nil
}

func (t *turn) confirmCancelJob(l *lead.Lead) {
	t.c.Ask(conversation.AskProCancel, l.ID, t.now)
	t.say("pro.confirm_cancel", "when", locale.DateTime(t.lang, l.Appointment.Start), "address", offering.Address(t.lang, l), "name", locale.Isolate(l.Facts.Name))
}

func (t *turn) finish(l *lead.Lead) error {
	t.about(l)
	return t.book(event.Booking{Kind: event.BookingFinish, Pro: t.self.ID, By: string(lead.ByPro)})
}

// about makes a lead the one that this message is about.
func (t *turn) about(l *lead.Lead) {
	t.lead = l
	for _, m := range t.set.Messages {
		m.LeadID = l.ID
	}
}

func vacation(_ context.Context, t *turn) error {
	t.set.ProStates = append(t.set.ProStates, change.ProState{Pro: t.self.ID, OnVacation: true})
	t.say("pro.vacation")
	return nil
}

func available(_ context.Context, t *turn) error {
	t.set.ProStates = append(t.set.ProStates, change.ProState{Pro: t.self.ID, OnVacation: false})
	t.say("pro.available")
	return nil
}

func actAsCustomer(_ context.Context, t *turn) error {
	t.c.AsCustomer = true
	t.say("pro.as_customer")
	return nil
}

// load is how many leads the pro has open, offered or booked.
func (t *turn) load(ctx context.Context, p *pro.Pro) (offered, booked []lead.Lead, err error) {
	if offered, err = t.Store.ProLeads(ctx, p.ID, lead.New); err != nil {
		return nil, nil, err
	}
	booked, err = t.Store.ProLeads(ctx, p.ID, lead.Booked)
	return offered, booked, err
}
