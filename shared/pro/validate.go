package pro

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/phone"
	"github.com/proli/proli/shared/place"
)

// The bounds of what a pro may ask for.
const (
	MaxLoadLimit = 50
	MaxPrice     = 100_000 // whole shekels
	step         = int(calendar.Step / time.Minute)
	day          = 24 * 60
)

// Validate reports everything that is wrong with a pro's data, each by its name.
func (p Pro) Validate() error {
	var wrong []error
	refuse := func(unless bool, format string, args ...any) {
		if !unless {
			wrong = append(wrong, fmt.Errorf(format, args...))
		}
	}
	number, ok := phone.Parse(p.PhoneNumber)
	refuse(ok, "phone: not a telephone number")
	refuse(!ok || number.String() == p.PhoneNumber, "phone: digits with the country code are wanted")
	refuse(strings.TrimSpace(p.BusinessName) != "", "name: missing")
	refuse(slices.Contains(Trades, p.Trade), "trade: %q is none of %v", p.Trade, Trades)
	lat, lng, placed := p.Location.LatLng()
	refuse(placed || len(p.Location.Coordinates) == 0, "place: latitude and longitude are wanted")
	refuse(!placed || lat >= -90 && lat <= 90, "place: latitude %v", lat)
	refuse(!placed || lng >= -180 && lng <= 180, "place: longitude %v", lng)
	refuse(placed || len(p.ServiceAreas) > 0, "place: neither a point nor an area says where the pro works")
	refuse(p.LoadLimit >= 0 && p.LoadLimit <= MaxLoadLimit, "load_limit: %d is not from 1 to %d", p.LoadLimit, MaxLoadLimit)
	refuse(p.JobMinutes >= 0 && p.JobMinutes <= day && p.JobMinutes%step == 0, "job_minutes: %d is not up to a day in steps of %d", p.JobMinutes, step)
	refuse(p.BufferMinutes >= 0 && p.BufferMinutes <= day && p.BufferMinutes%step == 0, "buffer_minutes: %d is not up to a day in steps of %d", p.BufferMinutes, step)
	r := p.SocialProof
	refuse(r.Count >= 0 && r.Sum >= r.Count && r.Sum <= 5*r.Count, "rating: a sum of %d is not %d ratings from 1 to 5", r.Sum, r.Count)
	for _, price := range p.Prices {
		refuse(strings.TrimSpace(price.Item) != "", "prices: an item has no name")
		refuse(price.ILS >= 0 && price.ILS <= MaxPrice, "prices: %s for %d", price.Item, price.ILS)
	}
	_, err := calendar.Parse(p.Hours, p.Exceptions)
	return errors.Join(append(wrong, err)...)
}

// Resolve finds the places that the service areas name; unknown are the names that mean none.
func (p *Pro) Resolve() (unknown []string) {
	p.AreaCodes = nil
	for _, area := range p.ServiceAreas {
		found, ok := place.ByName(area)
		switch {
		case !ok:
			unknown = append(unknown, area)
		case !slices.Contains(p.AreaCodes, found.Code):
			p.AreaCodes = append(p.AreaCodes, found.Code)
		}
	}
	return unknown
}

// Following is p as the next version of the same business: it keeps the identity, the chats and
// what only time can tell. The template version is raised when the working time has changed.
func (p Pro) Following(before Pro) Pro {
	p.ID, p.CreatedAt, p.LastOfferAt = before.ID, before.CreatedAt, before.LastOfferAt
	for _, chat := range before.Chats {
		if !slices.Contains(p.Chats, chat) {
			p.Chats = append(p.Chats, chat)
		}
	}
	p.IntroducedAt = before.IntroducedAt
	p.Version = before.Version + 1
	p.Retime(before)
	return p
}

// Retime gives p the template version that follows from what it was before: raised when the
// working time has changed, so that nobody takes an hour by the old one.
func (p *Pro) Retime(before Pro) {
	p.TemplateVersion = before.TemplateVersion
	if p.BufferMinutes != before.BufferMinutes || !sameHours(*p, before) {
		p.TemplateVersion++
	}
}

// sameHours compares what the templates mean, so that a nil and an empty list are one.
func sameHours(a, b Pro) bool {
	hoursA, errA := calendar.Parse(a.Hours, a.Exceptions)
	hoursB, errB := calendar.Parse(b.Hours, b.Exceptions)
	return errA == nil && errB == nil && reflect.DeepEqual(hoursA, hoursB)
}
