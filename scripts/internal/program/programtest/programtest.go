// Package programtest runs a program in the tests of its own package: the test binary becomes it.
package programtest

import (
	"errors"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

// instead makes the test binary the program.
const instead = "PROLI_PROGRAM_INSTEAD"

// Main is a TestMain: it runs the tests, or the program when Run has started it.
func Main(m *testing.M, program func()) {
	if os.Getenv(instead) != "" {
		program()
		return
	}
	os.Exit(m.Run())
}

// Run runs the program and gives what it printed and its status.
func Run(t *testing.T, args ...string) (output string, code int) {
	t.Helper()
	path, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), path, args...)
	cmd.Env = append(os.Environ(), instead+"=1")
	cmd.Stderr = os.Stderr
	raw, err := cmd.Output()
	var failed *exec.ExitError
	if err != nil {
		require.True(t, errors.As(err, &failed), "%v", err)
		code = failed.ExitCode()
	}
	t.Logf("%s", raw)
	return string(raw), code
}

// Number is the number that the pattern's first group finds in an output.
func Number(t *testing.T, pattern, output string) int {
	t.Helper()
	found := regexp.MustCompile(pattern).FindStringSubmatch(output)
	require.NotNil(t, found, "%s in:\n%s", pattern, output)
	n, err := strconv.Atoi(found[1])
	require.NoError(t, err)
	return n
}
