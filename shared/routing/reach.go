package routing

import (
	"fmt"
	"math"

	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/pro"
)

// Reach are the keys under which an index finds a pro by place: the codes of its areas, and
// the cell of its point in three grids whose cells are at least as wide as a step. A circle
// of one step then lies within the nine cells around its middle, so that a database can walk
// the pros of a place in rank order without looking at any from elsewhere.
func Reach(p pro.Pro) []string {
	var keys []string
	for _, code := range p.AreaCodes {
		keys = append(keys, area(code))
	}
	if lat, lng, ok := p.Location.LatLng(); ok {
		for _, step := range Steps {
			keys = append(keys, cell(step, lat, lng, 0, 0))
		}
	}
	return keys
}

// Around are the keys under which every pro who serves a place in a step is found, and some
// who do not.
func Around(at *lead.Place, step int) []string {
	var keys []string
	if at.Code != "" && step == Steps[0] {
		keys = append(keys, area(at.Code))
	}
	if located(at) {
		for north := -1; north <= 1; north++ {
			for east := -1; east <= 1; east++ {
				keys = append(keys, cell(step, at.Lat, at.Lng, north, east))
			}
		}
	}
	return keys
}

func area(code string) string { return "area:" + code }

// A degree of latitude is 111 km; one of longitude is narrowest in the north of the country,
// 92.7 km at 33.5°. Smaller numbers make the cells a little wider than the step.
const (
	kmPerLat = 110.0
	kmPerLng = 92.0
)

func cell(step int, lat, lng float64, north, east int) string {
	row := int(math.Floor(lat*kmPerLat/float64(step))) + north
	column := int(math.Floor(lng*kmPerLng/float64(step))) + east
	return fmt.Sprintf("%d:%d:%d", step, row, column)
}
