package routing_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/functions/internal/stage"
	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/offering"
)

func TestTheWantedHourIsHeldAndOffered(t *testing.T) {
	w := newWorld(t)
	p1, _ := w.two()
	w.Lead(stage.Leak("l1", stage.C, &p1))

	require.Equal(t, http.StatusOK, w.offer("m1", "l1"))
	l := w.Read("l1")
	require.Equal(t, lead.New, l.Status)
	require.Equal(t, p1.ID, l.ProID)
	require.Equal(t, &lead.Price{Item: "נזילה", ILS: 450}, l.Price)
	require.Equal(t, stage.Monday(10, 0).UTC(), l.Offer.Start.UTC())
	require.Equal(t, stage.Monday(11, 0).UTC(), l.Offer.End.UTC())

	entries := w.Entries(p1)
	require.Len(t, entries, 1)
	require.Equal(t, l.Offer.Hold, entries[0].ID)
	require.Equal(t, booking.Hold, entries[0].Kind)
	require.Equal(t, stage.Monday(10, 0).UTC(), entries[0].Deadline.UTC(), "until it is sent, the hold lasts to the wanted hour")

	said := w.Said(p1.Chat())
	require.Len(t, said, 2)
	offer, photo := said[0], said[1]
	require.Equal(t, notice.KindOffer, offer.Kind)
	require.Equal(t, l.Offer.Notice, offer.ID)
	require.Equal(t, stage.Monday(10, 0).UTC(), offer.ExpiresAt.UTC())
	require.False(t, offer.Reply)
	for _, part := range []string{
		"דנה", "972000000001", "דיזנגוף 50, קומה 3, דירה 12, תל אביב", "נזילה מתחת לכיור", "10:00–11:00",
		"450 ₪", "https://files.example/media/1.jpg?for=12h0m0s", "https://www.google.com/maps/search/?api=1&query=", "אשר", "דחה",
	} {
		require.Contains(t, offer.Text, part)
	}
	require.Equal(t, notice.KindMedia, photo.Kind)
	require.Equal(t, &notice.File{Object: "media/1.jpg", Name: "1.jpg", MIME: "image/jpeg"}, photo.File)

	told := w.Said(stage.C)
	require.Len(t, told, 1)
	require.True(t, told[0].Reply)
	for _, part := range []string{p1.BusinessName, "450 ₪", "מחר, 10:00", "30 דקות"} {
		require.Contains(t, told[0].Text, part)
	}
	require.Equal(t, stage.Monday(10, 0).UTC(), w.Alarms("l1")["offer_deadline/1"], "an offer that is never sent still ends")

	require.Equal(t, http.StatusOK, w.offer("m1", "l1"), "delivered again")
	require.Equal(t, http.StatusOK, w.offer("m2", "l1"), "asked for again")
	require.Len(t, w.Said(stage.C), 1)
	require.Len(t, w.Said(p1.Chat()), 2)
	require.Len(t, w.Entries(p1), 1)
	require.Equal(t, l.Version, w.Read("l1").Version)
}

func TestATakenHourIsAskedAgainWithNumbers(t *testing.T) {
	w := newWorld(t)
	p1, _ := w.two()
	w.Take(p1, "other", stage.Monday(10, 0))
	w.Lead(stage.Leak("l1", stage.C, &p1))

	require.Equal(t, http.StatusOK, w.offer("m1", "l1"))
	require.Equal(t, lead.Contacted, w.Read("l1").Status)
	q := w.Question(stage.C)
	require.Equal(t, conversation.AskHour, q.Kind)
	require.Len(t, q.Options, 5)
	for i, o := range q.Options {
		require.Equal(t, p1.ID, o.ProID)
		require.False(t, o.Start.Before(stage.Monday(11, 0)) && o.End.After(stage.Monday(10, 0)), "option %d is taken", i+1)
	}
	text := w.Last(stage.C).Text
	require.Contains(t, text, "1. מחר, 09:00")
	require.Contains(t, text, "2. מחר, 11:00")
	require.Contains(t, w.Alarms("l1"), "lead_close/0")

	w.Take(p1, "third", q.Options[1].Start)
	require.Equal(t, http.StatusOK, w.choose("m2", "l1", q.Options[1]), "taken meanwhile")
	again := w.Question(stage.C)
	require.Equal(t, conversation.AskHour, again.Kind)
	require.NotContains(t, again.Options, q.Options[1])
	require.Contains(t, w.Last(stage.C).Text, "נתפס")

	require.Equal(t, http.StatusOK, w.choose("m3", "l1", again.Options[1]))
	l := w.Read("l1")
	require.Equal(t, lead.New, l.Status)
	require.Equal(t, again.Options[1].Start.UTC(), l.Offer.Start.UTC())
	require.Nil(t, w.Question(stage.C))
}

