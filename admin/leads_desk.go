package admin

import (
	"context"
	"crypto/rand"
	"strconv"
	"strings"
	"time"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/infra/storage"
	"github.com/proli/proli/shared/alarm"
	"github.com/proli/proli/shared/appointment"
	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/offering"
	"github.com/proli/proli/shared/pro"
	"github.com/proli/proli/shared/routing"
	"github.com/proli/proli/shared/steering"
	"github.com/proli/proli/shared/usage"
)

// DeskTruth is what an admin's acts are decided on, and what leads' and chats' pages show.
// Every list is bounded.
type DeskTruth interface {
	steering.Truth
	offering.Truth
	offering.Turns
	appointment.Truth
	booking.Store
	routing.Candidates

	LeadColumn(ctx context.Context, status lead.Status, limit int) ([]lead.Lead, error)
	LeadsBegunWith(ctx context.Context, word string, limit int) ([]lead.Lead, error)
	LeadsOfChat(ctx context.Context, chat string, limit int) ([]lead.Lead, error)
	// EachLead gives the leads of a list one by one, as many as there are.
	EachLead(ctx context.Context, q mongo.LeadQuery, give func(lead.Lead) error) error

	// The newest of each.
	MessagesOfLead(ctx context.Context, id string, limit int) ([]conversation.Message, error)
	MessagesOfChat(ctx context.Context, chat string, limit int) ([]conversation.Message, error)
	NoticesOfLead(ctx context.Context, id string, limit int) ([]notice.Notice, error)
	NoticesOfChat(ctx context.Context, chat string, limit int) ([]notice.Notice, error)
	DecisionsOf(ctx context.Context, lead string) ([]routing.Decision, error)
	AlarmsOfLead(ctx context.Context, id string, limit int) ([]alarm.Alarm, error)
	ModelCallsOfLead(ctx context.Context, id string, limit int) ([]usage.Call, error)

	// ProsNamed are those with this phone number, or whose name begins so.
	ProsNamed(ctx context.Context, words string, limit int) ([]pro.Pro, error)

	ListChats(ctx context.Context, q mongo.ChatQuery) ([]conversation.Conversation, bool, error)
	// SeeChat notes that one of us has looked into a chat.
	SeeChat(ctx context.Context, chat string, at time.Time) error
}

// Files is where the media of chats are kept.
type Files interface {
	// Get reads an object; fault.NotFound when there is none. Its Body must be closed.
	Get(ctx context.Context, object string) (*storage.Object, error)
	// Link is an address at which anybody can read the object for so long.
	Link(ctx context.Context, object string, life time.Duration) (string, error)
}

func newDesk(c Config) *steering.Desk {
	calendars := booking.New(c.Truth)
	offers := offering.Desk{
		Truth: c.Truth, Calendars: calendars, Router: routing.New(c.Truth), Turns: c.Truth, Files: c.Files, Commit: c.Runner,
	}
	return &steering.Desk{
		Truth: c.Truth, Offers: offers, Commit: c.Runner, PrivacyURL: c.PrivacyURL,
		Appointments: appointment.Desk{Truth: c.Truth, Calendars: calendars, Hours: &offers, Commit: c.Runner},
	}
}

// acted reads from a form what every act carries: see the part "act".
func acted(v *visit) steering.Act {
	seen, err := strconv.ParseInt(v.PostFormValue("version"), 10, 64)
	if err != nil {
		seen = -1 // matches nothing: the second of two is told
	}
	id := v.PostFormValue("form")
	if id == "" || len(id) > 64 {
		id = rand.Text()
	}
	return steering.Act{ID: id, By: v.admin.User, Seen: seen, At: v.now}
}

// Form is a fresh name for a form: sent twice, it acts once.
func (*frame) Form() string { return rand.Text() }

// back is the page of ours that a form names to return to, otherwise another.
func back(v *visit, otherwise string) string {
	to := v.PostFormValue("back")
	for _, ours := range []string{"/leads", "/inbox"} {
		if to == ours || strings.HasPrefix(to, ours+"/") || strings.HasPrefix(to, ours+"?") {
			return local(to)
		}
	}
	return otherwise
}

// unchanged reports whether an act left everything as it was because of what it met, and the
// key of the sentence that says so; other errors stay errors.
func unchanged(err error) (key string, status int, other error) {
	switch {
	case err == nil:
		return "", 0, nil
	case fault.KindOf(err) == fault.Conflict:
		return "desk.stale", 409, nil
	}
	for _, known := range refusals {
		if isAny(err, known.errs...) {
			return known.key, 422, nil
		}
	}
	if fault.KindOf(err) == fault.Invalid {
		return "desk.impossible", 422, nil
	}
	return "", 0, err
}
