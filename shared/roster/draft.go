package roster

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/phone"
	"github.com/proli/proli/shared/place"
	"github.com/proli/proli/shared/pro"
)

// Draft is a pro as an admin typed it. Whatever is wrong with it comes back with it.
type Draft struct {
	Name, Phone, Language, Trade string
	Areas                        string // one a line, or with commas
	Place                        string // a locality, or
	Lat, Lng                     string // degrees, which win
	Prices                       []PriceDraft
	Persona                      string
	LoadLimit, Job, Buffer       string
	Emergencies, Active          bool
	Hours                        [7]string // "09:00-13:00, 14:00-17:00", from Sunday on; empty: closed
}

// PriceDraft is a row of a price list as it was typed.
type PriceDraft struct{ Item, ILS string }

// Problem is one thing that is wrong with a draft: the field, and a word for what it is.
type Problem struct {
	Field string
	Key   string
	Value string // what was typed, where it helps
}

// Bounds of what may be typed.
const (
	maxName    = 80
	maxPersona = 4000
	maxItem    = 80
	maxAreas   = 60
	maxPrices  = 60
)

// DraftOf is a pro as the form shows it.
func DraftOf(p pro.Pro) Draft {
	d := Draft{
		Name: p.BusinessName, Phone: phone.Number(p.PhoneNumber).Local(), Language: string(locale.Of(p.Language)), Trade: p.Trade,
		Areas: strings.Join(p.ServiceAreas, "\n"), Persona: p.SystemPrompt,
		LoadLimit: strconv.Itoa(p.Limit()), Job: strconv.Itoa(int(p.JobLength().Minutes())), Buffer: strconv.Itoa(p.BufferMinutes),
		Emergencies: p.Emergencies, Active: p.IsActive, Hours: weekDraft(p.Hours),
	}
	if lat, lng, ok := p.Location.LatLng(); ok {
		d.Lat, d.Lng = degrees(lat), degrees(lng)
		d.Place = place.Nearest(lat, lng).Name
	}
	for _, price := range p.Prices {
		d.Prices = append(d.Prices, PriceDraft{price.Item, strconv.Itoa(price.ILS)})
	}
	return d
}

