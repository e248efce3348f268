package place_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/shared/place"
)

const (
	telAviv   = "תל אביב - יפו"
	jerusalem = "ירושלים"
	haifa     = "חיפה"
	rishon    = "ראשון לציון"
)

func TestFind(t *testing.T) {
	for text, want := range map[string]string{
		"יש לי נזילה מתחת לכיור בתל אביב":    telAviv,
		"אני דנה מתל אביב":                   telAviv,
		"אני דנה מתל-אביב":                   telAviv,
		`גר בת"א`:                            telAviv,
		"גר בת״א":                            telAviv,
		"אני בת''א":                          telAviv,
		"תלאביב":                             telAviv,
		"תל אביב - מזרח":                     telAviv,
		"TEL AVIV":                           telAviv,
		"I live in tel-aviv, near the beach": telAviv,
		"leak in Jaffa":                      telAviv,
		"ושבתל אביב":                         telAviv,
		"מירושלים":                           jerusalem,
		"בירושלים":                           jerusalem,
		"בי-ם":                               jerusalem,
		"לחיפה":                              haifa,
		"שבחיפה":                             haifa,
		"הסתימה בחיפה, דחוף":                 haifa,
		"רחוב ירושלים 5 בתל אביב":            telAviv,
		"חיפה 12, תל אביב":                   telAviv,
		"ברחוב תל אביב 7 בחיפה":              haifa,
		"שדרות ירושלים 10 תל אביב":           telAviv,
		"רח' יפו 12, ירושלים":                jerusalem,
		"דרך חיפה 4, תל אביב":                telAviv,
		"רחוב הרצל תל אביב":                  telAviv,
		"דיזנגוף 50 תל אביב":                 telAviv,
		"12 Haifa street, Tel Aviv":          telAviv,
		"50 Dizengoff St, Tel Aviv, floor 3": telAviv,
		"הרצל 5 ראשון לציון":                 rishon,
		`ראשל"צ`:                             rishon,
		"אני מראשון":                         rishon,
		"נזילה בראשון":                       rishon,
		"ראשון":                              rishon,
		"ביום ראשון בראשון לציון":            rishon,
		"רמת גן":                             "רמת גן",
		`בר"ג`:                               "רמת גן",
		"אני גרה ברמת-גן":                    "רמת גן",
		`בב"ב`:                               "בני ברק",
		`פ"ת`:                                "פתח תקווה",
		"פתח תקוה":                           "פתח תקווה",
		"Petah Tikva":                        "פתח תקווה",
		"קרית אתא":                           "קריית אתא",
		"בקריית גת":                          "קריית גת",
		"מנס ציונה":                          "נס ציונה",
		"במושב בצרה":                         "בצרה",
		"קיבוץ גשר":                          "גשר",
		"אני גר בקיבוץ דן":                   "קיבוץ דן",
		"עומר":                               "עומר",
		"בנהלל":                              "נהלל",
		"נזילה, נהלל, מחר":                   "נהלל",
		"נצרת עילית":                         "נוף הגליל",
		"אנחנו משדרות":                       "שדרות, איבים",
		"בית שמש":                            "בית שמש",
		"באר שבע":                            "באר שבע",
		"Beer Sheva":                         "באר שבע",
		"I'm in Be'er Sheva":                 "באר שבע",
		"ליד רעננה":                          "רעננה",
		"near Ra'anana":                      "רעננה",
		"in Kfar Saba":                       "כפר סבא",
		"לא בתל אביב, ברמת גן":               "רמת גן",
		"אני אילת מחיפה":                     haifa,
		"היי, הגעתם לחולון היום? יש לי סתימה": "חולון",
		"בנתנייה":       "נתניה",
		"הרצליה פיתוח":  "הרצליה",
		"בירושלין":      jerusalem,
		"באשקלוו":       "אשקלון",
		"גר ברענננה":    "רעננה",
		"תל אבב":        telAviv,
		"פתח תקווא":     "פתח תקווה",
		"Jerusalm":      jerusalem,
		"in Hertzeliya": "הרצליה",
		"דימונא":        "דימונה",
		"יפו":           telAviv,
		"מודיעין":       "מודיעין מכבים רעות",
		"בכפר חב״ד":     "כפר חב'ד",
		"כפר חבד":       "כפר חב'ד",
		"ג׳לג׳וליה":     "ג'לג'וליה",
	} {
		got, ok := place.Find(text)
		require.True(t, ok, text)
		require.Equal(t, want, got.Name, text)
		require.Less(t, got.Start, got.End, text)
	}
}

