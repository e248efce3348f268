// Run serves the functions with Google's functions framework, on this machine:
// all of them, each at its entry point's path, as make dev starts it; or one,
// at /, against the stand-ins of a make dev that is running:
//
//	go run ./scripts/run -function triage
//
// It listens at 127.0.0.1:$PORT, by default 8090.
package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/GoogleCloudPlatform/functions-framework-go/funcframework"

	// The functions register themselves.
	_ "github.com/proli/proli/functions/booking"
	_ "github.com/proli/proli/functions/healer"
	_ "github.com/proli/proli/functions/notify"
	_ "github.com/proli/proli/functions/reminder"
	_ "github.com/proli/proli/functions/reporter"
	_ "github.com/proli/proli/functions/routing"
	_ "github.com/proli/proli/functions/timer"
	_ "github.com/proli/proli/functions/triage"
	_ "github.com/proli/proli/functions/webhook"
)

func main() {
	function := flag.String("function", "", "the one function to serve; none: all")
	flag.Parse()
	if err := run(*function); err != nil {
		fmt.Fprintln(os.Stderr, "run:", err)
		os.Exit(1)
	}
}

func run(function string) error {
	port := os.Getenv("PORT")
	if port == "" {
		port = "8090"
	}
	if function != "" {
		if err := prepare(function, port); err != nil {
			return err
		}
	}
	return funcframework.StartHostPort("127.0.0.1", port)
}

// prepare takes the environment of the running system for what is not set.
func prepare(function, port string) error {
	home := os.Getenv("PROLI_HOME")
	if home == "" {
		home = ".proli"
	}
	// infra/local writes it; linking all of that here would slow every start.
	path := filepath.Join(home, "data", "environment")
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("make dev is not running (%s is not there): start it first, or set every variable", path)
	}
	if err != nil {
		return fmt.Errorf("read the environment: %w", err)
	}
	defer func() { _ = file.Close() }()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		name, value, _ := strings.Cut(lines.Text(), "=")
		if _, set := os.LookupEnv(name); set {
			continue
		}
		if err := os.Setenv(name, value); err != nil {
			return fmt.Errorf("set %s: %w", name, err)
		}
	}
	// The framework knows functions by their entry points.
	entry := strings.ToUpper(function[:1]) + function[1:]
	if err := os.Setenv("FUNCTION_TARGET", entry); err != nil {
		return fmt.Errorf("set FUNCTION_TARGET: %w", err)
	}
	fmt.Printf("%s at http://127.0.0.1:%s/\n", function, port)
	// Functions look at their configuration when the process starts, so it starts once more.
	program, err := os.Executable()
	if err != nil {
		return fmt.Errorf("start %s: %w", function, err)
	}
	return fmt.Errorf("start %s: %w", function, syscall.Exec(program, []string{program}, os.Environ()))
}
