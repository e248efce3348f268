package triage

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime"
	"time"

	"github.com/proli/proli/infra/storage"
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

// Media fetches what customers send and keeps it in our bucket.
type Media struct {
	fetcher *whatsapp.Fetcher
	bucket  *storage.Bucket
}

// Keep downloads one medium of a message and keeps it under a name that follows from the
// message. A failure costs a bounded time and leaves the address with the lead.
func (m *Media) Keep(ctx context.Context, messageID string, n int, medium event.Media) (lead.Media, []byte, error) {
	kept := lead.Media{URL: medium.URL, MIME: medium.MIME, Caption: medium.Caption}
	if medium.URL == "" {
		return kept, nil, fault.New(fault.Invalid, "keep media", "message %s has no address", messageID)
	}
	ctx, cancel := context.WithTimeout(ctx, mediaTimeout)
	defer cancel()
	select {
	case atOnce <- struct{}{}:
		defer func() { <-atOnce }()
	case <-ctx.Done():
		return kept, nil, ctx.Err()
	}
	file, err := m.fetcher.Open(ctx, medium.URL, medium.MIME, maxKept)
	if err != nil {
		return kept, nil, err
	}
	defer func() { _ = file.Body.Close() }()
	kept.MIME = file.MIME
	object := fmt.Sprintf("media/%s-%d%s", messageID, n, extension(file.MIME))
	// The first bytes are held for the model while all of them stream into the bucket.
	var head bytes.Buffer
	body := io.TeeReader(file.Body, &limited{&head, maxShown + 1})
	if err := m.bucket.Put(ctx, object, file.MIME, body, maxKept); err != nil {
		return kept, nil, err
	}
	kept.Object = object
	if head.Len() > maxShown {
		return kept, nil, nil
	}
	return kept, head.Bytes(), nil
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
