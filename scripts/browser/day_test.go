package browser_test

import (
	"fmt"
	"time"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/grounding"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/notice"
)

// people write as people do, in both languages.
var people = []struct {
	name, trade, issue, city, street, number string
	status                                   lead.Status
	urgent                                   bool
}{
	{"דנה כהן", "plumber", "נזילה מתחת לכיור במטבח", "תל אביב", "דיזנגוף", "50", lead.PendingReview, false},
	{"Yossi Levi", "electrician", "Two sockets in the living room are dead", "רמת גן", "ביאליק", "12", lead.PendingReview, true},
	{"", "", "שלום, מישהו זמין?", "", "", "", lead.Contacted, false},
	{"מאיה בן דוד", "plumber", "הדוד לא מחמם מים מאתמול בערב, ניסינו להדליק ולכבות וזה לא עוזר", "גבעתיים", "כצנלסון", "101", lead.Contacted, false},
	{"רון", "locksmith", "ננעלנו מחוץ לבית", "חולון", "סוקולוב", "7", lead.New, true},
	{"Anna Petrova", "painter", "Repaint a bedroom, about 14 m²", "חיפה", "הנביאים", "3", lead.New, false},
	{"שירה אדלר", "cleaner", "ניקיון לפני כניסה לדירה", "תל אביב", "אבן גבירול", "88", lead.Booked, false},
	{"משה ביטון", "plumber", "סתימה בכיור האמבטיה", "תל אביב", "ארלוזורוב", "140", lead.Booked, false},
	{"אורלי", "electrician", "החלפת גוף תאורה", "ירושלים", "יפו", "210", lead.Booked, false},
	{"נועם פרידמן", "handyman", "תליית טלוויזיה ושני מדפים", "באר שבע", "רגר", "55", lead.Booked, false},
	{"טל", "plumber", "ברז מטפטף", "רמת גן", "ז׳בוטינסקי", "9", lead.Completed, false},
	{"אבנר גולן", "general", "הרכבת ארון", "חיפה", "מוריה", "31", lead.Completed, false},
	{"Sarah", "plumber", "Washing machine drain", "תל אביב", "הירקון", "22", lead.Cancelled, false},
	{"", "", "כמה עולה אתר אינטרנט?", "", "", "", lead.Rejected, false},
	{"גיל", "locksmith", "החלפת צילינדר", "בת ים", "בלפור", "18", lead.Closed, false},
}

// begun is a day that has begun: leads in every status, chats, notices on their way.
func begun(w *world) {
	for i, person := range people {
		chat := fmt.Sprintf("9720000000%02d@c.us", i+30)
		at := noon.Add(-time.Duration(i*i*7+12) * time.Minute)
		l := lead.Lead{
			ID: fmt.Sprintf("lead-%02d", i+1), ChatID: chat, Language: "he", Status: person.status, Trade: person.trade, IssueType: person.issue,
			Facts:     lead.Facts{Name: person.name, Trade: person.trade, Issue: person.issue, City: person.city, Street: person.street, Number: person.number, Urgent: person.urgent},
			CreatedAt: at, UpdatedAt: at, Version: 3,
			History: []lead.Move{{Status: lead.Contacted, At: at, By: lead.Customer, Why: "wrote to us"}},
		}
		if person.city != "" {
			l.Facts.Floor, l.Facts.Apartment = "3", fmt.Sprint(i+2)
			l.FullAddress = fmt.Sprintf("%s %s, קומה 3, דירה %d, %s", person.street, person.number, i+2, person.city)
			l.Place = &lead.Place{Code: "5000", Name: person.city, Lat: 32.08, Lng: 34.78}
			l.Wanted = &lead.Wanted{Start: noon.Add(time.Duration(i) * 3 * time.Hour), Grain: "hour"}
			l.AppointmentTime = "מחר ב-10"
		}
		w.onItsWay(&l, i, at)
		w.insert(mongo.Leads, l)
		w.talk(l, chat, at)
	}
}

