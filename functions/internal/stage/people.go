package stage

import (
	"fmt"
	"time"

	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/pro"
)

// Chats of customers.
const (
	C  = "972000000001@c.us"
	C2 = "972000000002@c.us"
)

// Seeds of pros, in the order of their rank.
const (
	P1 = `{"name":"אבי אינסטלציה","phone":"972000000011","trade":"plumber","areas":["תל אביב","רמת גן","גבעתיים"],
		"place":{"lat":32.0853,"lng":34.7818},"prices":[{"item":"ביקור","ils":250},{"item":"נזילה","ils":450}],
		"hours":{"sun":[["09:00","17:00"]],"mon":[["09:00","17:00"]],"tue":[["09:00","17:00"]],"wed":[["09:00","17:00"]],"thu":[["09:00","17:00"]]},
		"rating":{"sum":59,"count":12}}`
	P2 = `{"name":"ברק צנרת","phone":"972000000012","trade":"plumber","areas":["חולון","בת ים"],
		"place":{"lat":32.0158,"lng":34.7742},"prices":[{"item":"ביקור","ils":250},{"item":"נזילה","ils":450}],
		"hours":{"sun":[["09:00","17:00"]],"mon":[["09:00","17:00"]],"tue":[["09:00","17:00"]],"wed":[["09:00","17:00"]],"thu":[["09:00","17:00"]]},
		"rating":{"sum":47,"count":10}}`
	Dear = `{"name":"יקר מאוד","phone":"972000000014","trade":"plumber","areas":["תל אביב"],
		"place":{"lat":32.0853,"lng":34.7818},"prices":[{"item":"ביקור","ils":300},{"item":"נזילה","ils":600}],
		"rating":{"sum":40,"count":10}}`
)

// Monday is an hour of the next day, on the wall.
func Monday(hour, minute int) time.Time { return time.Date(2026, 3, 2, hour, minute, 0, 0, Israel) }

// Leak is a lead of a chat whose facts are complete: a leak, on Monday at ten, with a pro
// matched when one is given.
func Leak(id, chat string, matched *pro.Pro) lead.Lead {
	l := lead.Lead{
		ID: id, ChatID: chat, Language: "he", Trade: "plumber", IssueType: "נזילה מתחת לכיור", AppointmentTime: "מחר ב-10",
		FullAddress: "דיזנגוף 50, קומה 3, דירה 12, תל אביב",
		Facts: lead.Facts{
			Name: "דנה", Trade: "plumber", Issue: "נזילה מתחת לכיור", City: "תל אביב", Street: "דיזנגוף", Number: "50",
			Floor: "3", Apartment: "12", Time: "מחר ב-10",
			Media: []lead.Media{{URL: "https://gateway.example/1", Object: "media/1.jpg", MIME: "image/jpeg", Caption: "הכיור"}},
		},
		Place:     &lead.Place{Code: "5000", Name: "תל אביב", Lat: 32.08, Lng: 34.78},
		Wanted:    &lead.Wanted{Start: Monday(10, 0).UTC(), Grain: "hour"},
		CreatedAt: Noon, UpdatedAt: Noon,
	}
	if err := l.Move(lead.Contacted, Noon, lead.Customer, "wrote to us"); err != nil {
		panic(fmt.Sprint("a lead cannot begin: ", err))
	}
	if matched != nil {
		l.ProID = matched.ID
	}
	return l
}
