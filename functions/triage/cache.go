package triage

import (
	"context"
	"encoding/json"

	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/triage"
)

// Cache keeps conversations close. It may lose them, and it may be away: then the database
// is read.
type Cache interface {
	// Get is what was put last; ok is false on a miss, or when the cache is away.
	Get(ctx context.Context, chat string) (blob []byte, version int64, ok bool)
	// Put keeps a conversation unless a newer one is there.
	Put(ctx context.Context, chat string, version int64, blob []byte)
}

// cached reads conversations from the cache first. A conversation that is older than the
// truth is found out when its version is matched in the commit; the turn then reads the truth.
type cached struct {
	triage.Store
	cache Cache
}

// Conversation is a chat's thread, from the cache when it is there.
func (s cached) Conversation(ctx context.Context, chat string) (*conversation.Conversation, error) {
	if blob, _, ok := s.cache.Get(ctx, chat); ok {
		var c conversation.Conversation
		if err := json.Unmarshal(blob, &c); err == nil && c.ID == chat {
			return &c, nil
		}
	}
	return s.Store.Conversation(ctx, chat)
}

// keep writes the committed conversations through.
func keep(ctx context.Context, cache Cache, set *change.Set) {
	for _, c := range set.Conversations {
		if blob, err := json.Marshal(c); err == nil {
			cache.Put(ctx, c.ID, c.Version, blob)
		}
	}
}
