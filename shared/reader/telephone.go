package reader

import (
	"regexp"
	"strings"

	"github.com/proli/proli/shared/phone"
)

// digitsRun is what may be a telephone number; phone.Parse decides.
var digitsRun = regexp.MustCompile(`\+?\d[\d\-\x{2010}-\x{2015} .()]{7,18}\d`)

// maxRuns bounds how many places of a message are tried.
const maxRuns = 16

// takePhone cuts an Israeli number out of the message. Numbers of other things may stand right before
// it or behind it (`דירה 12 0501234567`): where the whole run is none, it is tried from each space on.
func (r *rest) takePhone() string {
	text := r.text()
	for from, tries := 0, 0; tries < maxRuns; tries++ {
		at := digitsRun.FindStringIndex(text[from:])
		if at == nil {
			return ""
		}
		begin, end := from+at[0], from+at[1]
		run := text[begin:end]
		if n, size := israeli(run, at[0] == 0 && from > 0 && text[from-1] == ' '); size > 0 {
			r.cut([2]int{begin, begin + size})
			return n
		}
		if space := strings.IndexByte(run, ' '); space > 0 && run[0] != '+' {
			from = begin + space + 1
		} else {
			from = end
		}
	}
	return ""
}

// israeli reads the number that a run of digits begins with, and says how long it is. One that is taken
// out of a longer run has to begin as numbers are written, not with its zero left out.
func israeli(run string, part bool) (number string, size int) {
	for end := len(run); end > 0; end = strings.LastIndexByte(run[:end], ' ') {
		whole := !part && end == len(run)
		if !whole && run[0] != '0' && run[0] != '+' && !strings.HasPrefix(run, "972") {
			continue
		}
		n, ok := phone.Parse(run[:end])
		if ok && strings.HasPrefix(n.String(), "972") && len(n.String()) <= 12 {
			return n.String(), end
		}
	}
	return "", 0
}
