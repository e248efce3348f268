package mongo

import (
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/shared/booking"
)

// taking is the update that decides who gets an hour. It matches by id alone and leaves the
// document as it is when the hour cannot be had (the server then writes nothing), so that the
// answer shows the very state in which it was refused. Values stand in $literal: an id is
// data, also when it begins with a dollar.
//
//	live   = the entries without expired holds
//	mine   = the live entry of this id
//	others = live without mine
//	same   = mine is a hold of this very hour: only its deadline changes
//	free   = the template is the one read, no other is nearer than the buffer, there is room
func taking(e booking.Entry, template int64, now time.Time) bson.A {
	granted := object("$mergeObjects", bson.A{"$$ROOT", bson.D{
		{Key: "entries", Value: object("$concatArrays", bson.A{"$$others", bson.A{literal(e)}})},
		{Key: "version", Value: object("$add", bson.A{"$version", 1})},
	}})
	decide := object("$switch", bson.D{
		{Key: "branches", Value: bson.A{
			when(fixed(), "$$ROOT"),
			when(and("$$same", equal("$$mine.deadline", literal(e.Deadline))), "$$ROOT"),
			when("$$same", granted),
			when(free(e, template), granted),
		}},
		{Key: "default", Value: "$$ROOT"},
	})
	return bson.A{object("$replaceWith",
		let("live", filter("$entries", not(expired(now))),
			let("mine", object("$first", filter("$$live", equal("$$e.id", literal(e.ID)))),
				let("others", filter("$$live", not(equal("$$e.id", literal(e.ID)))),
					let("same", same(e),
						decide)))))}
}

func expired(now time.Time) bson.D {
	return and(equal("$$e.kind", booking.Hold), object("$lte", bson.A{"$$e.deadline", now}))
}

// fixed says that the owner has more than a hold already, which is never taken back by asking again.
func fixed() bson.D {
	return object("$in", bson.A{"$$mine.kind", bson.A{booking.Appointment, booking.Block}})
}

func same(e booking.Entry) bson.D {
	return and(equal("$$mine.kind", literal(e.Kind)), equal("$$mine.start", literal(e.Start)), equal("$$mine.end", literal(e.End)))
}

func free(e booking.Entry, template int64) bson.D {
	conditions := bson.A{not(object("$anyElementTrue", bson.A{mapped("$$others", clash(e))}))}
	if template != booking.AnyTemplate {
		conditions = append(conditions, equal("$template_version", template))
	}
	if e.Kind != booking.Block {
		load := object("$size", object("$setDifference", bson.A{mapped("$$others", "$$e.lead"), bson.A{nil, literal(e.Lead)}}))
		conditions = append(conditions, object("$lt", bson.A{load, "$load_limit"}))
	}
	return object("$and", conditions)
}

// clash is calendar.Interval.Clashes: the buffer counts after both.
func clash(e booking.Entry) bson.D {
	buffered := func(end any) bson.D {
		return object("$dateAdd", bson.D{{Key: "startDate", Value: end}, {Key: "unit", Value: "minute"}, {Key: "amount", Value: "$buffer_minutes"}})
	}
	return and(
		object("$gt", bson.A{buffered("$$e.end"), literal(e.Start)}),
		object("$gt", bson.A{buffered(literal(e.End)), "$$e.start"}))
}

// The few operators above, readable; filter and mapped name each element e.

func object(operator string, argument any) bson.D { return bson.D{{Key: operator, Value: argument}} }
func literal(v any) bson.D                        { return object("$literal", v) }
func equal(a, b any) bson.D                       { return object("$eq", bson.A{a, b}) }
func and(conditions ...any) bson.D                { return object("$and", bson.A(conditions)) }
func not(condition any) bson.D                    { return object("$not", bson.A{condition}) }

func when(condition, then any) bson.D {
	return bson.D{{Key: "case", Value: condition}, {Key: "then", Value: then}}
}

func let(name string, value, in any) bson.D {
	return object("$let", bson.D{{Key: "vars", Value: object(name, value)}, {Key: "in", Value: in}})
}

func filter(list, condition any) bson.D {
	return object("$filter", bson.D{{Key: "input", Value: list}, {Key: "as", Value: "e"}, {Key: "cond", Value: condition}})
}

func mapped(list, each any) bson.D {
	return object("$map", bson.D{{Key: "input", Value: list}, {Key: "as", Value: "e"}, {Key: "in", Value: each}})
}
