package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/proli/proli/infra/local"
	"github.com/proli/proli/infra/local/servers"
	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/scripts/internal/program"
	"github.com/proli/proli/shared/healing"
)

// noon is when every run begins: a Sunday, in working hours.
const noon = "2026-03-01T12:00:00+02:00"

// run starts the system, lets people write among mishaps, waits for rest, and checks.
func run(ctx context.Context, plan Plan) (err error) {
	home, err := os.MkdirTemp("", "proli-soak-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(home)) }()
	plan.Dir = home
	database, err := servers.StartMongo(ctx, servers.Options{Log: os.Stderr})
	if err != nil {
		return err
	}
	defer database.Stop()
	programs, err := build(ctx, home, plan.Break)
	if err != nil {
		return err
	}
	left, err := openReceipts(home, leftFile)
	if err != nil {
		return err
	}
	w := &writers{plan: plan}
	w.world = &world{left: left, ears: map[string]chan struct{}{}, random: rand.New(rand.NewPCG(plan.Seed, 3)), offered: w.offered}
	plan.URI = servers.WithDatabase(database.URI, "soak")
	system, err := local.Start(ctx, local.Options{
		Home: home, Log: os.Stderr, Lookup: hidden, MongoURI: plan.URI, Programs: programs, Between: w.world.between,
	})
	if err != nil {
		return err
	}
	defer system.Stop()
	control := remote(system.ControlURL)
	if err := errors.Join(
		control.post(ctx, "/clock", map[string]any{"now": noon}),
		control.post(ctx, "/switches", map[string]any{"pace": "0s", "quiet_hours": false}),
	); err != nil {
		return err
	}
	if plan.Now, err = time.Parse(time.RFC3339, noon); err != nil {
		return err
	}
	w.clock = clock(time.Until(plan.Now)) // a moment late, as provider's clocks are
	db, err := mongo.Connect(ctx, plan.URI, "", mongo.LocalKey)
	if err != nil {
		return err
	}
	if err := errors.Join(settle(ctx, db, plan), db.Close(ctx)); err != nil {
		return err
	}
	if w.delivered, err = openReceipts(home, deliveredFile); err != nil {
		return err
	}
	w.webhook, w.plan = system.WebhookURL+"/", plan
	return soak(ctx, plan, system, database, w, control)
}

// soak is the run itself, in a system that is ready.
func soak(ctx context.Context, plan Plan, system *local.System, database *servers.Mongo, w *writers, control remote) error {
	what := "as it is"
	if plan.Break != "" {
		what = "without: " + plan.Break
	}
	fmt.Printf("soak        seed %d, %d chats at once, the product %s\n", plan.Seed, plan.AtOnce, what)
	writing, stop := context.WithCancel(ctx)
	defer stop()
	if plan.Length > 0 {
		writing, stop = context.WithTimeout(ctx, plan.Length)
		defer stop()
	}
	w.writing, w.ctx = writing, ctx
	m := &mishaps{plan: plan, system: system, database: database}
	stormed := make(chan error, 1)
	go func() { stormed <- m.storm(writing, ctx) }()
	go w.progress(writing)
	began := time.Now()
	w.customers()
	took := time.Since(began)
	stop()
	if err := <-stormed; err != nil {
		return err
	}
	w.world.calm.Store(true)
	rested, atRest := w.rest(ctx, control)
	plan.AtRest = atRest
	if !atRest {
		complaints(filepath.Join(plan.Dir, "logs", "functions.log"))
	}
	if err := errors.Join(w.delivered.close(), w.world.left.close()); err != nil {
		return err
	}
	made, died := system.Calls()
	messages := w.delivered.n
	fmt.Printf("messages    %d, delivered %d times (%d refused), %d messages of ours left\n", messages, w.posts.Load(), w.refused.Load(), w.world.sends.Load())
	fmt.Printf("mishaps     %d kills: %d of %d calls died (%.1f %%); %d kills of the database, Redis emptied %d times\n",
		m.kills, died, made, 100*float64(died)/float64(made), m.crashes, m.flushes)
	fmt.Printf("            %d of %d model calls failed, %d of %d sends timed out\n",
		w.world.failed.Load(), w.world.asked.Load(), w.world.lapsed.Load(), w.world.sends.Load())
	fmt.Printf("speed       %.0f messages a second among mishaps, %.0f with the %.0f s until all was at rest\n",
		float64(messages)/took.Seconds(), float64(messages)/(took+rested).Seconds(), rested.Seconds())
	plan.Later = w.clock.now().Add(healing.Underway)
	if err := reclaim(ctx, plan); err != nil {
		return err
	}
	return perform(ctx, plan)
}

// reclaim gives back the hours that a dead handler took for a lead that went another way since.
// The healer leaves each alone until no handler can be at work on it; the system is at rest, so
// that its clock alone is what is put forward.
func reclaim(ctx context.Context, plan Plan) error {
	db, err := mongo.Connect(ctx, plan.URI, "", mongo.LocalKey)
	if err != nil {
		return err
	}
	strays := healing.Strays{Kept: db, Places: db}
	n, err := strays.Run(ctx, plan.Later, func(context.Context) error { return nil })
	fmt.Printf("healer      %d hours given back that dead handlers had taken\n", n)
	return errors.Join(err, db.Close(ctx))
}

// progress says how far it is.
func (w *writers) progress(ctx context.Context) {
	tick := time.NewTicker(10 * time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			fmt.Fprintf(os.Stderr, "soak: %d messages taken, %d of ours left\n", w.delivered.count(), w.world.sends.Load())
		}
	}
}

