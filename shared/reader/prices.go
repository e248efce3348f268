package reader

import (
	"slices"
	"sync"

	"github.com/proli/proli/shared/reader/words"
)

// concepts are the jobs that price lists name, each with the ways to say it. As
// in tradeWords, a word that ends in * is a stem and Hebrew prefixes may stand
// before it. A concept named earlier is the more telling one.
var concepts = []struct {
	name  string
	words []string
}{
	{"clog", []string{"סתימ*", "סתום", "סתומה", "סתומים", "נסתם", "נסתמה", "פתיחת סתימה", "clog*", "unclog*", "blocked", "blockage"}},
	{"leak", []string{"נזיל*", "נוזל", "נוזלת", "נוזלים", "דליפ*", "דולף", "דולפת", "טפטוף", "מטפטף", "מטפטפת", "פיצוץ מים", "פיצוץ בצינור", "צינור התפוצץ", "רטיבות", "leak*", "drip*", "burst pipe", "water is flowing", "water everywhere"}},
	{"toilet", []string{"אסלה", "אסלת", "ניאגר*", "שירותים", "toilet*", "cistern"}},
	{"boiler", []string{"דוד שמש", "דוד חשמלי", "דוד", "דודים", "מים חמים", "גוף חימום", "boiler*", "water heater", "hot water"}},
	{"tap", []string{"ברז", "ברזים", "tap", "taps", "faucet*"}},
	{"pipe", []string{"צינור*", "צנרת", "pipe*"}},
	{"sewage", []string{"ביוב", "שוחה", "sewage", "sewer"}},
	{"panel", []string{"לוח חשמל", "לוח החשמל", "פחת", "מפסק*", "פיוז*", "נתיך", "fuse*", "breaker*", "electrical panel", "panel"}},
	{"short", []string{"קצר", "קצר חשמלי", "קצר בחשמל", "הפסקת חשמל", "אין חשמל", "short circuit", "no power", "power outage"}},
	{"socket", []string{"שקע*", "תקע", "socket*", "outlet*", "plug*"}},
	{"light", []string{"תאורה", "מנורה", "מנורות", "נורה", "נורות", "גוף תאורה", "גופי תאורה", "ספוט*", "light*", "lamp*", "chandelier*"}},
	{"fan", []string{"מאוורר*", "ceiling fan", "fan"}},
	{"cylinder", []string{"צילינדר*", "cylinder*"}},
	{"opening", []string{"פריצ*", "לפרוץ", "נעולה", "נעול", "ננעל*", "נטרק*", "פתיחת דלת", "לפתוח דלת", "לפתוח את הדלת", "locked out", "locked", "lockout", "door opening", "open door", "open the door", "opening"}},
	{"lock", []string{"מנעול*", "lock", "locks", "lock change", "key", "keys", "מפתח", "מפתחות"}},
	{"paint", []string{"צביע*", "לצבוע", "צבע", "סיוד", "לסייד", "paint*"}},
	{"plaster", []string{"שפכטל", "טיח", "plaster*"}},
	{"cleaning", []string{"ניקיון", "נקיון", "לנקות", "ניקוי", "clean", "cleaning"}},
	{"polish", []string{"פוליש", "polish*"}},
	{"shelf", []string{"מדף", "מדפים", "shelf", "shelves"}},
	{"tv", []string{"טלוויזיה", "טלויזיה", "tv", "television"}},
	{"picture", []string{"תמונה", "תמונות", "מראה", "picture*", "mirror*"}},
	{"furniture", []string{"רהיט*", "הרכבה", "הרכבת", "להרכיב", "ארון", "ארונות", "איקאה", "furniture", "assembl*", "wardrobe*", "ikea"}},
	{"curtain", []string{"וילון*", "curtain*", "blinds"}},
	{"shutter", []string{"תריס*", "shutter*"}},
	{"hanging", []string{"לתלות", "תליית", "תלייה", "תליה", "hang*", "mount*"}},
	{"renovation", []string{"שיפוץ", "שיפוצים", "לשפץ", "renovat*"}},
	{"tiles", []string{"ריצוף", "קרמיקה", "אריחים", "tile*", "tiling"}},
	{"room", []string{"חדר", "חדרים", "סלון", "חדר שינה", "room*", "living room", "bedroom"}},
	{"apartment", []string{"דירה", "דירות", "בית", "apartment*", "flat", "house"}},
	{"door", []string{"דלת", "דלתות", "door*"}},
	{"install", []string{"התקנה", "התקנת", "להתקין", "install*"}},
	{"replace", []string{"החלפה", "החלפת", "להחליף", "replac*", "change"}},
	{"sink", []string{"כיור*", "sink*"}},
}

