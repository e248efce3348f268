package access_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/shared/access"
)

var noon = time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)

func TestRolesIncludeTheOnesBelow(t *testing.T) {
	roles := []access.Role{access.Anyone, access.Viewer, access.Editor, access.Owner}
	for i, has := range roles {
		for j, needs := range roles {
			require.Equal(t, i >= j, has.May(needs), "%q for %q", has, needs)
		}
	}
	require.False(t, access.Role("root").May(access.Viewer))
	require.False(t, access.Owner.May("root"))
}

func TestFiveAttemptsLockForFifteenMinutes(t *testing.T) {
	a := access.Admin{User: "dana"}
	for range access.MaxFailures {
		require.True(t, a.Attempt(noon))
	}
	require.False(t, a.Attempt(noon.Add(access.LockedFor-time.Second)))
	require.True(t, a.Locked(noon.Add(access.LockedFor-time.Second)))

	later := noon.Add(access.LockedFor)
	require.False(t, a.Locked(later))
	require.True(t, a.Attempt(later))
	require.Equal(t, 1, a.Failures, "after the lock the count begins again")
	require.False(t, a.Locked(later))
}

func TestARightPasswordForgetsTheAttempts(t *testing.T) {
	a := access.Admin{User: "dana"}
	for range access.MaxFailures {
		require.True(t, a.Attempt(noon))
	}
	a.SignedIn() // the fifth was right
	require.False(t, a.Locked(noon))
	require.True(t, a.Attempt(noon))

	a.MustChange = true
	a.SetPassword("hash")
	require.Equal(t, access.Admin{User: "dana", PasswordHash: "hash"}, a)
}

func TestASessionEndsByIdlenessAndByAge(t *testing.T) {
	s := access.NewSession("hash", "dana", "", noon)
	require.True(t, s.Live(noon))
	require.True(t, s.Live(noon.Add(-time.Hour)), "a clock set back ends nothing")
	require.False(t, s.Live(noon.Add(access.SessionIdle)))
	require.False(t, s.Stale(noon.Add(time.Minute)))
	require.True(t, s.Stale(noon.Add(10*time.Minute)))

	s.SeenAt = noon.Add(access.SessionLife)
	require.False(t, s.Live(noon.Add(access.SessionLife)), "busy to the end")
}
