package words_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/shared/reader/words"
)

func texts(text string) []string {
	var out []string
	for _, w := range words.Split(text) {
		out = append(out, w.Text)
	}
	return out
}

func TestSplit(t *testing.T) {
	for text, want := range map[string][]string{
		"מחר ב-10":          {"מחר", "ב", "-", "10"},
		"ב10 וחצי":          {"ב", "10", "וחצי"},
		"3:15pm":            {"3", ":", "15", "pm"},
		`ת"א`:               {`ת"א`},
		"ת״א ת''א":          {`ת"א`, `ת"א`},
		"יום א' בבוקר":      {"יום", "א'", "בבוקר"},
		"Don’t STOP":        {"don't", "stop"},
		"תּוֹדָה":           {"תודה"},
		"\u200fשלום\u200e!": {"שלום", "!"},
		"תל־אביב":           {"תל", "-", "אביב"},
		"3️⃣":               {"3"},
		"🙏 תודה🙏":           {"תודה"},
		"":                  nil,
	} {
		require.Equal(t, want, texts(text), text)
	}
}

func TestPrefixes(t *testing.T) {
	require.Equal(t, []string{"", "ב"}, words.Prefixes("בחיפה", 2))
	require.Equal(t, []string{"", "ש", "שב"}, words.Prefixes("שבחיפה", 2))
	require.Equal(t, []string{"", "ל"}, words.Prefixes("לבטל", 1), "two letters that are no prefix together")
	require.Equal(t, []string{""}, words.Prefixes("גז", 1))
}

func TestHebrewMostly(t *testing.T) {
	require.True(t, words.HebrewMostly(""))
	require.True(t, words.HebrewMostly("123"))
	require.True(t, words.HebrewMostly("הדירה ב-TLV"))
	require.False(t, words.HebrewMostly("leak in תל"))
}

func FuzzSplit(f *testing.F) {
	f.Add("מחר ב-10, ת''א 3️⃣")
	f.Fuzz(func(t *testing.T, text string) {
		end := 0
		for _, w := range words.Split(text) {
			require.NotEmpty(t, w.Text)
			require.True(t, end <= w.Start && w.Start < w.End && w.End <= len(text), "%+v", w)
			end = w.End
		}
	})
}
