package whatsapp_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/whatsapp"
	"github.com/proli/proli/shared/fault"
)

var jpeg = append([]byte("\xff\xd8\xff\xe0"), bytes.Repeat([]byte{7}, 2000)...)

func serve(t *testing.T, h http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}

func fetch(t *testing.T, f *whatsapp.Fetcher, address string, limit int64) ([]byte, string, error) {
	t.Helper()
	m, err := f.Open(context.Background(), address, "image/jpeg", limit)
	if err != nil {
		return nil, "", err
	}
	body, err := io.ReadAll(m.Body)
	require.NoError(t, m.Body.Close())
	return body, m.MIME, err
}

func TestWhatComes(t *testing.T) {
	for name, c := range map[string]struct {
		served string
		status int
		body   []byte
		kind   fault.Kind
		mime   string
	}{
		"a photo":               {"image/png", 200, jpeg, "", "image/png"},
		"with parameters":       {"audio/ogg; codecs=opus", 200, jpeg, "", "audio/ogg"},
		"type unknown there":    {"application/octet-stream", 200, jpeg, "", "image/jpeg"},
		"a page":                {"text/html", 200, []byte("<html>"), fault.Invalid, ""},
		"a page as a photo":     {"image/jpeg", 200, []byte("<html>sign in</html>"), fault.Invalid, ""},
		"a program":             {"application/x-msdownload", 200, jpeg, fault.Invalid, ""},
		"nothing":               {"image/jpeg", 200, nil, fault.NotFound, ""},
		"expired":               {"text/xml", 403, []byte("<Error/>"), fault.NotFound, ""},
		"gone":                  {"text/plain", 404, nil, fault.NotFound, ""},
		"server trouble":        {"text/plain", 500, nil, fault.Unavailable, ""},
		"too large, and saying": {"image/jpeg", 200, bytes.Repeat(jpeg, 10), fault.Invalid, ""},
	} {
		t.Run(name, func(t *testing.T) {
			own := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", c.served)
				w.Header().Set("Content-Length", strconv.Itoa(len(c.body)))
				w.WriteHeader(c.status)
				_, _ = w.Write(c.body)
			})
			f, err := whatsapp.NewFetcher([]string{own}, nil)
			require.NoError(t, err)
			body, kind, err := fetch(t, f, own+"/secret-name", 4000)
			require.Equal(t, c.kind, fault.KindOf(err), "%v", err)
			require.Equal(t, c.mime, kind)
			if err != nil {
				require.NotContains(t, err.Error(), "secret-name")
				return
			}
			require.Equal(t, c.body, body)
		})
	}
}

func TestLimitHoldsWhenTheServerDoesNotSay(t *testing.T) {
	own := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "image/jpeg")
		for range 100 {
			_, _ = w.Write(jpeg)
			w.(http.Flusher).Flush()
		}
	})
	f, err := whatsapp.NewFetcher([]string{own}, nil)
	require.NoError(t, err)
	body, _, err := fetch(t, f, own, 5000)
	require.Equal(t, fault.Invalid, fault.KindOf(err))
	require.LessOrEqual(t, len(body), 5001)

	exactly, _, err := fetch(t, f, own, int64(100*len(jpeg)))
	require.NoError(t, err)
	require.Len(t, exactly, 100*len(jpeg))
}

func TestWhereItMayComeFrom(t *testing.T) {
	asked := false
	inside := serve(t, func(http.ResponseWriter, *http.Request) { asked = true })
	gateway := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, strings.TrimPrefix(r.URL.Path, "/to/"), http.StatusFound)
	})
	f, err := whatsapp.NewFetcher([]string{gateway, ""}, []string{"*.storage.yandexcloud.net", "media.example.com", "localhost", "127.0.0.1"})
	require.NoError(t, err)
	for name, address := range map[string]string{
		"another port of the machine": inside,
		"a stranger":                  "https://example.org/1.jpg",
		"not over https":              "http://x.storage.yandexcloud.net/1.jpg",
		"another port":                "https://x.storage.yandexcloud.net:8443/1.jpg",
		"the bare domain":             "https://storage.yandexcloud.net/1.jpg",
		"a look-alike":                "https://evilstorage.yandexcloud.net.example.org/1.jpg",
		"a longer name":               "https://x.media.example.com/1.jpg",
		"with a user":                 "https://a:b@media.example.com/1.jpg",
		"a name that leads inside":    "https://localhost/1.jpg",
		"an address inside":           "https://127.0.0.1/1.jpg",
		"a file":                      "file:///etc/passwd",
		"redirected inside":           gateway + "/to/" + inside,
		"redirected to a stranger":    gateway + "/to/https://example.org/1.jpg",
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := fetch(t, f, address, 4000)
			require.Equal(t, fault.Forbidden, fault.KindOf(err), "%v", err)
		})
	}
	_, _, err = fetch(t, f, "://", 4000)
	require.Equal(t, fault.Invalid, fault.KindOf(err))
	_, _, err = fetch(t, f, gateway+"/to/"+gateway+"/loop", 4000)
	require.True(t, fault.Final(err), "%v", err)
	require.False(t, asked)
}

func TestWaitEndsWithTheCaller(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	own := serve(t, func(_ http.ResponseWriter, r *http.Request) { cancel(); <-r.Context().Done() })
	f, err := whatsapp.NewFetcher([]string{own}, nil)
	require.NoError(t, err)
	_, err = f.Open(ctx, own, "image/jpeg", 4000)
	require.Equal(t, fault.Unavailable, fault.KindOf(err))
}
