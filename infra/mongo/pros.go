package mongo

import (
	"context"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/phone"
	"github.com/proli/proli/shared/pro"
	"github.com/proli/proli/shared/routing"
)

// proFields is a pro as it is stored: what routing sorts by is kept beside what it follows from.
type proFields struct {
	pro.Pro  `bson:",inline"`
	Location *pro.Point `json:"location"` // null without a point
	Rank     float64    `json:"rank"`     // pro.Rating.Shrunk
	Reach    []string   `json:"reach"`    // routing.Reach
}

func fieldsOfPro(p pro.Pro) proFields {
	stored := proFields{Pro: p, Rank: p.SocialProof.Shrunk(), Reach: routing.Reach(p)}
	if _, _, ok := p.Location.LatLng(); ok {
		stored.Location = &p.Location
	}
	return stored
}

// Pro reads one pro.
func (db *DB) Pro(ctx context.Context, id string) (pro.Pro, error) {
	return db.onePro(ctx, id, byID(id))
}

// ProByChat finds the pro who writes from a chat: one of its chats, or the chat of its number.
func (db *DB) ProByChat(ctx context.Context, chat string) (pro.Pro, error) {
	either := bson.A{bson.D{{Key: "chats", Value: chat}}}
	if number, ok := phone.OfChat(chat); ok {
		either = append(either, bson.D{{Key: "phone_number", Value: number}})
	}
	return db.onePro(ctx, "of this chat", bson.D{{Key: "$or", Value: either}, {Key: "deleted_at", Value: nil}})
}

func (db *DB) onePro(ctx context.Context, id string, filter bson.D) (pro.Pro, error) {
	var p pro.Pro
	if err := db.Collection(Pros).FindOne(ctx, filter).Decode(&p); err != nil {
		return pro.Pro{}, readError("mongo.Pro", id, err)
	}
	return p, nil
}

// ListPros is every pro, by name: for the dashboard and the jobs, never for routing.
func (db *DB) ListPros(ctx context.Context) ([]pro.Pro, error) {
	found, err := db.Collection(Pros).Find(ctx, bson.D{}, options.Find().SetSort(bson.D{{Key: "business_name", Value: 1}, {Key: "_id", Value: 1}}))
	if err != nil {
		return nil, fmt.Errorf("mongo.ListPros: %w", err)
	}
	var list []pro.Pro
	if err := found.All(ctx, &list); err != nil {
		return nil, fmt.Errorf("mongo.ListPros: %w", err)
	}
	return list, nil
}

// SavePro writes a pro and its calendar's limits together. A pro is known by the phone number:
// one that is there keeps its id, chats and counters, and its template version is raised when
// the hours, the exceptions or the buffer have changed. It returns what now stands.
func (db *DB) SavePro(ctx context.Context, p pro.Pro, now time.Time) (pro.Pro, error) {
	var saved pro.Pro
	err := db.transaction(ctx, func(ctx context.Context) error {
		var err error
		saved, err = db.savePro(ctx, p, now)
		return err
	})
	if err != nil {
		return pro.Pro{}, fmt.Errorf("mongo.SavePro %s: %w", p.ID, err)
	}
	return saved, nil
}

func (db *DB) savePro(ctx context.Context, p pro.Pro, now time.Time) (pro.Pro, error) {
	var before pro.Pro
	err := db.Collection(Pros).FindOne(ctx, bson.D{{Key: "phone_number", Value: p.PhoneNumber}}).Decode(&before)
	switch {
	case err == nil:
		p = p.Following(before)
	case fault.KindOf(readError("", "", err)) == fault.NotFound:
		p.TemplateVersion, p.Version, p.CreatedAt = 1, 1, now.UTC()
	default:
		return pro.Pro{}, err
	}
	merge := bson.A{object("$replaceWith", object("$mergeObjects", bson.A{"$$ROOT", literal(fieldsOfPro(p))}))} // keeps the rating causes
	if _, err := db.Collection(Pros).UpdateOne(ctx, byID(p.ID), merge, options.UpdateOne().SetUpsert(true)); err != nil {
		return pro.Pro{}, err
	}
	_, err = db.Collection(Calendars).UpdateOne(ctx, byID(p.ID), bson.D{
		{Key: "$set", Value: bson.D{
			{Key: "load_limit", Value: p.Limit()},
			{Key: "buffer_minutes", Value: p.BufferMinutes},
			{Key: "template_version", Value: p.TemplateVersion},
		}},
		{Key: "$setOnInsert", Value: bson.D{{Key: "entries", Value: bson.A{}}}},
		{Key: "$inc", Value: bson.D{{Key: "version", Value: 1}}},
	}, options.UpdateOne().SetUpsert(true))
	return p, err
}

