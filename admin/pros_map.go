package admin

import (
	"fmt"
	"math"
	"strings"

	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/place"
	"github.com/proli/proli/shared/pro"
	"github.com/proli/proli/shared/routing"
)

// reachMap is where a pro works, drawn from the points of the gazetteer alone. Its units are
// kilometres, the middle is the pro's place.
type reachMap struct {
	Empty   bool
	ViewBox string
	Dots    string // every locality, as the path of a round pen
	Rings   []mapRing
	Areas   []mapPoint
	Towns   []mapPoint
	Home    *mapPoint
	Lat     float64 // of the middle
	Lng     float64
	Pen     string // widths and sizes that look alike at every scale
	Letters string
	Spot    string
}

type mapRing struct {
	R  int
	Km string
	Y  string // and how far to the west: its figure stands where the sea is, mostly
}

type mapPoint struct{ X, Y, LabelY, Name string }

// landmarks help to find one's way; they are named where there is room.
var landmarks = []string{"ירושלים", "תל אביב", "חיפה", "באר שבע", "נתניה", "אשדוד", "ראשון לציון", "פתח תקווה", "חדרה", "נצרת", "טבריה", "עפולה", "אילת", "אשקלון", "רחובות", "מודיעין", "כרמיאל", "נהריה", "דימונה", "הרצליה"}

const nearestView = 38 // kilometres from the middle to the edge, so that the widest ring fits

// The whole country, for a pro of whom nothing is known yet.
const (
	countryLat  = 31.4
	countryLng  = 34.95
	countryView = 225
)

// pickMap draws the reach of a pro so that its place can be picked on it.
func pickMap(p pro.Pro, lang locale.Language) reachMap {
	d := reachOf(p, lang)
	whole := d.Empty
	if whole {
		m := mapping{lat: countryLat, lng: countryLng, r: countryView, lang: lang}
		d = m.draw(nil, false)
	}
	d.Rings = rings()
	for i := range d.Rings {
		if whole { // too small for figures
			d.Rings[i].Km = ""
		}
	}
	return d
}

// reachOf draws the reach of a pro.
func reachOf(p pro.Pro, lang locale.Language) reachMap {
	var areas []place.Place
	for _, code := range p.AreaCodes {
		if at, ok := place.ByCode(code); ok {
			areas = append(areas, at)
		}
	}
	lat, lng, placed := p.Location.LatLng()
	if !placed {
		if len(areas) == 0 {
			return reachMap{Empty: true}
		}
		for _, a := range areas {
			lat, lng = lat+a.Lat/float64(len(areas)), lng+a.Lng/float64(len(areas))
		}
	}
	m := mapping{lat: lat, lng: lng, r: nearestView, lang: lang}
	for _, a := range areas {
		m.r = max(m.r, math.Ceil(place.Distance(lat, lng, a.Lat, a.Lng))+8)
	}
	return m.draw(areas, placed)
}

type mapping struct {
	lat, lng, r float64
	lang        locale.Language
	named       [][2]float64 // where names stand already
}

func (m *mapping) draw(areas []place.Place, placed bool) reachMap {
	d := reachMap{
		Lat: m.lat, Lng: m.lng,
		ViewBox: fmt.Sprintf("%.0f %.0f %.0f %.0f", -m.r, -m.r, 2*m.r, 2*m.r),
		Pen:     fmt.Sprintf("%.2f", m.r/75), Letters: fmt.Sprintf("%.1f", m.r/15), Spot: fmt.Sprintf("%.2f", m.r/42),
	}
	var dots strings.Builder
	for _, p := range place.All() {
		if x, y := m.at(p.Lat, p.Lng); math.Abs(x) < m.r && math.Abs(y) < m.r {
			fmt.Fprintf(&dots, "M%.1f %.1fh0", x, y)
		}
	}
	d.Dots = dots.String()
	if placed {
		d.Rings = rings()
		home := m.point(m.lat, m.lng, "")
		d.Home = &home
		m.named = append(m.named, [2]float64{0, 0})
	}
	for _, a := range areas {
		d.Areas = append(d.Areas, m.point(a.Lat, a.Lng, m.name(a)))
	}
	for _, town := range landmarks {
		at, ok := place.ByName(town)
		if x, y := m.at(at.Lat, at.Lng); ok && math.Abs(x) < m.r*0.88 && math.Abs(y) < m.r*0.92 && !covered(areas, at) {
			if p := m.point(at.Lat, at.Lng, m.name(at)); p.Name != "" {
				d.Towns = append(d.Towns, p)
			}
		}
	}
	return d
}

// rings are how far routing looks, step by step.
func rings() (list []mapRing) {
	for _, km := range routing.Steps {
		list = append(list, mapRing{R: km, Km: fmt.Sprint(km), Y: fmt.Sprintf("%.1f", float64(km)*0.707)})
	}
	return list
}

func covered(areas []place.Place, at place.Place) bool {
	for _, a := range areas {
		if a.Code == at.Code {
			return true
		}
	}
	return false
}

// at is a position in kilometres from the middle, north up.
func (m *mapping) at(lat, lng float64) (x, y float64) {
	return (lng - m.lng) * 111.3 * math.Cos(m.lat*math.Pi/180), (m.lat - lat) * 111.2
}

// point is a place with its name, which is left out where another stands already.
func (m *mapping) point(lat, lng float64, name string) mapPoint {
	x, y := m.at(lat, lng)
	p := mapPoint{X: fmt.Sprintf("%.1f", x), Y: fmt.Sprintf("%.1f", y), LabelY: fmt.Sprintf("%.1f", y-m.r/28)}
	if name == "" {
		return p
	}
	for _, at := range m.named {
		if math.Abs(at[0]-x) < m.r/4 && math.Abs(at[1]-y) < m.r/12 {
			return p
		}
	}
	m.named = append(m.named, [2]float64{x, y})
	p.Name = name
	return p
}

func (m *mapping) name(p place.Place) string {
	if m.lang == locale.English && p.NameEN != "" {
		return p.NameEN
	}
	return p.Name
}
