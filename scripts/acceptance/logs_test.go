package acceptance_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/shared/lead"
)

// What no line of a log may hold: a whole number, a secret, somebody's words. All that the
// stories' people write and read holds Hebrew letters or one of these English words.
var forbidden = []*regexp.Regexp{
	regexp.MustCompile(`9720000000\d\d`),
	regexp.MustCompile(`s3cret`),
	regexp.MustCompile(`/waInstance`),
	regexp.MustCompile(`[\x{0590}-\x{05FF}]`),
	regexp.MustCompile(`(?i)tomorrow at|water is|leak in|voice: (dispatcher|persona)`),
	regexp.MustCompile(`Bearer |X-Goog-Api-Key|key=`),
}

// indiscreet are the lines of a folder's logs that hold what they must not, cut short.
func indiscreet(dir string) []string {
	files, _ := filepath.Glob(filepath.Join(dir, "*"))
	var lines []string
	for _, path := range files {
		content, err := os.ReadFile(path)
		if err != nil {
			return []string{err.Error()}
		}
		for line := range strings.Lines(string(content)) {
			for _, f := range forbidden {
				if f.MatchString(line) {
					lines = append(lines, fmt.Sprintf("%s (%s): %.300s", filepath.Base(path), f, strings.TrimSpace(line)))
				}
			}
		}
	}
	return lines
}

func TestTheLogsAreLookedAt(t *testing.T) { // 48: the search itself; it runs over the whole suite's logs at the end
	dir := t.TempDir()
	write := func(line string) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, "functions.log"), []byte(`{"message":"handled"}`+"\n"+line+"\n"), 0o600))
	}
	for _, line := range []string{
		`{"error":"chat 972000000001@c.us"}`, `{"error":"Get http://x/waInstance1100000001/sendMessage/dev"}`, `{"text":"יש לי נזילה"}`,
		`{"token":"s3cret"}`, `{"error":"tomorrow at 10"}`,
	} {
		write(line)
		require.Len(t, indiscreet(dir), 1, line)
	}
	write(`{"message_id":"0af7651916cd43dd8448eb211c80319c","error":"chat ***0001@c.us"}`)
	require.Empty(t, indiscreet(dir))
}

// line is one line of the functions' log.
type line struct {
	Severity string `json:"severity"`
	Message  string `json:"message"`
	Function string `json:"function"`
	Outcome  string `json:"outcome"`
	ID       string `json:"message_id"`
	LeadID   string `json:"lead_id"`
	Took     *int   `json:"took_ms"`
	Trace    string `json:"logging.googleapis.com/trace"`
}

// logged are the lines of the functions' log since a size that it had.
func (w *world) logged(since int64) (lines []line, size int64) {
	w.Helper()
	content, err := os.ReadFile(filepath.Join(w.house.logs(), "functions.log"))
	require.NoError(w, err)
	for text := range strings.Lines(string(content[since:])) {
		var l line
		if strings.HasPrefix(text, "{") {
			require.NoError(w, json.Unmarshal([]byte(text), &l), text)
			lines = append(lines, l)
		}
	}
	return lines, int64(len(content))
}

func TestOneLineAnEventAndOneTraceAMessage(t *testing.T) {
	w := begin(t).agreed(dana)
	const trace = "0af7651916cd43dd8448eb211c80319c"
	_, before := w.logged(0)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.webhook,
		strings.NewReader(string(marshal(t, w.text("L1", dana, leakTomorrow)))))
	require.NoError(t, err)
	r.Header.Set("Authorization", token)
	r.Header.Set("traceparent", "00-"+trace+"-b7ad6b7169203331-01")
	answer, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	w.settle()
	l := w.lead(dana)
	require.Equal(t, lead.New, l.Status)
	w.advance("11m") // an alarm that this message set rings, as part of its trace

	lines, _ := w.logged(before)
	traced := map[string]int{}
	for _, l := range lines {
		require.Equal(t, "handled", l.Message)
		require.NotEmpty(t, l.Function)
		require.NotEmpty(t, l.Outcome)
		require.NotNil(t, l.Took)
		require.Contains(t, []string{"INFO", "WARNING", "ERROR"}, l.Severity)
		require.NotEmpty(t, l.Trace, "%s has a trace", l.Function)
		if l.Trace == "projects/proli-local/traces/"+trace {
			traced[l.Function]++
			if l.Function == "Routing" {
				require.NotEmpty(t, l.LeadID)
			}
		}
	}
	require.Equal(t, 1, traced["Webhook"])
	require.Equal(t, 1, traced["Triage"])
	require.Equal(t, 2, traced["Routing"], "the offer, and its sending")
	require.NotZero(t, traced["Notify"])
	require.NotZero(t, traced["Timer"], "through Cloud Tasks")
}
