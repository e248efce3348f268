// Pack makes one zip for each function, as Google Cloud builds it:
//
//	go run ./scripts/pack                 into .proli/dist
//	go run ./scripts/pack -to DIR triage  one of them, elsewhere
//
// A zip is NAME/HASH.zip, HASH being its SHA-256; packages.json names those that belong to
// this state of the tree. The same state makes the same bytes, so that a function whose code
// did not change is not deployed again, and an old commit gives an old zip back.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := run(ctx, os.Args[1:], os.Stdout)
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "pack:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("pack", flag.ContinueOnError)
	to := flags.String("to", filepath.Join(".proli", "dist"), "folder of the zips")
	if err := flags.Parse(args); err != nil {
		return err
	}
	t, err := openTree(ctx)
	if err != nil {
		return err
	}
	names := flags.Args()
	for _, name := range names {
		if !slices.Contains(t.functions, name) {
			return fmt.Errorf("there is no function %q: there are %s", name, strings.Join(t.functions, ", "))
		}
	}
	if len(names) == 0 {
		names = t.functions
	}
	hashes := map[string]string{}
	for _, name := range names {
		p, err := t.pack(ctx, name)
		if err != nil {
			return err
		}
		if err := p.write(*to); err != nil {
			return err
		}
		hashes[name] = p.hash
		if _, err := fmt.Fprintf(out, "%-9s %s  %4d files  %5d kB\n", name, p.hash[:12], p.files, len(p.zip)>>10); err != nil {
			return err
		}
	}
	if len(names) < len(t.functions) {
		return nil // the list of packages is always whole
	}
	list, err := json.MarshalIndent(hashes, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(*to, "packages.json"), append(list, '\n'), 0o644)
}

// write keeps the zip under its hash; one that is there already is the same.
func (p packed) write(dir string) error {
	folder := filepath.Join(dir, p.name)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	path := filepath.Join(folder, p.hash+".zip")
	if info, err := os.Stat(path); err == nil && info.Size() == int64(len(p.zip)) {
		return nil
	}
	half := path + ".half" // a kill in between leaves no zip that lies about its hash
	if err := os.WriteFile(half, p.zip, 0o644); err != nil {
		return err
	}
	return os.Rename(half, path)
}
