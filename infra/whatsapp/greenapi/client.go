package greenapi

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/proli/proli/shared/fault"
)

// callLimit bounds one call, whatever the caller's context allows.
const callLimit = 30 * time.Second

// maxAnswer bounds an answer, in bytes; the journals are the long ones.
const maxAnswer = 16 << 20

// Client calls the gateway's methods. Nothing is tried twice here: only the
// caller knows what a repeated message would do.
type Client struct {
	base     string // …/waInstance<id>/
	instance int64
	token    string
	http     *http.Client
}

// New makes a client of one instance at the gateway's address.
func New(address string, instance int64, token string) *Client {
	return &Client{
		base:     address + "/waInstance" + strconv.FormatInt(instance, 10) + "/",
		instance: instance,
		token:    token,
		http: &http.Client{
			Transport: &http.Transport{
				Proxy:                 http.ProxyFromEnvironment,
				DialContext:           (&net.Dialer{Timeout: 5 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
				TLSHandshakeTimeout:   5 * time.Second,
				ResponseHeaderTimeout: callLimit,
				MaxIdleConnsPerHost:   16,
				IdleConnTimeout:       60 * time.Second,
				ForceAttemptHTTP2:     true,
			},
			// The token is in the path: it goes nowhere else.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
}

// method is one of the gateway's calls.
type method struct {
	name     string
	verb     string
	effect   bool // doing it twice is not the same as doing it once
	optional bool // 403 means that the method is switched off, not that the account is
}

// call makes one call and decodes its answer into out.
func (c *Client) call(ctx context.Context, m method, query string, in, out any) error {
	op := "gateway " + m.name
	var body io.Reader
	if in != nil {
		raw, err := json.Marshal(in)
		if err != nil {
			return fault.Wrap(fault.Invalid, op, err)
		}
		body = bytes.NewReader(raw)
	}
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	var written atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteHeaders: func() { written.Store(true) }})
	r, err := http.NewRequestWithContext(ctx, m.verb, c.base+m.name+"/"+c.token+query, body)
	if err != nil { // its text would hold the address, and so the token
		return fault.New(fault.Invalid, op, "the gateway's address is not valid")
	}
	if in != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	status, answer, err := c.roundTrip(r)
	if err != nil {
		e := unanswered(err, written.Load(), m.effect)
		e.Reason = c.harmless(e.Reason)
		return e.fault(op)
	}
	if status != http.StatusOK {
		return refused(m, status, c.reason(answer)).fault(op)
	}
	if err := c.decode(answer, out); err != nil {
		if err.class == retryable && m.effect { // it said yes, and then something that we do not understand
			err.class = ambiguous
		}
		return err.fault(op)
	}
	return nil
}

func (c *Client) roundTrip(r *http.Request) (status int, answer []byte, err error) {
	w, err := c.http.Do(r)
	if err != nil {
		return 0, nil, err
	}
	defer func() { _ = w.Body.Close() }()
	answer, err = io.ReadAll(io.LimitReader(w.Body, maxAnswer+1))
	if err == nil && len(answer) > maxAnswer {
		err = fmt.Errorf("answer of more than %d bytes", maxAnswer)
	}
	return w.StatusCode, answer, err
}

// decode reads a 200. Older servers say "unauthorized" in the body of one.
func (c *Client) decode(answer []byte, out any) *Error {
	var refusal struct {
		Code        number `json:"code"`
		Description string `json:"description"`
	}
	if json.Unmarshal(answer, &refusal) == nil && refusal.Code == "401" {
		return &Error{Status: http.StatusUnauthorized, Reason: c.harmless(refusal.Description), class: unauthorized}
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(answer, out); err != nil {
		return &Error{Status: http.StatusOK, Reason: "not the JSON that was expected"}
	}
	return nil
}

// reason is what the gateway says of its refusal: a sentence in one of several places.
func (c *Client) reason(answer []byte) string {
	var said struct {
		Message     string     `json:"message"`
		Description string     `json:"description"`
		Quota       quotaData  `json:"correspondentsStatus"`
		Invoke      *quotaData `json:"invokeStatus"`
	}
	_ = json.Unmarshal(answer, &said) // no JSON: there is no sentence
	reason := firstOf(said.Message, said.Description, said.Quota.Status)
	if reason == "" && said.Invoke != nil {
		reason = said.Invoke.Status
	}
	return firstOf(c.harmless(reason), "no reason given")
}
