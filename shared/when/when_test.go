package when_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/shared/when"
)

// at is a wall-clock time in Israel.
func at(t *testing.T, local string) time.Time {
	t.Helper()
	out, err := time.ParseInLocation("2006-01-02T15:04", local, when.Zone)
	require.NoError(t, err)
	return out
}

// stamp writes a time as the tables below do: without the hour when it is
// midnight, empty when there is none.
func stamp(t time.Time) string {
	switch {
	case t.IsZero():
		return ""
	case t.In(when.Zone).Format("15:04") == "00:00":
		return t.In(when.Zone).Format("01-02")
	}
	return t.In(when.Zone).Format("01-02T15:04")
}

// sunday is noon of Sunday, the first of March 2026.
const sunday = "2026-03-01T12:00"

func TestRead(t *testing.T) {
	for text, want := range map[string][3]string{
		"מחר ב-10":                             {"03-02T10:00", "", "hour"},
		"מחר ב10":                              {"03-02T10:00", "", "hour"},
		"מחר בעשר":                             {"03-02T10:00", "", "hour"},
		"מחר בשעה 10":                          {"03-02T10:00", "", "hour"},
		"מחר 10:00":                            {"03-02T10:00", "", "minute"},
		"מחר ב-10:30":                          {"03-02T10:30", "", "minute"},
		"מחר בעשר וחצי":                        {"03-02T10:30", "", "minute"},
		"מחר ברבע לתשע":                        {"03-02T08:45", "", "minute"},
		"מחר רבע לתשע":                         {"03-02T08:45", "", "minute"},
		"עשרה לתשע מחר":                        {"03-02T08:50", "", "minute"},
		"מחר בשמונה ורבע":                      {"03-02T08:15", "", "minute"},
		"מחר באחת עשרה":                        {"03-02T11:00", "", "hour"},
		"ביום ראשון בבוקר":                     {"03-08T06:00", "03-08T12:00", "part"},
		"10/3 בשעה 14:30":                      {"03-10T14:30", "", "minute"},
		"tomorrow at 10":                       {"03-02T10:00", "", "hour"},
		"בעוד שעתיים":                          {"03-01T14:00", "", "minute"},
		"עוד חצי שעה":                          {"03-01T12:30", "", "minute"},
		"בעוד שעה וחצי":                        {"03-01T13:30", "", "minute"},
		"2/3":                                  {"03-02", "", "day"},
		"2.3":                                  {"03-02", "", "day"},
		"ב-2.3 ב-9":                            {"03-02T09:00", "", "hour"},
		"2/3/2026 ב-9":                         {"03-02T09:00", "", "hour"},
		"15 במרץ ב-9":                          {"03-15T09:00", "", "hour"},
		"ה-20 לחודש":                           {"03-20", "", "day"},
		"מחר בין 8 ל-10":                       {"03-02T08:00", "03-02T10:00", "hour"},
		"מחר בין שמונה לעשר":                   {"03-02T08:00", "03-02T10:00", "hour"},
		"מחר 8-10":                             {"03-02T08:00", "03-02T10:00", "hour"},
		"מחר מ-8 עד 10":                        {"03-02T08:00", "03-02T10:00", "hour"},
		"מחר בין 2 ל-4":                        {"03-02T14:00", "03-02T16:00", "hour"},
		"מחר בין 10 ל-2":                       {"03-02T10:00", "03-02T14:00", "hour"},
		"מחר 8:30-10:00":                       {"03-02T08:30", "03-02T10:00", "minute"},
		"tomorrow between 8 and 10":            {"03-02T08:00", "03-02T10:00", "hour"},
		"tomorrow 3-4pm":                       {"03-02T15:00", "03-02T16:00", "hour"},
		"מחר בבוקר":                            {"03-02T06:00", "03-02T12:00", "part"},
		"מחר בוקר":                             {"03-02T06:00", "03-02T12:00", "part"},
		"בבוקר":                                {"03-02T06:00", "03-02T12:00", "part"},
		"מחר בצהריים":                          {"03-02T12:00", "03-02T14:00", "part"},
		"מחר אחרי הצהריים":                     {"03-02T14:00", "03-02T18:00", "part"},
		`מחר אחה"צ`:                            {"03-02T14:00", "03-02T18:00", "part"},
		"tomorrow afternoon":                   {"03-02T12:00", "03-02T18:00", "part"},
		"היום בערב":                            {"03-01T18:00", "03-02", "part"},
		"הערב ב-8":                             {"03-01T20:00", "", "hour"},
		"tonight at 8":                         {"03-01T20:00", "", "hour"},
		"מחר ב-8 בערב":                         {"03-02T20:00", "", "hour"},
		"מחר ב-5":                              {"03-02T17:00", "", "hour"},
		"ב-5":                                  {"03-01T17:00", "", "hour"},
		"ב-9":                                  {"03-02T09:00", "", "hour"},
		"היום ב-9":                             {"03-01T21:00", "", "hour"},
		"tomorrow at 5":                        {"03-02T17:00", "", "hour"},
		"at 3pm":                               {"03-01T15:00", "", "hour"},
		"tomorrow at half past three":          {"03-02T15:30", "", "minute"},
		"tomorrow quarter to nine":             {"03-02T08:45", "", "minute"},
		"מחר ב-5 בבוקר":                        {"03-02T05:00", "", "hour"},
		"ביום שלישי":                           {"03-03", "", "day"},
		"ביום ג' ב-4":                          {"03-03T16:00", "", "hour"},
		"שלישי בבוקר":                          {"03-03T06:00", "03-03T12:00", "part"},
		"ראשון ב-9":                            {"03-08T09:00", "", "hour"},
		"יום ראשון הבא":                        {"03-08", "", "day"},
		"שישי הבא":                             {"03-13", "", "day"},
		"next Monday at 9am":                   {"03-09T09:00", "", "hour"},
		"on Monday at 9am":                     {"03-02T09:00", "", "hour"},
		"שבוע הבא ביום ג'":                     {"03-10", "", "day"},
		"שבוע הבא":                             {"03-08", "03-15", "day"},
		"next week":                            {"03-08", "03-15", "day"},
		"בסוף השבוע":                           {"03-06", "03-08", "day"},
		"this weekend":                         {"03-06", "03-08", "day"},
		`במוצ"ש`:                               {"03-07T20:00", "03-08", "part"},
		"אחרי שבת":                             {"03-07T20:00", "03-08", "part"},
		"לא מחר, מחרתיים":                      {"03-03", "", "day"},
		"not tomorrow, the day after tomorrow": {"03-03", "", "day"},
		"מחר לא מתאים, אפשר ביום רביעי ב-9?":   {"03-04T09:00", "", "hour"},
		"לא יכול מחר, ביום שלישי ב-9":          {"03-03T09:00", "", "hour"},
		"בעצם עדיף ביום חמישי ב-4":             {"03-05T16:00", "", "hour"},
		"מחר יום שני ב-9":                      {"03-02T09:00", "", "hour"},
		"יום שני 2/3 ב-9":                      {"03-02T09:00", "", "hour"},
		"מחר לא לפני 5":                        {"03-02T17:00", "03-03", "hour"},
		"tomorrow not before 5":                {"03-02T17:00", "03-03", "hour"},
		"מחר אחרי 4":                           {"03-02T16:00", "03-03", "hour"},
		"tomorrow after 4pm":                   {"03-02T16:00", "03-03", "hour"},
		"מחר עד 12":                            {"03-02T06:00", "03-02T12:00", "hour"},
		"דיזנגוף 50, קומה 3 דירה 12, מחר ב-10": {"03-02T10:00", "", "hour"},
		"אהלן, אפשר מחר בסביבות 10?":           {"03-02T10:00", "", "hour"},
		"הנזילה התחילה אתמול, אשמח למחר ב-10":  {"03-02T10:00", "", "hour"},
		"בוקר טוב, אפשר מחר ב-11?":             {"03-02T11:00", "", "hour"},
		"Good morning, can you come at 4?":     {"03-01T16:00", "", "hour"},
		"אני עכשיו בעבודה, מחר ב-10 מתאים":     {"03-02T10:00", "", "hour"},
		"מחר ב-10 ו-2 שקעים":                   {"03-02T10:00", "", "hour"},
		"tomorrow morning at 9":                {"03-02T09:00", "", "hour"},
		"Monday, 10:30":                        {"03-02T10:30", "", "minute"},
		"בשעה 16:00":                           {"03-01T16:00", "", "minute"},
		"12 בצהריים":                           {"03-01T12:00", "", "hour"},
		"מחר ב-12":                             {"03-02T12:00", "", "hour"},
		"היום עד 5":                            {"03-01T12:00", "03-01T17:00", "hour"},
		"in an hour":                           {"03-01T13:00", "", "minute"},
		"in two hours":                         {"03-01T14:00", "", "minute"},
		"בעוד יומיים ב-9":                      {"03-03T09:00", "", "hour"},
		"in 3 days":                            {"03-04", "", "day"},
		"בעוד שבוע":                            {"03-08", "", "day"},
		"March 5 at 9":                         {"03-05T09:00", "", "hour"},
		"the 5th of March at 9":                {"03-05T09:00", "", "hour"},
		"מחר בשעה 9 בבוקר או בערב":             {"03-02T09:00", "", "hour"},
		"מחר מוקדם בבוקר":                      {"03-02T06:00", "03-02T09:00", "part"},
		"מחר ב-10 או ב-12":                     {"03-02", "", "day"},
		"עד יום חמישי":                         {"03-01T12:00", "03-06", "day"},
		"by Friday":                            {"03-01T12:00", "03-07", "day"},
		"אחרי יום שלישי":                       {"03-04", "", "day"},
		"עד סוף השבוע":                         {"03-01T12:00", "03-08", "day"},
		"בסוף החודש":                           {"03-21", "04-01", "day"},
		"in the next 3 days":                   {"03-02", "03-05", "day"},
		"ערב חג":                               {"04-01", "", "day"},
		"erev chag at 10":                      {"04-01T10:00", "", "hour"},
		"אחרי החג ב-9":                         {"04-03T09:00", "", "hour"},
		"ביום שישי הקרוב לפני הצהריים":         {"03-06T06:00", "03-06T12:00", "part"},
		"27.3 ב-1:30":                          {"03-27T13:30", "", "minute"},
	} {
		got, ok := when.Read(text, at(t, sunday))
		require.True(t, ok, text)
		require.Equal(t, want, [3]string{stamp(got.Start), stamp(got.End), string(got.Grain)}, text)
		require.False(t, got.ASAP, text)
		require.NotEmpty(t, got.Text, text)
	}
}

