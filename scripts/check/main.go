// Check tells in plain words whether MongoDB, Redis, the WhatsApp gateway and each model can be
// reached, and what to do when one cannot:
//
//	go run ./scripts/check
//
// It reads the same environment as the functions; what is not set is taken from a running make dev.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/proli/proli/infra/config"
	"github.com/proli/proli/infra/gemini"
	"github.com/proli/proli/infra/local"
	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/infra/redis"
	"github.com/proli/proli/infra/secrets"
	"github.com/proli/proli/infra/whatsapp/greenapi"
	"github.com/proli/proli/shared/triage"
)

func main() {
	if !run(context.Background(), environment(), os.Stdout) {
		os.Exit(1)
	}
}

// environment is ours, and behind it that of a running make dev.
func environment() func(string) (string, bool) {
	home := os.Getenv("PROLI_HOME")
	if home == "" {
		home = ".proli"
	}
	running := map[string]string{}
	if file, err := os.ReadFile(filepath.Clean(local.EnvironmentFile(home))); err == nil {
		for _, line := range strings.Split(string(file), "\n") {
			if name, value, ok := strings.Cut(line, "="); ok {
				running[name] = value
			}
		}
	}
	return func(name string) (string, bool) {
		if value, ok := os.LookupEnv(name); ok {
			return value, true
		}
		value, ok := running[name]
		return value, ok
	}
}

// limit bounds each look; a model may think for a while.
const limit = 25 * time.Second

// run looks at each and reports whether all can be reached.
func run(ctx context.Context, lookup func(string) (string, bool), out io.Writer) bool {
	well := true
	for _, thing := range []struct {
		name string
		look func(context.Context, *config.Env) (string, error)
	}{
		{"MongoDB", lookAtMongo},
		{"Redis", lookAtRedis},
		{"WhatsApp gateway", lookAtGateway},
	} {
		well = report(ctx, out, thing.name, func(ctx context.Context) (string, error) {
			return thing.look(ctx, config.Read(ctx, lookup, secrets.Read))
		}) && well
	}
	env := config.Read(ctx, lookup, secrets.Read)
	models := env.Models()
	if err := env.Err(); err != nil {
		return report(ctx, out, "models", func(context.Context) (string, error) { return "", err }) && well
	}
	for _, name := range models.Names {
		well = report(ctx, out, "model "+name, func(ctx context.Context) (string, error) {
			return lookAtModel(ctx, models, name)
		}) && well
	}
	return well
}

// report looks once and writes what was found.
func report(ctx context.Context, out io.Writer, name string, look func(context.Context) (string, error)) bool {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	began := time.Now()
	found, err := look(ctx)
	took := time.Since(began).Round(time.Millisecond)
	if err != nil {
		_, _ = fmt.Fprintf(out, "%-18s cannot be used (%s): %v\n", name, took, err)
		return false
	}
	_, _ = fmt.Fprintf(out, "%-18s %s (%s)\n", name, found, took)
	return true
}

func lookAtMongo(ctx context.Context, env *config.Env) (string, error) {
	c := env.Mongo()
	if err := env.Err(); err != nil {
		return "", err
	}
	db, err := mongo.Connect(ctx, c.URI, c.Database, "")
	if err != nil {
		return "", err
	}
	defer func() { _ = db.Close(ctx) }()
	if err := db.Ping(ctx); err != nil {
		return "", fmt.Errorf("%w\n  is make dev running, or MONGO_URI right and this machine allowed there?", err)
	}
	var hello struct {
		Set string `json:"setName"`
	}
	if err := db.Database().RunCommand(ctx, map[string]int{"hello": 1}).Decode(&hello); err != nil {
		return "", err
	}
	if hello.Set == "" {
		return "", errors.New("answers, but is no replica set: transactions need one (mongod --replSet rs0, then rs.initiate())")
	}
	return "answers, and can do transactions", nil
}

func lookAtRedis(ctx context.Context, env *config.Env) (string, error) {
	c := env.Redis()
	if err := env.Err(); err != nil {
		return "", err
	}
	cache, err := redis.New(redis.Config(c))
	if err != nil {
		return "", err
	}
	defer func() { _ = cache.Close() }()
	if err := cache.Ping(ctx); err != nil {
		return "", fmt.Errorf("%w\n  everything works without it, only slower", err)
	}
	return "answers", nil
}

func lookAtGateway(ctx context.Context, env *config.Env) (string, error) {
	c := env.Gateway()
	if err := env.Err(); err != nil {
		return "", err
	}
	state, err := greenapi.New(c.URL, c.Instance, c.Token).State(ctx)
	if err != nil {
		return "", err
	}
	if state != "authorized" {
		return "", fmt.Errorf("answers, but the number is %q: nothing goes out until it is linked again", state)
	}
	return "answers, and the number is linked", nil
}

func lookAtModel(ctx context.Context, c config.Models, name string) (string, error) {
	client, err := gemini.New(ctx, gemini.Config{Names: []string{name}, Key: c.Key, Project: c.Project, Location: c.Location, BaseURL: c.BaseURL})
	if err != nil {
		return "", err
	}
	answer, err := client.AskModel(ctx, name, triage.Question{
		System: "voice: dispatcher\nAnswer in English with one short sentence.", Parts: []triage.Part{{Text: "Hello, are you there?"}},
	})
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("answers in the schema (%d tokens in, %d out)", answer.Calls[0].TokensIn, answer.Calls[0].TokensOut), nil
}
