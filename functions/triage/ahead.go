package triage

import (
	"context"

	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/pro"
	"github.com/proli/proli/shared/setting"
	"github.com/proli/proli/shared/triage"
)

// ahead reads, at the same time as it is found out whether the message was handled, what a turn
// always reads. Each is read once; a turn that is done again reads anew.
type ahead struct {
	triage.Store
	chat         string
	conversation <-chan result[*conversation.Conversation]
	pro          <-chan result[pro.Pro]
	limits       <-chan result[setting.Limits]
}

type result[T any] struct {
	value T
	err   error
}

// readAhead begins to read for a message of a chat.
func readAhead(ctx context.Context, store triage.Store, chat string) *ahead {
	return &ahead{
		Store: store, chat: chat,
		conversation: begin(func() (*conversation.Conversation, error) { return store.Conversation(ctx, chat) }),
		pro:          begin(func() (pro.Pro, error) { return store.ProByChat(ctx, chat) }),
		limits:       begin(func() (setting.Limits, error) { return store.Limits(ctx) }),
	}
}

func begin[T any](read func() (T, error)) <-chan result[T] {
	done := make(chan result[T], 1) // nobody may ever ask
	go func() {
		defer close(done)
		value, err := read()
		done <- result[T]{value, err}
	}()
	return done
}

// Conversation is what was read ahead, the first time.
func (a *ahead) Conversation(ctx context.Context, chat string) (*conversation.Conversation, error) {
	if r, ok := <-a.conversation; ok && chat == a.chat {
		return r.value, r.err
	}
	return a.Store.Conversation(ctx, chat)
}

// ProByChat is what was read ahead, the first time.
func (a *ahead) ProByChat(ctx context.Context, chat string) (pro.Pro, error) {
	if r, ok := <-a.pro; ok && chat == a.chat {
		return r.value, r.err
	}
	return a.Store.ProByChat(ctx, chat)
}

// Limits are what was read ahead, the first time.
func (a *ahead) Limits(ctx context.Context) (setting.Limits, error) {
	if r, ok := <-a.limits; ok {
		return r.value, r.err
	}
	return a.Store.Limits(ctx)
}
