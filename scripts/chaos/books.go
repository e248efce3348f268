package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// books are the receipts of all processes, ordered by lead.
type books struct {
	leads    map[string]*account
	open     map[string]Attempt // events without an end
	acts     map[string]string  // of each event
	attempts map[string]int     // by act
	outcomes map[string]map[string]int
	booked   int // acknowledged
}

// account is all that was written, or meant to be, about one lead.
type account struct {
	writes []noted
	dones  []noted
}

type noted struct {
	Write
	at time.Time
}

func readBooks(dir string) (*books, error) {
	b := &books{
		leads: map[string]*account{}, open: map[string]Attempt{}, acts: map[string]string{},
		attempts: map[string]int{}, outcomes: map[string]map[string]int{},
	}
	var ends []Line // a healer's stand in another file than the tries
	if err := readReceipts(dir, func(l Line) {
		switch l.What {
		case tried:
			b.open[l.Attempt], b.acts[l.Attempt] = *l.Try, l.Try.Act
			b.attempts[l.Try.Act]++
		case wrote:
			b.account(l.Write.Lead).writes = append(b.account(l.Write.Lead).writes, noted{*l.Write, l.At})
		case ended:
			ends = append(ends, l)
		}
	}); err != nil {
		return nil, err
	}
	for _, l := range ends {
		delete(b.open, l.Attempt)
		act := b.acts[l.Attempt]
		if b.outcomes[act] == nil {
			b.outcomes[act] = map[string]int{}
		}
		b.outcomes[act][l.Outcome]++
		if l.Write != nil {
			b.account(l.Write.Lead).dones = append(b.account(l.Write.Lead).dones, noted{*l.Write, l.At})
			if act == confirm || act == move {
				b.booked++
			}
		}
	}
	return b, nil
}

func (b *books) account(id string) *account {
	if b.leads[id] == nil {
		b.leads[id] = &account{}
	}
	return b.leads[id]
}

// acknowledged is the last write that a worker acknowledged; nil when none was.
func (a *account) acknowledged() *noted {
	var last *noted
	for i, d := range a.dones {
		if last == nil || d.Version > last.Version {
			last = &a.dones[i]
		}
	}
	return last
}

func (a *account) at(version int64) *noted {
	for i := range a.dones {
		if a.dones[i].Version == version {
			return &a.dones[i]
		}
	}
	return nil
}

// twice is a version that was acknowledged to two attempts; zero when there is none.
func (a *account) twice() int64 {
	seen := map[int64]bool{}
	for _, d := range a.dones {
		if seen[d.Version] {
			return d.Version
		}
		seen[d.Version] = true
	}
	return 0
}

// left is when the lead may have left the hour that it had at a version: when the first
// transaction to another hour, or to none, was about to be written.
func (a *account) left(state noted) time.Time {
	var first time.Time
	for _, w := range a.writes {
		if w.Version > state.Version && w.Entry != state.Entry && (first.IsZero() || w.at.Before(first)) {
			first = w.at
		}
	}
	return first
}

func (b *books) print(length time.Duration) {
	total := 0
	for act, n := range b.attempts {
		if act != late {
			total += n
		}
	}
	fmt.Printf("attempts    %d, %s\n", total, per(total, length))
	for _, act := range []string{hold, confirm, move, cancel} {
		var ends []string
		for _, outcome := range slices.Sorted(maps.Keys(b.outcomes[act])) {
			ends = append(ends, fmt.Sprintf("%s %d", strings.ReplaceAll(outcome, "_", " "), b.outcomes[act][outcome]))
		}
		fmt.Printf("  %-9s %d: %s\n", act, b.attempts[act], strings.Join(ends, ", "))
	}
	fmt.Printf("receipts    %d appointments made or moved were acknowledged\n", b.booked)
}
