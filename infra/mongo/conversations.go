package mongo

import (
	"context"
	"errors"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/lead"
)

// Conversation is the thread of a chat; a chat that never wrote has a new one.
func (db *DB) Conversation(ctx context.Context, chat string) (*conversation.Conversation, error) {
	c := conversation.Conversation{ID: chat}
	err := db.Collection(Conversations).FindOne(ctx, bson.M{"_id": chat}).Decode(&c)
	if err != nil && !errors.Is(err, mongo.ErrNoDocuments) {
		return nil, fmt.Errorf("mongo.Conversation: %w", err)
	}
	return &c, nil
}

// Lead is a lead by its id; nil when there is none.
func (db *DB) Lead(ctx context.Context, id string) (*lead.Lead, error) {
	if id == "" {
		return nil, nil
	}
	return db.oneLead(ctx, bson.M{"_id": id}, nil)
}

// LatestLead is the newest lead of a chat; nil when there is none.
func (db *DB) LatestLead(ctx context.Context, chat string) (*lead.Lead, error) {
	return db.oneLead(ctx, bson.M{"chat_id": chat}, bson.D{{Key: "created_at", Value: -1}, {Key: "_id", Value: 1}})
}

// openOfChat bounds how many open leads of one chat are told apart.
const openOfChat = 9

// OpenOfChat are the leads of a chat that have not ended, the newest first.
func (db *DB) OpenOfChat(ctx context.Context, chat string) ([]lead.Lead, error) {
	cursor, err := db.Collection(Leads).Find(ctx, bson.M{"chat_id": chat, "status": bson.M{"$in": lead.Open}},
		options.Find().SetSort(bson.D{{Key: "created_at", Value: -1}, {Key: "_id", Value: 1}}).SetLimit(openOfChat))
	if err != nil {
		return nil, fmt.Errorf("mongo.OpenOfChat: %w", err)
	}
	var leads []lead.Lead
	if err := cursor.All(ctx, &leads); err != nil {
		return nil, fmt.Errorf("mongo.OpenOfChat: %w", err)
	}
	return leads, nil
}

// LeadByNotice is the lead that an outbound message, quoted by its provider's id, was about, and the
// number of the offer that it made, 0 when it made none; nil when there is no such lead.
func (db *DB) LeadByNotice(ctx context.Context, providerID string) (l *lead.Lead, offer int, err error) {
	var n struct {
		LeadID string `json:"lead_id"`
		Offer  int    `json:"offer"`
	}
	err = db.Collection(Notices).FindOne(ctx, bson.M{"provider_id": providerID}).Decode(&n)
	if errors.Is(err, mongo.ErrNoDocuments) || n.LeadID == "" && err == nil {
		return nil, 0, nil
	}
	if err != nil {
		return nil, 0, fmt.Errorf("mongo.LeadByNotice: %w", err)
	}
	l, err = db.Lead(ctx, n.LeadID)
	return l, n.Offer, err
}

// openOfPro bounds how many leads of one status a pro's menu can list; load limits keep it far below.
const openOfPro = 60

// ProLeads are a pro's leads of one status, the oldest first; booked ones in order of their hour.
func (db *DB) ProLeads(ctx context.Context, proID string, status lead.Status) ([]lead.Lead, error) {
	cursor, err := db.Collection(Leads).Find(ctx, bson.M{"pro_id": proID, "status": status},
		options.Find().SetSort(bson.D{{Key: "appointment.start", Value: 1}, {Key: "created_at", Value: 1}, {Key: "_id", Value: 1}}).SetLimit(openOfPro))
	if err != nil {
		return nil, fmt.Errorf("mongo.ProLeads %s: %w", proID, err)
	}
	var leads []lead.Lead
	if err := cursor.All(ctx, &leads); err != nil {
		return nil, fmt.Errorf("mongo.ProLeads %s: %w", proID, err)
	}
	return leads, nil
}

func (db *DB) oneLead(ctx context.Context, filter, sort any) (*lead.Lead, error) {
	var l lead.Lead
	o := options.FindOne()
	if sort != nil {
		o.SetSort(sort)
	}
	err := db.Collection(Leads).FindOne(ctx, filter, o).Decode(&l)
	if errors.Is(err, mongo.ErrNoDocuments) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("mongo.Lead: %w", err)
	}
	return &l, nil
}
