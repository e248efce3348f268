package admin

import (
	"context"
	"crypto/rand"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/audit"
)

// Ledger keeps what admins did.
type Ledger interface {
	// Audited makes a write and its record one; the write may be run more than once.
	Audited(ctx context.Context, e audit.Entry, write func(context.Context) error) error
	// ListAudit is one page of acts, the newest first, and whether there is more.
	ListAudit(ctx context.Context, q mongo.AuditQuery) ([]audit.Entry, bool, error)
}

// act is the record of what this visitor does: "leads.cancel", to "leads/ID". Every handler
// that changes anything writes one, with the change: in the Audit of its change.Set, or by
// Ledger.Audited. Before and after hold no password, no token and nothing that customers wrote.
func (s *server) act(v *visit, act, subject string, before, after audit.Fields) audit.Entry {
	return audit.Entry{ID: rand.Text(), At: v.now.UTC(), By: v.admin.User, Act: act, Subject: subject}.Changed(before, after)
}

// audited is a write to one document with its record.
func (s *server) audited(v *visit, act, subject string, before, after audit.Fields, write func(context.Context) error) error {
	return s.Truth.Audited(v.Context(), s.act(v, act, subject, before, after), write)
}
