package triage_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/functions/internal/serve"
	"github.com/proli/proli/functions/internal/stage"
	functriage "github.com/proli/proli/functions/triage"
	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/pro"
	"github.com/proli/proli/shared/triage"
)

// model answers what a test scripts, and counts.
type model struct {
	answer func(triage.Question) (triage.Answer, error)
	asked  []triage.Question
}

func (m *model) Ask(_ context.Context, q triage.Question) (triage.Answer, error) {
	m.asked = append(m.asked, q)
	return m.answer(q)
}

// says is a model that always proposes the same reply.
func says(reply string) *model {
	return &model{answer: func(triage.Question) (triage.Answer, error) { return triage.Answer{Reply: reply}, nil }}
}

type noCache struct{}

func (noCache) Get(context.Context, string) ([]byte, int64, bool) { return nil, 0, false }
func (noCache) Put(context.Context, string, int64, []byte)        {}

type noMedia struct{}

func (noMedia) Keep(_ context.Context, m event.Message, n int) (lead.Media, []byte, error) {
	return lead.Media{URL: m.Media[n].URL, MIME: m.Media[n].MIME}, nil, nil
}

type noHours struct{}

func (noHours) FreshHours(context.Context, *lead.Lead, time.Time, time.Time) ([]conversation.Option, error) {
	return nil, nil
}

// matcher gives the stage's first pro.
type matcher struct{ pros []pro.Pro }

func (m matcher) Match(context.Context, *lead.Lead, time.Time) (*pro.Pro, error) {
	if len(m.pros) == 0 {
		return nil, nil
	}
	return &m.pros[0], nil
}

// desk is triage on a stage: one customer who has agreed, and the pros of a seed.
func desk(t *testing.T, m triage.Model, seed string) (*stage.Stage, func(text string) serve.Outcome) {
	t.Helper()
	s := stage.New(t)
	var pros []pro.Pro
	if seed != "" {
		pros = s.Pros("[" + seed + "]")
	}
	given := &change.Set{Claim: "consent", Now: stage.Noon}
	given.Touch(&conversation.Conversation{ID: stage.C, ConsentAt: stage.Noon, Language: "he"})
	require.NoError(t, s.DB.Commit(t.Context(), given))
	f := functriage.New(triage.Desk{
		Store: s.DB, Model: m, Matcher: matcher{pros}, Hours: noHours{}, Media: noMedia{},
		PrivacyURL: "https://p.example/privacy", Admins: []string{"972000000021@c.us"}, Israel: stage.Israel,
	}, s, noCache{}, s.DB, s.Now)
	n := 0
	return s, func(text string) serve.Outcome {
		t.Helper()
		n++
		p, err := event.Message{
			ID: fmt.Sprint("m", n), Kind: event.KindText, Chat: stage.C, Sender: stage.C, SenderName: "דנה", Text: text,
			ProviderID: fmt.Sprint("P", n), SentAt: s.Now(), ReceivedAt: s.Now(),
		}.Published()
		require.NoError(t, err)
		out, err := f.Handle(t.Context(), serve.Delivery{Data: p.Data, Key: p.Key, MessageID: p.ID})
		require.NoError(t, err)
		if c, err := s.DB.Conversation(t.Context(), stage.C); err == nil && len(c.Burst) > 0 { // nothing more is written
			s.Advance(time.Second)
			p, err := event.Message{ID: fmt.Sprint("turn", n), Kind: event.KindTurn, Chat: stage.C, SentAt: s.Now(), ReceivedAt: s.Now()}.Published()
			require.NoError(t, err)
			out, err = f.Handle(t.Context(), serve.Delivery{Data: p.Data, Key: p.Key, MessageID: p.ID})
			require.NoError(t, err)
		}
		return out
	}
}

func TestInventedPriceNeverLeaves(t *testing.T) {
	for reply, stays := range map[string]bool{
		"נזילה עולה 450 ₪. באיזה רחוב?":             true,
		"זה יעלה רק 350 ₪. באיזה רחוב?":             false,
		"המחיר 350 ש\"ח":                            false,
		"התקשרו אליי: 050-123-4567":                 false,
		"פרטים כאן: https://evil.example":           false,
		"אגיע מחר ב-17:45":                          false,
		"באיזה רחוב ובאיזו קומה?":                   true,
		"Sure, which street and which floor is it?": false, // the customer writes Hebrew
		"זה יעלה 250 שח לנזילה":                     false, // that is the price of a visit
		"המחיר בין 300 ל-400":                       false,
		"שלוש מאות וחמישים שקלים":                   false,
		"האינסטלטור משה פרץ יטפל בזה":               false,
		"יש הנחה של עשרה אחוז":                      false,
		"התור שלכם נקבע":                            false,
	} {
		t.Run(reply, func(t *testing.T) {
			s, write := desk(t, says(reply), stage.P1)
			write("יש לי נזילה בתל אביב")
			if stays {
				require.Equal(t, reply, s.Last(stage.C).Text)
			} else {
				require.NotContains(t, s.Last(stage.C).Text, reply)
				require.Contains(t, s.Last(stage.C).Text, "רחוב", "a template asks instead")
				var kept conversation.Message
				require.NoError(t, s.DB.Collection(mongo.Messages).FindOne(t.Context(), map[string]any{"_id": "m1"}).Decode(&kept))
				require.Equal(t, reply, kept.Refused[0].Text, "an admin can see it")
				require.NotEmpty(t, kept.Refused[0].Lies)
			}
		})
	}
}

