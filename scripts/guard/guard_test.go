// Package guard holds the rules of the tree as tests: who may import whom, how long a file
// may be, which names no package has.
package guard_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const module = "github.com/proli/proli"

type goPackage struct {
	ImportPath string
	Name       string
	Standard   bool
	Imports    []string
}

// packages are all packages of the module, as the go command sees them.
func packages(t *testing.T) []goPackage {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Name,Imports", module+"/...").Output()
	require.NoError(t, err)
	var all []goPackage
	d := json.NewDecoder(strings.NewReader(string(out)))
	for {
		var p goPackage
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else {
			require.NoError(t, err)
		}
		all = append(all, p)
	}
}

// folder is an import path inside the module, or "" outside.
func folder(path string) string {
	if path == module {
		return "."
	}
	rest, inside := strings.CutPrefix(path, module+"/")
	if !inside {
		return ""
	}
	return rest
}

func standard(path string) bool { return !strings.Contains(strings.Split(path, "/")[0], ".") }

// part is the first n parts of a folder.
func part(folder string, n int) string {
	parts := strings.Split(folder, "/")
	return strings.Join(parts[:min(n, len(parts))], "/")
}

// mayImport says why one folder of ours may not import a path; empty when it may.
func mayImport(from, path string) string {
	to := folder(path)
	switch part(from, 1) {
	case "shared":
		if !standard(path) && part(to, 1) != "shared" {
			return "shared imports the standard library and shared only"
		}
	case "infra":
		switch {
		case part(from, 2) == "infra/local":
			if part(to, 1) == "functions" || part(to, 1) == "admin" {
				return "the local cloud runs functions, it does not link them"
			}
		case to != "" && part(to, 1) != "shared" && part(to, 2) != part(from, 2):
			if from == "infra/mongo/mongotest" || from == "infra/redis/redistest" {
				return "" // servers for tests
			}
			return "an adapter imports shared and its own SDK"
		}
	case "functions":
		if part(to, 1) == "functions" && part(to, 2) != "functions/internal" && part(to, 2) != part(from, 2) {
			return "functions do not import each other"
		}
		if part(to, 1) == "admin" || part(to, 1) == "scripts" || part(to, 2) == "infra/local" {
			return "a function imports shared and adapters"
		}
	case "admin":
		if part(to, 1) == "functions" || part(to, 1) == "scripts" || part(to, 2) == "infra/local" {
			return "admin imports shared and adapters"
		}
	}
	return ""
}

func TestImports(t *testing.T) {
	all := packages(t)
	require.Greater(t, len(all), 30)
	for _, p := range all {
		for _, path := range p.Imports {
			if why := mayImport(folder(p.ImportPath), path); why != "" {
				t.Errorf("%s imports %s: %s", folder(p.ImportPath), path, why)
			}
		}
	}
}

func TestTheRulesBite(t *testing.T) {
	for _, c := range []struct{ from, path string }{
		{"shared/lead", "go.mongodb.org/mongo-driver/v2/bson"},
		{"shared/lead", module + "/infra/mongo"},
		{"infra/mongo", module + "/infra/redis"},
		{"functions/triage", module + "/functions/routing"},
		{"functions/triage", module + "/infra/local/front"},
		{"admin", module + "/functions/triage"},
		{"infra/local/front", module + "/functions/triage"},
	} {
		require.NotEmpty(t, mayImport(c.from, c.path), "%s → %s", c.from, c.path)
	}
	require.Empty(t, mayImport("functions/triage", module+"/infra/mongo"))
	require.Empty(t, mayImport("functions/triage", module+"/functions/internal/serve"))
}

func TestNamesSaySomething(t *testing.T) {
	for _, p := range packages(t) {
		require.NotContains(t, []string{"util", "utils", "common", "helpers", "models", "types", "base"}, p.Name, p.ImportPath)
	}
}

// goFiles calls do for each Go file of the tree.
func goFiles(t *testing.T, do func(path string, lines []string)) {
	t.Helper()
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != root && (strings.HasPrefix(d.Name(), ".") || slices.Contains([]string{"node_modules", "dist"}, d.Name())) {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") {
			return nil
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		var lines []string
		for s := bufio.NewScanner(f); s.Scan(); {
			lines = append(lines, s.Text())
		}
		do(path, lines)
		return nil
	})
	require.NoError(t, err)
}

func TestFilesAreShort(t *testing.T) {
	goFiles(t, func(path string, lines []string) {
		limit := 300
		if strings.HasSuffix(path, "_test.go") {
			limit = 500
		}
		require.LessOrEqual(t, len(lines), limit, path)
	})
}

func TestSharedHasNoClockAndNoEnvironment(t *testing.T) {
	goFiles(t, func(path string, lines []string) {
		if !strings.Contains(filepath.ToSlash(path), "/shared/") || strings.HasSuffix(path, "_test.go") {
			return
		}
		for i, line := range lines {
			for _, word := range []string{"time.Now(", "os.Getenv(", "os.LookupEnv(", "slog.Info", "slog.Warn", "slog.Error", "log.Print"} {
				require.NotContains(t, line, word, "%s:%d", path, i+1)
			}
		}
	})
}