// SetVacation takes a pro out of routing or brings it back; doing it twice is doing it once.
func (db *DB) SetVacation(ctx context.Context, id string, on bool) error {
	return db.updatePro(ctx, "mongo.SetVacation", id, bson.D{
		{Key: "$set", Value: bson.D{{Key: "on_vacation", Value: on}}},
		{Key: "$inc", Value: bson.D{{Key: "version", Value: 1}}},
	})
}

// AddProChat adds a chat to those that a pro writes from; one that is there stays where it is.
func (db *DB) AddProChat(ctx context.Context, id, chat string) error {
	return db.updatePro(ctx, "mongo.AddProChat", id, bson.D{
		{Key: "$addToSet", Value: bson.D{{Key: "chats", Value: chat}}},
		{Key: "$inc", Value: bson.D{{Key: "version", Value: 1}}},
	})
}

// Introduced notes that the provider was asked for a pro's other chats, and adds those that it knew.
func (db *DB) Introduced(ctx context.Context, id string, chats []string, at time.Time) error {
	if chats == nil {
		chats = []string{}
	}
	return db.updatePro(ctx, "mongo.Introduced", id, bson.D{
		{Key: "$addToSet", Value: bson.D{{Key: "chats", Value: bson.D{{Key: "$each", Value: chats}}}}},
		{Key: "$set", Value: bson.D{{Key: "introduced_at", Value: at.UTC()}}},
		{Key: "$inc", Value: bson.D{{Key: "version", Value: 1}}},
	})
}

// TouchOffer notes when a pro last got an offer: among equals, who waited longest comes first.
func (db *DB) TouchOffer(ctx context.Context, id string, at time.Time) error {
	return db.updatePro(ctx, "mongo.TouchOffer", id, bson.D{{Key: "$max", Value: bson.D{{Key: "last_offer_at", Value: at.UTC()}}}})
}

// rememberedRatings is how many causes a pro keeps: a redelivery comes long before as many ratings.
const rememberedRatings = 100

// AddRating adds a customer's stars to a pro's sum and count, once per cause.
func (db *DB) AddRating(ctx context.Context, id, cause string, stars int) error {
	if stars < 1 || stars > 5 {
		return fault.New(fault.Invalid, "mongo.AddRating", "%d is no rating from 1 to 5", stars)
	}
	sum := object("$add", bson.A{"$social_proof.sum", stars})
	count := object("$add", bson.A{"$social_proof.count", 1})
	causes := object("$concatArrays", bson.A{object("$ifNull", bson.A{"$rating_causes", bson.A{}}), bson.A{literal(cause)}})
	result, err := db.Collection(Pros).UpdateOne(ctx,
		bson.D{{Key: "_id", Value: id}, {Key: "rating_causes", Value: bson.D{{Key: "$ne", Value: cause}}}},
		bson.A{object("$set", bson.D{
			{Key: "social_proof", Value: bson.D{{Key: "sum", Value: sum}, {Key: "count", Value: count}}},
			{Key: "rank", Value: object("$divide", bson.A{
				object("$add", bson.A{sum, pro.PriorMean * pro.PriorReviews}), object("$add", bson.A{count, pro.PriorReviews})})},
			{Key: "rating_causes", Value: object("$slice", bson.A{causes, -rememberedRatings})},
			{Key: "version", Value: object("$add", bson.A{"$version", 1})},
		})})
	if err != nil {
		return fmt.Errorf("mongo.AddRating %s: %w", id, err)
	}
	if result.MatchedCount == 0 {
		_, err = db.Pro(ctx, id) // rated already, or no such pro
	}
	return err
}

func (db *DB) updatePro(ctx context.Context, op, id string, update bson.D) error {
	result, err := db.Collection(Pros).UpdateOne(ctx, byID(id), update)
	if err != nil {
		return fmt.Errorf("%s %s: %w", op, id, err)
	}
	if result.MatchedCount == 0 {
		return fault.New(fault.NotFound, op, "no %s", id)
	}
	return nil
}

// transaction runs f in a transaction, again when the server asks for it. Inside another
// transaction's context it is a part of that one.
func (db *DB) transaction(ctx context.Context, f func(context.Context) error) error {
	if mongo.SessionFromContext(ctx) != nil {
		return f(ctx)
	}
	session, err := db.client.StartSession()
	if err != nil {
		return err
	}
	defer session.EndSession(ctx)
	_, err = session.WithTransaction(ctx, func(ctx context.Context) (any, error) { return nil, f(ctx) })
	return err
}
