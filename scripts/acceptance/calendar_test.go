package acceptance_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/pro"
	"github.com/proli/proli/shared/routing"
)

// hoursOffered are the numbered hours that a chat was asked about, each checked to be free.
func (w *world) hoursOffered(chat, of string) []conversation.Option {
	w.Helper()
	c, err := w.db.Conversation(w.Context(), chat)
	require.NoError(w, err)
	require.NotNil(w, c.Question, "%s was asked nothing", chat)
	for _, o := range c.Question.Options {
		for _, e := range w.calendar(of) {
			require.False(w, o.Start.Before(e.End) && e.Start.Before(o.End), "an offered hour is taken: %v", o.Start)
		}
	}
	return c.Question.Options
}

func TestTheWantedHourIsTaken(t *testing.T) { // 23
	const third = "972000000003@c.us"
	w := begin(t).agreed(dana, yossi, third)
	w.asks(yossi, "יש לי סתימה בתל אביב, אלנבי 10, קומה 1 דירה 2, מחר ב-10")
	w.writes(dana, "יש לי נזילה בתל אביב")
	w.hears(dana)
	w.writes(dana, "דיזנגוף 50, קומה 3 דירה 12, מחר ב-10")
	w.hears(dana, "1.", "2.", "5.")
	offered := w.hoursOffered(dana, p1)
	require.Len(t, offered, 5)
	require.Equal(t, lead.Contacted, w.lead(dana).Status)

	second := offered[1].Start.In(calendar.Zone).Format("15:04")
	w.asks(third, "יש לי נזילה בתל אביב, הירקון 7, קומה 1 דירה 1, מחר ב-"+second) // somebody was faster
	require.Equal(t, offered[1].Start.UTC(), w.lead(third).Offer.Start.UTC())
	w.writes(dana, "2")
	w.hears(dana, "1.", "2.")
	again := w.hoursOffered(dana, p1)
	require.Equal(t, lead.Contacted, w.lead(dana).Status)

	w.writes(dana, "2")
	l := w.lead(dana)
	require.Equal(t, lead.New, l.Status)
	require.Equal(t, again[1].Start.UTC(), l.Offer.Start.UTC())
	w.consistent()
}

func TestHowFarAProIsLookedFor(t *testing.T) { // 36
	w := begin(t).agreed(dana, yossi)
	w.asks(dana, "יש לי נזילה בנתניה, הרצל 5, קומה 1 דירה 2, מחר ב-10")
	l := w.lead(dana)
	p, err := w.db.Pro(t.Context(), l.ProID)
	require.NoError(t, err)
	step, km := routing.Serves(p, l.Place)
	require.Equal(t, 30, step, "%.1f km", km)

	w.writes(yossi, "יש לי נזילה בחדרה, הרצל 5, קומה 1 דירה 2, מחר ב-10")
	require.Equal(t, lead.PendingReview, w.lead(yossi).Status)
	w.hears(yossi)
	decisions, err := w.db.DecisionsOf(t.Context(), w.lead(yossi).ID)
	require.NoError(t, err)
	require.Len(t, decisions, 1, "why nobody was found is kept")
	require.Len(t, decisions[0].Steps, 3)
}

// consistent is what must be true of calendars and leads whenever nothing is under way: no two
// entries of a pro overlap, nobody is above the limit, and what a lead has its calendar has.
func (w *world) consistent() {
	w.Helper()
	found, err := w.db.Collection(mongo.Leads).Find(w.Context(), bson.M{})
	require.NoError(w, err)
	var leads []lead.Lead
	require.NoError(w, found.All(w.Context(), &leads))
	mine := map[string]lead.Lead{} // by entry
	for _, l := range leads {
		switch l.Status {
		case lead.New:
			mine[l.Offer.Hold] = l
		case lead.Booked:
			mine[l.Appointment.ID] = l
		}
	}
	found, err = w.db.Collection(mongo.Calendars).Find(w.Context(), bson.M{})
	require.NoError(w, err)
	var calendars []booking.Calendar
	require.NoError(w, found.All(w.Context(), &calendars))
	for _, c := range calendars {
		require.LessOrEqual(w, c.Load("", time.Time{}), c.LoadLimit, "the limit of %s", c.Pro)
		for i, e := range c.Entries {
			for _, other := range c.Entries[:i] {
				require.False(w, e.Interval().Clashes(other.Interval(), c.Buffer()), "%s: %v and %v", c.Pro, e, other)
			}
			l, owned := mine[e.ID]
			if !owned && e.Kind == booking.Hold {
				continue // cut off before its lead was moved: it expires by itself
			}
			require.True(w, owned, "%s has %v, which no lead has", c.Pro, e)
			require.Equal(w, e.Lead, l.ID)
			require.Equal(w, c.Pro, l.ProID)
			require.Equal(w, l.Status == lead.Booked, e.Kind == booking.Appointment, "%s: %v", c.Pro, e)
			delete(mine, e.ID)
		}
	}
	require.Empty(w, mine, "leads whose hour is in no calendar")
}

