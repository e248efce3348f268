package gateway_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/local/gateway"
)

func TestRefusedSends(t *testing.T) {
	s := start(t)
	button := func(text string) any { return map[string]any{"buttonId": "1", "buttonText": text} }
	cases := []struct {
		method  string
		body    map[string]any
		message string
	}{
		{"sendMessage", map[string]any{"message": "x"}, "Validation failed. Details: 'chatId' is required"},
		{"sendMessage", map[string]any{"chatId": "052", "message": "x"}, "Validation failed. Details: 'chatId' must be one of the next formats: 'phone_number@c.us', 'chat_id@lid' or 'group_id@g.us'"},
		{"sendMessage", map[string]any{"chatId": dana}, "Validation failed. Details: 'message' is required"},
		{"sendMessage", map[string]any{"chatId": dana, "message": strings.Repeat("א", 20_001)}, "Validation failed. Details: 'message' length must be less than or equal to 20000 characters long"},
		{"sendMessage", map[string]any{"chatId": dana, "message": 7}, "bad request data"},
		{"sendFileByUrl", map[string]any{"chatId": dana, "fileName": "a.jpg"}, "Validation failed. Details: 'urlFile' is required"},
		{"sendFileByUrl", map[string]any{"chatId": dana, "urlFile": "/a.jpg", "fileName": "a.jpg"}, "Validation failed. Details: 'urlFile' must be a valid uri"},
		{"sendFileByUrl", map[string]any{"chatId": dana, "urlFile": "https://x.example/a"}, "Validation failed. Details: 'fileName' is required"},
		{"sendInteractiveButtonsReply", map[string]any{"chatId": dana, "body": "?", "buttons": []any{}}, "Validation failed. Details: 'buttons' must contain 1 to 3 items"},
		{"sendInteractiveButtonsReply", map[string]any{"chatId": dana, "body": "?", "buttons": []any{button(strings.Repeat("א", 26))}}, "Validation failed. Details: 'buttons[0].buttonText' length must be less than or equal to 25 characters long"},
		{"checkWhatsapp", map[string]any{"phoneNumber": 12}, "bad phone number, valid 11 or 12 digits"},
		{"getChatHistory", map[string]any{}, "Validation failed. Details: 'chatId' is required"},
		{"downloadFile", map[string]any{"chatId": dana, "idMessage": "none"}, "File message encrypted url not found"},
	}
	for _, c := range cases {
		status, answer := s.call(http.MethodPost, c.method, c.body)
		require.Equal(t, http.StatusBadRequest, status, c.message)
		require.Equal(t, c.message, at(answer, "message"))
		require.NotContains(t, fmt.Sprint(answer), "dev", "the token stays out of it")
	}
	status, _ := s.call(http.MethodPost, "sendMessage", map[string]any{"chatId": dana, "message": strings.Repeat("א", 20_000)})
	require.Equal(t, http.StatusOK, status)
}

func TestFilesFromAnAddress(t *testing.T) {
	s := start(t)
	files := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/leak" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "image/jpeg")
		_, _ = w.Write([]byte("jpeg"))
	}))
	defer files.Close()
	_, answer := s.call(http.MethodPost, "sendFileByUrl", map[string]any{"chatId": pro, "urlFile": files.URL + "/leak", "fileName": "leak.jpg", "caption": "כך זה נראה"})
	id := at(answer, "idMessage")
	_, lost := s.call(http.MethodPost, "sendFileByUrl", map[string]any{"chatId": pro, "urlFile": files.URL + "/none", "fileName": "x.jpg"})
	s.settled()

	shown := s.Messages(pro)
	require.Len(t, shown, 1)
	require.Equal(t, gateway.KindImage, shown[0].Kind)
	require.Equal(t, "כך זה נראה", shown[0].Text)
	require.Equal(t, gateway.Media{URL: shown[0].Media.URL, Name: "leak.jpg", MIME: "image/jpeg", Size: 4}, *shown[0].Media)
	status := s.webhook("outgoingMessageStatus")
	require.Equal(t, "failed", status["status"])
	require.Equal(t, at(lost, "idMessage"), status["idMessage"])
	_, answer = s.call(http.MethodPost, "downloadFile", map[string]any{"chatId": pro, "idMessage": id})
	require.Equal(t, shown[0].Media.URL, at(answer, "downloadUrl"))
}

