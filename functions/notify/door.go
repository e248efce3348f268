package notify

import (
	"context"
	"time"

	"github.com/proli/proli/shared/notice"
)

// door is whether anything may go out, and how.
type door struct {
	settings notice.Settings
	shut     string // the outcome that says why it is shut; empty: open
	seen     time.Time
}

// look says how the door stands. It is looked at again after each moment, so that a manual
// stop or a fallen account ends even a long run at once.
func (r *run) look(ctx context.Context) (door, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if time.Since(r.door.seen) < moment {
		return r.door, nil
	}
	settings, known, err := r.store.Door(ctx)
	if err != nil {
		return door{}, err
	}
	d := door{settings: settings, seen: time.Now()}
	switch {
	case settings.Stopped:
		d.shut = Stopped
	case known.Known(r.now()):
	default:
		if known, err = r.Ask(ctx); err != nil {
			return door{}, err
		}
	}
	if d.shut == "" && known.State != notice.Authorized {
		d.shut = Held
	}
	r.door = d
	return d, nil
}

// forget has the door looked at before the next send, and the lease renewed.
func (r *run) forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.door.seen, r.renewed = time.Time{}, time.Time{}
}

// Ask asks the provider for the account's state and keeps the answer. No answer is Unknown.
func (s *Sender) Ask(ctx context.Context) (notice.Account, error) {
	limited, cancel := context.WithTimeout(ctx, sendLimit)
	defer cancel()
	state, err := s.gateway.State(limited)
	if err != nil || state == "" {
		state = notice.Unknown
	}
	known := notice.Account{State: state, At: s.now()}
	return known, s.store.SetAccount(ctx, known)
}

// unknown forgets the account's state, so that it is asked for before anything else goes out.
func (r *run) unknown(ctx context.Context) error {
	r.forget()
	return r.store.SetAccount(ctx, notice.Account{State: notice.Unknown, At: r.now()})
}