// rush are up to two hundred customers who all want P1 tomorrow at hours that all overlap. Their
// numbers are those that are kept for films.
func (w *world) rush(n int) (chats []string, texts []string) {
	w.Helper()
	for i := range n {
		chats = append(chats, fmt.Sprintf("1%d55501%02d@c.us", []int{202, 303}[i/100], i%100))
		hour := []string{"9:45", "10:00", "10:15", "10:30"}[i%4]
		texts = append(texts, "יש לי נזילה בתל אביב, דיזנגוף "+fmt.Sprint(i+1)+", קומה 3 דירה 12, מחר בשעה "+hour)
	}
	w.agreed(chats...)
	return chats, texts
}

// push delivers everybody's words at the same moment.
func (w *world) push(chats, said []string) {
	w.Helper()
	var together sync.WaitGroup
	for i := range chats {
		body := marshal(w.T, w.text(fmt.Sprint("RUSH", i), chats[i], said[i]))
		together.Go(func() {
			for w.deliver(token, body) != 200 { // the webhook dies too; the provider comes again
				if w.house.AwaitFunctions(w.Context()) != nil {
					return // the test is over
				}
			}
		})
	}
	together.Wait()
}

// overlapping are the entries of P1 between a quarter to ten and half past eleven.
func (w *world) overlapping() []booking.Entry {
	w.Helper()
	return slices.DeleteFunc(w.calendar(p1), func(e booking.Entry) bool {
		return !e.End.After(utc("2026-03-02T07:45:00Z")) || !e.Start.Before(utc("2026-03-02T09:30:00Z"))
	})
}

func TestManyWantOneHour(t *testing.T) { // 37
	w := begin(t)
	chats, said := w.rush(200)
	w.push(chats, said)
	for w.count(mongo.Messages, bson.M{"chat": bson.M{"$in": chats}}) < int64(len(chats)) {
		w.settle()
	}
	w.settle()
	require.Len(t, w.overlapping(), 1, "one of all has it")
	w.consistent()
	for _, chat := range chats {
		l := w.lead(chat)
		require.Contains(t, []lead.Status{lead.New, lead.Contacted, lead.PendingReview}, l.Status, chat)
		require.NotEmpty(t, w.news(chat), "%s heard nothing", chat)
		if l.Status == lead.Contacted {
			require.NotEmpty(t, w.hoursOffered(chat, p1), chat)
		}
	}
	winner := w.overlapping()[0]
	w.news(p1)
	for len(w.calendar(p1)) > 0 && w.calendar(p1)[0].Kind == booking.Hold {
		w.writes(p1, "אשר")
		if strings.Contains(texts(w.news(p1)), "1.") { // several offers: one after the other
			w.writes(p1, "1")
		}
	}
	w.consistent()
	booked := w.overlapping()
	require.Len(t, booked, 1)
	require.Equal(t, winner.ID, booked[0].ID)
	require.Equal(t, booking.Appointment, booked[0].Kind)
}

