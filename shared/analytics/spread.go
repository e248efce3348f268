package analytics

import "time"

// Bounds are the ends, in minutes, of the steps in which waits are counted; the last step has none.
var Bounds = [...]int{5, 10, 15, 20, 30, 45, 60, 120, 240, 480, 1440}

// Spread is how long things took: how many fall into each step.
type Spread []int

// Add counts one wait. What took less than nothing, because a clock was moved, took nothing.
func (s *Spread) Add(d time.Duration) {
	if len(*s) == 0 {
		*s = make(Spread, len(Bounds)+1)
	}
	step := 0
	for step < len(Bounds) && d > time.Duration(Bounds[step])*time.Minute {
		step++
	}
	(*s)[step]++
}

func (s *Spread) merge(o Spread) {
	if len(o) == 0 {
		return
	}
	if len(*s) == 0 {
		*s = make(Spread, len(Bounds)+1)
	}
	for i := range min(len(*s), len(o)) {
		(*s)[i] += o[i]
	}
}

// N is how many waits were counted.
func (s Spread) N() int {
	n := 0
	for _, c := range s {
		n += c
	}
	return n
}

// Part is the wait that a part of all did not exceed, read off within its step; of the last
// step only its beginning is known.
func (s Spread) Part(p float64) time.Duration {
	n := s.N()
	if n == 0 {
		return 0
	}
	left, from := p*float64(n), 0
	for i, c := range s {
		if i == len(Bounds) {
			break
		}
		if float64(c) >= left && c > 0 {
			minutes := float64(from) + left/float64(c)*float64(Bounds[i]-from)
			return time.Duration(minutes * float64(time.Minute)).Round(time.Minute)
		}
		left -= float64(c)
		from = Bounds[i]
	}
	return time.Duration(Bounds[len(Bounds)-1]) * time.Minute
}

// Median is the wait of the one in the middle.
func (s Spread) Median() time.Duration { return s.Part(0.5) }
