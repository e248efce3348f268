package when

import (
	"slices"
	"strings"
	"time"

	"github.com/proli/proli/shared/reader/words"
)

// What tells how a trouble began, and the words that ask for somebody to come. `דחוף` is not among
// these: it stands before a tale as well.
var (
	happened = setOf(`התחיל התחילה התחילו התפוצץ התפוצצה התפוצצו פרץ פרצה פרצו קרה קרתה קרו נשבר נשברה נשברו הפסיק הפסיקה הפסיקו נפסק נפסקה נפסקו
		נסתם נסתמה נסתמו נזל נזלה נזלו דלף דלפה טפטף טפטפה התקלקל התקלקלה התקלקלו התפרק התפרקה התפרקו נפל נפלה נפלו נשרף נשרפה נשרפו קפץ קפצה קפצו
		נתקע נתקעה נתקעו נתקעתי נתקענו ננעל ננעלה ננעלתי ננעלנו נקרע נקרעה נגמר נגמרה נגמרו הוצף הוצפה הוצפנו הציף הציפה כבה כבתה כבו נכבה נכבתה עבד עבדה
		גיליתי גילינו ראיתי ראינו שמעתי שמענו קמתי קמנו התעוררתי התעוררנו הגיע הגיעה הגיעו
		started burst broke stopped happened began exploded flooded leaked died fell tripped blew cracked snapped failed noticed found woke went lost heard saw`)
	// been is said of what was today; of another day it may be a polite wish: הכי טוב היה ביום רביעי.
	been   = setOf(`היה הייתה היתה היו was were had`)
	asking = setOf(`אפשר ניתן צריך צריכה צריכים רוצה רוצים אשמח נשמח מבקש מבקשת מעדיף מעדיפה עדיף נוח מתאים מסתדר בסדר כן רק פנוי פנויה בבקשה מישהו לבוא להגיע לתאם לקבוע נקבע תבוא תבואו תגיע תגיעו שיבוא שיגיע
		תשלח תשלחו שלחו תוכל תוכלו יוכל יוכלו תור פגישה
		need want can could would please book schedule come prefer hoping available appointment someone works suits ok yes`)
	// suiting behind a time says that it would do; closing says so at the end of a clause.
	suiting = setOf(`מתאים מסתדר נוח טוב עדיף פנוי פנויה זמין זמינה בבית works suits good fine ok home free available`)
	closing = setOf(`אפשר בבקשה please`)
)

func setOf(text string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(text) {
		set[w] = true
	}
	return set
}

// reach is how many words away a verb tells of a time, and near how many a wish asks for one.
const (
	reach = 5
	near  = 3
)

// told drops the pieces that say when the trouble began (`הלילה התפוצץ צינור`), and the part of
// today that is over and that nobody asks for.
func (p parser) told(all []piece, now time.Time) []piece {
	out := slices.Clone(all)
	for from := 0; from < len(all); {
		to := p.blockEnd(all, from)
		last, next := 0, len(p.words)
		if from > 0 {
			last = all[from-1].to
		}
		if to < len(all) {
			next = all[to].from
		}
		left, _ := p.clause(all[from].from-1, -1, last-1)
		right, whole := p.clause(all[to-1].to, 1, next)
		block := all[from:to]
		if mayHaveBeen(block, now) && tells(left, right, whole, tale(block)) || p.over(block, now) && !slices.ContainsFunc(left, asks) && !slices.ContainsFunc(right, asks) {
			for k := from; k < to; k++ {
				out[k].kind = ignored
			}
		}
		from = to
	}
	return out
}

// blockEnd is the end of the pieces that say one time together, from one of them on: the next day
// that is named begins another.
func (p parser) blockEnd(all []piece, from int) int {
	day := all[from].saysDay()
	to := from + 1
	for ; to < len(all) && all[from].kind != ignored; to++ {
		if c := all[to]; c.kind == ignored || day && c.saysDay() || p.apart(all[to-1].to, c.from) {
			break
		}
		day = day || all[to].saysDay()
	}
	return to
}

func (c piece) saysDay() bool {
	return c.kind == dayPiece || c.kind == periodPiece || c.kind == delayPiece || c.kind == partPiece && c.period.today
}