func TestFindNothing(t *testing.T) {
	for _, text := range []string{
		"", "היי", "יש לי נזילה מתחת לכיור", "שקע שרוף במטבח", "ביום ראשון", "ראשון ב-9", "בראשון הבא", "יום ראשון בבוקר", "ראשון בבוקר", "ביום ראשון ב-10", "ראשון או שני", "בראשון בבוקר",
		"רחוב ירושלים 5", "שדרות ירושלים 10", "הרחוב שלי חסום", "דיזנגוף 50, קומה 3 דירה 12, מחר ב-10", "חלון שבור", "בחלון", "בעלי בבית", "עלי לציין", "הילה", "אני עומר", "קוראים לי אריאל",
		"אני אילת", "בניה", "יש לי בעיה בחדר", "תקוע", "מגן לדלת", "גזר ובצל", "סולם", "לקנות פטיש", "הגשר נפל", "ברז נזילה בגינה", "קש", "בתא המטען", "40 מעלות", "תקע ושקע", "באזור המטבח", "מה קורה",
		"I need a plumber", "half an acre", "my name is Ariel", "lot of water", "Omer called", "the magen is broken", "please come tomorrow at 10", "thanks a lot", "אופניים", "עגולה", "שולחן עגולה",
		"מסלול ארוך", "כרגע במסעדה", "בצרה גדולה", "בני אדם", "אין לי זמן", "קומה 3 דירה 12", "מחר ב-10", "לא יודע", "מתי שנוח", "בערב", "עשר דקות", "הצנרת רחבות", "יש מים על הרצפה", "צריך לצבוע את הסלון",
		"בשער הכניסה", "במעון של הילד", "רותם תבוא", "נועם מחכה", "יעל שחר", "מודיעים לכם", "לבטל את התור", "לבטל את הבקשה", "לבטל אל תשכחו", "לקבל את זה", "נבטל את מחר",
	} {
		got, ok := place.Find(text)
		require.False(t, ok, "%q read as %s", text, got.Name)
	}
}

func TestSpan(t *testing.T) {
	text := "נזילה בתל אביב מחר"
	m, ok := place.Find(text)
	require.True(t, ok)
	require.Equal(t, "בתל אביב", text[m.Start:m.End])
}

func TestByNameAndCode(t *testing.T) {
	for name, code := range map[string]string{
		"תל אביב": "5000", "תל אביב - עבר הירקון": "5000", "אשדוד -יא,יב,טו,יז,מרינה,סיטי": "70", "קריית גת, כרמי גת": "2630", "Haifa": "4000", "גבעתיים": "744", "חולון": "701", "בת ים": "1866", "שדרות": "248",
	} {
		p, ok := place.ByName(name)
		require.True(t, ok, name)
		require.Equal(t, code, p.Code, name)
		again, ok := place.ByCode(p.Code)
		require.True(t, ok)
		require.Equal(t, p, again)
	}
	_, ok := place.ByName("אטלנטיס")
	require.False(t, ok)
	_, ok = place.ByCode("724")
	require.False(t, ok, "a part of a city is no place of its own")
}

func TestCovers(t *testing.T) {
	for _, c := range []struct {
		area, city string
		want       bool
	}{
		{"תל אביב", telAviv, true}, {telAviv, "תל אביב - מזרח", true}, {"תל אביב - מזרח", "יפו", true}, {"5000", telAviv, true}, {"רמת גן", telAviv, false}, {"Tel Aviv", "ת״א", true},
		{"", "", false}, {"הצפון", "הצפון", true}, {"הצפון", haifa, false},
	} {
		require.Equal(t, c.want, place.Covers(c.area, c.city), "%s covers %s", c.area, c.city)
	}
}

func TestDistance(t *testing.T) {
	tlv, _ := place.ByName("תל אביב")
	netanya, _ := place.ByName("נתניה")
	hadera, _ := place.ByName("חדרה")
	require.InDelta(t, 28, place.Distance(tlv.Lat, tlv.Lng, netanya.Lat, netanya.Lng), 1.5)
	require.InDelta(t, 41, place.Distance(tlv.Lat, tlv.Lng, hadera.Lat, hadera.Lng), 2)
	require.Zero(t, place.Distance(tlv.Lat, tlv.Lng, tlv.Lat, tlv.Lng))
}

func FuzzFind(f *testing.F) {
	f.Add("רחוב ירושלים 5 בתל אביב")
	f.Add("ראשון ב-9")
	f.Add("תל אבב")
	f.Fuzz(func(t *testing.T, text string) {
		m, ok := place.Find(text)
		if ok {
			require.NotEmpty(t, m.Code)
			require.True(t, 0 <= m.Start && m.Start < m.End && m.End <= len(text))
		}
	})
}

func BenchmarkFind(b *testing.B) {
	place.Find("")
	for b.Loop() {
		place.Find("שלום, יש לי נזילה מתחת לכיור במטבח, אשמח שמישהו יגיע מחר בבוקר לרחוב הרצל 5 קומה 2 דירה 4")
	}
}
