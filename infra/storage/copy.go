package storage

import (
	"context"
	"errors"
	"io"

	gcs "cloud.google.com/go/storage"
	"google.golang.org/api/iterator"

	"github.com/proli/proli/shared/fault"
)

// Upload keeps what the reader gives, however long it takes and however much it is; the wait
// is the caller's. What ends in an error does not come to be.
func (b *Bucket) Upload(ctx context.Context, object, mime string, r io.Reader) error {
	op := "store " + object
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	w := b.bucket.Object(object).Retryer(gcs.WithPolicy(gcs.RetryAlways)).NewWriter(ctx)
	w.ContentType = mime
	if _, err := io.Copy(w, r); err != nil {
		cancel()
		_ = w.Close()
		return judged(op, err)
	}
	return judged(op, w.Close())
}

// Names are those of the objects that begin with the prefix, in order.
func (b *Bucket) Names(ctx context.Context, prefix string) (names []string, err error) {
	op := "list " + prefix
	query := &gcs.Query{Prefix: prefix}
	if err := query.SetAttrSelection([]string{"Name"}); err != nil {
		return nil, fault.Wrap(fault.Invalid, op, err)
	}
	for objects := b.bucket.Objects(ctx, query); ; {
		o, err := objects.Next()
		if errors.Is(err, iterator.Done) {
			return names, nil
		}
		if err != nil {
			return nil, judged(op, err)
		}
		names = append(names, o.Name)
	}
}
