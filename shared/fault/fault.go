// Package fault names the kinds of failure that decide what happens next:
// a final one is recorded and never tried again, any other is worth a retry.
package fault

import (
	"errors"
	"fmt"
)

// Kind says what a failure means to whoever handles it.
type Kind string

// The first four are final: the same attempt would fail the same way.
// An error of no kind counts as Unavailable, so that a surprise is retried, not dropped.
const (
	Invalid     Kind = "invalid"     // what came in is wrong
	Forbidden   Kind = "forbidden"   // the caller may not do this
	NotFound    Kind = "not_found"   // what it is about does not exist
	Permanent   Kind = "permanent"   // refused for good by someone we depend on
	Conflict    Kind = "conflict"    // somebody else moved first: read again
	Unavailable Kind = "unavailable" // a dependency is away: try later
)

// Error is a failure of one kind in one operation.
type Error struct {
	Kind Kind
	Op   string
	Err  error
}

// New makes a failure; the format may wrap a cause with %w.
func New(kind Kind, op, format string, args ...any) error {
	return &Error{Kind: kind, Op: op, Err: fmt.Errorf(format, args...)}
}

// Wrap gives a cause a kind and an operation; nil stays nil.
func Wrap(kind Kind, op string, err error) error {
	if err == nil {
		return nil
	}
	return &Error{Kind: kind, Op: op, Err: err}
}

// Error reads "operation: cause".
func (e *Error) Error() string { return e.Op + ": " + e.Err.Error() }

// Unwrap gives the cause to errors.Is and errors.As.
func (e *Error) Unwrap() error { return e.Err }

// KindOf is the outermost kind in err's chain: the last one to judge knew most.
// It is Unavailable when nobody judged, and empty for nil.
func KindOf(err error) Kind {
	if err == nil {
		return ""
	}
	var f *Error
	if errors.As(err, &f) {
		return f.Kind
	}
	return Unavailable
}

// Final says that trying again cannot help.
func Final(err error) bool {
	switch KindOf(err) {
	case Invalid, Forbidden, NotFound, Permanent:
		return true
	}
	return false
}
