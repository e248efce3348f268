package browser

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// steps is in how many the mouse goes from one place to another: a browser takes a jump for no drag.
const steps = 8

// ClickAt clicks so many pixels right of and below the middle of the element that a CSS selector finds.
func (p *Page) ClickAt(selector string, right, below float64) {
	p.t.Helper()
	x, y := p.middle(selector, true)
	p.do(chromedp.MouseClickXY(x+right, y+below))
}

// Drag takes what one CSS selector finds to what another finds, with the mouse held down. Both
// have to be in view at once.
func (p *Page) Drag(from, to string) {
	p.t.Helper()
	x, y := p.middle(from, true)
	toX, toY := p.middle(to, false)
	p.Evaluate(`document.querySelector(` + Quote(to) + `).addEventListener("dragover", () => { window.draggedOver = (window.draggedOver ?? 0) + 1 }, {capture: true}); window.draggedOver = 0; "watched"`)
	held := func(e *input.DispatchMouseEventParams) { e.Buttons = 1 }
	move := func(x, y float64) { p.do(chromedp.MouseEvent(chromedp.MouseMoved, x, y, chromedp.ButtonLeft, held)) }
	p.do(chromedp.MouseEvent(chromedp.MouseMoved, x, y), chromedp.MouseEvent(chromedp.MousePressed, x, y, chromedp.ButtonLeft, chromedp.ClickCount(1)))
	for i := 1; i <= steps; i++ {
		part := float64(i) / steps
		move(x+(toX-x)*part, y+(toY-y)*part)
	}
	// A browser tells a page of a drag only so often: let go before, and nothing was dragged there.
	for i := 0; p.Evaluate("window.draggedOver > 1") != "true"; i++ {
		require.Less(p.t, i, 1000, "nothing was dragged over %s", to)
		move(toX+float64(i%2), toY)
	}
	p.do(chromedp.MouseEvent(chromedp.MouseReleased, toX, toY, chromedp.ButtonLeft, chromedp.ClickCount(1)))
}

// middle is where an element's middle is in the window; near brings the element there first.
func (p *Page) middle(selector string, near bool) (x, y float64) {
	p.t.Helper()
	p.Until(`document.querySelector(` + Quote(selector) + `)`)
	said := p.Evaluate(fmt.Sprintf(`(e => { if (%t) e.scrollIntoView({block: "center", inline: "center", behavior: "instant"});
		const r = e.getBoundingClientRect(); return JSON.stringify([r.x + r.width / 2, r.y + r.height / 2]) })(document.querySelector(%s))`, near, Quote(selector)))
	var at [2]float64
	require.NoError(p.t, json.NewDecoder(strings.NewReader(said)).Decode(&at), selector)
	return at[0], at[1]
}
