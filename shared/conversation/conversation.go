// Package conversation is the noun of the thread in one chat: whose it is, what was said
// last, and what we wait for next.
package conversation

import (
	"time"

	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/grounding"
)

// Kept is how many turns a conversation remembers for the model.
const Kept = 20

// Conversation is the thread in one chat.
type Conversation struct {
	ID             string    `json:"_id"` // the chat
	Language       string    `json:"language"`
	Name           string    `json:"name"`       // as WhatsApp shows it
	ConsentAt      time.Time `json:"consent_at"` // zero: not given
	Waiting        []Waiting `json:"waiting"`    // what came before consent
	WaitingTill    time.Time `json:"waiting_till"`
	Burst          []Waiting `json:"burst"`    // fragments whose turn has not begun
	TurnAt         time.Time `json:"turn_at"`  // when it begins; zero when none wait
	Question       *Question `json:"question"` // the one open question, if any
	LeadID         string    `json:"lead_id"`  // the lead that is being talked about
	AsCustomer     bool      `json:"as_customer"`
	NeedsHuman     bool      `json:"needs_human"`
	SilentUntil    time.Time `json:"silent_until"`
	StoppedAt      time.Time `json:"stopped_at"`       // the customer wants no proactive notices
	Blocked        bool      `json:"blocked"`          // by an admin
	ApologisedAt   time.Time `json:"apologised_at"`    // for messages that came late
	CallAnsweredAt time.Time `json:"call_answered_at"` // politely, in writing
	ModelDay       string    `json:"model_day"`        // Israel date of ModelCalls
	ModelCalls     int       `json:"model_calls"`
	ModelToldDay   string    `json:"model_told_day"` // when its limit was last explained
	Crowded        bool      `json:"crowded"`        // was asked to wait, until the window clears
	Unread         []Unread  `json:"unread"`         // what could not be read and may still come
	Linking        *Linking  `json:"linking"`        // a chat without a number that claims to be a pro's
	Taken          *Taken    `json:"taken"`          // by an admin, until it is handed back
	Hands          int64     `json:"hands"`          // raised by every act of an admin here: what the next one must have seen
	Draft          *Draft    `json:"draft"`          // a business that is being registered here
	FoundAt        time.Time `json:"found_at"`       // when a pro last looked for a waiting lead
	CreatedAt      time.Time `json:"created_at"`
	UpdatedAt      time.Time `json:"updated_at"`
	Version        int64     `json:"version"` // raised by every handled message; 0 until first written

	// Forgotten makes the commit drop what was said, this message included.
	Forgotten bool `json:"-"`

	// Recent and Seq are written by every notice too, and SeenAt (when one of us last looked)
	// by every look, without raising the version.
	Recent []Turn    `json:"recent"`
	Seq    int64     `json:"seq"`
	SeenAt time.Time `json:"seen_at"`
}

// Waiting is a message that came before consent, kept as it was delivered.
type Waiting struct {
	Message event.Message `json:"message"`
}

// ReadableWithin is how long the readable copy of a message is waited for.
const ReadableWithin = 30 * time.Second

// Unread is a message that the provider could not read. Its readable copy may still come.
type Unread struct {
	Readable string    `json:"readable"` // the id under which that copy is handled
	At       time.Time `json:"at"`
}

// Turn is one thing said, for the model's memory.
type Turn struct {
	By   string    `json:"by"` // customer, pro or proli
	Text string    `json:"text"`
	At   time.Time `json:"at"`
}

// remembered bounds one turn in the model's memory, in characters.
const remembered = 1000

// Said is a turn as it is remembered: what is longer keeps its beginning.
func Said(by, text string, at time.Time) Turn {
	n := 0
	for i := range text {
		if n == remembered {
			text = text[:i] + "…"
			break
		}
		n++
	}
	return Turn{By: by, Text: text, At: at}
}

// Those who speak in a turn.
const (
	ByCustomer = "customer"
	ByPro      = "pro"
	ByProli    = "proli"
)

// QuestionKind names what an answer would decide.
type QuestionKind string

// The questions that can be open in a chat.
const (
	AskConsent   QuestionKind = "consent"
	AskHour      QuestionKind = "choose_hour"      // first hour of a lead, numbered
	AskNewHour   QuestionKind = "choose_new_hour"  // of a move, numbered
	AskCancel    QuestionKind = "confirm_cancel"   // yes or no
	AskWait      QuestionKind = "another_or_wait"  // 1 another, 2 wait
	AskNextPro   QuestionKind = "confirm_next_pro" // dearer, price unknown or another hour
	AskNewOrOld  QuestionKind = "new_or_old"       // 1 a new request, 2 about the appointment
	AskDone      QuestionKind = "done"             // after the appointment: 1 yes, 2 not yet
	AskRating    QuestionKind = "rating"           // 1 to 5
	AskReview    QuestionKind = "review"           // free words
	AskScope     QuestionKind = "out_of_scope"     // one clarifying question before rejection
	AskOffer     QuestionKind = "which_offer"      // a pro with several
	AskJob       QuestionKind = "which_job"        // a pro finishing one of several
	AskCharged   QuestionKind = "price_charged"    // a pro after finishing
	AskProCancel QuestionKind = "confirm_pro_cancel"
	AskDelete    QuestionKind = "confirm_delete" // yes or no: everything about the customer
	AskCancelJob QuestionKind = "which_cancel"   // a pro cancelling one of several
	AskEarly     QuestionKind = "finished_early" // 1 done, 2 not yet: the hour has not come
	AskAreas     QuestionKind = "areas"          // a pro's own, anew
	AskPrices    QuestionKind = "prices"         // a pro's own list, anew
	AskSamePro   QuestionKind = "same_pro"       // 1 the pro of last time, 2 anyone
	AskWhich     QuestionKind = "which_lead"     // a customer with several
)

