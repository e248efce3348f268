// Package admin is the dashboard: people of ours watch leads here and step in. Pages are
// rendered on the server, work without JavaScript, and speak Hebrew and English. One
// table (routes.go) says which role each address needs; nothing is shown or done outside it.
package admin

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"golang.org/x/crypto/bcrypt"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/access"
	"github.com/proli/proli/shared/analytics"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/privacy"
	"github.com/proli/proli/shared/steering"
)

// Accounts keeps the admins.
type Accounts interface {
	// Admin is an admin by user name; nil when there is none.
	Admin(ctx context.Context, user string) (*access.Admin, error)
	// SaveAdmin writes on condition of the version read; otherwise it is a conflict.
	SaveAdmin(ctx context.Context, a *access.Admin) error
	// HasAdmins reports whether anybody can sign in.
	HasAdmins(ctx context.Context) (bool, error)
	// EndSessions revokes every session of an admin.
	EndSessions(ctx context.Context, user string) error
}

// Sessions keeps who is signed in.
type Sessions interface {
	// Session is a session by its id; nil when there is none (any more).
	Session(ctx context.Context, id string) (*access.Session, error)
	BeginSession(ctx context.Context, s access.Session) error
	// SeeSession notes a use; it never brings an ended session back.
	SeeSession(ctx context.Context, id string, at time.Time) error
	EndSession(ctx context.Context, id string) error
}

// LeadLists reads leads for lists, each answer bounded.
type LeadLists interface {
	ListLeads(ctx context.Context, q mongo.LeadQuery) (mongo.LeadPage, error)
	CountLeads(ctx context.Context, bound int, statuses ...lead.Status) (map[lead.Status]int, error)
	AppointmentsBetween(ctx context.Context, from, to time.Time, limit int) ([]lead.Lead, error)
	ProNames(ctx context.Context, ids []string) (map[string]string, error)
}

// LeadFiles reads one lead and what was said about it.
type LeadFiles interface {
	// Lead is a lead by its id; nil when there is none.
	Lead(ctx context.Context, id string) (*lead.Lead, error)
	// Conversation is the thread of a chat; a chat that never wrote has a new one.
	Conversation(ctx context.Context, chat string) (*conversation.Conversation, error)
}

// Truth is all that the pages read and write, by page family; each family declares in its
// own file what it needs.
type Truth interface {
	Accounts
	Sessions
	LeadLists
	LeadFiles
	Ledger
	Watcher
	HomeStore
	NavStore
	SettingStore
	Staff
	Workings
	privacy.Store
	ProLists
	analytics.Store
	DeskTruth
}

// Runner commits a change and lets its effects out; see change.Runner.
type Runner interface {
	Run(ctx context.Context, s *change.Set) error
	// Resume finishes a change that was committed before, and reports whether it was.
	Resume(ctx context.Context, claim string) (bool, error)
	// Ring tells the sender that notices may wait.
	Ring(ctx context.Context, id string) error
}

// Proxy stands in front of us and says who a visitor is.
type Proxy interface {
	// Email is whom its signed assertion is about; anything but a genuine one is forbidden.
	Email(ctx context.Context, assertion string) (string, error)
}

// Config is all that the dashboard is made of.
type Config struct {
	Truth        Truth
	Runner       Runner
	Jobs         Scheduler
	Gateway      Gateway
	Letters      Letters
	Privacy      *privacy.Desk
	Media        privacy.Reader
	Proxy        Proxy  // nil: nobody stands in front
	Photos       Photos // nil: pictures cannot be kept
	Files        Files
	PrivacyURL   string
	Dependencies []Dependency
	Now          func() time.Time
	Log          *slog.Logger
	Development  bool // plain http and a first password that need not be changed
	PasswordCost int  // of bcrypt; 0 is DefaultPasswordCost
}

// DefaultPasswordCost makes one guess cost a fifth of a second.
const DefaultPasswordCost = 12

// hashings bounds how many passwords are looked at side by side: each takes a whole core.
const hashings = 4

type server struct {
	Config
	origin  *http.CrossOriginProtection
	hashing chan struct{}
	nobody  []byte // the hash that unknown users are compared with, so that they take as long
	ready   *readiness
	hub     *hub
	desk    *steering.Desk
	stop    <-chan struct{} // open pages are let go when it closes
}

// New is the dashboard's handler. When ctx ends, pages that are kept up to date are let go.
func New(ctx context.Context, c Config) (http.Handler, error) {
	if c.PasswordCost == 0 {
		c.PasswordCost = DefaultPasswordCost
	}
	nobody, err := bcrypt.GenerateFromPassword([]byte("nobody"), c.PasswordCost)
	if err != nil {
		return nil, err
	}
	s := &server{
		Config:  c,
		origin:  http.NewCrossOriginProtection(),
		hashing: make(chan struct{}, hashings),
		nobody:  nobody,
		ready:   &readiness{dependencies: c.Dependencies},
		hub:     newHub(),
		desk:    newDesk(c),
		stop:    ctx.Done(),
	}
	go s.hub.follow(ctx, c.Truth, c.Log)
	return s.logged(s.secured(s.mux())), nil
}
