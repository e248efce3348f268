package offering

import (
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/pro"
	"github.com/proli/proli/shared/reader"
)

// Quote is the row of a pro's price list that the lead's issue means, otherwise the price of
// a visit; nil when the list says neither.
func Quote(p pro.Pro, l *lead.Lead) *lead.Price {
	items := make([]string, len(p.Prices))
	for i, row := range p.Prices {
		items[i] = row.Item
	}
	row := reader.MatchItem(l.IssueType, items)
	for i := 0; row < 0 && i < len(items); i++ {
		if reader.IsVisit(items[i]) {
			row = i
		}
	}
	if row < 0 {
		return nil
	}
	return &lead.Price{Item: p.Prices[row].Item, ILS: p.Prices[row].ILS}
}

// dearer reports whether the customer has to be asked before a pro at this price is: it is
// higher than the one that was told, or not known. A visit says nothing about the job's price.
func dearer(told, price *lead.Price) bool {
	switch {
	case told == nil:
		return false
	case price == nil, reader.IsVisit(price.Item) && !reader.IsVisit(told.Item):
		return true
	}
	return price.ILS > told.ILS
}

// PriceText is a price with what it is for, as people read it.
func PriceText(lang locale.Language, price *lead.Price) string {
	switch {
	case price == nil:
		return locale.Text(lang, "offer.price.unknown")
	case reader.IsVisit(price.Item):
		return locale.Text(lang, "offer.price.visit", "price", locale.Money(price.ILS))
	}
	return locale.Text(lang, "offer.price", "price", locale.Money(price.ILS), "item", locale.Isolate(price.Item))
}
