package main

import (
	"fmt"
	"net/http"
	"os"
	"runtime"

	"github.com/GoogleCloudPlatform/functions-framework-go/funcframework"
	"github.com/GoogleCloudPlatform/functions-framework-go/functions"

	_ "github.com/proli/proli/functions/webhook" // registers itself
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
	fmt.Fprintln(os.Stderr, "bench: functions:", funcframework.StartHostPort("127.0.0.1", port)) // returns on failure only
	os.Exit(1)
}
