package local

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Programs are the paths of what runs in processes of its own.
type Programs struct {
	Functions string // scripts/run
	Admin     string // admin/cmd
}

// Build compiles the programs into the folder; without changes that takes a second.
func Build(ctx context.Context, dir string, log io.Writer) (Programs, error) {
	root, err := moduleRoot()
	if err != nil {
		return Programs{}, err
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return Programs{}, fmt.Errorf("build: %w", err)
	}
	p := Programs{Functions: filepath.Join(dir, "functions"), Admin: filepath.Join(dir, "admin")}
	if _, err := os.Stat(p.Functions); err != nil {
		// A courtesy to whoever waits.
		_, _ = fmt.Fprintln(log, "building the functions and the dashboard (about a minute, the first time)")
	}
	for target, source := range map[string]string{p.Functions: "./scripts/run", p.Admin: "./admin/cmd"} {
		cmd := exec.CommandContext(ctx, "go", "build", "-o", target, source)
		cmd.Dir = root
		if out, err := cmd.CombinedOutput(); err != nil {
			return Programs{}, fmt.Errorf("build %s: %w\n%s", source, err, strings.TrimSpace(string(out)))
		}
	}
	return p, nil
}

func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("build: %w", err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
	}
	return "", fmt.Errorf("build: run this inside Proli's source tree")
}
