package main

import (
	"fmt"
	"math/rand/v2"
)

// perChat is how many messages a customer writes: as many as nobody is asked to wait for.
const perChat = 20

// line is one message of a customer.
type line struct {
	text string
	// patient customers read the reply before they go on.
	patient bool
}

// jobs are what customers need, by trade.
var jobs = []string{
	"יש לי נזילה מתחת לכיור", "השקע במטבח שרוף", "צריך לצבוע את הסלון", "צריכה ניקיון יסודי לדירה", "ננעלתי מחוץ לבית", "הברז במטבח מטפטף",
}

// cities are where they live, and the pros with them.
var cities = []string{"תל אביב", "חיפה", "ירושלים", "נתניה", "חולון", "באר שבע"}

var streets = []string{"הרצל", "ויצמן", "ז'בוטינסקי", "בן גוריון", "רוטשילד"}

var days = []string{"מחר", "ביום שלישי", "ביום רביעי", "ביום חמישי", "בעוד שבוע"}

// story is what one customer writes: two rounds of a booking, questions, a change and its end,
// each a little otherwise. Every line is a whole sentence, a number or a word that commands.
func story(random *rand.Rand) []line {
	city := cities[random.IntN(len(cities))]
	var lines []line
	say := func(format string, args ...any) {
		lines = append(lines, line{fmt.Sprintf(format, args...), random.IntN(10) < 7})
	}
	for range 2 {
		say("%s ב%s.", jobs[random.IntN(len(jobs))], city)
		say("%s %d, קומה %d דירה %d, %s ב-%d:00.", streets[random.IntN(len(streets))], 1+random.IntN(90), 1+random.IntN(8), 1+random.IntN(30),
			days[random.IntN(len(days))], 8+random.IntN(9))
		say("כמה זה יעלה לי בערך ומתי תגיעו?")
		say("סטטוס")
		say("אפשר לקבל מועד אחר בבקשה?")
		say("%d", 1+random.IntN(3))
		say("תודה רבה")
		say("הכניסה מהחצר, הקוד הוא %d.", 1000+random.IntN(9000))
		if random.IntN(3) > 0 {
			say("אני רוצה לבטל את הכול.")
			say("כן")
		} else {
			say("סטטוס")
			say("תודה")
		}
	}
	return lines[:perChat]
}
