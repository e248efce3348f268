// Package access is who may use the dashboard: admins, their roles, the lock after wrong
// passwords, and sessions. Passwords arrive here already hashed; every time is compared with now.
package access

import "time"

// Role is what an admin may do; each role may do all that the ones below it may.
type Role string

// The roles, and Anyone for what needs no sign-in.
const (
	Anyone Role = ""
	Viewer Role = "viewer"
	Editor Role = "editor"
	Owner  Role = "owner"
)

var rank = map[Role]int{Anyone: 0, Viewer: 1, Editor: 2, Owner: 3}

// May reports whether this role is at least the needed one. An unknown role may nothing
// but what anyone may, and an unknown need is met by nobody.
func (r Role) May(need Role) bool {
	needed, known := rank[need]
	return known && rank[r] >= needed
}

// FirstOwner is the user name of the admin made at the first start.
const FirstOwner = "owner"

// What an account and a session outlast.
const (
	MaxFailures = 5
	LockedFor   = 15 * time.Minute
	SessionIdle = 12 * time.Hour
	SessionLife = 7 * 24 * time.Hour
	// seenEvery bounds how often a busy session is written.
	seenEvery = 5 * time.Minute
)

// Admin is one of us at the dashboard.
type Admin struct {
	User         string    `json:"_id"` // lower case
	Role         Role      `json:"role"`
	PasswordHash string    `json:"password_hash"`
	MustChange   bool      `json:"must_change"` // the password was given by somebody else
	Failures     int       `json:"failures"`    // attempts since the last one that succeeded
	LockedUntil  time.Time `json:"locked_until"`
	CreatedAt    time.Time `json:"created_at"`
	Version      int64     `json:"version"`
}

// Locked reports whether the account refuses every password at this moment.
func (a Admin) Locked(now time.Time) bool { return now.Before(a.LockedUntil) }

// Attempt counts a password about to be looked at and reports whether it may be. It is
// stored before the look, so that guesses made side by side share the five; the fifth locks.
func (a *Admin) Attempt(now time.Time) bool {
	if a.Locked(now) {
		return false
	}
	if a.Failures >= MaxFailures { // the lock is over
		a.Failures = 0
	}
	a.Failures++
	a.LockedUntil = time.Time{}
	if a.Failures >= MaxFailures {
		a.LockedUntil = now.Add(LockedFor).UTC()
	}
	return true
}

// SignedIn forgets the attempts: the password was right.
func (a *Admin) SignedIn() {
	a.Failures = 0
	a.LockedUntil = time.Time{}
}

// SetPassword replaces the hash by one that the admin chose.
func (a *Admin) SetPassword(hash string) {
	a.PasswordHash = hash
	a.MustChange = false
	a.SignedIn()
}

// Session is one sign-in of one admin. Its id is a hash: who reads the store cannot use it.
type Session struct {
	ID        string    `json:"_id"`
	User      string    `json:"user"`
	Device    string    `json:"device"` // in our words; empty when it is not known
	CreatedAt time.Time `json:"created_at"`
	SeenAt    time.Time `json:"seen_at"`
}

// NewSession begins one now, on the device of a user agent.
func NewSession(id, user, userAgent string, now time.Time) Session {
	return Session{ID: id, User: user, Device: Device(userAgent), CreatedAt: now.UTC(), SeenAt: now.UTC()}
}

// Live reports whether the session still counts: not idle too long, not too old.
func (s Session) Live(now time.Time) bool {
	return now.Before(s.SeenAt.Add(SessionIdle)) && now.Before(s.CreatedAt.Add(SessionLife))
}

// Stale reports whether the time at which it was last seen is worth writing again.
func (s Session) Stale(now time.Time) bool { return !now.Before(s.SeenAt.Add(seenEvery)) }