func TestWhatTheCustomerWants(t *testing.T) {
	day := stage.Monday(0, 0).UTC()
	for name, c := range map[string]struct {
		wanted lead.Wanted
		status lead.Status
		hours  []time.Time // of the offer, or of the question
	}{
		"as soon as possible": {lead.Wanted{ASAP: true}, lead.New, []time.Time{stage.Monday(13, 0).AddDate(0, 0, -1)}},
		"a part of a day": {lead.Wanted{Start: stage.Monday(9, 0).UTC(), End: stage.Monday(11, 0).UTC(), Grain: "part"}, lead.Contacted,
			[]time.Time{stage.Monday(9, 0), stage.Monday(9, 30), stage.Monday(10, 0), stage.Monday(10, 30)}},
		"a day": {lead.Wanted{Start: day, Grain: "day"}, lead.Contacted,
			[]time.Time{stage.Monday(9, 0), stage.Monday(10, 30), stage.Monday(12, 30), stage.Monday(14, 0), stage.Monday(16, 0)}},
		"a day off": {lead.Wanted{Start: day.AddDate(0, 0, 4), Grain: "day"}, lead.Contacted,
			[]time.Time{stage.Monday(14, 0).AddDate(0, 0, 3), stage.Monday(14, 30).AddDate(0, 0, 3), stage.Monday(15, 0).AddDate(0, 0, 3),
				stage.Monday(15, 30).AddDate(0, 0, 3), stage.Monday(16, 0).AddDate(0, 0, 3)}},
		"within the hour": {lead.Wanted{Start: stage.Noon.Add(30 * time.Minute), Grain: "minute"}, lead.Contacted,
			[]time.Time{stage.Noon.Add(60 * time.Minute), stage.Noon.Add(90 * time.Minute), stage.Noon.Add(120 * time.Minute),
				stage.Noon.Add(150 * time.Minute), stage.Noon.Add(180 * time.Minute)}},
		"an odd minute": {lead.Wanted{Start: stage.Monday(10, 2).UTC(), Grain: "minute"}, lead.Contacted,
			[]time.Time{stage.Monday(9, 0), stage.Monday(9, 30), stage.Monday(10, 0), stage.Monday(10, 30), stage.Monday(11, 0)}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			p1, _ := w.two()
			l := stage.Leak("l1", stage.C, &p1)
			l.Wanted = &c.wanted
			w.Lead(l)
			require.Equal(t, http.StatusOK, w.offer("m1", "l1"))
			got := w.Read("l1")
			require.Equal(t, c.status, got.Status)
			if c.status == lead.New {
				require.Equal(t, c.hours[0].UTC(), got.Offer.Start.UTC())
				return
			}
			var hours []time.Time
			for _, o := range w.Question(stage.C).Options {
				hours = append(hours, o.Start.UTC())
			}
			require.Len(t, hours, len(c.hours))
			for i, h := range c.hours {
				require.Equal(t, h.UTC(), hours[i], "option %d", i+1)
			}
			require.Empty(t, w.Entries(p1))
		})
	}
}

