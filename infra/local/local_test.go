package local_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/proli/proli/infra/local"
	"github.com/proli/proli/infra/local/servers"
	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/infra/mongo/mongotest"
)

// rig is a whole system around small functions.
type rig struct {
	*testing.T
	*local.System
	db *mongo.DB
}

func start(t *testing.T) *rig {
	t.Helper()
	t.Setenv(asProgram, "yes")
	system, err := local.Start(t.Context(), local.Options{
		Home: t.TempDir(), Programs: local.Programs{Functions: os.Args[0], Admin: os.Args[0]},
		MongoURI: servers.TestMongo(t), RedisURL: servers.TestRedis(t),
	})
	require.NoError(t, err)
	t.Cleanup(system.Stop)
	return &rig{t, system, mongotest.Open(t, system.MongoURI)}
}

// call makes a request and gives its status and JSON answer.
func (r *rig) call(method, url, body string) (int, map[string]any) {
	r.Helper()
	request, err := http.NewRequestWithContext(r.Context(), method, url, strings.NewReader(body))
	require.NoError(r, err)
	response, err := http.DefaultClient.Do(request)
	require.NoError(r, err)
	defer func() { require.NoError(r, response.Body.Close()) }()
	got, err := io.ReadAll(response.Body)
	require.NoError(r, err)
	answer := map[string]any{}
	if bytes.HasPrefix(got, []byte("{")) {
		require.NoError(r, json.Unmarshal(got, &answer))
	}
	return response.StatusCode, answer
}

// control calls the control service, which must agree.
func (r *rig) control(method, path, body string) map[string]any {
	r.Helper()
	status, answer := r.call(method, r.ControlURL+path, body)
	require.Equal(r, http.StatusOK, status, "%s %s: %v", method, path, answer)
	return answer
}

func (r *rig) deliver(text string) {
	r.Helper()
	status, _ := r.call(http.MethodPost, r.WebhookURL+"/", text)
	require.Equal(r, http.StatusOK, status)
}

// notes are what the functions wrote down, with the minute in Israel.
func (r *rig) notes() (all []string) {
	r.Helper()
	r.control(http.MethodGet, "/idle?wait=10s", "")
	cursor, err := r.db.Collection("notes").Find(r.Context(), bson.M{}, options.Find().SetSort(bson.M{"at": 1}))
	require.NoError(r, err)
	var found []note
	require.NoError(r, cursor.All(r.Context(), &found))
	jerusalem, err := time.LoadLocation("Asia/Jerusalem")
	require.NoError(r, err)
	for _, n := range found {
		all = append(all, n.At.In(jerusalem).Format("15:04 ")+n.What)
	}
	return all
}

func TestClockRingsWhatIsDueOnTheWay(t *testing.T) {
	r := start(t)
	r.control(http.MethodPost, "/clock", `{"now":"2026-03-01T07:00:00+02:00"}`)
	r.control(http.MethodPost, "/reset", "")
	r.control(http.MethodPost, "/clock", `{"now":"2026-03-01T07:00:00+02:00"}`)
	require.Empty(t, r.notes(), "backward nothing rings")

	r.deliver("59m")
	r.deliver("61m")
	r.deliver("5h")
	require.Equal(t, []string{"07:00 triage 59m", "07:00 triage 61m", "07:00 triage 5h"}, r.notes())

	answer := r.control(http.MethodPost, "/clock", `{"advance":"2h"}`)
	require.True(t, strings.HasPrefix(answer["now"].(string), "2026-03-01T09:00:"), answer["now"])
	rang := r.notes()[3:]
	require.ElementsMatch(t, []string{"08:00 job agenda", "08:00 job reporter"}, rang[1:3])
	require.Equal(t, "07:59 alarm 59m", rang[0])
	require.Equal(t, "08:01 alarm 61m", rang[3])
	require.Equal(t, []string{"09:00 job relay", "09:00 job watchdog", "09:00 job healer", "09:00 job janitor"}, rang[4:])
	require.Equal(t, answer["now"].(string)[:16], r.control(http.MethodGet, "/clock", "")["now"].(string)[:16])
}

