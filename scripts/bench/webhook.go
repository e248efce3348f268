package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"time"

	"cloud.google.com/go/pubsub/v2/apiv1/pubsubpb"
	"cloud.google.com/go/pubsub/v2/pstest"

	"github.com/proli/proli/scripts/internal/provider"
	"github.com/proli/proli/shared/event"
)

// webhooks: what one delivery costs at the door, beside a function of the same framework that
// does nothing, and one that does nothing but publish the same bytes.
func webhooks(ctx context.Context, b *bench) (err error) {
	requests, rounds := 2000, 5
	if b.short {
		requests, rounds = 50, 1
	}
	cloud := pstest.NewServer()
	defer func() { err = errors.Join(err, cloud.Close()) }()
	if _, err := cloud.GServer.CreateTopic(ctx, &pubsubpb.Topic{Name: "projects/p/topics/" + event.TopicMessages}); err != nil {
		return err
	}
	f, err := serveFunctions(ctx, cloud.Addr)
	if err != nil {
		return err
	}
	defer f.stop()

	n := int64(0)
	body := func() []byte { n++; return delivery("972000000001@c.us", n) }
	hook := func() error { return provider.Post(ctx, f.url+"/Webhook", body()) }
	noop := func() error { return provider.Post(ctx, f.url+"/Noop", body()) }
	publish := func() error { return provider.Post(ctx, f.url+"/Publish", body()) }
	for range 100 { // connections, code, buffers
		if err := errors.Join(hook(), noop(), publish()); err != nil {
			return err
		}
	}
	cloud.ClearMessages()
	var hooks, noops, publishes, ratios []float64
	for range rounds {
		h, err := each(requests, hook)
		if err != nil {
			return err
		}
		o, err := each(requests, noop)
		if err != nil {
			return err
		}
		p, err := each(requests, publish)
		if err != nil {
			return err
		}
		cloud.ClearMessages()
		hooks, noops, publishes, ratios = append(hooks, h), append(noops, o), append(publishes, p), append(ratios, h/p)
	}
	ha, err := f.allocations(ctx, requests, hook)
	if err != nil {
		return err
	}
	oa, err := f.allocations(ctx, requests, noop)
	if err != nil {
		return err
	}
	pa, err := f.allocations(ctx, requests, publish)
	if err != nil {
		return err
	}
	b.say("  one after another, over HTTP, the medians of %d rounds of %d", rounds, requests)
	b.say("  %-22s %12s %14s", "", "ns", "allocations")
	b.say("  %-22s %12.0f %14.0f", "webhook", middle(hooks), ha)
	b.say("  %-22s %12.0f %14.0f", "no-op function", middle(noops), oa)
	b.say("  %-22s %12.0f %14.0f", "no-op that publishes", middle(publishes), pa)
	b.say("  webhook ÷ no-op that publishes: %.2f", middle(ratios))
	for _, load := range []struct {
		name string
		do   func() ([]time.Duration, error)
	}{
		{"webhook", func() ([]time.Duration, error) { return under(ctx, requests, f.url+"/Webhook") }},
		{"no-op function", func() ([]time.Duration, error) { return under(ctx, requests, f.url+"/Noop") }},
	} {
		times, err := load.do()
		if err != nil {
			return err
		}
		b.say("  %-22s p50 %s, p99 %s with %d at once", load.name, millis(part(times, 0.5)), millis(part(times, 0.99)), hands)
	}
	return nil
}

// each gives what doing a thing n times takes for one, in nanoseconds.
func each(n int, do func() error) (float64, error) {
	began := time.Now()
	for range n {
		if err := do(); err != nil {
			return 0, err
		}
	}
	return float64(time.Since(began).Nanoseconds()) / float64(n), nil
}

