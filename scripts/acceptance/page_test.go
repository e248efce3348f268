package acceptance_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/local/browser"
)

// visitor looks at the phones page of the running system.
type visitor struct{ *browser.Page }

// sees waits until a phone of the page shows words.
func (v visitor) sees(role, words string) {
	v.Until(`[...document.querySelectorAll('[data-role=` + role + `]')].some((p) => p.innerText.includes(` + browser.Quote(words) + `))`)
}

// writes types into a phone of the page and sends it.
func (v visitor) writes(role, words string) {
	v.Type(`[data-role=`+role+`] textarea`, words)
	v.Click(`[data-role=` + role + `] button[type=submit]`)
	v.sees(role, words)
}

// TestScreenshot books an hour from the phones page, as a visitor does, and takes the picture
// that the README shows.
func TestScreenshot(t *testing.T) {
	w := begin(t)
	b := visitor{browser.Open(t, w.phones+"/")}
	b.writes("customer", "היי, יש לי נזילה מתחת לכיור בתל אביב")
	b.sees("customer", "מאשרים?")
	b.writes("customer", "כן")
	b.sees("customer", "אינסטלציה דיזנגוף")
	b.writes("customer", "דיזנגוף 50, קומה 3 דירה 12, מחר ב-10")
	b.sees("customer", "התשובה צפויה")
	b.sees("pro", "עבודה חדשה")
	b.writes("pro", "אשר")
	b.sees("pro", "העבודה ביומן")
	b.sees("customer", "נקבע!")
	w.settle()
	require.Equal(t, "booked", string(w.lead(dana).Status))

	b.Shoot("phones-he")
}
