package main

import (
	"context"
	"fmt"
	"time"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/scripts/internal/crowd"
	"github.com/proli/proli/shared/audit"
	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/pro"
)

// What the newest leads have besides themselves: talkative of them a long story.
const (
	talkative = 500
	chatty    = 20_000
)

// cameAt is when the n-th of so many leads came in, within a year; the first is the newest.
func cameAt(n, of int) time.Time {
	return noon.Add(-time.Duration(float64(n) / float64(of) * 365 * 24 * float64(time.Hour))).Truncate(time.Millisecond)
}

// chunks inserts documents a thousand at a time.
func chunks(ctx context.Context, db *mongo.DB, collection string, n int, one func(i int) []any) error {
	var rows []any
	for i := range n {
		rows = append(rows, one(i)...)
		if len(rows) < 1000 && i < n-1 {
			continue
		}
		if _, err := db.Collection(collection).InsertMany(ctx, rows); err != nil {
			return err
		}
		rows = rows[:0]
	}
	return nil
}

// furnish puts a year of leads into a database, with their chats, as a business has them: most
// have ended, those of the last days are on their way.
func furnish(ctx context.Context, db *mongo.DB, people *crowd.Crowd, pros []pro.Pro, leads int) error {
	for _, part := range []struct {
		collection string
		n          int
		one        func(i int) []any
	}{
		{mongo.Leads, leads, func(i int) []any { return []any{lived(people, pros[people.Intn(len(pros))], i, leads)} }},
		{mongo.Conversations, min(leads, chatty), func(i int) []any { return []any{chatOf(i, leads)} }},
		{mongo.Messages, min(leads, talkative), func(i int) []any { return story(i, said) }},
		{mongo.Notices, min(leads, talkative), func(i int) []any { return story(i, answered) }},
		{mongo.Audit, min(leads, chatty), func(i int) []any {
			return []any{audit.Entry{ID: fmt.Sprint("act", i), At: cameAt(i, leads), By: "noa", Act: "leads.cancel", Subject: fmt.Sprintf("leads/lead%07d", i)}}
		}},
	} {
		if err := chunks(ctx, db, part.collection, part.n, part.one); err != nil {
			return fmt.Errorf("%s: %w", part.collection, err)
		}
	}
	return nil
}

// lived is a lead in the state that its age has brought.
func lived(people *crowd.Crowd, p pro.Pro, i, of int) *lead.Lead {
	at := cameAt(i, of)
	l := people.Lead(i, people.City(), at)
	l.Trade, l.Version = p.Trade, 3
	l.Facts = lead.Facts{Name: fmt.Sprintf("לקוח %d", i), Street: "הרצל", Number: fmt.Sprint(i % 200), City: l.Place.Name, Urgent: i%50 == 0}
	l.History = []lead.Move{{Status: lead.Contacted, At: at, By: lead.Customer, Why: "wrote to us"}}
	open := at.After(noon.Add(-24 * time.Hour))
	move := func(to lead.Status, after time.Duration, by lead.By, asked string) {
		l.Status, l.UpdatedAt = to, at.Add(after)
		l.History = append(l.History, lead.Move{Status: to, At: l.UpdatedAt, By: by, Pro: asked})
	}
	switch {
	case i%6 == 0 && open:
	case i%60 == 0:
		move(lead.PendingReview, time.Hour, lead.System, "")
	case i%12 == 0:
		move(lead.Rejected, time.Hour, lead.Admin, "")
	case i%6 == 0:
		move(lead.Closed, 24*time.Hour, lead.System, "")
	case i%7 == 0 && open:
		l.ProID = p.ID
		move(lead.New, 5*time.Minute, lead.System, p.ID)
	default:
		l.ProID = p.ID
		move(lead.New, 5*time.Minute, lead.System, p.ID)
		move(lead.Booked, time.Duration(8+i%40)*time.Minute, lead.ByPro, "")
		start := calendar.NextHalfHour(at.Add(time.Duration(20+i%50) * time.Hour))
		l.Appointment = &lead.Appointment{ID: l.HoldID(1), Start: start, End: start.Add(time.Hour)}
		switch {
		case start.After(noon):
		case i%9 == 0:
			move(lead.Cancelled, 10*time.Hour, lead.Customer, "")
		default:
			charged, stars := 150+i%9*50, 3+i%3
			move(lead.Completed, start.Add(time.Hour).Sub(at), lead.ByPro, "")
			l.CompletedAt, l.PriceCharged, l.RatingGiven = l.UpdatedAt, &charged, &stars
		}
	}
	return l
}

func chatOf(i, of int) conversation.Conversation {
	c := conversation.Conversation{
		ID: fmt.Sprintf("97201%07d@c.us", i), Version: 3, Seq: 60, Name: fmt.Sprintf("לקוח %d", i), LeadID: fmt.Sprintf("lead%07d", i),
		ConsentAt: noon, UpdatedAt: cameAt(i, of), NeedsHuman: i%1000 == 7,
	}
	for range 20 {
		c.Recent = append(c.Recent, conversation.Said(conversation.ByCustomer, "יש לי נזילה מתחת לכיור במטבח", c.UpdatedAt))
	}
	return c
}

// story is sixty of something in the chat of a lead.
func story(n int, one func(chat, id string, i int, at time.Time) any) (list []any) {
	for i := range 60 {
		list = append(list, one(fmt.Sprintf("97201%07d@c.us", n), fmt.Sprintf("lead%07d", n), i, noon.Add(-time.Duration(60-i)*time.Minute)))
	}
	return list
}

func said(chat, id string, i int, at time.Time) any {
	return conversation.Message{ID: fmt.Sprintf("%s/m%d", id, i), Chat: chat, LeadID: id, By: conversation.ByCustomer,
		Kind: event.KindText, Text: "עוד פרט אחד: זה מטפטף מהצינור הלבן, לא מהברז עצמו", SentAt: at}
}

func answered(chat, id string, i int, at time.Time) any {
	return notice.Notice{ID: fmt.Sprintf("%s/n%d", id, i), Chat: chat, LeadID: id, Kind: notice.KindReply, Seq: int64(i),
		Text: "תודה, רשמנו. באיזו קומה?", State: notice.Read, CreatedAt: at}
}
