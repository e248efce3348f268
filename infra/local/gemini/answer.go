package gemini

import (
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/proli/proli/shared/place"
	"github.com/proli/proli/shared/reader"
)

// answer is the schema of the call.
type answer struct {
	Reply         string  `json:"reply"`
	Transcription *string `json:"transcription"`
	Facts         facts   `json:"facts"`
	Deal          bool    `json:"deal"`
}

type facts struct {
	Name      *string `json:"name"`
	Trade     *string `json:"trade"`
	Issue     *string `json:"issue"`
	City      *string `json:"city"`
	Street    *string `json:"street"`
	Number    *string `json:"number"`
	Floor     *string `json:"floor"`
	Apartment *string `json:"apartment"`
	Time      *string `json:"time"`
	Urgent    bool    `json:"urgent"`
}

// answerTo reads what the customer sent, the last entry, and asks for what is
// missing.
func answerTo(asked request, now time.Time) answer {
	sent := asked.Contents[len(asked.Contents)-1]
	system := asked.instruction()
	var a answer
	var texts []string
	for _, p := range sent.Parts {
		if p.Text != "" {
			texts = append(texts, p.Text)
		}
		if m := p.media(); m != nil && strings.HasPrefix(m.mime(), "audio/") {
			a.Transcription = transcribe(m, spokenLanguage(system, texts))
			if isText(m.Data) {
				texts = append(texts, *a.Transcription)
			}
		}
	}
	for _, text := range texts {
		r := reader.Read(text, now)
		a.Facts.add(r)
		if r.Place != nil {
			a.Facts.City = cityIn(text, a.Facts.City)
		}
		a.Deal = a.Deal || wish.MatchString(text) || r.Time != nil && r.Address.Street != ""
	}
	a.Reply = ask(voiceOf(system), spokenLanguage(system, texts), a.Facts.missing(system))
	return a
}

func (p part) media() *blob {
	if p.Inline != nil {
		return p.Inline
	}
	return p.InlineSnake
}

func (b *blob) mime() string { return b.MIME + b.MIMESnake }

// transcribe gives the words of a recording that is text, which is how a voice
// note is written by hand, and otherwise says that there was one.
func transcribe(m *blob, language string) *string {
	text := map[string]string{"he": "(הודעה קולית)", "en": "(voice message)"}[language]
	if isText(m.Data) {
		text = strings.TrimSpace(string(m.Data))
	}
	return &text
}

func isText(data []byte) bool {
	if len(data) == 0 || len(data) > 4000 || !utf8.Valid(data) {
		return false
	}
	return !strings.ContainsFunc(string(data), func(r rune) bool {
		return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t'
	})
}

// wish is how people say that they want somebody to come.
var wish = regexp.MustCompile(`(?i)לקבוע|להזמין|תקבעו|תזמינו|קבעו|שיגיע|שיבוא|תבואו|תגיעו|\bbook\b|\bschedule\b|come over|send someone`)

// add merges a reading; what was said later counts.
func (f *facts) add(r reader.Reading) {
	set := func(known **string, said string) {
		if said != "" {
			*known = &said
		}
	}
	set(&f.Name, r.Name)
	set(&f.Trade, r.Trade)
	set(&f.Issue, r.Issue)
	set(&f.Street, r.Address.Street)
	set(&f.Number, r.Address.Number)
	set(&f.Floor, r.Address.Floor)
	set(&f.Apartment, r.Address.Apartment)
	if r.Time != nil {
		set(&f.Time, r.Time.Text)
	}
	f.Urgent = f.Urgent || r.Urgent
}

// cityIn gives the city as the customer wrote it, without the preposition.
func cityIn(text string, known *string) *string {
	m, ok := place.Find(text)
	if !ok {
		return known
	}
	said := text[m.Start:m.End]
	for _, preposition := range []string{"ב", "מ", "ל"} {
		if bare, cut := strings.CutPrefix(said, preposition); cut {
			if _, named := place.ByName(bare); named {
				return &bare
			}
		}
	}
	return &said
}

// stillMissing is the line of the system instruction that names what the
// conversation lacks.
var stillMissing = regexp.MustCompile(`(?im)missing:\s*(.*)$`)

// missing names what is still to be asked: what the instruction names, or
// without that everything, less what this turn brought.
func (f facts) missing(system string) []string {
	names := []string{"issue", "city", "street", "number", "floor", "apartment", "time"}
	if m := stillMissing.FindStringSubmatch(system); m != nil {
		names = strings.FieldsFunc(strings.ToLower(m[1]), func(r rune) bool { return !unicode.IsLetter(r) })
	}
	known := map[string]*string{
		"issue": f.Issue, "city": f.City, "street": f.Street, "number": f.Number, "floor": f.Floor, "apartment": f.Apartment, "time": f.Time,
	}
	var out []string
	for _, name := range names {
		if said, asks := known[name]; asks && said == nil || name == "phone" {
			out = append(out, name)
		}
	}
	return out
}

func voiceOf(system string) string {
	first, _, _ := strings.Cut(system, "\n")
	if strings.TrimSpace(first) == "voice: persona" {
		return "persona"
	}
	return "dispatcher"
}

// spokenLanguage is the one that the instruction asks for, otherwise the
// customer's.
func spokenLanguage(system string, texts []string) string {
	switch {
	case strings.Contains(system, "in English"):
		return "en"
	case strings.Contains(system, "in Hebrew,"), strings.Contains(system, "in Hebrew;"):
		return "he"
	}
	return reader.Read(strings.Join(texts, " "), time.Time{}).Language
}
