// Package crowd makes pros and leads all over the country, the same for the same seed: the
// world of benchmarks and simulations.
package crowd

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/place"
	"github.com/proli/proli/shared/pro"
)

// Crowd draws people.
type Crowd struct{ random *rand.Rand }

// New is a crowd of a seed.
func New(seed uint64) *Crowd { return &Crowd{rand.New(rand.NewPCG(seed, 5))} }

// eilat lies farther than 30 km from everything else: what happens there shows whether the
// rest of the country matters. Crowds leave it and its surroundings alone.
const eilat = "אילת"

var places = sync.OnceValues(func() (cities, all []place.Place) {
	far, _ := place.ByName(eilat)
	for _, p := range place.All() {
		if place.Distance(p.Lat, p.Lng, far.Lat, far.Lng) > 60 {
			all = append(all, p)
		}
	}
	for _, name := range strings.Fields(`ירושלים תל-אביב חיפה ראשון-לציון פתח-תקווה אשדוד נתניה באר-שבע חולון בני-ברק רמת-גן אשקלון רחובות בת-ים`) {
		if p, ok := place.ByName(strings.ReplaceAll(name, "-", " ")); ok {
			cities = append(cities, p)
		}
	}
	return cities, all
})

// Place is where somebody lives: for every third in one of the largest cities.
func (c *Crowd) Place() place.Place {
	_, all := places()
	if c.random.IntN(3) == 0 {
		return c.City()
	}
	return all[c.random.IntN(len(all))]
}

// City is one of the largest.
func (c *Crowd) City() place.Place {
	cities, _ := places()
	return cities[c.random.IntN(len(cities))]
}

// Far is the place that no crowd is near to.
func Far() place.Place {
	p, _ := place.ByName(eilat)
	return p
}

// Trade is one of the product's.
func (c *Crowd) Trade() string { return pro.Trades[c.random.IntN(len(pro.Trades))] }

// Pro is the nth: of any trade, at a place, serving it by name, with or without reviews.
func (c *Crowd) Pro(n int, at place.Place) pro.Pro {
	reviews := c.random.IntN(60)
	sum := 0
	for range reviews {
		sum += []int{2, 3, 4, 4, 5, 5, 5, 5}[c.random.IntN(8)]
	}
	p := pro.Pro{
		ID: fmt.Sprintf("pro%06d", n), BusinessName: fmt.Sprintf("עסק %d", n), PhoneNumber: fmt.Sprintf("97200%07d", n),
		Chats: []string{fmt.Sprintf("97200%07d@c.us", n)}, Language: "he", Trade: c.Trade(), IsActive: true, Approved: true,
		ServiceAreas: []string{at.Name}, Location: pro.At(at.Lat+c.shift(), at.Lng+c.shift()),
		Prices:      []pro.Price{{Item: "ביקור", ILS: 200 + 10*c.random.IntN(20)}, {Item: "נזילה", ILS: 400 + 10*c.random.IntN(20)}},
		SocialProof: pro.Rating{Sum: sum, Count: reviews}, SystemPrompt: "שירות אמין, מהיר ואדיב, עם אחריות לשנה.",
		Hours: calendar.DefaultWeek(), JobMinutes: 60, LoadLimit: 3, OnVacation: c.random.IntN(20) == 0,
	}
	p.Resolve()
	return p
}

// shift is up to two kilometres.
func (c *Crowd) shift() float64 { return (c.random.Float64() - 0.5) / 25 }

// Lead is the nth request for a job at a place, at a working hour of one of the next three days.
func (c *Crowd) Lead(n int, at place.Place, now time.Time) *lead.Lead {
	trade := pro.Trades[c.random.IntN(len(pro.Trades)-1)] // nobody asks for the trade of those who do anything
	day := calendar.DateOf(now).Add(1 + c.random.IntN(3))
	for day.Weekday() == time.Saturday || calendar.DayOf(day) != calendar.Ordinary {
		day = day.Add(1)
	}
	start, _ := calendar.LocalTime(day, calendar.Clock(60*(8+c.random.IntN(6))))
	return &lead.Lead{
		ID: fmt.Sprintf("lead%07d", n), ChatID: fmt.Sprintf("97201%07d@c.us", n), Language: "he", Status: lead.Contacted, Trade: trade,
		IssueType: "נזילה מתחת לכיור", Place: &lead.Place{Code: at.Code, Name: at.Name, Lat: at.Lat, Lng: at.Lng},
		Wanted:    &lead.Wanted{Start: start, Grain: "minute"},
		CreatedAt: now.UTC(), UpdatedAt: now.UTC(),
	}
}

// Intn is a number below n, for what else is random in a world.
func (c *Crowd) Intn(n int) int { return c.random.IntN(n) }
