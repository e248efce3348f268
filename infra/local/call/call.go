// Package call makes the HTTP calls of Cloud Tasks and Cloud Scheduler: a
// request with the identity of the service account that was asked for.
package call

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/proli/proli/infra/local/identity"
)

// Caller calls functions as a service account.
type Caller struct {
	identity *identity.Issuer
	client   *http.Client
}

// New makes a caller with tokens of the issuer.
func New(issuer *identity.Issuer) *Caller {
	return &Caller{issuer, &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true}}}
}

// Request is one call. An empty Email calls as nobody.
type Request struct {
	URL      string
	Email    string
	Audience string // the URL when empty
	Header   http.Header
	Body     []byte
	Deadline time.Duration
}

// Post makes the call; any answer but 2xx is an error.
func (c *Caller) Post(ctx context.Context, r Request) error {
	ctx, cancel := context.WithTimeout(ctx, r.Deadline)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, r.URL, bytes.NewReader(r.Body))
	if err != nil {
		return fmt.Errorf("call %s: %w", r.URL, err)
	}
	for name, values := range r.Header {
		request.Header[name] = values
	}
	if r.Email != "" {
		audience := r.Audience
		if audience == "" {
			audience = r.URL
		}
		request.Header.Set("Authorization", "Bearer "+c.identity.Mint(r.Email, audience, time.Now()))
	}
	response, err := c.client.Do(request)
	if err != nil {
		return fmt.Errorf("call %s: %w", r.URL, err)
	}
	// An unread body would cost the connection.
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, 1<<20))
	_ = response.Body.Close()
	if response.StatusCode < 200 || response.StatusCode > 299 {
		return fmt.Errorf("call %s: status %d", r.URL, response.StatusCode)
	}
	return nil
}
