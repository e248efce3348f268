package serve_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/GoogleCloudPlatform/functions-framework-go/funcframework"
	"github.com/stretchr/testify/require"

	"github.com/proli/proli/functions/internal/serve"
	"github.com/proli/proli/shared/fault"
)

// TestMain runs the tests, or, when asked by one of them, a process with one slow function.
func TestMain(m *testing.M) {
	port := os.Getenv("SERVE_TEST_PORT")
	if port == "" {
		os.Exit(m.Run())
	}
	serve.Push("Slow", func(context.Context, serve.Delivery) (serve.Outcome, error) {
		signals := make(chan os.Signal, 1)
		signal.Notify(signals, syscall.SIGTERM)
		_, _ = os.Stderr.WriteString("inside\n")
		<-signals // still under way when the process is told to end
		return serve.Outcome{Result: "finished"}, nil
	}, nil)
	if err := funcframework.StartHostPort("127.0.0.1", port); err != nil {
		panic(err)
	}
}

func TestSignalLetsARequestFinish(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	port := freePort(t)
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env = append(os.Environ(), "SERVE_TEST_PORT="+port, "FUNCTION_TARGET=Slow")
	stderr, err := cmd.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())

	answered := make(chan error, 1)
	go func() {
		for ctx.Err() == nil {
			r, err := http.Post("http://127.0.0.1:"+port+"/", "application/json", strings.NewReader(envelope("{}")))
			if errors.Is(err, syscall.ECONNREFUSED) {
				continue // not listening yet
			}
			if err == nil {
				_, err = io.Copy(io.Discard, r.Body)
				_ = r.Body.Close()
				if r.StatusCode != http.StatusOK {
					err = errors.New(r.Status)
				}
			}
			answered <- err
			return
		}
	}()
	inside := make([]byte, 7)
	_, err = io.ReadFull(stderr, inside)
	require.NoError(t, err)
	require.NoError(t, cmd.Process.Signal(syscall.SIGTERM))
	require.NoError(t, <-answered, "the request in flight is answered")
	require.NoError(t, cmd.Wait(), "and the process ends well")
}

func TestLazy(t *testing.T) {
	var built atomic.Int32
	away := fault.New(fault.Invalid, "configure", "MONGO_URI is missing")
	get := serve.Lazy(func(ctx context.Context) (int, error) {
		if built.Add(1) == 1 {
			return 0, away
		}
		return 7, ctx.Err()
	})
	_, err := get(context.Background())
	require.ErrorIs(t, err, away)
	require.False(t, fault.Final(err), "our own trouble ends no delivery")

	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			v, err := get(context.Background())
			if err != nil || v != 7 {
				t.Errorf("got %d, %v", v, err)
			}
		})
	}
	all.Wait()
	require.EqualValues(t, 2, built.Load(), "a failure is forgotten, a success kept")
}

func TestLazyWaitsNoLongerThanItsCaller(t *testing.T) {
	release, inside := make(chan struct{}), make(chan struct{})
	get := serve.Lazy(func(context.Context) (int, error) { close(inside); <-release; return 1, nil })
	done := make(chan struct{})
	go func() { defer close(done); _, _ = get(context.Background()) }()
	<-inside
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := get(ctx)
	require.ErrorIs(t, err, context.Canceled)
	close(release)
	<-done
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { require.NoError(t, l.Close()) }()
	_, port, err := net.SplitHostPort(l.Addr().String())
	require.NoError(t, err)
	return port
}
