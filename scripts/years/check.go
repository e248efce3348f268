package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// due is one message that had to leave: what, to whom, about which lead, in which minute.
type due struct {
	kind, chat, lead string
	minute           time.Time
}

// Check compares what left with what people did, and says what is wrong.
func Check(book *Book, israel *Israel, say func(string, ...any)) (violations []string) {
	c := &checker{book: book, israel: israel, wanted: map[due]int{}, texts: map[due][]string{}}
	for _, job := range book.Jobs {
		c.reminders(job)
	}
	c.agendas()
	c.digests()
	c.compare()
	c.checks()
	for _, kind := range slices.Sorted(maps.Keys(c.counts)) {
		say("  %-17s %6d left", kind, c.counts[kind])
	}
	say("  of them wanted to the minute: %d reminders, %d agendas, %d digests", c.of("reminder"), c.of("agenda"), c.of("digest"))
	return c.violations
}

type checker struct {
	book       *Book
	israel     *Israel
	wanted     map[due]int
	texts      map[due][]string // what must stand in a message, in order
	counts     map[string]int
	violations []string
}

func (c *checker) wrong(format string, args ...any) {
	c.violations = append(c.violations, fmt.Sprintf(format, args...))
}

func (c *checker) of(kind string) (n int) {
	for d := range c.wanted {
		if d.kind == kind && d.minute.Before(c.book.Till) {
			n++
		}
	}
	return n
}

// until is when an hour of a job stopped to stand.
func (j *Job) until(i int) time.Time {
	if i+1 < len(j.Hours) {
		return j.Hours[i+1].Made
	}
	if !j.Ended.IsZero() {
		return j.Ended
	}
	return j.Hours[i].End.Add(48 * time.Hour)
}

// reminders are those a day and two hours before, at the last allowed minute. What had passed
// when the hour was made, and what the hour did not live to see, is none.
func (c *checker) reminders(job *Job) {
	for i, h := range job.Hours {
		for _, before := range []time.Duration{24 * time.Hour, 2 * time.Hour} {
			minute := c.israel.before(h.Start.Add(-before)).Truncate(time.Minute)
			if !minute.After(h.Made) || !minute.Before(job.until(i)) {
				continue
			}
			for _, chat := range []string{job.Customer, job.Pro} {
				d := due{"reminder", chat, job.Lead, minute}
				c.wanted[d] = 1 // two at one minute are one
				c.texts[d] = []string{wall(h.Start).Format("15:04")}
			}
		}
	}
}

// agendas are each pro's hours of a day, at eight or at the last allowed minute before.
func (c *checker) agendas() {
	days := map[string]map[string][]Hour{} // by pro and date, the hours that stood when it left
	for _, job := range c.book.Jobs {
		for i, h := range job.Hours {
			date := wall(h.Start)
			minute := c.israel.before(at(date, 8, 0)).Truncate(time.Minute)
			if h.Made.After(minute) || !job.until(i).After(minute) {
				continue
			}
			if days[job.Pro] == nil {
				days[job.Pro] = map[string][]Hour{}
			}
			key := date.Format(time.DateOnly)
			days[job.Pro][key] = append(days[job.Pro][key], h)
		}
	}
	for pro, dates := range days {
		for _, hours := range dates {
			d := due{"agenda", pro, "", c.israel.before(at(wall(hours[0].Start), 8, 0)).Truncate(time.Minute)}
			for c.wanted[d] > 0 { // several days have theirs at one minute
				d.lead += "+"
			}
			c.wanted[d] = 1
			slices.SortFunc(hours, func(a, b Hour) int { return a.Start.Compare(b.Start) })
			for _, h := range hours {
				c.texts[d] = append(c.texts[d], wall(h.Start).Format("15:04"))
			}
		}
	}
}

// digests come each four hours in which something is stuck; those of quiet hours are one.
func (c *checker) digests() {
	for day := wall(c.book.Jobs[0].Hours[0].Made).AddDate(0, 0, -60); ; day = day.AddDate(0, 0, 1) {
		if at(day, 0, 0).After(c.book.Till) {
			return
		}
		for hour := 0; hour < 24; hour += 4 {
			slot := at(day, hour, 0)
			if minute := c.israel.after(slot); c.stuckAt(slot) && minute.Before(c.book.Till) {
				c.wanted[due{"digest", admin, "", minute}] = 1
			}
		}
	}
}

