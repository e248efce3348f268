package mongo

import (
	"context"
	"maps"
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/privacy"
)

// Erase removes all that is kept of a person. What finds the rest (leads, conversations,
// customers) goes last, so that what was cut off is finished by doing it again. It is no one
// transaction: a person's years may be more than one can hold.
func (db *DB) Erase(ctx context.Context, p privacy.Person) (map[string]int, []string, error) {
	counts := map[string]int{}
	about, err := db.noticesAbout(ctx, p)
	if err != nil {
		return counts, nil, wrap("mongo.Erase", err)
	}
	others := turnsOf(about, p.Chats)
	for chat, said := range others {
		if _, err := db.Collection(Conversations).UpdateOne(ctx, bson.M{"_id": chat},
			bson.M{"$pull": bson.M{"recent": bson.M{"$or": said}}}); err != nil {
			return counts, nil, wrap("mongo.Erase", err)
		}
	}
	ids := make([]string, len(about))
	for i, n := range about {
		ids[i] = n.ID
	}
	steps := []struct {
		collection string
		filter     bson.M
	}{
		{Notices, bson.M{"_id": bson.M{"$in": ids}}},
		{Messages, bson.M{"$or": bson.A{bson.M{"chat": bson.M{"$in": p.Chats}}, bson.M{"lead_id": bson.M{"$in": p.Leads}}}}},
		{Decisions, bson.M{"lead_id": bson.M{"$in": p.Leads}}},
		{Alarms, alarmsOf(p)},
		{Poison, bson.M{"key": bson.M{"$in": slices.Concat(p.Chats, p.Leads)}}},
	}
	for _, s := range steps {
		if err := db.erase(ctx, counts, s.collection, s.filter); err != nil {
			return counts, nil, err
		}
	}
	if err := db.unname(ctx, p); err != nil {
		return counts, nil, err
	}
	if len(p.ProChats) > 0 { // the pro's own thread stays, without what was said
		if _, err := db.Collection(Conversations).UpdateMany(ctx, bson.M{"_id": bson.M{"$in": p.ProChats}},
			bson.M{"$set": bson.M{"recent": bson.A{}, "lead_id": nil, "question": nil, "as_customer": false}, "$inc": bson.M{"version": int64(1)}}); err != nil {
			return counts, nil, wrap("mongo.Erase", err)
		}
	}
	for _, s := range []struct {
		collection string
		filter     bson.M
	}{
		{Leads, bson.M{"_id": bson.M{"$in": p.Leads}}},
		{Conversations, bson.M{"_id": bson.M{"$in": p.Chats, "$nin": p.ProChats}}},
		{Customers, bson.M{"_id": bson.M{"$in": p.Customers}}},
	} {
		if err := db.erase(ctx, counts, s.collection, s.filter); err != nil {
			return counts, nil, err
		}
	}
	return counts, slices.Sorted(maps.Keys(others)), nil
}

func (db *DB) erase(ctx context.Context, counts map[string]int, collection string, filter bson.M) error {
	gone, err := db.Collection(collection).DeleteMany(ctx, filter)
	if err != nil {
		return wrap("mongo.Erase "+collection, err)
	}
	counts[collection] += int(gone.DeletedCount)
	return nil
}

// noticesAbout are those to the person, and those to anybody else that belong to their leads or
// name their number. The last are looked for in all notices, which live thirty days.
func (db *DB) noticesAbout(ctx context.Context, p privacy.Person) ([]notice.Notice, error) {
	either := bson.A{bson.M{"chat": bson.M{"$in": p.Chats}}, bson.M{"lead_id": bson.M{"$in": p.Leads}}}
	if p.Phone != "" {
		digits := strings.TrimPrefix(p.Phone.Local(), "0") // with country code or without it, with hyphens or without them
		digits = strings.ReplaceAll(digits, "-", "")
		var loose strings.Builder
		for _, d := range digits {
			loose.WriteString(string(d) + `[-\s]?`)
		}
		loose.WriteString(`(?!\d)`)
		either = append(either, bson.M{"text": bson.M{"$regex": loose.String()}})
	}
	return db.notices(ctx, bson.M{"$or": either})
}

// alarmsOf are those of the person's leads and chats; a chat's alarm is named by a hash.
func alarmsOf(p privacy.Person) bson.M {
	either := bson.A{bson.M{"lead_id": bson.M{"$in": p.Leads}}}
	for _, chat := range p.Chats {
		either = append(either, bson.M{"_id": bson.M{"$regex": "^" + event.ID("chat", chat) + "/"}})
	}
	return bson.M{"$or": either}
}

// unname takes the person out of records that stay: what the models cost, and what admins did.
func (db *DB) unname(ctx context.Context, p privacy.Person) error {
	if _, err := db.Collection(ModelCalls).UpdateMany(ctx, bson.M{"lead_id": bson.M{"$in": p.Leads}},
		bson.M{"$set": bson.M{"lead_id": nil, "message_id": nil}}); err != nil {
		return wrap("mongo.Erase", err)
	}
	for prefix, names := range map[string][]string{"leads/": p.Leads, "inbox/": p.Chats, "conversations/": p.Chats, "customers/": append(slices.Clone(p.Customers), string(p.Phone))} {
		for _, name := range names {
			hash, err := db.KeyedHash(ctx, name)
			if err != nil {
				return err
			}
			if _, err := db.Collection(Audit).UpdateMany(ctx, bson.M{"subject": prefix + name},
				bson.M{"$set": bson.M{"subject": prefix + hash, "before": nil, "after": nil}}); err != nil {
				return wrap("mongo.Erase", err)
			}
		}
	}
	return nil
}
