package mongo

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"github.com/proli/proli/shared/access"
)

// Sessions holds the sign-ins of admins, by the hash of their token.
const Sessions = "sessions"

// Session is a session by the hash of its token; nil when there is none (any more).
func (db *DB) Session(ctx context.Context, id string) (*access.Session, error) {
	if id == "" {
		return nil, nil
	}
	var s access.Session
	err := db.Collection(Sessions).FindOne(ctx, bson.M{"_id": id}).Decode(&s)
	if errors.Is(err, mongo.ErrNoDocuments) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("mongo.Session: %w", err)
	}
	return &s, nil
}

// BeginSession keeps a new session. Its purge_at only tidies up: whether it is live is
// decided by its times.
func (db *DB) BeginSession(ctx context.Context, s access.Session) error {
	if err := db.stamp(ctx, Sessions, s.ID, s, access.SessionLife+access.SessionIdle); err != nil {
		return fmt.Errorf("mongo.BeginSession: %w", err)
	}
	return nil
}

// SeeSession notes that a session was used; one that has ended stays ended.
func (db *DB) SeeSession(ctx context.Context, id string, at time.Time) error {
	_, err := db.Collection(Sessions).UpdateOne(ctx, bson.M{"_id": id}, bson.M{"$set": bson.M{"seen_at": at.UTC()}})
	if err != nil {
		return fmt.Errorf("mongo.SeeSession: %w", err)
	}
	return nil
}

// EndSession revokes one session, at once and everywhere.
func (db *DB) EndSession(ctx context.Context, id string) error {
	if _, err := db.Collection(Sessions).DeleteOne(ctx, bson.M{"_id": id}); err != nil {
		return fmt.Errorf("mongo.EndSession: %w", err)
	}
	return nil
}

// EndSessions revokes every session of an admin.
func (db *DB) EndSessions(ctx context.Context, user string) error {
	if _, err := db.Collection(Sessions).DeleteMany(ctx, bson.M{"user": user}); err != nil {
		return fmt.Errorf("mongo.EndSessions: %w", err)
	}
	return nil
}
