// Package step names the instants at which a function's process can die and leave something
// half done, so that a test can have it die at each of them. In the cloud a step is nothing.
package step

import (
	"os"

	"github.com/proli/proli/shared/change"
)

// Triage are the steps of handling one message, in order. Those between the commit and the
// end are the runner's.
var Triage = []string{
	"triage/received",
	"triage/thought", // a model has answered, nothing is written
	"triage/" + change.Committed,
	"triage/" + change.Published,
	"triage/" + change.Armed,
	"triage/" + change.Rung,
	"triage/kept", // in the cache
}

// Notify are the steps of sending one notice, in order.
var Notify = []string{
	"notify/leased",
	"notify/marked", // the notice is about to be handed over
	"notify/taken",  // the provider has it, we have not written so
	"notify/sent",
	"notify/drained",
	"notify/given_back", // the lease
}

// file names the step at which to die; it is read in development only.
var file = func() string {
	if os.Getenv("ENVIRONMENT") != "development" {
		return ""
	}
	return os.Getenv("PROLI_STEP")
}()

// Reached passes a step, or dies at it, once.
func Reached(name string) {
	if file == "" {
		return
	}
	if wanted, err := os.ReadFile(file); err != nil || string(wanted) != name {
		return
	}
	if os.Remove(file) == nil { // of several that pass at the same moment one dies, and all with it
		if self, err := os.FindProcess(os.Getpid()); err == nil {
			_ = self.Kill()
			select {} // not one instruction further
		}
	}
}

// Of gives a runner's steps the name of its function.
func Of(function string) func(string) {
	return func(name string) { Reached(function + "/" + name) }
}
