// Package mongo keeps Proli's truth in MongoDB: leads, conversations, calendars, the send
// queue. Nothing here decides anything; it writes what shared/ decided, on condition of what was read.
package mongo

import (
	"context"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readconcern"
	"go.mongodb.org/mongo-driver/v2/mongo/readpref"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"
)

// The collections.
const (
	Leads         = "leads"
	Pros          = "pros"
	Customers     = "customers"
	Conversations = "conversations"
	Messages      = "messages"
	Notices       = "notices"
	Inbox         = "inbox"
	Calendars     = "calendars"
	Decisions     = "decisions"
	Alarms        = "alarms"
	Settings      = "settings"
	Admins        = "admins"
	Audit         = "audit"
	Migrations    = "migrations"
	ModelCalls    = "model_calls"
)

// DefaultURI is the database of the local system; DefaultName is the database's name
// when neither the configuration nor the URI gives one.
const (
	DefaultURI  = "mongodb://127.0.0.1:8084/proli?directConnection=true"
	DefaultName = "proli"
	LocalKey    = "dev" // under which ids that stay are hashed there
)

// What a call may cost: one that has no deadline of its own gets callTimeout.
const (
	selectionTimeout = 5 * time.Second
	callTimeout      = 15 * time.Second
	maxIdle          = time.Minute
	poolSize         = 10
)

// DB is one database with our codecs, safe for concurrent use.
type DB struct {
	client   *mongo.Client
	database *mongo.Database
	key      []byte        // see KeyedHash
	turns    chan struct{} // see turn
}

// Connect prepares a client; nothing is dialled before the first use. An empty database
// name means the one in the URI. An empty key is for programs that handle no event. Reads and writes are majority ones on the primary: what was
// acknowledged is never lost to a failover, and what was read was never rolled back.
func Connect(_ context.Context, uri, database, key string) (*DB, error) {
	if database == "" {
		database = nameIn(uri)
	}
	client, err := mongo.Connect(options.Client().ApplyURI(uri).
		SetAppName("proli").
		SetRegistry(registry()).
		SetBSONOptions(&options.BSONOptions{UseJSONStructTags: true, NilSliceAsEmpty: true}).
		SetWriteConcern(writeconcern.Majority()).
		SetReadConcern(readconcern.Majority()).
		SetReadPreference(readpref.Primary()).
		SetMaxPoolSize(poolSize).
		SetMaxConnIdleTime(maxIdle).
		SetServerSelectionTimeout(selectionTimeout).
		SetTimeout(callTimeout))
	if err != nil {
		return nil, fmt.Errorf("mongo.Connect: %w", err) // the driver keeps passwords out of its messages
	}
	return &DB{client: client, database: client.Database(database), key: []byte(key), turns: make(chan struct{}, poolSize-2)}, nil
}

// Collection is one collection of the database.
func (db *DB) Collection(name string) *mongo.Collection { return db.database.Collection(name) }

// leases is the collection of that name, whose writes wait for no journal: a lease may be lost
// with a primary that falls. That nothing is sent twice rests on the notices' own states, which do
// wait. The trap: a read of it may be behind; what counts is what an update gives back.
func (db *DB) leases() *mongo.Collection {
	return db.database.Collection(Leases, options.Collection().SetWriteConcern(writeconcern.W1()))
}

// Database is the driver's own handle, for commands and for tests.
func (db *DB) Database() *mongo.Database { return db.database }

// Client is the driver's own handle, for sessions.
func (db *DB) Client() *mongo.Client { return db.client }

// Ping reports whether the primary answers.
func (db *DB) Ping(ctx context.Context) error {
	if err := db.client.Ping(ctx, readpref.Primary()); err != nil {
		return fmt.Errorf("mongo.Ping: %w", err)
	}
	return nil
}

// Await returns when the primary answers, or with the reason why it did not until ctx ended: to
// a program that has just started, its network may open a minute late.
func (db *DB) Await(ctx context.Context) error {
	for {
		err := db.Ping(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("mongo.Await: %w", err)
		case <-time.After(time.Second):
		}
	}
}

// Close gives the connections back, waiting for calls in flight until ctx ends.
func (db *DB) Close(ctx context.Context) error {
	if err := db.client.Disconnect(ctx); err != nil {
		return fmt.Errorf("mongo.Close: %w", err)
	}
	return nil
}
