package gateway_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

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

// browser opens a page that must stay free of console errors, which is also how a broken policy would show.
type browser struct {
	t       *testing.T
	ctx     context.Context
	folder  string
	console func() []string
}

func open(t *testing.T, url string) *browser {
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.Flag("lang", "he"))
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	alloc, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, cancel := chromedp.NewContext(alloc)
	t.Cleanup(cancel)
	var mu sync.Mutex
	var problems []string
	messages := chromedp.Console(ctx)
	go func() {
		for m, err := range messages {
			if err != nil {
				return
			}
			mu.Lock()
			problems = append(problems, m.String())
			mu.Unlock()
		}
	}()
	b := &browser{t: t, ctx: ctx, folder: os.Getenv("PROLI_SCREENSHOTS")}
	b.console = func() []string { mu.Lock(); defer mu.Unlock(); return problems }
	if b.folder == "" {
		b.folder = t.TempDir()
	}
	b.size(1440, 900)
	b.do(chromedp.Navigate(url))
	return b
}

func (b *browser) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 20*time.Second)
	defer cancel()
	require.NoError(b.t, chromedp.Do(ctx, steps...))
}

func (b *browser) size(width, height int64) {
	b.do(chromedp.EmulateViewport(width, height))
}

// until waits for an expression to be true in the page.
func (b *browser) until(expression string) {
	b.t.Helper()
	_, err := chromedp.Run(b.ctx, chromedp.Poll[bool]("Boolean("+expression+")", chromedp.WithPollingTimeout(soon), chromedp.WithPollingInterval(20*time.Millisecond)))
	require.NoError(b.t, err, expression)
}

func (b *browser) shows(text string) {
	b.t.Helper()
	quoted, err := json.Marshal(text)
	require.NoError(b.t, err)
	b.until(`document.body.innerText.includes(` + string(quoted) + `)`)
}

func (b *browser) scheme(name string) {
	b.t.Helper()
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}, {Name: "prefers-reduced-motion", Value: "reduce"}}})
	require.NoError(b.t, err)
}

func (b *browser) shoot(name string) {
	b.t.Helper()
	picture, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	require.NoError(b.t, err)
	require.NotEmpty(b.t, picture)
	require.NoError(b.t, os.WriteFile(filepath.Join(b.folder, name+".png"), picture, 0o600))
}

