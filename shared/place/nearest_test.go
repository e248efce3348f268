package place_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/shared/place"
)

func TestNearest(t *testing.T) {
	for name, at := range map[string][2]float64{"חיפה": {32.79, 34.99}, "תל אביב - יפו": {32.08, 34.78}, "אילת": {29.557, 34.95}} {
		require.Equal(t, name, place.Nearest(at[0], at[1]).Name)
	}
}
