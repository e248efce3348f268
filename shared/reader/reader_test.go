package reader_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/shared/reader"
	"github.com/proli/proli/shared/when"
)

// sunday is noon of Sunday, the first of March 2026.
var sunday = time.Date(2026, 3, 1, 12, 0, 0, 0, when.Zone)

func TestTradeAndIssue(t *testing.T) {
	for text, want := range map[string][2]string{
		"יש לי נזילה מתחת לכיור בתל אביב":               {"plumber", "נזילה מתחת לכיור"},
		"נזילה מתחת לכיור":                              {"plumber", "נזילה מתחת לכיור"},
		"היי, יש לי נזילה":                              {"plumber", "נזילה"},
		"הצילו! פיצוץ מים בבית בתל אביב":                {"plumber", "פיצוץ מים בבית"},
		"יש לי סתימה":                                   {"plumber", "סתימה"},
		"הניאגרה לא מפסיקה לזרום":                       {"plumber", "הניאגרה לא מפסיקה לזרום"},
		"אין מים חמים, הדוד לא מחמם":                    {"plumber", "אין מים חמים, הדוד לא מחמם"},
		"הברז במטבח מטפטף כבר שבוע":                     {"plumber", "הברז במטבח מטפטף כבר שבוע"},
		"צריך אינסטלטור דחוף":                           {"plumber", "אינסטלטור"},
		"Water is flowing everywhere":                   {"plumber", "Water is flowing everywhere"},
		"My kitchen sink is leaking in Tel Aviv":        {"plumber", "My kitchen sink is leaking"},
		"toilet is clogged":                             {"plumber", "toilet is clogged"},
		"שקע שרוף במטבח":                                {"electrician", "שקע שרוף במטבח"},
		"קפץ הפחת ואין חשמל":                            {"electrician", "קפץ הפחת ואין חשמל"},
		"להחליף גוף תאורה בסלון":                        {"electrician", "להחליף גוף תאורה בסלון"},
		"I have a burnt socket in the kitchen":          {"electrician", "burnt socket in the kitchen"},
		"ננעלתי מחוץ לבית":                              {"locksmith", "ננעלתי מחוץ לבית"},
		"הדלת נעולה ואין לי מפתח":                       {"locksmith", "הדלת נעולה ואין לי מפתח"},
		"I'm locked out of my flat":                     {"locksmith", "locked out of my flat"},
		"לצבוע את הסלון":                                {"painter", "לצבוע את הסלון"},
		"need to paint two rooms":                       {"painter", "paint two rooms"},
		"צריכה ניקיון לדירה לפני פסח":                   {"cleaner", "ניקיון לדירה"},
		"cleaning for my apartment":                     {"cleaner", "cleaning for my apartment"},
		"לתלות מדף וטלוויזיה":                           {"handyman", "לתלות מדף וטלוויזיה"},
		"להרכיב ארון מאיקאה":                            {"handyman", "להרכיב ארון מאיקאה"},
		"assemble a wardrobe":                           {"handyman", "assemble a wardrobe"},
		"שיפוץ קטן בחדר אמבטיה":                         {"general", "שיפוץ קטן בחדר אמבטיה"},
		"ניקוי סתימה בביוב":                             {"plumber", "ניקוי סתימה בביוב"},
		"נזילה בחולון מחר ב-10":                         {"plumber", "נזילה בחולון מחר ב-10"},
		"the door lock is broken and I can't get in":    {"locksmith", "door lock is broken and I can't get in"},
		"lights went out in the whole apartment":        {"electrician", "lights went out in the whole apartment"},
		"הדלת נתקעה ואני לא מצליח להיכנס":               {"locksmith", "הדלת נתקעה ואני לא מצליח להיכנס"},
		"נוזל לי הברז":                                  {"plumber", "נוזל לי הברז"},
		"היי, אני דנה מתל אביב. יש לי נזילה מתחת לכיור": {"plumber", "נזילה מתחת לכיור"},
	} {
		got := reader.Read(text, sunday)
		require.Equal(t, want[0], got.Trade, text)
		if text != "נזילה בחולון מחר ב-10" {
			require.Equal(t, want[1], got.Issue, text)
		} else {
			require.Equal(t, "נזילה", got.Issue)
		}
	}
	for _, text := range []string{"", "היי", "דיזנגוף 50, קומה 3 דירה 12, מחר ב-10", "תודה", "אני דנה מתל אביב", "רחוב הצבעים 5", "מחר בבוקר", "בוקר טוב", "רחוב המנעול 3", "אני מחכה ליד הדלת של הבניין כבר", "דוד כהן"} {
		got := reader.Read(text, sunday)
		require.Empty(t, got.Trade, text)
		require.Empty(t, got.Issue, text)
	}
}

