package fault_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/shared/fault"
)

func TestKindAndFinality(t *testing.T) {
	cause := errors.New("no such pro")
	for name, c := range map[string]struct {
		err   error
		kind  fault.Kind
		final bool
	}{
		"nil":               {nil, "", false},
		"unknown":           {cause, fault.Unavailable, false},
		"time-out":          {context.DeadlineExceeded, fault.Unavailable, false},
		"invalid":           {fault.New(fault.Invalid, "read", "version %d", 9), fault.Invalid, true},
		"forbidden":         {fault.New(fault.Forbidden, "read", "no"), fault.Forbidden, true},
		"not found":         {fault.Wrap(fault.NotFound, "find", cause), fault.NotFound, true},
		"permanent":         {fault.Wrap(fault.Permanent, "send", cause), fault.Permanent, true},
		"conflict":          {fault.Wrap(fault.Conflict, "save", cause), fault.Conflict, false},
		"unavailable":       {fault.Wrap(fault.Unavailable, "save", cause), fault.Unavailable, false},
		"wrapped by fmt":    {fmt.Errorf("lead 7: %w", fault.Wrap(fault.NotFound, "find", cause)), fault.NotFound, true},
		"outermost decides": {fault.Wrap(fault.Conflict, "turn", fault.Wrap(fault.NotFound, "find", cause)), fault.Conflict, false},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, c.kind, fault.KindOf(c.err))
			require.Equal(t, c.final, fault.Final(c.err))
		})
	}
}

func TestCauseSurvives(t *testing.T) {
	cause := errors.New("gone")
	err := fault.New(fault.Permanent, "send n1", "gateway: %w", cause)
	require.ErrorIs(t, err, cause)
	require.EqualError(t, err, "send n1: gateway: gone")
	require.NoError(t, fault.Wrap(fault.Invalid, "x", nil))
}
