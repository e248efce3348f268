// Package privacy is the notice about what Proli keeps of people, for how long, and what
// they can ask for. The promises stand here alone; what keeps them stands with the data.
package privacy

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"html/template"

	"github.com/proli/proli/shared/locale"
)

//go:embed page.html he.html en.html style.css
var files embed.FS

type sheet struct {
	Lang   locale.Language // whose text comes first; the other follows below
	Policy string
	Style  template.CSS
}

var (
	style = read("style.css")
	hash  = sha256.Sum256(style)
	pages = map[locale.Language][]byte{locale.Hebrew: render(locale.Hebrew), locale.English: render(locale.English)}
)

// Policy is the Content-Security-Policy of the page: its own style by hash, nothing else.
// The page carries it too, all but what only a header can say.
func Policy() string { return inPage() + "; frame-ancestors 'none'" }

func inPage() string {
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(hash[:]) + "'; base-uri 'none'; form-action 'none'"
}

// Page is the whole notice as one HTML file that loads nothing: in both languages, the
// asked one first.
func Page(lang locale.Language) []byte { return pages[locale.Of(string(lang))] }

func render(lang locale.Language) []byte {
	page := template.Must(template.ParseFS(files, "page.html", "he.html", "en.html"))
	var out bytes.Buffer
	if err := page.ExecuteTemplate(&out, "page.html", sheet{Lang: lang, Policy: inPage(), Style: template.CSS(style)}); err != nil {
		panic(err) // cannot happen: the files are ours
	}
	return out.Bytes()
}

func read(name string) []byte {
	content, err := files.ReadFile(name)
	if err != nil {
		panic(err) // cannot happen: it is embedded
	}
	return content
}
