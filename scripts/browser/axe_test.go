package browser_test

import (
	_ "embed"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/local/browser"
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

// views are how a page is looked at: what a width or a theme breaks, one of them shows.
var views = []struct{ theme, width string }{{"light", "desktop"}, {"dark", "phone"}}

// TestNobodyIsLeftOut runs axe-core on every page, in both languages: no serious or critical finding.
func TestNobodyIsLeftOut(t *testing.T) {
	w := wholeDay(t)
	p := w.signedIn("he")
	for _, page := range pages {
		for _, lang := range []string{"he", "en"} {
			p.Visit(w.path(strings.ReplaceAll(page.path, "{pro}", w.pros[0].ID), "lang", lang))
			p.Evaluate(axe + "; true")
			for i, view := range views {
				p.Scheme(view.theme)
				p.Size(widths[i].width, widths[i].height)
				for _, f := range look(t, p) {
					if f.Impact == "serious" || f.Impact == "critical" {
						t.Errorf("%s %s %s %s: %s (%s)\n%+v", page.name, lang, view.theme, view.width, f.Help, f.Impact, f.Nodes)
					}
				}
			}
		}
	}
}

func look(t *testing.T, p *browser.Page) (findings []finding) {
	t.Helper()
	said := p.Evaluate(`axe.run({resultTypes: ["violations"]}).then((r) => JSON.stringify(r.violations.map((v) =>
		({id: v.id, impact: v.impact, help: v.help, nodes: v.nodes.slice(0, 3).map((n) => ({html: n.html, failureSummary: n.failureSummary}))}))))`)
	require.NoError(t, json.Unmarshal([]byte(said), &findings))
	return findings
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
