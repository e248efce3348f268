package when

import (
	"slices"
	"strings"

	"github.com/proli/proli/shared/reader/words"
)

// refused marks the pieces that do not suit: those beside a no, and the days that are named in one
// breath with them (`לא יכול היום ומחר`, `מחר ומחרתיים אני לא יכול`).
func (p parser) refused(all []piece) []bool {
	out := make([]bool, len(all))
	for k := range all {
		if p.declinedBefore(all[k]) {
			p.carryOn(all, out, k)
		}
		if p.declinedBehind(all[k]) {
			out[k] = true
			for j := k; j > 0 && all[j].saysDay() && all[j-1].saysDay() && p.listed(all, j-1); j-- {
				out[j-1] = true
			}
		}
	}
	return out
}

// carryOn marks a piece behind a no, what is said of its hour, and the days that are listed with it.
func (p parser) carryOn(all []piece, out []bool, k int) {
	out[k] = true
	if !all[k].saysDay() {
		return
	}
	for ; k+1 < len(all); k++ {
		switch next := all[k+1]; {
		case next.kind == ignored, next.kind == asapPiece:
			return
		case !next.saysDay() && p.apart(all[k].to, next.from):
			return
		case next.saysDay() && (!p.listed(all, k) || p.suits(all, k+1)):
			return
		}
		out[k+1] = true
	}
}

// listed reports whether a piece and the day behind it stand in one list. A comma alone puts right
// (`לא מחר, מחרתיים`), unless the list goes on with an and.
func (p parser) listed(all []piece, k int) bool {
	next := all[k+1]
	and := strings.HasPrefix(p.at(next.from), "ו")
	for i := all[k].to; i < next.from; i++ {
		switch {
		case p.is(i, "ו", "and", "or", "nor", "או", "וגם", "גם"):
			and = true
		case !p.is(i, ",", "-") && !p.is(i, fillers...):
			return false
		}
	}
	return and || k+2 < len(all) && all[k+2].saysDay() && p.listed(all, k+1)
}

// suits reports whether what follows a day says that this one does suit: `לא היום ומחר אפשר`. Where
// another day follows, it is that one which does.
func (p parser) suits(all []piece, k int) bool {
	for k+1 < len(all) && !all[k+1].saysDay() && !p.apart(all[k].to, all[k+1].from) {
		k++
	}
	next := len(p.words)
	if k+1 < len(all) {
		next = all[k+1].from
	}
	said, whole := p.clause(all[k].to, 1, next)
	if !whole && all[k+1].saysDay() {
		return false
	}
	yes := slices.IndexFunc(said, func(w string) bool { return slices.Contains(able, w) || slices.Contains(agreed, w) })
	return yes >= 0 && !slices.ContainsFunc(said[:yes], func(w string) bool { return slices.Contains(no, w) || slices.Contains(notSo, w) })
}

// negated: `לא מחר`, "not tomorrow", `לא יכול מחר`, `לא מסתדר לי מחר`, `מחר לא מתאים`.
func (p parser) negated(c piece) bool { return p.declinedBefore(c) || p.declinedBehind(c) }

func (p parser) declinedBefore(c piece) bool {
	if strings.HasPrefix(p.at(c.from), "ו") {
		return false // היום לא מתאים ומחר כן
	}
	i := c.from - 1
	for p.is(i, "on", "at", "the", "ב", "-") {
		i--
	}
	if p.is(i, no...) {
		return true
	}
	for p.is(i, beside...) {
		i--
	}
	return p.is(i, no...) || p.is(i, able...) && p.is(i-1, no...)
}

func (p parser) declinedBehind(c piece) bool {
	to := c.to
	if p.is(to, "don't", "aren't") && p.is(to+1, able...) { // but "tomorrow I don't work" is a free day
		return true
	}
	for p.is(to, mine...) { // מחר אני לא יכולה
		to++
	}
	if p.is(to, notSo...) {
		return p.is(to+1, able...) || to+1 >= len(p.words) || p.words[to+1].Class == words.Punct
	}
	return p.is(to, "does", "is", "will", "can") && p.is(to+1, "not") && p.is(to+2, able...)
}

var (
	no    = []string{"לא", "ולא", "שלא", "אל", "חוץ", "not", "no", "can't", "cannot", "don't", "won't", "except", "isn't"}
	notSo = []string{"לא", "doesn't", "isn't", "not", "won't", "can't", "אי"}
	// beside stand between what is not possible and the time; mine between the time and that.
	beside = []string{"לי", "לנו", "אותי", "להיות", "בבית", "כאן", "פה", "to", "it", "me", "be", "home", "there", "for"}
	mine   = []string{"אני", "אנחנו", "כבר", "פתאום", "i", "we"}
	able   = []string{"מסתדר", "מסתדרת", "יסתדר", "יוצא", "תבואו", "תבוא", "תגיעו", "תגיע", "יבוא", "יגיע", "אהיה", "נהיה", "נמצא", "נמצאת", "אספיק", "אצליח", "מצליח", "מצליחה", "suit", "suits", "suitable", "able", "working", "יכול", "יכולה", "יכולים", "אוכל", "נוכל", "נוח", "פנוי", "פנויה", "פנויים", "זמין", "זמינה", "מתאים", "מתאימה", "טוב", "רוצה", "אפשר", "אפשרי", "בא", "work", "good", "make", "do", "possible", "free", "available", "want", "come"}
	// agreed say that a day does suit.
	agreed = []string{"כן", "בסדר", "works", "fine", "ok", "okay", "yes", "can"}
)
