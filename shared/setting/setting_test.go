package setting_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/shared/setting"
)

func TestLimits(t *testing.T) {
	for _, test := range []struct {
		name            string
		messages, calls *int
		wantMessages    int
		wantCalls       int
	}{
		{"nothing was said", nil, nil, 20, 40},
		{"an owner's", new(30), new(5), 30, 5},
		{"the rules alone", nil, new(0), 20, 0},
		{"a document from elsewhere stops nobody", new(0), new(-1), 5, 0},
		{"nor opens everything", new(1_000_000), new(1_000_000), 200, 1000},
	} {
		l := setting.Limits{MessagesAMinute: test.messages, ModelCallsADay: test.calls}
		require.Equal(t, test.wantMessages, l.Messages(), test.name)
		require.Equal(t, test.wantCalls, l.ModelCalls(), test.name)
	}
}

func TestOurShareIsRounded(t *testing.T) {
	require.Equal(t, 45, setting.Business{}.Of(450))
	require.Equal(t, 13, setting.Business{CommissionPercent: new(12)}.Of(105))
}
