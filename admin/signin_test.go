package admin_test

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/bcrypt"

	"github.com/proli/proli/admin"
	"github.com/proli/proli/infra/mongo/mongotest"
	"github.com/proli/proli/shared/access"
)

func TestSignInLeadsToWhereOneWanted(t *testing.T) {
	d := newDesk(t)
	d.hire("dana", access.Viewer)
	b := d.browser()

	first := b.get("/leads?status=new")
	require.Equal(t, http.StatusSeeOther, first.status)
	at := first.header.Get("Location")
	require.Equal(t, "/signin?next=%2Fleads%3Fstatus%3Dnew", at)

	in := b.post("/signin", b.fill(at, "user", " Dana ", "password", password))
	require.Equal(t, http.StatusSeeOther, in.status)
	require.Equal(t, "/leads?status=new", in.header.Get("Location"))
	require.Equal(t, http.StatusOK, b.get("/leads?status=new").status)
	require.Equal(t, "/", b.get("/signin").header.Get("Location"), "who is in needs no form")
}

func TestSignInNeverLeadsElsewhere(t *testing.T) {
	d := newDesk(t)
	d.hire("dana", access.Viewer)
	for _, next := range []string{"https://evil.example", "//evil.example", "/\\evil.example", "/\tevil", "signin", "/signout", ""} {
		b := d.browser()
		form := b.fill("/signin", "user", "dana", "password", password, "next", next)
		require.Equal(t, "/", b.post("/signin", form).header.Get("Location"), next)
	}
}

func TestFiveWrongPasswordsLockForFifteenMinutes(t *testing.T) {
	d := newDesk(t)
	d.hire("dana", access.Viewer)
	b := d.browser()
	for range access.MaxFailures - 1 {
		wrong := b.signIn("dana", "nope")
		require.Equal(t, http.StatusUnprocessableEntity, wrong.status)
		require.Contains(t, wrong.body, `value="dana"`, "what was typed stays")
		require.NotContains(t, wrong.body, "nope")
	}
	require.Equal(t, http.StatusTooManyRequests, b.signIn("dana", "nope").status)

	d.advance(access.LockedFor - time.Minute)
	locked := b.signIn("dana", password)
	require.Equal(t, http.StatusTooManyRequests, locked.status, "even the right one")
	require.Equal(t, "61", locked.header.Get("Retry-After"))
	require.Contains(t, locked.body, "בעוד דקה")
	require.Equal(t, http.StatusSeeOther, b.get("/").status)

	d.advance(time.Minute)
	require.Equal(t, http.StatusSeeOther, b.signIn("dana", password).status)
	require.Equal(t, http.StatusOK, b.get("/").status)
}

func TestARightPasswordForgetsWrongOnes(t *testing.T) {
	d := newDesk(t)
	d.hire("dana", access.Viewer)
	for range 3 {
		b := d.browser()
		for range access.MaxFailures - 1 {
			require.Equal(t, http.StatusUnprocessableEntity, b.signIn("dana", "nope").status)
		}
		require.Equal(t, http.StatusSeeOther, b.signIn("dana", password).status)
	}
}

func TestUnknownUsersLookLikeWrongPasswords(t *testing.T) {
	d := newDesk(t)
	d.hire("dana", access.Viewer)
	b := d.browser()
	known, unknown := b.signIn("dana", "nope"), b.signIn("yossi", "nope")
	require.Equal(t, known.status, unknown.status)
	require.Equal(t, known.body, strings.ReplaceAll(unknown.body, "yossi", "dana"))
	require.Equal(t, http.StatusUnprocessableEntity, b.signIn("", "").status)
}

func TestGuessesSideBySideShareTheFive(t *testing.T) {
	d := newDesk(t)
	d.hire("dana", access.Viewer)
	var wait sync.WaitGroup
	for range 20 {
		b := d.browser()
		form := b.fill("/signin", "user", "dana", "password", "nope")
		wait.Go(func() { b.post("/signin", form) })
	}
	wait.Wait()
	a, err := d.db.Admin(t.Context(), "dana")
	require.NoError(t, err)
	require.LessOrEqual(t, a.Failures, access.MaxFailures)
	require.Positive(t, a.Failures)
}

func TestSignOutEndsTheSessionOnTheServer(t *testing.T) {
	d := newDesk(t)
	d.hire("dana", access.Viewer)
	b := d.signedIn("dana")
	home, err := url.Parse(d.server.URL)
	require.NoError(t, err)
	stolen := b.client.Jar.Cookies(home)

	require.Equal(t, "/signin", b.post("/signout", b.fill("/")).header.Get("Location"))
	thief := d.browser()
	thief.client.Jar.SetCookies(home, stolen)
	require.Equal(t, http.StatusSeeOther, thief.get("/leads").status)
}

