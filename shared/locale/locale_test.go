package locale_test

import (
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/shared/locale"
)

func TestDetect(t *testing.T) {
	for text, want := range map[string]locale.Language{
		"":                  locale.Hebrew,
		"2":                 locale.Hebrew,
		"היי, יש לי נזילה":  locale.Hebrew,
		"I have a leak":     locale.English,
		"ok":                locale.English,
		"נזילה ב-Dizengoff": locale.English, // more Latin letters than Hebrew ones
		"יש לי נזילה גדולה ליד IKEA":  locale.Hebrew,
		"My address is דיזנגוף 50":    locale.English,
		"У меня течёт кран":           locale.Hebrew,
		"👍🏽":                          locale.Hebrew,
		"Naïve café":                  locale.English,
		"\u05d0\u05b8\u05d1\u05b8 hi": locale.Hebrew,
	} {
		require.Equal(t, want, locale.Detect(text), text)
	}
	hebrew, latin, other := locale.Letters("שלום hi мир 12!")
	require.Equal(t, []int{4, 2, 3}, []int{hebrew, latin, other})
}

func TestDirectionAndChoice(t *testing.T) {
	require.Equal(t, "rtl", locale.Hebrew.Dir())
	require.Equal(t, "ltr", locale.English.Dir())
	require.Equal(t, locale.English, locale.Of(" EN "))
	require.Equal(t, locale.Hebrew, locale.Of("fr"))
	require.Equal(t, locale.Hebrew, locale.English.Other())
	require.Equal(t, "\u206803-123\u2069", locale.Isolate("03-123"))
	require.Empty(t, locale.Isolate(""))
}

func TestDates(t *testing.T) {
	at := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC) // 10:00 in Israel
	require.Equal(t, "יום שני, 2 במרץ, 10:00", locale.DateTime(locale.Hebrew, at))
	require.Equal(t, "Monday, 2 March, 10:00", locale.DateTime(locale.English, at))
	require.Equal(t, "שבת, 7 במרץ", locale.Date(locale.Hebrew, at.AddDate(0, 0, 5)))
	require.Equal(t, "Monday, 2 March, 10:00–11:00", locale.Span(locale.English, at, at.Add(time.Hour)))
	require.Equal(t, "יום שני, 2 במרץ, 10:00", locale.Span(locale.Hebrew, at, time.Time{}))
	require.Equal(t, "Monday, 2 March, 10:00 – Tuesday, 3 March, 01:00", locale.Span(locale.English, at, at.Add(15*time.Hour)))
	require.Equal(t, "2.3.2026", locale.Numeric(locale.Hebrew, at))
	require.Equal(t, "Thursday, 2 July, 11:00", locale.DateTime(locale.English, time.Date(2026, 7, 2, 8, 0, 0, 0, time.UTC)), "summer time")
}

func TestNear(t *testing.T) {
	now := time.Date(2026, 3, 1, 21, 59, 0, 0, time.UTC) // Sunday 23:59 in Israel
	for _, c := range []struct {
		at     time.Time
		he, en string
	}{
		{now, "היום, 23:59", "today, 23:59"},
		{now.Add(time.Minute), "מחר, 00:00", "tomorrow, 00:00"},
		{now.Add(-24 * time.Hour), "אתמול, 23:59", "yesterday, 23:59"},
		{now.AddDate(0, 0, 4), "יום חמישי, 5 במרץ, 23:59", "Thursday, 5 March, 23:59"},
		{now.AddDate(1, 0, 0), "יום שני, 1 במרץ 2027, 23:59", "Monday, 1 March 2027, 23:59"},
	} {
		require.Equal(t, c.he, locale.Near(locale.Hebrew, c.at, now))
		require.Equal(t, c.en, locale.Near(locale.English, c.at, now))
	}
}

func TestAmounts(t *testing.T) {
	require.Equal(t, "450 ₪", locale.Money(450))
	require.Equal(t, "1,450 ₪", locale.Money(1450))
	require.Equal(t, "-1,234,567", locale.Number(-1234567))
	require.Equal(t, "0", locale.Number(0))
	for d, want := range map[time.Duration][2]string{
		30 * time.Minute: {"30 דקות", "30 minutes"},
		time.Minute:      {"דקה", "a minute"},
		time.Hour:        {"שעה", "an hour"},
		90 * time.Minute: {"90 דקות", "90 minutes"},
		2 * time.Hour:    {"שעתיים", "2 hours"},
		24 * time.Hour:   {"24 שעות", "24 hours"},
		48 * time.Hour:   {"יומיים", "2 days"},
	} {
		require.Equal(t, want[0], locale.Duration(locale.Hebrew, d))
		require.Equal(t, want[1], locale.Duration(locale.English, d))
	}
}

