package conversation

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"time"
)

// Bounds of linking a chat: a code's life and tries, and how many are sent in a day.
const (
	LinkingLife  = 10 * time.Minute
	linkingTries = 5
	linkingCodes = 3
)

// Linking is a chat's claim to be one of a pro's. The code goes to the pro's registered
// phone, and only its salted hash is kept.
type Linking struct {
	ProID   string    `json:"pro_id"` // empty: the phone is no pro's, and no code was sent
	Salt    string    `json:"salt"`
	Hash    string    `json:"hash"`
	Till    time.Time `json:"till"`
	Tries   int       `json:"tries"`
	Codes   int       `json:"codes"` // sent since FirstAt
	FirstAt time.Time `json:"first_at"`
}

// Link begins the claim anew with a fresh code, unless too many were sent within a day.
func (c *Conversation) Link(proID, code, salt string, now time.Time) bool {
	next := Linking{ProID: proID, Salt: salt, Hash: hashed(salt, code), Till: now.Add(LinkingLife).UTC(), Codes: 1, FirstAt: now.UTC()}
	if before := c.Linking; before != nil && now.Before(before.FirstAt.Add(24*time.Hour)) {
		if before.Codes >= linkingCodes {
			return false
		}
		next.Codes, next.FirstAt = before.Codes+1, before.FirstAt
	}
	c.Linking = &next
	return true
}

// Waits reports whether a code may still be typed.
func (l *Linking) Waits(now time.Time) bool {
	return l != nil && l.Tries < linkingTries && now.Before(l.Till)
}

// Try compares a code, in constant time, and counts the try.
func (l *Linking) Try(code string) bool {
	l.Tries++
	same := subtle.ConstantTimeCompare([]byte(hashed(l.Salt, code)), []byte(l.Hash)) == 1
	return same && l.ProID != ""
}

func hashed(salt, code string) string {
	sum := sha256.Sum256([]byte(salt + "|" + code))
	return hex.EncodeToString(sum[:])
}
