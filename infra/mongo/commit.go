package mongo

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/notice"
)

// How long records live, counted by the database's own clock.
const (
	inboxLife   = 40 * 24 * time.Hour // longer than any replay
	messageLife = 90 * 24 * time.Hour
	noticeLife  = 30 * 24 * time.Hour
	alarmLife   = 40 * 24 * time.Hour  // after it is due, which may be two months ahead
	callLife    = 730 * 24 * time.Hour // as long as the leads that they were made for have a name
)

// Commit writes a set in one transaction; see change.Store. On success the versions in the
// set are the new ones.
func (db *DB) Commit(ctx context.Context, s *change.Set) error {
	session, err := db.client.StartSession()
	if err != nil {
		return fmt.Errorf("mongo.Commit: %w", err)
	}
	defer session.EndSession(ctx)
	var after []conversation.Conversation
	_, err = session.WithTransaction(ctx, func(ctx context.Context) (any, error) {
		var err error
		after, err = db.write(ctx, s) // repeated when the server asks for it, so it must not change the set
		return nil, err
	})
	switch {
	case errors.Is(err, change.ErrDuplicate):
		return change.ErrDuplicate
	case errors.Is(err, errMoved):
		return fault.New(fault.Conflict, "mongo.Commit "+s.Claim, "%w", err)
	case err != nil && fault.KindOf(err) == fault.Conflict:
		return err
	case err != nil:
		return fault.Wrap(fault.Unavailable, "mongo.Commit "+s.Claim, err)
	}
	for i, c := range s.Conversations {
		*c = after[i]
	}
	for _, l := range s.Leads {
		l.Version++
	}
	for _, p := range s.Pros {
		p.Pro.Version++
	}
	return nil
}

// errMoved says that a document is no longer at the version that was read.
var errMoved = errors.New("changed meanwhile")

// write does the whole set, the claim first: a duplicate costs one write.
func (db *DB) write(ctx context.Context, s *change.Set) ([]conversation.Conversation, error) {
	at, err := db.claim(ctx, s)
	if err != nil {
		return nil, err
	}
	if err := insert(ctx, db, Messages, s.Messages, at, messageLife); err != nil {
		return nil, err
	}
	for _, l := range s.Leads {
		if err := db.writeLead(ctx, l, at); err != nil {
			return nil, err
		}
	}
	if len(s.Steps) > 0 {
		if err := db.Apply(ctx, s.Steps); err != nil {
			return nil, err
		}
	}
	after, seqs, err := db.writeConversations(ctx, s)
	if err != nil {
		return nil, err
	}
	notices := slices.Clone(s.Notices)
	for i, n := range notices {
		notices[i].Seq = seqs[n.Chat]
		seqs[n.Chat]++
	}
	if err := insert(ctx, db, Notices, notices, at, noticeLife); err != nil {
		return nil, err
	}
	if err := insert(ctx, db, ModelCalls, s.ModelCalls, at, callLife); err != nil {
		return nil, err
	}
	return after, db.writeRest(ctx, s)
}

// claim takes the event's id and keeps what is to be published with it. It gives the
// database's time, by which everything else of the set is stamped.
func (db *DB) claim(ctx context.Context, s *change.Set) (at time.Time, err error) {
	id, err := db.rowID(ctx, s.Claim)
	if err != nil {
		return at, err
	}
	row := bson.M{"_id": id, "pending": len(s.Events) > 0}
	if len(s.Events) > 0 {
		row["claim"], row["key"], row["events"] = s.Claim, s.Events[0].Key, s.Events
		if len(s.Leads) > 0 {
			row["order"] = s.Leads[0].Version + 1
		}
	}
	var claimed struct {
		At time.Time `json:"at"`
	}
	filter, update := stamped(id, row, inboxLife)
	err = db.Collection(Inbox).FindOneAndUpdate(ctx, filter, update, options.FindOneAndUpdate().SetUpsert(true).
		SetReturnDocument(options.After).SetProjection(bson.M{"_id": 0, "at": 1})).Decode(&claimed)
	if mongo.IsDuplicateKeyError(err) {
		return at, change.ErrDuplicate
	}
	return claimed.At, err
}

// insert adds documents with `at` and `purge_at`; one that is there already gives errMoved.
func insert[T any](ctx context.Context, db *DB, collection string, documents []T, at time.Time, life time.Duration) error {
	if len(documents) == 0 {
		return nil
	}
	all := make([]bson.D, len(documents))
	for i, document := range documents {
		fields, err := elementsOf(document)
		if err != nil {
			return err
		}
		all[i] = append(fields, bson.E{Key: "at", Value: at}, bson.E{Key: "purge_at", Value: at.Add(life)})
	}
	_, err := db.Collection(collection).InsertMany(ctx, all)
	if mongo.IsDuplicateKeyError(err) {
		return fmt.Errorf("%s: %w", collection, errMoved)
	}
	return err
}

// stamp inserts a document with `at` and `purge_at` of the database's clock; one that is
// there already gives errMoved.
func (db *DB) stamp(ctx context.Context, collection, id string, document any, life time.Duration) error {
	filter, update := stamped(id, document, life)
	_, err := db.Collection(collection).UpdateOne(ctx, filter, update, options.UpdateOne().SetUpsert(true))
	if mongo.IsDuplicateKeyError(err) {
		return fmt.Errorf("%s %s: %w", collection, id, errMoved)
	}
	return err
}

