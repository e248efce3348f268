package audit_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/shared/audit"
)

func TestOnlyWhatDiffersIsKept(t *testing.T) {
	e := audit.Entry{By: "dana"}.Changed(audit.Fields{"limit": "3", "name": "Avi"}, audit.Fields{"limit": "4", "name": "Avi", "trade": "plumber"})
	require.Equal(t, audit.Fields{"limit": "3", "trade": ""}, e.Before)
	require.Equal(t, audit.Fields{"limit": "4", "trade": "plumber"}, e.After)
	require.Equal(t, "dana", e.By)
	require.False(t, e.Nothing())
	require.True(t, e.Changed(audit.Fields{"a": "1"}, audit.Fields{"a": "1"}).Nothing())
	require.Equal(t, audit.Fields{"a": "1"}, e.Changed(audit.Fields{"a": "1"}, nil).Before, "what is gone")
}
