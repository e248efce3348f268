package gateway

import (
	"crypto/subtle"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"regexp"
	"strings"
)

// method is one call of the provider's API.
type method struct {
	verb string
	call func(*Gateway, http.ResponseWriter, *http.Request)
}

var methods = map[string]method{
	"sendMessage":                 {http.MethodPost, (*Gateway).sendMessage},
	"sendFileByUrl":               {http.MethodPost, (*Gateway).sendFileByURL},
	"sendFileByUpload":            {http.MethodPost, (*Gateway).sendFileByUpload},
	"sendInteractiveButtonsReply": {http.MethodPost, (*Gateway).sendInteractiveButtonsReply},
	"sendButtons":                 {http.MethodPost, (*Gateway).disabled},
	"sendTemplateButtons":         {http.MethodPost, (*Gateway).disabled},
	"sendListMessage":             {http.MethodPost, (*Gateway).disabled},
	"getStateInstance":            {http.MethodGet, (*Gateway).getStateInstance},
	"getSettings":                 {http.MethodGet, (*Gateway).getSettings},
	"setSettings":                 {http.MethodPost, (*Gateway).setSettings},
	"checkWhatsapp":               {http.MethodPost, (*Gateway).checkWhatsapp},
	"qr":                          {http.MethodGet, (*Gateway).qr},
	"reboot":                      {http.MethodGet, (*Gateway).reboot},
	"lastIncomingMessages":        {http.MethodGet, (*Gateway).lastIncomingMessages},
	"lastOutgoingMessages":        {http.MethodGet, (*Gateway).lastOutgoingMessages},
	"getChatHistory":              {http.MethodPost, (*Gateway).getChatHistory},
	"downloadFile":                {http.MethodPost, (*Gateway).downloadFile},
	"showMessagesQueue":           {http.MethodGet, (*Gateway).showMessagesQueue},
	"getMessagesCount":            {http.MethodGet, (*Gateway).getMessagesCount},
	"clearMessagesQueue":          {http.MethodGet, (*Gateway).clearMessagesQueue},
	"getWebhooksCount":            {http.MethodGet, (*Gateway).getWebhooksCount},
}

// serveAPI answers /waInstance{id}/{method}/{token}.
func (g *Gateway) serveAPI(w http.ResponseWriter, r *http.Request) {
	if g.refuses() {
		if hangUp := g.alternate(); hangUp {
			panic(http.ErrAbortHandler) // the connection ends without an answer, as it does in an outage
		}
		http.Error(w, "Bad Gateway", http.StatusBadGateway)
		return
	}
	parts := strings.Split(strings.TrimPrefix(r.URL.Path, "/waInstance"), "/")
	if len(parts) != 3 || parts[0] != g.opts.Instance {
		http.Error(w, "Forbidden", http.StatusForbidden)
		return
	}
	if subtle.ConstantTimeCompare([]byte(parts[2]), []byte(g.opts.Token)) != 1 {
		http.Error(w, "Unauthorized", http.StatusUnauthorized)
		return
	}
	m, ok := methods[parts[1]]
	if !ok || r.Method != m.verb {
		http.NotFound(w, r)
		return
	}
	m.call(g, w, r)
}

func (g *Gateway) refuses() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.switches.down
}

// alternate makes every second refusal a hang-up, so that a client meets both.
func (g *Gateway) alternate() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.refused++
	return g.refused%2 == 0
}

// disabled answers for the methods that the provider has switched off.
func (g *Gateway) disabled(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusForbidden, map[string]string{"message": "method is temporarily not working"})
}

// body decodes the JSON of a call, answering 400 itself when it is none.
func (g *Gateway) body(w http.ResponseWriter, r *http.Request, into any) bool {
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
	if err == nil {
		err = json.Unmarshal(raw, into)
	}
	if err != nil {
		g.reject(w, r, "bad request data")
		return false
	}
	return true
}

// reject is the provider's 400. The address in it is without the token.
func (g *Gateway) reject(w http.ResponseWriter, r *http.Request, message string) {
	call, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/"+g.opts.Token)
	answer(w, http.StatusBadRequest, map[string]any{
		"statusCode": http.StatusBadRequest, "timestamp": g.now().Format("2006-01-02T15:04:05.000Z"),
		"path": "/" + call, "message": message,
	})
}

func answer(w http.ResponseWriter, status int, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		http.Error(w, "the answer cannot be written as JSON", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

// problem is an error of the phones' own API.
func problem(w http.ResponseWriter, status int, message string) {
	kind := "invalid"
	if status >= http.StatusInternalServerError {
		kind = "unavailable"
	}
	answer(w, status, map[string]any{"error": map[string]string{"kind": kind, "message": message}})
}

// refuse answers an error of Send or Add.
func refuse(w http.ResponseWriter, err error) {
	if errors.Is(err, ErrInvalid) {
		problem(w, http.StatusUnprocessableEntity, err.Error())
		return
	}
	problem(w, http.StatusBadRequest, err.Error())
}

var chatID = regexp.MustCompile(`^(\d{5,20}@(c\.us|lid)|\d{5,30}(-\d+)?@g\.us)$`)

func validChat(id string) bool { return chatID.MatchString(id) }

// chatProblem is the provider's complaint about a chat id, or "".
func chatProblem(id string) string {
	switch {
	case id == "":
		return "Validation failed. Details: 'chatId' is required"
	case !validChat(id):
		return "Validation failed. Details: 'chatId' must be one of the next formats: 'phone_number@c.us', 'chat_id@lid' or 'group_id@g.us'"
	}
	return ""
}
