package when

import (
	"strings"
	"sync"

	"github.com/proli/proli/shared/reader/words"
)

// period is a stretch of days.
type period struct {
	kind periodKind
	// today: the words say today besides the part of the day. english: the
	// English afternoon, which begins at noon.
	today, english bool
	days           int
	holiday        string // its key in the calendar; empty for whichever is next
}

type periodKind int

const (
	noPeriod periodKind = iota
	thisWeek
	nextWeek
	thisWeekend
	nextWeekend
	startOfNextWeek
	endOfMonth
	endOfNextMonth
	endOfYear
	holidayEve
	beforeHoliday
	afterHoliday
	// comingDays are the next so many days.
	comingDays
	afterSabbath
	sabbathEve
	beforeSabbath
)

// periods in words; the first that matches wins, so the longer stand first.
var periods = []struct {
	words string
	kind  periodKind
}{
	{"בתחילת השבוע הבא", startOfNextWeek}, {"תחילת השבוע הבא", startOfNextWeek}, {"תחילת שבוע הבא", startOfNextWeek}, {"בתחילת שבוע הבא", startOfNextWeek},
	{"סוף השבוע הבא", nextWeekend}, {"בסוף השבוע הבא", nextWeekend}, {"סופש הבא", nextWeekend}, {"בסופש הבא", nextWeekend},
	{"בסוף השבוע הזה", thisWeekend}, {"בסוף השבוע", thisWeekend}, {"סוף השבוע", thisWeekend}, {"סוף שבוע", thisWeekend}, {"בסוף שבוע", thisWeekend}, {"סופש", thisWeekend}, {"בסופש", thisWeekend}, {"לסופש", thisWeekend}, {"בסופש הזה", thisWeekend}, {"לסוף השבוע", thisWeekend},
	{"בשבוע הבא", nextWeek}, {"שבוע הבא", nextWeek}, {"לשבוע הבא", nextWeek}, {"השבוע הבא", nextWeek}, {"בשבוע הקרוב", nextWeek}, {"השבוע", thisWeek}, {"בשבוע הזה", thisWeek},
	{"במוצאי שבת", afterSabbath}, {"מוצאי שבת", afterSabbath}, {"במוצש", afterSabbath}, {"מוצש", afterSabbath}, {"אחרי שבת", afterSabbath}, {"אחרי השבת", afterSabbath}, {"after shabbat", afterSabbath}, {"after shabbos", afterSabbath}, {"saturday night", afterSabbath}, {"motzei shabbat", afterSabbath},
	{"ערב שבת", sabbathEve}, {"בערב שבת", sabbathEve}, {"erev shabbat", sabbathEve}, {"erev shabbos", sabbathEve},
	{"לפני שבת", beforeSabbath}, {"לפני השבת", beforeSabbath}, {"עד כניסת שבת", beforeSabbath}, {"before shabbat", beforeSabbath}, {"before shabbos", beforeSabbath}, {"before the sabbath", beforeSabbath},
	{"ערב חג", holidayEve}, {"בערב חג", holidayEve}, {"ערב החג", holidayEve}, {"בערב החג", holidayEve}, {"erev chag", holidayEve}, {"erev hag", holidayEve}, {"holiday eve", holidayEve}, {"eve of the holiday", holidayEve},
	{"אחרי החג", afterHoliday}, {"אחרי חג", afterHoliday}, {"לאחר החג", afterHoliday}, {"after the holiday", afterHoliday}, {"after chag", afterHoliday}, {"after the chag", afterHoliday},
	{"לפני החג", beforeHoliday}, {"לפני חג", beforeHoliday}, {"עד החג", beforeHoliday}, {"before the holiday", beforeHoliday}, {"before chag", beforeHoliday}, {"before the chag", beforeHoliday},
	{"סוף החודש", endOfMonth}, {"בסוף החודש", endOfMonth}, {"end of the month", endOfMonth}, {"end of month", endOfMonth}, {"eom", endOfMonth}, {"סוף החודש הבא", endOfNextMonth}, {"בסוף החודש הבא", endOfNextMonth}, {"end of next month", endOfNextMonth}, {"סוף השנה", endOfYear}, {"end of the year", endOfYear}, {"end of year", endOfYear}, {"eoy", endOfYear},
	{"beginning of around next week", startOfNextWeek}, {"beginning of next week", startOfNextWeek}, {"beginning of coming week", startOfNextWeek}, {"start of next week", startOfNextWeek}, {"early next week", startOfNextWeek},
	{"end of this week", thisWeekend}, {"end of current week", thisWeekend}, {"end of the week", thisWeekend}, {"later this week", thisWeek},
	{"end of around next week", nextWeekend}, {"end of next week", nextWeekend}, {"end of coming week", nextWeekend}, {"end of the following week", nextWeekend},
	{"next weekend", nextWeekend}, {"this weekend", thisWeekend}, {"the weekend", thisWeekend}, {"weekend", thisWeekend}, {"week end", thisWeekend},
	{"next week", nextWeek}, {"upcoming week", nextWeek}, {"coming week", nextWeek}, {"this week", thisWeek},
}

