package reader

import (
	"regexp"
	"strings"
)

// takeHome cuts floor and apartment out of the message, and the words that say
// that there is none.
func (r *rest) takeHome(a *Address) {
	take := func(patterns []*regexp.Regexp, into *string, value func(string) string) {
		for _, p := range patterns {
			text := r.text()
			at := p.FindStringSubmatchIndex(text)
			for at != nil && denied.MatchString(text[:at[0]+1]) { // לא קומה 3, קומה 4
				r.cut([2]int{at[0], at[3]})
				text = r.text()
				at = p.FindStringSubmatchIndex(text)
			}
			if at == nil || rooms.MatchString(text[at[3]:]) {
				continue
			}
			*into = value(text[at[2]:at[3]])
			r.cut([2]int{at[0], at[3]})
			return
		}
	}
	if at := shortHome.FindStringSubmatchIndex(r.text()); at != nil {
		text := r.text()
		a.Floor, a.Apartment = text[at[2]:at[3]], text[at[4]:at[5]]
		r.cut([2]int{at[0], at[5]})
		return
	}
	take(groundFloors, &a.Floor, func(string) string { return "0" })
	if a.Floor == "" {
		take(floors, &a.Floor, floorNumber)
	}
	take(apartments, &a.Apartment, spelled)
	if at := noFloor.FindStringIndex(r.text()); at != nil && a.Floor == "" {
		a.Floor = NotApplicable
		if a.Apartment == "" { // what has no floors has no flats
			a.Apartment = NotApplicable
		}
		r.cut([2]int{at[0], at[1]})
	}
	if at := noApartment.FindStringIndex(r.text()); at != nil && a.Apartment == "" {
		a.Apartment = NotApplicable
		r.cut([2]int{at[0], at[1]})
	}
	if at := house.FindStringSubmatchIndex(r.text()); at != nil {
		if a.Floor == "" {
			a.Floor = NotApplicable
		}
		if a.Apartment == "" {
			a.Apartment = NotApplicable
		}
		r.cut([2]int{at[2], at[3]})
	}
}

// denied: what is said not to be so.
var denied = regexp.MustCompile(`(?i)(?:^|[^\p{L}])(?:לא|not)\s$`)

// rooms after a number say that it counts them: `דירה 3 חדרים`.
var rooms = regexp.MustCompile(`^(?:\.5)?\s*(?:חדר|חד['׳]|room)`)

// Edges of a word, which \b does not know in Hebrew.
const (
	edge = `(?:^|[^\p{L}\p{N}])`
	stop = `(?:$|[^\p{L}\p{N}])`
	sep  = `[\s:\-־#.]*`
)

func patterns(in ...string) []*regexp.Regexp {
	var out []*regexp.Regexp
	for _, p := range in {
		out = append(out, regexp.MustCompile(`(?i)`+p))
	}
	return out
}

