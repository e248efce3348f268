package admin

import (
	"context"
	"crypto/rand"
	"io"
	"time"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/infra/storage"
	"github.com/proli/proli/shared/appointment"
	"github.com/proli/proli/shared/audit"
	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/offering"
	"github.com/proli/proli/shared/pro"
	"github.com/proli/proli/shared/roster"
)

// ProLists reads pros and what they are booked for, each answer bounded.
type ProLists interface {
	roster.Truth
	booking.Store
	appointment.Truth
	ListProPage(ctx context.Context, q mongo.ProQuery) (mongo.ProPage, error)
	ProIDs(ctx context.Context, q mongo.ProQuery) ([]string, error)
	PendingPros(ctx context.Context, limit int) ([]pro.Pro, error)
	LeadsByID(ctx context.Context, ids []string) ([]lead.Lead, error)
	AppointmentsOf(ctx context.Context, pro string, from, to time.Time, limit int) ([]lead.Lead, error)
	ReviewsOf(ctx context.Context, pro string, limit int) ([]lead.Lead, error)
}

// Photos keeps pros' pictures.
type Photos interface {
	Put(ctx context.Context, object, mime string, r io.Reader, limit int64) error
	Get(ctx context.Context, object string) (*storage.Object, error)
}

func (s *server) roster() *roster.Desk { return &roster.Desk{Truth: s.Truth, Commit: s.Runner} }

// appointments is the desk of package appointment, with a record of what this visitor does there.
func (s *server) appointments(e audit.Entry) *appointment.Desk {
	hours := booking.New(s.Truth)
	return &appointment.Desk{
		Truth: s.Truth, Calendars: hours, Hours: &offering.Desk{Truth: s.Truth, Calendars: hours}, Commit: recording{s.Runner, e},
	}
}

// recording commits what others put together, with one record more.
type recording struct {
	Runner
	entry audit.Entry
}

// Run is Runner's.
func (r recording) Run(ctx context.Context, set *change.Set) error {
	set.Audit = append(set.Audit, r.entry)
	return r.Runner.Run(ctx, set)
}

// once names what a form does: sent twice it is done once.
func once(v *visit) string {
	token := v.PostFormValue("once")
	if token == "" {
		token = rand.Text()
	}
	return event.ID("admin", v.admin.User, v.URL.Path, token)
}

// Once is a form's own name, for its hidden field.
func (f *frame) Once() string { return rand.Text() }

// rosterAct is what this visitor does to a pro of whom a version was seen; 0 does not ask.
func rosterAct(v *visit, seen int64) roster.Act {
	return roster.Act{ID: once(v), By: v.admin.User, Seen: seen, Now: v.now}
}
