package browser_test

import (
	"fmt"
	"log/slog"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/bcrypt"

	"github.com/proli/proli/admin"
	"github.com/proli/proli/infra/local/browser"
	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/infra/mongo/mongotest"
	"github.com/proli/proli/shared/access"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/privacy"
	"github.com/proli/proli/shared/pro"
	"github.com/proli/proli/shared/pro/demo"
)

const password = "correct horse"

// noon is Sunday 2026-03-01, 12:00 in Israel.
var noon = time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)

// world is a dashboard over a database in which a day has begun.
type world struct {
	t    *testing.T
	db   *mongo.DB
	url  string
	pros []pro.Pro

	telephone *telephone
}

// begin opens a dashboard; what makes the data.
func begin(t *testing.T, data ...func(*world)) *world {
	t.Helper()
	w := &world{t: t, db: mongotest.New(t), telephone: &telephone{}}
	runner := change.Runner{Store: w.db, Publisher: deaf{}, Ringer: deaf{}}
	handler, err := admin.New(t.Context(), admin.Config{
		Truth: w.db, Runner: runner, Jobs: timetable{}, Gateway: w.telephone, Letters: deaf{},
		Privacy:      &privacy.Desk{Store: w.db, Leads: w.db, Media: deaf{}, Cache: deaf{}, Commit: runner},
		Media:        deaf{}.open,
		Photos:       deaf{},
		Now:          func() time.Time { return noon },
		Log:          slog.New(slog.DiscardHandler),
		Development:  true,
		PasswordCost: bcrypt.MinCost,
	})
	require.NoError(t, err)
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	w.url = server.URL
	hash, err := bcrypt.GenerateFromPassword([]byte(password), bcrypt.MinCost)
	require.NoError(t, err)
	require.NoError(t, w.db.SaveAdmin(t.Context(), &access.Admin{User: "noa", Role: access.Owner, PasswordHash: string(hash), CreatedAt: noon}))
	for _, make := range data {
		make(w)
	}
	return w
}

// signedIn is a browser in which the owner has signed in, in a language.
func (w *world) signedIn(lang string) *browser.Page {
	w.t.Helper()
	p := browser.Open(w.t, w.url+"/signin?lang="+lang)
	p.Type("input[name=user]", "noa")
	p.Type("input[name=password]", password+"\r")
	p.Until(`document.querySelector("nav.nav")`)
	return p
}

// employ brings the pros of the development system.
func employ(w *world) {
	pros, err := demo.Pros()
	require.NoError(w.t, err)
	for _, p := range pros {
		p, err = w.db.SavePro(w.t.Context(), p, noon)
		require.NoError(w.t, err)
		w.pros = append(w.pros, p)
	}
}

// path is an address of the dashboard with one more choice; {pro} is the first pro.
func (w *world) path(path, name, value string) string {
	if len(w.pros) > 0 {
		path = strings.ReplaceAll(path, "{pro}", w.pros[0].ID)
	}
	u, err := url.Parse(w.url + path)
	require.NoError(w.t, err)
	q := u.Query()
	q.Set(name, value)
	u.RawQuery = q.Encode()
	return u.String()
}

func (w *world) insert(collection string, document any) {
	w.t.Helper()
	_, err := w.db.Collection(collection).InsertOne(w.t.Context(), document)
	require.NoError(w.t, err, fmt.Sprintf("%+v", document))
}
