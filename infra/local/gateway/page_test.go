package gateway_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/local/browser"
	"github.com/proli/proli/infra/local/gateway"
)

// bot answers as the product might, over the same HTTP.
func bot(s *system) {
	answers := []struct{ to, answer string }{
		{"נזילה", "היי דנה, כאן *פרולי* 👋\nכדי לעזור צריך לשמור את הפרטים שלך, לפי http://127.0.0.1:8082/privacy\nלהמשיך? (כן / לא)"},
		{"כן", "מעולה. מצאנו את *משה אינסטלציה* (4.9 ⭐), ביקור עולה _180 ₪_.\nמתי נוח?\n1. מחר 09:00\n2. מחר 10:00\n3. מחר 12:30"},
		{"2", "רגע אחד, שואלים את משה אם מחר ב-10:00 מתאים…"},
		{"אשר", "נקבע ✅ דנה מחכה לך *מחר ב-10:00*, דיזנגוף 50, תל אביב."},
	}
	s.hooks.serve = func(b map[string]any) int {
		text, _ := at(b, "messageData", "textMessageData", "textMessage").(string)
		chat, _ := at(b, "senderData", "chatId").(string)
		for _, a := range answers {
			if b["typeWebhook"] == "incomingMessageReceived" && strings.Contains(text, a.to) {
				body, _ := json.Marshal(map[string]any{"chatId": chat, "message": a.answer})
				res, err := http.Post(s.url+"/waInstance1100000001/sendMessage/dev", "application/json", strings.NewReader(string(body)))
				if err == nil {
					_ = res.Body.Close()
				}
			}
		}
		return http.StatusOK
	}
}

// offer is what a pro gets to decide on.
var offer = map[string]any{
	"chatId": pro, "header": "פנייה חדשה 🔧", "footer": "אפשר לענות עד 12:30",
	"body":    "דנה, 972000000001\n*נזילה מתחת לכיור*\nדיזנגוף 50, תל אביב, קומה 3 דירה 12\nמחר, 10:00 · 180 ₪\n\nאשר / דחה",
	"buttons": []any{map[string]any{"buttonId": "1", "buttonText": "אשר"}, map[string]any{"buttonId": "2", "buttonText": "דחה"}},
}

// controlStub remembers what the page asked the control service for.
type controlStub struct {
	*httptest.Server
	mu    sync.Mutex
	asked []string
}

func newControl(t *testing.T, advance func(time.Duration), now func() time.Time) *controlStub {
	c := &controlStub{}
	c.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body map[string]any
		_ = json.NewDecoder(r.Body).Decode(&body)
		line, _ := json.Marshal(body)
		c.mu.Lock()
		c.asked = append(c.asked, r.Method+" "+r.URL.Path+" "+string(line))
		c.mu.Unlock()
		w.Header().Set("Content-Type", "application/json")
		if d, err := time.ParseDuration(asString(body["advance"])); err == nil {
			advance(d)
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"now": now(), "deliver_twice": body["deliver_twice"] == true})
	}))
	t.Cleanup(c.Close)
	return c
}

func (c *controlStub) got(line string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, a := range c.asked {
		if a == line {
			return true
		}
	}
	return false
}

func asString(v any) string { s, _ := v.(string); return s }