func TestReadNothing(t *testing.T) {
	for _, text := range []string{
		"", "היי", "לא דחוף, מתי שנוח", "דיזנגוף 50, קומה 3 דירה 12", "קומה 3 דירה 12", "יש לי נזילה מתחת לכיור בתל אביב", "3 חדרים", "דירת 3.5 חדרים", "צריך להחליף 2 שקעים", "בוקר טוב", "ערב טוב!", "שבת שלום", "good morning",
		"הנזילה התחילה אתמול", "לפני שעתיים", "two days ago", "since yesterday", "כבר שבועיים", "חצי שעה", "052-1234567", "עולה 450 שקל?", "ב-300 שקל", "ב-10 שקלים", "24/7", "אני עכשיו בבית", "אין כרגע מים", "אני לא בבית כרגע", "I'm not home right now", "שני שקעים במטבח", "באחת הדירות", "ראשון לציון",
		"מחר או מחרתיים", "אני פנוי מחר בין 10 ל 12 או ביום רביעי אחרי 4", "תודה רבה", "10", "מתי אפשר?", "בניין 4 כניסה ב", "the sun is out", "I have two rooms", "3/15", "40 מעלות", "לא מחר", "not tomorrow", "כמה זה עולה?", "ברחוב הרצל 5", "הרצל 5, חולון",
		"2026-03-27 ב-02:30",
	} {
		got, ok := when.Read(text, at(t, sunday))
		require.False(t, ok, "%q read as %v (%s)", text, got.Start, got.Text)
	}
}

