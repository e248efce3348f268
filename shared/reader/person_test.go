package reader_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/shared/reader"
)

// TestAThingIsNoName: a boiler is called David, and two of anything Shani.
func TestAThingIsNoName(t *testing.T) {
	for text, name := range map[string]string{
		"זה דוד שמש": "", "זה דוד שמש שדולף": "", "זה דוד חשמלי": "", "זה דוד מים ישן": "", "זה דוד שדולף": "", "זה דוד של 80 ליטר": "", "זה דוד 150 ליטר": "", "זה דוד ישן": "", "יש כאן דוד שמש": "",
		"זה שני ברזים שדולפים": "", "זה שני שקעים": "", "זה שני דברים, ברז ושקע": "", "כאן שני כיורים": "", "זה שתי אסלות": "", "זה שני הברזים במטבח": "",
		"זה דוד": "דוד", "זה דוד מהקומה השנייה": "דוד", "כאן דוד כהן": "דוד כהן", "זה דוד כהן": "דוד כהן", "זה דוד, יש לי נזילה": "דוד", "אני דוד ויש לי נזילה": "דוד", "כאן שני מחולון": "שני", "זה שני": "שני", "זה שני לוי": "שני לוי", "אני שני, הברז דולף": "שני",
		"קוראים לי דוד": "דוד", "שמי שני כהן": "שני כהן",
	} {
		require.Equal(t, name, reader.Read(text, sunday).Name, text)
	}
	require.Equal(t, "plumber", reader.Read("זה דוד שמש", sunday).Trade)
	require.Equal(t, "plumber", reader.Read("זה שני ברזים שדולפים", sunday).Trade)
}
