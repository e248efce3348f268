package admin_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/mongo/mongotest"
	"github.com/proli/proli/shared/access"
	"github.com/proli/proli/shared/fault"
)

// iap believes what begins with "signed ".
type iap struct{}

func (iap) Email(_ context.Context, assertion string) (string, error) {
	if len(assertion) < 8 || assertion[:7] != "signed " {
		return "", fault.New(fault.Forbidden, "iap", "forged")
	}
	return assertion[7:], nil
}

func TestTheProxyInFrontSaysWhoIsThere(t *testing.T) {
	d := &desk{t: t, db: mongotest.Empty(t), at: noon, proxy: iap{}}
	d.open(true)
	d.hire("dana", access.Owner)
	require.NoError(t, d.db.SaveAdmin(t.Context(), &access.Admin{User: "rina@example.org", Role: access.Editor}))
	as := func(assertion string) map[string]string {
		return map[string]string{"X-Goog-IAP-JWT-Assertion": assertion, "X-Goog-Authenticated-User-Email": "accounts.google.com:dana@example.org"}
	}

	rina := d.browser()
	page := rina.do("GET", "/settings/operations", nil, as("signed rina@example.org"))
	require.Equal(t, http.StatusOK, page.status, "no password is asked for")
	require.Contains(t, page.body, "rina@example.org")
	require.Equal(t, http.StatusForbidden, rina.do("GET", "/settings/admins", nil, as("signed rina@example.org")).status, "the role holds")

	form := map[string][]string{"csrf": {hidden.FindStringSubmatch(page.body)[2]}, "stop": {"1"}}
	require.Equal(t, http.StatusSeeOther, rina.do("POST", "/settings/operations/stop", form, as("signed rina@example.org")).status)
	require.Equal(t, "rina@example.org", d.audited()[0].By)
	require.Equal(t, http.StatusForbidden, d.browser().do("POST", "/settings/operations/stop", form, as("signed rina@example.org")).status, "a stolen form")
	require.Equal(t, http.StatusForbidden, rina.do("POST", "/settings/operations/stop", form, as("forged")).status)

	for _, assertion := range []string{"", "forged"} {
		require.Equal(t, http.StatusForbidden, d.browser().do("GET", "/", nil, as(assertion)).status, "past the proxy nobody comes in")
	}
	unknown := d.browser().do("GET", "/leads", nil, as("signed tal@example.org"))
	require.Equal(t, "/signin?next=%2Fleads", unknown.header.Get("Location"), "without a role one signs in by password")
	require.Equal(t, http.StatusOK, d.browser().do("GET", "/health/live", nil, nil).status)
}
