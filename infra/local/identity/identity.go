// Package identity stands in for Google's identity tokens: those who call a
// function show who they are, and the front of the function checks it.
package identity

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

const (
	issuer   = "proli-local"
	lifetime = time.Hour
)

// Issuer mints and verifies tokens with a key of its own, made at start.
type Issuer struct{ key []byte }

// New makes an issuer.
func New() *Issuer {
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails
	return &Issuer{key: key}
}

// Email is the address of a local service account.
func Email(account string) string { return account + "@proli-local.iam.gserviceaccount.com" }

type claims struct {
	Issuer   string `json:"iss"`
	Audience string `json:"aud"`
	Email    string `json:"email"`
	Verified bool   `json:"email_verified"`
	Issued   int64  `json:"iat"`
	Expires  int64  `json:"exp"`
}

var encoding = base64.RawURLEncoding

var header = encoding.EncodeToString([]byte(`{"alg":"HS256","typ":"JWT"}`))

// Mint gives the service account a token for one audience, good for an hour.
func (i *Issuer) Mint(email, audience string, now time.Time) string {
	body, err := json.Marshal(claims{issuer, audience, email, true, now.Unix(), now.Add(lifetime).Unix()})
	if err != nil {
		panic(err) // strings and numbers always encode
	}
	signed := header + "." + encoding.EncodeToString(body)
	return signed + "." + encoding.EncodeToString(i.sign(signed))
}

// Verify returns the e-mail of the token's bearer, or why it is not accepted
// for the audience.
func (i *Issuer) Verify(token, audience string, now time.Time) (string, error) {
	signed, signature, ok := cutLast(token, ".")
	if !ok || !strings.HasPrefix(signed, header+".") {
		return "", errors.New("not a token of ours")
	}
	got, err := encoding.DecodeString(signature)
	if err != nil || !hmac.Equal(got, i.sign(signed)) {
		return "", errors.New("wrong signature")
	}
	body, err := encoding.DecodeString(strings.TrimPrefix(signed, header+"."))
	if err != nil {
		return "", fmt.Errorf("claims: %w", err)
	}
	var c claims
	if err := json.Unmarshal(body, &c); err != nil {
		return "", fmt.Errorf("claims: %w", err)
	}
	switch {
	case c.Audience != audience:
		return "", fmt.Errorf("audience %q, expected %q", c.Audience, audience)
	case now.Unix() >= c.Expires:
		return "", errors.New("expired")
	}
	return c.Email, nil
}

func (i *Issuer) sign(signed string) []byte {
	mac := hmac.New(sha256.New, i.key)
	mac.Write([]byte(signed))
	return mac.Sum(nil)
}

func cutLast(s, sep string) (before, after string, found bool) {
	at := strings.LastIndex(s, sep)
	if at < 0 {
		return "", "", false
	}
	return s[:at], s[at+len(sep):], true
}