func TestLists(t *testing.T) {
	require.Equal(t, "", locale.List(locale.Hebrew, nil))
	require.Equal(t, "רחוב", locale.List(locale.Hebrew, []string{"רחוב"}))
	require.Equal(t, "רחוב, מספר וקומה", locale.List(locale.Hebrew, []string{"רחוב", "מספר", "קומה"}))
	require.Equal(t, "1 ו-2", locale.List(locale.Hebrew, []string{"1", "2"}))
	require.Equal(t, "street, number and floor", locale.List(locale.English, []string{"street", "number", "floor"}))
}

func TestSharedCatalogue(t *testing.T) {
	require.NoError(t, locale.Default().Check())
	require.Equal(t, "אינסטלציה", locale.Trade(locale.Hebrew, "plumber"))
	require.Equal(t, "pro", locale.Trade(locale.English, ""))
	require.Equal(t, "no.such.key", locale.Text(locale.Hebrew, "no.such.key", "odd"))
}

func TestText(t *testing.T) {
	c, err := locale.NewCatalogue(fstest.MapFS{
		"he.txt": {Data: []byte("# הערה\n[hi]\n\nשלום {name},\n\nמחיר: {price}\n\n\n[job]\n{n} עבודות\n[job one]\nעבודה אחת\n[job two]\nשתי עבודות\n")},
		"en.txt": {Data: []byte("[hi]\r\nHello {name},\r\n\r\nprice: {price}\r\n[job]\n{n} jobs\n[job one]\none job\n[job none]\nno jobs\n")},
	})
	require.NoError(t, err)
	require.Equal(t, "שלום דנה,\n\nמחיר: 450", c.Text(locale.Hebrew, "hi", "name", "דנה", "price", 450))
	require.Equal(t, "Hello {price},\n\nprice: 1", c.Text(locale.English, "hi", "name", "{price}", "price", 1), "a value is not filled again")
	require.Equal(t, "Hello {name},\n\nprice: {price}", c.Text(locale.English, "hi"))
	require.Equal(t, "Hello {name},\n\nprice: {price}", c.Text(locale.English, "hi", "name"))
	require.Equal(t, "שלום {name},\n\nמחיר: {price}", c.Text("fr", "hi", 1, 2))
	for n, want := range map[int][2]string{
		0:    {"0 עבודות", "no jobs"},
		1:    {"עבודה אחת", "one job"},
		2:    {"שתי עבודות", "2 jobs"},
		1200: {"1,200 עבודות", "1,200 jobs"},
	} {
		require.Equal(t, want[0], c.Count(locale.Hebrew, "job", n))
		require.Equal(t, want[1], c.Count(locale.English, "job", n))
	}
	require.Equal(t, []string{"hi", "job", "job none", "job one"}, c.Keys(locale.English))
}

func TestCatalogueFaultsAreNamed(t *testing.T) {
	for name, c := range map[string]struct{ he, en, want string }{
		"missing key":        {"[a]\nx\n[b]\ny", "[a]\nx", "[b] is missing in en"},
		"other placeholders": {"[a]\n{x}", "[a]\n{y}", "[a] has other placeholders"},
		"empty":              {"[a]\n\n", "[a]\nx", "[a] is empty in he"},
		"form alone":         {"[a one]\nx\n[b]\ny", "[b]\ny", "[a one] has no [a] in he"},
		"twice":              {"[a]\nx\n[a]\ny", "[a]\nx", "line 3: [a] stands twice"},
		"stray text":         {"x\n[a]\ny", "[a]\nx", "line 1: text before the first [key]"},
	} {
		_, err := locale.NewCatalogue(fstest.MapFS{"he.txt": {Data: []byte(c.he)}, "en.txt": {Data: []byte(c.en)}})
		require.ErrorContains(t, err, c.want, name)
	}
	_, err := locale.NewCatalogue(fstest.MapFS{"he.txt": {Data: []byte("[a]\nx")}})
	require.ErrorContains(t, err, "en.txt")
}

func FuzzParse(f *testing.F) {
	f.Add("[a]\nx {y}\n[b one]\n")
	f.Fuzz(func(t *testing.T, text string) {
		sections, err := locale.Parse(text)
		if err == nil {
			require.NotContains(t, sections, "")
		}
	})
}
