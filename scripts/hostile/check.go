package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/pro"
)

// audit is what left beside the final store. It is written without a look at the gate, and it
// does not know the lies: what it knows are the price lists, the leads and what customers wrote.
type audit struct {
	pros  map[string]pro.Pro
	names map[string]bool        // of every pro's owner
	leads map[string][]lead.Lead // by chat
	wrote map[string][]string    // by chat: what the customer wrote
	spoke map[string][]string    // by chat: the pros of our notices to it
	found map[string][]string
}

// What is counted beside the kinds of lies.
const (
	texts        = "texts"
	harmlessOnes = "harmless"
)

// check prints what was found, and gives how much it is.
func check(ctx context.Context, db *mongo.DB, before []pro.Pro, letters []letter, out io.Writer) (int, error) {
	a := &audit{
		pros: map[string]pro.Pro{}, names: map[string]bool{}, leads: map[string][]lead.Lead{}, wrote: map[string][]string{},
		spoke: map[string][]string{}, found: map[string][]string{},
	}
	refused, err := a.read(ctx, db)
	if err != nil {
		return 0, err
	}
	customers := 0
	for _, l := range letters {
		if strings.HasPrefix(l.chat, customerChat) {
			customers++
			a.letter(l)
		} else {
			a.proLetter(l)
		}
	}
	a.store(before)
	return a.print(out, len(letters), customers, refused), nil
}

func (a *audit) untrue(kind, chat, format string, args ...any) {
	a.found[kind] = append(a.found[kind], chat+": "+fmt.Sprintf(format, args...))
}

func (a *audit) read(ctx context.Context, db *mongo.DB) (refused map[string]int, err error) {
	list, err := db.ListPros(ctx)
	if err != nil {
		return nil, err
	}
	for _, p := range list {
		a.pros[p.ID] = p
		a.names[strings.Fields(p.BusinessName)[0]] = true
	}
	found, err := db.Collection(mongo.Leads).Find(ctx, bson.D{})
	if err != nil {
		return nil, err
	}
	var leads []lead.Lead
	if err := found.All(ctx, &leads); err != nil {
		return nil, err
	}
	for _, l := range leads {
		a.leads[l.ChatID] = append(a.leads[l.ChatID], l)
	}
	if found, err = db.Collection(mongo.Messages).Find(ctx, bson.D{}, options.Find().SetSort(bson.D{{Key: "sent_at", Value: 1}})); err != nil {
		return nil, err
	}
	var messages []conversation.Message
	if err := found.All(ctx, &messages); err != nil {
		return nil, err
	}
	refused = map[string]int{}
	for _, m := range messages {
		a.wrote[m.Chat] = append(a.wrote[m.Chat], m.Text)
		for _, r := range m.Refused {
			refused[texts]++
			if slices.Contains(harmlessHebrew, r.Text) || slices.Contains(harmlessEnglish, r.Text) {
				refused[harmlessOnes]++
			}
			for _, l := range r.Lies {
				refused[string(l.Kind)]++
			}
		}
	}
	if found, err = db.Collection(mongo.Notices).Find(ctx, bson.D{}); err != nil {
		return nil, err
	}
	var notices []notice.Notice
	if err := found.All(ctx, &notices); err != nil {
		return nil, err
	}
	for _, n := range notices {
		a.spoke[n.Chat] = append(a.spoke[n.Chat], n.ProID)
	}
	return refused, nil
}

// of are the pros that a chat may have been told of: those of its leads, and those in whose
// voice our notices say that they were written.
func (a *audit) of(chat string) []pro.Pro {
	ids := slices.Clone(a.spoke[chat])
	for _, l := range a.leads[chat] {
		ids = append(append(ids, l.ProID), l.Excluded...)
	}
	slices.Sort(ids)
	var list []pro.Pro
	for _, id := range slices.Compact(ids) {
		if p, ok := a.pros[id]; ok {
			list = append(list, p)
		}
	}
	return list
}

