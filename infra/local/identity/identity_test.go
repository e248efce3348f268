package identity_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/local/identity"
)

func TestVerify(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	const audience = "http://127.0.0.1:8088/triage"
	ours := identity.New()
	email := identity.Email("push-triage")
	token := ours.Mint(email, audience, now)
	parts := strings.Split(token, ".")
	other := strings.Split(ours.Mint(identity.Email("tasks"), audience, now), ".")

	for _, c := range []struct {
		name, token, audience string
		now                   time.Time
		accepted              bool
	}{
		{"as minted", token, audience, now, true},
		{"just before its end", token, audience, now.Add(time.Hour - time.Second), true},
		{"expired", token, audience, now.Add(time.Hour), false},
		{"another function", token, "http://127.0.0.1:8088/routing", now, false},
		{"another issuer", identity.New().Mint(email, audience, now), audience, now, false},
		{"claims exchanged", parts[0] + "." + other[1] + "." + parts[2], audience, now, false},
		{"unsigned", "eyJhbGciOiJub25lIn0." + parts[1] + ".", audience, now, false},
		{"empty", "", audience, now, false},
		{"no token", "s3cret", audience, now, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := ours.Verify(c.token, c.audience, c.now)
			if c.accepted {
				require.NoError(t, err)
				require.Equal(t, email, got)
			} else {
				require.Error(t, err)
				require.Empty(t, got)
			}
		})
	}
}
