package acceptance_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/usage"
)

// said is a model's proper answer, holding a reply.
func said(reply string) string {
	none := map[string]any{"name": nil, "trade": nil, "issue": nil, "city": nil, "street": nil, "number": nil, "floor": nil, "apartment": nil, "time": nil, "urgent": false}
	text, _ := json.Marshal(map[string]any{"reply": reply, "transcription": nil, "facts": none, "deal": false})
	return generated(string(text), "STOP")
}

// generated is the service's answer around what a model wrote.
func generated(text, finish string) string {
	body, _ := json.Marshal(map[string]any{
		"candidates":    []any{map[string]any{"content": map[string]any{"role": "model", "parts": []any{map[string]any{"text": text}}}, "finishReason": finish}},
		"usageMetadata": map[string]any{"promptTokenCount": 1000, "candidatesTokenCount": 100},
	})
	return string(body)
}

func answers(status int, body string) meddling {
	return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// calls are the model calls that were kept, in order.
func (w *world) calls() []usage.Call {
	w.Helper()
	cursor, err := w.db.Collection(mongo.ModelCalls).Find(w.Context(), bson.M{})
	require.NoError(w, err)
	var all []usage.Call
	require.NoError(w, cursor.All(w.Context(), &all))
	return all
}

// TestFaultModels has the first model of the list fail in each way in which models do: the
// second one answers, and what both cost is kept. // 11, 12
func TestFaultModels(t *testing.T) {
	const first, reply = "gemini-2.5-flash-lite", "שמחים לעזור! באיזה רחוב, באיזו קומה ומתי נוח?"
	troubles := map[string]struct {
		fails   meddling
		outcome string
	}{
		"an error":         {answers(500, `{"error":{"code":500,"message":"x","status":"INTERNAL"}}`), usage.Failed},
		"withdrawn":        {answers(404, `{"error":{"code":404,"message":"x","status":"NOT_FOUND"}}`), usage.Withdrawn},
		"a blocked prompt": {answers(200, `{"promptFeedback":{"blockReason":"SAFETY"},"usageMetadata":{"promptTokenCount":1000}}`), usage.Unusable},
		"cut off":          {answers(200, generated(`{"reply":"שלום, אנ`, "MAX_TOKENS")), usage.Unusable},
		"prose":            {answers(200, generated("Of course! I would love to help.", "STOP")), usage.Unusable},
		"time-out": {func(_ http.ResponseWriter, r *http.Request, _ http.Handler) {
			_, _ = io.Copy(io.Discard, r.Body) // otherwise nobody notices that the caller has gone
			<-r.Context().Done()
		}, usage.TimedOut},
	}
	for name, c := range troubles {
		if name == "time-out" && !long { // of twenty seconds
			continue
		}
		t.Run(name, func(t *testing.T) {
			w := begin(t).agreed(dana)
			w.meddles("model", func(out http.ResponseWriter, r *http.Request, standIn http.Handler) {
				if strings.Contains(r.URL.Path, first) {
					c.fails(out, r, standIn)
					return
				}
				answers(200, said(reply))(out, r, standIn)
			})
			w.writes(dana, "יש לי נזילה בתל אביב")
			require.Equal(t, reply, w.hears(dana))
			calls := w.calls()
			require.Len(t, calls, 2)
			require.Equal(t, first, calls[0].Model)
			require.Equal(t, c.outcome, calls[0].Outcome)
			require.Equal(t, usage.Answered, calls[1].Outcome)
			require.Equal(t, 1000, calls[1].TokensIn)
			require.EqualValues(t, 550, *calls[1].MicroUSD, "of gemini-3.5-flash-lite: 1000 × 0.30 + 100 × 2.50")
			require.Equal(t, w.lead(dana).ID, calls[1].LeadID)
		})
	}
}

// TestFaultModelsAllFail leaves the conversation to the rules, and a model that fails again
// and again is passed over. // 11
func TestFaultModelsAllFail(t *testing.T) {
	w := begin(t).agreed(dana)
	var mu sync.Mutex
	asked := 0
	w.meddles("model", func(out http.ResponseWriter, r *http.Request, standIn http.Handler) {
		mu.Lock()
		asked++
		mu.Unlock()
		answers(503, `{"error":{"code":503,"message":"overloaded","status":"UNAVAILABLE"}}`)(out, r, standIn)
	})
	for _, text := range []string{"שלום, יש לי סתימה בכיור", "רמת גן", "ביאליק 7", "קומה 2 דירה 5"} {
		w.writes(dana, text)
		w.hears(dana)
	}
	w.writes(dana, "מחר ב-11")
	require.Equal(t, "new", string(w.lead(dana).Status))
	mu.Lock()
	defer mu.Unlock()
	require.LessOrEqual(t, asked, 9, "three models, three failures each, then they rest")
	require.Len(t, w.calls(), asked, "what failed is kept too")
}

// TestWhileAModelThinks lets others be served, and the chat's next message wait its turn. // 9
func TestWhileAModelThinks(t *testing.T) {
	w := begin(t).agreed(dana, yossi)
	release, inside := make(chan struct{}), make(chan struct{}, 8)
	w.meddles("model", func(out http.ResponseWriter, r *http.Request, standIn http.Handler) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		if strings.Contains(string(body), "נזילה") {
			inside <- struct{}{}
			<-release
		}
		standIn.ServeHTTP(out, r)
	})
	w.types(dana, "יש לי נזילה")
	<-inside
	w.types(dana, "תודה רבה")
	w.types(yossi, "תודה רבה")
	require.Eventually(t, func() bool { return len(w.news(yossi)) == 1 }, 20*time.Second, 20*time.Millisecond)
	w.hearsNothing(dana)
	close(release)
	w.settle()
	news := w.news(dana)
	require.Len(t, news, 2)
	require.Contains(t, news[0].Text, "עיר")
}