func TestKilledFunctionStillHandlesItsMessage(t *testing.T) {
	r := start(t)
	r.control(http.MethodPost, "/switches", `{"kill":"triage"}`)
	require.Equal(t, "triage", r.control(http.MethodGet, "/switches", "")["kill"])
	r.deliver("hello")
	require.Contains(t, strings.Join(r.notes(), "\n"), "triage hello")
	require.Nil(t, r.control(http.MethodGet, "/switches", "")["kill"])
}

func TestJobsAndStrangers(t *testing.T) {
	r := start(t)
	r.control(http.MethodPost, "/jobs/watchdog", "")
	require.Contains(t, strings.Join(r.notes(), "\n"), "job watchdog")
	status, answer := r.call(http.MethodPost, r.ControlURL+"/jobs/absent", "")
	require.Equal(t, http.StatusNotFound, status)
	require.Contains(t, answer, "error")
	status, _ = r.call(http.MethodGet, r.WebhookURL+"/privacy", "")
	require.Equal(t, http.StatusServiceUnavailable, status, "the small function publishes what is empty: it is reached")
	status, _ = r.call(http.MethodGet, r.DashboardURL+"/", "")
	require.Equal(t, http.StatusOK, status)
}

func TestRedisGoesAndComesBack(t *testing.T) {
	r := start(t)
	o, err := redis.ParseURL(r.RedisURL)
	require.NoError(t, err)
	o.MaxRetries = -1
	client := redis.NewClient(o)
	t.Cleanup(func() { require.NoError(t, client.Close()) })
	require.NoError(t, client.Set(t.Context(), "k", "v", 0).Err())
	r.control(http.MethodPost, "/switches", `{"redis":"down"}`)
	require.Error(t, client.Get(t.Context(), "k").Err())
	r.control(http.MethodPost, "/switches", `{"redis":null}`)
	require.Equal(t, "v", client.Get(t.Context(), "k").Val())
	r.control(http.MethodPost, "/reset", "")
	require.ErrorIs(t, client.Get(t.Context(), "k").Err(), redis.Nil)
}

func TestResetKeepsTheOwnerAndLoadsTheSeed(t *testing.T) {
	r := start(t)
	require.NotEmpty(t, r.Password)
	for collection, doc := range map[string]bson.M{
		mongo.Admins: {"_id": "owner"}, mongo.Leads: {"_id": "l1"}, mongo.Pros: {"_id": "stranger", "phone_number": "972000000099"},
	} {
		_, err := r.db.Collection(collection).InsertOne(t.Context(), doc)
		require.NoError(t, err)
	}
	r.control(http.MethodPost, "/switches", `{"pace":"0s","quiet_hours":false,"delay":"2h","deliver_twice":true}`)
	r.deliver("late") // held back by the delay: it goes with everything else
	r.control(http.MethodPost, "/reset", "")

	require.Empty(t, r.notes())
	for collection, want := range map[string]int64{mongo.Admins: 1, mongo.Leads: 0, mongo.Pros: 10, mongo.Calendars: 10} {
		n, err := r.db.Collection(collection).CountDocuments(t.Context(), bson.M{})
		require.NoError(t, err)
		require.Equal(t, want, n, collection)
	}
	require.Equal(t, map[string]any{
		"deliver_twice": false, "reorder": false, "delay": "0s", "drop": 0.0, "kill": nil, "model": nil, "redis": nil, "gateway": nil,
		"account": nil, "pace": "500ms", "quiet_hours": true,
	}, r.control(http.MethodGet, "/switches", ""))
	settings, err := r.db.SendingSettings(t.Context())
	require.NoError(t, err)
	require.Nil(t, settings.PaceMS)
	require.Nil(t, settings.QuietHours)
}

func TestProgramThatCannotStartSaysWhy(t *testing.T) {
	t.Setenv(asProgram, "broken")
	_, err := local.Start(t.Context(), local.Options{
		Home: t.TempDir(), Programs: local.Programs{Functions: os.Args[0], Admin: os.Args[0]},
		MongoURI: servers.TestMongo(t), RedisURL: servers.TestRedis(t),
	})
	require.ErrorContains(t, err, "ADMIN_PHONES is missing")
}