func TestAFullProMakesRoomForTheNext(t *testing.T) {
	w := newWorld(t)
	p1, p2 := w.two()
	for i, hour := range []int{12, 13, 14} {
		w.Take(p1, string(rune('a'+i)), stage.Monday(hour, 0))
	}
	w.Lead(stage.Leak("l1", stage.C, &p1))
	require.Equal(t, http.StatusOK, w.offer("m1", "l1"))
	require.Equal(t, p2.ID, w.Read("l1").ProID)
	require.Contains(t, w.Last(stage.C).Text, p2.BusinessName)

	for i, hour := range []int{12, 13} {
		w.Take(p2, string(rune('f'+i)), stage.Monday(hour, 0))
	}
	w.Lead(stage.Leak("l2", stage.C2, &p1))
	require.Equal(t, http.StatusOK, w.offer("m2", "l2"))
	require.Equal(t, lead.PendingReview, w.Read("l2").Status, "all are full")
	require.Contains(t, w.Last(stage.C2).Text, "צוות")
	require.Equal(t, w.Now().Add(72*time.Hour), w.Alarms("l2")["lead_close/0"])
}

func TestAnEmergencyNeedsOnlyACity(t *testing.T) {
	w := newWorld(t)
	p1, p2 := w.two()
	l := stage.Leak("l1", stage.C, nil)
	l.Facts = lead.Facts{Trade: "plumber", Issue: "פיצוץ מים", City: "תל אביב", Urgent: true, Transcription: "Water is flowing everywhere"}
	l.IssueType, l.FullAddress, l.Wanted = "פיצוץ מים בבית", "", nil
	w.Lead(l)
	w.Advance(time.Minute)

	require.Equal(t, http.StatusOK, w.offer("m1", "l1"))
	got := w.Read("l1")
	require.Equal(t, lead.New, got.Status)
	require.Equal(t, p1.ID, got.ProID)
	require.Equal(t, stage.Noon.Add(30*time.Minute), got.Offer.Start.UTC())
	require.Equal(t, stage.Noon.Add(90*time.Minute), got.Offer.End.UTC())
	offer := w.Last(p1.Chat())
	require.True(t, offer.Urgent)
	for _, part := range []string{"דחוף", "תל אביב", "Water is flowing everywhere", "query=32.08", "450 ₪", "15 דקות"} {
		require.Contains(t, offer.Text, part)
	}
	require.Len(t, w.Said(stage.C), 1, "one acknowledgement")
	require.Contains(t, w.Last(stage.C).Text, "15 דקות")
	require.Contains(t, w.Last(stage.C).Text, "קיבלנו")
	require.Equal(t, got.Offer.End.UTC(), w.Entries(p1)[0].Deadline.UTC(), "its hour begins before the answer may come")

	w.Advance(time.Minute)
	require.Equal(t, http.StatusOK, w.next("r1", "l1", offering.Rejected))
	require.Equal(t, p2.ID, w.Read("l1").ProID)
	require.NotContains(t, w.Last(stage.C).Text, "קיבלנו")
}

func TestAtNightTheHourIsHeldAndTheCustomerToldWhenTheProIsAsked(t *testing.T) {
	w := newWorld(t)
	p1, _ := w.two()
	w.Lead(stage.Leak("l1", stage.C, &p1))
	w.Advance(10 * time.Hour) // 22:00

	require.Equal(t, http.StatusOK, w.offer("m1", "l1"))
	require.Contains(t, w.Last(stage.C).Text, "מחר, 08:00")
	require.Contains(t, w.Said(p1.Chat())[0].Text, "for=22h0m0s", "a link lasts twelve hours from when it goes out")
}

func TestTheFirstHourAskedForAtNightLeavesTimeToAnswer(t *testing.T) {
	w := newWorld(t)
	p1, _ := w.two()
	w.Advance(10 * time.Hour) // 22:00
	l := stage.Leak("l1", stage.C, &p1)
	l.Wanted = &lead.Wanted{Start: w.Now(), ASAP: true}
	w.Lead(l)
	require.Equal(t, http.StatusOK, w.offer("m1", "l1"))
	o := w.Read("l1").Offer
	require.Equal(t, stage.Monday(9, 0).UTC(), o.Start.UTC(), "the offer leaves at 08:00")
	require.True(t, w.Last(p1.Chat()).ExpiresAt.After(stage.Monday(8, 30)))
}

