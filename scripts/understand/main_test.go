package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestOneObjectALine(t *testing.T) {
	in := strings.NewReader("יש לי נזילה בתל אביב, מחר ב-10\n\ntomorrow at 10\n")
	var out bytes.Buffer
	require.NoError(t, run([]string{"-now", "2026-03-01T12:00:00+02:00"}, in, &out, time.Time{}))
	lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	require.Len(t, lines, 3)
	var got struct {
		Text  string
		Trade *string
		Place *struct{ Code string }
		Time  *struct{ Start, Grain string }
	}
	require.NoError(t, json.Unmarshal([]byte(lines[0]), &got))
	require.Equal(t, "plumber", *got.Trade)
	require.Equal(t, "5000", got.Place.Code)
	require.Equal(t, "2026-03-02T10:00:00+02:00", got.Time.Start)
	require.Contains(t, lines[1], `"trade":null`)
	require.Contains(t, lines[2], `"grain":"hour"`)
}

func TestBadFlags(t *testing.T) {
	for _, args := range [][]string{{"-now", "yesterday"}, {"-when", "x"}, {"hello"}, {"-now"}} {
		require.Error(t, run(args, strings.NewReader(""), &bytes.Buffer{}, time.Time{}), "%v", args)
	}
}
