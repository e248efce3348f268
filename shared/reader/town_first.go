package reader

import (
	"slices"
	"strings"

	"github.com/proli/proli/shared/place"
	"github.com/proli/proli/shared/reader/words"
)

// townReach is how many words before a house number may be a town and a street.
const townReach = 6

// behindTown finds where a street begins whose town stands right before it, without a comma
// (`תל אביב דיזנגוף 50`, `ת"א דיזנגוף 50`).
func (r *rest) behindTown(all []words.Word, number int) (from int, ok bool) {
	text := r.text()
	for k := max(0, number-townReach); k < number-1; k++ {
		if all[k].Class != words.Letters || slices.ContainsFunc(all[k:number], func(w words.Word) bool { return w.Class == words.Punct && !strings.Contains("'\"-", w.Text) }) {
			continue
		}
		end := text[:all[number-1].End]
		m, found := place.Find(end[all[k].Start:])
		if !found || m.Start != 0 || r.oneWordTown(m) && r.townKnown {
			continue
		}
		for from = k; from < number && all[from].Start < all[k].Start+m.End; {
			from++
		}
		if from < number && all[from].Class == words.Letters && !streetKinds[all[from].Text] {
			return from, true
		}
	}
	return 0, false
}

// oneWordTown: it may as well be the first word of a street (`אילת השחר 3`), where the town is known.
func (r *rest) oneWordTown(m place.Mention) bool {
	return !strings.ContainsAny(m.Name, " -")
}

// streetKinds are words of streets that are called streets: those are read elsewhere.
var streetKinds = map[string]bool{"רחוב": true, "רח": true, "רח'": true, "שדרות": true, "דרך": true}
