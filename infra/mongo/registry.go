package mongo

import (
	"net/url"
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
	u, err := url.Parse(uri)
	if err != nil {
		return DefaultName // several hosts with ports do not parse as one URL; nor does a broken URI
	}
	if name := strings.Trim(u.Path, "/"); name != "" {
		return name
	}
	return DefaultName
}
