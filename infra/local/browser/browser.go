// Package browser shows pages to a test in Debian's Chromium and works them as a person does:
// it waits for what must be there, clicks, types and takes pictures. Every wait has a deadline.
package browser

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// patience is how long anything may take, on a machine that does other things too.
const patience = 20 * time.Second

// Page is one tab of a Chromium of its own, which ends with the test.
type Page struct {
	t      testing.TB
	ctx    context.Context
	folder string

	mu       sync.Mutex
	problems []string
}

// Open shows an address at 1440 by 900, in the light scheme, to a reader of Hebrew. Pictures
// go to PROLI_SCREENSHOTS, or nowhere that lasts.
func Open(t testing.TB, url string) *Page {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.Flag("lang", "he"))
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	allocated, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, cancel := chromedp.NewContext(allocated)
	t.Cleanup(cancel)
	p := &Page{t: t, ctx: ctx, folder: os.Getenv("PROLI_SCREENSHOTS")}
	if p.folder == "" {
		p.folder = t.TempDir()
	}
	messages := chromedp.Console(ctx)
	go func() {
		for m, err := range messages {
			if err != nil {
				return
			}
			if strings.HasPrefix(m.String(), "info:") { // a remark, such as that the focus stays where it is
				continue
			}
			p.mu.Lock()
			p.problems = append(p.problems, m.String())
			p.mu.Unlock()
		}
	}()
	require.NoError(t, chromedp.Do(ctx, chromedp.EmulateViewport(1440, 900))) // starts the browser, which a deadline would end
	p.Scheme("light")
	p.Visit(url)
	return p
}

// Console is what the page complained about, a broken content policy among it.
func (p *Page) Console() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.problems
}

// Visit shows another address.
func (p *Page) Visit(url string) {
	p.t.Helper()
	p.do(chromedp.Navigate(url))
}

func (p *Page) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	require.NoError(p.t, p.try(steps...))
}

func (p *Page) try(steps ...chromedp.Action[chromedp.Void]) error {
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	return chromedp.Do(ctx, steps...)
}

// Click clicks the first element that a CSS selector finds, once it is there and visible. It is
// brought to the middle first: bars that stay in place may cover the edges.
func (p *Page) Click(selector string) {
	p.t.Helper()
	p.Until(`document.querySelector(` + Quote(selector) + `)`)
	p.Evaluate(`document.querySelector(` + Quote(selector) + `)?.scrollIntoView({block: "center", inline: "center", behavior: "instant"}); "there"`)
	p.again(selector, chromedp.Click(chromedp.CSS(selector)))
}

// Type types into the element that a CSS selector finds; "\r" is the enter key.
func (p *Page) Type(selector, words string) {
	p.t.Helper()
	p.again(selector, chromedp.SendKeys(chromedp.CSS(selector), words))
}

// again does a step on an element once more when the page drew it anew after it was found,
// which the browser says before anything is pressed.
func (p *Page) again(selector string, step chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	for deadline := time.Now().Add(patience); ; {
		err := p.try(step)
		if gone(err) && time.Now().Before(deadline) {
			continue
		}
		require.NoError(p.t, err, selector)
		return
	}
}

// Until waits for an expression to be true in the page, or in the one that follows it.
func (p *Page) Until(expression string) {
	p.t.Helper()
	for deadline := time.Now().Add(patience); ; {
		_, err := chromedp.Run(p.ctx, chromedp.Poll[bool]("Boolean("+expression+")", chromedp.WithPollingTimeout(patience), chromedp.WithPollingInterval(20*time.Millisecond)))
		if gone(err) && time.Now().Before(deadline) {
			continue
		}
		require.NoError(p.t, err, expression)
		return
	}
}

// gone reports whether what was looked at has been replaced: the element, or the page itself.
func gone(err error) bool {
	var said *cdproto.Error
	return errors.As(err, &said) && said.Code == -32000
}

// Evaluate runs an expression in the page, waits for its promise, and gives what it comes to as text.
func (p *Page) Evaluate(expression string) string {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	said, err := chromedp.Run(ctx, chromedp.Evaluate[any](expression, chromedp.EvalAwaitPromise))
	require.NoError(p.t, err)
	return fmt.Sprint(said)
}

// Shows waits until the page shows a text.
func (p *Page) Shows(text string) {
	p.t.Helper()
	p.Until(`document.body.innerText.includes(` + Quote(text) + `)`)
}

// Quote writes a text as JavaScript does.
func Quote(text string) string {
	quoted, err := json.Marshal(text)
	if err != nil {
		panic(err) // a string can always be written
	}
	return string(quoted)
}

// Scheme asks for the "light" or the "dark" scheme, without motion.
func (p *Page) Scheme(name string) {
	p.t.Helper()
	_, err := chromedp.Call(p.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: name}, {Name: "prefers-reduced-motion", Value: "reduce"}}})
	require.NoError(p.t, err)
}

// Size gives the window another size, in pixels.
func (p *Page) Size(width, height int64) {
	p.t.Helper()
	p.do(chromedp.EmulateViewport(width, height))
}

// Shoot takes a picture of what is in view.
func (p *Page) Shoot(name string) {
	p.t.Helper()
	picture, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	require.NoError(p.t, err)
	require.NotEmpty(p.t, picture)
	require.NoError(p.t, os.WriteFile(filepath.Join(p.folder, name+".png"), picture, 0o600))
}

// ShootAll takes a picture of the whole page in a window of this width that is high enough for it.
func (p *Page) ShootAll(name string, width, height int64) {
	p.t.Helper()
	p.Size(width, height)
	p.Until(fmt.Sprintf("innerWidth === %d", width))
	whole, err := chromedp.Run(p.ctx, chromedp.Evaluate[int64]("document.documentElement.scrollHeight"))
	require.NoError(p.t, err)
	if whole > height {
		p.Size(width, whole)
		p.Until(fmt.Sprintf("innerHeight === %d", whole))
	}
	p.Shoot(name)
}