// weak concepts only tell between items that share a stronger one: a room is
// painted and cleaned, a socket is installed and replaced.
var weakConcepts = map[string]bool{"room": true, "apartment": true, "door": true, "install": true, "replace": true, "hanging": true, "sink": true, "pipe": true}

var visitWords = foldedSet("ביקור", "הגעה", "בדיקה", "אבחון", "visit", "callout", "call-out", "inspection", "diagnosis", "diagnostic")

// IsVisit says that an item of a price list is the visit itself, which every
// job pays.
func IsVisit(item string) bool {
	return slices.ContainsFunc(words.Split(item), func(w words.Word) bool {
		return slices.ContainsFunc(unprefixed(words.Fold(w.Text)), func(u string) bool { return visitWords[u] })
	})
}

// MatchItem gives the index of the item that an issue means, both in Hebrew or
// English, and -1 when none does. A visit is what nothing else means.
func MatchItem(issue string, items []string) int {
	wanted := conceptsOf(issue)
	best, most := -1, 0
	for i, item := range items {
		if IsVisit(item) {
			continue
		}
		score := 0
		offered := conceptsOf(item)
		for name := range offered {
			if wanted[name] {
				score += conceptWeight(name)
			}
		}
		score += 5 * shared(issue, item)
		// What the item adds and the issue does not ask for counts against it.
		if score >= strongConcept {
			score = score*10 - len(offered)
		} else {
			score = 0
		}
		if score > most {
			best, most = i, score
		}
	}
	return best
}

// strongConcept is the least that makes a match.
const strongConcept = 5

// conceptWeight: the first concepts say more, the weak ones next to nothing.
func conceptWeight(name string) int {
	if weakConcepts[name] {
		return 1
	}
	at := 0
	for concepts[at].name != name {
		at++
	}
	return strongConcept + (len(concepts)-at)/8
}

var conceptIndex = sync.OnceValue(func() []entry {
	var out []entry
	for _, c := range concepts {
		for _, w := range c.words {
			stemmed, stem := cutStem(w)
			out = append(out, entry{trade: c.name, words: foldAll(stemmed), stem: stem})
		}
	}
	return out
})

func conceptsOf(text string) map[string]bool {
	all := words.Split(text)
	out := map[string]bool{}
	for i, w := range all {
		if w.Class != words.Letters {
			continue
		}
		readings := unprefixed(words.Fold(w.Text))
		for _, e := range conceptIndex() {
			if startsAny(readings, e) && follows(all, i, e.words) {
				out[e.trade] = true
			}
		}
	}
	return out
}

// shared counts the words that no concept knows and that both texts have, so
// that an item of the pro's own ("ג'קוזי") is found by its name.
func shared(issue, item string) int {
	said := map[string]bool{}
	for _, w := range words.Split(issue) {
		for _, u := range unprefixed(words.Fold(w.Text)) {
			said[u] = true
		}
	}
	n := 0
	for _, w := range words.Split(item) {
		f := words.Fold(w.Text)
		if w.Class == words.Letters && len([]rune(f)) >= 4 && len(conceptsOf(w.Text)) == 0 && !leadWords[f] && !complaints[f] && said[f] {
			n++
		}
	}
	return n
}