func (p parser) periodAt(i int) piece {
	at := i
	for p.is(at, "at", "the", "on", "in", "over", "sometime", "during") {
		at++
	}
	best := piece{}
	for _, known := range periodsByWord()[folded(p.at(at))] {
		if to := p.foldedPhrase(at, known.words); to > best.to {
			best = piece{kind: periodPiece, to: to, period: period{kind: known.kind, holiday: known.holiday}}
		}
	}
	if best.to > 0 && p.is(best.to, "שעבר", "האחרון") {
		return piece{kind: ignored, to: best.to + 1}
	}
	return best
}

var quotes = strings.NewReplacer(`"`, "", "'", "")

func folded(word string) string { return quotes.Replace(word) }

type periodWords struct {
	words   []string
	kind    periodKind
	holiday string
}

var periodsByWord = sync.OnceValue(func() map[string][]periodWords {
	out := map[string][]periodWords{}
	add := func(text string, kind periodKind, holiday string) {
		words := strings.Fields(text)
		out[words[0]] = append(out[words[0]], periodWords{words, kind, holiday})
	}
	for _, known := range periods {
		add(known.words, known.kind, "")
	}
	for _, all := range []string{"אחרי החגים", "לאחר החגים", "after the holidays", "after the chagim"} { // those of autumn
		add(all, afterHoliday, "shmini_atzeret")
	}
	namedHolidays(add)
	return out
})

var soonByWord = sync.OnceValue(func() map[string][][]string {
	out := map[string][][]string{}
	for _, phrase := range soon {
		words := strings.Fields(phrase)
		out[words[0]] = append(out[words[0]], words)
	}
	return out
})

// foldedPhrase is phrase, with quotes inside words passed over (סופ"ש).
func (p parser) foldedPhrase(i int, want []string) int {
	for _, w := range want {
		if p.is(i, "-") {
			i++
		}
		if folded(p.at(i)) != w {
			return 0
		}
		i++
	}
	return i
}

var soon = []string{
	"כמה שיותר מהר", "כמה שיותר מוקדם", "כמה שיותר מהיר", "הכי מהר שאפשר", "הכי מהר", "הכי מוקדם שאפשר", "הכי מוקדם", "בהקדם האפשרי", "בהקדם", "כמה שמהר", "מה שיותר מהר", "דחוף עכשיו", "עכשיו דחוף", "ממש עכשיו", "באופן מיידי", "מתי שהכי מהר",
	"as soon as possible", "as soon as you can", "asap", "a s a p", "right away", "immediately", "urgent now", "earliest possible", "the earliest", "earliest", "soonest", "first available", "straight away",
}

// now is said of much else than of when to come.
var now = []string{"עכשיו", "כרגע", "מיד", "מייד", "now", "atm"}

// Words near "now" that ask for somebody to come, and words before it in its
// clause that tell how things are.
var (
	urging  = []string{"דחוף", "צריך", "צריכה", "צריכים", "אפשר", "תבואו", "תבוא", "להגיע", "תגיעו", "תגיע", "שיגיע", "שיבוא", "לבוא", "מישהו", "בבקשה", "need", "come", "please", "help", "urgent", "someone"}
	telling = []string{"לא", "אין", "אני", "אנחנו", "היה", "הייתי", "not", "i", "i'm", "we", "we're", "am", "isn't"}
)

// nowAt reads "now" where it asks for somebody: beside a word of urging, or at
// the end of a clause that does not tell how things are.
func (p parser) nowAt(i int) piece {
	at := i
	if p.is(at, "right", "just") {
		at++
	}
	if !p.is(at, now...) {
		return piece{}
	}
	c := piece{kind: asapPiece, to: at + 1}
	for k := max(0, i-2); k <= at+2; k++ {
		if p.is(k, urging...) {
			return c
		}
	}
	if c.to < len(p.words) && p.words[c.to].Class != words.Punct {
		return piece{}
	}
	for k := i - 1; k >= 0 && p.words[k].Class != words.Punct; k-- {
		if p.is(k, telling...) {
			return piece{}
		}
	}
	return c
}

// asapAt reads the ways to say "as soon as possible", and "now".
func (p parser) asapAt(i int) piece {
	if c := p.nowAt(i); c.to > 0 {
		return c
	}
	best := piece{}
	for _, phrase := range soonByWord()[folded(p.at(i))] {
		if to := p.foldedPhrase(i, phrase); to > best.to {
			best = piece{kind: asapPiece, to: to}
		}
	}
	return best
}

// beforeSabbathAt is tried before what reads "before" by itself.
func (p parser) beforeSabbathAt(i int) piece {
	if c := p.periodAt(i); c.period.kind == beforeSabbath || c.period.kind == sabbathEve || c.period.kind == beforeHoliday {
		return c
	}
	return piece{}
}
