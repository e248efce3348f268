package when

import "github.com/proli/proli/shared/reader/words"

// numberedTowns are the towns whose second word is an hour as well.
var numberedTowns = map[string][]string{
	"באר": {"שבע"}, "ביר": {"שבע"}, "תל": {"שבע"}, "קרית": {"שמונה", "ארבע"}, "קריית": {"שמונה", "ארבע"},
}

// townAt gives the end of such a town's name, with the letters that are written
// together with it: `בבאר שבע בבוקר` is no seven in the morning.
func (p parser) townAt(i int) (to int) {
	for _, prefix := range words.Prefixes(p.at(i), 2) {
		for _, second := range numberedTowns[p.at(i)[len(prefix):]] {
			if to = p.phrase(i, p.at(i), second); to > 0 {
				return to
			}
		}
	}
	return 0
}