func TestThePage(t *testing.T) {
	var s *system
	control := newControl(t, func(d time.Duration) { s.clock(d) }, func() time.Time { return s.now() })
	s = start(t, func(o *gateway.Options) { o.ControlURL = control.URL })
	bot(s)
	b := browser.Open(t, s.url+"/")

	b.Until(`document.querySelectorAll('.slot').length === 2 && document.querySelector('.hello').offsetHeight > 0`)
	b.Shoot("1-empty-he")

	// A customer writes; the message is there at once, its ticks turn blue when the answer comes.
	b.Type(`[data-role=customer] textarea`, "היי, יש לי נזילה מתחת לכיור בתל אביב\r")
	b.Shows("כאן פרולי")
	b.Until(`document.querySelector('[data-role=customer] .mine .ticks.read')`)
	require.Equal(t, []string{"היי, יש לי נזילה מתחת לכיור בתל אביב"}, s.hooks.texts())
	b.Until(`document.querySelector('.theirs .words strong').textContent === 'פרולי'`)

	// What the page shows is read, and says so.
	require.Eventually(t, func() bool { return s.Messages(dana)[1].Ticks == gateway.TickRead }, soon, time.Millisecond)

	// A suggestion, then a number out of the menu that came back.
	b.Click(`[data-role=customer] .chip:nth-child(2)`)
	b.Shows("מצאנו את")
	b.Until(`document.querySelectorAll('[data-role=customer] .chip.number').length === 3`)
	b.Click(`[data-role=customer] .chip.number:nth-child(2)`)
	b.Shows("שואלים את משה")

	b.Until(`document.querySelector('[data-role=customer] .dots').hidden && document.querySelectorAll('[data-role=customer] .ticks.read').length === 3`)

	// The pro gets an offer with buttons and presses one.
	status, _ := s.call(http.MethodPost, "sendInteractiveButtonsReply", offer)
	require.Equal(t, http.StatusOK, status)
	b.Shows("פנייה חדשה")
	b.Shoot("2-talk-he")
	b.Click(`[data-role=pro] .buttons button`)
	b.Until(`document.querySelector('[data-role=pro] .buttons [aria-pressed=true]')`)
	b.Click(`[data-role=pro] .chip`)
	b.Shows("דנה מחכה לך")

	// A picture, a recording and a place.
	for _, choose := range []string{`.pictures button`, `.tile:nth-child(4)`, `.places > button`} {
		b.Click(`[data-role=customer] .attach-open`)
		b.Click(`[data-role=customer] ` + choose)
		b.Until(`document.querySelector('[data-role=customer] .attach').hidden`)
	}
	require.Eventually(t, func() bool { return len(s.Messages(dana)) == 9 }, soon, time.Millisecond)
	kinds := map[string]bool{}
	for _, m := range s.Messages(dana) {
		kinds[m.Kind] = true
		if m.Kind == gateway.KindImage {
			require.Equal(t, "image/jpeg", m.Media.MIME)
		}
	}
	require.Subset(t, kinds, map[string]bool{"image": true, "audio": true, "place": true})

	// Behind the scenes: a switch, then the clock.
	b.Click(`.stage-open`)
	b.Click(`#switch-deliver_twice`)
	b.Until(`document.querySelector('#switch-deliver_twice[aria-checked=true]')`)
	require.True(t, control.got(`POST /switches {"deliver_twice":true}`))
	b.Shoot("3-backstage-he")
	b.Click(`.stage-close`)
	b.Click(`.clock-moves button:nth-child(2)`)
	b.Until(`document.querySelector('.clock-time').textContent.startsWith('13:')`)
	require.True(t, control.got(`POST /clock {"advance":"1h"}`))

	b.Click(`.adder`)
	b.Until(`document.querySelector('#add').open`)
	b.Shoot("4-add-he")
	b.Type(`#add [name=number]`, "+972 00-000-0009")
	b.Type(`#add [name=name]`, "רותם")
	b.Click(`#add .primary`)
	b.Until(`document.querySelectorAll('.slot').length === 3`)
	b.Shoot("5-three-he")
	s.looks(b)
	require.Empty(t, b.Console())
}

// looks takes the pictures that people look at: languages, sizes, schemes, times of day.
func (s *system) looks(b *browser.Page) {
	b.Click(`.slot[aria-label="רותם"] .owner-close`)
	b.Scheme("dark")
	b.Shoot("6-dark-he")
	b.Scheme("light")
	for _, part := range []struct {
		name  string
		hours time.Duration
	}{{"gold", 4}, {"dusk", 2}, {"night", 3}} {
		s.clock((part.hours - 1) * time.Hour)
		b.Click(`.clock-moves button:nth-child(2)`)
		b.Until(`document.documentElement.dataset.part === '` + part.name + `'`)
		b.Shoot("7-" + part.name + "-he")
	}
	b.Click(`.language`)
	b.Until(`document.documentElement.dir === 'ltr' && document.title.includes('Proli')`)
	s.clock(9 * time.Hour)
	b.Click(`.clock-moves button:nth-child(2)`)
	b.Shoot("8-english")
	b.Size(360, 740)
	b.Until(`getComputedStyle(document.querySelector('.tabs')).display === 'flex' && document.documentElement.scrollWidth <= 360`)
	b.Until(`[...document.querySelectorAll('.thread')].every((t) => t.scrollHeight - t.scrollTop - t.clientHeight < 2)`)
	b.Shoot("9-small-english")
	b.Click(`.language`)
	b.Until(`document.documentElement.dir === 'rtl'`)
	b.Shoot("10-small-he")
	b.Click(`.slot .attach-open`)
	b.Shoot("11-small-attach-he")
	b.Click(`.slot .attach-open`)
	b.Click(`.tabs button:nth-child(2)`)
	b.Until(`document.querySelector('.tabs [data-role=pro][aria-current=true]')`)
	b.Scheme("dark")
	b.Shoot("12-small-dark-he")
	b.Click(`.stage-open`)
	b.Shoot("13-small-backstage-dark-he")
}
