package privacy

import (
	"archive/zip"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/locale"
)

//go:embed file.html
var fileHTML string

//go:embed file.css
var fileCSS string

var filePage = template.Must(template.New("file").Parse(fileHTML))

// WriteZIP writes a person's file for the person: a page to read, the same as JSON, and
// the photos and recordings that they sent. What the bucket no longer has is named as gone.
func WriteZIP(ctx context.Context, w io.Writer, f File, lang locale.Language, open Reader) error {
	out := zip.NewWriter(w)
	media := map[string]string{}
	for i, object := range f.Objects() {
		name := fmt.Sprintf("media/%d%s", i+1, path.Ext(object))
		found, err := copyObject(ctx, out, name, object, f.MadeAt, open)
		if err != nil {
			return err
		}
		if found {
			media[object] = name
		}
	}
	data, err := create(out, "data.json", f.MadeAt)
	if err != nil {
		return err
	}
	e := json.NewEncoder(data)
	e.SetIndent("", "  ")
	if err := e.Encode(f); err != nil {
		return fmt.Errorf("privacy.export: %w", err)
	}
	page, err := create(out, "index.html", f.MadeAt)
	if err != nil {
		return err
	}
	if err := filePage.Execute(page, readable{File: f, Lang: lang, Media: media, Style: template.CSS(fileCSS)}); err != nil {
		return fmt.Errorf("privacy.export: %w", err)
	}
	return out.Close()
}

func create(out *zip.Writer, name string, at time.Time) (io.Writer, error) {
	w, err := out.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: at})
	if err != nil {
		return nil, fmt.Errorf("privacy.export %s: %w", name, err)
	}
	return w, nil
}

func copyObject(ctx context.Context, out *zip.Writer, name, object string, at time.Time, open Reader) (found bool, err error) {
	body, err := open(ctx, object)
	if fault.KindOf(err) == fault.NotFound && err != nil {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("privacy.export: %w", err)
	}
	defer func() { _ = body.Close() }() // it was only read
	w, err := create(out, name, at)
	if err != nil {
		return false, err
	}
	if _, err := io.Copy(w, body); err != nil {
		return false, fmt.Errorf("privacy.export: %w", err)
	}
	return true, nil
}

// readable is a file as the page shows it.
type readable struct {
	File
	Lang  locale.Language
	Media map[string]string // the name in the ZIP, by object
	Style template.CSS
}

// T is a text of the catalogue.
func (r readable) T(key string) string { return locale.Text(r.Lang, key) }

// At is a moment on the wall in Israel, with its year.
func (r readable) At(t time.Time) string {
	if t.IsZero() {
		return "—"
	}
	return locale.Numeric(r.Lang, t) + " " + locale.Clock(t)
}

// Pro is a pro's name.
func (r readable) Pro(id string) string { return r.Pros[id] }

// Trade is what people call a trade.
func (r readable) Trade(trade string) string { return locale.Trade(r.Lang, trade) }

// Money is an amount in shekels.
func (r readable) Money(ils int) string { return locale.Money(ils) }

// Number reads a number that may be absent.
func (r readable) Number(n *int) int { return *n }

// Line is one thing that was said.
type Line struct {
	At   time.Time
	Ours bool
	Text string
}

// Talk is everything that was said in both directions, in order.
func (r readable) Talk() []Line {
	var lines []Line
	for _, m := range r.Messages {
		lines = append(lines, Line{At: m.SentAt, Ours: m.By == conversation.ByProli, Text: strings.TrimSpace(m.Text)})
	}
	for _, n := range r.Notices {
		lines = append(lines, Line{At: n.CreatedAt, Ours: true, Text: n.Text})
	}
	slices.SortStableFunc(lines, func(a, b Line) int { return a.At.Compare(b.At) })
	return lines
}
