package main

import (
	"html/template"
	"io"
	"regexp"
	"strings"

	"github.com/proli/proli/shared/locale"
)

var sheet = template.Must(template.New("sheet").Funcs(template.FuncMap{"chat": chat}).Parse(`<!DOCTYPE html>
<html lang="en"><meta charset="utf-8"><title>Notices</title>
<style>
body{font:14px/1.35 "Noto Sans Hebrew","Noto Sans",sans-serif;background:#e5ddd5;margin:12px}
main{columns:4;column-gap:10px}
section{break-inside:avoid;margin:0 0 10px}
small{color:#555;font:11px monospace}
p{background:#fff;border-radius:8px;margin:2px 0;padding:6px 9px;white-space:pre-wrap;unicode-bidi:plaintext;max-width:340px}
</style><main>{{range .}}<section><small>{{.Key}} · {{.Language}}</small><p dir="auto">{{chat .Text}}</p></section>{{end}}</main></html>
`))

// draw writes the notices as a page.
func draw(w io.Writer, list []notice) error { return sheet.Execute(w, list) }

// Emphasis as WhatsApp reads it: a star that opens stands after no letter or digit, and before
// no space; one that closes stands after no space, and before no letter or digit.
var (
	emphasis = regexp.MustCompile(`(^|[^\p{L}\p{N}*])\*([^\s*](?:[^*\n]*[^\s*])?)\*($|[^\p{L}\p{N}*])`)
	starred  = regexp.MustCompile(`\*`)
)

// chat is a text with its emphasis.
func chat(text string) template.HTML {
	escaped := template.HTMLEscapeString(text)
	for range 3 { // neighbours share the character between them
		escaped = emphasis.ReplaceAllString(escaped, "$1<b>$2</b>$3")
	}
	return template.HTML(escaped) //nolint:gosec // escaped above; the marks are ours
}

// loose reports whether stars would be shown as stars.
func loose(n notice) bool {
	text := n.Text
	for range 3 {
		text = emphasis.ReplaceAllString(text, "$1$2$3")
	}
	return starred.MatchString(strings.ReplaceAll(text, "***4567", "")) && n.Language != locale.Language("")
}
