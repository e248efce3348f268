package gateway_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/local/gateway"
)

// webhook waits for the queue and returns the last message that was posted.
func (s *system) webhook(typeWebhook string) map[string]any {
	s.t.Helper()
	s.settled()
	all := s.hooks.all(typeWebhook)
	require.NotEmpty(s.t, all)
	return all[len(all)-1]
}

func TestWhatAPhoneSends(t *testing.T) {
	s := start(t)
	_, answer := s.call(http.MethodPost, "sendInteractiveButtonsReply", map[string]any{
		"chatId": dana, "body": "להמשיך?", "buttons": []any{map[string]any{"buttonId": "y", "buttonText": "כן"}, map[string]any{"buttonId": "n", "buttonText": "לא"}},
	})
	menu := at(answer, "idMessage").(string)
	s.settled()
	hello := s.say("היי")
	cases := []struct {
		name string
		out  gateway.Outgoing
		want string // messageData, with the link to a file as %s
	}{
		{"text", gateway.Outgoing{Text: "היי"}, `{"typeMessage":"textMessage","textMessageData":{"textMessage":"היי"}}`},
		{"link", gateway.Outgoing{Text: "https://x.example/"}, `{"typeMessage":"extendedTextMessage","extendedTextMessageData":{"text":"https://x.example/","description":"","title":"","previewType":"None","jpegThumbnail":"","forwardingScore":0,"isForwarded":false}}`},
		{"photo", gateway.Outgoing{Text: "הנה", File: &gateway.File{Name: "a.jpg", MIME: "image/jpeg", Data: []byte("jpeg")}}, `{"typeMessage":"imageMessage","fileMessageData":{"downloadUrl":"%[1]s","caption":"הנה","fileName":"%[2]s","jpegThumbnail":"","mimeType":"image/jpeg","forwardingScore":0,"isForwarded":false}}`},
		{"voice note", gateway.Outgoing{File: &gateway.File{Name: "v.ogg", Data: []byte("OggS"), Voice: true}}, `{"typeMessage":"audioMessage","fileMessageData":{"downloadUrl":"%[1]s","caption":"","fileName":"%[2]s","jpegThumbnail":"","mimeType":"audio/ogg; codecs=opus","forwardingScore":0,"isForwarded":false}}`},
		{"video", gateway.Outgoing{File: &gateway.File{Name: "v.mp4", Data: []byte("mp4")}}, `{"typeMessage":"videoMessage","fileMessageData":{"downloadUrl":"%[1]s","caption":"","fileName":"%[2]s","jpegThumbnail":"","mimeType":"video/mp4","forwardingScore":0,"isForwarded":false}}`},
		{"music comes as a document", gateway.Outgoing{File: &gateway.File{Name: "שיר.mp3", MIME: "audio/mpeg", Data: []byte("mp3")}}, `{"typeMessage":"documentMessage","fileMessageData":{"downloadUrl":"%[1]s","caption":"","fileName":"שיר.mp3","jpegThumbnail":"","mimeType":"audio/mpeg","forwardingScore":0,"isForwarded":false}}`},
		{"place", gateway.Outgoing{Place: &gateway.Place{Lat: 32.08, Lng: 34.77, Name: "תל אביב"}}, `{"typeMessage":"locationMessage","locationMessageData":{"nameLocation":"תל אביב","address":"","jpegThumbnail":"","latitude":32.08,"longitude":34.77,"forwardingScore":0,"isForwarded":false}}`},
		{"quote", gateway.Outgoing{Text: "זה", Quote: hello.ID}, fmt.Sprintf(`{"typeMessage":"quotedMessage","extendedTextMessageData":{"text":"זה","stanzaId":"%[1]s","participant":"972000000001@c.us"},"quotedMessage":{"stanzaId":"%[1]s","participant":"972000000001@c.us","typeMessage":"textMessage","textMessage":"היי"}}`, hello.ID)},
		{"press", gateway.Outgoing{Press: &gateway.Press{Message: menu, Button: "n"}}, fmt.Sprintf(`{"typeMessage":"interactiveButtonsResponse","interactiveButtonsResponse":{"stanzaId":"%s","selectedIndex":1,"selectedId":"n","selectedDisplayText":"לא"}}`, menu)},
		{"edit", gateway.Outgoing{Edit: hello.ID, Text: "שלום"}, fmt.Sprintf(`{"typeMessage":"editedMessage","editedMessageData":{"textMessage":"שלום","stanzaId":"%s"}}`, hello.ID)},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			m, err := s.Send(dana, c.out)
			require.NoError(t, err)
			b := s.webhook("incomingMessageReceived")
			want := c.want
			if m.Media != nil {
				want = fmt.Sprintf(c.want, m.Media.URL, m.Media.URL[strings.LastIndex(m.Media.URL, "/")+1:])
				want = strings.Split(want, "%!(EXTRA")[0]
			}
			got, err := json.Marshal(b["messageData"])
			require.NoError(t, err)
			require.JSONEq(t, want, string(got))
			require.Equal(t, map[string]any{"chatId": dana, "chatName": "דנה", "sender": dana, "senderName": "דנה", "senderContactName": ""}, b["senderData"])
			require.Equal(t, map[string]any{"idInstance": 1100000001.0, "wid": "972000000099@c.us", "typeInstance": "whatsapp"}, b["instanceData"])
			require.InDelta(t, 1772359200, b["timestamp"], 0)
			require.Regexp(t, `^3EB0[0-9A-F]{18}$`, b["idMessage"])
		})
	}
	require.Equal(t, "שלום", s.Messages(dana)[1].Text)
	require.True(t, s.Messages(dana)[1].Edited)
	_, err := s.Send(dana, gateway.Outgoing{Press: &gateway.Press{Message: menu, Button: "y"}})
	require.ErrorIs(t, err, gateway.ErrInvalid, "one press only")
}

