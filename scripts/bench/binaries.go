package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// binaries: how large each function's program is, and how long it takes from its start to its
// first answer, beside a function of the same framework that does nothing. Built as a
// deployment builds it: the framework's main around the one function.
func binaries(ctx context.Context, b *bench) (err error) {
	root, err := moduleRoot()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp(root, ".bench-") // inside the module, out of the sight of ./...
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	names := []string{"noop", "webhook", "triage", "routing", "booking", "notify", "timer", "healer", "reporter", "reminder"}
	starts := 20
	if b.short {
		names, starts = names[:2], 2
	}
	b.say("  %-12s %10s %12s %12s", "", "MB", "start p50", "start p99")
	for _, name := range names {
		program, err := buildFunction(ctx, root, dir, name)
		if err != nil {
			return err
		}
		file, err := os.Stat(program)
		if err != nil {
			return err
		}
		var times []time.Duration
		for range starts {
			took, err := startFunction(ctx, program, name)
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			times = append(times, took)
		}
		slices.Sort(times)
		b.say("  %-12s %10.1f %12s %12s", name, float64(file.Size())/1e6, millis(part(times, 0.5)), millis(part(times, 0.99)))
	}
	return nil
}

const mainOf = `package main

import (
	"log"
	"os"

	"github.com/GoogleCloudPlatform/functions-framework-go/funcframework"
%s
)

func main() {
%s	log.Fatal(funcframework.StartHostPort("127.0.0.1", os.Getenv("PORT")))
}
`

// buildFunction builds as a deployment does: without symbols' paths, with what Go adds.
func buildFunction(ctx context.Context, root, dir, name string) (string, error) {
	imports, begin := "\t_ \"github.com/proli/proli/functions/"+name+"\"", ""
	if name == "noop" {
		imports = "\t\"net/http\"\n\n\t\"github.com/GoogleCloudPlatform/functions-framework-go/functions\""
		begin = "\tfunctions.HTTP(\"Noop\", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })\n"
	}
	source := filepath.Join(dir, name)
	if err := os.MkdirAll(source, 0o755); err != nil {
		return "", err
	}
	if err := os.WriteFile(filepath.Join(source, "main.go"), fmt.Appendf(nil, mainOf, imports, begin), 0o600); err != nil {
		return "", err
	}
	program := filepath.Join(source, "program")
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", program, "./"+filepath.Base(dir)+"/"+name)
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build %s: %w\n%s", name, err, out)
	}
	return program, nil
}

// startFunction starts a program and asks it until it answers.
func startFunction(ctx context.Context, program, name string) (time.Duration, error) {
	port, err := freePort()
	if err != nil {
		return 0, err
	}
	cmd := exec.CommandContext(ctx, program)
	cmd.Env = append(environmentOf("127.0.0.1:1"), "PORT="+strconv.Itoa(port), "FUNCTION_TARGET="+strings.ToUpper(name[:1])+name[1:])
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	defer func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }()
	at, err := firstAnswer(ctx, "http://127.0.0.1:"+strconv.Itoa(port)+"/")
	return at.Sub(began), err
}
