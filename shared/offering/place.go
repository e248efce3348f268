package offering

import (
	"context"
	"path"
	"time"

	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/pro"
)

// deadline is until when an hour is held for an offer that has not been sent: to its
// beginning. An emergency's begins within minutes, so that one lasts to its end.
func (w *work) deadline(hour calendar.Interval) time.Time {
	if w.lead.Facts.Urgent {
		return hour.End
	}
	return hour.Start
}

// place makes the offer at the hour that is held: the lead becomes new, both sides are told.
func (w *work) place(ctx context.Context, p pro.Pro, hour calendar.Interval) error {
	l := w.lead
	l.Offers++
	price := Quote(p, l)
	l.Offer = &lead.Offer{
		N: l.Offers, ProID: p.ID, Hold: w.held.entry, Notice: event.ID(w.set.Claim, "offer"),
		Start: hour.Start.UTC(), End: hour.End.UTC(),
	}
	if err := l.Move(lead.New, w.now, w.by, w.reason); err != nil {
		return err
	}
	l.ProID, l.Price = p.ID, price
	w.set.Update(l)
	w.closeQuestion()
	links, err := w.links(ctx, linkLife+w.sends.Sub(w.now))
	if err != nil {
		return err
	}
	expires := l.Offer.Last(l.Facts.Urgent)
	// An offer that is never sent ends with its notice; the sending sets the real clocks.
	w.tellPro(p, price, links, expires)
	w.tellCustomer(p, price, w.sends)
	w.outcome = Offered
	return nil
}

// linkLife is how long a pro can open the customer's files, from when the offer goes out.
const linkLife = 12 * time.Hour

func (w *work) tellPro(p pro.Pro, price *lead.Price, links string, expires time.Time) {
	lang := locale.Of(p.Language)
	n := notice.Notice{
		Chat: p.Chat(), Kind: notice.KindOffer, Text: w.offerText(lang, price, links), Urgent: w.lead.Facts.Urgent,
		LeadID: w.lead.ID, ProID: p.ID, Offer: w.lead.Offers, ExpiresAt: expires.UTC(),
		Reply: w.event.Kind == event.LeadTake, // the pro has just asked for it
	}
	offer := n
	offer.ID = w.lead.Offer.Notice
	offer.Buttons = []notice.Button{
		{ID: "approve", Title: locale.Text(lang, "offer.button.approve")},
		{ID: "reject", Title: locale.Text(lang, "offer.button.reject")},
	}
	w.set.Say(offer)
	if !w.before.IsZero() { // whoever was asked about another hour has the files
		return
	}
	for _, m := range w.lead.Facts.Media {
		if m.Object == "" {
			continue
		}
		n.Kind, n.Text = notice.KindMedia, m.Caption
		n.File = &notice.File{Object: m.Object, Name: path.Base(m.Object), MIME: m.MIME}
		w.set.Say(n)
	}
}

func (w *work) tellCustomer(p pro.Pro, price *lead.Price, sends time.Time) {
	key := "offer.asked"
	switch {
	case w.lead.Facts.Urgent && w.lead.Offers == 1: // it is acknowledged once
		key = "offer.asked_urgent"
	case sends.After(w.now):
		key = "offer.asked_later"
	}
	w.say(w.text(key, "pro", locale.Isolate(p.BusinessName), "when", w.near(w.lead.Offer.Start),
		"price", PriceText(w.lang, price), "wait", locale.Duration(w.lang, wait(w.lead)), "asked", w.near(sends)))
}

// wait is how long a pro has to answer, counted from when the offer was sent.
func wait(l *lead.Lead) time.Duration {
	sent := time.Time{}.AddDate(2000, 0, 0)
	return notice.Quiet{Off: true}.Clocks(sent, l.Facts.Urgent).Deadline.Sub(sent)
}

// askPrice asks before a pro whose price is another one than the customer expects is asked.
func (w *work) askPrice(p pro.Pro, hour calendar.Interval, price *lead.Price) error {
	key := "offer.dearer"
	if price == nil || price.ILS <= w.told.ILS {
		key = "offer.unpriced"
	}
	if err := w.back(p, w.told); err != nil { // a price that is not agreed to is no measure for the next
		return err
	}
	w.ask(conversation.AskNextPro, options(w.lead.ID, p.ID, []calendar.Interval{hour}))
	w.say(w.text(key, "pro", locale.Isolate(p.BusinessName), "when", w.near(hour.Start),
		"price", PriceText(w.lang, price), "before", PriceText(w.lang, w.told)))
	w.outcome = "asked_price"
	return nil
}