func TestAddress(t *testing.T) {
	const na = reader.NotApplicable
	for text, want := range map[string]reader.Address{
		"דיזנגוף 50, קומה 3 דירה 12, מחר ב-10": {"דיזנגוף", "50", "3", "12"},
		"דיזנגוף 50 קומה 3 דירה 12":            {"דיזנגוף", "50", "3", "12"},
		"דיזנגוף 50":                          {"דיזנגוף", "50", "", ""},
		"קומה 3 דירה 12":                      {"", "", "3", "12"},
		"רחוב הרצל 5":                         {"הרצל", "5", "", ""},
		"ברחוב הרצל 5 תל אביב":                {"הרצל", "5", "", ""},
		"רח' בן יהודה 12, קומה ראשונה":        {"בן יהודה", "12", "1", ""},
		"אבן גבירול 100א קומה 2":              {"אבן גבירול", "100א", "2", ""},
		"אני גר בדיזנגוף 50 תל אביב":          {"דיזנגוף", "50", "", ""},
		"נזילה בדיזנגוף 50 תל אביב":           {"דיזנגוף", "50", "", ""},
		"הכתובת: ביאליק 7, רמת גן":            {"ביאליק", "7", "", ""},
		"בן גוריון 12 הרצליה":                 {"בן גוריון", "12", "", ""},
		"אני בן 30":                           {},
		"לא, קומה 4 ולא 3":                    {"", "", "4", ""},
		"הרצל 5 א' רמלה":                      {"הרצל", "5א", "", ""},
		"אלנבי 99 פינת לילינבלום":             {"אלנבי", "99", "", ""},
		"הרצל 12/4":                           {"הרצל", "12", "", "4"},
		"רחוב הרצל 12/4":                      {"הרצל", "12", "", "4"},
		"שדרות ירושלים 10, תל אביב":           {"שדרות ירושלים", "10", "", ""},
		"חיפה 12, תל אביב":                    {"חיפה", "12", "", ""},
		"רחוב ירושלים 5 בתל אביב":             {"ירושלים", "5", "", ""},
		"50 Dizengoff St, floor 3 apt 12":     {"Dizengoff St", "50", "3", "12"},
		"Dizengoff 50, floor 3, apartment 12": {"Dizengoff", "50", "3", "12"},
		"Dizengoff street 50":                 {"Dizengoff street", "50", "", ""},
		"50 Dizengoff, Tel Aviv":              {"Dizengoff", "50", "", ""},
		"3rd floor, flat 4":                   {"", "", "3", "4"},
		"קומת קרקע דירה 1":                    {"", "", "0", "1"},
		"ground floor apt 2":                  {"", "", "0", "2"},
		"בית פרטי":                            {"", "", na, na},
		"הרצל 5, בית פרטי":                    {"הרצל", "5", na, na},
		"זה בית פרטי":                         {"", "", na, na},
		"house":                               {"", "", na, na},
		"It's a private house, no floor":      {"", "", na, na},
		"קומה: 3, דירה: 12":                   {"", "", "3", "12"},
		"בקומה 3 דירה מספר 12":                {"", "", "3", "12"},
		"ויצמן 14 כניסה ב קומה 5 דירה 19":     {"ויצמן", "14", "5", "19"},
		"הרצל 5\nקומה 2\nדירה 4":              {"הרצל", "5", "2", "4"},
		"הרצל ארבע קומה שנייה דירה חמש":       {"הרצל", "4", "2", "5"},
		"רחוב ויצמן שמונה":                    {"ויצמן", "8", "", ""},
		"באר שבע, רחוב רגר 15":                {"רגר", "15", "", ""},
		"מחר בשמונה, קומה שנייה":              {"", "", "2", ""},
		"מחר שמונה, קומה 2":                   {"", "", "2", ""},
		"יש שלוש, קומה 2":                     {"", "", "2", ""},
		"הכול בשקל 1":                         {},
		"נזילה":                               {},
		"מחר ב-10":                            {},
		"יש לי 3 שקעים שרופים":                {},
		"צריך לצבוע 3 חדרים":                  {},
		"דירת 3 חדרים":                        {},
		"דירה 3 חדרים":                        {},
		"פיצוץ מים בבית":                      {},
		"the house is flooded":                {},
		"need 2 sockets":                      {},
		"ביום ד' 10":                          {},
		"מספר 2":                              {},
		"אופציה 2":                            {},
		"10/3 בשעה 14:30":                     {},
		"tomorrow at 10":                      {},
	} {
		require.Equal(t, want, reader.Read(text, sunday).Address, text)
	}
}

func TestPerson(t *testing.T) {
	for text, name := range map[string]string{
		"אני דנה מתל אביב": "דנה", "קוראים לי דנה": "דנה", "שמי דנה כהן": "דנה כהן", "my name is Dana": "Dana", "My name is Dana Cohen, I have a leak": "Dana Cohen", "I'm Dana from Tel Aviv": "Dana", "היי אני יוסי ויש לי נזילה": "יוסי", "אני שושי מחולון": "שושי",
		"אני גר בחולון": "", "אני צריך אינסטלטור": "", "אני בבית": "", "אני מתל אביב": "", "אני מנהל משרד": "", "I'm locked out": "", "this is urgent": "", "אני לא בבית": "", "": "", "זה דחוף": "", "אני דנה": "דנה",
	} {
		require.Equal(t, name, reader.Read(text, sunday).Name, text)
	}
	for text, number := range map[string]string{
		"הטלפון שלי 050-123-4567": "972501234567", "0501234567": "972501234567", "+972 50 123 4567": "972501234567", "call 03-1234567": "97231234567", "972000000001": "972000000001", "דיזנגוף 50 קומה 3": "", "1234": "",
	} {
		require.Equal(t, number, reader.Read(text, sunday).Phone, text)
	}
}

