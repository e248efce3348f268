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
var taking = encoded(object("$replaceWith",
	let("mine", object("$first", filter("$entries", equal("$$e.id", "$$entry.id"))),
		let("others", filter("$entries", and(unequal("$$e.id", "$$entry.id"), live("$$e"))),
			object("$cond", bson.A{
				and(
					// The owner's appointment is never taken back by asking again, and the same hold changes nothing.
					not(object("$in", bson.A{"$$mine.kind", bson.A{booking.Appointment, booking.Block}})),
					unequal("$$mine", "$$entry"),
					or(free(), same())),
				object("$mergeObjects", bson.A{"$$ROOT", bson.D{
					{Key: "entries", Value: object("$concatArrays", bson.A{"$$others", bson.A{"$$entry"}})},
					{Key: "version", Value: object("$add", bson.A{"$version", 1})},
				}}),
				"$$ROOT",
			})))))

// asking are the variables of taking. Values stand in $literal: an id is data, also when it
// begins with a dollar.
func asking(e booking.Entry, template int64, now time.Time) bson.D {
	return bson.D{{Key: "entry", Value: literal(e)}, {Key: "template", Value: template}, {Key: "now", Value: now}}
}

func live(e string) bson.D {
	return or(unequal(e+".kind", booking.Hold), object("$gt", bson.A{e + ".deadline", "$$now"}))
}

func same() bson.D {
	return and(equal("$$mine.start", "$$entry.start"), equal("$$mine.end", "$$entry.end"), live("$$mine"))
}

func free() bson.D {
	load := object("$size", object("$setDifference", bson.A{"$$others.lead", bson.A{nil, "$$entry.lead"}}))
	// As calendar.Interval.Clashes: the buffer counts after both.
	buffer := object("$multiply", bson.A{"$buffer_minutes", time.Minute.Milliseconds()})
	clash := and(object("$gt", bson.A{"$$e.end", "$$from"}), object("$lt", bson.A{"$$e.start", "$$till"}))
	return and(
		object("$in", bson.A{"$$template", bson.A{booking.AnyTemplate, "$template_version"}}),
		or(equal("$$entry.kind", booking.Block), object("$lt", bson.A{load, "$load_limit"})),
		let("from", object("$subtract", bson.A{"$$entry.start", buffer}),
			let("till", object("$add", bson.A{"$$entry.end", buffer}),
				equal(filter("$$others", clash), bson.A{}))))
}

// encoded is one stage of a pipeline, made once.
func encoded(stage bson.D) bson.Raw {
	raw, err := encode(stage)
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
