package ops

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"time"

	"github.com/proli/proli/infra/config"
	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/infra/storage"
)

// copyLimit bounds a backup and a restore; the job itself is given an hour.
const copyLimit = 55 * time.Minute

// manifest says what a copy holds. It is written last: without it a copy is not whole.
type manifest struct {
	Version     int               `json:"version"`
	At          time.Time         `json:"at"`
	Collections map[string]copied `json:"collections"`
}

// copied is one collection in a copy.
type copied struct {
	Documents int    `json:"documents"`
	SHA256    string `json:"sha256"` // of its object, as it lies in the bucket
}

const manifestVersion = 1

// Backup copies the database, as it is at this moment, into the bucket of backups, under its
// UTC time. Sessions and leases are left out; media lie in their own bucket.
func Backup(ctx context.Context, lookup func(string) (string, bool), now time.Time, out io.Writer) (err error) {
	ctx, cancel := context.WithTimeout(ctx, copyLimit)
	defer cancel()
	db, bucket, err := openCopies(ctx, lookup)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, bucket.Close(), db.Close(context.WithoutCancel(ctx))) }()
	names, err := db.Copied(ctx)
	if err != nil {
		return err
	}
	m := manifest{Version: manifestVersion, At: now.UTC().Truncate(time.Second), Collections: map[string]copied{}}
	folder := m.At.Format("20060102T150405Z") + "/"
	err = db.AtOneMoment(ctx, func(ctx context.Context) error {
		for _, name := range names {
			c, err := export(ctx, db, bucket, name, folder+name+suffix)
			if err != nil {
				return err
			}
			m.Collections[name] = c
			if _, err := fmt.Fprintf(out, "%-16s %d\n", name, c.Documents); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	body, err := json.Marshal(m)
	if err != nil {
		return err
	}
	if err := bucket.Put(ctx, folder+manifestName, "application/json", bytes.NewReader(body), int64(len(body))); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "copied as %s\n", folder[:len(folder)-1])
	return err
}

const (
	suffix       = ".bson.gz"
	manifestName = "manifest.json"
)

// export sends one collection to an object while it is read: it is never whole in memory.
func export(ctx context.Context, db *mongo.DB, bucket *storage.Bucket, collection, object string) (copied, error) {
	in, out := io.Pipe()
	sum := sha256.New()
	done := make(chan error, 1)
	go func() {
		err := bucket.Upload(ctx, object, "application/gzip", in)
		_ = in.CloseWithError(errors.Join(err, io.ErrClosedPipe)) // whoever still writes hears of it
		done <- err
	}()
	zipped := gzip.NewWriter(io.MultiWriter(out, sum))
	n, err := db.Export(ctx, collection, zipped)
	if err == nil {
		err = zipped.Close()
	}
	_ = out.CloseWithError(err)
	if uploaded := <-done; err == nil {
		err = uploaded
	}
	if err != nil {
		return copied{}, fmt.Errorf("copy %s: %w", collection, err)
	}
	return copied{n, digest(sum)}, nil
}

func digest(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)) }

func openCopies(ctx context.Context, lookup func(string) (string, bool)) (*mongo.DB, *storage.Bucket, error) {
	env := config.Read(ctx, lookup, nil)
	copies := env.Backups()
	db, err := openDatabase(ctx, env)
	if err != nil {
		return nil, nil, err
	}
	bucket, err := storage.Open(ctx, copies.Bucket, copies.Emulator)
	if err != nil {
		return nil, nil, errors.Join(err, db.Close(ctx))
	}
	return db, bucket, nil
}
