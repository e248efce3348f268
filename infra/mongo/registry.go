package mongo

import (
	"reflect"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// registry stores what is absent as null: an empty string and a zero time, at every depth;
// null reads back as the zero value. The trap: in a pipeline an empty string literal
// becomes null too, so none may stand there; in a filter it is what is wanted.
func registry() *bson.Registry {
	r := bson.NewRegistry()
	r.RegisterKindEncoder(reflect.String, bson.ValueEncoderFunc(encodeString))
	r.RegisterTypeEncoder(reflect.TypeFor[time.Time](), bson.ValueEncoderFunc(encodeTime))
	return r
}

func encodeString(_ bson.EncodeContext, w bson.ValueWriter, v reflect.Value) error {
	if v.String() == "" {
		return w.WriteNull()
	}
	return w.WriteString(v.String())
}

func encodeTime(_ bson.EncodeContext, w bson.ValueWriter, v reflect.Value) error {
	t, _ := v.Interface().(time.Time)
	if t.IsZero() {
		return w.WriteNull()
	}
	return w.WriteDateTime(t.UnixMilli())
}

// nameIn is the database's name in a URI: mongodb://host/NAME?options.
func nameIn(uri string) string {
	_, rest, _ := strings.Cut(uri, "://") // no url.Parse: a list of hosts is no URL
	_, name, _ := strings.Cut(rest, "/")
	if name, _, _ = strings.Cut(name, "?"); name == "" {
		return DefaultName
	}
	return name
}
