// Package servers finds or fetches the real MongoDB and Redis and runs them on
// this machine: for make dev, for the tests, for chaos and benchmarks alike.
package servers

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// Options say where a server runs. The zero value is a server for tests: any
// free port, data in memory where the machine has a tmpfs, removed at the end.
type Options struct {
	Dir  string    // data and log; empty: a temporary folder, gone after Stop
	Port int       // on 127.0.0.1; 0: any free one
	Log  io.Writer // progress for people, a line at a time; nil: none
}

func (o Options) say(format string, args ...any) {
	if o.Log != nil {
		// Progress is a courtesy: a terminal gone away must not stop a server.
		_, _ = fmt.Fprintf(o.Log, format+"\n", args...)
	}
}

// Home is the folder of downloads and data: PROLI_HOME, otherwise .proli. A
// relative one lies beside go.mod, so that tests of any package and make dev share it.
func Home() string {
	home := os.Getenv("PROLI_HOME")
	if home == "" {
		home = ".proli"
	}
	dir, err := os.Getwd()
	if filepath.IsAbs(home) || err != nil {
		return home
	}
	for root := dir; root != filepath.Dir(root); root = filepath.Dir(root) {
		if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil {
			return filepath.Join(root, home)
		}
	}
	return filepath.Join(dir, home)
}

// Ports that a server of ours may take: below those that the system gives to outgoing
// connections, which are many while tests run, so that none takes it before the server does.
const (
	firstPort = 20000
	lastPort  = 32000
)

// FreePort is a port of 127.0.0.1 on which nobody listens.
func FreePort() (int, error) {
	var last error
	for range 50 {
		port := firstPort + rand.IntN(lastPort-firstPort)
		l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
		if err == nil {
			err = l.Close()
		}
		if err == nil {
			return port, nil
		}
		last = err
	}
	return 0, fmt.Errorf("free port: %w", last)
}

const temporary = "proli-server-"

// temporaryDir makes a folder for a server's data, on tmpfs where there is one
// (a journalled write costs a third of what it costs on disk). Its name holds
// our process id: whoever comes later removes what a killed run left.
func temporaryDir() (string, error) {
	base := os.TempDir()
	if memory, ok := inMemory(); ok {
		base = memory
	}
	left, err := filepath.Glob(filepath.Join(base, temporary+"*"))
	if err != nil {
		return "", fmt.Errorf("list %s: %w", base, err)
	}
	for _, dir := range left {
		owner, _, _ := strings.Cut(strings.TrimPrefix(filepath.Base(dir), temporary), "-")
		if pid, err := strconv.Atoi(owner); err == nil && syscall.Kill(pid, 0) == syscall.ESRCH {
			// Another run may be sweeping too; what is left is swept next time.
			_ = os.RemoveAll(dir)
		}
	}
	dir, err := os.MkdirTemp(base, fmt.Sprintf("%s%d-", temporary, os.Getpid()))
	if err != nil {
		return "", fmt.Errorf("temporary data: %w", err)
	}
	return dir, nil
}

// tail is the end of a log, for errors.
func tail(path string) string {
	log, err := os.ReadFile(path)
	if err != nil {
		return err.Error()
	}
	const keep = 1500
	if len(log) > keep {
		log = log[len(log)-keep:]
	}
	return strings.TrimSpace(string(log))
}
