package gemini_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/genai"

	"github.com/proli/proli/infra/local/gemini"
)

// answer is the schema that the product asks for.
type answer struct {
	Reply         string
	Transcription *string
	Facts         map[string]any
	Deal          bool
}

func start(t *testing.T) (*gemini.Server, *genai.Client) {
	t.Helper()
	now := func() time.Time { return time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC) }
	model := gemini.New(now)
	server := httptest.NewServer(model)
	t.Cleanup(server.Close)
	client, err := genai.NewClient(context.Background(), &genai.ClientConfig{
		APIKey: "dev", Backend: genai.BackendGeminiAPI, HTTPOptions: genai.HTTPOptions{BaseURL: server.URL},
	})
	require.NoError(t, err)
	return model, client
}

func generate(t *testing.T, client *genai.Client, system string, parts ...*genai.Part) answer {
	t.Helper()
	got, err := client.Models.GenerateContent(context.Background(), "gemini-2.5-flash-lite",
		[]*genai.Content{{Role: "user", Parts: []*genai.Part{{Text: "older"}}}, {Role: "model", Parts: []*genai.Part{{Text: "{}"}}}, {Role: "user", Parts: parts}},
		&genai.GenerateContentConfig{SystemInstruction: &genai.Content{Parts: []*genai.Part{{Text: system}}}, ResponseMIMEType: "application/json"})
	require.NoError(t, err)
	require.Positive(t, got.UsageMetadata.TotalTokenCount)
	var a answer
	require.NoError(t, json.Unmarshal([]byte(got.Text()), &a), got.Text())
	return a
}

func TestFactsAreTheCustomersWords(t *testing.T) {
	_, client := start(t)
	a := generate(t, client, "voice: dispatcher", &genai.Part{Text: "אני דנה מתל אביב"}, &genai.Part{Text: "יש לי נזילה מתחת לכיור, מחר ב-10"})
	require.Equal(t, "דנה", a.Facts["name"])
	require.Equal(t, "plumber", a.Facts["trade"])
	require.Equal(t, "נזילה מתחת לכיור", a.Facts["issue"])
	require.Equal(t, "תל אביב", a.Facts["city"])
	require.Equal(t, "מחר ב-10", a.Facts["time"])
	require.Nil(t, a.Facts["street"])
	require.Equal(t, false, a.Facts["urgent"])
	require.Nil(t, a.Transcription)
	require.Contains(t, a.Reply, "רחוב")
	require.NotContains(t, a.Reply, "מתי נוח")
}

func TestRepliesAskForWhatIsMissing(t *testing.T) {
	_, client := start(t)
	for _, c := range []struct{ system, text, want, not string }{
		{"voice: dispatcher", "היי", "באיזו עיר", "רחוב"},
		{"voice: dispatcher", "hi there", "which city", "street"},
		{"voice: dispatcher", "נזילה", "באיזו עיר", "רחוב"},
		{"voice: dispatcher", "חולון", "מה צריך לתקן", "רחוב"},
		{"voice: persona\nStill missing: street, number, time.", "אוקיי", "רחוב, מספר בית ומתי נוח לכם", "קומה"},
		{"voice: persona\nStill missing: floor, apartment.", "דיזנגוף 50", "קומה ודירה", "תמונה"},
		{"voice: persona\nSpeak in English.\nStill missing: floor.", "50", "floor", "קומה"},
		{"voice: persona\nStill missing: nothing.", "תודה", "כל הפרטים", "חסר"},
	} {
		a := generate(t, client, c.system, &genai.Part{Text: c.text})
		require.Contains(t, a.Reply, c.want, c.text)
		require.NotContains(t, a.Reply, c.not, c.text)
	}
}

func TestVoiceNotes(t *testing.T) {
	_, client := start(t)
	audio := func(data string) *genai.Part {
		return &genai.Part{InlineData: &genai.Blob{MIMEType: "audio/ogg", Data: []byte(data)}}
	}
	a := generate(t, client, "voice: dispatcher", audio("OggS\x00\x02\xff\xfe"))
	require.Equal(t, "(הודעה קולית)", *a.Transcription)
	require.Nil(t, a.Facts["trade"])

	a = generate(t, client, "voice: dispatcher", audio("Water is flowing everywhere"))
	require.Equal(t, "Water is flowing everywhere", *a.Transcription)
	require.Equal(t, "plumber", a.Facts["trade"])
}

func TestDeal(t *testing.T) {
	_, client := start(t)
	require.True(t, generate(t, client, "voice: persona", &genai.Part{Text: "אפשר לקבוע?"}).Deal)
	require.True(t, generate(t, client, "voice: persona", &genai.Part{Text: "דיזנגוף 50, קומה 3 דירה 12, מחר ב-10"}).Deal)
	require.False(t, generate(t, client, "voice: persona", &genai.Part{Text: "כמה זה עולה?"}).Deal)
}

func TestDown(t *testing.T) {
	model, client := start(t)
	model.SetDown(true)
	_, err := client.Models.GenerateContent(context.Background(), "m", genai.Text("היי"), nil)
	var failed genai.APIError
	require.True(t, errors.As(err, &failed), "%v", err)
	require.Equal(t, http.StatusServiceUnavailable, failed.Code)
	require.Equal(t, "UNAVAILABLE", failed.Status)

	model.SetDown(false)
	generate(t, client, "voice: dispatcher", &genai.Part{Text: "היי"})
	require.EqualValues(t, 2, model.Calls())
}

func TestPathsAndBadRequests(t *testing.T) {
	model, _ := start(t)
	body := `{"system_instruction":{"parts":[{"text":"voice: persona"}]},"contents":[{"role":"user","parts":[{"text":"חולון"},{"inline_data":{"mime_type":"image/png","data":"aGk="}}]}]}`
	for _, c := range []struct {
		path, body string
		want       int
	}{
		{"/v1beta/models/gemini-3.5-flash:generateContent", body, http.StatusOK},
		{"/v1beta1/projects/p/locations/global/publishers/google/models/gemini-3.5-flash:generateContent", body, http.StatusOK},
		{"/v1beta/models/m:streamGenerateContent", body, http.StatusNotFound},
		{"/v1beta/nothing", body, http.StatusNotFound},
		{"/v1beta/models/m:generateContent", "{", http.StatusBadRequest},
		{"/v1beta/models/m:generateContent", `{"contents":[]}`, http.StatusBadRequest},
		{"/v1beta/models/m:generateContent", `{"contents":[{"parts":[]}]}`, http.StatusOK},
	} {
		w := httptest.NewRecorder()
		model.ServeHTTP(w, httptest.NewRequest(http.MethodPost, c.path, strings.NewReader(c.body)))
		require.Equal(t, c.want, w.Code, c.path)
		require.True(t, json.Valid(w.Body.Bytes()))
	}
}