func TestWholeMessages(t *testing.T) {
	got := reader.Read("נזילה מתחת לכיור, דיזנגוף 50 תל אביב קומה 3 דירה 12 מחר ב-10. דנה 0501234567", sunday)
	require.Equal(t, "plumber", got.Trade)
	require.Equal(t, "5000", got.Place.Code)
	require.Equal(t, reader.Address{Street: "דיזנגוף", Number: "50", Floor: "3", Apartment: "12"}, got.Address)
	require.Equal(t, "2026-03-02T10:00:00+02:00", got.Time.Start.Format(time.RFC3339))
	require.Equal(t, "972501234567", got.Phone)
	require.Equal(t, "he", got.Language)

	got = reader.Read("Urgent! burst pipe at 12 Herzl St, Holon, tomorrow at 9", sunday)
	require.Equal(t, "plumber", got.Trade)
	require.Equal(t, "חולון", got.Place.Name)
	require.Equal(t, "Herzl St", got.Address.Street)
	require.True(t, got.Urgent)
	require.Equal(t, "en", got.Language)
	require.Equal(t, 9, got.Time.Start.Hour())

	got = reader.Read("לא דחוף, אני מנהל משרד וצריך הסבר קצר", sunday)
	require.False(t, got.Urgent)
	require.Nil(t, got.Time)
	require.Nil(t, got.Place)

	got = reader.Read("ראשון", sunday)
	require.Nil(t, got.Time, "the day or the city is asked, not guessed")
	require.Nil(t, got.Place)
}

func TestJSON(t *testing.T) {
	for text, want := range map[string]string{
		"יש לי נזילה מתחת לכיור בתל אביב": `{"text":"יש לי נזילה מתחת לכיור בתל אביב","language":"he","trade":"plumber","issue":"נזילה מתחת לכיור","place":{"code":"5000","name":"תל אביב - יפו","lat":32.08,"lng":34.781},"address":{"street":null,"number":null,"floor":null,"apartment":null},"time":null,"urgent":false}`,
		"tomorrow morning": `{"text":"tomorrow morning","language":"en","trade":null,"issue":null,"place":null,"address":{"street":null,"number":null,"floor":null,"apartment":null},"time":{"start":"2026-03-02T06:00:00+02:00","end":"2026-03-02T12:00:00+02:00","grain":"part"},"urgent":false}`,
	} {
		got, err := json.Marshal(reader.Read(text, sunday))
		require.NoError(t, err)
		require.JSONEq(t, want, string(got))
	}
}

func FuzzRead(f *testing.F) {
	f.Add("דיזנגוף 50, קומה 3 דירה 12, מחר ב-10")
	f.Add("אני דנה מתל אביב 0501234567")
	f.Add("50 Dizengoff St, floor 3 apt 12")
	f.Fuzz(func(t *testing.T, text string) {
		got := reader.Read(text, sunday)
		require.Equal(t, text, got.Text)
		_, err := json.Marshal(got)
		require.NoError(t, err)
	})
}

func BenchmarkRead(b *testing.B) {
	for b.Loop() {
		reader.Read("שלום, יש לי נזילה מתחת לכיור במטבח, אשמח שמישהו יגיע מחר בין 8 ל-10 לרחוב הרצל 5 קומה 2 דירה 4 תל אביב", sunday)
	}
}

// TestAnEmergencyInTwoWords: what is wrong and the town are enough.
func TestAnEmergencyInTwoWords(t *testing.T) {
	for text, trade := range map[string]string{
		"הצילו! פיצוץ בתל אביב": "plumber", "פיצוץ בחולון": "plumber", "הצפה בחולון": "plumber", "קצר בחשמל בחיפה": "electrician", "burst pipe tel aviv": "plumber", "flood in Holon": "plumber",
	} {
		got := reader.Read(text, sunday)
		require.True(t, got.Urgent, text)
		require.Equal(t, trade, got.Trade, text)
		require.NotNil(t, got.Place, text)
	}
}

// TestWhenTheTroubleBegan: nobody asked for that hour.
func TestWhenTheTroubleBegan(t *testing.T) {
	for _, hour := range []int{8, 14} {
		got := reader.Read("הבוקר התחילה נזילה מתחת לכיור, תל אביב", time.Date(2026, 3, 1, hour, 0, 0, 0, when.Zone))
		require.Nil(t, got.Time, hour)
		require.Equal(t, "plumber", got.Trade)
		require.Equal(t, "5000", got.Place.Code)
		require.Contains(t, got.Issue, "נזילה מתחת לכיור")
	}
}
