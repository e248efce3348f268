package admin

import (
	"errors"

	"github.com/proli/proli/shared/offering"
	"github.com/proli/proli/shared/steering"
)

// refusals are why an act could not be done, and the sentence for it.
var refusals = []struct {
	key  string
	errs []error
}{
	{"desk.not_eligible", []error{offering.ErrNotEligible}},
	{"desk.hour_taken", []error{offering.ErrHourTaken}},
	{"desk.full", []error{offering.ErrFull}},
	{"desk.nobody", []error{offering.ErrNobody}},
	{"desk.empty", []error{steering.ErrEmpty}},
	{"desk.too_long", []error{steering.ErrTooLong}},
	{"desk.stopped", []error{steering.ErrStopped}},
	{"desk.blocked", []error{steering.ErrBlocked}},
}

func isAny(err error, of ...error) bool {
	for _, one := range of {
		if errors.Is(err, one) {
			return true
		}
	}
	return false
}
