package local

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/pro/demo"
)

// data is what the control service needs to do in the database and in Redis.
type data struct {
	db    *mongo.DB
	redis *redis.Client
	now   func() time.Time
}

// prepare brings the database to its present form, with the seed data when it
// has no pros yet.
func (d data) prepare(ctx context.Context) error {
	if err := mongo.Migrate(ctx, d.db); err != nil {
		return fmt.Errorf("prepare the database: %w", err)
	}
	err := d.db.Collection(mongo.Pros).FindOne(ctx, bson.M{}).Err()
	if errors.Is(err, driver.ErrNoDocuments) {
		return d.seed(ctx)
	}
	if err != nil {
		return fmt.Errorf("prepare the database: %w", err)
	}
	return nil
}

func (d data) seed(ctx context.Context) error {
	pros, err := demo.Pros()
	if err != nil {
		return fmt.Errorf("seed: %w", err)
	}
	if err := d.db.SeedPros(ctx, pros, false, d.now()); err != nil {
		return fmt.Errorf("seed: %w", err)
	}
	return nil
}

// empty deletes every document but the admins' and the record of migrations,
// and every key in Redis. Indexes stay, so that it is done in an instant.
func (d data) empty(ctx context.Context) error {
	names, err := d.db.Database().ListCollectionNames(ctx, bson.M{"type": "collection"})
	if err != nil {
		return fmt.Errorf("empty the database: %w", err)
	}
	for _, name := range names {
		if name == mongo.Admins || name == mongo.Migrations || strings.HasPrefix(name, "system.") {
			continue
		}
		if _, err := d.db.Collection(name).DeleteMany(ctx, bson.M{}); err != nil {
			return fmt.Errorf("empty %s: %w", name, err)
		}
	}
	if err := d.redis.FlushDB(ctx).Err(); err != nil {
		return fmt.Errorf("empty redis: %w", err)
	}
	return nil
}

// unfinished says what the truth holds that should be done by now.
func (d data) unfinished(ctx context.Context) (string, error) {
	pending, err := d.db.Collection(mongo.Inbox).CountDocuments(ctx, bson.M{"pending": true}, options.Count().SetLimit(1))
	if err != nil {
		return "", err
	}
	if pending > 0 {
		return "events not yet published", nil
	}
	bursts, err := d.db.Collection(mongo.Conversations).CountDocuments(ctx,
		bson.M{"turn_at": bson.M{"$type": "date"}}, options.Count().SetLimit(1).SetHint("turn_at_1"))
	if err != nil {
		return "", err
	}
	if bursts > 0 {
		return "a burst that waits for its turn", nil
	}
	settings, err := d.db.SendingSettings(ctx)
	if err != nil {
		return "", err
	}
	account, err := d.db.Account(ctx)
	if err != nil {
		return "", err
	}
	// Nothing goes out, so nothing may: it waits for somebody, not for us.
	if settings.Stopped || account.State != "" && account.State != notice.Authorized {
		return "", nil
	}
	if waits, err := d.db.Waits(ctx, settings.Quiet().Gate(d.now()), 0); err != nil || !waits {
		return "", err
	}
	return "notices that may go out", nil
}

// setSending changes the settings of the one door out; nil restores a default.
func (d data) setSending(ctx context.Context, field string, value any) error {
	change := bson.M{"$set": bson.M{field: value}}
	if value == nil {
		change = bson.M{"$unset": bson.M{field: ""}}
	}
	_, err := d.db.Collection(mongo.Settings).UpdateOne(ctx, bson.M{"_id": "sending"}, change, options.UpdateOne().SetUpsert(true))
	if err != nil {
		return fmt.Errorf("setting %s: %w", field, err)
	}
	return nil
}

// ownerPassword is the first owner's password: kept in the folder, made anew
// when it is not there. made is false as well when an owner exists already.
func (d data) ownerPassword(ctx context.Context, dir string) (password string, made bool, err error) {
	has, err := d.db.HasAdmins(ctx)
	if err != nil {
		return "", false, fmt.Errorf("look for the owner: %w", err)
	}
	path := filepath.Join(dir, "owner-password")
	kept, err := os.ReadFile(path)
	if err == nil {
		return string(kept), false, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return "", false, fmt.Errorf("owner's password: %w", err)
	}
	if has {
		return "", false, nil
	}
	password = strings.ToLower(rand.Text()[:12])
	if err := os.WriteFile(path, []byte(password), 0o600); err != nil {
		return "", false, fmt.Errorf("owner's password: %w", err)
	}
	return password, true, nil
}
