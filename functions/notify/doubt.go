package notify

import (
	"context"
	"slices"
	"time"

	"github.com/proli/proli/shared/notice"
)

// slack is how far the provider's clock may be behind ours.
const slack = 2 * time.Minute

// settle looks up the sends whose outcome nobody knows before any of them is sent again.
func (r *run) settle(ctx context.Context, doubtful []notice.Notice) error {
	if r.blind || len(doubtful) == 0 {
		return nil
	}
	since := r.now()
	for _, n := range doubtful {
		if n.StateAt.Before(since) {
			since = n.StateAt
		}
	}
	limited, cancel := context.WithTimeout(ctx, sendLimit)
	defer cancel()
	rows, err := r.gateway.Outgoing(limited, since.Add(-slack))
	if err != nil { // their chats wait for the next doorbell
		r.blind = true
		return r.unknown(ctx)
	}
	ids := make([]string, len(rows))
	for i, row := range rows {
		ids[i] = row.ID
	}
	claimed, err := r.store.Claimed(ctx, ids)
	if err != nil {
		return err
	}
	slices.SortStableFunc(rows, func(a, b Row) int { return a.At.Compare(b.At) })
	for _, n := range doubtful {
		id := find(n, rows, claimed)
		switch {
		case id != "":
			claimed[id] = true
			err = r.sent(ctx, n, id)
		case n.Doubts+1 >= maxTries:
			err = r.end(ctx, n, notice.Failed, "the provider never took it")
		default:
			err = r.store.NotTaken(ctx, n.ID, r.now())
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// find is the provider's id of a notice: the same chat, the exact words, not before we
// tried, and an id that stands on no other notice. A row still in the provider's queue has no time.
func find(n notice.Notice, rows []Row, claimed map[string]bool) string {
	for _, r := range rows {
		if r.Chat == n.Chat && r.Text == words(n) && !claimed[r.ID] && (r.At.IsZero() || !r.At.Before(n.StateAt.Add(-slack))) {
			return r.ID
		}
	}
	return ""
}
