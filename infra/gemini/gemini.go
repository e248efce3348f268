// Package gemini asks Google's models. It tries the models of a list in order:
// one that is withdrawn is never asked again, one that fails repeatedly is left
// alone for a while, and what the last of them could not answer is an error, after
// which the rules carry the conversation.
package gemini

import (
	"context"
	"errors"
	"fmt"
	"time"

	"google.golang.org/genai"

	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/triage"
	"github.com/proli/proli/shared/usage"
)

// callLimit bounds one call to one model.
const callLimit = 20 * time.Second

// maxOutput bounds an answer, in tokens, thinking included.
const maxOutput = 4096

// Config says where the models are. With a Key it is the Gemini API, otherwise Vertex.
type Config struct {
	Names             []string // first to last
	Key               string
	Project, Location string
	BaseURL           string // empty: Google's
	// Withdrawn is told once of each model that no longer exists; it may be nil.
	Withdrawn func(model string)
}

// Client asks the models.
type Client struct {
	api       *genai.Client
	health    *health
	names     []string
	withdrawn func(string)
}

// New makes a client; it does not connect yet.
func New(ctx context.Context, c Config) (*Client, error) {
	settings := &genai.ClientConfig{Backend: genai.BackendGeminiAPI, APIKey: c.Key, HTTPOptions: genai.HTTPOptions{BaseURL: c.BaseURL}}
	if c.Key == "" {
		settings.Backend, settings.Project, settings.Location = genai.BackendVertexAI, c.Project, c.Location
	}
	api, err := genai.NewClient(ctx, settings)
	if err != nil {
		return nil, fmt.Errorf("open gemini: %w", err)
	}
	if c.Withdrawn == nil {
		c.Withdrawn = func(string) {}
	}
	return &Client{api: api, health: newHealth(), names: c.Names, withdrawn: c.Withdrawn}, nil
}

// Ask gives the answer of the first model that has a proper one. Its calls are all that
// were made, failed ones too, and come with an error as well: they were paid for.
func (c *Client) Ask(ctx context.Context, q triage.Question) (triage.Answer, error) {
	const op = "ask a model"
	if len(q.Parts) == 0 {
		return triage.Answer{}, fault.New(fault.Invalid, op, "the customer said nothing")
	}
	var calls []usage.Call
	var failures []error
	for _, model := range c.names {
		if !c.health.well(model, time.Now()) {
			continue
		}
		a, err := c.AskModel(ctx, model, q)
		calls = append(calls, a.Calls...)
		if err == nil {
			c.health.succeeded(model)
			a.Calls = calls
			return a, nil
		}
		failures = append(failures, err)
		if ctx.Err() != nil { // the caller's time is over: the model is not to blame
			break
		}
		if withdrawn(err) {
			if c.health.gone(model) {
				c.withdrawn(model)
			}
			continue
		}
		c.health.failed(model, time.Now())
	}
	if len(failures) == 0 {
		failures = append(failures, errors.New("every model is left alone for now"))
	}
	return triage.Answer{Calls: calls}, fault.Wrap(fault.Unavailable, op, errors.Join(failures...))
}

// AskModel asks one model, whatever is known of its health. An error holds
// nothing of what was asked or answered; the call comes with it too.
func (c *Client) AskModel(ctx context.Context, model string, q triage.Question) (triage.Answer, error) {
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	call := usage.Call{Model: model}
	began := time.Now()
	a, err := c.generate(ctx, model, q, &call)
	call.TookMS, call.Outcome = time.Since(began).Milliseconds(), outcome(ctx, call, err)
	a.Model, a.Calls = model, []usage.Call{call}
	if err != nil {
		return a, fmt.Errorf("model %s: %w", model, err)
	}
	return a, nil
}

// outcome is the word for how a call ended. Tokens are counted for whatever was generated.
func outcome(ctx context.Context, call usage.Call, err error) string {
	switch {
	case err == nil:
		return usage.Answered
	case withdrawn(err):
		return usage.Withdrawn
	case ctx.Err() != nil:
		return usage.TimedOut
	case call.TokensIn > 0:
		return usage.Unusable
	}
	return usage.Failed
}

func (c *Client) generate(ctx context.Context, model string, q triage.Question, call *usage.Call) (triage.Answer, error) {
	r, err := c.api.Models.GenerateContent(ctx, model, contents(q), &genai.GenerateContentConfig{
		SystemInstruction: genai.NewContentFromText(q.System, genai.RoleUser),
		ResponseMIMEType:  "application/json",
		ResponseSchema:    schema,
		MaxOutputTokens:   maxOutput,
	})
	if err != nil {
		return triage.Answer{}, refused(ctx, err)
	}
	if u := r.UsageMetadata; u != nil {
		call.TokensIn, call.TokensOut = int(u.PromptTokenCount), int(u.CandidatesTokenCount+u.ThoughtsTokenCount)
		for _, part := range u.PromptTokensDetails {
			if part.Modality == genai.MediaModalityAudio {
				call.TokensSound += int(part.TokenCount)
			}
		}
	}
	text, err := textOf(r)
	if err != nil {
		return triage.Answer{}, err
	}
	return Decode([]byte(text))
}

// contents is the thread, and in its last entry what the customer sent and nothing else.
func contents(q triage.Question) []*genai.Content {
	all := make([]*genai.Content, 0, len(q.History)+1)
	for _, h := range q.History {
		role := genai.Role(genai.RoleModel)
		if h.ByCustomer {
			role = genai.RoleUser
		}
		all = append(all, genai.NewContentFromText(h.Text, role))
	}
	parts := make([]*genai.Part, 0, len(q.Parts))
	for _, p := range q.Parts {
		if len(p.Data) > 0 {
			parts = append(parts, genai.NewPartFromBytes(p.Data, p.MIME))
			continue
		}
		parts = append(parts, genai.NewPartFromText(p.Text))
	}
	return append(all, genai.NewContentFromParts(parts, genai.RoleUser))
}

// textOf takes the answer out of a response that may hold none: a blocked prompt
// is no error to the library.
func textOf(r *genai.GenerateContentResponse) (string, error) {
	if len(r.Candidates) == 0 {
		if f := r.PromptFeedback; f != nil && f.BlockReason != "" {
			return "", fmt.Errorf("prompt blocked: %s", f.BlockReason)
		}
		return "", errors.New("no candidate")
	}
	if why := r.Candidates[0].FinishReason; why != genai.FinishReasonStop && why != "" {
		return "", fmt.Errorf("answer ended early: %s", why)
	}
	return r.Text(), nil
}

// refusal is an error of the service without its message, which may quote the prompt.
type refusal struct {
	code   int
	status string
}

func (r refusal) Error() string { return fmt.Sprintf("answer %d %s", r.code, r.status) }

func refused(ctx context.Context, err error) error {
	var api genai.APIError
	switch {
	case errors.As(err, &api):
		return refusal{api.Code, api.Status}
	case ctx.Err() != nil:
		return ctx.Err()
	}
	return errors.New("no answer")
}

func withdrawn(err error) bool {
	var r refusal
	return errors.As(err, &r) && r.code == 404
}
