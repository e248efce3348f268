package triage

import (
	"context"
	"time"

	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/pro"
)

// Books are what a pro looks up about the own business, and what waits for a decision.
type Books interface {
	// ProEnded are a pro's leads that have ended, the newest first; reviewed ones only, if asked.
	ProEnded(ctx context.Context, proID string, reviewed bool, n int) ([]lead.Lead, error)
	// ProFigures are a pro's own, in all and since a moment.
	ProFigures(ctx context.Context, proID string, since time.Time) (pro.Figures, error)
	// InReview are leads that wait for an admin, the oldest first; of one trade, or of all ("").
	InReview(ctx context.Context, trade string, n int) ([]lead.Lead, error)
	// LastServed is a chat's newest completed lead of a trade; nil when there is none.
	LastServed(ctx context.Context, chat, trade string) (*lead.Lead, error)
	// Applications are the pros that wait for approval, the oldest first.
	Applications(ctx context.Context) ([]pro.Pro, error)
	// ProByPhone is a pro by number, also one who is no longer with us; nil when there is none.
	ProByPhone(ctx context.Context, number string) (*pro.Pro, error)
}

// Files gives the address at which anybody can open what a customer sent.
type Files interface {
	Link(ctx context.Context, object string, life time.Duration) (string, error)
}
