// Withservers runs a command with a MongoDB and a Redis of its own:
//
//	go run ./scripts/withservers -- go test ./...
//
// The command finds them at MONGO_TEST_URI and REDIS_TEST_URL. Where one of
// these is set already, that server is used and none is started.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"github.com/proli/proli/infra/local/servers"
)

func main() {
	code, err := run(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "withservers:", err)
		code = 1
	}
	os.Exit(code)
}

func run(args []string) (int, error) {
	if len(args) > 0 && args[0] == "--" {
		args = args[1:]
	}
	if len(args) == 0 {
		return 2, errors.New("no command given: withservers -- command arguments")
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if os.Getenv("MONGO_TEST_URI") == "" {
		mongo, err := servers.StartMongo(ctx, servers.Options{Log: os.Stderr})
		if err != nil {
			return 1, err
		}
		defer mongo.Stop()
		if err := os.Setenv("MONGO_TEST_URI", mongo.URI); err != nil {
			return 1, err
		}
	}
	if os.Getenv("REDIS_TEST_URL") == "" {
		redis, err := servers.StartRedis(ctx, servers.Options{Log: os.Stderr})
		if err != nil {
			return 1, err
		}
		defer redis.Stop()
		if err := os.Setenv("REDIS_TEST_URL", redis.URL); err != nil {
			return 1, err
		}
	}
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	err := cmd.Run()
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		return max(failed.ExitCode(), 1), nil
	}
	return 0, err
}