func TestManyWantOneHourAmongKills(t *testing.T) { // 37
	for round := range 3 {
		t.Run(fmt.Sprint(round), func(t *testing.T) {
			random := rand.New(rand.NewPCG(37, uint64(round)))
			w := begin(t)
			chats, said := w.rush(40)
			var killer sync.WaitGroup
			killer.Go(func() {
				for range 5 {
					time.Sleep(time.Duration(20+random.IntN(250)) * time.Millisecond)
					w.house.KillFunctions()
				}
			})
			w.push(chats, said)
			w.types(p1, "אשר") // while it goes on
			killer.Wait()
			w.settle()
			require.LessOrEqual(t, len(w.overlapping()), 1, "never two")
			w.consistent()
			for _, chat := range chats {
				require.NotEmpty(t, w.news(chat), "%s heard nothing", chat)
			}
		})
	}
}

func TestManyLeadsOverFewPros(t *testing.T) { // 34
	w := begin(t)
	one, err := w.db.ProByChat(t.Context(), p1)
	require.NoError(t, err)
	var five []pro.Pro
	for i := range 5 {
		p := one
		p.PhoneNumber, p.BusinessName = fmt.Sprintf("97200000004%d", i), fmt.Sprint("אינסטלטור ", i+1)
		p.ID, p.Chats = "five"+fmt.Sprint(i), []string{p.PhoneNumber + "@c.us"}
		five = append(five, p)
	}
	require.NoError(t, w.db.SeedPros(t.Context(), five, true, utc(sundayNoon)))
	chats, said := w.rush(200)
	for i := range said { // any hour of the next two days
		day, hour := []string{"מחר", "מחרתיים"}[i%2], 9+i%8
		said[i] = fmt.Sprintf("יש לי נזילה בתל אביב, דיזנגוף %d, קומה 3 דירה 12, %s בשעה %d:00", i+1, day, hour)
	}
	w.push(chats, said)
	for w.count(mongo.Messages, bson.M{"chat": bson.M{"$in": chats}}) < int64(len(chats)) {
		w.settle()
	}
	w.settle()
	w.consistent() // nobody is above three
	offered := w.count(mongo.Leads, bson.M{"status": lead.New})
	require.EqualValues(t, 15, offered, "all the room there is")
	require.EqualValues(t, 185, w.count(mongo.Leads, bson.M{"status": bson.M{"$in": bson.A{lead.PendingReview, lead.Contacted}}}))
	late := "12125550199@c.us"
	w.agreed(late)
	w.writes(late, "יש לי נזילה בתל אביב, דיזנגוף 50, קומה 3 דירה 12, מחר ב-15:00")
	require.Equal(t, lead.PendingReview, w.lead(late).Status, "all are full")
	w.hears(late)
}

func TestNineStaysNine(t *testing.T) { // 38
	for _, change := range []struct{ now, before, beforeUTC, after, afterUTC string }{
		{"2026-03-25T12:00:00+02:00", "26/3", "2026-03-26T07:00:00Z", "29/3", "2026-03-29T06:00:00Z"},
		{"2026-10-21T12:00:00+03:00", "22/10", "2026-10-22T06:00:00Z", "25/10", "2026-10-25T07:00:00Z"},
	} {
		t.Run(change.after, func(t *testing.T) {
			w := begin(t)
			w.post(w.control+"/clock", map[string]any{"now": change.now})
			w.agreed(dana, yossi)
			for chat, day := range map[string]string{dana: change.before, yossi: change.after} {
				w.asks(chat, "יש לי נזילה בתל אביב, דיזנגוף 50, קומה 3 דירה 12, "+day+" בשעה 9:00")
				w.hearsAll(p1, "09:00")
				w.writes(p1, "אשר")
				w.hearsAll(chat, "09:00")
				w.news(p1)
			}
			require.Equal(t, utc(change.beforeUTC), w.lead(dana).Appointment.Start.UTC())
			require.Equal(t, utc(change.afterUTC), w.lead(yossi).Appointment.Start.UTC())
			w.writes(dana, "מועד אחר")
			w.hearsAll(dana, "1.")
			for _, o := range w.hoursOffered(dana, p1) {
				local := o.Start.In(calendar.Zone)
				require.True(t, local.Hour() >= 9 && local.Hour() < 17, "%s is outside the hours on the wall", local)
			}
			w.consistent()
		})
	}
}
