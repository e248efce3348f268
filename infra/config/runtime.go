package config

import (
	"log/slog"
	"time"
	_ "time/tzdata" // the image of a function may hold no time zones
)

// Environments that there are.
const (
	Development = "development"
	Staging     = "staging"
	Production  = "production"
)

// Runtime is what every program needs to know.
type Runtime struct {
	Environment string
	Project     string // Google Cloud project, may be empty
	Zone        *time.Location
	LogLevel    slog.Level
	Clock       string // file with the virtual clock's offset; empty: the real time
}

// Runtime reads ENVIRONMENT, GOOGLE_CLOUD_PROJECT, TIMEZONE, LOG_LEVEL and PROLI_CLOCK.
func (e *Env) Runtime() Runtime {
	r := Runtime{
		Environment: e.need("ENVIRONMENT", "set development, staging or production"),
		Project:     e.get("GOOGLE_CLOUD_PROJECT", ""),
		Clock:       e.get("PROLI_CLOCK", ""),
	}
	switch r.Environment {
	case Development, Staging, Production, "":
	default:
		e.problem("ENVIRONMENT", "is unknown: set development, staging or production")
	}
	if r.Clock != "" && r.Environment != Development {
		e.problem("PROLI_CLOCK", "moves the clock, which only ENVIRONMENT=development may do: unset it")
		r.Clock = ""
	}
	var err error
	if r.Zone, err = time.LoadLocation(e.get("TIMEZONE", "Asia/Jerusalem")); err != nil {
		e.problem("TIMEZONE", "is unknown: use a name such as Asia/Jerusalem, or unset it")
	}
	if err := r.LogLevel.UnmarshalText([]byte(e.get("LOG_LEVEL", "info"))); err != nil {
		e.problem("LOG_LEVEL", "is unknown: set debug, info, warn or error, or unset it")
	}
	return r
}

// PrivacyURL is the public address of the privacy notice.
func (e *Env) PrivacyURL() string {
	return e.address("PRIVACY_URL", e.need("PRIVACY_URL", "set the public address of the webhook's /privacy page"))
}
