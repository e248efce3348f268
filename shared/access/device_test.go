package access_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/shared/access"
)

var devices = map[string]string{
	"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Mobile Safari/537.36":                            "Chrome · Android",
	"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36 Edg/143.0.0.0":              "Edge · Windows",
	"Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1":    "Safari · iPhone",
	"Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/143.0.7499.92 Mobile/15E148 Safari/604.1":      "Chrome · iPad",
	"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15":                      "Safari · Mac",
	"Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0":                                                                     "Firefox · Linux",
	"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36":                             "Chrome · ChromeOS",
	"Mozilla/5.0 (Linux; Android 14; SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/29.0 Chrome/136.0.0.0 Mobile Safari/537.36": "Samsung Internet · Android",
	"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 OPR/126.0.0.0":              "Opera · Windows",
	"Mozilla/5.0 (Windows NT 10.0; Win64; x64)": "Windows",
	"curl/8.14.1": "",
	"":            "",
}

func TestDevice(t *testing.T) {
	for userAgent, want := range devices {
		require.Equal(t, want, access.Device(userAgent), userAgent)
	}
}

// FuzzDevice: whatever a browser calls itself, only words of ours are kept of it.
func FuzzDevice(f *testing.F) {
	for userAgent := range devices {
		f.Add(userAgent)
	}
	f.Add("<script>Chrome/1</script>\u202eAndroid")
	ours := []string{"Edge", "Opera", "Samsung Internet", "DuckDuckGo", "Firefox", "Chrome", "Safari", "iPhone", "iPad", "Android", "Windows", "ChromeOS", "Mac", "Linux"}
	f.Fuzz(func(t *testing.T, userAgent string) {
		named := access.Device(userAgent)
		if named == "" {
			return
		}
		parts := strings.Split(named, " · ")
		require.LessOrEqual(t, len(parts), 2)
		for _, part := range parts {
			require.True(t, slices.Contains(ours, part), "%q of %q", part, userAgent)
		}
	})
}