func (c *checker) stuckAt(t time.Time) bool {
	for _, made := range c.book.Reviews {
		if t.After(made) && t.Before(made.Add(72*time.Hour)) {
			return true
		}
	}
	for _, job := range c.book.Jobs {
		last := len(job.Hours) - 1
		if t.After(job.Hours[last].End.Add(24*time.Hour)) && t.Before(job.until(last)) && !t.Before(job.Hours[last].Made) {
			return true
		}
	}
	return false
}

// compare takes each message that left from what was wanted.
func (c *checker) compare() {
	c.counts = map[string]int{}
	left := maps.Clone(c.wanted)
	for _, s := range c.book.Sent {
		c.counts[s.Kind]++
		minute := s.At.Truncate(time.Minute)
		if s.Kind == "" {
			c.wrong("%s: a message to %s that no notice knows", minute.Format(time.RFC3339), s.Chat)
		}
		if !s.Reply && c.israel.quiet(s.At) && c.israel.quiet(s.At.Add(time.Minute)) { // of a nightfall the formulas may differ by seconds
			c.wrong("%s: %s to %s in quiet hours", wall(minute).Format(time.DateTime), s.Kind, s.Chat)
		}
		if s.Kind != "reminder" && s.Kind != "agenda" && s.Kind != "digest" {
			continue
		}
		d := due{s.Kind, s.Chat, s.Lead, minute}
		if s.Kind != "reminder" {
			d.lead = ""
		}
		d, found := c.find(left, d, s.Text)
		if !found {
			c.wrong("%s: %s to %s about %q was not due then, or is there twice", wall(minute).Format(time.DateTime), s.Kind, s.Chat, s.Lead)
			continue
		}
		delete(left, d)
	}
	for d := range left {
		if d.minute.Before(c.book.Till) {
			c.wrong("%s: %s to %s about %q never left", wall(d.minute).Format(time.DateTime), d.kind, d.chat, d.lead)
		}
	}
}

// find is what a message was wanted for: the very minute; at a nightfall also the one beside it.
func (c *checker) find(left map[due]int, d due, text string) (due, bool) {
	minutes := []time.Time{d.minute}
	if c.israel.rest(wall(d.minute)) {
		minutes = append(minutes, d.minute.Add(-time.Minute), d.minute.Add(time.Minute))
	}
	for _, minute := range minutes {
		for _, more := range []string{"", "+", "++", "+++"} {
			try := due{d.kind, d.chat, d.lead + more, minute}
			if left[try] > 0 && inOrder(text, c.texts[try]) {
				return try, true
			}
		}
	}
	return d, false
}

func inOrder(text string, parts []string) bool {
	for _, part := range parts {
		i := strings.Index(text, part)
		if i < 0 {
			return false
		}
		text = text[i+len(part):]
	}
	return true
}

// checks are the questions whether the work is done: at most three to the pro and two to the
// customer of one hour, six hours apart, and none before its end or after somebody's word.
func (c *checker) checks() {
	asked := map[string][]time.Time{}
	for _, s := range c.book.Sent {
		if s.Kind == "completion_check" {
			asked[s.Lead+" "+s.Chat] = append(asked[s.Lead+" "+s.Chat], s.At)
		}
	}
	for _, job := range c.book.Jobs {
		last := len(job.Hours) - 1
		first := c.israel.after(job.Hours[last].End)
		for chat, most := range map[string]int{job.Pro: 3, job.Customer: 2} {
			times := asked[job.Lead+" "+chat]
			if len(times) > most {
				c.wrong("%s was asked %d times about %s", chat, len(times), job.Lead)
			}
			if len(times) == 0 && chat == job.Pro && first.Before(job.until(last)) && first.Before(c.book.Till) {
				c.wrong("%s was never asked about %s", chat, job.Lead)
			}
			for i, t := range times {
				if t.Before(job.Hours[last].End) || t.After(job.until(last)) || i > 0 && t.Sub(times[i-1]) < 6*time.Hour-10*time.Minute {
					c.wrong("%s: %s was asked about %s out of time", wall(t).Format(time.DateTime), chat, job.Lead)
				}
			}
		}
	}
}
