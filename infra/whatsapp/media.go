// Package whatsapp fetches the media that a WhatsApp provider's messages point to.
// The address comes from outside, so it decides nothing: only known hosts are
// asked, a private network is reached for none but the gateway itself, and what
// comes is bounded in time, size and type.
package whatsapp

import (
	"bufio"
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/proli/proli/shared/fault"
)

// fetchLimit bounds one file, from the first byte asked to the last one read.
const fetchLimit = 20 * time.Second

// types of media that there is a use for.
var types = []string{
	"image/jpeg", "image/png", "image/webp", "image/gif", "image/heic", "image/heif",
	"audio/ogg", "audio/mpeg", "audio/mp4", "audio/aac", "audio/amr", "audio/wav", "audio/x-wav", "audio/webm", "audio/opus", "audio/flac",
	"video/mp4", "video/3gpp", "video/quicktime", "video/webm", "video/mpeg",
	"application/pdf",
}

// Fetcher downloads media.
type Fetcher struct {
	hosts hosts
	http  *http.Client
}

// Media is a file that is being downloaded. Body must be closed; reading more
// than the limit, or for too long, fails.
type Media struct {
	MIME string
	Size int64 // -1 when the server does not say
	Body io.ReadCloser
}

// NewFetcher allows the gateway's own addresses to the letter, and the hosts that
// a pattern names: *.example.com is every host below example.com, over https.
func NewFetcher(own, patterns []string) (*Fetcher, error) {
	h, err := newHosts(own, patterns)
	if err != nil {
		return nil, err
	}
	return &Fetcher{hosts: h, http: &http.Client{
		Transport: newTransport(h),
		CheckRedirect: func(r *http.Request, via []*http.Request) error {
			if len(via) > 3 {
				return fault.New(fault.Invalid, "follow redirect", "too many")
			}
			return h.check(r.URL)
		},
	}}, nil
}

// Open begins the download of an address. Declared is the type that the message
// gave; it counts when the server says none. Limit is in bytes.
// A final fault means that asking again is of no use.
func (f *Fetcher) Open(ctx context.Context, address, declared string, limit int64) (*Media, error) {
	const op = "fetch media"
	u, err := url.Parse(address)
	if err != nil {
		return nil, fault.New(fault.Invalid, op, "the address does not parse")
	}
	if err := f.hosts.check(u); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, fetchLimit)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		cancel()
		return nil, fault.New(fault.Invalid, op, "the address does not parse")
	}
	w, err := f.http.Do(r) //nolint:bodyclose // the caller closes what it reads; a failure below closes it here
	if err != nil {
		cancel()
		return nil, fault.Wrap(kindOf(err), op, bare(err))
	}
	m, err := open(w, declared, limit)
	if err != nil {
		_ = w.Body.Close()
		cancel()
		return nil, err
	}
	m.Body = &bounded{Reader: m.Body, left: limit, close: func() error { defer cancel(); return w.Body.Close() }}
	return m, nil
}

func open(w *http.Response, declared string, limit int64) (*Media, error) {
	const op = "fetch media"
	switch {
	case w.StatusCode == http.StatusOK:
	case w.StatusCode == http.StatusTooManyRequests, w.StatusCode >= 500:
		return nil, fault.New(fault.Unavailable, op, "answer %d", w.StatusCode)
	default: // links expire
		return nil, fault.New(fault.NotFound, op, "answer %d", w.StatusCode)
	}
	if w.ContentLength > limit {
		return nil, fault.New(fault.Invalid, op, "%d bytes are too many", w.ContentLength)
	}
	body := bufio.NewReader(w.Body)
	start, err := body.Peek(512)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fault.Wrap(fault.Unavailable, op, bare(err))
	}
	if len(start) == 0 {
		return nil, fault.New(fault.NotFound, op, "the file is empty")
	}
	kind, ok := typeOf(w.Header.Get("Content-Type"), declared, start)
	if !ok {
		return nil, fault.New(fault.Invalid, op, "type %q is of no use", kind)
	}
	return &Media{MIME: kind, Size: w.ContentLength, Body: io.NopCloser(body)}, nil
}

// typeOf is the server's word, or the message's where the server has none, unless
// the bytes are plainly a page: one that says "sign in" is no photograph.
func typeOf(served, declared string, start []byte) (string, bool) {
	kind, _, err := mime.ParseMediaType(served)
	if err != nil || kind == "application/octet-stream" || kind == "binary/octet-stream" {
		kind, _, _ = mime.ParseMediaType(declared)
	}
	switch found, _, _ := mime.ParseMediaType(http.DetectContentType(start)); found {
	case "text/html", "text/xml":
		return found, false
	}
	return kind, slices.Contains(types, kind)
}

// bounded fails instead of reading more than it may.
type bounded struct {
	io.Reader
	left  int64
	close func() error
}

// Read reads on while there is something left of the limit.
func (b *bounded) Read(p []byte) (int, error) {
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.Reader.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return n, fault.New(fault.Invalid, "read media", "more than the limit")
	}
	if err != nil && !errors.Is(err, io.EOF) {
		err = fault.Wrap(fault.Unavailable, "read media", bare(err))
	}
	return n, err
}

// Close ends the download.
func (b *bounded) Close() error { return b.close() }

// kindOf keeps a refusal of ours; all else that went wrong on the way may go right later.
func kindOf(err error) fault.Kind {
	var f *fault.Error
	if errors.As(err, &f) {
		return f.Kind
	}
	return fault.Unavailable
}

// bare takes the address out of an error: signed ones are as good as the file.
func bare(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}
