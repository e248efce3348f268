package mongo

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"

	"github.com/proli/proli/shared/fault"
)

// KeyedHash stands for a value in records that outlive whom they are about: without the
// key nobody can find the value, not even by trying every telephone number there is.
func (db *DB) KeyedHash(_ context.Context, value string) (string, error) {
	if len(db.key) == 0 {
		return "", fault.New(fault.Unavailable, "mongo.KeyedHash", "this program was given no PRIVACY_KEY: it may not handle events or name people")
	}
	sum := hmac.New(sha256.New, db.key)
	sum.Write([]byte(value))
	return hex.EncodeToString(sum.Sum(nil)[:16]), nil
}

// rowIDs are the ids of the inbox rows of claims, in their order.
func (db *DB) rowIDs(ctx context.Context, claims ...string) ([]string, error) {
	ids := make([]string, len(claims))
	for i, claim := range claims {
		var err error
		if ids[i], err = db.KeyedHash(ctx, "inbox/"+claim); err != nil {
			return nil, err
		}
	}
	return ids, nil
}

func (db *DB) rowID(ctx context.Context, claim string) (string, error) {
	ids, err := db.rowIDs(ctx, claim)
	if err != nil {
		return "", err
	}
	return ids[0], nil
}
