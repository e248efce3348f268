package place

import (
	"embed"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/proli/proli/shared/reader/words"
)

//go:embed data/localities.tsv data/cities.tsv data/aliases.tsv data/aliases_more.tsv data/ordinary.txt data/towns.txt data/not_towns.txt
var data embed.FS

// trust says what a name needs around it to be read as the place.
type trust int

const (
	// anywhere: a city's name, or one of several words.
	anywhere trust = iota
	// afterPreposition: a small place; needs ב, ל, מ, "in", or to stand alone
	// between commas.
	afterPreposition
	// inside: also a rare word; needs ב, "in" or ליד, or must be the whole message.
	inside
	// insideOnly: also a person's name; needs ב, "in" or ליד.
	insideOnly
	// alone: also an ordinary word; must be the whole message.
	alone
	// afterKind: so ordinary that only a word like קיבוץ makes it a place.
	afterKind
)

// name is one spelling of a place in the form in which it is looked up.
type name struct {
	words []string
	place int
	trust trust
	// quoted: an abbreviation of two or three letters, nothing without its
	// quotes (ק"ש is a city, קש is straw).
	quoted bool
}

type index struct {
	places []Place
	codes  map[string]int
	// names maps the key of a whole name to a place; the first one wins.
	names map[string]int
	// byFirst lists the names by their first word, longest first.
	byFirst map[string][]name
	typos   map[string][]name
	// notTowns are ordinary words one letter away from a short town.
	notTowns map[string]bool
}

var loaded = sync.OnceValue(build)

// build reads the embedded tables. Their shape is held by a test, so a bad line
// is skipped here rather than reported.
func build() *index {
	ix := &index{codes: map[string]int{}, names: map[string]int{}, byFirst: map[string][]name{}, typos: map[string][]name{}, notTowns: map[string]bool{}}
	for _, line := range lines("data/not_towns.txt") {
		for _, w := range strings.Fields(line) {
			ix.notTowns[fold(w)] = true
		}
	}
	level := ordinaryNames()
	type part struct{ prefix, code string }
	var parts []part
	for _, f := range table("data/cities.tsv") {
		ix.add(Place{Code: f[0], Name: f[1], NameEN: f[2]}, f[3], f[4])
		ix.spell(f[1], f[0], anywhere)
		ix.spell(f[2], f[0], anywhere)
		parts = append(parts, part{f[5], f[0]})
	}
	rows := table("data/localities.tsv")
	for _, f := range rows {
		code := f[0]
		for _, p := range parts {
			if strings.HasPrefix(f[1], p.prefix) {
				code = p.code
			}
		}
		if code == f[0] {
			ix.add(Place{Code: code, Name: f[1], NameEN: f[2]}, f[3], f[4])
		}
		ix.spell(f[1], code, level(f[1]))
		ix.spell(f[2], code, level(f[2]))
	}
	for _, file := range []string{"data/aliases.tsv", "data/aliases_more.tsv"} {
		for _, f := range table(file) {
			if i, ok := ix.names[key(f[1])]; ok {
				ix.spell(f[0], ix.places[i].Code, aliasLevel(level, f[0]))
			}
		}
	}
	for _, f := range rows {
		for _, half := range halves(f[1]) {
			if i, ok := ix.codes[f[0]]; ok {
				if _, taken := ix.names[key(half)]; !taken {
					ix.spell(half, ix.places[i].Code, level(half))
				}
			}
		}
	}
	ix.learnTypos()
	for _, list := range ix.byFirst {
		slices.SortStableFunc(list, func(a, b name) int { return len(b.words) - len(a.words) })
	}
	return ix
}

func (ix *index) add(p Place, lat, lng string) {
	p.Lat, _ = strconv.ParseFloat(lat, 64)
	p.Lng, _ = strconv.ParseFloat(lng, 64)
	ix.codes[p.Code] = len(ix.places)
	ix.places = append(ix.places, p)
}

// spell adds one spelling of a place. The first place to take a spelling keeps
// it.
func (ix *index) spell(spelling, code string, t trust) {
	k := key(spelling)
	if k == "" {
		return
	}
	n := name{words: strings.Split(k, " "), place: ix.codes[code], trust: t}
	n.quoted = len(n.words) == 1 && strings.ContainsAny(spelling, `"״`) && len(k) <= 6
	if slices.ContainsFunc(ix.byFirst[n.words[0]], func(o name) bool { return o.quoted == n.quoted && slices.Equal(o.words, n.words) }) {
		return
	}
	if _, taken := ix.names[k]; !taken {
		ix.names[k] = n.place
	}
	if n.quoted {
		n.trust = anywhere
	}
	ix.byFirst[n.words[0]] = append(ix.byFirst[n.words[0]], n)
}

// halves are the names inside a double one: "כוכב יאיר - צור יגאל", "שדרות,
// איבים". Halves of one short word are no names.
func halves(full string) []string {
	var out []string
	for _, sep := range []string{",", " - "} {
		if !strings.Contains(full, sep) {
			continue
		}
		for _, h := range strings.Split(full, sep) {
			if h = strings.TrimSpace(h); len([]rune(h)) >= 4 {
				out = append(out, h)
			}
		}
	}
	return out
}

// ordinaryNames says how much a name is trusted by itself.
func ordinaryNames() func(string) trust {
	level := map[string]trust{}
	for _, line := range lines("data/towns.txt") {
		level[key(line)] = anywhere
	}
	for _, line := range lines("data/ordinary.txt") {
		switch line[0] {
		case '!':
			level[key(line[1:])] = afterKind
		case '+':
			level[key(line[1:])] = inside
		case '=':
			level[key(line[1:])] = insideOnly
		default:
			level[key(line)] = alone
		}
	}
	return func(n string) trust {
		k := key(n)
		if t, ok := level[k]; ok {
			return t
		}
		if strings.Contains(k, " ") {
			return anywhere
		}
		return afterPreposition
	}
}

// aliasLevel trusts an everyday name unless it is an ordinary word: nobody
// would have listed a nickname of a place that is not talked about.
func aliasLevel(level func(string) trust, alias string) trust {
	if t := level(alias); t >= inside {
		return t
	}
	return anywhere
}

// key folds a name: words joined by one space, no quotes or punctuation, final
// letters as plain ones, doubled yod and vav once (קריית and קרית).
func key(text string) string {
	var out []string
	for _, w := range words.Split(text) {
		if w.Class != words.Punct {
			out = append(out, fold(w.Text))
		}
	}
	return strings.Join(out, " ")
}

var doubled = strings.NewReplacer("יי", "י", "וו", "ו")

func fold(word string) string { return doubled.Replace(words.Fold(word)) }

func table(file string) [][]string {
	all := lines(file)
	var out [][]string
	columns := strings.Count(all[0], "\t") + 1
	for _, line := range all[1:] {
		if f := strings.Split(line, "\t"); len(f) == columns {
			out = append(out, f)
		}
	}
	return out
}

// lines reads an embedded file, which is there or the program does not build.
func lines(file string) []string {
	raw, _ := data.ReadFile(file)
	var out []string
	for line := range strings.Lines(string(raw)) {
		line = strings.TrimRight(line, "\r\n")
		if line != "" && !strings.HasPrefix(line, "#") {
			out = append(out, line)
		}
	}
	return out
}