// under has several callers post at once and gives how long each waited.
func under(ctx context.Context, n int, url string) ([]time.Duration, error) {
	var mu sync.Mutex
	var times []time.Duration
	_, err := rate(ctx, n, func(ctx context.Context, i int) error {
		body := delivery("972000000001@c.us", int64(1_000_000+i))
		began := time.Now()
		err := provider.Post(ctx, url, body)
		took := time.Since(began)
		mu.Lock()
		defer mu.Unlock()
		times = append(times, took)
		return err
	})
	slices.Sort(times)
	return times, err
}

// functionsProcess serves the webhook, and a function that does nothing, as scripts/run would.
type functionsProcess struct {
	url string
	cmd *exec.Cmd
}

func serveFunctions(ctx context.Context, emulator string) (*functionsProcess, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, self)
	cmd.Env = append(environmentOf(emulator), "BENCH_SERVE="+strconv.Itoa(port))
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	f := &functionsProcess{"http://127.0.0.1:" + strconv.Itoa(port), cmd}
	if _, err := firstAnswer(ctx, f.url+"/Noop"); err != nil {
		f.stop()
		return nil, err
	}
	return f, nil
}

func (f *functionsProcess) stop() {
	_ = f.cmd.Process.Kill()
	_ = f.cmd.Wait()
}

// allocations is how many the process makes for one request, the server's own among them.
func (f *functionsProcess) allocations(ctx context.Context, n int, do func() error) (float64, error) {
	before, err := f.mallocs(ctx)
	if err != nil {
		return 0, err
	}
	if _, err := each(n, do); err != nil {
		return 0, err
	}
	after, err := f.mallocs(ctx)
	return float64(after-before) / float64(n), err
}

func (f *functionsProcess) mallocs(ctx context.Context) (n uint64, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, f.url+"/Mallocs", nil)
	if err != nil {
		return 0, err
	}
	answer, err := provider.Client.Do(r)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, answer.Body.Close()) }()
	return n, json.NewDecoder(answer.Body).Decode(&n)
}

// environmentOf is what a function needs to start, and nothing that leads to a real service.
func environmentOf(emulator string) []string {
	return []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME"), "ENVIRONMENT=development", "GOOGLE_CLOUD_PROJECT=p",
		"PUBSUB_EMULATOR_HOST=" + emulator, "TASKS_EMULATOR_HOST=127.0.0.1:1", "STORAGE_EMULATOR_HOST=127.0.0.1:1",
		"MONGO_URI=mongodb://127.0.0.1:1/x?directConnection=true", "REDIS_URL=redis://127.0.0.1:1/0", "GREEN_API_URL=http://127.0.0.1:1",
		"GOOGLE_GEMINI_BASE_URL=http://127.0.0.1:1", "MEDIA_BUCKET=media", "TASKS_QUEUE=projects/p/locations/l/queues/alarms",
		"TIMER_URL=http://127.0.0.1:1/timer", "TASKS_INVOKER=tasks@p", "PRIVACY_URL=http://127.0.0.1:1/privacy",
		"SCHEDULER_PARENT=projects/p/locations/l",
	}
}

// firstAnswer asks until somebody answers anything, and says when that was.
func firstAnswer(ctx context.Context, url string) (time.Time, error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	for {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, bytes.NewReader(nil))
		if err != nil {
			return time.Time{}, err
		}
		answer, err := provider.Client.Do(r)
		if err == nil {
			at := time.Now()
			_, _ = io.Copy(io.Discard, answer.Body)
			return at, answer.Body.Close()
		}
		if ctx.Err() != nil {
			return time.Time{}, fmt.Errorf("no answer from %s: %w", url, err)
		}
		time.Sleep(200 * time.Microsecond)
	}
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	port := l.Addr().(*net.TCPAddr).Port
	return port, l.Close()
}

// moduleRoot is where go.mod lies.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	for err == nil {
		if _, missing := os.Stat(filepath.Join(dir, "go.mod")); missing == nil {
			return dir, nil
		}
		if filepath.Dir(dir) == dir {
			return "", errors.New("run this inside Proli's source tree")
		}
		dir = filepath.Dir(dir)
	}
	return "", err
}
