// Package gemini stands in for Google's Gemini: it answers generateContent, on
// the Gemini API's paths and on Vertex's, from the rules instead of a model.
// What it says is modest: it names what is missing, and never a price, a time
// or a name.
package gemini

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"time"
)

// maxBody bounds a request: ten megabytes of media in base64, and the words.
const maxBody = 24 << 20

// Server is the handler. The zero value is not ready; use New.
type Server struct {
	now   func() time.Time
	mux   *http.ServeMux
	down  atomic.Bool
	calls atomic.Int64
}

// New is a model that is up. The clock only helps to see which words are a
// time; what is answered are the words.
func New(now func() time.Time) *Server {
	s := &Server{now: now, mux: http.NewServeMux()}
	s.mux.HandleFunc("POST /{version}/models/{call}", s.generate)
	s.mux.HandleFunc("POST /{version}/projects/{project}/locations/{location}/publishers/google/models/{call}", s.generate)
	s.mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		fail(w, http.StatusNotFound, "NOT_FOUND", "no such method: "+r.Method+" "+r.URL.Path)
	})
	return s
}

// SetDown makes every call fail as an overloaded model does, or ends that.
func (s *Server) SetDown(down bool) { s.down.Store(down) }

// Calls counts the calls of generateContent so far, failed ones included.
func (s *Server) Calls() int64 { return s.calls.Load() }

// ServeHTTP answers one call.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

func (s *Server) generate(w http.ResponseWriter, r *http.Request) {
	model, method, _ := strings.Cut(r.PathValue("call"), ":")
	if method != "generateContent" {
		fail(w, http.StatusNotFound, "NOT_FOUND", "models/"+model+" does not support "+method)
		return
	}
	s.calls.Add(1)
	if s.down.Load() {
		fail(w, http.StatusServiceUnavailable, "UNAVAILABLE", "The model is overloaded. Please try again later.")
		return
	}
	var asked request
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody)).Decode(&asked); err != nil {
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			fail(w, http.StatusBadRequest, "INVALID_ARGUMENT", fmt.Sprintf("Request payload size exceeds the limit: %d bytes.", maxBody))
			return
		}
		fail(w, http.StatusBadRequest, "INVALID_ARGUMENT", "Invalid JSON payload received.")
		return
	}
	if len(asked.Contents) == 0 {
		fail(w, http.StatusBadRequest, "INVALID_ARGUMENT", "* GenerateContentRequest.contents: contents is not specified")
		return
	}
	said, err := json.Marshal(answerTo(asked, s.now()))
	if err != nil {
		fail(w, http.StatusInternalServerError, "INTERNAL", err.Error())
		return
	}
	send(w, http.StatusOK, reply(model, asked, string(said)))
}

// request is what of a call is read; both spellings of Google's JSON are known.
type request struct {
	System      *content  `json:"systemInstruction"`
	SystemSnake *content  `json:"system_instruction"`
	Contents    []content `json:"contents"`
}

type content struct {
	Role  string `json:"role,omitempty"`
	Parts []part `json:"parts"`
}

type part struct {
	Text        string `json:"text,omitempty"`
	Inline      *blob  `json:"inlineData,omitempty"`
	InlineSnake *blob  `json:"inline_data,omitempty"`
}

type blob struct {
	MIME      string `json:"mimeType"`
	MIMESnake string `json:"mime_type"`
	Data      []byte `json:"data"`
}

// instruction is the text of the system instruction.
func (r request) instruction() string {
	var text []string
	for _, c := range []*content{r.System, r.SystemSnake} {
		if c != nil {
			for _, p := range c.Parts {
				text = append(text, p.Text)
			}
		}
	}
	return strings.Join(text, "\n")
}

// What a token is worth, roughly: four bytes of text; a medium is a flat sum.
const (
	bytesPerToken  = 4
	tokensPerMedia = 258
)

func reply(model string, asked request, said string) any {
	in := len(asked.instruction()) / bytesPerToken
	for _, c := range asked.Contents {
		for _, p := range c.Parts {
			in += len(p.Text) / bytesPerToken
			if p.media() != nil {
				in += tokensPerMedia
			}
		}
	}
	out := len(said) / bytesPerToken
	return map[string]any{
		"candidates": []any{map[string]any{
			"content": content{Role: "model", Parts: []part{{Text: said}}}, "finishReason": "STOP", "index": 0,
		}},
		"usageMetadata": map[string]int{"promptTokenCount": in, "candidatesTokenCount": out, "totalTokenCount": in + out},
		"modelVersion":  model,
	}
}

func fail(w http.ResponseWriter, code int, status, message string) {
	send(w, code, map[string]any{"error": map[string]any{"code": code, "message": message, "status": status}})
}

func send(w http.ResponseWriter, code int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.WriteHeader(code)
	// The caller may be gone; there is nobody to tell.
	_ = json.NewEncoder(w).Encode(body)
}
