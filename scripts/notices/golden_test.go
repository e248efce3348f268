package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/shared/locale"
)

var update = flag.Bool("update", false, "write the golden files anew")

// visible shows the marks that keep a number or a Latin word in its place, which nobody sees.
var visible = strings.NewReplacer("\u2068", "⟦", "\u2069", "⟧")

// TestGolden holds everything that is said on WhatsApp, as it arrives; ⟦ and ⟧ stand for isolates.
//
//	go test ./scripts/notices -update
func TestGolden(t *testing.T) {
	for _, lang := range locale.Languages {
		var said strings.Builder
		for _, n := range notices("") {
			if n.Language == lang {
				_, _ = fmt.Fprintf(&said, "── %s\n%s\n\n", n.Key, visible.Replace(n.Text))
			}
		}
		file := filepath.Join("testdata", string(lang)+".golden")
		if *update {
			require.NoError(t, os.MkdirAll("testdata", 0o750))
			require.NoError(t, os.WriteFile(file, []byte(said.String()), 0o600))
		}
		want, err := os.ReadFile(file)
		require.NoError(t, err, "go test ./scripts/notices -update writes it")
		require.Equal(t, string(want), said.String(), "what is said has changed; when it is meant to: go test ./scripts/notices -update")
	}
}
