package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/local/servers"
	"github.com/proli/proli/infra/mongo/mongotest"
	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/fault"
)

const two = `[{"name":"יוסי","phone":"972000000011","trade":"plumber","areas":["תל אביב","ארץ עוץ"],"load_limit":7,"rating":{"sum":59,"count":12}},
{"name":"דנה","phone":"972000000031","trade":"painter","areas":["חולון"]}]`

func TestSeed(t *testing.T) {
	uri := servers.TestMongo(t)
	db := mongotest.Open(t, uri)
	seed := func(args ...string) (string, error) {
		var out bytes.Buffer
		err := run(t.Context(), args, func(name string) (string, bool) {
			value, found := map[string]string{"MONGO_URI": uri}[name]
			return value, found
		}, &out)
		return out.String(), err
	}
	said, err := seed()
	require.NoError(t, err)
	require.Contains(t, said, "10 pros seeded")
	before, err := db.ProByChat(t.Context(), "972000000011@c.us")
	require.NoError(t, err)
	now := time.Now()
	hour := calendar.Span(now.Truncate(calendar.Step).Add(48*time.Hour), time.Hour)
	_, _, err = booking.New(db).Block(t.Context(), before.ID, "block", hour, now)
	require.NoError(t, err)

	file := filepath.Join(t.TempDir(), "pros.json")
	require.NoError(t, os.WriteFile(file, []byte(two), 0o600))
	said, err = seed("-file", file)
	require.NoError(t, err)
	require.Contains(t, said, "ארץ עוץ")
	all, err := db.ListPros(t.Context())
	require.NoError(t, err)
	require.Len(t, all, 11, "matched by phone")

	_, err = seed("-file", file, "-replace")
	require.NoError(t, err)
	all, err = db.ListPros(t.Context())
	require.NoError(t, err)
	require.Len(t, all, 2)
	after, err := db.ProByChat(t.Context(), "972000000011@c.us")
	require.NoError(t, err)
	require.Equal(t, before.ID, after.ID)
	require.True(t, after.IsActive && after.Approved)
	c, err := db.Calendar(t.Context(), after.ID)
	require.NoError(t, err)
	require.Len(t, c.Entries, 1, "what was promised stays")
	require.Equal(t, 7, c.LoadLimit)
	gone, err := db.ProByChat(t.Context(), "972000000012@c.us")
	require.Equal(t, fault.NotFound, fault.KindOf(err), gone.ID)

	_, err = seed("-file", filepath.Join(t.TempDir(), "none.json"))
	require.ErrorIs(t, err, os.ErrNotExist)
}
