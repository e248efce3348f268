package triage

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime"
	"time"

	"github.com/proli/proli/infra/whatsapp"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/lead"
)

// What one medium may cost: a model is given up to maxShown bytes, what is larger is only
// kept, and nothing larger than maxKept is.
const (
	maxShown     = 10 << 20
	maxKept      = 100 << 20
	mediaTimeout = 15 * time.Second
)

// atOnce is how many media an instance fetches at the same time: each holds maxShown bytes.
var atOnce = make(chan struct{}, 2)

// Links are new addresses for files whose own are missing or have expired.
type Links interface {
	// DownloadFile gives one by the chat and the provider's id of the message.
	DownloadFile(ctx context.Context, chat, providerID string) (string, error)
}

// Bucket is where files are kept.
type Bucket interface {
	// Put keeps what the reader gives; more than limit bytes are refused.
	Put(ctx context.Context, object, mime string, r io.Reader, limit int64) error
}

// Media fetches what customers send and keeps it in our bucket.
type Media struct {
	Fetcher *whatsapp.Fetcher
	Links   Links
	Bucket  Bucket
}

// Keep downloads one medium of a message and keeps it under a name that follows from the
// message. A failure costs a bounded time and leaves the address with the lead, unless it is
// one that nobody should open.
func (m *Media) Keep(ctx context.Context, message event.Message, n int) (lead.Media, []byte, error) {
	medium := message.Media[n]
	kept := lead.Media{URL: medium.URL, MIME: medium.MIME, Caption: medium.Caption}
	ctx, cancel := context.WithTimeout(ctx, mediaTimeout)
	defer cancel()
	select {
	case atOnce <- struct{}{}:
		defer func() { <-atOnce }()
	case <-ctx.Done():
		return kept, nil, ctx.Err()
	}
	file, err := m.open(ctx, message, medium)
	if err != nil {
		if fault.KindOf(err) == fault.Forbidden {
			kept.URL = ""
		}
		return kept, nil, err
	}
	defer func() { _ = file.Body.Close() }()
	kept.MIME = file.MIME
	object := fmt.Sprintf("media/%s-%d%s", message.ID, n, extension(file.MIME))
	// The first bytes are held for the model while all of them stream into the bucket.
	var head bytes.Buffer
	body := io.TeeReader(file.Body, &limited{&head, maxShown + 1})
	if err := m.Bucket.Put(ctx, object, file.MIME, body, maxKept); err != nil {
		return kept, nil, err
	}
	kept.Object = object
	if head.Len() > maxShown {
		return kept, nil, nil
	}
	return kept, head.Bytes(), nil
}

// open begins the download. An address that is missing, or that has expired, is asked for
// again, once.
func (m *Media) open(ctx context.Context, message event.Message, medium event.Media) (*whatsapp.Media, error) {
	if medium.URL != "" {
		file, err := m.Fetcher.Open(ctx, medium.URL, medium.MIME, maxKept)
		if fault.KindOf(err) != fault.NotFound {
			return file, err
		}
	}
	link, err := m.Links.DownloadFile(ctx, message.Chat, message.ProviderID)
	if err != nil {
		return nil, err
	}
	return m.Fetcher.Open(ctx, link, medium.MIME, maxKept)
}

// limited keeps the first bytes written to it and drops the rest.
type limited struct {
	to   *bytes.Buffer
	left int
}

// Write never fails, so that the stream goes on.
func (l *limited) Write(p []byte) (int, error) {
	n := min(len(p), l.left)
	l.to.Write(p[:n])
	l.left -= n
	return len(p), nil
}

// extensions are the usual names of the types that customers send; others get none.
var extensions = map[string]string{
	"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "audio/ogg": ".oga", "audio/mpeg": ".mp3",
	"audio/mp4": ".m4a", "video/mp4": ".mp4", "application/pdf": ".pdf",
}

func extension(mimeType string) string {
	kind, _, err := mime.ParseMediaType(mimeType)
	if err != nil {
		return ""
	}
	return extensions[kind]
}
