package main

import (
	"bufio"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// asDev makes the test binary the program itself.
const asDev = "DEV_TEST_ARGS"

func TestMain(m *testing.M) {
	if args := os.Getenv(asDev); args != "" {
		if err := run(strings.Fields(args), os.Stdout); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// start runs make dev on free ports and returns its lines when it is ready.
func start(t *testing.T, bin string) (*exec.Cmd, map[string]string) {
	t.Helper()
	home := t.TempDir()
	// What is fetched and built is kept for the next run.
	cache, err := filepath.Abs("../../.proli/cache")
	require.NoError(t, err)
	require.NoError(t, os.MkdirAll(cache, 0o755))
	require.NoError(t, os.Symlink(cache, filepath.Join(home, "cache")))
	require.NoError(t, os.Symlink(bin, filepath.Join(home, "bin")))
	args := []string{"-home", home}
	for _, name := range []string{"phones", "dashboard", "webhook", "control", "mongo", "redis", "cloud", "storage", "front", "functions"} {
		args = append(args, "-"+name, "127.0.0.1:0")
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), asDev+"="+strings.Join(args, " "))
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	cmd.Stderr = os.Stderr
	require.NoError(t, cmd.Start())
	said := map[string]string{}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		name, value, _ := strings.Cut(lines.Text(), " ")
		said[name] = value
		if name == "ready" {
			return cmd, said
		}
	}
	t.Fatalf("it ended before it was ready: %v", said)
	return nil, nil
}

// family are the ids of a process's children and theirs.
func family(t *testing.T, pid int) (all []int) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "ps", "-A", "-o", "pid=,ppid=").Output()
	require.NoError(t, err)
	children := map[int][]int{}
	for _, line := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		fields := strings.Fields(line)
		child, err := strconv.Atoi(fields[0])
		require.NoError(t, err)
		parent, err := strconv.Atoi(fields[1])
		require.NoError(t, err)
		children[parent] = append(children[parent], child)
	}
	for next := children[pid]; len(next) > 0; {
		all = append(all, next[0])
		next = append(next[1:], children[next[0]]...)
	}
	return all
}

// gone tells whether a process has ended; one that nobody has buried yet counts.
func gone(pid int) bool {
	if syscall.Kill(pid, 0) == syscall.ESRCH {
		return true
	}
	out, err := exec.Command("ps", "-o", "stat=", "-p", strconv.Itoa(pid)).Output()
	return err != nil || strings.HasPrefix(strings.TrimSpace(string(out)), "Z")
}

func TestNothingIsLeftBehind(t *testing.T) {
	ends := []syscall.Signal{syscall.SIGINT}
	if runtime.GOOS == "linux" { // elsewhere nothing follows a sudden death
		ends = append(ends, syscall.SIGKILL)
	}
	bin := t.TempDir()
	for _, end := range ends {
		t.Run(end.String(), func(t *testing.T) {
			dev, said := start(t, bin)
			for _, name := range []string{"phones", "dashboard", "webhook", "control"} {
				require.Regexp(t, `^http://127\.0\.0\.1:\d+/$`, said[name], name)
			}
			require.Regexp(t, `^mongodb://127\.0\.0\.1:\d+/proli\?directConnection=true$`, said["mongo"])
			require.Regexp(t, `^redis://127\.0\.0\.1:\d+/0$`, said["redis"])
			require.NotEmpty(t, said["password"], "the first start makes the owner's password")
			response, err := http.Get(said["control"] + "idle?wait=10s")
			require.NoError(t, err)
			require.NoError(t, response.Body.Close())
			require.Equal(t, http.StatusOK, response.StatusCode)

			children := family(t, dev.Process.Pid)
			require.GreaterOrEqual(t, len(children), 4, "mongod, redis-server, the functions, the dashboard")
			require.NoError(t, dev.Process.Signal(end))
			err = dev.Wait()
			if end == syscall.SIGINT {
				require.NoError(t, err)
			}
			for _, pid := range children {
				require.Eventually(t, func() bool { return gone(pid) }, 5*time.Second, 10*time.Millisecond, "process %d", pid)
			}
		})
	}
}
