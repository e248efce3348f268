package mongo

import (
	"strconv"
	"strings"

	"github.com/proli/proli/shared/analytics"
)

// figuresFields are figures as they are stored: a day has hundreds of pros, and ninety days as
// documents within documents take longer to read than to add up. So the pros stand in one text,
// a line each.
type figuresFields struct {
	analytics.Figures `bson:",inline"`
	Pros              string `json:"pros"`
}

func fieldsOfFigures(f analytics.Figures) figuresFields {
	var text strings.Builder
	for _, r := range f.Pros {
		text.WriteString(r.Key)
		for _, n := range numbersOf(&r) {
			text.WriteByte(' ')
			text.WriteString(strconv.Itoa(*n))
		}
		text.WriteByte('\n')
	}
	return figuresFields{Figures: f, Pros: text.String()}
}

// figures reads them back. A line that makes no sense is left out: the day is counted anew soon enough.
func (f figuresFields) figures() analytics.Figures {
	all := f.Figures
	all.Pros = make([]analytics.Row, 0, strings.Count(f.Pros, "\n"))
	for line := range strings.Lines(f.Pros) {
		var r analytics.Row
		rest := strings.TrimSuffix(line, "\n")
		r.Key, rest, _ = strings.Cut(rest, " ")
		whole := true
		for _, n := range numbersOf(&r) {
			var word string
			word, rest, _ = strings.Cut(rest, " ")
			if word == "" { // written before there was such a number
				continue
			}
			v, err := strconv.Atoi(word)
			*n, whole = v, whole && err == nil
		}
		if whole {
			all.Pros = append(all.Pros, r)
		}
	}
	return all
}

// numbersOf are a row's numbers in the order in which they are kept; new ones go to the end.
func numbersOf(r *analytics.Row) []*int {
	w := &r.Work
	return []*int{&r.Leads, &r.Booked, &w.Jobs, &w.Priced, &w.Revenue, &w.Ratings, &w.Stars, &r.Offers}
}
