package mongo

import (
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/shared/booking"
)

// taking is the update that decides who gets an hour. It is always the same; what it is about
// stands in its variables (see asking). It finds the document by id alone and leaves it as it is
// when the hour cannot be had (the server then writes nothing), so that the answer shows the very
// state in which it was refused.
//
//	mine   = the entry of this id
//	others = all other entries, without expired holds
//	free   = the template is the one read, no other is nearer than the buffer, there is room
//	same   = mine is a live hold of this very hour: only its deadline changes
var taking = encoded(
	let("mine", entry("$$entry.id"),
		let("others", others("$$entry.id"),
			when(and(
				// The owner's appointment is never taken back by asking again, and the same hold changes nothing.
				not(object("$in", bson.A{"$$mine.kind", bson.A{booking.Appointment, booking.Block}})),
				unequal("$$mine", "$$entry"),
				or(free(), same())),
				"$$entry"))))

// extending gives the entry of an id another end, when it has one of that id and the time is free.
var extending = encoded(
	let("mine", entry("$$id"),
		let("others", others("$$id"),
			when(and(
				object("$in", bson.A{"$$id", "$entries.id"}),
				live("$$mine"),
				unequal("$$mine.end", "$$end"),
				object("$gt", bson.A{"$$end", "$$mine.start"}),
				apart("$$mine.start", "$$end")),
				object("$mergeObjects", bson.A{"$$mine", bson.D{{Key: "end", Value: "$$end"}}})))))

// asking are the variables of taking. Values stand in $literal: an id is data, also when it
// begins with a dollar.
func asking(e booking.Entry, template int64, now time.Time) bson.D {
	return bson.D{{Key: "entry", Value: literal(e)}, {Key: "template", Value: template}, {Key: "now", Value: now}}
}

func entry(id string) bson.D { return object("$first", filter("$entries", equal("$$e.id", id))) }

func others(id string) bson.D { return filter("$entries", and(unequal("$$e.id", id), live("$$e"))) }

func live(e string) bson.D {
	return or(unequal(e+".kind", booking.Hold), object("$gt", bson.A{e + ".deadline", "$$now"}))
}

func same() bson.D {
	return and(equal("$$mine.start", "$$entry.start"), equal("$$mine.end", "$$entry.end"), live("$$mine"))
}

func free() bson.D {
	load := object("$size", object("$setDifference", bson.A{"$$others.lead", bson.A{nil, "$$entry.lead"}}))
	return and(
		object("$in", bson.A{"$$template", bson.A{booking.AnyTemplate, "$template_version"}}),
		or(equal("$$entry.kind", booking.Block), object("$lt", bson.A{load, "$load_limit"})),
		apart("$$entry.start", "$$entry.end"))
}

// apart is that no other clashes, as calendar.Interval.Clashes says: the buffer counts after both.
func apart(start, end string) bson.D {
	buffer := object("$multiply", bson.A{"$buffer_minutes", time.Minute.Milliseconds()})
	clash := and(object("$gt", bson.A{"$$e.end", "$$from"}), object("$lt", bson.A{"$$e.start", "$$till"}))
	return let("from", object("$subtract", bson.A{start, buffer}),
		let("till", object("$add", bson.A{end, buffer}),
			equal(filter("$$others", clash), bson.A{})))
}

// when puts another entry in place of mine, and drops the expired holds, on a condition.
func when(condition, replacement any) bson.D {
	return object("$cond", bson.A{condition, object("$mergeObjects", bson.A{"$$ROOT", bson.D{
		{Key: "entries", Value: object("$concatArrays", bson.A{"$$others", bson.A{replacement}})},
		{Key: "version", Value: object("$add", bson.A{"$version", 1})},
	}}), "$$ROOT"})
}

// encoded is the stage of a pipeline that replaces the document, made once.
func encoded(document bson.D) bson.Raw {
	raw, err := encode(object("$replaceWith", document))
	if err != nil {
		panic(fmt.Sprintf("the stage is written here: %v", err))
	}
	return raw
}

// The few operators above, readable; filter names each element e.

func object(operator string, argument any) bson.D { return bson.D{{Key: operator, Value: argument}} }
func literal(v any) bson.D                        { return object("$literal", v) }
func equal(a, b any) bson.D                       { return object("$eq", bson.A{a, b}) }
func unequal(a, b any) bson.D                     { return object("$ne", bson.A{a, b}) }
func and(conditions ...any) bson.D                { return object("$and", bson.A(conditions)) }
func or(conditions ...any) bson.D                 { return object("$or", bson.A(conditions)) }
func not(condition any) bson.D                    { return object("$not", bson.A{condition}) }

func let(name string, value, in any) bson.D {
	return object("$let", bson.D{{Key: "vars", Value: object(name, value)}, {Key: "in", Value: in}})
}

func filter(list, condition any) bson.D {
	return object("$filter", bson.D{{Key: "input", Value: list}, {Key: "as", Value: "e"}, {Key: "cond", Value: condition}})
}