// stamped is how stamp matches nothing, and what it then writes.
func stamped(id string, document any, life time.Duration) (filter bson.M, update bson.A) {
	return bson.M{"_id": id, "at": bson.M{"$exists": false}},
		bson.A{bson.M{"$replaceWith": bson.M{"$mergeObjects": bson.A{
			bson.M{"$literal": document},
			bson.M{"at": "$$NOW", "purge_at": bson.M{"$add": bson.A{"$$NOW", life.Milliseconds()}}},
		}}}}
}

// writeConversations writes the set's conversations on condition of their versions, and in
// the chats that get notices raises the sequence and remembers the words. It gives the
// conversations as they stand afterwards and each chat's first free number.
func (db *DB) writeConversations(ctx context.Context, s *change.Set) ([]conversation.Conversation, map[string]int64, error) {
	turns := map[string][]conversation.Turn{}
	count := map[string]int64{}
	for _, m := range s.Messages {
		if m.Text != "" {
			turns[m.Chat] = append(turns[m.Chat], conversation.Said(m.By, m.Text, m.SentAt))
		}
	}
	for _, n := range s.Notices {
		count[n.Chat]++
		turns[n.Chat] = append(turns[n.Chat], conversation.Said(conversation.ByProli, n.Text, s.Now.UTC()))
	}
	seqs := map[string]int64{}
	after := make([]conversation.Conversation, len(s.Conversations))
	for i, c := range s.Conversations {
		update, err := conversationUpdate(c, turns[c.ID], count[c.ID])
		if err != nil {
			return nil, nil, err
		}
		filter := bson.M{"_id": c.ID, "version": c.Version}
		if after[i], err = db.updateConversation(ctx, filter, update, c.Version == 0); err != nil {
			return nil, nil, err
		}
		seqs[c.ID] = after[i].Seq - count[c.ID] + 1
		delete(count, c.ID)
	}
	for _, chat := range slices.Sorted(maps.Keys(count)) { // one order for all, so that writers queue instead of colliding
		update := bson.M{
			"$inc":         bson.M{"seq": count[chat]},
			"$push":        bson.M{"recent": push(turns[chat])},
			"$setOnInsert": bson.M{"version": int64(0), "created_at": s.Now.UTC()},
		}
		c, err := db.updateConversation(ctx, bson.M{"_id": chat}, update, true)
		if err != nil {
			return nil, nil, err
		}
		seqs[chat] = c.Seq - count[chat] + 1
	}
	return after, seqs, nil
}

func conversationUpdate(c *conversation.Conversation, turns []conversation.Turn, notices int64) (bson.M, error) {
	fields, err := elementsOf(c)
	if err != nil {
		return nil, err
	}
	fields = slices.DeleteFunc(fields, func(e bson.E) bool {
		return slices.Contains([]string{"_id", "version", "seq", "recent", "seen_at"}, e.Key)
	})
	update := bson.M{"$inc": bson.M{"version": int64(1), "seq": notices}}
	if c.Forgotten {
		fields = append(fields, bson.E{Key: "recent", Value: []conversation.Turn{}})
	} else {
		update["$push"] = bson.M{"recent": push(turns)}
	}
	update["$set"] = fields
	return update, nil
}

func push(turns []conversation.Turn) bson.M {
	return bson.M{"$each": turns, "$slice": -conversation.Kept}
}

func (db *DB) updateConversation(ctx context.Context, filter, update bson.M, upsert bool) (conversation.Conversation, error) {
	var c conversation.Conversation
	err := db.Collection(Conversations).FindOneAndUpdate(ctx, filter, update,
		options.FindOneAndUpdate().SetUpsert(upsert).SetReturnDocument(options.After)).Decode(&c)
	if errors.Is(err, mongo.ErrNoDocuments) || mongo.IsDuplicateKeyError(err) {
		return c, fmt.Errorf("conversation: %w", errMoved)
	}
	return c, err
}

// elementsOf is a document as its fields in order, encoded as the collections encode it.
func elementsOf(document any) (bson.D, error) {
	raw, err := encode(document)
	if err != nil {
		return nil, err
	}
	elements, err := bson.Raw(raw).Elements()
	if err != nil {
		return nil, fmt.Errorf("mongo.encode %T: %w", document, err)
	}
	fields := make(bson.D, 0, len(elements)+2)
	for _, e := range elements {
		fields = append(fields, bson.E{Key: e.Key(), Value: e.Value()})
	}
	return fields, nil
}

// fieldsOf is a document as a map, encoded as the collections encode it.
func fieldsOf(document any) (bson.M, error) {
	raw, err := encode(document)
	if err != nil {
		return nil, err
	}
	var fields bson.M
	return fields, bson.Unmarshal(raw, &fields)
}

// rankBelow are the states that a delivery state may replace.
func rankBelow(state notice.State) []notice.State {
	var below []notice.State
	for _, s := range []notice.State{notice.Waiting, notice.Sending, notice.Sent, notice.Failed, notice.Delivered, notice.Read} {
		if state.Follows(s) {
			below = append(below, s)
		}
	}
	return below
}
