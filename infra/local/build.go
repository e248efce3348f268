package local

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// Programs are the paths of what runs in processes of its own.
type Programs struct {
	Functions string // scripts/run
	Admin     string // admin/cmd
}

// build compiles the programs, unless there are some.
func (s *System) build(ctx context.Context) error {
	if s.options.Programs != (Programs{}) {
		return nil
	}
	p, err := Build(ctx, filepath.Join(s.options.Home, "bin"), s.options.Log)
	s.options.Programs = p
	return err
}

// Build compiles the programs into the folder, and says how far it is when that
// takes a while; without changes it takes a second.
func Build(ctx context.Context, dir string, log io.Writer) (Programs, error) {
	root, err := moduleRoot()
	if err != nil {
		return Programs{}, err
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return Programs{}, fmt.Errorf("build: %w", err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return Programs{}, fmt.Errorf("build: %w", err)
	}
	// -v names each package when it is compiled, and none that is in the cache.
	cmd := exec.CommandContext(ctx, "go", "build", "-v", "-o", dir+string(filepath.Separator), "./scripts/run", "./admin/cmd")
	cmd.Dir = root
	names, err := cmd.StderrPipe()
	if err != nil {
		return Programs{}, fmt.Errorf("build: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return Programs{}, fmt.Errorf("build: %w", err)
	}
	said := follow(names, log)
	if err := cmd.Wait(); err != nil {
		return Programs{}, fmt.Errorf("build the functions and the dashboard: %w\n%s", err, said)
	}
	return Programs{Functions: filepath.Join(dir, "run"), Admin: filepath.Join(dir, "cmd")}, nil
}

// follow counts the packages compiled, a line every two seconds, and returns
// what else the compiler said.
func follow(names io.Reader, log io.Writer) string {
	const every = 2 * time.Second
	var said bytes.Buffer
	compiled, next := 0, time.Now().Add(every)
	for lines := bufio.NewScanner(names); lines.Scan(); {
		if line := lines.Text(); strings.ContainsAny(line, " \t:") || strings.HasPrefix(line, "#") {
			said.WriteString(line + "\n")
			continue
		}
		compiled++
		if now := time.Now(); now.After(next) {
			next = now.Add(every)
			// Progress is a courtesy to whoever waits.
			_, _ = fmt.Fprintf(log, "building the functions and the dashboard: %d packages compiled (about 700 the first time)\n", compiled)
		}
	}
	return strings.TrimSpace(said.String())
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
	return "", errors.New("build: run this inside Proli's source tree")
}
