package main

import (
	"fmt"
	"math/rand/v2"

	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/place"
	"github.com/proli/proli/shared/pro"
)

// cities are where everybody lives.
var cities = []string{"תל אביב", "חולון", "רמת גן", "חיפה", "באר שבע", "ירושלים"}

// owners are the first names of the pros, customers those of who writes, strangers those of
// nobody: whoever is told of one of them was told of somebody else.
var (
	owners    = []string{"רונן", "שמעון", "בוריס", "מחמוד", "אילנה", "גבריאל", "סרגיי", "יעקב"}
	customers = []string{"דנה", "יוסי", "מיכל", "אורית", "תומר", "הילה", "נדב", "ליאת"}
	firms     = []string{"אקווה", "צינורן", "BlueDrop", "Pipemasters"} // of which no pro is one
	strangers = []string{"משה", "אבשלום", "רבקה", "שלומית", "Moshe", "Jonathan", "Rachel", "David Cohen"}
)

// trades are those that are asked for.
var trades = []struct{ trade, item, issue, english string }{
	{"plumber", "נזילה", "יש לי נזילה מתחת לכיור", "I have a leak under the sink"},
	{"electrician", "שקע", "יש לי שקע שרוף במטבח", "a socket in my kitchen is burnt"},
	{"painter", "צביעת חדר", "צריך לצבוע חדר", "I need a room painted"},
}

// people are the pros: some of each trade in each city, each with prices of its own.
func people(seed uint64) []pro.Pro {
	random := rand.New(rand.NewPCG(seed, 11))
	var all []pro.Pro
	for _, city := range cities {
		at, _ := place.ByName(city)
		for _, t := range trades {
			for range 4 {
				n := len(all)
				p := pro.Pro{
					ID: fmt.Sprintf("pro%03d", n), BusinessName: owners[n%len(owners)] + " ובניו",
					PhoneNumber: fmt.Sprintf("9720000%05d", n), Chats: []string{fmt.Sprintf("9720000%05d@c.us", n)}, Language: "he",
					Trade: t.trade, IsActive: true, Approved: true, ServiceAreas: []string{at.Name}, Location: pro.At(at.Lat, at.Lng),
					Prices:       []pro.Price{{Item: "ביקור", ILS: 200 + 10*random.IntN(12)}, {Item: t.item, ILS: 400 + 10*random.IntN(30)}},
					SystemPrompt: "שירות אדיב ונקי.", SocialProof: pro.Rating{Sum: 45 + n%5, Count: 10 + n%3},
					Hours: calendar.DefaultWeek(), JobMinutes: 30, LoadLimit: pro.MaxLoadLimit,
				}
				p.Resolve()
				all = append(all, p)
			}
		}
	}
	return all
}
