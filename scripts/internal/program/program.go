// Package program is what the programs that try the product out have in common: they end when
// they are interrupted, take a database that nobody else uses, and start themselves in a role.
package program

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"github.com/proli/proli/infra/local/child"
	"github.com/proli/proli/infra/local/servers"
	"github.com/proli/proli/infra/mongo"
)

// ErrArguments ends a program whose arguments contradict each other, after its usage was printed.
var ErrArguments = errors.New("these arguments mean nothing")

// Main is a program's main: its context ends when it is interrupted; an error is its last word,
// behind its name, and gives status 1.
func Main(name string, run func(ctx context.Context, args []string, out io.Writer) error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
		os.Exit(1)
	}
}

// WithDatabase starts a MongoDB for as long as use takes, which gets a database in it with all
// indexes.
func WithDatabase(ctx context.Context, name string, use func(*mongo.DB) error) error {
	server, err := servers.StartMongo(ctx, servers.Options{Log: os.Stderr})
	if err != nil {
		return err
	}
	defer server.Stop()
	db, err := mongo.Connect(ctx, servers.WithDatabase(server.URI, name), "", mongo.LocalKey)
	if err != nil {
		return err
	}
	if err = mongo.Migrate(ctx, db); err == nil {
		err = use(db)
	}
	return errors.Join(err, db.Close(context.WithoutCancel(ctx)))
}

// Itself is this program in a role, which is its first argument; its second is the plan, as JSON.
func Itself(role string, plan any) (*exec.Cmd, error) {
	path, err := os.Executable()
	if err != nil {
		return nil, err
	}
	told, err := json.Marshal(plan)
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(path, role, string(told))
	cmd.Stderr = os.Stderr
	return cmd, nil
}

// Perform runs a role to its end; what it prints is ours. An exec.ExitError is its own status.
func Perform(ctx context.Context, role string, plan any) error {
	cmd, err := Itself(role, plan)
	if err != nil {
		return err
	}
	cmd.Stdout = os.Stdout
	p, err := child.Start(cmd)
	if err != nil {
		return err
	}
	select {
	case <-ctx.Done():
		p.Kill()
		return ctx.Err()
	case <-p.Done():
		return p.Err()
	}
}