// What bounds the wait for rest: it goes on for as long as messages of ours leave, since after a
// long run much stands in line; what the database's outages put off comes after a minute at most.
const (
	restLimit  = 30 * time.Minute
	stallLimit = 2 * time.Minute
)

// rest waits until nothing is under way, calling the jobs that find what was left behind as the
// scheduler does; at the end the healer has looked too.
func (w *writers) rest(ctx context.Context, control remote) (time.Duration, bool) {
	began := time.Now()
	moved, left := began, w.world.sends.Load()
	for time.Since(began) < restLimit && time.Since(moved) < stallLimit && ctx.Err() == nil {
		idle := control.get(ctx, "/idle?wait=12s")
		if idle == nil && control.post(ctx, "/jobs/healer", nil) == nil && control.get(ctx, "/idle?wait=12s") == nil {
			return time.Since(began), true
		}
		now := w.world.sends.Load()
		if now != left {
			moved, left = time.Now(), now
		}
		if idle != nil {
			fmt.Fprintf(os.Stderr, "soak: not at rest, %d of ours left: %v\n", now, idle)
		}
		_ = control.post(ctx, "/jobs/relay", nil) // what it could not do shows at the next look
	}
	return time.Since(began), false
}

// complaints prints what the functions said last of events that they could not handle.
func complaints(log string) {
	raw, err := os.ReadFile(log)
	if err != nil {
		return // the system has just been stopped by hand
	}
	lines := strings.Split(string(raw), "\n")
	said := 0
	for i := len(lines) - 1; i >= 0 && said < shown; i-- {
		if strings.Contains(lines[i], `"outcome":"retry"`) {
			fmt.Fprintln(os.Stderr, "soak:", lines[i])
			said++
		}
	}
}

// remote is the control service.
type remote string

func (r remote) post(ctx context.Context, path string, body any) error {
	raw := []byte{}
	if body != nil {
		var err error
		if raw, err = json.Marshal(body); err != nil {
			return err
		}
	}
	return r.call(ctx, http.MethodPost, path, raw)
}

func (r remote) get(ctx context.Context, path string) error {
	return r.call(ctx, http.MethodGet, path, nil)
}

func (r remote) call(ctx context.Context, method, path string, body []byte) error {
	request, err := http.NewRequestWithContext(ctx, method, string(r)+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	said, err := io.ReadAll(answer.Body)
	if err := errors.Join(err, answer.Body.Close()); err != nil {
		return err
	}
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s %s: %s", method, path, bytes.TrimSpace(said))
	}
	return nil
}

// perform runs the checker in a process of its own.
func perform(ctx context.Context, plan Plan) error {
	err := program.Perform(ctx, checker, plan)
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		return errBroken
	}
	return err
}

// hidden is an environment without real services.
func hidden(name string) (string, bool) {
	switch name {
	case "MONGO_URI", "REDIS_URL", "PRIVACY_KEY", "GREEN_API_URL", "GREEN_API_INSTANCE_ID", "GREEN_API_TOKEN", "GREEN_API_WEBHOOK_TOKEN",
		"GEMINI_API_KEY", "GOOGLE_GEMINI_BASE_URL", "GOOGLE_CLOUD_PROJECT", "GOOGLE_CLOUD_LOCATION":
		return "", false
	}
	return os.LookupEnv(name)
}

// binaries are where a run's programs are built.
func binaries(home string) string { return filepath.Join(home, "bin") }
