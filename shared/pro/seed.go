package pro

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/phone"
)

type seed struct {
	Name  string   `json:"name"`
	Phone string   `json:"phone"`
	Trade string   `json:"trade"`
	Areas []string `json:"areas"`
	Place *struct {
		Lat float64 `json:"lat"`
		Lng float64 `json:"lng"`
	} `json:"place"`
	Prices        []Price              `json:"prices"`
	Persona       string               `json:"persona"`
	Hours         calendar.Week        `json:"hours"`
	Exceptions    []calendar.Exception `json:"exceptions"`
	Rating        Rating               `json:"rating"`
	LoadLimit     int                  `json:"load_limit"`
	JobMinutes    int                  `json:"job_minutes"`
	BufferMinutes int                  `json:"buffer_minutes"`
	Emergencies   bool                 `json:"emergencies"`
}

// ReadSeed reads a list of pros as people write it. They are active and approved. The error
// names every pro and field that is wrong.
func ReadSeed(r io.Reader) ([]Pro, error) {
	var rows []seed
	d := json.NewDecoder(r)
	d.DisallowUnknownFields()
	if err := d.Decode(&rows); err != nil {
		return nil, fmt.Errorf("pro.ReadSeed: %w", err)
	}
	var wrong []error
	seen := map[string]int{}
	pros := make([]Pro, 0, len(rows))
	for i, row := range rows {
		p := row.pro()
		if err := p.Validate(); err != nil {
			wrong = append(wrong, fmt.Errorf("pro %d (%s):\n%w", i+1, p.BusinessName, err))
		}
		if before := seen[p.PhoneNumber]; before > 0 {
			wrong = append(wrong, fmt.Errorf("pro %d (%s): the phone of pro %d", i+1, p.BusinessName, before))
		}
		seen[p.PhoneNumber] = i + 1
		pros = append(pros, p)
	}
	return pros, errors.Join(wrong...)
}

func (s seed) pro() Pro {
	number, ok := phone.Parse(s.Phone)
	p := Pro{
		BusinessName: s.Name, PhoneNumber: s.Phone, Language: "he", Trade: s.Trade, IsActive: true, Approved: true,
		ServiceAreas: s.Areas, Prices: s.Prices, SystemPrompt: s.Persona, SocialProof: s.Rating,
		Hours: s.Hours, Exceptions: s.Exceptions,
		JobMinutes: s.JobMinutes, BufferMinutes: s.BufferMinutes, LoadLimit: s.LoadLimit, Emergencies: s.Emergencies,
	}
	if ok {
		p.ID, p.PhoneNumber, p.Chats = IDOf(number), number.String(), []string{number.Chat()}
	}
	if s.Place != nil {
		p.Location = At(s.Place.Lat, s.Place.Lng)
	}
	if p.JobMinutes == 0 {
		p.JobMinutes = DefaultJobMinutes
	}
	if p.LoadLimit == 0 {
		p.LoadLimit = DefaultLoadLimit
	}
	p.Resolve()
	return p
}

// IDOf is the id of the pro with a number: always the same, and not the number, which must
// not stand in logs and addresses.
func IDOf(number phone.Number) string {
	sum := sha256.Sum256([]byte("pro " + number.String()))
	return "pro_" + hex.EncodeToString(sum[:6])
}
