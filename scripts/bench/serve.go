package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"runtime"

	"github.com/GoogleCloudPlatform/functions-framework-go/funcframework"
	"github.com/GoogleCloudPlatform/functions-framework-go/functions"

	_ "github.com/proli/proli/functions/webhook" // registers itself
	"github.com/proli/proli/infra/pubsub"
	"github.com/proli/proli/shared/event"
)

// serveInstead makes this process one that serves functions, when it was started for that.
func serveInstead() {
	port := os.Getenv("BENCH_SERVE")
	if port == "" {
		return
	}
	functions.HTTP("Noop", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
	functions.HTTP("Mallocs", func(w http.ResponseWriter, _ *http.Request) {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		_, _ = fmt.Fprint(w, m.Mallocs)
	})
	functions.HTTP("Publish", publishing())
	fmt.Fprintln(os.Stderr, "bench: functions:", funcframework.StartHostPort("127.0.0.1", port)) // returns on failure only
	os.Exit(1)
}

// publishing is a function that does nothing but publish what it is given, as the webhook must.
func publishing() http.HandlerFunc {
	publisher, err := pubsub.New(context.Background(), os.Getenv("GOOGLE_CLOUD_PROJECT"), os.Getenv("PUBSUB_EMULATOR_HOST"), nil)
	return func(w http.ResponseWriter, r *http.Request) {
		body, read := io.ReadAll(r.Body)
		e := event.Published{ID: "x", Topic: event.TopicMessages, Key: "972000000001@c.us", Data: body}
		if err := errors.Join(err, read); err != nil || publisher.Publish(r.Context(), e) != nil {
			w.WriteHeader(http.StatusInternalServerError)
		}
	}
}
