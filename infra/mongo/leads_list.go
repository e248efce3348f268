package mongo

import (
	"context"
	"fmt"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/proli/proli/shared/lead"
)

// LeadKey is the place of a lead in lists, which run from the newest to the oldest.
type LeadKey struct {
	At time.Time
	ID string
}

// LeadQuery says which leads a list shows.
type LeadQuery struct {
	Status lead.Status // empty: all
	Facets []string    // see lead.Facets: a lead must have all of them
	Words  []string    // see lead.Words: a lead must have all of them
	Sort   LeadSort
	Older  LeadKey // zero: from the beginning of the list
	Newer  LeadKey // the page just before this one; wins over Older
	Limit  int
}

// LeadSort is the order of a list.
type LeadSort string

// The orders. By hour there are only leads with an appointment, and neither facets nor words
// narrow the list: no index gives both.
const (
	Newest LeadSort = ""
	Oldest LeadSort = "oldest"
	ByHour LeadSort = "hour"
)

// Narrows reports whether a list in this order can be narrowed by facets and words.
func (s LeadSort) Narrows() bool { return s != ByHour }

// field is what the list runs along, and in which direction.
func (s LeadSort) field() (name string, order int) {
	switch s {
	case ByHour:
		return "appointment.start", -1
	case Oldest:
		return "created_at", 1
	}
	return "created_at", -1
}

// Key is the place of a lead in a list of this order.
func (s LeadSort) Key(l lead.Lead) LeadKey {
	if s == ByHour && l.Appointment != nil {
		return LeadKey{At: l.Appointment.Start, ID: l.ID}
	}
	return LeadKey{At: l.CreatedAt, ID: l.ID}
}

// filter is what a list's leads have in common.
func (q LeadQuery) filter() bson.D {
	filter := bson.D{}
	if q.Status != "" {
		filter = append(filter, bson.E{Key: "status", Value: q.Status})
	}
	if q.Sort == ByHour {
		return append(filter, bson.E{Key: "appointment.start", Value: bson.M{"$type": "date"}})
	}
	if len(q.Facets) > 0 {
		filter = append(filter, bson.E{Key: "facets", Value: bson.M{"$all": q.Facets}})
	}
	if len(q.Words) > 0 {
		filter = append(filter, bson.E{Key: "terms", Value: bson.M{"$all": q.Words}})
	}
	return filter
}

// LeadPage is one page of a list, the newest first.
type LeadPage struct {
	Leads              []lead.Lead
	HasNewer, HasOlder bool
}

// ListLeads reads one page by key, so that the last page costs what the first does.
// What a list does not show (history, media) is not read.
func (db *DB) ListLeads(ctx context.Context, q LeadQuery) (LeadPage, error) {
	name, order := q.Sort.field()
	filter, back := q.filter(), q.Newer.ID != ""
	switch {
	case back:
		order = -order
		filter = append(filter, beyond(name, order, q.Newer)...)
	case q.Older.ID != "":
		filter = append(filter, beyond(name, order, q.Older)...)
	}
	cursor, err := db.Collection(Leads).Find(ctx, filter, options.Find().
		SetSort(bson.D{{Key: name, Value: order}, {Key: "_id", Value: order}}).
		SetLimit(int64(q.Limit)+1).
		SetProjection(listed))
	if err != nil {
		return LeadPage{}, fmt.Errorf("mongo.ListLeads: %w", err)
	}
	var leads []lead.Lead
	if err := cursor.All(ctx, &leads); err != nil {
		return LeadPage{}, fmt.Errorf("mongo.ListLeads: %w", err)
	}
	more := len(leads) > q.Limit
	leads = leads[:min(len(leads), q.Limit)]
	if back {
		slices.Reverse(leads)
		return LeadPage{Leads: leads, HasNewer: more, HasOlder: true}, nil
	}
	return LeadPage{Leads: leads, HasNewer: q.Older.ID != "", HasOlder: more}, nil
}

// listed leaves out what no list shows.
var listed = bson.M{"history": 0, "facts.media": 0, "excluded": 0, "terms": 0, "facets": 0}

// beyond is the part of a list after a key, in the direction of the order. The first condition
// gives the index its bound, the second parts leads of the same instant.
func beyond(name string, order int, k LeadKey) bson.D {
	side := "$gt"
	if order < 0 {
		side = "$lt"
	}
	return bson.D{{Key: "$and", Value: bson.A{
		bson.M{name: bson.M{side + "e": k.At}},
		bson.M{"$or": bson.A{bson.M{name: bson.M{side: k.At}}, bson.M{"_id": bson.M{side: k.ID}}}},
	}}}
}

// CountLeads counts leads by status, each up to a bound: a dashboard that is opened all
// day must not read every lead there ever was.
func (db *DB) CountLeads(ctx context.Context, bound int, statuses ...lead.Status) (map[lead.Status]int, error) {
	counts := make(map[lead.Status]int, len(statuses))
	for _, status := range statuses {
		n, err := db.Collection(Leads).CountDocuments(ctx, bson.M{"status": status}, options.Count().SetLimit(int64(bound)))
		if err != nil {
			return nil, fmt.Errorf("mongo.CountLeads %s: %w", status, err)
		}
		counts[status] = int(n)
	}
	return counts, nil
}

// AppointmentsBetween are the leads whose promised hour begins in a span of time, in
// order of their hours, at most limit of them; cancelled ones are left out.
func (db *DB) AppointmentsBetween(ctx context.Context, from, to time.Time, limit int) ([]lead.Lead, error) {
	cursor, err := db.Collection(Leads).Find(ctx, bson.M{
		"appointment.start": bson.M{"$gte": from, "$lt": to},
		"status":            bson.M{"$in": bson.A{lead.Booked, lead.Completed}},
	}, options.Find().
		SetSort(bson.D{{Key: "appointment.start", Value: 1}, {Key: "_id", Value: 1}}).
		SetLimit(int64(limit)).
		SetProjection(listed))
	if err != nil {
		return nil, fmt.Errorf("mongo.AppointmentsBetween: %w", err)
	}
	var leads []lead.Lead
	if err := cursor.All(ctx, &leads); err != nil {
		return nil, fmt.Errorf("mongo.AppointmentsBetween: %w", err)
	}
	return leads, nil
}

// ProNames are the business names of some pros, by id; ids that are gone have none.
func (db *DB) ProNames(ctx context.Context, ids []string) (map[string]string, error) {
	names := make(map[string]string, len(ids))
	if len(ids) == 0 {
		return names, nil
	}
	cursor, err := db.Collection(Pros).Find(ctx, bson.M{"_id": bson.M{"$in": ids}},
		options.Find().SetProjection(bson.M{"business_name": 1}))
	if err != nil {
		return nil, fmt.Errorf("mongo.ProNames: %w", err)
	}
	var rows []struct {
		ID   string `json:"_id"`
		Name string `json:"business_name"`
	}
	if err := cursor.All(ctx, &rows); err != nil {
		return nil, fmt.Errorf("mongo.ProNames: %w", err)
	}
	for _, row := range rows {
		names[row.ID] = row.Name
	}
	return names, nil
}