// started is a variable that the dashboard was started with.
func (r *rig) started(name string) string {
	r.Helper()
	response, err := http.Get(r.DashboardURL + "/?env=" + name)
	require.NoError(r, err)
	defer func() { require.NoError(r, response.Body.Close()) }()
	value, err := io.ReadAll(response.Body)
	require.NoError(r, err)
	return string(value)
}

func TestStandInsAreUsedWithoutRealServices(t *testing.T) {
	for _, name := range []string{"GEMINI_API_KEY", "GOOGLE_GEMINI_BASE_URL", "GOOGLE_CLOUD_PROJECT", "GOOGLE_CLOUD_LOCATION",
		"GREEN_API_URL", "GREEN_API_INSTANCE_ID", "GREEN_API_TOKEN", "ADMIN_BOOTSTRAP_PASSWORD"} {
		t.Setenv(name, "")
	}
	r := start(t)
	require.Equal(t, r.PhonesURL, r.started("GREEN_API_URL"))
	require.Equal(t, "http://"+r.started("STORAGE_EMULATOR_HOST"), r.started("GOOGLE_GEMINI_BASE_URL"))
	require.Equal(t, "proli-local", r.started("GOOGLE_CLOUD_PROJECT"))
	require.Equal(t, r.Password, r.started("ADMIN_BOOTSTRAP_PASSWORD"))
	require.Equal(t, r.WebhookURL+"/privacy", r.started("PRIVACY_URL"))
	require.Equal(t, "development", r.started("ENVIRONMENT"))
}

func TestRealServicesStepIn(t *testing.T) {
	t.Setenv("GREEN_API_URL", "http://127.0.0.1:9")
	t.Setenv("GOOGLE_GEMINI_BASE_URL", "http://127.0.0.1:10")
	t.Setenv("ADMIN_BOOTSTRAP_PASSWORD", "chosen by hand")
	r := start(t)
	require.Empty(t, r.PhonesURL, "no phones without our gateway")
	require.Empty(t, r.Password)
	require.Equal(t, "http://127.0.0.1:9", r.started("GREEN_API_URL"))
	require.Equal(t, "http://127.0.0.1:10", r.started("GOOGLE_GEMINI_BASE_URL"))
	require.Equal(t, "chosen by hand", r.started("ADMIN_BOOTSTRAP_PASSWORD"))
	for _, wrong := range []string{`{"gateway":"down"}`, `{"model":"down"}`, `{"account":"blocked"}`, `{"drop":1}`} {
		status, answer := r.call(http.MethodPost, r.ControlURL+"/switches", wrong)
		require.Equal(t, http.StatusBadRequest, status, wrong)
		require.Contains(t, answer["error"].(map[string]any)["message"], "is not ours here")
	}
	r.control(http.MethodPost, "/reset", "")
}

func TestModelKeyKeepsTheStandInAway(t *testing.T) {
	t.Setenv("GEMINI_API_KEY", "a key")
	t.Setenv("GREEN_API_INSTANCE_ID", "7103000000")
	t.Setenv("GREEN_API_TOKEN", "a token")
	r := start(t)
	require.Empty(t, r.started("GOOGLE_GEMINI_BASE_URL"))
	require.Equal(t, "https://api.green-api.com", r.started("GREEN_API_URL"))
}

func TestTakenAddressNamesItsFlag(t *testing.T) {
	taken := httptest.NewServer(nil)
	t.Cleanup(taken.Close)
	_, err := local.Start(t.Context(), local.Options{
		Home: t.TempDir(), Programs: local.Programs{Functions: os.Args[0], Admin: os.Args[0]},
		Addresses: local.Addresses{Webhook: taken.Listener.Addr().String()},
		MongoURI:  servers.TestMongo(t), RedisURL: servers.TestRedis(t),
	})
	require.ErrorContains(t, err, "the flag -webhook names another address")
}
