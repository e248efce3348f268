package gemini_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/gemini"
)

// TestVertex asks as a service account does, against a server that hands out tokens and answers.
func TestVertex(t *testing.T) {
	var path, authorization string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if r.URL.Path == "/token" {
			_, _ = io.WriteString(w, `{"access_token":"t0ken","token_type":"Bearer","expires_in":3600}`)
			return
		}
		path, authorization = r.URL.Path, r.Header.Get("Authorization")
		_, _ = io.WriteString(w, response(good, "STOP"))
	}))
	t.Cleanup(server.Close)

	key, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	der, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	account, err := json.Marshal(map[string]string{
		"type": "service_account", "project_id": "p", "client_email": "triage@p.iam.gserviceaccount.com", "token_uri": server.URL + "/token",
		"private_key": string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})),
	})
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "account.json")
	require.NoError(t, os.WriteFile(file, account, 0o600))
	t.Setenv("GOOGLE_APPLICATION_CREDENTIALS", file)

	c, err := gemini.New(t.Context(), gemini.Config{Names: []string{"gemini-3.5-flash-lite"}, Project: "p", Location: "global", BaseURL: server.URL})
	require.NoError(t, err)
	a, err := c.Ask(t.Context(), question)
	require.NoError(t, err)
	require.Equal(t, "gemini-3.5-flash-lite", a.Model)
	require.Equal(t, "/v1beta1/projects/p/locations/global/publishers/google/models/gemini-3.5-flash-lite:generateContent", path)
	require.Equal(t, "Bearer t0ken", authorization)
}
