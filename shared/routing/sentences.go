package routing

import (
	"fmt"
	"slices"
	"strings"
)

// words are the sentences of one language. They speak of a business, not of a person.
type words struct {
	reasons                                    map[Reason]string
	free                                       map[Free]string
	rating, load, distance, named, new         string
	chosen, notChosen, nobody, looked, nowhere string

	then, now, unseen, youWere, instead, because string
	better                                       map[Criterion]string // what the chosen one has
}

var hebrew = words{
	reasons: map[Reason]string{
		Inactive: "לא פעיל", Unapproved: "ממתין לאישור", Vacation: "בחופשה", OtherTrade: "תחום אחר",
		TooFar: "רחוק מ־30 ק״מ ומחוץ לאזורי השירות", Excluded: "כבר קיבל את הפנייה הזאת", Own: "העסק של הפונה",
		Full: "אין מקום לעבודה נוספת", BadHours: "שעות העבודה לא תקינות",
	},
	free: map[Free]string{
		AtOnce: "פנוי בזמן המבוקש", Nearby: "פנוי סמוך לזמן המבוקש", Another: "פנוי רק במועד אחר", Never: "אין שעה פנויה",
	},
	rating: "דירוג %.1f", new: "עוד בלי דירוג", load: "%d מתוך %d עבודות פתוחות", distance: "%.1f ק״מ מהמקום", named: "העיר באזורי השירות",
	chosen: "נבחר", notChosen: "לא נבחר", nobody: "לא נמצא עסק מתאים", looked: "עד %d ק״מ: נבדקו %d, מתאימים %d, פנויים %d",
	nowhere: "אין מקום ידוע לעבודה",

	then: "בזמן הבחירה – %s", now: "עכשיו – %s", youWere: "הפנייה הוצעה לעסק הזה",
	unseen:  "בזמן הבחירה העסק הזה לא הגיע לבדיקה: לפניו בדירוג נמצא עסק פנוי, או שלא עמד בתנאים",
	instead: "נבחר – %s", because: "ההבדל לטובת %s: %s",
	better: map[Criterion]string{
		ByNearHour: "שעה פנויה סמוך לזמן המבוקש", ByStep: "מעגל מרחק קרוב יותר", ByHour: "פנוי בדיוק בזמן המבוקש", ByRating: "דירוג גבוה יותר",
		ByLoad: "פחות עבודות פתוחות", ByDistance: "מרחק קצר יותר", ByWaiting: "המתנה ארוכה יותר לפנייה", ByID: "שוויון בכול, שנשבר תמיד באותו סדר",
	},
}

var english = words{
	reasons: map[Reason]string{
		Inactive: "not active", Unapproved: "waiting for approval", Vacation: "on vacation", OtherTrade: "another trade",
		TooFar: "farther than 30 km, and the city is not in the service areas", Excluded: "has had this request already",
		Own: "the customer's own business", Full: "no room for another job", BadHours: "working hours are not valid",
	},
	free: map[Free]string{
		AtOnce: "free at the wanted time", Nearby: "free near the wanted time", Another: "free only at another time", Never: "no free hour",
	},
	rating: "rated %.1f", new: "not rated yet", load: "%d of %d jobs open", distance: "%.1f km away", named: "the city is in the service areas",
	chosen: "Chosen", notChosen: "Not chosen", nobody: "No suitable business was found", looked: "Up to %d km: %d looked at, %d suitable, %d free",
	nowhere: "The place of the job is not known",

	then: "At the time of the choice – %s", now: "Now – %s", youWere: "This business was the one chosen",
	unseen:  "At the time of the choice this business was not reached: one ranked before it was free, or it was not suitable",
	instead: "Chosen – %s", because: "What spoke for %s: %s",
	better: map[Criterion]string{
		ByNearHour: "a free hour near the wanted time", ByStep: "a nearer circle", ByHour: "free at the very time that was wanted", ByRating: "a higher rating",
		ByLoad: "fewer open jobs", ByDistance: "a shorter way", ByWaiting: "a longer wait for an offer", ByID: "equal in everything, a tie that is always broken the same way",
	},
}

func in(language string) words {
	if language == "en" {
		return english
	}
	return hebrew
}

// Sentence is a look for people, in "he" or "en".
func (k Look) Sentence(language string) string {
	w := in(language)
	var parts []string
	for _, r := range k.Refused {
		parts = append(parts, w.reasons[r])
	}
	if k.Eligible() {
		parts = append(parts, w.free[k.Free], k.rating(w), fmt.Sprintf(w.load, k.Load, k.Limit), k.where(w))
	} else if slices.Contains(k.Refused, Full) {
		parts = append(parts, fmt.Sprintf(w.load, k.Load, k.Limit))
	}
	return k.Name + ": " + strings.Join(parts, ", ")
}

func (k Look) rating(w words) string {
	if k.Mean == 0 {
		return w.new
	}
	return fmt.Sprintf(w.rating, k.Mean)
}

func (k Look) where(w words) string {
	if k.Km > float64(k.Step) || k.Km == float64(Steps[len(Steps)-1]) {
		return w.named
	}
	return fmt.Sprintf(w.distance, k.Km)
}

// Sentences tell a decision to people, in "he" or "en": the counts of each step, who was
// chosen and why, and why not each of the others, in the order of the choice.
func (d Decision) Sentences(language string) []string {
	w := in(language)
	if d.Place == nil {
		return []string{w.nowhere}
	}
	var lines []string
	for _, s := range d.Steps {
		lines = append(lines, fmt.Sprintf(w.looked, s.Km, s.Seen, s.Eligible, s.Free))
	}
	if d.Chosen == "" {
		lines = append(lines, w.nobody)
	}
	looked := slices.Clone(d.Looked)
	slices.SortStableFunc(looked, compare)
	for _, k := range looked {
		verdict := w.notChosen
		if k.ProID == d.Chosen {
			verdict = w.chosen
		}
		lines = append(lines, verdict+" – "+k.Sentence(language))
	}
	return lines
}
