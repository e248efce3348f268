// Package pro is the noun of the business that does the work: who it is, what it
// does, where, when and for how much.
package pro

import (
	"math"
	"slices"
	"time"

	"github.com/proli/proli/shared/calendar"
)

// Trades are all the trades there are, in the order in which menus list them.
var Trades = []string{"plumber", "electrician", "handyman", "locksmith", "painter", "cleaner", General}

// General is the trade that takes any job.
const General = "general"

// Pro is one business.
type Pro struct {
	ID              string               `json:"_id"`
	BusinessName    string               `json:"business_name"`
	PhoneNumber     string               `json:"phone_number"`  // digits with country code
	Chats           []string             `json:"chats"`         // where it writes from; replies go to the first
	IntroducedAt    time.Time            `json:"introduced_at"` // when the provider was asked for further chats
	Language        string               `json:"language"`
	Trade           string               `json:"trade"`
	IsActive        bool                 `json:"is_active"`
	Approved        bool                 `json:"approved"`
	Application     int                  `json:"application"` // the number by which an admin answers a request to join; 0: none
	OnVacation      bool                 `json:"on_vacation"`
	ServiceAreas    []string             `json:"service_areas"` // names as the owner wrote them
	AreaCodes       []string             `json:"area_codes"`    // codes of the places that the names mean
	Location        Point                `json:"location"`
	Prices          []Price              `json:"prices"`
	SystemPrompt    string               `json:"system_prompt"` // the persona
	SocialProof     Rating               `json:"social_proof"`
	Hours           calendar.Week        `json:"hours"`
	Exceptions      []calendar.Exception `json:"exceptions"`
	JobMinutes      int                  `json:"job_minutes"`
	BufferMinutes   int                  `json:"buffer_minutes"`
	LoadLimit       int                  `json:"load_limit"`
	Emergencies     bool                 `json:"emergencies"` // takes emergencies outside its hours
	LastOfferAt     time.Time            `json:"last_offer_at"`
	TemplateVersion int64                `json:"template_version"` // raised whenever hours, exceptions or buffer change
	Version         int64                `json:"version"`
	Photo           string               `json:"photo"` // its name in our bucket
	CreatedAt       time.Time            `json:"created_at"`
	DeletedAt       time.Time            `json:"deleted_at"` // no longer with us; kept for the names on old leads
}

// Point is a place as GeoJSON: longitude first.
type Point struct {
	Type        string    `json:"type"`
	Coordinates []float64 `json:"coordinates"`
}

// At makes a Point of degrees.
func At(lat, lng float64) Point {
	return Point{Type: "Point", Coordinates: []float64{lng, lat}}
}

// LatLng reads the degrees back; ok is false when there is no point.
func (p Point) LatLng() (lat, lng float64, ok bool) {
	if len(p.Coordinates) != 2 {
		return 0, 0, false
	}
	return p.Coordinates[1], p.Coordinates[0], true
}

// Price is one row of a pro's price list, in whole shekels.
type Price struct {
	Item string `json:"item"`
	ILS  int    `json:"ils"`
}

// Rating is kept as sum and count, so that the mean is true.
type Rating struct {
	Sum   int `json:"sum"`
	Count int `json:"count"`
}

// Mean is the true mean, rounded to one decimal; zero without reviews.
func (r Rating) Mean() float64 {
	if r.Count == 0 {
		return 0
	}
	return math.Round(10*float64(r.Sum)/float64(r.Count)) / 10
}

// A rating of few reviews says little: it is shrunk as if PriorReviews more, of PriorMean each,
// had been given. Both are constants, so that a pro's place among the others depends on nobody else.
const (
	PriorMean    = 4.5
	PriorReviews = 5
)

// Shrunk is the rating by which pros are ranked.
func (r Rating) Shrunk() float64 {
	return (float64(r.Sum) + PriorMean*PriorReviews) / float64(r.Count+PriorReviews)
}

// Defaults of a pro who says nothing about it.
const (
	DefaultJobMinutes = 60
	DefaultLoadLimit  = 3
)

// Chat is where this pro is written to.
func (p Pro) Chat() string {
	if len(p.Chats) > 0 {
		return p.Chats[0]
	}
	return p.PhoneNumber + "@c.us"
}

// Does reports whether the pro does jobs of a trade.
func (p Pro) Does(trade string) bool { return p.Trade == trade || p.Trade == General }

// Gone reports whether the business is no longer with us.
func (p Pro) Gone() bool { return !p.DeletedAt.IsZero() }

// Owns reports whether a chat is one of the pro's.
func (p Pro) Owns(chat string) bool { return slices.Contains(p.Chats, chat) }

// JobLength is how long one job takes, without the buffer.
func (p Pro) JobLength() time.Duration {
	if p.JobMinutes <= 0 {
		return DefaultJobMinutes * time.Minute
	}
	return time.Duration(p.JobMinutes) * time.Minute
}

// Buffer is kept free after each job.
func (p Pro) Buffer() time.Duration { return time.Duration(p.BufferMinutes) * time.Minute }

// Limit is how many different leads the pro may have open at once.
func (p Pro) Limit() int {
	if p.LoadLimit <= 0 {
		return DefaultLoadLimit
	}
	return p.LoadLimit
}
