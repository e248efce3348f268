package triage

import (
	"context"
	"embed"
	"strconv"
	"strings"
	"text/template"

	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/pro"
	"github.com/proli/proli/shared/usage"
)

//go:embed prompts/*.txt
var promptFiles embed.FS

var prompts = template.Must(template.New("").Funcs(template.FuncMap{"data": quoted}).ParseFS(promptFiles, "prompts/*.txt"))

// maxQuoted bounds one of the customer's facts inside an instruction, in characters.
const maxQuoted = 200

// quoted is the customer's words inside an instruction: one line that cannot end its own quotes.
func quoted(words string) string {
	words = strings.Join(strings.Fields(strings.ReplaceAll(words, `"`, "'")), " ")
	if words == "" {
		return "?"
	}
	return `"` + clip(words, maxQuoted) + `"`
}

// prompt is what a system instruction is made of.
type prompt struct {
	Language string
	Now      string
	Lead     *lead.Lead
	Missing  string
	Wanted   string
	Pro      *pro.Pro
	Rating   float64
}

// ask makes the turn's model call, if there is a model and the chat may still use it.
func (t *turn) ask(ctx context.Context, persona *pro.Pro, media map[string][]Part) (Answer, bool) {
	if t.Model == nil {
		return Answer{}, false
	}
	voice := "dispatcher"
	if persona != nil {
		voice = "persona"
	}
	if a, ok := t.answered[voice]; ok {
		return a, true
	}
	if a, ok := t.memo.get(t.c.Version, voice); ok {
		t.mayAsk()
		t.paid(a.Calls)
		t.answered[voice] = a
		return a, true
	}
	if !t.mayAsk() {
		return Answer{}, false
	}
	a, err := t.Model.Ask(ctx, Question{System: t.system(voice, persona), History: t.history(), Parts: t.parts(media)})
	t.paid(a.Calls)
	if err != nil {
		return Answer{}, false
	}
	t.memo.put(t.c.Version, voice, a)
	t.answered[voice] = a
	return a, true
}

// mayAsk counts a call against the day's limit, and explains once a day that it is reached.
func (t *turn) mayAsk() bool {
	today := t.israelDate()
	if t.exempt() || t.c.CountModelCall(today, t.limits.ModelCalls()) {
		return true
	}
	if t.c.ModelToldDay != today {
		t.c.ModelToldDay = today
		t.before(locale.Text(t.lang, "triage.plain_today"))
	}
	return false
}

// paid keeps what the model calls of this turn cost.
func (t *turn) paid(calls []usage.Call) {
	for _, c := range calls {
		c.ID = t.m.ID + "/model/" + strconv.Itoa(len(t.set.ModelCalls))
		c.MessageID, c.LeadID, c.MadeAt = t.m.ID, t.lead.ID, t.now.UTC()
		t.set.ModelCalls = append(t.set.ModelCalls, c.Priced())
	}
}

func (t *turn) israelDate() string { return t.now.In(t.Israel).Format("2006-01-02") }

// system is the instruction of a voice, with the moment at which the customer wrote and all that is known.
func (t *turn) system(voice string, persona *pro.Pro) string {
	p := prompt{
		Language: map[locale.Language]string{locale.Hebrew: "Hebrew", locale.English: "English"}[t.lang],
		Now:      t.m.SentAt.In(t.Israel).Format("Monday 2006-01-02 15:04 (Asia/Jerusalem)"),
		Lead:     t.lead, Pro: persona, Missing: strings.Join(t.missing(), ", "),
	}
	if w := t.lead.Wanted; w != nil {
		p.Wanted = w.Start.In(t.Israel).Format("Monday 2006-01-02 15:04")
	}
	if persona != nil {
		p.Rating = persona.SocialProof.Mean()
	}
	var b strings.Builder
	if err := prompts.ExecuteTemplate(&b, voice+".txt", p); err != nil {
		panic("triage: prompt " + voice + ": " + err.Error()) // embedded and covered by goldens
	}
	return b.String()
}

// history is what was said before this turn.
func (t *turn) history() []Said {
	said := make([]Said, 0, len(t.c.Recent))
	for _, turn := range t.c.Recent {
		if turn.Text != "" {
			said = append(said, Said{ByCustomer: turn.By == conversation.ByCustomer, Text: turn.Text})
		}
	}
	return said
}

// parts are what the customer sent: one text a message, then the media.
func (t *turn) parts(media map[string][]Part) []Part {
	var parts []Part
	for _, m := range t.said {
		if m.Text != "" {
			parts = append(parts, Part{Text: m.Text})
		}
	}
	for _, m := range t.said {
		for _, medium := range media[m.ID] {
			if len(medium.Data) > 0 {
				parts = append(parts, medium)
			}
		}
	}
	if len(parts) == 0 { // a location or a medium that cannot be shown
		parts = append(parts, Part{Text: "(" + locale.Text(t.lang, "triage.no_words") + ")"})
	}
	return parts
}

func (m *Memo) get(version int64, voice string) (Answer, bool) {
	if m == nil || m.version != version {
		return Answer{}, false
	}
	a, ok := m.answers[voice]
	return a, ok
}

func (m *Memo) put(version int64, voice string, a Answer) {
	if m == nil {
		return
	}
	if m.version != version || m.answers == nil {
		m.version, m.answers = version, map[string]Answer{}
	}
	m.answers[voice] = a
}
