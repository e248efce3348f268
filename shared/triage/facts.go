package triage

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/proli/proli/shared/alarm"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/keyword"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/place"
	"github.com/proli/proli/shared/pro"
	"github.com/proli/proli/shared/reader"
	"github.com/proli/proli/shared/when"
)

// readByRules merges into the lead what the rules read in this turn's messages, those of one
// breath together: each is resolved against the moment at which it was sent.
func (t *turn) readByRules() {
	asked := t.missing() // what a bare "50" or "רמת גן" may answer
	for _, group := range t.together() {
		var texts []string
		for _, m := range group {
			if m.Location != nil {
				t.setPin(*m.Location)
			}
			if m.Text != "" {
				texts = append(texts, m.Text)
			}
		}
		if len(texts) > 0 {
			t.readWords(texts, group[len(group)-1].SentAt, asked)
		}
	}
}

// readWords merges what the rules read in words that were said at a moment, in one message or in a few.
func (t *turn) readWords(texts []string, at time.Time, asked []string) {
	r := reader.ReadBurst(texts, at, asked)
	text := strings.Join(texts, " ")
	f := &t.lead.Facts
	if !r.Weak || t.lead.Trade == "" { // קוד בדלת 1234: another trade is no matter of a word
		t.setTrade(r.Trade, r.Issue)
	}
	if r.Place != nil {
		t.setPlace(*r.Place)
	}
	set(&f.Name, r.Name)
	set(&f.Phone, r.Phone)
	set(&f.Street, r.Address.Street)
	set(&f.Number, r.Address.Number)
	set(&f.Floor, r.Address.Floor)
	set(&f.Apartment, r.Address.Apartment)
	if r.Time != nil {
		t.setTime(*r.Time)
	}
	switch {
	case r.Urgent || keyword.Is(text, keyword.Emergency):
		f.Urgent = true
	case keyword.Is(text, keyword.Calm):
		f.Urgent = false
	}
}

// farAway is the distance from every place we know beyond which a point is no address of ours.
const farAway = 30 // km

// setPin takes a point on the map as the address. What it does not say, such as a street, is
// the point itself, unless the customer said it in words.
func (t *turn) setPin(l event.Location) {
	near := place.Nearest(l.Lat, l.Lng)
	if place.Distance(l.Lat, l.Lng, near.Lat, near.Lng) > farAway {
		t.before(locale.Text(t.lang, "triage.far_away"))
		return
	}
	f := &t.lead.Facts
	if t.lead.Place == nil || t.lead.Place.Code != near.Code {
		t.lead.ProID, t.lead.Price = "", nil
	}
	t.lead.Place = &lead.Place{Code: near.Code, Name: near.Name, Lat: l.Lat, Lng: l.Lng, Pin: true}
	f.City = near.Name
	if f.Street == "" {
		f.Street, f.Number = l.Address, lead.NotApplicable
		if f.Street == "" {
			f.Street = l.Name
		}
		if f.Street == "" {
			f.Street = locale.Text(t.lang, "triage.pin")
		}
	}
}

// readByModel merges what the model read. Its trade must be one of ours, its place one that
// exists, its time one that code can resolve, and the parts of an address words that the
// customer said: a slip of the model is not kept.
func (t *turn) readByModel(a Answer) {
	f, read := &t.lead.Facts, a.Facts
	if slices.Contains(pro.Trades, read.Trade) && t.lead.Trade == "" {
		t.setTrade(read.Trade, "")
	}
	t.transcribed(a.Transcription)
	if read.Issue != "" && (f.Issue == "" || t.heard(read.Issue)) && t.isTrueNote(read.Issue) {
		t.setIssue(read.Issue)
	}
	if t.lead.Place == nil && t.heard(read.City) {
		if p, ok := place.Find(read.City); ok {
			t.setPlace(p.Place)
		}
	}
	for _, field := range []struct {
		known *string
		read  string
	}{{&f.Name, read.Name}, {&f.Street, read.Street}, {&f.Number, read.Number}, {&f.Floor, read.Floor}, {&f.Apartment, read.Apartment}} {
		if *field.known == "" && t.heard(field.read) && !t.taken(field.read) {
			set(field.known, field.read)
		}
	}
	if t.lead.Wanted == nil && read.Time != "" && t.heard(read.Time) {
		if when, ok := when.Read(read.Time, t.m.SentAt); ok {
			t.setTime(when)
		}
	}
}

// heard reports whether the customer said these words, whole, in this conversation.
func (t *turn) heard(words string) bool { return t.times(words) > 0 }

