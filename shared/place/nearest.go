package place

import "math"

// Nearest is the place whose point lies nearest to a position.
func Nearest(lat, lng float64) Place {
	var nearest Place
	best := math.Inf(1)
	for _, p := range loaded().places {
		if d := Distance(lat, lng, p.Lat, p.Lng); d < best {
			nearest, best = p, d
		}
	}
	return nearest
}
