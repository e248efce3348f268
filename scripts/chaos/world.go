package main

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/pro"
)

// Plan is what all the processes of one run know.
type Plan struct {
	URI       string
	Dir       string // of the receipts
	Seed      uint64
	Algorithm string
	Length    time.Duration
	Began     time.Time
	Worker    int // which worker a process is
	Life      int // and how often it was started before
}

const (
	workers = 4
	pros    = 200
	hot     = 10               // pros whom half of all attempts go to
	skew    = 5 * time.Second  // how far a clock may be off, either way
	shelf   = 20 * time.Second // the longest that an hour is held
	window  = 24 * time.Hour   // in which all the hours lie
)

// pros of a run: their buffers and limits differ, their hours are all hours.
func (p Plan) pro(i int) pro.Pro {
	random := rand.New(rand.NewPCG(p.Seed, uint64(i)))
	always := calendar.Week{}
	for _, day := range calendar.Days {
		always[day] = [][2]string{{"00:00", "24:00"}}
	}
	return pro.Pro{
		ID: fmt.Sprintf("pro%03d", i), BusinessName: fmt.Sprintf("Pro %d", i), PhoneNumber: fmt.Sprintf("9720000%05d", i),
		Trade: "plumber", IsActive: true, Approved: true, Location: pro.At(32.08, 34.78),
		Hours:         always,
		Exceptions:    p.exceptions(always["sun"]),
		BufferMinutes: []int{0, 5, 10, 30}[random.IntN(4)],
		LoadLimit:     1 + random.IntN(12),
	}
}

// exceptions open the days that may be holidays.
func (p Plan) exceptions(hours [][2]string) []calendar.Exception {
	var open []calendar.Exception
	for d := range 5 {
		open = append(open, calendar.Exception{Date: calendar.DateOf(p.Began).Add(d).String(), Hours: hours})
	}
	return open
}

// somePro favours the hot ones.
func somePro(random *rand.Rand) int {
	if random.IntN(2) == 0 {
		return random.IntN(hot)
	}
	return random.IntN(pros)
}

// someHour is five minutes to four hours long and lies in the window, which begins tomorrow.
func (p Plan) someHour(random *rand.Rand) calendar.Interval {
	start := p.Began.Truncate(time.Hour).Add(24*time.Hour + time.Duration(random.Int64N(int64(window/calendar.Step)))*calendar.Step)
	return calendar.Span(start.UTC(), time.Duration(1+random.IntN(48))*calendar.Step)
}
