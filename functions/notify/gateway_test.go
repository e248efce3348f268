package notify_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/functions/notify"
	"github.com/proli/proli/infra/whatsapp/greenapi"
	"github.com/proli/proli/shared/notice"
)

// green speaks as much of the provider's API as one test needs: an answer for each method,
// status and body, and what was asked.
type green struct {
	answers map[string]string
	asked   []string
}

func (g *green) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	method := strings.Split(r.URL.Path, "/")[2]
	var body map[string]any
	_ = json.NewDecoder(r.Body).Decode(&body) // a GET has none
	g.asked = append(g.asked, method+" "+r.URL.RawQuery)
	status, answer, _ := strings.Cut(g.answers[method], " ")
	code := map[string]int{"200": 200, "400": 400, "401": 401, "403": 403, "429": 429, "466": 466, "502": 502}[status]
	w.WriteHeader(code)
	_, _ = w.Write([]byte(answer))
}

func TestWhatTheProviderAnswers(t *testing.T) {
	for name, c := range map[string]struct {
		answer string
		err    error
	}{
		"taken":            {`200 {"idMessage":"A"}`, nil},
		"not valid":        {`400 {"message":"Validation failed"}`, notify.ErrRefused},
		"starting":         {`400 {"message":"instance in starting process try later"}`, notify.ErrAccount},
		"not linked":       {`400 {"message":"instance account not authorized"}`, notify.ErrAccount},
		"a wrong token":    {`401 {}`, notify.ErrAccount},
		"too many":         {`429 {}`, notify.ErrBusy},
		"plan is used up":  {`466 {"correspondentsStatus":{"status":"CORRESPONDENTS_QUOTE_EXCEEDED"}}`, notify.ErrQuota},
		"an odd answer":    {`200 {"what":"?"}`, notify.ErrUnsure},
		"nobody knows":     {`502 Bad Gateway`, notify.ErrUnsure},
		"another sentence": {`403 {"message":"Forbidden"}`, notify.ErrAccount},
	} {
		t.Run(name, func(t *testing.T) {
			api := &green{answers: map[string]string{"sendMessage": c.answer}}
			server := httptest.NewServer(api)
			defer server.Close()
			gateway := notify.NewGateway(greenapi.New(server.URL, 1100000001, "dev"), time.Now)
			id, err := gateway.SendText(t.Context(), chatC, "hello")
			require.ErrorIs(t, err, c.err)
			require.Equal(t, c.err == nil, id == "A")
		})
	}
}

func TestTheJournalIsTheQueueAndWhatWasSent(t *testing.T) {
	api := &green{answers: map[string]string{
		"showMessagesQueue":           `200 [{"messageID":"Q","type":"sendMessage","body":{"chatId":"` + chatC + `","message":"soon"}}]`,
		"lastOutgoingMessages":        `200 [{"type":"outgoing","idMessage":"S","timestamp":1772359199,"typeMessage":"textMessage","chatId":"` + chatC + `","textMessage":"sent"}]`,
		"sendInteractiveButtonsReply": `403 {"message":"method is temporarily not working"}`,
		"sendFileByUrl":               `200 {"idMessage":"F"}`,
		"getStateInstance":            `200 {"stateInstance":"authorized"}`,
	}}
	server := httptest.NewServer(api)
	defer server.Close()
	gateway := notify.NewGateway(greenapi.New(server.URL, 1100000001, "dev"), func() time.Time { return noon })
	rows, err := gateway.Outgoing(t.Context(), noon.Add(-90*time.Second))
	require.NoError(t, err)
	require.Equal(t, []notify.Row{
		{ID: "S", Chat: chatC, Text: "sent", At: time.Unix(1772359199, 0).UTC()},
		{ID: "Q", Chat: chatC, Text: "soon"},
	}, rows)
	require.Equal(t, []string{"showMessagesQueue ", "lastOutgoingMessages minutes=2"}, api.asked)

	_, err = gateway.SendButtons(t.Context(), chatC, "1. yes", []notice.Button{{ID: "1", Title: "yes"}})
	require.ErrorIs(t, err, notify.ErrRefused)
	id, err := gateway.SendFile(t.Context(), chatC, "https://storage/1.jpg", "1.jpg", "")
	require.NoError(t, err)
	require.Equal(t, "F", id)
	state, err := gateway.State(t.Context())
	require.NoError(t, err)
	require.Equal(t, "authorized", state)
}
