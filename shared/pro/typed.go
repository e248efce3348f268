package pro

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/proli/proli/shared/place"
)

// Bounds of what a pro types about the own business.
const (
	maxTypedAreas  = 30
	maxTypedPrices = 30
	maxItem        = 60 // characters
)

// priceRow is one row of a price list as people write it: "ביקור 200", "leak: 1,450 ₪".
var priceRow = regexp.MustCompile(`(?i)^(.*?\pL.*?)[\s:=\-–]+(\d{1,3}(?:,\d{3})+|\d+)\s*(?:₪|ש["״']?ח|שקל(?:ים)?|nis|ils|shekels?)?\s*\.?$`)

// ReadPrices reads a price list as it was typed; wrong are the rows that are none. A price
// for an item named twice is the last one.
func ReadPrices(text string) (list []Price, wrong []string) {
	for _, row := range typedRows(text, maxTypedPrices) {
		m := priceRow.FindStringSubmatch(row)
		if m == nil {
			wrong = append(wrong, row)
			continue
		}
		item := strings.Trim(m[1], " -–:=*•.")
		ils, err := strconv.Atoi(strings.ReplaceAll(m[2], ",", ""))
		if err != nil || ils < 1 || ils > MaxPrice || item == "" || len([]rune(item)) > maxItem || strings.ContainsAny(item, "/@<>{}") {
			wrong = append(wrong, row)
			continue
		}
		list = slices.DeleteFunc(list, func(p Price) bool { return p.Item == item })
		list = append(list, Price{Item: item, ILS: ils})
	}
	return list, wrong
}

// ReadAreas reads places as they were typed, by the names under which they are known; wrong
// are those that are none.
func ReadAreas(text string) (list, wrong []string) {
	for _, row := range typedRows(text, maxTypedAreas) {
		row = strings.Trim(row, " .-•*")
		found, ok := place.ByName(row)
		if !ok {
			var m place.Mention
			if m, ok = place.Find(row); ok {
				found = m.Place
			}
		}
		switch {
		case !ok:
			wrong = append(wrong, row)
		case !slices.Contains(list, found.Name):
			list = append(list, found.Name)
		}
	}
	return list, wrong
}

// typedRows are the rows of a typed list, so many at most.
func typedRows(text string, most int) []string {
	var list []string
	for _, line := range strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == ';' }) {
		begin := 0
		for i, r := range line {
			if r == ',' && !thousands(line, i) {
				list = append(list, line[begin:i])
				begin = i + 1
			}
		}
		list = append(list, line[begin:])
	}
	for i := range list {
		list[i] = strings.TrimSpace(list[i])
	}
	list = slices.DeleteFunc(list, func(s string) bool { return s == "" })
	return list[:min(len(list), most)]
}

// thousands reports whether a comma stands inside a number: "1,450".
func thousands(s string, at int) bool {
	digit := func(i int) bool { return i >= 0 && i < len(s) && s[i] >= '0' && s[i] <= '9' }
	return digit(at-1) && digit(at+1) && digit(at+2) && digit(at+3) && !digit(at+4)
}
