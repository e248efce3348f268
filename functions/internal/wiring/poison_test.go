package wiring_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/functions/internal/serve"
	"github.com/proli/proli/functions/internal/wiring"
	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/infra/mongo/mongotest"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/fault"
)

var noon = time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)

// letter is what was copied to a dead-letter topic.
type letter struct {
	topic, key, data string
	attributes       map[string]string
}

type post struct {
	letters []letter
	fails   error
}

func (p *post) Send(_ context.Context, topic, key string, data []byte, attributes map[string]string) error {
	if p.fails != nil {
		return p.fails
	}
	p.letters = append(p.letters, letter{topic, key, string(data), attributes})
	return nil
}

// routing is a function whose handler fails as it is told to.
func routing(db wiring.Graves, mail *post, fail func() error) func() int {
	poison := wiring.Poison{Function: "Routing", Topic: event.TopicLeads, Graves: db, Sender: mail, Now: func() time.Time { return noon }}
	h := serve.PushHandler("Routing", func(context.Context, serve.Delivery) (serve.Outcome, error) {
		return serve.Outcome{}, fail()
	}, poison.Keep)
	body := `{"deliveryAttempt":9,"message":{"messageId":"7","orderingKey":"l1","attributes":{"id":"m1/offer","traceparent":"00-x"},"data":"` +
		base64.StdEncoding.EncodeToString([]byte(`{"v":1}`)) + `"}}`
	return func() int {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body)))
		return w.Code
	}
}

func TestAKnownFinalFaultIsKeptAtOnce(t *testing.T) {
	db, mail := mongotest.New(t), &post{}
	push := routing(db, mail, func() error { return fault.New(fault.NotFound, "load lead", "no lead of 972000000001") })
	require.Equal(t, 200, push())
	require.Equal(t, []letter{{"leads-dead", "l1", `{"v":1}`, map[string]string{
		"id": "m1/offer", "traceparent": "00-x", "reason": "load lead: no lead of ***0001", "kind": "not_found",
		"function": "Routing", "tries": "1", "died_at": "2026-03-01T10:00:00Z",
	}}}, mail.letters)
	var recorded event.Dead
	require.NoError(t, db.Collection(mongo.Poison).FindOne(t.Context(), bson.M{"_id": "leads/m1/offer"}).Decode(&recorded))
	require.Equal(t, "load lead: no lead of ***0001", recorded.Reason)
	require.Equal(t, "l1", recorded.Key)
	var kept struct {
		At      time.Time `json:"at"`
		PurgeAt time.Time `json:"purge_at"`
	}
	require.NoError(t, db.Collection(mongo.Poison).FindOne(t.Context(), bson.M{}).Decode(&kept))
	require.Equal(t, 7*24*time.Hour, kept.PurgeAt.Sub(kept.At))
}

func TestTheFifthTryOfItsOwnIsTheLast(t *testing.T) {
	for name, fail := range map[string]func() error{
		"a panic":           func() error { panic("boom") },
		"a surprise":        func() error { return errors.New("what?") },
		"the server's word": func() error { return fault.Wrap(fault.Unavailable, "commit", bigDocument) },
	} {
		t.Run(name, func(t *testing.T) {
			db, mail := mongotest.New(t), &post{}
			again := false
			push := routing(db, mail, func() error {
				if again {
					return nil
				}
				return fail()
			})
			for range 4 {
				require.Equal(t, 503, push())
			}
			require.Empty(t, mail.letters)
			require.Equal(t, 200, push())
			require.Len(t, mail.letters, 1)
			require.Equal(t, "5", mail.letters[0].attributes["tries"])

			require.Equal(t, 503, push(), "published again it has five tries again")
			again = true
			require.Equal(t, 200, push())
			require.Len(t, mail.letters, 1)
		})
	}
}

func TestARaceThatIsNeverWonEnds(t *testing.T) {
	db, mail := mongotest.New(t), &post{}
	var cause, race error
	race = fault.New(fault.Conflict, "commit l1", "changed meanwhile")
	cause = race
	push := routing(db, mail, func() error { return cause })
	for range 4 {
		require.Equal(t, 503, push())
	}
	cause = errors.New("what?")
	for range 4 {
		require.Equal(t, 503, push(), "tries of its own are counted by themselves")
	}
	cause = race
	for range 7 {
		require.Equal(t, 503, push())
	}
	require.Empty(t, mail.letters)
	require.Equal(t, 200, push(), "the twelfth: whatever waits behind it in its chat goes on")
	require.Len(t, mail.letters, 1)
	require.Equal(t, "conflict", mail.letters[0].attributes["kind"])
	require.Equal(t, "12", mail.letters[0].attributes["tries"])
	n, err := db.Collection(mongo.Poison).CountDocuments(t.Context(), bson.M{"_id": "leads/m1/offer", "kind": "conflict"})
	require.NoError(t, err)
	require.EqualValues(t, 1, n)
	require.Equal(t, 503, push(), "published again it begins anew")
}

func TestWhatCountsNothing(t *testing.T) {
	_, unreachable := net.DialTimeout("tcp", "127.0.0.1:1", time.Second)
	require.Error(t, unreachable)
	for name, cause := range map[string]error{
		"a dependency away":  fault.New(fault.Unavailable, "publish to leads", "no answer"),
		"nobody listens":     fmt.Errorf("link: %w", unreachable),
		"the database moves": fault.Wrap(fault.Unavailable, "commit", steppedDown),
		"its caller left":    context.Canceled,
		"a slow call":        fmt.Errorf("mongo.Lead: %w", context.DeadlineExceeded),
	} {
		t.Run(name, func(t *testing.T) {
			db, mail := mongotest.New(t), &post{}
			push := routing(db, mail, func() error { return cause })
			for range 8 {
				require.Equal(t, 503, push())
			}
			require.Empty(t, mail.letters)
			n, err := db.Collection(mongo.Tries).CountDocuments(t.Context(), bson.M{})
			require.NoError(t, err)
			require.Zero(t, n)
		})
	}
}

// gone is a database that is away.
type gone struct{ err error }

func (g gone) Try(context.Context, string, bool) (int, error) { return 0, g.err }
func (g gone) Bury(context.Context, event.Dead) error         { return g.err }
func (g gone) Buried(ctx context.Context, _ string) error     { return g.err }

func TestNothingIsKeptWithoutTheDatabaseOrTheTopic(t *testing.T) {
	db, err := mongo.Connect(t.Context(), "mongodb://127.0.0.1:1/x?directConnection=true", "", mongo.LocalKey)
	require.NoError(t, err)
	short, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	_, away := db.Lead(short, "l1")
	require.True(t, mongo.Away(away), "%v", away)
	require.False(t, wiring.Own(away))

	mail := &post{}
	require.Equal(t, 503, routing(gone{away}, mail, func() error { return errors.New("what?") })())
	require.Equal(t, 503, routing(gone{away}, mail, func() error { return fault.New(fault.Invalid, "decode", "no") })())
	require.Empty(t, mail.letters)

	mail.fails = fault.New(fault.Unavailable, "publish", "away")
	push := routing(mongotest.New(t), mail, func() error { return fault.New(fault.Invalid, "decode", "no") })
	require.Equal(t, 503, push())
	mail.fails = nil
	require.Equal(t, 200, push())
	require.Len(t, mail.letters, 1)
}
