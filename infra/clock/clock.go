// Package clock tells the time that people see. On a developer's machine it can
// be moved: a small file holds the distance to real time, and every process
// reads it.
package clock

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// New gives the clock whose distance to real time stands in the file, in
// nanoseconds; an absent or empty file means none. It is read at each call, so
// that all processes move at once. Without a path it is time.Now.
func New(path string) func() time.Time {
	if path == "" {
		return time.Now
	}
	return func() time.Time { return time.Now().Add(Offset(path)) }
}

// Offset is the distance to real time that stands in the file. What is not a
// number counts as none: Set writes whole files, so nothing else is ever ours.
func Offset(path string) time.Duration {
	content, err := os.ReadFile(path)
	if err != nil {
		return 0
	}
	ns, err := strconv.ParseInt(strings.TrimSpace(string(content)), 10, 64)
	if err != nil {
		return 0
	}
	return time.Duration(ns)
}

// Set moves the clock of everybody who reads the file. A reader sees the old
// distance or the new one, never half of it.
func Set(path string, offset time.Duration) error {
	next, err := os.CreateTemp(filepath.Dir(path), "clock-")
	if err != nil {
		return fmt.Errorf("set clock: %w", err)
	}
	_, err = next.WriteString(strconv.FormatInt(int64(offset), 10))
	if err = errors.Join(err, next.Close()); err == nil {
		err = os.Rename(next.Name(), path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("set clock: %w", err), os.Remove(next.Name()))
	}
	return nil
}
