package locale

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Catalogue holds the same texts in every language, by key.
type Catalogue struct {
	texts map[Language]map[string]string
	chat  bool // its texts are plain: what is of the other direction in them has to be set apart
}

//go:embed *.txt
var files embed.FS

var shared = func() *Catalogue {
	c := Must(files)
	c.chat = true
	return c
}()

var (
	heading     = regexp.MustCompile(`^\[([a-z0-9_.\-]+(?: (?:none|one|two))?)\]$`)
	placeholder = regexp.MustCompile(`\{[a-z][a-z0-9_]*\}`)
)

// Text is a text of the shared catalogue; see Catalogue.Text.
func Text(lang Language, key string, args ...any) string { return shared.Text(lang, key, args...) }

// Count is a text of the shared catalogue for n things; see Catalogue.Count.
func Count(lang Language, key string, n int, args ...any) string {
	return shared.Count(lang, key, n, args...)
}

// Default is the catalogue of what is said on WhatsApp and of words used everywhere.
func Default() *Catalogue { return shared }

// NewCatalogue reads he.txt and en.txt, and parts of them such as leads.he.txt and
// leads.en.txt. It refuses them when the languages' keys or placeholders differ.
func NewCatalogue(fsys fs.FS) (*Catalogue, error) {
	c := &Catalogue{texts: map[Language]map[string]string{}}
	for _, lang := range Languages {
		c.texts[lang] = map[string]string{}
		parts, err := fs.Glob(fsys, "*."+string(lang)+".txt")
		if err != nil {
			return nil, fmt.Errorf("catalogue: %w", err)
		}
		for _, name := range append(parts, string(lang)+".txt") {
			if err := c.read(fsys, lang, name); err != nil {
				return nil, fmt.Errorf("catalogue %s: %w", name, err)
			}
		}
	}
	return c, c.Check()
}

func (c *Catalogue) read(fsys fs.FS, lang Language, name string) error {
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return err
	}
	part, err := Parse(string(data))
	if err != nil {
		return err
	}
	for key, text := range part {
		if _, twice := c.texts[lang][key]; twice {
			return fmt.Errorf("[%s] stands in another part too", key)
		}
		c.texts[lang][key] = text
	}
	return nil
}

// Must is NewCatalogue for files embedded in the program, whose faults are the program's.
func Must(fsys fs.FS) *Catalogue {
	c, err := NewCatalogue(fsys)
	if err != nil {
		panic(err)
	}
	return c
}

// Parse reads sections: a line "[key]", then the text to the next one, blank lines
// around it dropped. "[key one]", "[key two]" and "[key none]" are forms for a number
// of things. A line that begins with "# " is a comment.
func Parse(text string) (map[string]string, error) {
	sections := map[string]string{}
	var key string
	var body []string
	keep := func() {
		if key != "" {
			sections[key] = strings.Trim(strings.Join(body, "\n"), "\n")
		}
	}
	for i, line := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		line = strings.TrimRight(line, " \t")
		if strings.HasPrefix(line, "# ") || line == "#" {
			continue
		}
		found := heading.FindStringSubmatch(line)
		switch {
		case found != nil:
			keep()
			key, body = found[1], nil
			if _, twice := sections[key]; twice {
				return nil, fmt.Errorf("line %d: [%s] stands twice", i+1, key)
			}
		case key == "" && line != "":
			return nil, fmt.Errorf("line %d: text before the first [key]", i+1)
		default:
			body = append(body, line)
		}
	}
	keep()
	return sections, nil
}

// Text is the text of a key in a language, its {name}s replaced by the values given as
// name, value pairs. It never fails: a missing key gives the key, a missing value
// leaves its {name} to be seen.
func (c *Catalogue) Text(lang Language, key string, args ...any) string {
	lang = Of(string(lang))
	text, ok := c.texts[lang][key]
	if !ok {
		return key
	}
	if !c.chat {
		return fill(text, args, word)
	}
	return fill(text, args, func(v any) string { return apart(lang, word(v)) })
}

// Count is the text for n things: the form for none, one or two where the language
// has one, otherwise the plain key, with {n} as the number.
func (c *Catalogue) Count(lang Language, key string, n int, args ...any) string {
	args = append([]any{"n", Number(n)}, args...)
	if form, ok := map[int]string{0: " none", 1: " one", 2: " two"}[n]; ok {
		if _, ok := c.texts[Of(string(lang))][key+form]; ok {
			return c.Text(lang, key+form, args...)
		}
	}
	return c.Text(lang, key, args...)
}

// Has reports whether the catalogue knows a key.
func (c *Catalogue) Has(key string) bool {
	_, ok := c.texts[Hebrew][key]
	return ok
}

// Keys are all keys of a language, sorted.
func (c *Catalogue) Keys(lang Language) []string {
	return slices.Sorted(maps.Keys(c.texts[lang]))
}

// Check names every difference between the languages: a key that one of them lacks
// (forms for numbers are each language's own), other placeholders, an empty text.
func (c *Catalogue) Check() error {
	var faults []error
	for _, lang := range Languages {
		there := c.texts[lang.Other()]
		for _, key := range c.Keys(lang) {
			text := c.texts[lang][key]
			if text == "" {
				faults = append(faults, fmt.Errorf("[%s] is empty in %s", key, lang))
			}
			base, form, isForm := strings.Cut(key, " ")
			other, ok := there[base]
			switch {
			case isForm && c.texts[lang][base] == "":
				faults = append(faults, fmt.Errorf("[%s %s] has no [%s] in %s", base, form, base, lang))
			case !ok:
				faults = append(faults, fmt.Errorf("[%s] is missing in %s", base, lang.Other()))
			case !isForm && !slices.Equal(names(text), names(other)):
				faults = append(faults, fmt.Errorf("[%s] has other placeholders in %s than in %s", key, lang, lang.Other()))
			}
		}
	}
	return errors.Join(faults...)
}

// fill replaces in one pass, so that a value holding {name} stays as its writer wrote it.
func fill(text string, args []any, word func(any) string) string {
	if len(args) < 2 || !strings.Contains(text, "{") {
		return text
	}
	return placeholder.ReplaceAllStringFunc(text, func(found string) string {
		for i := 0; i+1 < len(args); i += 2 {
			if args[i] == found[1:len(found)-1] {
				return word(args[i+1])
			}
		}
		return found
	})
}

func word(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case int:
		return strconv.Itoa(v)
	}
	return fmt.Sprint(v)
}

func names(text string) []string {
	found := placeholder.FindAllString(text, -1)
	slices.Sort(found)
	return slices.Compact(found)
}
