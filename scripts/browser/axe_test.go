package browser_test

import (
	_ "embed"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

//go:embed axe/axe.min.js
var axe string

// finding is what axe-core holds against a page.
type finding struct {
	ID     string
	Impact string
	Help   string
	Nodes  []struct{ HTML, FailureSummary string }
}

// TestNobodyIsLeftOut runs axe-core on every page, in both languages and both themes, on a
// desktop and on a phone: no serious or critical finding.
func TestNobodyIsLeftOut(t *testing.T) {
	w := begin(t, employ, begun, troubled, acted)
	p := w.signedIn("he")
	for _, page := range pages {
		for _, lang := range []string{"he", "en"} {
			p.Visit(w.path(page.path, "lang", lang))
			p.Evaluate(axe + "; true")
			for _, theme := range []string{"light", "dark"} {
				p.Scheme(theme)
				for _, size := range widths {
					p.Size(size.width, size.height)
					said := p.Evaluate(`axe.run({resultTypes: ["violations"]}).then((r) => JSON.stringify(r.violations.map((v) =>
						({id: v.id, impact: v.impact, help: v.help, nodes: v.nodes.slice(0, 3).map((n) => ({html: n.html, failureSummary: n.failureSummary}))}))))`)
					var findings []finding
					require.NoError(t, json.Unmarshal([]byte(said), &findings))
					for _, f := range findings {
						if f.Impact == "serious" || f.Impact == "critical" {
							t.Errorf("%s %s %s %s: %s (%s)\n%+v", page.name, lang, theme, size.name, f.Help, f.Impact, f.Nodes)
						}
					}
				}
			}
		}
	}
}

// TestTheCheckerFinds shows that a page with a mistake is found.
func TestTheCheckerFinds(t *testing.T) {
	w := begin(t)
	p := w.signedIn("he")
	p.Evaluate(axe + "; true")
	p.Evaluate(`document.querySelector("h1").insertAdjacentHTML("afterend", "<img src='/static/mark.svg'><input>"); "ok"`)
	said := p.Evaluate(`axe.run().then((r) => r.violations.map((v) => v.id).join(" "))`)
	require.Subset(t, strings.Fields(said), []string{"image-alt", "label"})
}