func TestAnUploadedFile(t *testing.T) {
	s := start(t)
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part, err := w.CreateFormFile("file", "card.pdf")
	require.NoError(t, err)
	_, err = part.Write([]byte("%PDF-1.4"))
	require.NoError(t, err)
	for k, v := range map[string]string{"chatId": dana, "fileName": "כרטיס.pdf", "caption": "הפרטים"} {
		require.NoError(t, w.WriteField(k, v))
	}
	require.NoError(t, w.Close())
	res, err := http.Post(s.url+"/waInstance1100000001/sendFileByUpload/dev", w.FormDataContentType(), &form)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	require.Equal(t, http.StatusOK, res.StatusCode)
	s.settled()
	shown := s.Messages(dana)[0]
	require.Equal(t, gateway.KindDocument, shown.Kind)
	require.Equal(t, "כרטיס.pdf", shown.Media.Name)
	require.Equal(t, "application/pdf", shown.Media.MIME)
	require.Equal(t, "הפרטים", shown.Text)
}

func TestTheJournals(t *testing.T) {
	s := start(t)
	s.say("ישנה")
	s.clock(2 * time.Hour)
	hello := s.say("היי")
	s.clock(time.Second)
	_, err := s.Send(dana, gateway.Outgoing{Text: "זה", Quote: hello.ID})
	require.NoError(t, err)
	s.clock(time.Second)
	_, _ = s.call(http.MethodPost, "sendMessage", map[string]any{"chatId": dana, "message": "שלום"})
	s.settled()

	_, incoming := s.call(http.MethodGet, "lastIncomingMessages", nil)
	require.Len(t, incoming, 3)
	row := incoming.([]any)[1]
	require.Equal(t, map[string]any{
		"type": "incoming", "idMessage": hello.ID, "timestamp": 1772366400.0, "typeMessage": "textMessage", "chatId": dana, "textMessage": "היי",
		"senderId": dana, "senderName": "דנה", "senderContactName": "", "isEdited": false, "isDeleted": false,
	}, row)
	require.Equal(t, "quotedMessage", at(incoming.([]any)[0], "typeMessage"))
	require.Equal(t, hello.ID, at(incoming.([]any)[0], "quotedMessage", "stanzaId"))

	status, recent := s.request(http.MethodGet, "/waInstance1100000001/lastIncomingMessages/dev?minutes=30", nil)
	require.Equal(t, http.StatusOK, status)
	require.Len(t, recent, 2)
	_, outgoing := s.call(http.MethodGet, "lastOutgoingMessages", nil)
	require.Equal(t, "delivered", at(outgoing.([]any)[0], "statusMessage"))
	require.Equal(t, true, at(outgoing.([]any)[0], "sendByApi"))
	_, history := s.call(http.MethodPost, "getChatHistory", map[string]any{"chatId": dana, "count": 2})
	require.Len(t, history, 2)
	require.Equal(t, "שלום", at(history.([]any)[0], "textMessage"))
}

func TestLinkingAgain(t *testing.T) {
	s := start(t)
	_, answer := s.call(http.MethodGet, "qr", nil)
	require.Equal(t, "alreadyLogged", at(answer, "type"))
	s.SetAccount("notAuthorized")
	_, answer = s.call(http.MethodGet, "qr", nil)
	require.Equal(t, "qrCode", at(answer, "type"))
	require.True(t, strings.HasPrefix(at(answer, "message").(string), "iVBOR"), "a PNG in base64")
	_, answer = s.call(http.MethodPost, "checkWhatsapp", map[string]any{"chatId": dana})
	require.Equal(t, map[string]any{"existsWhatsapp": true, "chatId": dana}, answer)
}

func TestReadAtOnce(t *testing.T) {
	s := start(t, func(o *gateway.Options) { o.ReadAtOnce = true })
	_, _ = s.call(http.MethodPost, "sendMessage", map[string]any{"chatId": dana, "message": "שלום"})
	require.Equal(t, "read", s.webhook("outgoingMessageStatus")["status"])
}
