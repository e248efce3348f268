package acceptance_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// browser shows the phones page of the running system.
type browser struct {
	*world
	ctx context.Context
}

func (w *world) browse() *browser {
	w.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.Flag("lang", "he"))
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	allocated, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	w.Cleanup(cancel)
	ctx, cancel := chromedp.NewContext(allocated)
	w.Cleanup(cancel)
	b := &browser{w, ctx}
	require.NoError(w, chromedp.Do(ctx, chromedp.EmulateViewport(1440, 900))) // starts the browser, which a deadline would end
	b.do(chromedp.Navigate(w.phones + "/"))
	_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: "light"}, {Name: "prefers-reduced-motion", Value: "reduce"}}})
	require.NoError(w, err)
	return b
}

func (b *browser) do(steps ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 20*time.Second)
	defer cancel()
	require.NoError(b, chromedp.Do(ctx, steps...))
}

// sees waits until a phone of the page shows words.
func (b *browser) sees(role, words string) {
	b.Helper()
	quoted, err := json.Marshal(words)
	require.NoError(b, err)
	expression := `[...document.querySelectorAll('[data-role=` + role + `]')].some((p) => p.innerText.includes(` + string(quoted) + `))`
	_, err = chromedp.Run(b.ctx, chromedp.Poll[bool](expression,
		chromedp.WithPollingTimeout(20*time.Second), chromedp.WithPollingInterval(20*time.Millisecond)))
	require.NoError(b, err, "%s does not see %s", role, words)
}

// writes types into a phone of the page and sends it.
func (b *browser) writes(role, words string) {
	b.Helper()
	b.do(chromedp.SendKeys(chromedp.CSS(`[data-role=`+role+`] textarea`), words),
		chromedp.Click(chromedp.CSS(`[data-role=`+role+`] button[type=submit]`)))
	b.sees(role, words)
}

// TestScreenshot books an hour from the phones page, as a visitor does, and takes the picture
// that the README shows.
func TestScreenshot(t *testing.T) {
	w := begin(t)
	b := w.browse()
	b.writes("customer", "היי, יש לי נזילה מתחת לכיור בתל אביב")
	b.sees("customer", "מאשרים?")
	b.writes("customer", "כן")
	b.sees("customer", "אינסטלציה דיזנגוף")
	b.writes("customer", "דיזנגוף 50, קומה 3 דירה 12, מחר ב-10")
	b.sees("customer", "התשובה צפויה")
	b.sees("pro", "עבודה חדשה")
	b.writes("pro", "אשר")
	b.sees("pro", "העבודה ביומן")
	b.sees("customer", "נקבע!")
	w.settle()
	require.Equal(t, "booked", string(w.lead(dana).Status))

	picture, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	require.NoError(t, err)
	require.NotEmpty(t, picture)
	if folder := os.Getenv("PROLI_SCREENSHOTS"); folder != "" {
		require.NoError(t, os.WriteFile(filepath.Join(folder, "phones-he.png"), picture, 0o600))
	}
}
