package triage_test

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/pro"
	"github.com/proli/proli/shared/setting"
	"github.com/proli/proli/shared/triage"
)

var update = flag.Bool("update", false, "write the golden files anew")

// desk knows one chat, its lead and one pro.
type desk struct {
	triage.Store
	chat conversation.Conversation
	lead *lead.Lead
	pro  *pro.Pro
}

func (d desk) Conversation(context.Context, string) (*conversation.Conversation, error) {
	c := d.chat
	return &c, nil
}
func (d desk) Lead(context.Context, string) (*lead.Lead, error) {
	if d.lead == nil {
		return nil, nil
	}
	l := *d.lead
	return &l, nil
}
func (desk) OpenOfChat(context.Context, string) ([]lead.Lead, error) { return nil, nil }
func (d desk) Handled(context.Context, string) (bool, error)         { return false, nil }
func (d desk) Pro(context.Context, string) (pro.Pro, error)          { return *d.pro, nil }
func (desk) ProByChat(context.Context, string) (pro.Pro, error) {
	return pro.Pro{}, fault.New(fault.NotFound, "pro by chat", "a customer")
}
func (desk) Limits(context.Context) (setting.Limits, error)           { return setting.Limits{}, nil }
func (desk) SendingSettings(context.Context) (notice.Settings, error) { return notice.Settings{}, nil }
func (d desk) Match(context.Context, *lead.Lead, time.Time) (*pro.Pro, error) {
	return d.pro, nil
}

// listener is a model that remembers what it was asked.
type listener struct{ asked []triage.Question }

func (l *listener) Ask(_ context.Context, q triage.Question) (triage.Answer, error) {
	l.asked = append(l.asked, q)
	return triage.Answer{}, fault.New(fault.Unavailable, "ask", "only listening")
}

const golden = `[{"name":"אינסטלציה דיזנגוף","phone":"972000000011","trade":"plumber","areas":["תל אביב"],"place":{"lat":32.0853,"lng":34.7818},
"prices":[{"item":"ביקור","ils":250},{"item":"נזילה","ils":450}],"persona":"Short and friendly.","rating":{"sum":59,"count":12}}]`

func TestWhatTheModelIsTold(t *testing.T) {
	pros, err := pro.ReadSeed(strings.NewReader(golden))
	require.NoError(t, err)
	plumber := pros[0]
	plumber.ID = "p1"
	modest := plumber
	modest.Prices, modest.SystemPrompt, modest.SocialProof = nil, "", pro.Rating{}
	sent := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	known := &lead.Lead{ID: "l1", Status: lead.Contacted, Trade: "plumber", ProID: "p1",
		Place:  &lead.Place{Code: "5000", Name: "תל אביב - יפו", Lat: 32.08, Lng: 34.78},
		Wanted: &lead.Wanted{Start: time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC), Grain: "hour"},
		Facts:  lead.Facts{Name: "דנה", Phone: "972000000001", Issue: "נזילה", City: "תל אביב - יפו", Street: "דיזנגוף", Number: "50", Time: "מחר ב-10"}}
	for name, c := range map[string]struct {
		text string
		lead *lead.Lead
		pro  *pro.Pro
	}{
		"dispatcher_he":         {"שלום, אפשר עזרה עם משהו בבית?", nil, nil},
		"dispatcher_en":         {"hello, I need some help at home", nil, nil},
		"persona_he":            {"יש לי נזילה בתל אביב", nil, &plumber},
		"persona_en_known":      {"please ring the bell twice", known, &plumber},
		"persona_without_price": {"יש לי נזילה בתל אביב", nil, &modest},
	} {
		t.Run(name, func(t *testing.T) {
			store := desk{chat: conversation.Conversation{ID: "972000000001@c.us", ConsentAt: sent, Version: 3}, lead: c.lead, pro: c.pro}
			if c.lead != nil {
				store.chat.LeadID = c.lead.ID
			}
			model := &listener{}
			d := triage.Desk{Store: store, Model: model, Matcher: store, Israel: time.FixedZone("Israel", 2*60*60)}
			_, err := d.Handle(t.Context(), event.Message{V: 1, ID: "m1", Kind: event.KindText, Chat: "972000000001@c.us", Text: c.text,
				SentAt: sent, ReceivedAt: sent}, sent, nil)
			require.NoError(t, err)
			require.NotEmpty(t, model.asked)
			told := model.asked[0].System
			path := filepath.Join("testdata", name+".golden")
			if *update {
				require.NoError(t, os.MkdirAll("testdata", 0o755))
				require.NoError(t, os.WriteFile(path, []byte(told), 0o644))
			}
			want, err := os.ReadFile(path)
			require.NoError(t, err, "go test ./shared/triage -update writes it")
			require.Equal(t, string(want), told)
			require.Equal(t, []triage.Part{{Text: c.text}}, model.asked[0].Parts, "what the customer sent and nothing else")
		})
	}
}
