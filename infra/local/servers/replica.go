package servers

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// WithDatabase names the database in a MongoDB address.
func WithDatabase(uri, database string) string {
	scheme, rest, _ := strings.Cut(uri, "://")
	hosts, query, hasQuery := strings.Cut(rest, "?")
	hosts, _, _ = strings.Cut(hosts, "/")
	uri = scheme + "://" + hosts + "/" + database
	if hasQuery {
		uri += "?" + query
	}
	return uri
}

const replicaNotFound = 94 // NotYetInitialized

// becomePrimary makes the server at uri the only member of its replica set and
// waits until it takes writes.
func becomePrimary(ctx context.Context, uri, self string) error {
	// The driver that finds nobody at first looks again seconds later only.
	if err := listening(ctx, self); err != nil {
		return err
	}
	client, err := mongo.Connect(options.Client().ApplyURI(uri).SetServerSelectionTimeout(500 * time.Millisecond))
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer func() { _ = client.Disconnect(context.WithoutCancel(ctx)) }()
	admin := client.Database("admin")

	configured := false
	for {
		if !configured {
			if err := configure(ctx, admin, self); err == nil {
				configured = true
			} else if isRefusal(err) {
				return fmt.Errorf("replica set: %w", err)
			}
		}
		var hello struct {
			Primary bool `bson:"isWritablePrimary"`
		}
		if configured && admin.RunCommand(ctx, bson.D{{Key: "hello", Value: 1}}).Decode(&hello) == nil && hello.Primary {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// listening waits until something accepts connections at the address.
func listening(ctx context.Context, address string) error {
	for {
		conn, err := net.DialTimeout("tcp", address, time.Second)
		if err == nil {
			return conn.Close()
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// configure initiates the set, or mends a configuration made on another port.
func configure(ctx context.Context, admin *mongo.Database, self string) error {
	var got struct {
		Config struct {
			Version int32 `bson:"version"`
			Members []struct {
				Host string `bson:"host"`
			} `bson:"members"`
		} `bson:"config"`
	}
	set := func(version int32) bson.D {
		member := bson.D{{Key: "_id", Value: 0}, {Key: "host", Value: self}}
		return bson.D{{Key: "_id", Value: "rs0"}, {Key: "version", Value: version}, {Key: "members", Value: bson.A{member}}}
	}
	err := admin.RunCommand(ctx, bson.D{{Key: "replSetGetConfig", Value: 1}}).Decode(&got)
	var refused mongo.CommandError
	if errors.As(err, &refused) && refused.Code == replicaNotFound {
		return admin.RunCommand(ctx, bson.D{{Key: "replSetInitiate", Value: set(1)}}).Err()
	}
	if err != nil {
		return err
	}
	if len(got.Config.Members) == 1 && got.Config.Members[0].Host == self {
		return nil
	}
	force := bson.D{{Key: "replSetReconfig", Value: set(got.Config.Version + 1)}, {Key: "force", Value: true}}
	return admin.RunCommand(ctx, force).Err()
}

// isRefusal tells an answer that asking again will not change: the server is
// up and takes no part in a replica set.
func isRefusal(err error) bool {
	const noReplicationEnabled = 76
	var refused mongo.CommandError
	return errors.As(err, &refused) && refused.Code == noReplicationEnabled
}
