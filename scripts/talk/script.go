package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/proli/proli/shared/calendar"
)

// script is one conversation as it is written down.
//
//	## he-001: a leak, in one breath
//	now: 2026-03-01T12:00:00+02:00
//	C: יש לי נזילה
//	+C: בתל אביב
//	wait: 45m
//	C: דיזנגוף 50, קומה 3 דירה 12, מחר ב-10
//	truth: trade=plumber; place=תל אביב - יפו; street=דיזנגוף; number=50; floor=3; apartment=12; time=2026-03-02T10:00
//
// C is a message of the customer, +C one that follows at once, without waiting for an answer. A
// place is a name or a code; a floor "-" is none; a time is an hour, a day, a span start/end,
// or asap. `truth: none` says that nothing may be booked. A line `consent: no` has the
// customer be one whom we do not know. A now before the first conversation is that of all of them.
type script struct {
	id, title string
	now       time.Time
	stranger  bool
	steps     []step
	truth     map[string]string
}

// step is one thing that the customer does.
type step struct {
	text   string
	inPlay bool // said before the last was answered
	wait   time.Duration
}

// parse reads a file of conversations.
func parse(text string) ([]script, error) {
	var all []script
	var of script // what the file says of all of them
	for n, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(strings.TrimPrefix(line, "\ufeff"))
		if line == "" || strings.HasPrefix(line, "//") {
			continue
		}
		if head, ok := strings.CutPrefix(line, "##"); ok {
			id, title, _ := strings.Cut(strings.TrimSpace(head), ":")
			all = append(all, script{id: strings.TrimSpace(id), title: strings.TrimSpace(title), now: of.now})
			continue
		}
		if strings.HasPrefix(line, "# ") || line == "#" {
			continue // a heading of the file
		}
		if len(all) == 0 && strings.HasPrefix(line, "now:") {
			if err := of.add(line); err != nil {
				return nil, fmt.Errorf("line %d: %w", n+1, err)
			}
			continue
		}
		if len(all) == 0 {
			return nil, fmt.Errorf("line %d stands before the first conversation, which begins with \"## id: title\"", n+1)
		}
		if err := all[len(all)-1].add(line); err != nil {
			return nil, fmt.Errorf("line %d: %w", n+1, err)
		}
	}
	for _, s := range all {
		if s.now.IsZero() || len(s.steps) == 0 || s.truth == nil {
			return nil, fmt.Errorf("conversation %s lacks one of the lines now, C and truth", s.id)
		}
	}
	return all, nil
}

func (s *script) add(line string) (err error) {
	name, value, found := strings.Cut(line, ":")
	value = strings.TrimSpace(value)
	if !found {
		return fmt.Errorf("%q is no line such as \"C: words\"", line)
	}
	switch strings.TrimSpace(name) {
	case "now":
		if s.now, err = moment(value); err != nil {
			return err
		}
	case "C":
		s.steps = append(s.steps, step{text: value})
	case "+C":
		s.steps = append(s.steps, step{text: value, inPlay: true})
	case "wait":
		d, err := time.ParseDuration(value)
		if err != nil {
			return err
		}
		s.steps = append(s.steps, step{wait: d})
	case "consent":
		s.stranger = value == "no"
	case "truth":
		s.truth = map[string]string{}
		for part := range strings.SplitSeq(value, ";") {
			key, v, _ := strings.Cut(part, "=")
			if key = strings.TrimSpace(key); key != "" {
				s.truth[key] = strings.TrimSpace(v)
			}
		}
	default:
		return fmt.Errorf("%q begins no line that is known", name)
	}
	return nil
}

// moment reads a time; one without an offset is Israel's.
func moment(text string) (time.Time, error) {
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t, nil
	}
	for _, form := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04", time.DateOnly} {
		if t, err := time.ParseInLocation(form, text, calendar.Zone); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is no time such as 2026-03-01T12:00:00+02:00", text)
}
