package triage

import (
	"context"
	"strings"

	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/keyword"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/notice"
)

// rate takes one to five. Anything else than a number is no rating and no answer.
func rate(_ context.Context, t *turn) (bool, error) {
	n, number := stars(t.text())
	if !number {
		return false, nil
	}
	if n < 1 || n > 5 {
		t.say("triage.rating_again")
		return true, nil
	}
	t.lead.RatingGiven = &n
	t.lead.UpdatedAt = t.now.UTC()
	t.set.Update(t.lead)
	t.set.Rating = ratingOf(t.lead, n)
	t.c.Ask(conversation.AskReview, t.lead.ID, t.now)
	t.sayText(notice.KindRating, locale.Text(t.lang, "triage.rated"))
	return true, nil
}

// review keeps free words about the work, unless they are a new request.
func review(_ context.Context, t *turn) (bool, error) {
	t.c.Question = nil
	if keyword.Is(t.text(), keyword.Skip) || keyword.Is(t.text(), keyword.No) {
		t.say("triage.welcome")
		return true, nil
	}
	t.gather()
	if t.words() == "" || t.newRequest() && !praises(t.words()) {
		return false, nil
	}
	t.lead.Review = clip(t.words(), maxReview)
	t.lead.UpdatedAt = t.now.UTC()
	t.set.Update(t.lead)
	t.say("triage.reviewed")
	return true, nil
}

// spelledStars are ratings in words.
var spelledStars = map[string]int{
	"אחת": 1, "אחד": 1, "שתיים": 2, "שניים": 2, "שלוש": 3, "שלושה": 3, "ארבע": 4, "ארבעה": 4, "חמש": 5, "חמישה": 5,
	"one": 1, "two": 2, "three": 3, "four": 4, "five": 5,
}

// stars reads a rating: a number, stars, or a number in words, with or without what is counted.
func stars(text string) (int, bool) {
	if n := strings.Count(text, "⭐") + strings.Count(text, "★"); n > 0 {
		return n, true
	}
	if n, ok := keyword.Number(text); ok {
		return n, true
	}
	words := strings.Fields(keyword.Normalize(text))
	for len(words) > 1 && starWords[words[len(words)-1]] {
		words = words[:len(words)-1]
	}
	if len(words) != 1 {
		return 0, false
	}
	for spelled, n := range spelledStars {
		if keyword.Normalize(spelled) == words[0] {
			return n, true
		}
	}
	return keyword.Number(words[0])
}

var starWords = func() map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields("כוכב כוכבים מתוך 5 חמש star stars out of five") {
		set[keyword.Normalize(w)] = true
	}
	return set
}()

// praises reports whether words about a job look back on it, and ask for nothing: "תיקן את
// הנזילה מהר" is a review, "יש לי נזילה" is none.
func praises(text string) bool { return anyWord(text, pastWords...) && !anyWord(text, needWords...) }

var (
	pastWords = strings.Fields(`תיקן תיקנה תיקנו סידר סידרה סידרו הגיע הגיעה הגיעו עשה עשתה עשו פתר פתרה פתרו היה הייתה היו שירות מקצועי מקצועית מקצועיים אדיב אדיבה נחמד נחמדה ממליץ ממליצה ממליצים מומלץ מרוצה מרוצים מעולה מצוין איחר איחרה
		fixed repaired solved came arrived was were service professional polite friendly recommend recommended great excellent happy late`)
	needWords = strings.Fields(`צריך צריכה צריכים רוצה רוצים אפשר שוב עכשיו דחוף תוכלו תוכל need want again now urgent please can could`)
)