func TestSessionsEndByThemselves(t *testing.T) {
	d := newDesk(t)
	d.hire("dana", access.Viewer)
	idle, busy := d.signedIn("dana"), d.signedIn("dana")
	for range 2 {
		d.advance(access.SessionIdle - time.Hour)
		require.Equal(t, http.StatusOK, busy.get("/").status)
	}
	require.Equal(t, http.StatusSeeOther, idle.get("/").status)

	require.NoError(t, d.db.EndSessions(t.Context(), "dana"))
	require.Equal(t, http.StatusSeeOther, busy.get("/").status, "revoked")
}

func TestTheFirstOwner(t *testing.T) {
	db := mongotest.Empty(t)
	_, err := admin.EnsureOwner(t.Context(), db, "", bcrypt.MinCost, noon)
	require.ErrorIs(t, err, admin.ErrNoOwner)
	made, err := admin.EnsureOwner(t.Context(), db, "first", bcrypt.MinCost, noon)
	require.NoError(t, err)
	require.True(t, made)
	made, err = admin.EnsureOwner(t.Context(), db, "second", bcrypt.MinCost, noon)
	require.NoError(t, err)
	require.False(t, made)

	a, err := db.Admin(t.Context(), access.FirstOwner)
	require.NoError(t, err)
	require.Equal(t, access.Owner, a.Role)
	require.NoError(t, bcrypt.CompareHashAndPassword([]byte(a.PasswordHash), []byte("first")))
	require.NotEqual(t, admin.MakePassword(), admin.MakePassword())
}

func TestAGivenPasswordIsChangedFirst(t *testing.T) {
	d := openDesk(t, false)
	_, err := admin.EnsureOwner(t.Context(), d.db, password, bcrypt.MinCost, noon)
	require.NoError(t, err)
	b, elsewhere := d.signedIn("owner"), d.signedIn("owner")
	for _, path := range []string{"/", "/leads", "/nowhere"} {
		require.Equal(t, "/password", b.get(path).header.Get("Location"), path)
	}
	for name, typed := range map[string][3]string{
		"too short":     {password, "short", "short"},
		"too long":      {password, strings.Repeat("א", 37), strings.Repeat("א", 37)},
		"not the same":  {password, "battery staple", "battery stable"},
		"no change":     {password, password, password},
		"wrong current": {"nope", "battery staple", "battery staple"},
	} {
		form := b.fill("/password", "current", typed[0], "new", typed[1], "again", typed[2])
		bad := b.post("/password", form)
		require.Equal(t, http.StatusUnprocessableEntity, bad.status, name)
		require.Contains(t, bad.body, `role="alert"`, name)
	}
	form := b.fill("/password", "current", password, "new", "battery staple", "again", "battery staple")
	require.Equal(t, "/", b.post("/password", form).header.Get("Location"))
	require.Equal(t, http.StatusOK, b.get("/").status)
	require.Equal(t, http.StatusSeeOther, elsewhere.get("/password").status, "other sessions end")
	require.Equal(t, http.StatusUnprocessableEntity, d.browser().signIn("owner", password).status)
	require.Equal(t, http.StatusSeeOther, d.browser().signIn("owner", "battery staple").status)
}

func TestInDevelopmentTheFirstPasswordMayStay(t *testing.T) {
	d := newDesk(t)
	_, err := admin.EnsureOwner(t.Context(), d.db, password, bcrypt.MinCost, noon)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, d.signedIn("owner").get("/").status)
}

func TestAFormSentTooLateLeadsBackToItsPage(t *testing.T) {
	d := newDesk(t)
	d.hire("dana", access.Owner)
	b := d.signedIn("dana")
	form := b.fill("/settings", "commission", "12")
	require.NoError(t, d.db.EndSessions(t.Context(), "dana"))
	for from, want := range map[string]string{
		d.server.URL + "/settings?x=1": "/signin?next=%2Fsettings%3Fx%3D1",
		"https://evil.example/leads":   "/signin",
		"":                             "/signin",
	} {
		got := b.do("POST", "/settings/business", form, map[string]string{"Origin": d.server.URL, "Referer": from})
		require.Equal(t, http.StatusSeeOther, got.status)
		require.Equal(t, want, got.header.Get("Location"))
	}
}