func TestAPressHasTheOtherShapeOnOtherDevices(t *testing.T) {
	s := start(t)
	const yoav = "972000000002@c.us"
	_, answer := s.call(http.MethodPost, "sendInteractiveButtonsReply", map[string]any{"chatId": yoav, "body": "?", "buttons": []any{map[string]any{"buttonId": "1", "buttonText": "כן"}}})
	s.settled()
	_, err := s.Send(yoav, gateway.Outgoing{Press: &gateway.Press{Message: at(answer, "idMessage").(string), Button: "1"}})
	require.NoError(t, err)
	b := s.webhook("incomingMessageReceived")
	require.Equal(t, "templateButtonsReplyMessage", at(b, "messageData", "typeMessage"))
	require.Equal(t, "1", at(b, "messageData", "templateButtonReplyMessage", "selectedId"))
}

func TestStaffTypingOnOurOwnPhone(t *testing.T) {
	s := start(t)
	_, err := s.Send(dana, gateway.Outgoing{Text: "מדבר רועי מהמשרד", Staff: true})
	require.NoError(t, err)
	require.Equal(t, "מדבר רועי מהמשרד", at(s.webhook("outgoingMessageReceived"), "messageData", "textMessageData", "textMessage"))
	require.False(t, s.Messages(dana)[0].Mine)
	require.Equal(t, false, s.webhook("outgoingMessageStatus")["sendByApi"])
}

func TestWhatAPhoneCannotSend(t *testing.T) {
	s := start(t)
	for name, o := range map[string]gateway.Outgoing{
		"nothing": {}, "blanks": {Text: " \n"}, "too much": {Text: strings.Repeat("א", 20_001)},
		"nowhere": {Place: &gateway.Place{Lat: 91}}, "an empty file": {File: &gateway.File{Name: "x"}},
		"an unknown press": {Press: &gateway.Press{Message: "m", Button: "b"}}, "an unknown edit": {Edit: "m", Text: "x"},
	} {
		_, err := s.Send(dana, o)
		require.ErrorIs(t, err, gateway.ErrInvalid, name)
	}
	_, err := s.Send("somebody", gateway.Outgoing{Text: "x"})
	require.ErrorIs(t, err, gateway.ErrInvalid)
	require.Zero(t, s.Backlog())
}

