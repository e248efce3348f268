package mongo

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readconcern"
)

// fleeting are collections that mean nothing in another database or at another time: who runs
// what, and who is signed in.
var fleeting = []string{Leases, Sessions}

// importBatch is how many documents are written at once, and importBytes how large they may be.
const (
	importBatch = 500
	importBytes = 8 << 20
)

// Copied are the names of the collections that a copy of the database holds, in order.
func (db *DB) Copied(ctx context.Context) ([]string, error) {
	names, err := db.database.ListCollectionNames(ctx, bson.M{"type": "collection"})
	if err != nil {
		return nil, wrap("mongo.Copied", err)
	}
	names = slices.DeleteFunc(names, func(name string) bool { return slices.Contains(fleeting, name) || strings.HasPrefix(name, "system.") })
	slices.Sort(names)
	return names, nil
}

// AtOneMoment has everything that read reads show the database as it was at one moment. The
// server remembers no further back than five minutes.
func (db *DB) AtOneMoment(ctx context.Context, read func(context.Context) error) error {
	session, err := db.client.StartSession(options.Session().SetSnapshot(true))
	if err != nil {
		return wrap("mongo.AtOneMoment", err)
	}
	defer session.EndSession(ctx)
	return mongo.WithSession(ctx, session, read)
}

// Export writes every document of a collection, one after the other as BSON, and says how
// many there were.
func (db *DB) Export(ctx context.Context, collection string, w io.Writer) (n int, err error) {
	// A snapshot brings its own read concern, so the client's must not be said.
	c := db.database.Collection(collection, options.Collection().SetReadConcern(&readconcern.ReadConcern{}))
	cursor, err := c.Find(ctx, bson.D{}, options.Find().SetSort(bson.D{{Key: "_id", Value: 1}}))
	if err != nil {
		return 0, wrap("mongo.Export "+collection, err)
	}
	defer func() { _ = cursor.Close(context.WithoutCancel(ctx)) }()
	for cursor.Next(ctx) {
		if _, err := w.Write(cursor.Current); err != nil {
			return n, fmt.Errorf("mongo.Export %s: %w", collection, err)
		}
		n++
	}
	return n, wrap("mongo.Export "+collection, cursor.Err())
}

// Import adds what Export wrote. What is there already under the same id is an error.
func (db *DB) Import(ctx context.Context, collection string, r io.Reader) (n int, err error) {
	op := "mongo.Import " + collection
	in := bufio.NewReaderSize(r, 1<<20)
	var batch []any
	size := 0
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		_, err := db.Collection(collection).InsertMany(ctx, batch)
		n, batch, size = n+len(batch), batch[:0], 0
		return wrap(op, err)
	}
	for {
		document, err := bson.ReadDocument(in)
		if errors.Is(err, io.EOF) {
			return n, flush()
		}
		if err != nil {
			return n, fmt.Errorf("%s: document %d is no BSON: %w", op, n+len(batch)+1, err)
		}
		batch, size = append(batch, document), size+len(document)
		if len(batch) == importBatch || size > importBytes {
			if err := flush(); err != nil {
				return n, err
			}
		}
	}
}

// Holds says how many documents a collection has.
func (db *DB) Holds(ctx context.Context, collection string) (int64, error) {
	n, err := db.Collection(collection).CountDocuments(ctx, bson.D{})
	return n, wrap("mongo.Holds "+collection, err)
}

// Clear removes every document of a collection.
func (db *DB) Clear(ctx context.Context, collection string) error {
	_, err := db.Collection(collection).DeleteMany(ctx, bson.D{})
	return wrap("mongo.Clear "+collection, err)
}