func (w *world) onItsWay(l *lead.Lead, i int, at time.Time) {
	if len(w.pros) == 0 {
		return
	}
	p := w.pros[i%len(w.pros)]
	for _, candidate := range w.pros {
		if candidate.Trade == l.Trade {
			p = candidate
		}
	}
	start := time.Date(2026, 3, 1, 8+i%9, 0, 0, 0, time.UTC)
	move := func(status lead.Status, after time.Duration, by lead.By, why string) {
		m := lead.Move{Status: status, At: at.Add(after), By: by, Why: why}
		if status == lead.New {
			m.Pro = p.ID
		}
		l.History = append(l.History, m)
	}
	switch l.Status {
	case lead.New:
		l.ProID, l.Price = p.ID, &lead.Price{Item: "ביקור", ILS: 250}
		l.Offer = &lead.Offer{N: 1, ProID: p.ID, Hold: l.HoldID(1), Start: start.Add(24 * time.Hour), End: start.Add(25 * time.Hour), SentAt: at, Deadline: at.Add(30 * time.Minute)}
		move(lead.New, 4*time.Minute, lead.System, "facts complete")
	case lead.Booked, lead.Completed, lead.Cancelled:
		l.ProID, l.Price = p.ID, &lead.Price{Item: "ביקור", ILS: 250}
		if l.Status == lead.Completed {
			start = start.AddDate(0, 0, -2)
		}
		l.Appointment = &lead.Appointment{ID: l.ID + "/a", Start: start, End: start.Add(time.Hour)}
		move(lead.New, 4*time.Minute, lead.System, "facts complete")
		move(lead.Booked, 9*time.Minute, lead.ByPro, "approved")
		if l.Status == lead.Completed {
			five, charged := 5, 320
			l.RatingGiven, l.PriceCharged, l.Review, l.CompletedAt = &five, &charged, "הגיע בזמן, עבד נקי", at
			move(lead.Completed, 40*time.Minute, lead.ByPro, "work done")
		}
		if l.Status == lead.Cancelled {
			l.Appointment = nil
			move(lead.Cancelled, 30*time.Minute, lead.Customer, "asked to cancel")
		}
	case lead.PendingReview:
		move(lead.PendingReview, 40*time.Minute, lead.System, "nobody free")
	default:
		if l.Status != lead.Contacted {
			move(l.Status, 24*time.Hour, lead.System, "no booking within a day")
		}
	}
}

// talk is what was said, and the notices with how far they got.
func (w *world) talk(l lead.Lead, chat string, at time.Time) {
	said := []struct {
		by, text string
		state    notice.State
	}{
		{conversation.ByCustomer, l.IssueType, ""},
		{conversation.ByProli, "היי! כאן Proli. באיזו עיר מדובר, ומה השם שלך?", notice.Read},
		{conversation.ByCustomer, "אני " + l.Facts.Name + ", " + l.Facts.City, ""},
		{conversation.ByProli, "תודה. יש אפשרות לשלוח תמונה של המקום?", notice.Delivered},
	}
	c := conversation.Conversation{
		ID: chat, Language: "he", Name: l.Facts.Name, ConsentAt: at, LeadID: l.ID, CreatedAt: at, UpdatedAt: at, Version: 2,
		NeedsHuman: l.ID == "lead-02", Blocked: l.ID == "lead-14",
	}
	if c.NeedsHuman {
		c.SilentUntil = noon.Add(11 * time.Minute)
	}
	for n, line := range said {
		when := at.Add(time.Duration(n) * time.Minute)
		c.Recent = append(c.Recent, conversation.Said(line.by, line.text, when))
		id := fmt.Sprintf("%s/%d", l.ID, n)
		if line.by == conversation.ByCustomer {
			m := conversation.Message{ID: id, Chat: chat, By: line.by, Kind: event.KindText, Text: line.text, LeadID: l.ID, SentAt: when, ReceivedAt: when}
			if l.ID == "lead-08" && n == 0 {
				m.Refused = []conversation.Refused{{Text: "הי, יוסי אינסטלציה כאן. פתיחת סתימה זה 350 ₪, ואני אצלכם עוד שעה!", Lies: []grounding.Lie{
					{Kind: grounding.Money, Words: "350 ₪"}, {Kind: grounding.Promise, Words: "אני אצלכם עוד שעה"}}}}
			}
			w.insert(mongo.Messages, m)
			continue
		}
		c.Seq++
		w.insert(mongo.Notices, notice.Notice{ID: id, Chat: chat, Kind: notice.KindReply, Text: line.text, Seq: c.Seq, Reply: true, State: line.state, LeadID: l.ID, CreatedAt: when, SentAt: when, StateAt: when})
	}
	w.insert(mongo.Conversations, c)
	w.insert(mongo.Customers, conversation.Customer{ID: chat, Chats: []string{chat}, Name: l.Facts.Name, Phone: chat[:12], Language: "he", ConsentAt: at, CreatedAt: at})
}
