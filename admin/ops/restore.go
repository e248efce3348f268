package ops

import (
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/infra/storage"
)

// Restore puts a copy back. It looks through the whole copy before it writes; it refuses a
// database that holds something, unless -replace is said, which removes what is there first.
// Cut off, it is begun again with -replace.
func Restore(ctx context.Context, args []string, lookup func(string) (string, bool), out io.Writer) (err error) {
	flags := flag.NewFlagSet("restore", flag.ContinueOnError)
	from := flags.String("from", "", "which copy; none: says which there are")
	replace := flags.Bool("replace", false, "remove what the database holds first")
	if err := flags.Parse(args); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, copyLimit)
	defer cancel()
	db, bucket, err := openCopies(ctx, lookup)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, bucket.Close(), db.Close(context.WithoutCancel(ctx))) }()
	if *from == "" {
		return listCopies(ctx, bucket, out)
	}
	m, err := readManifest(ctx, bucket, *from)
	if err != nil {
		return err
	}
	names := slices.Sorted(maps.Keys(m.Collections))
	for _, name := range names {
		if err := unharmed(ctx, bucket, *from+"/"+name+suffix, m.Collections[name]); err != nil {
			return err
		}
	}
	if err := makeRoom(ctx, db, *replace); err != nil {
		return err
	}
	if err := mongo.Migrate(ctx, db); err != nil { // the indexes, before there is much to index
		return err
	}
	for _, name := range names {
		n, err := restore(ctx, db, bucket, name, *from+"/"+name+suffix)
		if err != nil {
			return err
		}
		if n != m.Collections[name].Documents {
			return fmt.Errorf("restore %s: %d documents came back, the copy says %d", name, n, m.Collections[name].Documents)
		}
		if _, err := fmt.Fprintf(out, "%-16s %d\n", name, n); err != nil {
			return err
		}
	}
	if err := mongo.Migrate(ctx, db); err != nil { // an old copy is brought to the present form
		return err
	}
	_, err = fmt.Fprintf(out, "restored as it was at %s\n", m.At.Format("2006-01-02 15:04:05 UTC"))
	return err
}

func listCopies(ctx context.Context, bucket *storage.Bucket, out io.Writer) error {
	names, err := bucket.Names(ctx, "")
	if err != nil {
		return err
	}
	n := 0
	for _, name := range names {
		if folder, whole := strings.CutSuffix(name, "/"+manifestName); whole {
			n++
			if _, err := fmt.Fprintln(out, folder); err != nil {
				return err
			}
		}
	}
	if n == 0 {
		return errors.New("there is no copy: backup makes one")
	}
	_, err = fmt.Fprintln(out, "name one: restore -from NAME")
	return err
}

func readManifest(ctx context.Context, bucket *storage.Bucket, from string) (m manifest, err error) {
	o, err := bucket.Get(ctx, from+"/"+manifestName)
	if err != nil {
		return m, fmt.Errorf("no whole copy is called %q (restore alone says which there are): %w", from, err)
	}
	defer func() { _ = o.Body.Close() }()
	if err := json.NewDecoder(io.LimitReader(o.Body, 1<<20)).Decode(&m); err != nil {
		return m, fmt.Errorf("read the manifest of %s: %w", from, err)
	}
	if m.Version != manifestVersion {
		return m, fmt.Errorf("the copy %s has version %d, this program knows %d: use an image of its time", from, m.Version, manifestVersion)
	}
	return m, nil
}

// unharmed makes sure that an object is what was written.
func unharmed(ctx context.Context, bucket *storage.Bucket, object string, c copied) error {
	o, err := bucket.Get(ctx, object)
	if err != nil {
		return err
	}
	defer func() { _ = o.Body.Close() }()
	sum := sha256.New()
	if _, err := io.Copy(sum, o.Body); err != nil {
		return fmt.Errorf("read %s: %w", object, err)
	}
	if digest(sum) != c.SHA256 {
		return fmt.Errorf("%s is damaged: nothing was changed, take another copy", object)
	}
	return nil
}

// makeRoom leaves the database empty, or does not touch it. Indexes and what migrations left
// in an otherwise empty database are no reason to refuse.
func makeRoom(ctx context.Context, db *mongo.DB, replace bool) error {
	names, err := db.Copied(ctx)
	if err != nil {
		return err
	}
	for _, name := range names {
		n, err := db.Holds(ctx, name)
		if err != nil {
			return err
		}
		if n > 0 && name != mongo.Migrations && !replace {
			return fmt.Errorf("the database holds %d documents in %s: say -replace to remove everything that it holds first", n, name)
		}
	}
	for _, name := range names {
		if err := db.Clear(ctx, name); err != nil {
			return err
		}
	}
	return nil
}

func restore(ctx context.Context, db *mongo.DB, bucket *storage.Bucket, collection, object string) (int, error) {
	if collection == mongo.Migrations { // that of the copy counts, not what was just recorded
		if err := db.Clear(ctx, collection); err != nil {
			return 0, err
		}
	}
	o, err := bucket.Get(ctx, object)
	if err != nil {
		return 0, err
	}
	defer func() { _ = o.Body.Close() }()
	plain, err := gzip.NewReader(o.Body)
	if err != nil {
		return 0, fmt.Errorf("read %s: %w", object, err)
	}
	return db.Import(ctx, collection, plain)
}
