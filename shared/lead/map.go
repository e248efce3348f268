package lead

import (
	"fmt"
	"net/url"
)

// MapLink opens the job's place on a map: the street when it is known, otherwise the point.
func (l Lead) MapLink() string {
	query := Facts{Street: l.Facts.Street, Number: l.Facts.Number, City: l.Facts.City}.Address("", "")
	if l.Place != nil && (l.Facts.Street == "" || l.Place.Pin) {
		query = fmt.Sprintf("%.5f,%.5f", l.Place.Lat, l.Place.Lng)
	}
	return "https://www.google.com/maps/search/?api=1&query=" + url.QueryEscape(query)
}
