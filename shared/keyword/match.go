package keyword

import (
	"slices"
	"strings"
	"sync"
)

// matcher is a rule of the table in the form in which it is compared.
type matcher struct {
	danger         Danger
	raw, whole     map[string]bool
	inside, except byFirst
	needs, with    map[string]bool
}

var compiled = sync.OnceValue(func() map[Kind]matcher {
	out := map[Kind]matcher{}
	for _, r := range table {
		m := matcher{raw: map[string]bool{}, whole: map[string]bool{}, needs: set(r.needsWith), with: set(r.with)}
		for _, w := range r.whole {
			if n := Normalize(w); n != "" {
				m.whole[n] = true
			} else {
				m.raw[w] = true
			}
		}
		m.inside, m.except = phrases(r.inside), phrases(r.except)
		out[r.kind] = m
	}
	return out
})

var compiledDangers = sync.OnceValue(func() []matcher {
	var out []matcher
	for _, d := range dangers {
		out = append(out, matcher{danger: d.Danger, inside: phrases(d.inside), except: phrases(d.except)})
	}
	return out
})

func set(in []string) map[string]bool {
	out := map[string]bool{}
	for _, w := range in {
		out[Normalize(w)] = true
	}
	return out
}

// byFirst lists phrases by their first word, which is never a star.
type byFirst map[string][][]string

func phrases(in []string) byFirst {
	out := byFirst{}
	for _, p := range in {
		var words []string
		for _, w := range strings.Fields(p) {
			if w != "*" {
				w = Normalize(w)
			}
			words = append(words, strings.Fields(w)...)
		}
		out[words[0]] = append(out[words[0]], words)
	}
	return out
}

// at gives the phrases that the words from i on begin with. The first word,
// when Hebrew, may carry prefixes (`והצפה`, `שדחוף`).
func (known byFirst) at(said []string, i int) (out [][]string) {
	for _, first := range bare(said[i]) {
		for _, p := range known[first] {
			if follows(said[i+1:], p[1:]) {
				out = append(out, p)
			}
		}
	}
	return out
}

// insideOf looks for the words inside a message, exceptions taken out.
func (m matcher) insideOf(said []string) bool {
	if len(m.inside) == 0 {
		return false
	}
	if len(m.except) > 0 {
		said = slices.Clone(said)
	}
	for i := range said {
		for _, e := range m.except.at(said, i) {
			for k := range e {
				said[i+k] = ""
			}
		}
	}
	for i := range said {
		for _, p := range m.inside.at(said, i) {
			if !m.needs[strings.Join(p, " ")] || m.company(said) {
				return true
			}
		}
	}
	return false
}

func (m matcher) company(said []string) bool {
	return slices.ContainsFunc(said, func(w string) bool {
		return slices.ContainsFunc(bare(w), func(b string) bool { return m.with[b] })
	})
}

// follows compares word for word; `*` in the phrase is any word.
func follows(said, phrase []string) bool {
	if len(said) < len(phrase) {
		return false
	}
	for i, want := range phrase {
		if want == "*" && said[i] != "" {
			continue
		}
		if said[i] != want && said[i] != "ה"+want {
			return false
		}
	}
	return true
}

// prefixes are what Hebrew writes together with the next word. כ is not among
// them: it says "like", and `כקצר` is no report.
var prefixes = []string{"", "ה", "ו", "ב", "ל", "ש", "מ", "וה", "ול", "וב", "שה", "בה", "מה", "וש", "שב"}

// bare gives the readings of a word with its prefixes taken off. Two letters
// must remain: `אש` in `באש`, but never less.
func bare(word string) []string {
	out := make([]string, 0, 3)
	for _, p := range prefixes {
		if rest, ok := strings.CutPrefix(word, p); ok && len(rest) >= 4 {
			out = append(out, rest)
		}
	}
	if len(out) == 0 {
		return []string{word}
	}
	return out
}
