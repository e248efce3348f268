package gateway

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"
)

// sendRequest is the union of the bodies of the send methods.
type sendRequest struct {
	ChatID          string `json:"chatId"`
	Message         string `json:"message"`
	QuotedMessageID string `json:"quotedMessageId"`
	TypingTime      int    `json:"typingTime"`
	URLFile         string `json:"urlFile"`
	FileName        string `json:"fileName"`
	Caption         string `json:"caption"`
	Header          string `json:"header"`
	Body            string `json:"body"`
	Footer          string `json:"footer"`
	Buttons         []struct {
		ID   string `json:"buttonId"`
		Text string `json:"buttonText"`
	} `json:"buttons"`
}

func (g *Gateway) sendMessage(w http.ResponseWriter, r *http.Request) {
	req, raw, ok := g.sendBody(w, r)
	if !ok || !g.checked(w, r, "message", req.Message) {
		return
	}
	g.accept(w, r, req, &send{method: "sendMessage", body: raw, m: &Message{Kind: KindText, Text: req.Message}})
}

func (g *Gateway) sendFileByURL(w http.ResponseWriter, r *http.Request) {
	req, raw, ok := g.sendBody(w, r)
	if !ok {
		return
	}
	u, err := url.Parse(req.URLFile)
	switch {
	case req.URLFile == "":
		g.reject(w, r, "Validation failed. Details: 'urlFile' is required")
	case err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https"):
		g.reject(w, r, "Validation failed. Details: 'urlFile' must be a valid uri")
	case req.FileName == "":
		g.reject(w, r, "Validation failed. Details: 'fileName' is required")
	case utf8.RuneCountInString(req.Caption) > maxText:
		g.reject(w, r, tooLong("caption"))
	default:
		g.accept(w, r, req, &send{method: "sendFileByUrl", body: raw, m: &Message{Text: req.Caption}, url: req.URLFile})
	}
}

// sendFileByUpload takes a multipart form.
func (g *Gateway) sendFileByUpload(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxFile+1<<20)
	if err := r.ParseMultipartForm(8 << 20); err != nil {
		g.reject(w, r, "bad request data")
		return
	}
	defer func() { _ = r.MultipartForm.RemoveAll() }()
	req := sendRequest{ChatID: r.FormValue("chatId"), FileName: r.FormValue("fileName"), Caption: r.FormValue("caption"), QuotedMessageID: r.FormValue("quotedMessageId")}
	if why := chatProblem(req.ChatID); why != "" {
		g.reject(w, r, why)
		return
	}
	file, header, err := r.FormFile("file")
	if err != nil {
		g.reject(w, r, "Validation failed. Details: 'file' is required")
		return
	}
	defer func() { _ = file.Close() }()
	data, err := io.ReadAll(file)
	if err != nil || len(data) == 0 {
		g.reject(w, r, "bad request data")
		return
	}
	if utf8.RuneCountInString(req.Caption) > 1024 { // the documented bound is 20000; this is what the real one does
		http.Error(w, "Internal Server Error", http.StatusInternalServerError)
		return
	}
	if req.FileName == "" {
		req.FileName = header.Filename
	}
	m := &Message{Text: req.Caption}
	raw := map[string]any{"chatId": req.ChatID, "fileName": req.FileName, "caption": req.Caption}
	g.mu.Lock()
	m.Kind, m.Media = g.keep(File{Name: req.FileName, MIME: header.Header.Get("Content-Type"), Data: data})
	g.mu.Unlock()
	g.accept(w, r, req, &send{method: "sendFileByUpload", body: raw, m: m})
}

func (g *Gateway) sendInteractiveButtonsReply(w http.ResponseWriter, r *http.Request) {
	req, raw, ok := g.sendBody(w, r)
	if !ok || !g.checked(w, r, "body", req.Body) {
		return
	}
	if strings.HasSuffix(req.ChatID, "@g.us") {
		g.reject(w, r, "Validation failed. Details: 'chatId' must be a personal chat")
		return
	}
	if len(req.Buttons) == 0 || len(req.Buttons) > 3 {
		g.reject(w, r, "Validation failed. Details: 'buttons' must contain 1 to 3 items")
		return
	}
	m := &Message{Kind: KindButtons, Text: req.Body, Header: req.Header, Footer: req.Footer}
	for i, b := range req.Buttons {
		if b.ID == "" || b.Text == "" || utf8.RuneCountInString(b.Text) > 25 {
			g.reject(w, r, fmt.Sprintf("Validation failed. Details: 'buttons[%d].buttonText' length must be less than or equal to 25 characters long", i))
			return
		}
		m.Buttons = append(m.Buttons, Button{ID: b.ID, Text: b.Text})
	}
	g.accept(w, r, req, &send{method: "sendInteractiveButtonsReply", body: raw, m: m})
}

// sendBody reads a send's JSON and checks its chat.
func (g *Gateway) sendBody(w http.ResponseWriter, r *http.Request) (req sendRequest, raw map[string]any, ok bool) {
	if !g.body(w, r, &raw) {
		return req, nil, false
	}
	again, err := json.Marshal(raw)
	if err == nil {
		err = json.Unmarshal(again, &req)
	}
	if err != nil {
		g.reject(w, r, "bad request data")
		return req, nil, false
	}
	if why := chatProblem(req.ChatID); why != "" {
		g.reject(w, r, why)
		return req, nil, false
	}
	if req.TypingTime != 0 && (req.TypingTime < 1_000 || req.TypingTime > 20_000) {
		g.reject(w, r, "Validation failed. Details: 'typingTime' must be between 1000 and 20000")
		return req, nil, false
	}
	return req, raw, true
}

// checked answers 400 to a text that is missing or too long.
func (g *Gateway) checked(w http.ResponseWriter, r *http.Request, field, text string) bool {
	switch {
	case text == "":
		g.reject(w, r, fmt.Sprintf("Validation failed. Details: '%s' is required", field))
	case utf8.RuneCountInString(text) > maxText:
		g.reject(w, r, tooLong(field))
	default:
		return true
	}
	return false
}

func tooLong(field string) string {
	return fmt.Sprintf("Validation failed. Details: '%s' length must be less than or equal to %d characters long", field, maxText)
}

// accept queues a send and answers with its id: queued, not sent.
func (g *Gateway) accept(w http.ResponseWriter, r *http.Request, req sendRequest, s *send) {
	s.m.Chat, s.typing = req.ChatID, time.Duration(req.TypingTime)*time.Millisecond
	media := s.m.Media // once queued, the message is its sender's
	g.learnName(req.ChatID)
	g.mu.Lock()
	starting := g.account == "starting"
	if req.QuotedMessageID != "" {
		s.m.Quote = g.quote(req.ChatID, req.QuotedMessageID)
	}
	var id string
	var queued bool
	if !starting {
		id, queued = g.enqueue(s)
	}
	g.mu.Unlock()
	switch {
	case starting:
		g.reject(w, r, "instance in starting process try later")
	case !queued:
		http.Error(w, "Too Many Requests", http.StatusTooManyRequests)
	case media != nil:
		answer(w, http.StatusOK, map[string]string{"idMessage": id, "urlFile": media.URL})
	default:
		answer(w, http.StatusOK, map[string]string{"idMessage": id})
	}
}