func TestASAP(t *testing.T) {
	for _, text := range []string{"כמה שיותר מהר", "עכשיו", "דחוף עכשיו", "ASAP", "as soon as possible", "בהקדם האפשרי", "הכי מהר שאפשר", "אפשר עכשיו?", "צריך מישהו עכשיו בחולון", "נזילה, עכשיו!", "מיד", "right now please"} {
		got, ok := when.Read(text, at(t, sunday))
		require.True(t, ok, text)
		require.True(t, got.ASAP, text)
		require.Equal(t, at(t, sunday), got.Start, text)
	}
}

func TestSummerTime(t *testing.T) {
	got, ok := when.Read("ביום שישי ב-9", at(t, "2026-03-25T12:00"))
	require.True(t, ok)
	require.Equal(t, "2026-03-27T09:00:00+03:00", got.Start.Format(time.RFC3339))

	_, ok = when.Read("27/3 ב-02:30", at(t, "2026-03-25T12:00"))
	require.False(t, ok, "the clock jumps from 02:00 to 03:00")

	got, ok = when.Read("25/10 ב-01:30", at(t, "2026-10-20T12:00"))
	require.True(t, ok)
	require.Equal(t, "2026-10-25T01:30:00+03:00", got.Start.Format(time.RFC3339), "the first of the two")
}