var (
	groundFloors = patterns(
		edge+`([בולמהש]{0,2}קומת[\s-]+(?:ה?קרקע|ה?כניסה))`+stop,
		edge+`((?:ground|street)[\s-]+(?:floor|level))`,
		edge+`([בו]?קומה[\s-]+קרקע)`,
	)
	floors = patterns(
		edge+`[בו]?קומה\s+(-\d{1,2})(?:$|[^\p{L}\p{N}])`,
		edge+`[בולמש]{0,2}קומה`+sep+`(?:מספר\s+|מס['׳]?\s*)?(-?\d{1,3})`,
		edge+`[בולמהש]{0,2}קומה\s+ה?(ראשונה|שנייה|שניה|שלישית|רביעית|חמישית|שישית|ששית|שביעית|שמינית|תשיעית|עשירית)(?:$|[^\p{L}])`,
		edge+`[בולמהש]{0,2}קומה\s+([אבגדהוזחטי]['׳]?)(?:$|[^\p{L}])`,
		edge+`ק['׳]`+sep+`(\d{1,3})`,
		edge+`[בו]?קומה\s+`+spelledNumber+`(?:$|[^\p{L}])`,
		edge+`(?:floor|fl\.?)`+sep+`(?:no\.?\s*|number\s+)?(-?\d{1,3})`,
		edge+`(\d{1,3})\s*(?:st|nd|rd|th)\s+(?:floor|flr|fl)`+stop,
		edge+`(first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth)\s+floor`+stop,
		// Floors that have a name: it is kept, since nobody says how many there are below.
		edge+`[בולמהש]{0,2}קומה\s+ה?(אחרונה|עליונה)(?:$|[^\p{L}])`,
		edge+`[בולמהש]{0,2}קומת\s+ה?(גג|מרתף)(?:$|[^\p{L}])`,
		edge+`(top|last|basement)\s+floor`+stop,
	)
	apartments = patterns(
		edge+`[בולמש]{0,2}דירה`+sep+`(?:מספר\s+|מס['׳]?\s*)?(\d{1,4}[א-ת]?)(?:$|[^\p{L}])`,
		edge+`[בו]?דירה\s+([אבגדהוזחטי]['׳]?)(?:$|[^\p{L}])`,
		edge+`[בו]?דירה\s+`+spelledNumber+`(?:$|[^\p{L}])`,
		edge+`דיר['׳]`+sep+`(\d{1,4})(?:$|[^\p{L}])`,
		edge+`(?:apartment|apt|flat|unit|suite)\.?`+sep+`(?:no\.?\s*|number\s+)?(\d{1,4}[a-z]?)`+stop,
	)
	// ק 3 ד 8: the letters are floor and flat only together.
	shortHome = regexp.MustCompile(edge + `ק['׳]?` + sep + `(\d{1,3})[\s,]+ו?ד['׳]?` + sep + `(\d{1,4})(?:$|[^\p{L}\p{N}:])`)

	noFloor     = regexp.MustCompile(`(?i)` + edge + `(?:אין\s+קומה|בלי\s+קומה|ללא\s+קומה|אין\s+קומות|no\s+floors?|without\s+(?:a\s+)?floor)`)
	noApartment = regexp.MustCompile(`(?i)` + edge + `(?:אין\s+(?:מספר\s+)?דירה|בלי\s+דירה|ללא\s+דירה|no\s+(?:apartment|apt|flat)(?:\s+number)?)`)
	house       = regexp.MustCompile(`(?i)` + edge + `((?:זה\s+|ב|ה)?בית\s+פרטי|בבית\s+פרטי|(?:בית\s+)?צמוד[\s-]+קרקע|בית\s+קרקע|קוטג['׳]|(?:ב|ה)?(?:וילה|וילא)|private\s+house|detached\s+house|villa|cottage|^\s*(?:זה\s+)?בית\s*$|^\s*(?:it'?s\s+)?(?:a\s+)?house\s*[.!]?\s*$|(?:it'?s|just|in)\s+a\s+house)` + stop)
)

var ordinals = map[string]string{
	"ראשונה": "1", "שנייה": "2", "שניה": "2", "שלישית": "3", "רביעית": "4", "חמישית": "5", "שישית": "6", "ששית": "6", "שביעית": "7", "שמינית": "8", "תשיעית": "9", "עשירית": "10",
	"א": "1", "ב": "2", "ג": "3", "ד": "4", "ה": "5", "ו": "6", "ז": "7", "ח": "8", "ט": "9", "י": "10",
	"first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5", "sixth": "6", "seventh": "7", "eighth": "8", "ninth": "9", "tenth": "10", "eleventh": "11", "twelfth": "12",
}

var cardinals = map[string]string{
	"אחת": "1", "שתיים": "2", "שתים": "2", "שלוש": "3", "ארבע": "4", "חמש": "5", "שש": "6", "שבע": "7", "שמונה": "8", "תשע": "9", "עשר": "10", "עשרים": "20",
	"אחת עשרה": "11", "אחד עשר": "11", "שתים עשרה": "12", "שתיים עשרה": "12", "שנים עשר": "12", "שלוש עשרה": "13", "ארבע עשרה": "14", "חמש עשרה": "15", "שש עשרה": "16", "שבע עשרה": "17", "שמונה עשרה": "18", "תשע עשרה": "19",
}

// spelledNumber is one of the cardinals, the longer first.
const spelledNumber = `((?:אחת|שתיים|שתים|שלוש|ארבע|חמש|שש|שבע|שמונה|תשע)[\s-]+עשרה|אחד עשר|שנים עשר|אחת|שתיים|שתים|שלוש|ארבע|חמש|שש|שבע|שמונה|תשע|עשרים|עשר)`

// spelled is a number that may be written as a word.
func spelled(s string) string {
	s = strings.Trim(s, "'׳")
	if n, ok := cardinals[strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '-' }), " ")]; ok {
		return n
	}
	return s
}

func floorNumber(s string) string {
	if n, ok := ordinals[strings.ToLower(strings.TrimRight(s, "'׳"))]; ok {
		return n
	}
	return spelled(s)
}
