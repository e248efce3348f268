package reader

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/proli/proli/shared/keyword"
	"github.com/proli/proli/shared/place"
	"github.com/proli/proli/shared/reader/words"
	"github.com/proli/proli/shared/when"
)

// The facts that are asked for by name.
const (
	AskCity      = "city"
	AskStreet    = "street"
	AskNumber    = "number"
	AskFloor     = "floor"
	AskApartment = "apartment"
	AskTime      = "time"
)

// ReadAnswer reads a message as Read does, and besides as an answer to what was
// asked, in that order: `50` or `3, 12` to the house number or the floor and
// the flat, `דיזנגוף` to the street, `10` to the time, `ראשון` to the city or
// the day.
func ReadAnswer(text string, now time.Time, asked []string) Reading {
	r := read(text, now, len(asked) > 0 && !slices.Contains(asked, AskCity))
	if numbers := bareNumbers(text); len(numbers) == 2 && len(asked) > 1 && asked[0] == AskFloor && asked[1] == AskApartment {
		r.Time = nil // 3/12 is no date where floor and flat were asked for
		r.Address = Address{Floor: numbers[0], Apartment: numbers[1]}
		return r
	}
	if r.Place != nil && bareTown(text) && slices.Contains(asked, AskStreet) && !slices.Contains(asked, AskCity) {
		r.Place, r.Address.Street = nil, strings.Join(strings.Fields(text), " ") // the town is known: תל חי is a street in it
		return r
	}
	if r.Time == nil && slices.Contains(asked, AskTime) && anyTime.MatchString(text) {
		r.Time = &when.Time{Start: now, Grain: when.Minute, Text: strings.TrimSpace(text), ASAP: true}
		return r
	}
	if r.Trade != "" || r.Place != nil || r.Time != nil || r.Name != "" || r.Phone != "" {
		return r
	}
	if m := numberNamed.FindStringSubmatch(text); m != nil && slices.Contains(asked, AskNumber) {
		r.Address.Number = m[1]
		return r
	}
	if p, ok := place.ByName(strings.Trim(text, " .!,")); ok && slices.Contains(asked, AskCity) && !sundayOrRishon(text) {
		r.Place = &p // תקוע, אזור: ordinary words, but not where a town was asked for
		return r
	}
	if p, ok := place.Guess(text); ok && len(asked) > 0 && asked[0] == AskCity && bareName(text) && !FirstName(strings.TrimSpace(text)) {
		r.Place = &p
		return r
	}
	switch {
	case sundayOrRishon(text) && slices.Contains(asked, AskCity):
		if m, ok := place.Find(text); ok {
			r.Place = &m.Place
		}
	case sundayOrRishon(text):
		r.readTime("ביום "+strings.TrimSpace(text), text, now, asked)
	case r.Address != Address{}:
	case slices.Contains(asked, AskStreet) && !slices.Contains(asked, AskCity) && newRest(text).spelledHouse(&r.Address, now):
	case correction.MatchString(text):
		r.Address.Number = correction.FindStringSubmatch(text)[1]
	case !slices.Contains(asked, AskStreet) && when.IsHour(text):
		r.readTime("ב"+strings.TrimSpace(text), text, now, asked)
	case bareNumbers(text) != nil:
		r.takeNumbers(text, bareNumbers(text), now, asked)
	case slices.Contains(asked, AskStreet) && !slices.Contains(asked, AskCity) && bareName(text):
		r.Address.Street = strings.Join(strings.Fields(text), " ")
	}
	return r
}

// anyTime: where a time was asked for, whoever does not mind has the earliest.
var anyTime = regexp.MustCompile(`(?i)לא\s+משנה\s+(?:לי\s+|לנו\s+)?מתי|מתי\s+ש(?:נוח|תוכלו|תוכל|אפשר|מתאים|בא)|(?:בכל|כל)\s+(?:שעה|זמן|מועד)\s*(?:מתאים|טוב|נוח|$)|(?:^|\s)(?:any\s*time|whenever)(?:$|[\s.,!])`)

// correction: `לא 50, 52`. A number put right is the house's; the others are
// called by their names.
var correction = regexp.MustCompile(`(?i)^\s*(?:לא|not)\s+\d{1,4}\s*[,.]?\s*(?:אלא\s+|but\s+|it's\s+)?(\d{1,4})\s*$`)

// numberNamed: `מספר 8`, `בית 8א`, "number 8".
var numberNamed = regexp.MustCompile(`(?i)^\s*(?:ב?(?:מספר|מס['׳]?|בית|בניין|בנין)(?:\s+מספר)?|number|no\.?|house|building)\s*(\d{1,4}[א-ת]?)\s*[.!]?\s*$`)

// bareTown: nothing but a town's name, without a prefix.
func bareTown(text string) bool {
	_, ok := place.ByName(strings.Trim(text, " .!"))
	return ok
}

// readTime takes a time that is clear only because it was asked for.
func (r *Reading) readTime(spelled, text string, now time.Time, asked []string) {
	if t, ok := when.Read(spelled, now); ok && slices.Contains(asked, AskTime) {
		t.Text, t.Spans = strings.TrimSpace(text), nil
		r.Time = &t
	}
}

// bareNumbers gives the numbers of a message that says nothing else; nil when
// it does.
func bareNumbers(text string) []string {
	var out []string
	for _, w := range words.Split(text) {
		switch {
		case w.Class == words.Digits && len(w.Text) <= 4:
			out = append(out, w.Text)
		case w.Class != words.Punct || !strings.Contains(",.!;/", w.Text):
			return nil
		}
	}
	return out
}

// takeNumbers gives numbers to the parts of the address that were asked for, in
// the order asked; a single one that no part wants is an hour.
func (r *Reading) takeNumbers(text string, numbers []string, now time.Time, asked []string) {
	fields := map[string]*string{AskNumber: &r.Address.Number, AskFloor: &r.Address.Floor, AskApartment: &r.Address.Apartment}
	var wanted []*string
	for _, name := range asked {
		if f, ok := fields[name]; ok {
			wanted = append(wanted, f)
		}
	}
	switch {
	case len(wanted) == 0 && len(numbers) == 1:
		r.readTime("ב-"+numbers[0], text, now, asked)
	case len(numbers) <= len(wanted):
		for i, n := range numbers {
			*wanted[i] = n
		}
	}
}

// bareName: up to three words that are no command, no greeting and no ordinary
// part of a sentence.
func bareName(text string) bool {
	for _, kind := range []keyword.Kind{keyword.Yes, keyword.No, keyword.Thanks, keyword.Help, keyword.Status, keyword.Cancel, keyword.Human, keyword.Reset, keyword.Stop, keyword.Skip} {
		if keyword.Is(text, kind) {
			return false
		}
	}
	n := 0
	for _, w := range words.Split(text) {
		switch {
		case w.Class == words.Letters && len([]rune(w.Text)) > 1 && !stopWord(w.Text) && !leadWords[words.Fold(w.Text)] && !complaints[words.Fold(w.Text)] && !questions[words.Fold(w.Text)]:
			n++
		case w.Class != words.Punct || !strings.Contains(`.,!-'"`, w.Text):
			return false
		}
	}
	return n >= 1 && n <= 3
}

var questions = foldedSet("מה", "מי", "איך", "למה", "מתי", "איפה", "האם", "איזה", "ומה", "what", "who", "how", "why", "when", "where", "which", "יודע", "יודעת", "זוכר", "זוכרת", "רגע", "שנייה", "שניה", "wait", "sorry", "סליחה", "טעות", "הלו", "אין")