// times is how often the customer said these words in this conversation.
func (t *turn) times(words string) int {
	words = keyword.Normalize(words)
	if words == "" {
		return 0
	}
	n := 0
	for _, text := range t.customerSaid() {
		said := " " + keyword.Normalize(text) + " "
		for {
			at := strings.Index(said, words)
			if at < 0 {
				break
			}
			rest := said[at+len(words):]
			before, _ := utf8.DecodeLastRuneInString(said[:at])
			after, _ := utf8.DecodeRuneInString(rest)
			if !unicode.IsDigit(before) && !unicode.IsLetter(after) && !unicode.IsDigit(after) && wordBegins(said[:at]) {
				n++
			}
			said = rest
		}
	}
	return n
}

// wordBegins reports whether a word may begin here: after a space, or after letters that Hebrew
// writes together with it, as in "בתל אביב".
func wordBegins(before string) bool {
	at := strings.LastIndexByte(before, ' ')
	return utf8.RuneCountInString(before[at+1:]) <= 2
}

// taken reports whether the customer said a number no more often than it is already known for
// something else: "קומה 3" gives no house number.
func (t *turn) taken(number string) bool {
	if strings.Trim(number, "0123456789") != "" {
		return false
	}
	f, known := t.lead.Facts, 0
	for _, other := range []string{f.Number, f.Floor, f.Apartment} {
		if other == number {
			known++
		}
	}
	for _, word := range strings.Fields(keyword.Normalize(f.Time)) {
		if strings.Trim(word, "אבלמ") == number {
			known++
		}
	}
	return known > 0 && t.times(number) <= known
}

// Bounds of what is kept of a customer's words.
const (
	maxIssue         = 1000
	maxReview        = 2000
	maxTranscription = 3000
)

func (t *turn) setTrade(trade, issue string) {
	if trade != "" && trade != t.lead.Trade {
		t.lead.Trade, t.lead.Facts.Trade = trade, trade
		t.lead.ProID, t.lead.Price = "", nil
	}
	if issue != "" {
		t.setIssue(issue)
	}
}

func (t *turn) setIssue(issue string) {
	issue = clip(issue, maxIssue)
	t.lead.Facts.Issue, t.lead.IssueType = issue, issue
	if !t.priceStands() {
		t.lead.Price = nil
	}
}

// priceStands reports whether the price of the lead stays what a dearer one is held against: once a
// pro has said no, or was refused for the price, the next is asked only at one that was agreed to.
func (t *turn) priceStands() bool {
	return t.lead.Price != nil && (len(t.lead.Excluded) > 0 || t.c.Asked(conversation.AskNextPro))
}

func (t *turn) setPlace(p place.Place) {
	if t.lead.Place != nil && t.lead.Place.Code == p.Code {
		return
	}
	t.lead.Place = &lead.Place{Code: p.Code, Name: p.Name, Lat: p.Lat, Lng: p.Lng}
	t.lead.Facts.City = p.Name
	t.lead.ProID, t.lead.Price = "", nil
}

// setTime takes the wanted time; an hour without a day is one of the day that was named before.
func (t *turn) setTime(w when.Time) {
	if before := t.lead.Wanted; w.Dayless && before != nil && oneDay(before) && t.timeStands() {
		w = w.On(before.Start, before.End, when.Grain(before.Grain))
		w.Text = t.lead.Facts.Time + " " + w.Text
	} else if day, ok := t.offeredDay(); ok && w.Dayless {
		w = w.On(day, time.Time{}, when.Day)
	}
	t.lead.Wanted = &lead.Wanted{Start: w.Start.UTC(), End: utc(w.End), Grain: string(w.Grain), ASAP: w.ASAP}
	t.lead.Facts.Time = clip(w.Text, maxIssue)
	t.lead.AppointmentTime = t.lead.Facts.Time
}

// oneDay reports whether a wanted time is a day, or a part of one, and no hour yet.
func oneDay(w *lead.Wanted) bool {
	return (w.Grain == string(when.Day) || w.Grain == string(when.Part)) && w.End.Sub(w.Start) <= 25*time.Hour
}

func utc(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.UTC()
}

func set(known *string, read string) {
	if read != "" {
		*known = clip(read, 200)
	}
}

// clip bounds a text in characters.
func clip(text string, n int) string {
	runes := []rune(strings.TrimSpace(text))
	if len(runes) > n {
		runes = runes[:n]
	}
	return string(runes)
}

// Deadlines of a lead whose facts are being collected.
const (
	silenceAfter = 30 * time.Minute
	closeAfter   = 24 * time.Hour
)

func silenceAlarms(l *lead.Lead, now time.Time) []alarm.Alarm {
	return []alarm.Alarm{
		alarm.New(alarm.LeadSilence, l.ID, 0, now.Add(silenceAfter)),
		alarm.New(alarm.LeadClose, l.ID, 0, now.Add(closeAfter)),
	}
}

func ratingOf(l *lead.Lead, stars int) *change.Rating {
	return &change.Rating{Pro: l.ProID, Stars: stars}
}
