// Package storage keeps media and photos in a bucket of Cloud Storage.
package storage

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"time"

	gcs "cloud.google.com/go/storage"
	"google.golang.org/api/iterator"
	"google.golang.org/api/option"

	"github.com/proli/proli/shared/fault"
)

// How long one operation may take, with its retries.
const (
	putLimit    = 30 * time.Second
	linkLimit   = 10 * time.Second
	deleteLimit = 60 * time.Second
)

// chunk is what an upload holds in memory; what is smaller goes in one request.
const chunk = 1 << 20

// Bucket is the one bucket of the product.
type Bucket struct {
	client *gcs.Client
	bucket *gcs.BucketHandle
	local  string // address before an object's name at a stand-in
}

// Object is one that is being read; its Body must be closed.
type Object struct {
	MIME string
	Size int64
	Body io.ReadCloser
}

// Open makes a client of a bucket; it does not connect yet. Emulator is host:port of a stand-in, or empty.
func Open(ctx context.Context, bucket, emulator string) (*Bucket, error) {
	opts := []option.ClientOption{gcs.WithDisabledClientMetrics()}
	b := &Bucket{}
	if emulator != "" {
		opts = append(opts, option.WithEndpoint("http://"+emulator+"/storage/v1/"), option.WithoutAuthentication())
		b.local = "http://" + emulator + "/" + bucket + "/"
	}
	client, err := gcs.NewClient(ctx, opts...)
	if err != nil {
		return nil, fmt.Errorf("open storage: %w", err)
	}
	b.client, b.bucket = client, client.Bucket(bucket)
	return b, nil
}

// Put keeps what the reader gives, replacing an object of that name; more than limit bytes are
// invalid and nothing is kept then. The same name is the same content, so it may be done again.
func (b *Bucket) Put(ctx context.Context, object, mime string, r io.Reader, limit int64) error {
	op := "store " + object
	ctx, cancel := context.WithTimeout(ctx, putLimit)
	defer cancel()
	w := b.bucket.Object(object).Retryer(gcs.WithPolicy(gcs.RetryAlways)).NewWriter(ctx)
	w.ContentType, w.ChunkSize = mime, chunk
	n, err := io.Copy(w, io.LimitReader(r, limit+1))
	if err == nil && n > limit {
		err = fault.New(fault.Invalid, op, "more than %d bytes", limit)
	}
	if err != nil {
		cancel() // before the end is written: what is incomplete does not come to be
		_ = w.Close()
		return judged(op, err)
	}
	return judged(op, w.Close())
}

// Get reads an object; the wait is the caller's.
func (b *Bucket) Get(ctx context.Context, object string) (*Object, error) {
	r, err := b.bucket.Object(object).NewReader(ctx)
	if err != nil {
		return nil, judged("read "+object, err)
	}
	return &Object{MIME: r.Attrs.ContentType, Size: r.Attrs.Size, Body: r}, nil
}

// Link is an address at which anybody can read the object for so long. Signing
// asks Google's IAM where the program holds no key of its own.
func (b *Bucket) Link(ctx context.Context, object string, life time.Duration) (string, error) {
	if b.local != "" {
		return b.local + (&url.URL{Path: object}).EscapedPath(), nil
	}
	ctx, cancel := context.WithTimeout(ctx, linkLimit)
	defer cancel()
	type signed struct {
		address string
		err     error
	}
	done := make(chan signed, 1) // the library's call takes no context
	go func() {
		address, err := b.bucket.SignedURL(object, &gcs.SignedURLOptions{
			Scheme: gcs.SigningSchemeV4, Method: "GET", Expires: time.Now().Add(life),
		})
		done <- signed{address, err}
	}()
	select {
	case s := <-done:
		return s.address, fault.Wrap(fault.Unavailable, "sign a link to "+object, s.err)
	case <-ctx.Done():
		return "", fault.Wrap(fault.Unavailable, "sign a link to "+object, ctx.Err())
	}
}

// Delete removes every object whose name begins with the prefix; none is success.
func (b *Bucket) Delete(ctx context.Context, prefix string) error {
	op := "delete " + prefix
	if prefix == "" {
		return fault.New(fault.Invalid, op, "no prefix: that would be everything")
	}
	ctx, cancel := context.WithTimeout(ctx, deleteLimit)
	defer cancel()
	query := &gcs.Query{Prefix: prefix}
	if err := query.SetAttrSelection([]string{"Name"}); err != nil {
		return fault.Wrap(fault.Invalid, op, err)
	}
	for objects := b.bucket.Objects(ctx, query); ; {
		o, err := objects.Next()
		if errors.Is(err, iterator.Done) {
			return nil
		}
		if err != nil {
			return judged(op, err)
		}
		err = b.bucket.Object(o.Name).Retryer(gcs.WithPolicy(gcs.RetryAlways)).Delete(ctx)
		if err != nil && !errors.Is(err, gcs.ErrObjectNotExist) {
			return judged(op, err)
		}
	}
}

// Close ends the connections.
func (b *Bucket) Close() error { return b.client.Close() }

// judged keeps a kind that is already known: that of a source that failed while it was read.
func judged(op string, err error) error {
	var known *fault.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &known):
		return fault.Wrap(known.Kind, op, err)
	case errors.Is(err, gcs.ErrObjectNotExist):
		return fault.Wrap(fault.NotFound, op, err)
	}
	return fault.Wrap(fault.Unavailable, op, err)
}