// Question is what we wait for in a chat.
type Question struct {
	Kind    QuestionKind `json:"kind"`
	LeadID  string       `json:"lead_id"`
	Act     string       `json:"act"` // what a numbered answer does, where the kind leaves it open
	Options []Option     `json:"options"`
	AskedAt time.Time    `json:"asked_at"` // ahead, when its notice waits for quiet hours to end
}

// Option is one numbered answer; which fields are set depends on the question.
type Option struct {
	LeadID string    `json:"lead_id"`
	ProID  string    `json:"pro_id"`
	Start  time.Time `json:"start"`
	End    time.Time `json:"end"`
}

// Ask opens a question; the one that was open is dropped.
func (c *Conversation) Ask(kind QuestionKind, leadID string, at time.Time, options ...Option) {
	c.Question = &Question{Kind: kind, LeadID: leadID, Options: options, AskedAt: at.UTC()}
}

// proQuestionLife is how long a question to a pro waits. Later a number is a command again: a
// "3" of next week is no price of today's job.
const proQuestionLife = 24 * time.Hour

// Lapsed reports whether a question to a pro is no longer waited for.
func (q *Question) Lapsed(now time.Time) bool { return now.After(q.AskedAt.Add(proQuestionLife)) }

// Confirms reports whether a customer is being asked whether something is really to be undone. What
// happens by itself meanwhile does not answer that.
func (q *Question) Confirms() bool {
	return q != nil && (q.Kind == AskCancel || q.Kind == AskDelete)
}

// Asked reports whether a question of this kind is open.
func (c *Conversation) Asked(kind QuestionKind) bool {
	return c.Question != nil && c.Question.Kind == kind
}

// Forget drops all that a person said who has not agreed, or does not agree, to be remembered.
func (c *Conversation) Forget() {
	c.Question, c.Waiting, c.Burst, c.TurnAt, c.Name = nil, nil, nil, time.Time{}, ""
	c.Forgotten = true
}

// Silent reports whether the bot must not speak: a human has the chat.
func (c *Conversation) Silent(now time.Time) bool { return now.Before(c.SilentUntil) }

// HandOver silences the bot for fifteen minutes from now; a longer silence stays.
func (c *Conversation) HandOver(now time.Time) { c.Mute(now.Add(15 * time.Minute)) }

// Mute silences the bot until then, if it is not silent for longer already.
func (c *Conversation) Mute(until time.Time) {
	if until.After(c.SilentUntil) {
		c.SilentUntil = until.UTC()
	}
}

// CountModelCall counts one model call of an Israel date and reports whether it may be made.
func (c *Conversation) CountModelCall(date string, limit int) bool {
	if c.ModelDay != date {
		c.ModelDay, c.ModelCalls = date, 0
	}
	if c.ModelCalls >= limit {
		return false
	}
	c.ModelCalls++
	return true
}

// Message is one inbound message as it is kept.
type Message struct {
	ID         string        `json:"_id"`
	Chat       string        `json:"chat"`
	By         string        `json:"by"` // customer, pro or proli
	Kind       event.Kind    `json:"kind"`
	Text       string        `json:"text"`
	Media      []event.Media `json:"media"`
	LeadID     string        `json:"lead_id"`
	ProviderID string        `json:"provider_id"`
	Raw        string        `json:"raw"`     // of a body that could not be read
	Learned    []Fact        `json:"learned"` // the facts of the lead that came with it
	SentAt     time.Time     `json:"sent_at"`
	ReceivedAt time.Time     `json:"received_at"`
	Refused    []Refused     `json:"refused"` // what a model answered to it and nobody was told, for admins
}

// Refused is a text of a model that did not leave, and why.
type Refused struct {
	Text string          `json:"text"`
	Lies []grounding.Lie `json:"lies"`
}

// Fact is one fact of a lead, as a message taught it.
type Fact struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Record makes the kept form of an inbound message; by is who wrote it.
func Record(m event.Message, leadID, by string) *Message {
	return &Message{
		ID: m.ID, Chat: m.Chat, By: by, Kind: m.Kind, Text: m.Text, Media: m.Media, LeadID: leadID,
		ProviderID: m.ProviderID, Raw: string(m.Raw), SentAt: m.SentAt.UTC(), ReceivedAt: m.ReceivedAt.UTC(),
	}
}
