package triage

import (
	"slices"
	"strings"
	"time"

	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/grounding"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/pro"
)

// Gate gives the lies in a text that a model wrote. Every such text passes it before anybody
// reads it: what is said to the customer, and what is noted about the job. Only a proof that
// lies are seen puts another one in the place of grounding.Check.
type Gate func(text string, k grounding.Known) []grounding.Lie

// isTrue reports whether a reply may be said in a persona's voice, or in ours.
func (t *turn) isTrue(reply string, persona *pro.Pro) bool {
	return t.pass(reply, t.sayable(persona), nil)
}

// isTrueNote reports whether a note about the job may be kept; pros and customers will read it.
// It may be in either language.
func (t *turn) isTrueNote(words string) bool {
	k := t.sayable(nil)
	k.Language = locale.Detect(words)
	return t.pass(words, k, nil)
}

// isSpeech reports whether words can have been spoken. What people say aloud is theirs to say,
// but nobody speaks a link.
func (t *turn) isSpeech(words string) bool {
	return t.pass(words, t.sayable(nil), []grounding.Kind{grounding.Link, grounding.Markup, grounding.Empty})
}

// pass asks the gate, and keeps what it refuses; with kinds only lies of those count.
func (t *turn) pass(text string, k grounding.Known, kinds []grounding.Kind) bool {
	gate := t.Gate
	if gate == nil {
		gate = grounding.Check
	}
	lies := gate(text, k)
	if kinds != nil {
		lies = slices.DeleteFunc(lies, func(l grounding.Lie) bool { return !slices.Contains(kinds, l.Kind) })
	}
	if len(lies) > 0 {
		t.set.Refusals = append(t.set.Refusals, change.Refusal{
			Message: t.said[len(t.said)-1].ID, Refused: conversation.Refused{Text: clip(text, maxRefused), Lies: lies}})
	}
	return len(lies) == 0
}

// maxRefused bounds what is kept of a refused text, in characters.
const maxRefused = 2000

// sayable is what may be said now: the price list of the pro in whose voice is spoken, what the
// lead says, and the customer's own words.
func (t *turn) sayable(persona *pro.Pro) grounding.Known {
	l, f := t.lead, t.lead.Facts
	k := grounding.Known{
		Language: t.lang, Now: t.now, Zone: t.Israel,
		Names: []string{f.Name, t.c.Name}, Phones: []string{f.Phone, strings.TrimSuffix(t.c.ID, "@c.us")},
		Places: []string{f.City, f.Street}, Numbers: []string{f.Number, f.Floor, f.Apartment}, Said: t.customerSaid(),
	}
	if l.Place != nil {
		k.Places = append(k.Places, l.Place.Name)
	}
	if l.Wanted != nil && !l.Wanted.ASAP {
		k.Times = append(k.Times, l.Wanted.Start)
		if !l.Wanted.End.IsZero() {
			k.Times = append(k.Times, l.Wanted.End.Add(-time.Minute), l.Wanted.End)
		}
	}
	if persona == nil {
		return k
	}
	k.Names = append(k.Names, persona.BusinessName)
	k.Owner, k.Rating, k.Reviews = persona.SystemPrompt, persona.SocialProof.Mean(), persona.SocialProof.Count
	for _, p := range persona.Prices {
		k.Prices = append(k.Prices, grounding.Price{Item: p.Item, ILS: p.ILS})
	}
	return k
}

// customerSaid are the customer's own words: of this turn, of those before it, and spoken ones.
func (t *turn) customerSaid() []string {
	var said []string
	for _, m := range t.said {
		said = append(said, m.Text)
	}
	for _, turn := range t.c.Recent {
		if turn.By == conversation.ByCustomer {
			said = append(said, turn.Text)
		}
	}
	if t.lead != nil {
		said = append(said, t.lead.Facts.Transcription)
	}
	return said
}
