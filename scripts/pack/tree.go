package main

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// tree is the module that is packed.
type tree struct {
	root, module string
	functions    []string // folders of functions/ that are one
}

// packed is one function's zip.
type packed struct {
	name, hash string
	zip        []byte
	files      int
}

func openTree(ctx context.Context) (tree, error) {
	module, err := golist(ctx, ".", "-m", "-f", "{{.Path}}\t{{.Dir}}")
	if err != nil {
		return tree{}, err
	}
	var t tree
	t.module, t.root, _ = strings.Cut(strings.TrimSpace(string(module)), "\t")
	folders, err := filepath.Glob(filepath.Join(t.root, "functions", "*", "function.go"))
	if err != nil {
		return tree{}, err
	}
	for _, f := range folders {
		t.functions = append(t.functions, filepath.Base(filepath.Dir(f)))
	}
	return t, nil
}

// pack collects what functions/NAME needs: its package and those of ours that it imports,
// with their embedded files; go.mod and go.sum; and a package at the root, the only one that
// the buildpack looks at. Tests, other functions and everything else stay outside.
func (t tree) pack(ctx context.Context, name string) (packed, error) {
	files, err := t.closure(ctx, "./functions/"+name)
	if err != nil {
		return packed{}, err
	}
	content := map[string][]byte{"function.go": t.shim(name)}
	for _, f := range append(files, "go.mod", "go.sum") {
		if content[f], err = os.ReadFile(filepath.Join(t.root, filepath.FromSlash(f))); err != nil {
			return packed{}, err
		}
	}
	p := packed{name: name, files: len(content)}
	if p.zip, err = archive(content); err != nil {
		return packed{}, fmt.Errorf("zip of %s: %w", name, err)
	}
	sum := sha256.Sum256(p.zip)
	p.hash = hex.EncodeToString(sum[:])
	return p, nil
}

// shim is the package that the buildpack compiles. That it imports the framework itself is
// what makes the buildpack start the functions that are registered.
func (t tree) shim(name string) []byte {
	return fmt.Appendf(nil, `// Package function is what the Go buildpack compiles: it must stand at the module's root.
package function

import (
	_ "github.com/GoogleCloudPlatform/functions-framework-go/functions" // so that functions may register themselves

	_ "%s/functions/%s"
)
`, t.module, name)
}

// closure lists the files of ours that a package is compiled from where functions run.
func (t tree) closure(ctx context.Context, pattern string) ([]string, error) {
	out, err := golist(ctx, t.root, "-deps", "-json=ImportPath,Dir,Standard,Module,GoFiles,EmbedFiles,CgoFiles,SFiles", pattern)
	if err != nil {
		return nil, err
	}
	var files []string
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct {
			ImportPath, Dir                       string
			Standard                              bool
			Module                                *struct{ Path string }
			GoFiles, EmbedFiles, CgoFiles, SFiles []string
		}
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return files, nil
		} else if err != nil {
			return nil, fmt.Errorf("read go list: %w", err)
		}
		if p.Standard || p.Module == nil || p.Module.Path != t.module {
			continue
		}
		folder, err := filepath.Rel(t.root, p.Dir)
		if err != nil {
			return nil, err
		}
		for _, f := range slices.Concat(p.GoFiles, p.EmbedFiles, p.CgoFiles, p.SFiles) {
			files = append(files, path.Join(filepath.ToSlash(folder), filepath.ToSlash(f)))
		}
	}
}

// archive is a zip of files by their names, the same bytes for the same content.
func archive(content map[string][]byte) ([]byte, error) {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	w.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) { return flate.NewWriter(out, flate.BestCompression) })
	for _, name := range slices.Sorted(maps.Keys(content)) {
		header := &zip.FileHeader{Name: name, Method: zip.Deflate, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)}
		header.SetMode(0o644)
		f, err := w.CreateHeader(header)
		if err != nil {
			return nil, err
		}
		if _, err := f.Write(content[name]); err != nil {
			return nil, err
		}
	}
	err := w.Close()
	return out.Bytes(), err
}

func golist(ctx context.Context, dir string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "go", append([]string{"list"}, args...)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOOS=linux", "GOARCH=amd64", "CGO_ENABLED=0", "GOWORK=off")
	var problems bytes.Buffer
	cmd.Stderr = &problems
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list %s: %w\n%s", strings.Join(args, " "), err, problems.String())
	}
	return out, nil
}
