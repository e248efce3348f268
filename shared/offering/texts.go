package offering

import (
	"context"
	"strings"
	"time"

	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/phone"
	"github.com/proli/proli/shared/place"
)

// offerText is what the pro reads before answering.
func (w *work) offerText(lang locale.Language, price *lead.Price, links string) string {
	l := w.lead
	title := "offer.pro.title"
	if l.Facts.Urgent {
		title = "offer.pro.urgent"
	}
	trade := locale.Trade(lang, l.Trade)
	parts := []string{
		locale.Text(lang, title, "trade", trade),
		Details(lang, l, price, l.Offer.Start, l.Offer.End),
	}
	if moved := w.movedTitle(lang); moved != "" {
		parts[0] += "\n" + moved
	}
	if links != "" {
		parts = append(parts, locale.Text(lang, "offer.pro.media", "links", links))
	}
	parts = append(parts, locale.Text(lang, "offer.pro.answer", "wait", locale.Duration(lang, wait(l))))
	return strings.Join(parts, "\n\n")
}

// Details are a job's facts as a pro needs them, a line each; what is not known has none.
func Details(lang locale.Language, l *lead.Lead, price *lead.Price, start, end time.Time) string {
	issue := l.IssueType
	if issue == "" {
		issue = locale.Trade(lang, l.Trade)
	}
	var lines []string
	for _, line := range []struct{ key, name, value string }{
		{"offer.pro.issue", "issue", issue},
		{"offer.pro.words", "words", l.Facts.Transcription},
		{"offer.pro.when", "when", locale.Span(lang, start, end)},
		{"offer.pro.name", "name", locale.Isolate(l.Facts.Name)},
		{"offer.pro.phone", "phone", locale.Isolate(Phone(l))},
		{"offer.pro.address", "address", Address(lang, l)},
		{"offer.pro.map", "link", l.MapLink()},
		{"offer.pro.price", "price", PriceText(lang, price)},
	} {
		if line.value != "" {
			lines = append(lines, locale.Text(lang, line.key, line.name, line.value))
		}
	}
	return strings.Join(lines, "\n")
}

// Phone is the number at which a lead's customer can be called: that of the chat when it
// carries one, otherwise the one that was given.
func Phone(l *lead.Lead) string {
	number, ok := phone.OfChat(l.ChatID)
	if !ok {
		number, ok = phone.Parse(l.Facts.Phone)
	}
	if !ok {
		return ""
	}
	return number.E164()
}

// Address is where the job is, in a language; the place alone when no street is known.
func Address(lang locale.Language, l *lead.Lead) string {
	f := l.Facts
	if f.Street == "" && l.FullAddress != "" {
		return l.FullAddress
	}
	if f.Number == lead.NotApplicable {
		f.Number = ""
	}
	if city := City(lang, l); city != "" {
		f.City = city
	}
	if lang == locale.English { // each Hebrew part by itself: otherwise the line runs both ways
		street := f.Street
		if f.Number != "" {
			street += " " + f.Number
		}
		f.Street, f.Number, f.City = locale.Isolate(street), lead.NotApplicable, locale.Isolate(f.City)
	}
	return f.Address(locale.Text(lang, "offer.floor"), locale.Text(lang, "offer.apartment"))
}

// City is where the job is, by its name in a language.
func City(lang locale.Language, l *lead.Lead) string {
	if l.Place == nil {
		return l.Facts.City
	}
	if p, ok := place.ByCode(l.Place.Code); ok && lang == locale.English && p.NameEN != "" {
		return p.NameEN
	}
	return l.Place.Name
}

// links are addresses of the customer's files, a line each. One that could not be fetched
// has only that of the gateway.
func (w *work) links(ctx context.Context, life time.Duration) (string, error) {
	var lines []string
	for _, m := range w.lead.Facts.Media {
		link := m.URL
		if m.Object != "" {
			var err error
			if link, err = w.Files.Link(ctx, m.Object, life); err != nil {
				return "", err
			}
		}
		if link != "" {
			lines = append(lines, link)
		}
	}
	return strings.Join(lines, "\n"), nil
}
