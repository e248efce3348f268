package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/keyword"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/place"
)

// judge says what is wrong with the lead that came out of a conversation.
func (s script) judge(l *lead.Lead) (wrong []string) {
	if _, none := s.truth["none"]; none {
		if l != nil && (l.Status == lead.Booked || l.Status == lead.New) {
			return []string{"an appointment that nobody asked for"}
		}
		return nil
	}
	if l == nil {
		return []string{"no lead"}
	}
	f := l.Facts
	for _, fact := range []struct{ name, got string }{
		{"trade", l.Trade}, {"place", placeOf(l)}, {"street", f.Street}, {"number", f.Number}, {"floor", f.Floor}, {"apartment", f.Apartment},
	} {
		if want, told := s.truth[fact.name]; told && !same(fact.name, fact.got, want) {
			wrong = append(wrong, fmt.Sprintf("%s is %q, not %q", fact.name, fact.got, want))
		}
	}
	if l.Status != lead.Booked || l.Appointment == nil {
		return append(wrong, "it is "+string(l.Status))
	}
	if want, told := s.truth["time"]; told {
		if err := s.fits(want, l.Appointment.Start); err != nil {
			wrong = append(wrong, err.Error())
		}
	}
	return wrong
}

func placeOf(l *lead.Lead) string {
	if l.Place == nil {
		return ""
	}
	return l.Place.Code
}

func same(name, got, want string) bool {
	switch name {
	case "place":
		if p, ok := place.Find(want); ok && p.Code == got {
			return true
		}
		return got == want
	case "trade":
		return got == want
	}
	return plain(got) == plain(want)
}

// plain is a part of an address as it is compared: how it was spelled is no matter.
func plain(text string) string {
	text = keyword.Normalize(strings.Trim(text, " -"))
	for _, before := range []string{"רחוב ", "רח ", "שדרות ", "שד ", "street "} {
		text = strings.TrimPrefix(text, keyword.Normalize(before)+" ")
	}
	for _, after := range []string{" street", " st"} {
		text = strings.TrimSuffix(text, after)
	}
	switch text {
	case "none", "אין", "0", keyword.Normalize("קרקע"), "ground":
		if text == "none" || text == "אין" {
			return ""
		}
		return "0"
	}
	return text
}

// fits says whether an hour is the one that was wanted.
func (s script) fits(want string, got time.Time) error {
	told := got.In(calendar.Zone).Format("Mon 2006-01-02T15:04")
	if want == "asap" {
		if got.Sub(s.now) > 24*time.Hour {
			return fmt.Errorf("%s is not as soon as possible", told)
		}
		return nil
	}
	from, till, span := strings.Cut(want, "/")
	if day, err := time.ParseInLocation(time.DateOnly, from, calendar.Zone); err == nil && !span {
		from, till, span = day.Format(time.RFC3339), day.AddDate(0, 0, 1).Format(time.RFC3339), true
	}
	start, err := moment(from)
	if err != nil {
		return err
	}
	if !span {
		if !got.Equal(start) {
			return fmt.Errorf("time is %s, not %s", told, want)
		}
		return nil
	}
	end, err := moment(till)
	if err != nil {
		return err
	}
	if got.Before(start) || !got.Before(end) {
		return fmt.Errorf("time is %s, not in %s", told, want)
	}
	return nil
}
