package main

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/proli/proli/shared/locale"
)

var placeholder = regexp.MustCompile(`\{[a-z_0-9]+\}`)

// TestEveryNoticeReadsWell looks at what a person would stumble over on a phone.
func TestEveryNoticeReadsWell(t *testing.T) {
	list := notices("")
	require.Greater(t, len(list), 300)
	for _, n := range list {
		name := n.Key + " " + string(n.Language)
		assert.Empty(t, placeholder.FindString(n.Text), "%s: no sample stands for it", name)
		assert.False(t, loose(n), "%s: a star that WhatsApp shows as one: %q", name, n.Text)
		assert.NotContains(t, n.Text, "  ", name)
		assert.NotContains(t, n.Text, " .", name)
		assert.NotContains(t, n.Text, "..", name)
		assert.NotContains(t, n.Text, "\n\n\n", name)
		for _, line := range strings.Split(n.Text, "\n") {
			assert.Equal(t, strings.TrimSpace(line), line, name)
		}
		assert.Equal(t, strings.Count(n.Text, "\u2068"), strings.Count(n.Text, "\u2069"), name)
	}
}

// gendered are words that address one man or one woman.
var gendered = regexp.MustCompile(`(^|[\s("*])(אתה|שלך|לך|אותך|כתוב|שלח|ענה|בחר|לחץ|תוכל|תרצה|רוצה|מוזמן|צריך לשלוח|הקלד)($|[\s.,!?)*])`)

func TestHebrewAddressesEverybody(t *testing.T) {
	c := locale.Default()
	for _, key := range c.Keys(locale.Hebrew) {
		assert.Empty(t, gendered.FindString(c.Text(locale.Hebrew, key)), key)
	}
}

func TestPrintsBothLanguages(t *testing.T) {
	var out strings.Builder
	require.NoError(t, run([]string{"-only", "booking.card"}, &out))
	require.Contains(t, out.String(), "── booking.card · he\n*נקבע!")
	require.Contains(t, out.String(), "── booking.card · en\n*Booked!")
	require.Error(t, run([]string{"-only", "nothing"}, &out))
}
