// Package stage is a real database with pros and customers on it, and the desks that work
// there, for the tests of functions. What they publish is kept, and can be played on.
package stage

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/infra/mongo/mongotest"
	"github.com/proli/proli/shared/alarm"
	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/pro"
	"github.com/proli/proli/shared/routing"
)

// Noon is a Sunday at noon in Israel.
var Noon = time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)

// Israel is the wall clock of what the tests say.
var Israel = time.FixedZone("Israel", 2*60*60) // before the change of 27 March

// Stage is one test's world.
type Stage struct {
	T     *testing.T
	DB    *mongo.DB
	Route *routing.Router
	Hours *booking.Service

	mu        sync.Mutex
	now       time.Time
	published []event.Published
	armed     []alarm.Alarm
	crash     func(*change.Set) error
	after     error
	handlers  map[string]http.Handler
}

// New is an empty world at noon.
func New(t *testing.T) *Stage {
	s := &Stage{T: t, DB: mongotest.New(t), now: Noon, handlers: map[string]http.Handler{}}
	s.Route, s.Hours = routing.New(s.DB), booking.New(s.DB)
	return s
}

// Now is the world's time.
func (s *Stage) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

// Advance lets time pass.
func (s *Stage) Advance(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = s.now.Add(d)
}

// Serve puts a function behind a topic.
func (s *Stage) Serve(topic string, h http.Handler) { s.handlers[topic] = h }

// Crash has the next commit end before it is written, as if the process had died: with the
// error that f returns, if any. f may first do what somebody else does at that moment.
func (s *Stage) Crash(f func(*change.Set) error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.crash = f
}

// CrashAfter has the next commit be written, and nothing of what follows.
func (s *Stage) CrashAfter() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.after = fault.New(fault.Unavailable, "stage", "killed")
}

// Run commits a set as change.Runner does, with the crashes asked for.
func (s *Stage) Run(ctx context.Context, set *change.Set) error {
	s.mu.Lock()
	crash, after := s.crash, s.after
	s.crash, s.after = nil, nil
	s.mu.Unlock()
	if crash != nil {
		if err := crash(set); err != nil {
			return err
		}
	}
	if after != nil {
		require.NoError(s.T, s.DB.Commit(ctx, set))
		return after
	}
	return s.runner().Run(ctx, set)
}

// Resume is change.Runner's.
func (s *Stage) Resume(ctx context.Context, claim string) (bool, error) {
	return s.runner().Resume(ctx, claim)
}

func (s *Stage) runner() change.Runner {
	return change.Runner{Store: s.DB, Publisher: s, Ringer: s}
}

// Publish keeps an event.
func (s *Stage) Publish(_ context.Context, p event.Published) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p.Topic != event.TopicNotices {
		s.published = append(s.published, p)
	}
	return nil
}

// Arm keeps an alarm.
func (s *Stage) Arm(_ context.Context, a alarm.Alarm) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.armed = append(s.armed, a)
	return nil
}

// Link is where a file can be opened.
func (s *Stage) Link(_ context.Context, object string, life time.Duration) (string, error) {
	return fmt.Sprintf("https://files.example/%s?for=%s", object, life), nil
}

// Published takes what was published since the last call.
func (s *Stage) Published() []event.Published {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := s.published
	s.published = nil
	return all
}

// Deliver pushes an event to the function behind its topic and gives the status it answers.
func (s *Stage) Deliver(p event.Published, err error) int {
	s.T.Helper()
	require.NoError(s.T, err)
	body, err := json.Marshal(map[string]any{"message": map[string]any{
		"data": []byte(p.Data), "messageId": p.ID, "orderingKey": p.Key, "publishTime": s.Now(),
	}})
	require.NoError(s.T, err)
	answer := httptest.NewRecorder()
	s.handlers[p.Topic].ServeHTTP(answer, httptest.NewRequestWithContext(s.T.Context(), http.MethodPost, "/", strings.NewReader(string(body))))
	return answer.Code
}

// Pros registers pros as a seed file lists them.
func (s *Stage) Pros(seed string) []pro.Pro {
	s.T.Helper()
	pros, err := pro.ReadSeed(strings.NewReader(seed))
	require.NoError(s.T, err)
	for i := range pros {
		pros[i], err = s.DB.SavePro(s.T.Context(), pros[i], Noon)
		require.NoError(s.T, err)
	}
	return pros
}

// Lead writes a lead as it is given.
func (s *Stage) Lead(l lead.Lead) {
	s.T.Helper()
	set := &change.Set{Claim: "given/" + l.ID + fmt.Sprint(l.Version), Now: s.Now(), Leads: []*lead.Lead{&l}}
	require.NoError(s.T, s.DB.Commit(s.T.Context(), set))
}

// Read is a lead as it stands.
func (s *Stage) Read(id string) lead.Lead {
	s.T.Helper()
	l, err := s.DB.Lead(s.T.Context(), id)
	require.NoError(s.T, err)
	require.NotNil(s.T, l, "lead %s", id)
	return *l
}

// Entries are what stands in a pro's calendar.
func (s *Stage) Entries(p pro.Pro) []booking.Entry {
	s.T.Helper()
	c, err := s.DB.Calendar(s.T.Context(), p.ID)
	require.NoError(s.T, err)
	return c.Entries
}

// Take puts an hour of somebody else into a pro's calendar.
func (s *Stage) Take(p pro.Pro, owner string, start time.Time) {
	s.T.Helper()
	_, outcome, err := s.Hours.Take(s.T.Context(), p, booking.Request{
		ID: owner + "/entry", Lead: owner, Hour: calendar.Span(start, time.Hour), Deadline: start,
	}, s.Now())
	require.NoError(s.T, err)
	require.Equal(s.T, booking.Granted, outcome)
}

// Question is what a chat is asked; nil when nothing is.
func (s *Stage) Question(chat string) *conversation.Question {
	s.T.Helper()
	c, err := s.DB.Conversation(s.T.Context(), chat)
	require.NoError(s.T, err)
	return c.Question
}

// Said are the notices to a chat, in order.
func (s *Stage) Said(chat string) []notice.Notice {
	s.T.Helper()
	found, err := s.DB.Collection(mongo.Notices).Find(s.T.Context(), bson.M{"chat": chat}, options.Find().SetSort(bson.M{"seq": 1}))
	require.NoError(s.T, err)
	var list []notice.Notice
	require.NoError(s.T, found.All(s.T.Context(), &list))
	return list
}

// Last is the newest notice to a chat.
func (s *Stage) Last(chat string) notice.Notice {
	s.T.Helper()
	list := s.Said(chat)
	require.NotEmpty(s.T, list, "nothing was said to the chat")
	return list[len(list)-1]
}

// Alarms are those that stand for a lead, by kind and number.
func (s *Stage) Alarms(leadID string) map[string]time.Time {
	s.T.Helper()
	found, err := s.DB.Collection(mongo.Alarms).Find(s.T.Context(), bson.M{"lead_id": leadID})
	require.NoError(s.T, err)
	var list []alarm.Alarm
	require.NoError(s.T, found.All(s.T.Context(), &list))
	due := map[string]time.Time{}
	for _, a := range list {
		due[fmt.Sprintf("%s/%d", a.Kind, a.N)] = a.DueAt.UTC()
	}
	return due
}