func degrees(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// Read makes a pro of a draft, beside what only time can tell of the one before.
func (d Draft) Read(before pro.Pro) (pro.Pro, []Problem) {
	r := reading{p: before}
	r.business(d)
	r.place(d)
	r.prices(d.Prices)
	r.p.LoadLimit = r.number("load_limit", d.LoadLimit, 1, pro.MaxLoadLimit, 1)
	r.p.JobMinutes = r.number("job", d.Job, 5, 24*60, 5)
	r.p.BufferMinutes = r.number("buffer", d.Buffer, 0, 24*60, 5)
	r.p.Emergencies, r.p.IsActive = d.Emergencies, d.Active
	r.week(d.Hours)
	r.p.Retime(before)
	return r.p, r.wrong
}

// reading is a draft being read.
type reading struct {
	p     pro.Pro
	wrong []Problem
}

func (r *reading) refuse(field, key, value string) {
	r.wrong = append(r.wrong, Problem{Field: field, Key: key, Value: value})
}

func (r *reading) business(d Draft) {
	r.p.BusinessName = strings.TrimSpace(d.Name)
	switch n := len([]rune(r.p.BusinessName)); {
	case n == 0:
		r.refuse("name", "missing", "")
	case n > maxName:
		r.refuse("name", "long", strconv.Itoa(maxName))
	}
	number, ok := phone.Parse(d.Phone)
	switch {
	case !ok:
		r.refuse("phone", "phone", d.Phone)
	case r.p.ID == "":
		r.p.ID, r.p.PhoneNumber, r.p.Chats = pro.IDOf(number), number.String(), []string{number.Chat()}
	case number.String() != r.p.PhoneNumber: // the id, the chats and every message of this pro hang on it
		r.refuse("phone", "phone_fixed", "")
	}
	r.p.Language = string(locale.Of(d.Language))
	if r.p.Trade = d.Trade; !known(d.Trade) {
		r.refuse("trade", "trade", d.Trade)
	}
	if r.p.SystemPrompt = strings.TrimSpace(d.Persona); len([]rune(r.p.SystemPrompt)) > maxPersona {
		r.refuse("persona", "long", strconv.Itoa(maxPersona))
	}
}

func known(trade string) bool {
	for _, t := range pro.Trades {
		if t == trade {
			return true
		}
	}
	return false
}

func (r *reading) place(d Draft) {
	r.p.ServiceAreas = nil
	for _, area := range strings.FieldsFunc(d.Areas, func(c rune) bool { return c == '\n' || c == ',' || c == ';' }) {
		if area = strings.TrimSpace(area); area != "" {
			r.p.ServiceAreas = append(r.p.ServiceAreas, area)
		}
	}
	if len(r.p.ServiceAreas) > maxAreas {
		r.refuse("areas", "many", strconv.Itoa(maxAreas))
	}
	for _, area := range r.p.Resolve() {
		if like, ok := place.Find(area); ok {
			r.refuse("areas", "area_like", area+"|"+like.Name)
		} else {
			r.refuse("areas", "area", area)
		}
	}
	r.point(d)
	if len(r.p.ServiceAreas) == 0 && len(r.p.Location.Coordinates) == 0 {
		r.refuse("areas", "nowhere", "")
	}
}

// point is where the pro starts from: degrees when they were changed, otherwise the place named.
func (r *reading) point(d Draft) {
	was := DraftOf(r.p)
	moved := d.Lat != was.Lat || d.Lng != was.Lng
	switch {
	case moved && (d.Lat != "" || d.Lng != ""):
		lat, errLat := strconv.ParseFloat(strings.TrimSpace(d.Lat), 64)
		lng, errLng := strconv.ParseFloat(strings.TrimSpace(d.Lng), 64)
		// Nobody of ours starts outside Israel and its surroundings: swapped degrees are caught so.
		if errLat != nil || errLng != nil || lat < 29 || lat > 34 || lng < 33.5 || lng > 36.5 {
			r.refuse("lat", "point", d.Lat+", "+d.Lng)
			return
		}
		r.p.Location = pro.At(lat, lng)
	case strings.TrimSpace(d.Place) == "":
		r.p.Location = pro.Point{}
	case d.Place != was.Place || moved:
		at, ok := place.ByName(d.Place)
		if !ok {
			r.refuse("place", "area", d.Place)
			return
		}
		r.p.Location = pro.At(at.Lat, at.Lng)
	}
}

func (r *reading) prices(rows []PriceDraft) {
	r.p.Prices = nil
	for _, row := range rows {
		item, sum := strings.TrimSpace(row.Item), strings.TrimSpace(strings.Trim(strings.TrimSpace(row.ILS), "₪"))
		if item == "" && sum == "" {
			continue
		}
		ils, err := strconv.Atoi(strings.ReplaceAll(sum, ",", ""))
		switch {
		case item == "":
			r.refuse("prices", "price_item", sum)
		case len([]rune(item)) > maxItem:
			r.refuse("prices", "long", strconv.Itoa(maxItem))
		case err != nil || ils < 0 || ils > pro.MaxPrice:
			r.refuse("prices", "price", item)
		}
		r.p.Prices = append(r.p.Prices, pro.Price{Item: item, ILS: ils})
	}
	if len(r.p.Prices) > maxPrices {
		r.refuse("prices", "many", strconv.Itoa(maxPrices))
	}
}

func (r *reading) number(field, typed string, low, high, step int) int {
	n, err := strconv.Atoi(strings.TrimSpace(cmp.Or(typed, "?")))
	if err != nil || n < low || n > high || n%step != 0 {
		r.refuse(field, "number."+field, typed)
	}
	return n
}