func TestFactsNobodySaidAreDropped(t *testing.T) {
	m := &model{answer: func(triage.Question) (triage.Answer, error) {
		return triage.Answer{Reply: "באיזה רחוב?", Facts: triage.Facts{
			Name: "משה", Street: "הרצל", Number: "99", Floor: "3", City: "חיפה", Trade: "plumber", Time: "מחר ב-9",
		}}, nil
	}}
	s, write := desk(t, m, "")
	write("יש לי נזילה, קומה 3")
	l, err := s.DB.LatestLead(t.Context(), stage.C)
	require.NoError(t, err)
	require.Equal(t, "3", l.Facts.Floor)
	require.Empty(t, l.Facts.Street)
	require.Empty(t, l.Facts.Number)
	require.Empty(t, l.Facts.City)
	require.Nil(t, l.Wanted)
}

func TestOneModelCallAMessage(t *testing.T) {
	m := says("באיזה רחוב?")
	s, write := desk(t, m, stage.P1)
	s.Crash(func(*change.Set) error { // an alarm writes the same chat at this moment
		other := &change.Set{Claim: "alarm", Now: stage.Noon}
		other.Touch(&conversation.Conversation{ID: stage.C, ConsentAt: stage.Noon, Language: "he", Version: 1})
		return s.DB.Commit(t.Context(), other)
	})
	require.Equal(t, "handled", write("יש לי נזילה בתל אביב").Result)
	require.Len(t, m.asked, 2, "the turn was done again, on what the chat had become")
	require.Contains(t, m.asked[0].System, "voice: persona\n")
	require.Equal(t, "יש לי נזילה בתל אביב", m.asked[0].Parts[0].Text)
	require.Len(t, s.Said(stage.C), 1)
}

func TestDailyModelCalls(t *testing.T) { // 8
	m := says("באיזה רחוב?")
	s, write := desk(t, m, stage.P1)
	for range 41 {
		write("יש לי נזילה בתל אביב")
	}
	require.Len(t, m.asked, 40)
	require.Contains(t, s.Last(stage.C).Text, "רחוב", "the rules carry on")
	s.Advance(24 * time.Hour)
	write("יש לי נזילה בתל אביב")
	require.Len(t, m.asked, 41)
}

func TestNoModel(t *testing.T) {
	m := &model{answer: func(triage.Question) (triage.Answer, error) { return triage.Answer{}, errors.New("away") }}
	s, write := desk(t, m, stage.P1)
	write("יש לי נזילה בתל אביב")
	require.Contains(t, s.Last(stage.C).Text, "אבי אינסטלציה")
	require.Contains(t, s.Last(stage.C).Text, "450")
	write("דיזנגוף 50 קומה 3 דירה 12 מחר ב-10")
	require.Len(t, s.Said(stage.C), 1, "routing answers")
	published := s.Published()
	require.Len(t, published, 1)
	e, err := event.DecodeLead(published[0].Data)
	require.NoError(t, err)
	require.Equal(t, event.LeadOffer, e.Kind)
}

func TestDangerComesFirst(t *testing.T) {
	s, write := desk(t, nil, "")
	write("יש שריפה בלוח החשמל")
	require.Regexp(t, `^\S+ \*[^\n]*102`, s.Last(stage.C).Text)
}

func TestHumanSilencesAndRolls(t *testing.T) {
	s, write := desk(t, nil, "")
	write("אני רוצה נציג אנושי")
	require.Len(t, s.Said(stage.C), 1)
	require.Contains(t, s.Last("972000000021@c.us").Text, "נציג אנושי")
	s.Advance(14 * time.Minute)
	write("הלו?")
	s.Advance(14 * time.Minute)
	write("הלו?")
	require.Len(t, s.Said(stage.C), 1, "each message starts the fifteen minutes again")
	s.Advance(16 * time.Minute)
	write("הלו?")
	require.Len(t, s.Said(stage.C), 2)
}

func TestLateMessagesAreNotReplayed(t *testing.T) {
	s, _ := desk(t, nil, "")
	old := event.Message{ID: "old", Kind: event.KindText, Chat: stage.C, Text: "יש לי נזילה בתל אביב", ProviderID: "O",
		SentAt: stage.Noon.Add(-3 * time.Hour), ReceivedAt: stage.Noon}
	d := triage.Desk{Store: s.DB, Israel: stage.Israel, Matcher: matcher{}, Media: noMedia{}, Hours: noHours{}}
	set, err := d.Handle(t.Context(), old, stage.Noon, nil)
	require.NoError(t, err)
	require.Len(t, set.Notices, 1)
	require.Contains(t, set.Notices[0].Text, "באיחור")
	require.Empty(t, set.Leads)
	require.NoError(t, s.Run(t.Context(), set))
	old.ID = "old2"
	set, err = d.Handle(t.Context(), old, stage.Noon, nil)
	require.NoError(t, err)
	require.Empty(t, set.Notices, "once a chat")
	_, err = s.DB.Collection(mongo.Leads).CountDocuments(t.Context(), map[string]any{})
	require.NoError(t, err)
}

func TestWhoWantsToBookIsAskedForWhatIsMissing(t *testing.T) {
	m := &model{answer: func(triage.Question) (triage.Answer, error) {
		return triage.Answer{Reply: "מעולה, קבענו!", Deal: true}, nil
	}}
	s, write := desk(t, m, stage.P1)
	write("יש לי נזילה בתל אביב, דיזנגוף 50, מחר ב-10")
	require.Contains(t, s.Last(stage.C).Text, "קומה")
	require.Contains(t, s.Last(stage.C).Text, "דירה")
	require.NotContains(t, s.Last(stage.C).Text, "רחוב")
	require.NotContains(t, s.Last(stage.C).Text, "קבענו")
}
