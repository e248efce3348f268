package roster

import (
	"fmt"
	"strings"

	"github.com/proli/proli/shared/calendar"
)

// weekDraft is a template as the form shows it; the default week for a pro who names no hours.
func weekDraft(week calendar.Week) [7]string {
	if len(week) == 0 {
		week = calendar.DefaultWeek()
	}
	var typed [7]string
	for i, day := range calendar.Days {
		typed[i] = SpansText(week[day])
	}
	return typed
}

// SpansText writes spans as people do: "09:00-13:00, 14:00-17:00".
func SpansText(spans [][2]string) string {
	parts := make([]string, len(spans))
	for i, s := range spans {
		parts[i] = s[0] + "-" + s[1]
	}
	return strings.Join(parts, ", ")
}

// ReadSpans reads them back, with any dash and with short hours ("9-17"). No text is no hours.
func ReadSpans(typed string) ([][2]string, error) {
	var spans [][2]string
	for _, part := range strings.FieldsFunc(typed, func(c rune) bool { return c == ',' || c == ';' || c == '\n' }) {
		if strings.TrimSpace(part) == "" {
			continue
		}
		from, to, found := strings.Cut(dashes.Replace(part), "-")
		if !found {
			return nil, fmt.Errorf("%q is no span like 09:00-17:00", strings.TrimSpace(part))
		}
		spans = append(spans, [2]string{clock(from), clock(to)})
	}
	_, err := calendar.Parse(calendar.Week{"sun": spans, "mon": nil}, nil)
	return spans, err
}

var dashes = strings.NewReplacer("–", "-", "—", "-", "־", "-", "עד", "-")

// clock writes an hour as templates do; what is none stays as it is, to be refused.
func clock(typed string) string {
	typed = strings.TrimSpace(typed)
	if !strings.Contains(typed, ":") {
		typed += ":00"
	}
	if len(typed) == len("9:00") {
		typed = "0" + typed
	}
	return typed
}

func (r *reading) week(typed [7]string) {
	week := calendar.Week{}
	for i, text := range typed {
		spans, err := ReadSpans(text)
		if err != nil {
			r.refuse("hours", "hours."+calendar.Days[i], text)
			continue
		}
		if len(spans) > 0 {
			week[calendar.Days[i]] = spans
		}
	}
	if len(week) == 0 { // an empty template would mean the default week
		r.refuse("hours", "hours.none", "")
	}
	r.p.Hours = week
}