func TestText(t *testing.T) {
	text := "דיזנגוף 50, קומה 3, מחר ב-10 בבקשה"
	got, ok := when.Read(text, at(t, sunday))
	require.True(t, ok)
	require.Equal(t, "מחר ב-10", got.Text)
	require.Len(t, got.Spans, 1)
	require.Equal(t, got.Text, text[got.Spans[0][0]:got.Spans[0][1]])
}

func TestOnTheDayNamedBefore(t *testing.T) {
	now := at(t, "2026-03-01T12:00")
	for _, c := range []struct{ before, then, want string }{
		{"ביום חמישי", "ב-15:00", "2026-03-05T15:00"},
		{"ביום חמישי", "ב-4", "2026-03-05T16:00"},
		{"מחר בערב", "ב-8", "2026-03-02T20:00"},
		{"מחר בבוקר", "ב-8", "2026-03-02T08:00"},
		{"on thursday", "at 3pm", "2026-03-05T15:00"},
	} {
		day, ok := when.Read(c.before, now)
		require.True(t, ok, c.before)
		require.False(t, day.Dayless, c.before)
		hour, ok := when.Read(c.then, now)
		require.True(t, ok, c.then)
		require.True(t, hour.Dayless, c.then)
		got := hour.On(day.Start, day.End, day.Grain)
		require.Equal(t, c.want, got.Start.Format("2006-01-02T15:04"), "%s, %s", c.before, c.then)
	}
}

func TestTheSabbathsEve(t *testing.T) {
	for text, want := range map[string]string{"ערב שבת": "2026-03-06", "erev shabbat": "2026-03-06"} {
		got, ok := when.Read(text, at(t, "2026-03-01T12:00"))
		require.True(t, ok, text)
		require.Equal(t, want, got.Start.Format("2006-01-02"), text)
	}
	got, ok := when.Read("לפני שבת", at(t, "2026-03-01T12:00"))
	require.True(t, ok)
	require.Equal(t, "2026-03-07", got.End.Format("2006-01-02"))
}

func TestTheWholeDayAndEitherOfTwo(t *testing.T) {
	now := at(t, "2026-03-01T12:00")
	for text, want := range map[string]string{
		"מחר כל היום": "2026-03-02T00:00", "מחר בצהרי היום": "2026-03-02T12:00", "מחר ב 10 או 11": "2026-03-02T00:00", "עוד שבוע ביום שלישי": "2026-03-10T00:00",
	} {
		got, ok := when.Read(text, now)
		require.True(t, ok, text)
		require.Equal(t, want, got.Start.Format("2006-01-02T15:04"), text)
	}
	got, ok := when.Read("מחר עד הצהריים", now)
	require.True(t, ok)
	require.Equal(t, "2026-03-02T12:00", got.End.Format("2006-01-02T15:04"))
	for _, text := range []string{"ביום שלישי או רביעי", "כל היום", "monday or tuesday"} {
		_, ok := when.Read(text, now)
		require.False(t, ok, text)
	}
}

