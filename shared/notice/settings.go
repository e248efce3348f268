package notice

import "time"

// Settings are those of the one door out.
type Settings struct {
	PaceMS     *int  `json:"pace_ms"`     // between two sends; 0: several chats at once
	Buttons    bool  `json:"buttons"`     // menus also as reply buttons
	Stopped    bool  `json:"stopped"`     // by an admin: nothing goes out
	QuietHours *bool `json:"quiet_hours"` // kept unless switched off
	Version    int64 `json:"version"`     // raised by every admin who changes them
}

// defaultPace is what the number may send: a message each half second.
const defaultPace = 500 * time.Millisecond

// Pace is the pause between two sends.
func (s Settings) Pace() time.Duration {
	if s.PaceMS == nil || *s.PaceMS < 0 {
		return defaultPace
	}
	return time.Duration(*s.PaceMS) * time.Millisecond
}

// Quiet are the quiet hours as they are switched.
func (s Settings) Quiet() Quiet { return Quiet{Off: s.QuietHours != nil && !*s.QuietHours} }

// Account is the state of the provider's account, and when it was heard of.
type Account struct {
	State     string    `json:"state"`
	At        time.Time `json:"at"`
	DownSince time.Time `json:"down_since"` // zero while it is authorized
	PagedAt   time.Time `json:"paged_at"`   // when an admin was last called because of it
}

// Whoever can do something about an account that is down is called after a while, and then
// again and again.
const (
	pageAfter = 5 * time.Minute
	pageEvery = time.Hour
)

// Page reports whether an admin is to be called now.
func (a Account) Page(now time.Time) bool {
	return !a.DownSince.IsZero() && now.Sub(a.DownSince) >= pageAfter &&
		(a.PagedAt.Before(a.DownSince) || now.Sub(a.PagedAt) >= pageEvery)
}

// Authorized is the only state in which anything goes out: in every other one the provider
// would take messages and not deliver them. Unknown is our own word.
const (
	Authorized = "authorized"
	Unknown    = "unknown"
)

// accountFresh is how long what we know of the account is believed.
const accountFresh = 2 * time.Minute

// Known reports whether the account's state need not be asked for. A time ahead of now was
// heard on a clock that has been moved since.
func (a Account) Known(now time.Time) bool {
	age := now.Sub(a.At)
	return a.State != "" && a.State != Unknown && age >= 0 && age <= accountFresh
}