func TestThePage(t *testing.T) {
	var s *system
	control := newControl(t, func(d time.Duration) { s.clock(d) }, func() time.Time { return s.now() })
	s = start(t, func(o *gateway.Options) { o.ControlURL = control.URL })
	bot(s)
	b := open(t, s.url+"/")
	b.scheme("light")

	b.until(`document.querySelectorAll('.slot').length === 2 && document.querySelector('.hello').offsetHeight > 0`)
	b.shoot("1-empty-he")

	// A customer writes; the message is there at once, its ticks turn blue when the answer comes.
	b.do(chromedp.SendKeys(chromedp.CSS(`[data-role=customer] textarea`), "היי, יש לי נזילה מתחת לכיור בתל אביב\r"))
	b.shows("כאן פרולי")
	b.until(`document.querySelector('[data-role=customer] .mine .ticks.read')`)
	require.Equal(t, []string{"היי, יש לי נזילה מתחת לכיור בתל אביב"}, s.hooks.texts())
	b.until(`document.querySelector('.theirs .words strong').textContent === 'פרולי'`)

	// What the page shows is read, and says so.
	require.Eventually(t, func() bool { return s.Messages(dana)[1].Ticks == gateway.TickRead }, soon, time.Millisecond)

	// A suggestion, then a number out of the menu that came back.
	b.do(chromedp.Click(chromedp.CSS(`[data-role=customer] .chip:nth-child(2)`)))
	b.shows("מצאנו את")
	b.until(`document.querySelectorAll('[data-role=customer] .chip.number').length === 3`)
	b.do(chromedp.Click(chromedp.CSS(`[data-role=customer] .chip.number:nth-child(2)`)))
	b.shows("שואלים את משה")

	b.until(`document.querySelector('[data-role=customer] .dots').hidden && document.querySelectorAll('[data-role=customer] .ticks.read').length === 3`)

	// The pro gets an offer with buttons and presses one.
	status, _ := s.call(http.MethodPost, "sendInteractiveButtonsReply", offer)
	require.Equal(t, http.StatusOK, status)
	b.shows("פנייה חדשה")
	b.shoot("2-talk-he")
	b.do(chromedp.Click(chromedp.CSS(`[data-role=pro] .buttons button`)))
	b.until(`document.querySelector('[data-role=pro] .buttons [aria-pressed=true]')`)
	b.do(chromedp.Click(chromedp.CSS(`[data-role=pro] .chip`)))
	b.shows("דנה מחכה לך")

	// A picture, a recording and a place.
	for _, choose := range []string{`.pictures button`, `.tile:nth-child(4)`, `.places > button`} {
		b.do(chromedp.Click(chromedp.CSS(`[data-role=customer] .attach-open`)))
		b.do(chromedp.Click(chromedp.CSS(`[data-role=customer] ` + choose)))
		b.until(`document.querySelector('[data-role=customer] .attach').hidden`)
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
	b.do(chromedp.Click(chromedp.CSS(`.stage-open`)))
	b.do(chromedp.Click(chromedp.CSS(`#switch-deliver_twice`)))
	b.until(`document.querySelector('#switch-deliver_twice[aria-checked=true]')`)
	require.True(t, control.got(`POST /switches {"deliver_twice":true}`))
	b.shoot("3-backstage-he")
	b.do(chromedp.Click(chromedp.CSS(`.stage-close`)), chromedp.Click(chromedp.CSS(`.clock-moves button:nth-child(2)`)))
	b.until(`document.querySelector('.clock-time').textContent.startsWith('13:')`)
	require.True(t, control.got(`POST /clock {"advance":"1h"}`))

	b.do(chromedp.Click(chromedp.CSS(`.adder`)))
	b.until(`document.querySelector('#add').open`)
	b.shoot("4-add-he")
	b.do(chromedp.SendKeys(chromedp.CSS(`#add [name=number]`), "+972 00-000-0009"), chromedp.SendKeys(chromedp.CSS(`#add [name=name]`), "רותם"), chromedp.Click(chromedp.CSS(`#add .primary`)))
	b.until(`document.querySelectorAll('.slot').length === 3`)
	b.shoot("5-three-he")
	s.looks(b)
	require.Empty(t, b.console())
}

// looks takes the pictures that people look at: languages, sizes, schemes, times of day.
func (s *system) looks(b *browser) {
	b.do(chromedp.Click(chromedp.CSS(`.slot[aria-label="רותם"] .owner-close`)))
	b.scheme("dark")
	b.shoot("6-dark-he")
	b.scheme("light")
	for _, part := range []struct {
		name  string
		hours time.Duration
	}{{"gold", 4}, {"dusk", 2}, {"night", 3}} {
		s.clock((part.hours - 1) * time.Hour)
		b.do(chromedp.Click(chromedp.CSS(`.clock-moves button:nth-child(2)`)))
		b.until(`document.documentElement.dataset.part === '` + part.name + `'`)
		b.shoot("7-" + part.name + "-he")
	}
	b.do(chromedp.Click(chromedp.CSS(`.language`)))
	b.until(`document.documentElement.dir === 'ltr' && document.title.includes('Proli')`)
	s.clock(9 * time.Hour)
	b.do(chromedp.Click(chromedp.CSS(`.clock-moves button:nth-child(2)`)))
	b.shoot("8-english")
	b.size(360, 740)
	b.until(`getComputedStyle(document.querySelector('.tabs')).display === 'flex' && document.documentElement.scrollWidth <= 360`)
	b.until(`[...document.querySelectorAll('.thread')].every((t) => t.scrollHeight - t.scrollTop - t.clientHeight < 2)`)
	b.shoot("9-small-english")
	b.do(chromedp.Click(chromedp.CSS(`.language`)))
	b.until(`document.documentElement.dir === 'rtl'`)
	b.shoot("10-small-he")
	b.do(chromedp.Click(chromedp.CSS(`.slot .attach-open`)))
	b.shoot("11-small-attach-he")
	b.do(chromedp.Click(chromedp.CSS(`.slot .attach-open`)), chromedp.Click(chromedp.CSS(`.tabs button:nth-child(2)`)))
	b.until(`document.querySelector('.tabs [data-role=pro][aria-current=true]')`)
	b.scheme("dark")
	b.shoot("12-small-dark-he")
	b.do(chromedp.Click(chromedp.CSS(`.stage-open`)))
	b.shoot("13-small-backstage-dark-he")
}