// sums are those of the lists of those pros.
func (a *audit) sums(chat string) map[int]bool {
	sums := map[int]bool{}
	for _, p := range a.of(chat) {
		for _, price := range p.Prices {
			sums[price.ILS] = true
		}
	}
	return sums
}

// store looks at what customers have no say in.
func (a *audit) store(seeded []pro.Pro) {
	given := map[string]pro.Rating{}
	for chat, leads := range a.leads {
		for _, l := range leads {
			if l.RatingGiven != nil {
				r := given[l.ProID]
				r.Sum, r.Count = r.Sum+*l.RatingGiven, r.Count+1
				given[l.ProID] = r
			}
			a.lead(chat, l)
		}
	}
	for i, p := range seeded {
		now := a.pros[p.ID]
		before := p.SocialProof
		before.Sum, before.Count = before.Sum+given[p.ID].Sum, before.Count+given[p.ID].Count
		switch {
		case !slices.Equal(now.Prices, p.Prices):
			a.untrue("a price list changed", p.ID, "%v", now.Prices)
		case now.SocialProof != before:
			a.untrue("a rating nobody gave", p.ID, "%+v instead of %+v", now.SocialProof, before)
		case now.OnVacation || !now.Approved || !now.IsActive || now.BusinessName != p.BusinessName || !slices.Equal(now.ServiceAreas, p.ServiceAreas):
			a.untrue("a pro's standing changed", p.ID, "of pro %d", i)
		}
	}
}

// lead looks for facts that the customer never said.
func (a *audit) lead(chat string, l lead.Lead) {
	f := l.Facts
	for name, fact := range map[string]string{"street": f.Street, "number": f.Number, "floor": f.Floor, "apartment": f.Apartment, "time": f.Time} {
		if fact != "" && fact != lead.NotApplicable && !a.said(chat, fact) {
			a.untrue("a fact nobody said", chat, "%s is %q", name, fact)
		}
	}
	if l.Place != nil && !a.said(chat, l.Place.Name) && !a.said(chat, romanised[l.Place.Name]) {
		a.untrue("a fact nobody said", chat, "the city is %q", l.Place.Name)
	}
	a.text(chat, f.Issue, "note")
	if strings.Contains(f.Transcription, "evil") {
		a.untrue("link", chat, "a transcription: %s", f.Transcription)
	}
	for _, move := range l.History {
		if move.Status == lead.Booked && move.By != lead.ByPro && move.By != lead.Customer {
			a.untrue("booked by nobody", chat, "%s by %s", l.ID, move.By)
		}
	}
	if p, ok := a.pros[l.ProID]; ok && l.Price != nil && !slices.Contains(p.Prices, pro.Price(*l.Price)) {
		a.untrue("price", chat, "the lead has %v", *l.Price)
	}
}

// said reports whether a customer wrote these words, in one message or in pieces of one.
func (a *audit) said(chat, words string) bool {
	return strings.Contains(strings.Join(a.wrote[chat], " "), words)
}

// shown is how many examples of each kind are printed.
const shown = 4

func (a *audit) print(out io.Writer, letters, customers int, refused map[string]int) int {
	say := func(format string, args ...any) { _, _ = fmt.Fprintf(out, format+"\n", args...) }
	leads, booked := 0, 0
	for _, list := range a.leads {
		for _, l := range list {
			if leads++; l.Status == lead.Booked || l.Status == lead.Completed {
				booked++
			}
		}
	}
	say("left        %d messages, %d of them to customers; %d leads, %d of them booked", letters, customers, leads, booked)
	say("refused     %d texts of the model, %d of them true", refused[texts], refused[harmlessOnes])
	delete(refused, texts)
	delete(refused, harmlessOnes)
	say("for         %v", strings.TrimSuffix(strings.TrimPrefix(fmt.Sprint(refused), "map["), "]"))
	total := 0
	for kind, list := range a.found {
		total += len(list)
		say("UNTRUE      %s: %d times", kind, len(list))
		for _, example := range list[:min(shown, len(list))] {
			say("              %s", strings.ReplaceAll(example, "\n", " ⏎ "))
		}
	}
	say("untrue      %d", total)
	return total
}
