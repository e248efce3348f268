package when

import "github.com/proli/proli/shared/reader/words"

// kind is what a piece says.
type kind int

const (
	dayPiece kind = iota
	clockPiece
	rangePiece
	afterPiece
	beforePiece
	partPiece
	delayPiece
	periodPiece
	asapPiece
	// ignored pieces are no wanted times; they are matched so that nothing
	// inside them is.
	ignored
)

// piece is one expression in the text: words from..to.
type piece struct {
	kind     kind
	from, to int
	// weak pieces count only beside another piece, or when they are all that
	// the message says.
	weak bool

	day    dayRef
	clock  clock
	until  clock
	part   part
	delay  delay
	period period
	// side of a day: until it (`עד יום חמישי`), or only after it.
	side side
}

// side says on which side of a day the wanted time lies.
type side int

const (
	onDay side = iota
	untilDay
	afterDay
)

// matchers in the order in which they are tried at each word. What could also
// be read as something shorter comes first.
func (p parser) matchers() []func(int) piece {
	return []func(int) piece{
		p.ignoredAt, p.rangeAt, p.beforeSabbathAt, p.besideDayAt, p.boundAt, p.delayAt, p.dateAt, p.periodAt, p.partAt, p.dayAt, p.clockAt, p.asapAt,
	}
}

func (p parser) pieces() []piece {
	var out []piece
	matchers := p.matchers()
	for i := 0; i < len(p.words); {
		next := max(i+1, p.townAt(i))
		if next == i+1 && (p.words[i].Class != words.Punct || p.is(i, "@")) {
			for _, match := range matchers {
				if c := match(i); c.to > i {
					c.from = i
					out = append(out, c)
					next = c.to
					break
				}
			}
		}
		i = next
	}
	return out
}

// choose drops what does not count: ignored and negated pieces, weak ones that
// stand alone in a sentence, and alternatives that leave the choice open.
func (p parser) choose(all []piece) []piece {
	var kept []piece
	no := p.refused(all)
	for k, c := range all {
		switch {
		case c.kind == ignored, no[k]:
		case c.weak && !p.supported(all, k):
		default:
			kept = append(kept, c)
		}
	}
	return p.dropAlternatives(kept)
}

// supported says that a weak piece touches another one, or that the message
// says nothing else.
func (p parser) supported(all []piece, k int) bool {
	c := all[k]
	if k > 0 && all[k-1].kind.rivals(c.kind) && p.is(c.from-1, "או", "or") {
		return true // שלישי או רביעי, ב-10 או 11
	}
	company := func(o piece) bool { return o.kind != ignored && o.kind != c.kind }
	if k > 0 && company(all[k-1]) && !p.apart(all[k-1].to, c.from) {
		return true
	}
	if k+1 < len(all) && company(all[k+1]) && !p.apart(c.to, all[k+1].from) {
		return c.kind != clockPiece || all[k+1].kind == partPiece || c.from == 0 || p.words[c.from-1].Class == words.Punct
	}
	return c.kind != clockPiece && c.kind != rangePiece && !p.wordsBetween(0, c.from) && !p.wordsBetween(c.to, len(p.words))
}

// apart says that words or commas stand between two pieces.
func (p parser) apart(from, to int) bool {
	for i := from; i < to; i++ {
		if !p.is(i, fillers...) && !p.is(i, "-", ".") {
			return true
		}
	}
	return false
}

// dropAlternatives takes out what is left open by "or": hours and parts of the
// day, so that their day remains; when the days themselves are open, all of it.
func (p parser) dropAlternatives(kept []piece) []piece {
	open := map[int]bool{}
	for k := 1; k < len(kept); k++ {
		for j := range k {
			if !kept[j].kind.rivals(kept[k].kind) || !p.joinedByOr(kept[j].to, kept[k].from) {
				continue
			}
			if kept[j].kind == dayPiece || kept[j].kind == periodPiece {
				return nil
			}
			open[j], open[k] = true, true
		}
	}
	var out []piece
	for k, c := range kept {
		if !open[k] {
			out = append(out, c)
		}
	}
	return out
}

// rivals says that two kinds answer the same question, so that only one of them
// can be meant.
func (k kind) rivals(other kind) bool {
	class := func(k kind) kind {
		switch k {
		case rangePiece, afterPiece, beforePiece:
			return clockPiece
		case periodPiece:
			return dayPiece
		}
		return k
	}
	return class(k) == class(other)
}

// orReach is how many words may stand between alternatives.
const orReach = 8

func (p parser) joinedByOr(from, to int) bool {
	if to-from > orReach {
		return false
	}
	for i := from; i < to; i++ {
		if p.is(i, "או", "or") {
			return true
		}
	}
	return false
}
