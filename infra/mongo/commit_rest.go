package mongo

import (
	"bytes"
	"context"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/notice"
)

// writeRest writes the parts of a set that few events have.
func (db *DB) writeRest(ctx context.Context, s *change.Set) error {
	for _, a := range s.Alarms {
		a.Cause = s.Claim
		fields, err := fieldsOf(a)
		if err != nil {
			return err
		}
		delete(fields, "_id")
		if _, err := db.Collection(Alarms).UpdateOne(ctx, bson.M{"_id": a.ID},
			bson.A{bson.M{"$replaceWith": bson.M{"$mergeObjects": bson.A{
				bson.M{"$literal": fields},
				bson.M{"at": "$$NOW", "purge_at": bson.M{"$add": bson.A{bson.M{"$max": bson.A{"$$NOW", a.DueAt.UTC()}}, alarmLife.Milliseconds()}}},
				"$$ROOT", // an alarm that stands already keeps what it knows
			}}}}, options.UpdateOne().SetUpsert(true)); err != nil {
			return err
		}
	}
	if len(s.Rung) > 0 {
		if _, err := db.Collection(Alarms).UpdateMany(ctx, bson.M{"_id": bson.M{"$in": s.Rung}},
			bson.M{"$set": bson.M{"rung": true}}); err != nil {
			return err
		}
	}
	for _, r := range s.Refusals {
		if _, err := db.Collection(Messages).UpdateOne(ctx, bson.M{"_id": r.Message}, bson.A{bson.M{"$set": bson.M{
			"refused": bson.M{"$concatArrays": bson.A{bson.M{"$ifNull": bson.A{"$refused", bson.A{}}}, bson.A{bson.M{"$literal": r.Refused}}}},
		}}}); err != nil {
			return err
		}
	}
	if s.Customer != nil {
		if _, err := db.Collection(Customers).ReplaceOne(ctx, bson.M{"_id": s.Customer.ID}, s.Customer,
			options.Replace().SetUpsert(true)); err != nil {
			return err
		}
	}
	if s.Decision != nil {
		if _, err := db.Collection(Decisions).InsertOne(ctx, s.Decision); err != nil {
			return err
		}
	}
	if len(s.Audit) > 0 {
		if _, err := db.Collection(Audit).InsertMany(ctx, s.Audit); err != nil {
			return err
		}
	}
	return db.writeReports(ctx, s)
}

// writeReports writes what others told us: ratings, a pro's availability, what was sent, the account.
func (db *DB) writeReports(ctx context.Context, s *change.Set) error {
	if s.Rating != nil {
		if err := db.AddRating(ctx, s.Rating.Pro, s.Claim, s.Rating.Stars); err != nil {
			return err
		}
	}
	for _, p := range s.ProStates {
		if err := db.SetVacation(ctx, p.Pro, p.OnVacation); err != nil {
			return err
		}
	}
	for _, p := range s.Pros {
		if err := db.writePro(ctx, p, s.Now); err != nil {
			return err
		}
	}
	for _, p := range s.ProChats {
		if err := db.AddProChat(ctx, p.Pro, p.Chat); err != nil {
			return err
		}
	}
	if r := s.Sent; r != nil {
		result, err := db.Collection(Notices).UpdateOne(ctx,
			bson.M{"_id": r.ID, "state": bson.M{"$in": rankBelow(notice.Sent)}},
			bson.M{"$set": bson.M{"state": notice.Sent, "provider_id": r.ProviderID, "sent_at": r.At.UTC(), "state_at": r.At.UTC(), "reason": ""}})
		if err != nil {
			return err
		}
		if result.MatchedCount == 0 {
			return fmt.Errorf("notice %s: %w", r.ID, errMoved)
		}
	}
	if s.Account != "" {
		if err := db.SetAccount(ctx, notice.Account{State: s.Account, At: s.Now}); err != nil {
			return err
		}
	}
	return nil
}

// encode writes a document as the client would.
func encode(document any) ([]byte, error) {
	var b bytes.Buffer
	e := bson.NewEncoder(bson.NewDocumentWriter(&b))
	e.SetRegistry(registry())
	e.UseJSONStructTags()
	e.NilSliceAsEmpty()
	if err := e.Encode(document); err != nil {
		return nil, fmt.Errorf("mongo.encode %T: %w", document, err)
	}
	return b.Bytes(), nil
}
