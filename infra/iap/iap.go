// Package iap verifies what Google's Identity-Aware Proxy says about a visitor when it stands
// in front of the dashboard. Its header is believed for its signature, never for being there.
package iap

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"google.golang.org/api/idtoken"
	"google.golang.org/api/option"

	"github.com/proli/proli/shared/fault"
)

// Header carries the proxy's signed assertion.
const Header = "X-Goog-IAP-JWT-Assertion"

const (
	issuer    = "https://cloud.google.com/iap"
	signature = 64 // bytes, of ES256
	fetch     = 5 * time.Second
)

// Verifier believes one proxy.
type Verifier struct {
	audience  string
	validator *idtoken.Validator
}

// New is a verifier of assertions made for an audience, such as
// /projects/NUMBER/locations/REGION/services/dashboard. Google's keys are fetched when they
// are first needed, and again when they have expired.
func New(ctx context.Context, audience string, keys http.RoundTripper) (*Verifier, error) {
	v, err := idtoken.NewValidator(ctx, option.WithHTTPClient(&http.Client{Transport: keys, Timeout: fetch}))
	if err != nil {
		return nil, fmt.Errorf("iap: %w", err)
	}
	return &Verifier{audience: audience, validator: v}, nil
}

// Email is whom an assertion is about, in small letters; anything but a genuine, fresh
// assertion of our proxy is forbidden.
func (v *Verifier) Email(ctx context.Context, assertion string) (string, error) {
	if err := wellFormed(assertion); err != nil {
		return "", fault.Wrap(fault.Forbidden, "iap", err)
	}
	payload, err := v.validator.Validate(ctx, assertion, v.audience)
	if err != nil {
		return "", fault.Wrap(fault.Forbidden, "iap", err)
	}
	email, _ := payload.Claims["email"].(string)
	if payload.Issuer != issuer || email == "" {
		return "", fault.New(fault.Forbidden, "iap", "an assertion of somebody else, or about nobody")
	}
	return strings.ToLower(email), nil
}

// wellFormed keeps from the library what it would fall over: a signature of another length.
func wellFormed(assertion string) error {
	parts := strings.Split(assertion, ".")
	if len(parts) != 3 {
		return errors.New("no assertion")
	}
	raw, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil || len(raw) != signature {
		return errors.New("an assertion without a signature")
	}
	return nil
}