// clause gives the words from one on, in one direction, up to a mark, a new line or the end; whole
// is false when another time stands in the way.
func (p parser) clause(i, step, end int) (list []string, whole bool) {
	for ; i != end && i >= 0 && i < len(p.words); i += step {
		if p.words[i].Class == words.Punct {
			if p.is(i, "-", `"`, "'") {
				continue
			}
			return list, true
		}
		if behind := i - min(step, 0); behind > 0 && behind < len(p.words) && strings.Contains(p.text[p.words[behind-1].End:p.words[behind].Start], "\n") {
			return list, true
		}
		list = append(list, p.at(i))
	}
	return list, i < 0 || i >= len(p.words)
}

// tells reports whether the words before and after a time, the nearest first, make it part of a
// tale. Behind the time an asking word is of the next time, where one follows.
func tells(left, right []string, whole bool, past func(string) bool) bool {
	verb, wish := firstOf(left, past), firstOf(left, asks)
	if verb < min(wish, reach) {
		suits := firstOf(right, func(w string) bool { return suiting[w] })
		closes := len(right) > 0 && len(right) <= near && closing[right[len(right)-1]]
		return !whole || suits >= near && !closes
	}
	return wish >= near && firstOf(right, past) < min(firstOf(right, asks), reach)
}

// firstOf is the place of the first such word, and beyond all places when there is none.
func firstOf(list []string, such func(string) bool) int {
	if i := slices.IndexFunc(list, such); i >= 0 {
		return i
	}
	return longest
}

// tale gives the verbs that make a time part of a tale.
func tale(block []piece) func(string) bool {
	r := gather(block)
	today := (r.day == nil || r.day.kind == relativeDay) && r.period == nil
	return func(w string) bool {
		for _, prefix := range []string{"", "ש", "ו", "כש"} {
			if rest, ok := strings.CutPrefix(w, prefix); ok && (happened[rest] || today && been[rest]) {
				return true
			}
		}
		return false
	}
}

func asks(w string) bool { return asking[w] || asking[strings.TrimPrefix(w, "ו")] }

// mayHaveBeen reports whether a time can lie behind us: tomorrow cannot, nor can tonight's hour at
// noon; a morning, a night and a weekday can.
func mayHaveBeen(block []piece, now time.Time) bool {
	r := gather(block)
	if r.delay != nil || r.after != nil || r.before != nil || r.until != nil || r.asap || r.side != onDay || block[0].kind == ignored {
		return false
	}
	switch today := midnight(now); {
	case r.day != nil && r.day.kind == relativeDay:
		return r.day.n == 0 && r.begun(now)
	case r.day != nil && r.day.kind == calendarDate:
		day, ok := r.day.resolve(today)
		return !ok || !day.After(today) || day.After(today.AddDate(0, 2, 0)) // the one a year from now is that of this year
	case r.day != nil:
		return r.day.kind == nthWeekday && r.day.n == 1 || r.day.kind == weekdayThisWeek
	case r.period != nil:
		return r.period.kind == thisWeek || r.period.kind == thisWeekend || r.period.kind == afterSabbath || r.period.kind == sabbathEve
	}
	return r.begun(now)
}

// begun reports whether the hour or the part of the day has come today; a night may be the last.
func (r request) begun(now time.Time) bool {
	minutes := 0
	switch {
	case r.part != nil && (r.part.part == night || r.clock == nil && r.part.part <= morning):
	case r.clock != nil:
		minutes = r.minutes(*r.clock, now, midnight(now), false)
	case r.part != nil:
		minutes = hours[r.part.part][0] * 60
	}
	start, ok := onClock(midnight(now), minutes)
	return !ok || !start.After(now)
}

// over reports whether a time is a part of today that has passed, said beside other words.
func (p parser) over(block []piece, now time.Time) bool {
	r := gather(block)
	if r.part == nil || r.clock != nil || r.after != nil || r.before != nil || r.asap || r.period != nil || r.delay != nil {
		return false
	}
	if today := r.day != nil && r.day.kind == relativeDay && r.day.n == 0; !today && (r.day != nil || !r.part.period.today) {
		return false
	}
	end, ok := onClock(midnight(now), hours[r.part.part][1]*60)
	return ok && !end.After(now) && (p.wordsBetween(0, block[0].from) || p.wordsBetween(block[len(block)-1].to, len(p.words)))
}
