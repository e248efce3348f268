package iap_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/iap"
	"github.com/proli/proli/shared/fault"
)

const audience = "/projects/1/locations/me-west1/services/dashboard"

// google publishes the key of a proxy.
type google struct{ key *ecdsa.PrivateKey }

func (g google) RoundTrip(r *http.Request) (*http.Response, error) {
	point, err := g.key.PublicKey.Bytes()
	if err != nil {
		return nil, err
	}
	keys, err := json.Marshal(map[string]any{"keys": []map[string]string{{
		"alg": "ES256", "kid": "k1", "kty": "EC", "crv": "P-256", "x": encode(point[1:33]), "y": encode(point[33:]),
	}}})
	if err != nil {
		return nil, err
	}
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(string(keys))), Request: r}, nil
}

func encode(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func signed(t *testing.T, key *ecdsa.PrivateKey, alg string, claims map[string]any) string {
	t.Helper()
	header, err := json.Marshal(map[string]string{"alg": alg, "kid": "k1", "typ": "JWT"})
	require.NoError(t, err)
	body, err := json.Marshal(claims)
	require.NoError(t, err)
	text := encode(header) + "." + encode(body)
	sum := sha256.Sum256([]byte(text))
	r, s, err := ecdsa.Sign(rand.Reader, key, sum[:])
	require.NoError(t, err)
	raw := make([]byte, 64)
	r.FillBytes(raw[:32])
	s.FillBytes(raw[32:])
	return text + "." + encode(raw)
}

func TestOnlyAGenuineAssertionIsBelieved(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	stranger, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	v, err := iap.New(t.Context(), audience, google{key})
	require.NoError(t, err)
	claims := func(change ...any) map[string]any {
		c := map[string]any{"iss": "https://cloud.google.com/iap", "aud": audience, "email": "Rina@Example.org", "exp": time.Now().Add(time.Minute).Unix()}
		for i := 0; i+1 < len(change); i += 2 {
			c[change[i].(string)] = change[i+1]
		}
		return c
	}
	email, err := v.Email(t.Context(), signed(t, key, "ES256", claims()))
	require.NoError(t, err)
	require.Equal(t, "rina@example.org", email)

	good := signed(t, key, "ES256", claims())
	for name, assertion := range map[string]string{
		"none":              "",
		"no token":          "rina@example.org",
		"a stranger's key":  signed(t, stranger, "ES256", claims()),
		"another audience":  signed(t, key, "ES256", claims("aud", "/projects/2")),
		"another issuer":    signed(t, key, "ES256", claims("iss", "https://accounts.google.com")),
		"expired":           signed(t, key, "ES256", claims("exp", time.Now().Add(-time.Hour).Unix())),
		"about nobody":      signed(t, key, "ES256", claims("email", "")),
		"no algorithm":      signed(t, key, "none", claims()),
		"a short signature": good[:strings.LastIndex(good, ".")+1] + encode([]byte("short")),
		"a changed body":    strings.Replace(good, ".", ".A", 1),
	} {
		_, err := v.Email(t.Context(), assertion)
		require.Equal(t, fault.Forbidden, fault.KindOf(err), name)
	}
}
