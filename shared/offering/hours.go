package offering

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/pro"
)

const (
	shown = 5   // hours that are offered at once
	ahead = 200 // half hours that are looked at for a window: more than four days of them
)

// FreshHours are up to five free hours, nearest to a time, of the pro whom the lead is with.
func (d *Desk) FreshHours(ctx context.Context, l *lead.Lead, near, now time.Time) ([]conversation.Option, error) {
	p, err := d.Truth.Pro(ctx, l.ProID)
	if fault.KindOf(err) == fault.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	hours, err := d.Calendars.Hours(ctx, p, near, l.Facts.Urgent && l.Status != lead.Booked, shown, now)
	if err != nil {
		return nil, err
	}
	return options(l.ID, p.ID, hours), nil
}

// List numbers hours as they are offered: "1. מחר, 10:00", a line each.
func List(lang locale.Language, options []conversation.Option, now time.Time) string {
	var lines strings.Builder
	for i, o := range options {
		if i > 0 {
			lines.WriteByte('\n')
		}
		fmt.Fprintf(&lines, "%d. %s", i+1, locale.Near(lang, o.Start, now))
	}
	return lines.String()
}

func options(leadID, proID string, hours []calendar.Interval) []conversation.Option {
	list := make([]conversation.Option, len(hours))
	for i, h := range hours {
		list[i] = conversation.Option{LeadID: leadID, ProID: proID, Start: h.Start.UTC(), End: h.End.UTC()}
	}
	return list
}

// hours are a pro's free hours for a wish; within says that they lie in the window asked for.
func (w *work) hours(ctx context.Context, p pro.Pro, wanted wish) (list []calendar.Interval, within bool, err error) {
	n := shown
	if !wanted.window.Empty() {
		n = ahead
	}
	free, err := w.free(ctx, p, wanted, n)
	if err != nil || wanted.window.Empty() {
		return free, false, err
	}
	for _, h := range free {
		if !h.Start.Before(wanted.window.Start) && h.Start.Before(wanted.window.End) {
			list = append(list, h)
		}
	}
	if len(list) > 0 {
		return spread(list), true, nil
	}
	free, err = w.free(ctx, p, wanted, shown)
	return free, false, err
}

func (w *work) free(ctx context.Context, p pro.Pro, wanted wish, n int) ([]calendar.Interval, error) {
	hours, err := w.Calendars.Hours(ctx, p, wanted.near(), wanted.urgent, n, w.sends)
	if fault.KindOf(err) == fault.NotFound { // a pro without a calendar has no hours
		return nil, nil
	}
	return hours, err
}

// spread picks five hours that cover a window: all of them are as near to what was asked.
func spread(hours []calendar.Interval) []calendar.Interval {
	if len(hours) <= shown {
		return hours
	}
	picked := make([]calendar.Interval, shown)
	for i := range picked {
		picked[i] = hours[i*(len(hours)-1)/(shown-1)]
	}
	return picked
}

// askHours lets the customer choose among a pro's hours; none when there are none. The
// key names the sentence before the list.
func (w *work) askHours(ctx context.Context, p pro.Pro, wanted wish, key string) (room, error) {
	hours, within, err := w.hours(ctx, p, wanted)
	if err != nil || len(hours) == 0 {
		return none, err
	}
	price := Quote(p, w.lead)
	switch {
	case key == "offer.hours.other":
	case wanted.near().After(w.now.Add(calendar.Horizon)):
		key = "offer.hours.too_far"
	case wanted.tooSoon(w.now):
		key = "offer.hours.too_soon"
	case !wanted.hour.IsZero() && !wanted.possible(w.job(p, wanted), w.sends):
		key = "offer.hours.window" // the pro may well be free then: it is we who do not offer that hour
	case key == "offer.hours.window" && !within:
		key = "offer.hours.none_then"
	}
	list := options(w.lead.ID, p.ID, hours)
	if err := w.back(p, price); err != nil {
		return none, err
	}
	w.ask(conversation.AskHour, list)
	intro := w.text(key, "pro", locale.Isolate(p.BusinessName), "when", w.near(wanted.near()), "price", PriceText(w.lang, price))
	w.say(intro + "\n\n" + List(w.lang, list, w.now) + "\n\n" + w.text("offer.hours.how"))
	w.outcome = "asked_hour"
	return done, nil
}
