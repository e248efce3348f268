// Package place knows the localities of Israel: it finds one in free text, by
// name or by code, and measures how far apart two points are. A city that the
// table of localities lists only in parts is one place, with its own point.
package place

import (
	"math"
	"strings"
)

// Place is a locality. Code is the city's official one where the city is listed
// in cities.tsv, otherwise the source's id in localities.tsv.
type Place struct {
	Code   string  `json:"code"`
	Name   string  `json:"name"`
	NameEN string  `json:"name_en"`
	Lat    float64 `json:"lat"`
	Lng    float64 `json:"lng"`
}

// Mention is a place named in a text; Start and End are byte offsets, the
// prefix letters included.
type Mention struct {
	Place
	Start, End int
}

// ByName finds a place by its whole name, official or everyday, in Hebrew or
// English, whatever its quotes, hyphens and final letters.
func ByName(name string) (Place, bool) {
	ix := loaded()
	i, ok := ix.names[key(name)]
	if !ok {
		return Place{}, false
	}
	return ix.places[i], true
}

// ByCode finds a place by its code.
func ByCode(code string) (Place, bool) {
	ix := loaded()
	i, ok := ix.codes[code]
	if !ok {
		return Place{}, false
	}
	return ix.places[i], true
}

// Covers says whether a service area, as a pro wrote it, serves a city: both
// are names (or codes) of one place. An area that names a city covers its
// parts, and a part is served by who names the city.
func Covers(area, city string) bool {
	a, okA := resolve(area)
	c, okC := resolve(city)
	if okA && okC {
		return a.Code == c.Code
	}
	return !okA && !okC && key(area) != "" && key(area) == key(city)
}

func resolve(name string) (Place, bool) {
	if p, ok := ByName(name); ok {
		return p, true
	}
	return ByCode(strings.TrimSpace(name))
}

// earthKm is the earth's mean radius.
const earthKm = 6371.0

// Distance is the great-circle distance between two points in kilometres.
func Distance(aLat, aLng, bLat, bLng float64) float64 {
	const rad = math.Pi / 180
	dLat, dLng := (bLat-aLat)*rad, (bLng-aLng)*rad
	h := math.Pow(math.Sin(dLat/2), 2) + math.Cos(aLat*rad)*math.Cos(bLat*rad)*math.Pow(math.Sin(dLng/2), 2)
	return 2 * earthKm * math.Asin(math.Min(1, math.Sqrt(h)))
}