func TestDeclined(t *testing.T) {
	for _, text := range []string{
		"לא מסתדר לי מחר", "לא יכול מחר", "לא יכולה ביום שני", "מחר לא מתאים", "מחר אני לא יכולה", "לא אהיה בבית מחר", "לא מתאים לי ביום שלישי", "לא מחר", "מחר לא יוצא לי", "לא יוצא לי מחר", "אל תבואו מחר", "אני לא פנויה מחר", "לא יכולים מחר",
		"tomorrow doesn't work", "I can't do tomorrow", "not tomorrow please", "I won't be home tomorrow", "Monday does not suit",
	} {
		require.True(t, when.Declined(text), text)
		_, named := when.Read(text, time.Date(2026, 3, 1, 12, 0, 0, 0, when.Zone))
		require.False(t, named, text)
	}
	for _, text := range []string{"מחר ב-10", "לא דחוף, מחר בבוקר", "tomorrow works", "", "לא יודע מה הבעיה, אולי מחר תראו", "can't open the tap, come tomorrow", "לא יכול לפתוח את הברז"} {
		require.False(t, when.Declined(text), text)
	}
}

// TestHolidays: the days around a holiday by its name, in 2026 and over the turn of a year.
func TestHolidays(t *testing.T) {
	for text, want := range map[string][2]string{
		"ערב פסח": {"04-01", ""}, "בערב פסח ב-9": {"04-01T09:00", ""}, "erev pesach": {"04-01", ""}, "passover eve at 10": {"04-01T10:00", ""}, "אחרי פסח": {"04-09", ""}, "after Passover": {"04-09", ""},
		"לפני פסח": {"03-01", "04-02"}, "before pesach": {"03-01", "04-02"}, "עד החג": {"03-01", "04-02"}, "לפני החג": {"03-01", "04-02"},
		"ערב שבועות": {"05-21", ""}, "אחרי שבועות": {"05-23", ""}, "ערב יום העצמאות": {"04-21", ""},
		"ערב ראש השנה": {"09-11", ""}, "erev rosh hashana": {"09-11", ""}, "אחרי ראש השנה": {"09-14", ""}, "ערב יום כיפור": {"09-20", ""}, "ערב כיפור": {"09-20", ""}, "after yom kippur": {"09-22", ""},
		"ערב סוכות": {"09-25", ""}, "אחרי סוכות": {"10-04", ""}, "ערב שמחת תורה": {"10-02", ""}, "אחרי החגים": {"10-04", ""},
		"אחרי החג": {"04-03", ""}, "after the holiday": {"04-03", ""},
	} {
		got, ok := when.Read(text, at(t, sunday))
		require.True(t, ok, text)
		end := ""
		if !got.End.IsZero() {
			end = stamp(got.End)
		}
		require.Equal(t, want, [2]string{stamp(got.Start), end}, text)
	}
	for now, want := range map[string]string{"2026-04-01T09:00": "2026-04-01", "2026-04-02T09:00": "2027-04-21", "2026-12-20T09:00": "2027-04-21"} {
		moment, err := time.ParseInLocation("2006-01-02T15:04", now, when.Zone)
		require.NoError(t, err)
		got, ok := when.Read("ערב פסח", moment)
		require.True(t, ok)
		require.Equal(t, want, got.Start.Format(time.DateOnly), now)
	}
	for _, text := range []string{"לפני שבועות זה קרה", "רחוב העצמאות 5", "חג שמח", "happy passover", "פסח שני"} {
		_, ok := when.Read(text, at(t, sunday))
		require.False(t, ok, text)
	}
}