func TestThePhonesOverHTTP(t *testing.T) {
	s := start(t)
	status, answer := s.request(http.MethodPost, "/phones/api/phones", map[string]any{"chat": "050-000-0009", "name": "רותם", "role": "pro"})
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, "972500000009@c.us", at(answer, "chat"))
	_, answer = s.request(http.MethodGet, "/phones/api/phones", nil)
	require.Len(t, at(answer, "phones"), 5)
	status, answer = s.request(http.MethodPost, "/phones/api/phones", map[string]any{"chat": "12"})
	require.Equal(t, http.StatusUnprocessableEntity, status)
	require.Equal(t, "invalid", at(answer, "error", "kind"))

	path := "/phones/api/phones/" + dana + "/messages"
	status, answer = s.request(http.MethodPost, path, map[string]any{"text": "היי"})
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, "היי", at(answer, "message", "text"))
	status, _ = s.request(http.MethodPost, path, "not an object")
	require.Equal(t, http.StatusBadRequest, status)

	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part, err := w.CreatePart(textproto.MIMEHeader{"Content-Disposition": {`form-data; name="file"; filename="leak.png"`}, "Content-Type": {"image/png"}})
	require.NoError(t, err)
	_, err = part.Write([]byte("png"))
	require.NoError(t, err)
	require.NoError(t, w.WriteField("text", "זו הנזילה"))
	require.NoError(t, w.Close())
	res, err := http.Post(s.url+path, w.FormDataContentType(), &form)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	require.Equal(t, http.StatusOK, res.StatusCode)
	b := s.webhook("incomingMessageReceived")
	require.Equal(t, "זו הנזילה", at(b, "messageData", "fileMessageData", "caption"))

	// The file is at its address, and cannot run there.
	res, err = http.Get(at(b, "messageData", "fileMessageData", "downloadUrl").(string))
	require.NoError(t, err)
	body, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	require.Equal(t, "png", string(body))
	require.Equal(t, "image/png", res.Header.Get("Content-Type"))
	require.Contains(t, res.Header.Get("Content-Security-Policy"), "sandbox")

	_, answer = s.request(http.MethodGet, path, nil)
	require.Len(t, at(answer, "messages"), 2)
	require.Equal(t, gateway.TickDelivered, at(at(answer, "messages").([]any)[0], "ticks"))
}

func TestAnotherSiteCannotWriteFromThesePhones(t *testing.T) {
	s := start(t)
	for _, path := range []string{"/phones/api/phones/" + dana + "/messages", "/phones/control/reset"} {
		req := httptest.NewRequest(http.MethodPost, s.url+path, strings.NewReader(`{"text":"x"}`))
		req.Header.Set("Sec-Fetch-Site", "cross-site")
		w := httptest.NewRecorder()
		s.ServeHTTP(w, req)
		require.Equal(t, http.StatusForbidden, w.Code, path)
	}
	require.Empty(t, s.Messages(dana))
}

func TestThePageLoadsNothingFromElsewhere(t *testing.T) {
	s := start(t)
	res, err := http.Get(s.url + "/")
	require.NoError(t, err)
	page, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	policy := res.Header.Get("Content-Security-Policy")
	require.Contains(t, policy, "default-src 'none'")
	require.NotContains(t, policy, "unsafe")
	require.NotContains(t, string(page), "://")
	require.NotContains(t, string(page), "style=")
	status, _ := s.request(http.MethodGet, "/phones/control/switches", nil)
	require.Equal(t, http.StatusNotFound, status, "no control service was given")
}
