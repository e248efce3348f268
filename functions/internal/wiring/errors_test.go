package wiring_test

import "go.mongodb.org/mongo-driver/v2/mongo"

// What a server says of a document that is too large: it would say so again.
var bigDocument = mongo.CommandError{Code: 10334, Name: "BSONObjectTooLarge", Message: "object to insert too large"}

// What a primary says that has just stepped down.
var steppedDown = mongo.CommandError{Code: 10107, Name: "NotWritablePrimary", Labels: []string{"RetryableWriteError"}}
