package gemini

import (
	"slices"
	"strings"
)

// phrases are what the stand-in says, by language and key. Nothing in them
// could be untrue of any pro or customer.
var phrases = map[string]map[string]string{
	"he": {
		"issue and city": "שלום! במה אפשר לעזור, ובאיזו עיר?",
		"issue":          "תודה. מה צריך לתקן או לעשות? כמה מילים יספיקו.",
		"city":           "תודה, הבנתי. באיזו עיר זה?",
		"nothing":        "תודה, יש לנו את כל הפרטים. ממשיכים מכאן.",
		"persona":        "תודה על הפרטים. תמונה או סרטון קצר יעזרו להגיע עם הציוד הנכון.",
		"need":           "כדי להתקדם חסר לנו: ",
		"street":         "רחוב", "number": "מספר בית", "floor": "קומה", "apartment": "דירה", "time": "מתי נוח לכם", "phone": "טלפון לחזרה",
		"and": " ו", "comma": ", ",
	},
	"en": {
		"issue and city": "Hello! How can we help, and in which city?",
		"issue":          "Thanks. What needs fixing or doing? A few words are enough.",
		"city":           "Thanks, got it. Which city is it in?",
		"nothing":        "Thanks, we have all the details and take it from here.",
		"persona":        "Thanks for the details. A photo or a short video helps to bring the right tools.",
		"need":           "To go on we still need: ",
		"street":         "street", "number": "house number", "floor": "floor", "apartment": "apartment", "time": "when suits you", "phone": "a phone number",
		"and": " and ", "comma": ", ",
	},
}

// ask puts what is missing into words.
func ask(voice, language string, missing []string) string {
	say := phrases[language]
	issue, city := slices.Contains(missing, "issue"), slices.Contains(missing, "city")
	switch {
	case issue && city:
		return say["issue and city"]
	case issue:
		return say["issue"]
	case city:
		return say["city"]
	case len(missing) == 0:
		return say["nothing"]
	}
	var names []string
	for _, name := range missing {
		names = append(names, say[name])
	}
	need := say["need"] + list(names, say["comma"], say["and"]) + "."
	if voice == "persona" && slices.Contains(missing, "street") {
		return say["persona"] + " " + need
	}
	return need
}

func list(names []string, comma, and string) string {
	last := len(names) - 1
	if last == 0 {
		return names[0]
	}
	return strings.Join(names[:last], comma) + and + names[last]
}