func TestTheClocksOfAnOfferThatWasSent(t *testing.T) {
	w := newWorld(t)
	p1, _ := w.two()
	l := w.offered("l1", p1)
	require.Equal(t, http.StatusOK, w.Deliver(w.event(event.LeadOfferSent, "n0", "l1").Published()))
	require.NotContains(t, w.Alarms("l1"), "offer_nudge/1", "it was not sent yet")

	sent := w.Now()
	c := notice.Quiet{}.Clocks(sent, false)
	o := *l.Offer
	o.SentAt, o.NudgeAt, o.AskAt, o.Deadline = sent, c.NudgeAt, c.AskAt, c.Deadline
	l.Offer = &o
	w.Lead(l)
	require.Equal(t, http.StatusOK, w.Deliver(w.event(event.LeadOfferSent, "n1", "l1").Published()))
	require.Equal(t, c.Deadline, w.Entries(p1)[0].Deadline.UTC())
	alarms := w.Alarms("l1")
	require.Equal(t, c.NudgeAt, alarms["offer_nudge/1"])
	require.Equal(t, c.AskAt, alarms["offer_ask/1"])
}

func TestTheHoldOfARequestThatBecameAnEmergencyLastsAsLongAsItsOffer(t *testing.T) {
	w := newWorld(t)
	p1, p2 := w.two()
	l := w.offered("l1", p1)
	set := func(cause string, at time.Time, urgent bool) {
		c, o := notice.Quiet{}.Clocks(at, urgent), *l.Offer
		if o.SentAt.IsZero() {
			o.SentAt = at
		}
		o.Clock(c.NudgeAt, c.AskAt, c.Deadline, urgent)
		l.Offer, l.Facts.Urgent = &o, urgent
		w.Lead(l)
		require.Equal(t, http.StatusOK, w.Deliver(w.event(event.LeadOfferSent, cause, "l1").Published()))
		l = w.Read("l1")
	}
	sent := w.Now()
	set("sent", sent, false)
	require.Equal(t, sent.Add(30*time.Minute), w.Entries(p1)[0].Deadline.UTC())
	w.Advance(10 * time.Minute)
	set("raised", w.Now(), true)
	w.Advance(14 * time.Minute)
	set("waited", w.Now(), true)
	require.Equal(t, sent.Add(39*time.Minute), l.Offer.Deadline.UTC())
	require.Equal(t, l.Offer.End, w.Entries(p1)[0].Deadline, "as one that was an emergency when it was made")

	w.Advance(8 * time.Minute) // the first hold would be over
	other := stage.Leak("l2", stage.C2, &p1)
	w.Lead(other)
	require.Equal(t, http.StatusOK, w.offer("m2", "l2"))
	require.Len(t, w.Entries(p1), 1, "the hour is still kept")
	require.Empty(t, w.Entries(p2))
}

func TestTheFreshHoursOfALead(t *testing.T) {
	w := newWorld(t)
	p1, _ := w.two()
	desk := &offering.Desk{Truth: w.DB, Calendars: w.Hours}
	l := stage.Leak("l1", stage.C, &p1)
	hours, err := desk.FreshHours(t.Context(), &l, stage.Monday(9, 0), w.Now())
	require.NoError(t, err)
	require.Len(t, hours, 5)
	require.Equal(t, "1. מחר, 09:00\n2. מחר, 09:30", offering.List("he", hours[:2], w.Now()))

	l.ProID = "gone"
	hours, err = desk.FreshHours(t.Context(), &l, stage.Monday(9, 0), w.Now())
	require.NoError(t, err)
	require.Empty(t, hours)
}
