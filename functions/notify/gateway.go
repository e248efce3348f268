package notify

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/proli/proli/infra/whatsapp/greenapi"
	"github.com/proli/proli/shared/notice"
)

// whatsapp is the provider's client as the sender speaks of it.
type whatsapp struct {
	client *greenapi.Client
	now    func() time.Time
}

// NewGateway makes a Gateway of the provider's client.
func NewGateway(client *greenapi.Client, now func() time.Time) Gateway {
	return whatsapp{client, now}
}

func (w whatsapp) State(ctx context.Context) (string, error) { return w.client.State(ctx) }

func (w whatsapp) SendText(ctx context.Context, chat, text string) (string, error) {
	return judged(w.client.Send(ctx, greenapi.Outgoing{Chat: chat, Text: text}))
}

func (w whatsapp) SendButtons(ctx context.Context, chat, text string, buttons []notice.Button) (string, error) {
	titled := make([]greenapi.Button, len(buttons))
	for i, b := range buttons {
		titled[i] = greenapi.Button{ID: b.ID, Title: b.Title}
	}
	return judged(w.client.SendButtons(ctx, greenapi.OutgoingButtons{Chat: chat, Text: text, Buttons: titled}))
}

func (w whatsapp) SendFile(ctx context.Context, chat, url, name, caption string) (string, error) {
	return judged(w.client.SendFile(ctx, greenapi.OutgoingFile{Chat: chat, URL: url, Name: name, Caption: caption}))
}

// Outgoing reads the queue before the journal: a message on its way from the one to the
// other is then seen at least once.
func (w whatsapp) Outgoing(ctx context.Context, since time.Time) ([]Row, error) {
	queued, err := w.client.Queue(ctx)
	if err != nil {
		return nil, err
	}
	sent, err := w.client.LastOutgoing(ctx, int(math.Ceil(w.now().Sub(since).Minutes())))
	if err != nil {
		return nil, err
	}
	rows := make([]Row, 0, len(sent)+len(queued))
	for _, r := range append(sent, queued...) {
		rows = append(rows, Row{ID: r.ID, Chat: r.Chat, Text: r.Text, At: r.At})
	}
	return rows, nil
}

// judged says in the sender's words how a send failed. What is ambiguous without an
// answer stays as it is: the provider may still be at it.
func judged(id string, err error) (string, error) {
	var answered *greenapi.Error
	switch {
	case err == nil:
		return id, nil
	case greenapi.Quota(err):
		return "", fmt.Errorf("%w: %w", ErrQuota, err)
	case greenapi.Permanent(err):
		return "", fmt.Errorf("%w: %w", ErrRefused, err)
	case greenapi.RateLimited(err):
		return "", fmt.Errorf("%w: %w", ErrBusy, err)
	case greenapi.Unauthorized(err), greenapi.Retryable(err):
		return "", fmt.Errorf("%w: %w", ErrAccount, err)
	case errors.As(err, &answered) && answered.Status != 0:
		return "", fmt.Errorf("%w: %w", ErrUnsure, err)
	}
	return "", err
}
