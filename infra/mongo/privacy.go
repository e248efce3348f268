package mongo

import (
	"context"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/phone"
	"github.com/proli/proli/shared/privacy"
	"github.com/proli/proli/shared/routing"
)

// Person gathers all that belongs to a number, or to chats that have none: the chat of the
// number, the records that name it, and every chat that those records know.
func (db *DB) Person(ctx context.Context, n phone.Number, chats ...string) (privacy.Person, error) {
	p := privacy.Person{Phone: n, Chats: slices.Clone(chats)}
	either := bson.A{bson.M{"chats": bson.M{"$in": chats}}}
	if n != "" {
		p.Chats = append(p.Chats, n.Chat())
		either = append(either, bson.M{"phone": string(n)}, bson.M{"chats": n.Chat()})
	}
	customers, err := all[conversation.Customer](db.Collection(Customers).Find(ctx, bson.M{"$or": either}))(ctx)
	if err != nil {
		return p, wrap("mongo.Person", err)
	}
	for _, c := range customers {
		p.Customers = append(p.Customers, c.ID)
		p.Chats = append(p.Chats, c.Chats...)
	}
	if n != "" { // a chat without a number may have told it for a lead
		told, err := distinct(ctx, db, Leads, "chat_id", bson.M{"facts.phone": bson.M{"$in": bson.A{string(n), n.E164(), n.Local()}}})
		if err != nil {
			return p, wrap("mongo.Person", err)
		}
		for _, chat := range told {
			if _, numbered := phone.OfChat(chat); !numbered {
				p.Chats = append(p.Chats, chat)
			}
		}
	}
	slices.Sort(p.Chats)
	p.Chats = slices.Compact(p.Chats)
	if p.Leads, err = distinct(ctx, db, Leads, "_id", bson.M{"chat_id": bson.M{"$in": p.Chats}}); err != nil {
		return p, wrap("mongo.Person", err)
	}
	if p.ProChats, err = distinct(ctx, db, Pros, "chats", bson.M{"chats": bson.M{"$in": p.Chats}}); err != nil {
		return p, wrap("mongo.Person", err)
	}
	talked, err := distinct(ctx, db, Conversations, "_id", bson.M{"_id": bson.M{"$in": p.Chats}})
	if err != nil {
		return p, wrap("mongo.Person", err)
	}
	if len(talked) == 0 && len(customers) == 0 && len(p.Leads) == 0 {
		p.Chats = nil
	}
	return p, nil
}

func distinct(ctx context.Context, db *DB, collection, field string, filter bson.M) ([]string, error) {
	var values []string
	err := db.Collection(collection).Distinct(ctx, field, filter).Decode(&values)
	return values, err
}

// File reads everything that is kept of a person.
func (db *DB) File(ctx context.Context, p privacy.Person) (privacy.File, error) {
	f := privacy.File{Phone: string(p.Phone)}
	in := func(field string, values []string) bson.M { return bson.M{field: bson.M{"$in": values}} }
	var err error
	read := func(do func() error) {
		if err == nil {
			err = do()
		}
	}
	read(func() (e error) {
		f.Customers, e = all[conversation.Customer](db.Collection(Customers).Find(ctx, in("_id", p.Customers)))(ctx)
		return e
	})
	read(func() (e error) {
		f.Conversations, e = all[conversation.Conversation](db.Collection(Conversations).Find(ctx, in("_id", p.Chats)))(ctx)
		return e
	})
	read(func() (e error) {
		f.Leads, e = all[lead.Lead](db.Collection(Leads).Find(ctx, in("_id", p.Leads), options.Find().SetSort(bson.D{asc("created_at")})))(ctx)
		return e
	})
	read(func() (e error) {
		f.Messages, e = all[conversation.Message](db.Collection(Messages).Find(ctx, in("chat", p.Chats), options.Find().SetSort(bson.D{asc("sent_at")})))(ctx)
		return e
	})
	read(func() (e error) {
		f.Notices, e = db.notices(ctx, bson.M{"chat": bson.M{"$in": p.Chats}}, options.Find().SetSort(bson.D{asc("created_at")}))
		return e
	})
	read(func() (e error) {
		f.Decisions, e = all[routing.Decision](db.Collection(Decisions).Find(ctx, in("lead_id", p.Leads)))(ctx)
		return e
	})
	read(func() (e error) {
		var ids []string
		for _, l := range f.Leads {
			ids = append(ids, l.ProID)
		}
		f.Pros, e = db.ProNames(ctx, ids)
		return e
	})
	return f, wrap("mongo.File", err)
}

// Owed reports whether something is still to go out to some chats.
func (db *DB) Owed(ctx context.Context, chats []string) (bool, error) {
	n, err := db.Collection(Notices).CountDocuments(ctx, bson.M{
		"chat": bson.M{"$in": chats}, "state": bson.M{"$in": bson.A{notice.Waiting, notice.Sending}},
	}, options.Count().SetLimit(1))
	return n > 0, wrap("mongo.Owed", err)
}

// turnsOf are the notices in chats of others as those chats remember them, by chat.
func turnsOf(notices []notice.Notice, own []string) map[string]bson.A {
	others := map[string]bson.A{}
	for _, n := range notices {
		if !slices.Contains(own, n.Chat) {
			said := conversation.Said(conversation.ByProli, n.Text, n.CreatedAt)
			others[n.Chat] = append(others[n.Chat], bson.M{"text": said.Text, "at": said.At})
		}
	}
	return others
}
