// Package reader reads a customer's message by rules: what is wrong and whose
// trade it is, where, when, how urgent, and who writes. It is what carries a
// conversation when no model answers, and what a model's answer is checked with.
package reader

import (
	"strings"
	"time"

	"github.com/proli/proli/shared/keyword"
	"github.com/proli/proli/shared/place"
	"github.com/proli/proli/shared/reader/words"
	"github.com/proli/proli/shared/when"
)

// NotApplicable answers a field that the address does not have: the floor of a
// house.
const NotApplicable = "-"

// Reading is what the rules find in one message; what they do not find is
// empty.
type Reading struct {
	Text     string
	Language string // he or en
	Trade    string
	Issue    string // the customer's words
	Place    *place.Place
	Address  Address
	Time     *when.Time
	Urgent   bool
	// Weak: the trade follows only from a word that could be said of anything (a door, water), and
	// nothing is said to be wrong with it.
	Weak bool
	// Name and Phone are the customer's own; the phone is digits with the
	// country code.
	Name  string
	Phone string
}

// Address is the part of an address that a message gives.
type Address struct {
	Street    string
	Number    string
	Floor     string
	Apartment string
}

// longest bounds how much of a message is read, in bytes.
const longest = 4000

// Read reads a message that was sent at now.
func Read(text string, now time.Time) Reading { return read(text, now, false) }

func read(text string, now time.Time, townKnown bool) Reading {
	r := Reading{Text: text, Language: "he"}
	if !words.HebrewMostly(text) {
		r.Language = "en"
	}
	if len(text) > longest {
		text = text[:longest]
	}
	left := newRest(text)
	left.townKnown = townKnown
	r.Phone = left.takePhone()
	r.Name = left.takeName()
	left.takeHome(&r.Address)
	if named := strings.Contains(text, "רחוב") || strings.Contains(text, "רח'"); named || r.Address != (Address{}) {
		left.spelledHouse(&r.Address, now) // only where an address is being told
	}
	left.takeStreet(&r.Address)
	left.takeBareStreet(&r.Address, true)
	if t, ok := when.Read(left.text(), now); ok {
		r.Time = &t
		left.cut(t.Spans...)
	}
	left.takeBareStreet(&r.Address, false)
	if m, ok := place.Find(left.text()); ok {
		r.Place = &m.Place
		left.cut([2]int{m.Start, m.End})
	}
	if r.Place == nil && r.Time != nil && r.Address.Street != "" && strings.Trim(r.Time.Text, " .,") == "בראשון" {
		if rishon, ok := place.ByName("ראשון לציון"); ok { // הרצל 5 בראשון: behind a street stands its town
			r.Place, r.Time = &rishon, nil
		}
	}
	r.Trade, r.Issue, r.Weak = problem(left)
	r.Urgent = keyword.Is(text, keyword.Emergency) || keyword.Is(text, keyword.LifeSafety)
	if sundayOrRishon(text) {
		r.Place, r.Time = nil, nil
	}
	return r
}

// sundayOrRishon: `ראשון` alone may answer "where" and "when"; it is asked
// again rather than guessed.
func sundayOrRishon(text string) bool {
	return keyword.Normalize(text) == keyword.Normalize("ראשון")
}

// rest is a message from which what was understood has been cut, byte for byte,
// so that offsets stay true. What is cut becomes a mark that no reader
// understands and that ends a clause.
type rest struct {
	raw []byte
	// townKnown: the town is not asked for any more.
	townKnown bool
}

func newRest(text string) *rest { return &rest{raw: []byte(text)} }

func (r *rest) text() string { return string(r.raw) }

// cutMark fills what was cut: a separator in every reader's eyes.
const cutMark = ';'

func (r *rest) cut(spans ...[2]int) {
	for _, s := range spans {
		for i := s[0]; i < s[1]; i++ {
			r.raw[i] = ' '
		}
		if s[1] > s[0] {
			r.raw[s[0]] = cutMark
		}
	}
}
