package supervise_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/local/supervise"
)

const role = "SUPERVISE_TEST_PROGRAM"

// The test binary is also the program that the tests supervise.
func TestMain(m *testing.M) {
	switch os.Getenv(role) {
	case "":
		os.Exit(m.Run())
	case "broken":
		fmt.Println("MONGO_URI is missing")
		os.Exit(1)
	case "stubborn":
		signal.Ignore(syscall.SIGTERM)
	}
	handler := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(w, os.Getpid()) })
	fmt.Println(http.ListenAndServe(os.Getenv("ADDRESS"), handler))
}

func program(t *testing.T, as string) (supervise.Program, func() string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := l.Addr().String()
	require.NoError(t, l.Close())
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	pid := func() string {
		response, err := client.Get("http://" + address)
		if err != nil {
			return ""
		}
		defer func() { require.NoError(t, response.Body.Close()) }()
		body, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		return string(body)
	}
	return supervise.Program{
		Name: as,
		Command: func() *exec.Cmd {
			cmd := exec.Command(os.Args[0])
			cmd.Env = append(os.Environ(), role+"="+as, "ADDRESS="+address)
			return cmd
		},
		Ready: func(context.Context) error {
			conn, err := net.Dial("tcp", address)
			if err != nil {
				return err
			}
			return conn.Close()
		},
		Output: io.Discard,
	}, pid
}

func TestKilledProgramComesBack(t *testing.T) {
	p, pid := program(t, "server")
	s, err := supervise.Start(t.Context(), p)
	require.NoError(t, err)
	defer s.Stop(time.Second)

	seen := map[string]bool{}
	for range 4 {
		require.NoError(t, s.Wait(t.Context()))
		now := pid()
		require.NotEmpty(t, now)
		require.False(t, seen[now], "a new process each time")
		seen[now] = true
		s.Kill()
	}
	require.NoError(t, s.Wait(t.Context()))
	require.Equal(t, 5, s.Starts())
}

func TestStopEndsTheProgram(t *testing.T) {
	for _, as := range []string{"server", "stubborn"} {
		t.Run(as, func(t *testing.T) {
			p, pid := program(t, as)
			s, err := supervise.Start(t.Context(), p)
			require.NoError(t, err)
			require.NotEmpty(t, pid())
			s.Stop(100 * time.Millisecond)
			require.Empty(t, pid())
			require.Error(t, s.Wait(t.Context()))
		})
	}
}

func TestProgramThatCannotStartSaysWhy(t *testing.T) {
	p, _ := program(t, "broken")
	_, err := supervise.Start(t.Context(), p)
	require.ErrorContains(t, err, "MONGO_URI is missing")

	p.Command = func() *exec.Cmd { return exec.Command("/absent/program") }
	_, err = supervise.Start(t.Context(), p)
	require.ErrorContains(t, err, "/absent/program")
}
