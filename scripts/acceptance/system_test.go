package acceptance_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/local"
	"github.com/proli/proli/infra/local/servers"
	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/pro"
)

// house is a whole system on which one story after the other is told.
type house struct {
	*local.System
	meddler
	home string
}

// logs is the folder of what the house's programs print.
func (h *house) logs() string { return filepath.Join(h.home, "logs") }

// free are the houses in which no story is being told. There are two, because most of a story is
// waiting for what comes a second later.
var free = make(chan *house, 2)

// programs are what runs in every house.
var programs local.Programs

func TestMain(m *testing.M) { os.Exit(realMain(m)) }

func realMain(m *testing.M) int {
	if strings.Contains(strings.Join(os.Args, " "), "-test.list") {
		return m.Run()
	}
	home, err := os.MkdirTemp("", "proli-acceptance-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(home) }()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	defer cancel()
	if programs, err = local.Build(ctx, filepath.Join(home, "bin"), os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	var houses []*house
	for i := range cap(free) {
		h := &house{home: filepath.Join(home, strconv.Itoa(i))}
		options := local.Options{Home: h.home, Log: os.Stderr, Lookup: lookup, Programs: programs, Between: h.between}
		if uri := os.Getenv("MONGO_TEST_URI"); uri != "" {
			options.MongoURI = servers.WithDatabase(uri, fmt.Sprintf("acceptance_%s_%d", filepath.Base(home)[len("proli-acceptance-"):], i))
		}
		if h.System, err = local.Start(ctx, options); err != nil {
			fmt.Fprintln(os.Stderr, "start the system:", err)
			return 1
		}
		defer h.Stop()
		houses = append(houses, h)
		free <- h
	}
	code := m.Run()
	for _, h := range houses {
		if said := indiscreet(h.logs()); len(said) > 0 { // whatever was told, nobody's words are in the logs
			fmt.Fprintf(os.Stderr, "the logs say what they must not:\n%s\n", strings.Join(said, "\n"))
			code = 1
		} else if code != 0 {
			printLogs(h.logs())
		}
	}
	return code
}

// lookup hides the machine's own environment: no real service may be called by a test.
func lookup(name string) (string, bool) {
	if strings.HasPrefix(name, "GREEN_API") || strings.HasPrefix(name, "GEMINI") || strings.HasPrefix(name, "GOOGLE") ||
		name == "MONGO_URI" || name == "REDIS_URL" {
		return "", false
	}
	return os.LookupEnv(name)
}

// printLogs shows what the functions logged when a story failed.
func printLogs(dir string) {
	files, _ := filepath.Glob(filepath.Join(dir, "*"))
	for _, path := range files {
		log, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		lines := strings.Split(string(log), "\n")
		fmt.Fprintf(os.Stderr, "--- %s, its last lines\n%s\n", filepath.Base(path), strings.Join(lines[max(0, len(lines)-60):], "\n"))
	}
}

// connect finds the running system.
func (w *world) connect() {
	w.Helper()
	w.phones = strings.TrimRight(w.house.PhonesURL, "/")
	w.control = strings.TrimRight(w.house.ControlURL, "/")
	w.webhook = w.house.WebhookURL
	db, err := mongo.Connect(w.Context(), w.house.MongoURI, "", mongo.LocalKey)
	require.NoError(w, err)
	w.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		require.NoError(w, db.Close(ctx))
	})
	w.db = db
}

// fixtures are the three pros of the stories.
const fixtures = `[
{"name":"אינסטלציה דיזנגוף","phone":"972000000011","trade":"plumber","areas":["תל אביב","רמת גן","גבעתיים"],"place":{"lat":32.0853,"lng":34.7818},
 "prices":[{"item":"ביקור","ils":250},{"item":"נזילה","ils":450}],"rating":{"sum":59,"count":12},"hours":` + week + `},
{"name":"ברז וצינור","phone":"972000000012","trade":"plumber","areas":["חולון","בת ים"],"place":{"lat":32.0158,"lng":34.7742},
 "prices":[{"item":"ביקור","ils":250},{"item":"נזילה","ils":450}],"rating":{"sum":47,"count":10},"hours":` + week + `},
{"name":"חשמל בטוח","phone":"972000000013","trade":"electrician","areas":["תל אביב","רמת גן","גבעתיים"],"place":{"lat":32.0853,"lng":34.7818},
 "prices":[{"item":"ביקור","ils":250},{"item":"שקע","ils":300}],"rating":{"sum":45,"count":10},"hours":` + week + `}]`

const week = `{"sun":[["09:00","17:00"]],"mon":[["09:00","17:00"]],"tue":[["09:00","17:00"]],"wed":[["09:00","17:00"]],"thu":[["09:00","17:00"]]}`

// seed replaces all pros by the fixtures.
func (w *world) seed() {
	w.Helper()
	pros, err := pro.ReadSeed(strings.NewReader(fixtures))
	require.NoError(w, err)
	require.NoError(w, w.db.SeedPros(w.Context(), pros, true, utc(sundayNoon)))
}
