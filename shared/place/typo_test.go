package place_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/shared/place"
)

// beside are letters that a thumb hits, or an ear hears, instead of another.
var beside = map[rune]string{
	'א': "עהטר", 'ב': "הנו", 'ג': "דכ", 'ד': "גש", 'ה': "אבנ", 'ו': "טבנ", 'ז': "סב", 'ח': "כיל", 'ט': "תאו", 'י': "חע", 'כ': "קחע", 'ל': "חכ", 'מ': "נצ", 'נ': "המ", 'ס': "שז", 'ע': "איכ", 'פ': "מ", 'צ': "מת", 'ק': "כר", 'ר': "קא", 'ש': "סד", 'ת': "טצ",
}

// misspellings are a word with one letter lost, doubled, swapped with its neighbour or hit beside.
func misspellings(word string) map[string]bool {
	in, out := []rune(word), map[string]bool{}
	for i, r := range in {
		out[string(in[:i])+string(in[i+1:])] = true
		out[string(in[:i+1])+string(in[i:])] = true
		if i+1 < len(in) {
			out[string(in[:i])+string(in[i+1])+string(r)+string(in[i+2:])] = true
		}
		for _, other := range beside[r] {
			out[string(in[:i])+string(other)+string(in[i+1:])] = true
		}
	}
	delete(out, word)
	return out
}

// TestOneLetterWrong measures how many misspelt one-word towns are read, and that few become others.
func TestOneLetterWrong(t *testing.T) {
	file, err := os.ReadFile("data/towns.txt")
	require.NoError(t, err)
	towns := append(strings.Split(string(file), "\n"), "חיפה", "אשדוד", "נתניה", "אשקלון", "יבנה", "ירושלים", "ערד", "אריאל", "מודיעין")
	all, read, other := 0, 0, 0
	short, shortRead, asked := 0, 0, 0
	for _, town := range towns {
		want, known := place.ByName(town)
		if !known || strings.Contains(town, " ") {
			continue
		}
		for wrong := range misspellings(town) {
			if p, ok := place.ByName(wrong); ok && p.Code != want.Code {
				continue // it is another town
			}
			all++
			isShort := len([]rune(town)) <= 5
			if isShort {
				short++
			}
			if p, ok := place.Guess(wrong); ok && p.Code == want.Code && isShort {
				asked++
			}
			got, ok := place.Find("יש לי נזילה ב" + wrong)
			switch {
			case ok && got.Code == want.Code:
				read++
				if isShort {
					shortRead++
				}
			case ok:
				other++
			}
		}
	}
	t.Logf("%d misspellings: %.1f %% read, %.1f %% as another; of %d in names of at most five letters %.1f %%, and %.1f %% as the answer to which town",
		all, 100*float64(read)/float64(all), 100*float64(other)/float64(all), short, 100*float64(shortRead)/float64(short), 100*float64(asked)/float64(short))
	require.Greater(t, float64(read)/float64(all), 0.7)
	require.Greater(t, float64(shortRead)/float64(short), 0.54)
	require.Greater(t, float64(asked)/float64(short), 0.65)
	require.Less(t, float64(other)/float64(all), 0.005)
}

// TestGuess: a town was asked for, so that a word is read as one more readily, but not any word.
func TestGuess(t *testing.T) {
	for text, want := range map[string]string{"חפה": "חיפה", "עילת": "אילת", "טילת": "אילת", "רמלא": "רמלה", "כדרה": "", "אשדודד": "אשדוד", "בחפה": "חיפה", "תודה": "", "שלום": "", "דחוף": "", "הלו": "", "לא": "", "": "", "חלון": "", "מחר": "", "בבית": "", "רגע": ""} {
		got, ok := place.Guess(text)
		require.Equal(t, want != "", ok, "%s: %s", text, got.Name)
		if ok {
			require.Equal(t, want, got.Name, text)
		}
	}
}
