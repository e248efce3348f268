package reader

// The trades.
const (
	Plumber     = "plumber"
	Electrician = "electrician"
	Handyman    = "handyman"
	Locksmith   = "locksmith"
	Painter     = "painter"
	Cleaner     = "cleaner"
	General     = "general"
)

// tradeWords are the words by which a trade is known, with what they weigh
// against another trade's. A word that ends in * is a stem: any ending counts.
// Hebrew words may carry prefixes. Several words must stand in a row.
var tradeWords = []struct {
	trade  string
	weight int
	words  []string
}{
	{Plumber, 4, []string{"אינסטלטור*", "אינסטלצי*", "אינסטלאטור*", "אינסלטור*", "אינסטלתור*", "אינסתלטור*", "אינסטטלטור*", "אנסטלטור*", "אינסטלאתור*", "שרברב*", "plumb*"}},
	{Plumber, 3, []string{
		"נזיל*", "נוזל", "נוזלת", "נוזלים", "נוזלות", "דליפ*", "דולף", "דולפת", "דולפים", "טפטוף", "טפטופים", "מטפטף", "מטפטפת", "מטפטפים", "ברז", "ברזים", "הברז", "סתימ*", "סתום", "סתומה", "סתומים", "נסתם", "נסתמה", "נסתמו", "אסלה", "אסלת", "האסלה", "ניאגר*",
		"ביוב", "צינור*", "צנרת", "דוד שמש", "דוד חשמלי", "דוד מים", "דוד חשמל", "מים חמים", "פיצוץ מים", "פיצוץ בצינור", "התפוצץ צינור", "פיצוץ", "התפוצץ", "התפוצצה", "הצפה", "מוצף", "מוצפת", "מציף", "מציפה", "רטיבות", "סיפון", "לחץ מים", "אין מים", "מד מים", "זורמים מים", "מים זורמים", "מים על הרצפה",
		"leak*", "leek*", "leack*", "clog*", "blocked drain", "blocked toilet", "blocked sink", "blocked pipe", "sink is blocked", "drain is blocked", "is blocked", "loo", "cistern", "geyser", "tap", "taps", "faucet*", "toilet*", "pipe*", "drain*", "sewage", "boiler*", "hot water", "water heater", "burst pipe", "dripping", "drips", "flood*", "water is flowing", "water flowing", "water everywhere", "water pressure", "overflow*",
	}},
	{Plumber, 1, []string{"כיור", "כיורים", "כיורי", "שירותים", "מקלחת", "אמבטיה", "מים", "הדוד", "sink*", "shower*", "bathtub", "water"}},
	{Electrician, 4, []string{"חשמלאי*", "electrician*"}},
	{Electrician, 3, []string{
		"חשמל", "חשמלית", "חשמליים", "שקע*", "קצר חשמלי", "קצר בחשמל", "פיוז*", "נתיך", "מפסק*", "פחת", "לוח חשמל", "תקע", "תאורה", "מנורה", "מנורות", "נורה", "נורות", "גוף תאורה", "גופי תאורה", "ספוטים", "ניצוצות", "התחשמל*", "מאוורר תקרה",
		"socket*", "outlet*", "electric*", "fuse*", "circuit breaker*", "breaker*", "short circuit", "power outage", "no power", "power is out", "power out", "power's out", "power keeps", "lights are out", "lights are dead", "light is dead", "light is out", "lights flicker", "flickering", "no electricity", "no light", "no lights", "lights went out", "light went out", "power went out", "light switch", "light fixture*", "lighting", "wiring", "spark*", "light bulb*", "chandelier*", "ceiling fan*",
	}},
	{Electrician, 1, []string{"light*", "lamp*", "אור", "power", "switch*"}},
	{Locksmith, 4, []string{"מנעולן*", "פורץ מנעולים", "פורץ דלתות", "פריצת מנעול*", "פריצת דלת*", "locksmith*"}},
	{Locksmith, 3, []string{
		"מנעול*", "נעול", "נעולה", "נעולים", "ננעל*", "הננעלתי", "צילינדר*", "לפרוץ", "מפתח נשבר", "מפתח תקוע", "המפתח נתקע", "המפתח נשבר", "מפתח", "מפתחות", "רב בריח", "טרוק*", "נטרק*", "רב-בריח",
		"לא מצליח להיכנס", "לא מצליחה להיכנס", "דלת נתקעה", "דלת תקועה", "locked", "lock", "locks", "can't get in", "key", "keys", "cylinder", "deadbolt",
	}},
	{Painter, 4, []string{"צבעי", "צבעית", "הצבעי", "painter*"}},
	{Painter, 3, []string{"לצבוע", "צביע*", "צבע", "לסייד", "סיוד", "סייד", "שפכטל", "קירות מתקלפים", "קילופי צבע", "צבע מתקלף", "paint*", "whitewash*", "plaster*"}},
	{Cleaner, 4, []string{"מנקה", "מנקים", "עוזרת בית", "חברת ניקיון", "ניקיון אחרי שיפוץ", "ניקיון לאחר שיפוץ", "ניקוי אחרי שיפוץ", "renovation cleaning", "renovation cleanup", "construction cleaning", "clean after", "cleaning after", "cleaner*", "maid"}},
	{Cleaner, 3, []string{"ניקיון", "נקיון", "ניקיונות", "לנקות", "ניקוי", "פוליש", "קרצוף", "clean", "cleaning", "cleanup", "polish*"}},
	{Handyman, 4, []string{"הנדימן", "הנדי מן", "איש אחזקה", "תיקונים קטנים", "תיקונים בבית", "handyman*", "handy man"}},
	{Handyman, 3, []string{
		"מדף", "מדפים", "לתלות", "תליית", "תלייה", "תליה", "להרכיב", "הרכבת", "הרכבה", "רהיט*", "ארון", "ארונות", "איקאה", "וילון*", "תריס*", "ציר", "צירים", "ידית", "ידיות", "סילר", "סיליקון", "חור בקיר", "קידוח", "לקדוח", "מגירה", "מגירות", "רשת יתושים", "רשתות", "מראה", "דלת ארון", "פרגוד",
		"shelf", "shelves", "furniture", "assembl*", "mount*", "hang", "hanging", "curtain*", "ikea", "drill*", "hinge*", "cabinet*", "wardrobe*", "door handle", "shutter*", "blinds",
	}},
	{Handyman, 1, []string{"דלת", "טלוויזיה", "טלויזיה", "tv", "television", "door*", "window*", "חלון", "חלונות"}},
	{General, 4, []string{"שיפוצניק*", "איש שיפוצים", "contractor*"}},
	{General, 3, []string{"שיפוץ", "שיפוצים", "לשפץ", "ריצוף", "רצפה שבורה", "קרמיקה", "גבס", "טיח", "renovat*", "remodel*", "tiles", "tiling", "drywall"}},
}
