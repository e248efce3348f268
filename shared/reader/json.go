package reader

import (
	"encoding/json"
	"time"
)

// MarshalJSON gives the reading as tools print it: absent values are null, and
// the customer's name and phone are left out.
func (r Reading) MarshalJSON() ([]byte, error) {
	type point struct {
		Code string  `json:"code"`
		Name string  `json:"name"`
		Lat  float64 `json:"lat"`
		Lng  float64 `json:"lng"`
	}
	type span struct {
		Start string  `json:"start"`
		End   *string `json:"end"`
		Grain string  `json:"grain"`
	}
	type address struct {
		Street    *string `json:"street"`
		Number    *string `json:"number"`
		Floor     *string `json:"floor"`
		Apartment *string `json:"apartment"`
	}
	out := struct {
		Text     string  `json:"text"`
		Language string  `json:"language"`
		Trade    *string `json:"trade"`
		Issue    *string `json:"issue"`
		Place    *point  `json:"place"`
		Address  address `json:"address"`
		Time     *span   `json:"time"`
		Urgent   bool    `json:"urgent"`
	}{
		Text: r.Text, Language: r.Language, Trade: present(r.Trade), Issue: present(r.Issue), Urgent: r.Urgent,
		Address: address{present(r.Address.Street), present(r.Address.Number), present(r.Address.Floor), present(r.Address.Apartment)},
	}
	if p := r.Place; p != nil {
		out.Place = &point{p.Code, p.Name, p.Lat, p.Lng}
	}
	if t := r.Time; t != nil {
		out.Time = &span{Start: t.Start.Format(time.RFC3339), Grain: string(t.Grain)}
		if !t.End.IsZero() {
			out.Time.End = present(t.End.Format(time.RFC3339))
		}
	}
	return json.Marshal(out)
}

func present(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
