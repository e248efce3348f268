package mongo

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/proli/proli/shared/place"
	"github.com/proli/proli/shared/pro"
)

// ProState says which pros a list shows.
type ProState string

// The states.
const (
	ProWorking  ProState = "working"  // may be asked
	ProVacation ProState = "vacation" // away for now
	ProPaused   ProState = "paused"   // switched off by an admin
)

// ProKey is the place of a pro in lists, which run by name.
type ProKey struct{ Name, ID string }

// ProQuery says which approved pros a list shows.
type ProQuery struct {
	Search string   // part of a name, of a number, or a place served
	Trade  string   // empty: all
	State  ProState // empty: all
	After  ProKey   // zero: from the beginning
	Before ProKey   // the page just before this one; wins over After
	Limit  int
}

// ProPage is one page of a list, by name.
type ProPage struct {
	Pros                 []pro.Pro
	HasBefore, HasBehind bool
}

// ListProPage reads one page by key, walking the index of names. Prices, personas and
// templates are read too: there are few pros on a page.
func (db *DB) ListProPage(ctx context.Context, q ProQuery) (ProPage, error) {
	filter, order, back := q.filter(), 1, q.Before.ID != ""
	switch {
	case back:
		order = -1
		filter = append(filter, besideName("$lt", q.Before)...)
	case q.After.ID != "":
		filter = append(filter, besideName("$gt", q.After)...)
	}
	found, err := all[pro.Pro](db.Collection(Pros).Find(ctx, filter, options.Find().
		SetSort(bson.D{{Key: "business_name", Value: order}, {Key: "_id", Value: order}}).SetLimit(int64(q.Limit)+1)))(ctx)
	if err != nil {
		return ProPage{}, wrap("mongo.ListProPage", err)
	}
	more := len(found) > q.Limit
	found = found[:min(len(found), q.Limit)]
	if back {
		slices.Reverse(found)
		return ProPage{Pros: found, HasBefore: more, HasBehind: true}, nil
	}
	return ProPage{Pros: found, HasBefore: q.After.ID != "", HasBehind: more}, nil
}

// ProIDs are the approved pros whom a query finds, at most limit of them.
func (db *DB) ProIDs(ctx context.Context, q ProQuery) ([]string, error) {
	rows, err := all[claimed](db.Collection(Pros).Find(ctx, q.filter(), options.Find().
		SetSort(bson.D{{Key: "business_name", Value: 1}, {Key: "_id", Value: 1}}).SetLimit(int64(q.Limit)).SetProjection(bson.M{"_id": 1})))(ctx)
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	return ids, wrap("mongo.ProIDs", err)
}

// PendingPros are those who wait for an admin, who waits longest first.
func (db *DB) PendingPros(ctx context.Context, limit int) ([]pro.Pro, error) {
	found, err := all[pro.Pro](db.Collection(Pros).Find(ctx, bson.M{"approved": false, "deleted_at": nil},
		options.Find().SetSort(bson.M{"created_at": 1}).SetLimit(int64(limit))))(ctx)
	return found, wrap("mongo.PendingPros", err)
}

func (q ProQuery) filter() bson.D {
	filter := bson.D{{Key: "approved", Value: true}}
	if q.Trade != "" {
		filter = append(filter, bson.E{Key: "trade", Value: q.Trade})
	}
	switch q.State {
	case ProWorking:
		filter = append(filter, bson.E{Key: "is_active", Value: true}, bson.E{Key: "on_vacation", Value: false})
	case ProVacation:
		filter = append(filter, bson.E{Key: "on_vacation", Value: true})
	case ProPaused:
		filter = append(filter, bson.E{Key: "is_active", Value: false})
	}
	if search := strings.TrimSpace(q.Search); search != "" {
		either := bson.A{bson.M{"business_name": bson.Regex{Pattern: regexp.QuoteMeta(search), Options: "i"}}}
		if digits := digitsOf(search); len(digits) >= 3 {
			either = append(either, bson.M{"phone_number": bson.Regex{Pattern: strings.TrimPrefix(digits, "0")}})
		}
		if at, ok := place.ByName(search); ok {
			either = append(either, bson.M{"area_codes": at.Code})
		}
		filter = append(filter, bson.E{Key: "$and", Value: bson.A{bson.M{"$or": either}}})
	}
	return filter
}

func digitsOf(s string) string {
	return strings.Map(func(c rune) rune {
		if c < '0' || c > '9' {
			return -1
		}
		return c
	}, s)
}

// besideName is the part of the list on one side of a key. The first condition gives the
// index its bound, the second parts pros of the same name.
func besideName(side string, k ProKey) bson.D {
	return bson.D{
		{Key: "business_name", Value: bson.M{side + "e": k.Name}},
		{Key: "$or", Value: bson.A{
			bson.M{"business_name": bson.M{side: k.Name}},
			bson.M{"_id": bson.M{side: k.ID}},
		}},
	}
}
