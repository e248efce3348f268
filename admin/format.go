package admin

import (
	"strings"
	"time"

	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
)

// Near is a moment as people say it today.
func (f *frame) Near(t time.Time) string { return locale.Near(f.Lang, t, f.Now) }

// Today is the date now.
func (f *frame) Today() string { return locale.Date(f.Lang, f.Now) }

// Date is a day with its weekday.
func (f *frame) Date(t time.Time) string { return locale.Date(f.Lang, t) }

// Clock is the hour on the wall.
func (f *frame) Clock(t time.Time) string { return locale.Clock(t) }

// Span is from when to when.
func (f *frame) Span(start, end time.Time) string { return locale.Span(f.Lang, start, end) }

// Machine is a moment as <time datetime> wants it.
func (f *frame) Machine(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// Short is a moment for a narrow column: the hour while it is near, the date when it is not.
func (f *frame) Short(t time.Time) string {
	if away := f.Now.Sub(t).Abs(); away < 24*time.Hour {
		return locale.Near(f.Lang, t, f.Now)
	}
	return locale.Numeric(f.Lang, t)
}

// Lasts is how long something takes, in its largest whole unit.
func (f *frame) Lasts(d time.Duration) string { return locale.Duration(f.Lang, d) }

// Age is how long ago a moment was.
func (f *frame) Age(t time.Time) string {
	return locale.Duration(f.Lang, max(f.Now.Sub(t).Truncate(time.Minute), 0))
}

// Trade is what people call a trade.
func (f *frame) Trade(trade string) string { return locale.Trade(f.Lang, trade) }

// Money is an amount in shekels.
func (f *frame) Money(ils int) string { return locale.Money(ils) }

// Number is a whole number with its thousands apart.
func (f *frame) Number(n int) string { return locale.Number(n) }

// Statuses is what people call all leads of a status.
func (f *frame) Statuses(s lead.Status) string { return f.T("statuses." + string(s)) }

// Status is what people call a lead's status.
func (f *frame) Status(s lead.Status) string { return f.T("status." + string(s)) }

// pill is a status as the part "status" shows it.
type pill struct {
	Status lead.Status
	Name   string
}

// Pill is a status with its name, for the part that draws it.
func (f *frame) Pill(s lead.Status) pill { return pill{Status: s, Name: f.Status(s)} }

// Or gives the text itself, or a text of ours when it is empty.
func (f *frame) Or(s, key string) string {
	if strings.TrimSpace(s) == "" {
		return f.T(key)
	}
	return s
}

// overrides turn the text after them round, past its own element in some programs. They
// are shown by name, whoever wrote them and wherever they stand on a page.
var overrides = strings.NewReplacer(
	"\u202a", "[LRE]", "\u202b", "[RLE]", "\u202c", "[PDF]", "\u202d", "[LRO]", "\u202e", "[RLO]",
)
