package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/infra/local/child"
	"github.com/proli/proli/infra/local/servers"
	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/scripts/internal/program"
)

// How often what is killed.
const (
	killFrom  = 100 * time.Millisecond
	killTo    = 500 * time.Millisecond
	databases = time.Minute // the first kill of the database comes after half of it
)

// run starts everything, lets the workers run among kills, and then heals and checks.
func run(ctx context.Context, plan Plan) error {
	server, err := servers.StartMongo(ctx, servers.Options{Log: os.Stderr})
	if err != nil {
		return err
	}
	defer server.Stop()
	plan.URI, plan.Began = servers.WithDatabase(server.URI, "chaos"), time.Now()
	if plan.Dir, err = os.MkdirTemp("", "proli-chaos-"); err != nil {
		return fmt.Errorf("receipts: %w", err)
	}
	defer func() { _ = os.RemoveAll(plan.Dir) }()
	if err := settle(ctx, plan); err != nil {
		return err
	}
	fmt.Printf("chaos       %d workers, %d pros, algorithm %s, seed %d, %s\n", workers, pros, plan.Algorithm, plan.Seed, plan.Length)
	killed, crashes, err := storm(ctx, plan, server)
	if err != nil {
		return err
	}
	fmt.Printf("kills       %d of workers, %d of the database\n", killed, crashes)
	for _, role := range []string{"heal", "check"} {
		if err := perform(ctx, role, plan); err != nil {
			return err
		}
	}
	return nil
}

// settle makes the pros.
func settle(ctx context.Context, plan Plan) error {
	db, err := mongo.Connect(ctx, plan.URI, "", mongo.LocalKey)
	if err != nil {
		return err
	}
	err = errors.Join(mongo.Migrate(ctx, db), hurry(ctx, plan))
	for i := 0; i < pros && err == nil; i++ {
		_, err = db.SavePro(ctx, plan.pro(i), plan.Began)
	}
	return errors.Join(err, db.Close(ctx))
}

// hurry sets the database so that a crash costs little time: transactions of killed workers,
// which keep their calendars locked, end after a second, and a restart has seconds to replay.
// What is durable and what is not stays the same.
func hurry(ctx context.Context, plan Plan) error {
	db, err := mongo.Connect(ctx, plan.URI, "", mongo.LocalKey)
	if err != nil {
		return err
	}
	settings := bson.D{{Key: "setParameter", Value: 1}, {Key: "transactionLifetimeLimitSeconds", Value: 1}, {Key: "syncdelay", Value: 5}}
	return errors.Join(db.Client().Database("admin").RunCommand(ctx, settings).Err(), db.Close(ctx))
}

// storm runs the workers and kills them, and the database, until the time is over. The last
// kill is that of all workers.
func storm(ctx context.Context, plan Plan, server *servers.Mongo) (killed, crashes int, err error) {
	running := make([]*child.Process, workers)
	lives := make([]int, workers)
	begin := func(i int) error {
		his := plan // the plan itself is read by whoever restarts the database
		his.Worker, his.Life = i, lives[i]
		cmd, err := program.Itself("worker", his)
		if err == nil {
			running[i], err = child.Start(cmd)
		}
		return err
	}
	defer func() {
		for _, w := range running {
			if w != nil {
				w.Kill()
			}
		}
	}()
	for i := range running {
		if err := begin(i); err != nil {
			return 0, 0, err
		}
	}
	random := rand.New(rand.NewPCG(plan.Seed, 7))
	over := time.After(plan.Length)
	crash := time.After(min(databases, plan.Length) / 2)
	var restarted chan error
	for {
		select {
		case <-ctx.Done():
			return killed, crashes, ctx.Err()
		case <-over:
			if restarted != nil {
				err = <-restarted
			}
			return killed + workers, crashes, err
		case <-crash:
			crashes++
			server.Kill()
			restarted = make(chan error, 1)
			go func(done chan<- error) {
				err := server.Restart(ctx)
				if err == nil {
					err = hurry(ctx, plan)
				}
				done <- err
			}(restarted)
			crash = time.After(databases)
		case err := <-restarted:
			if restarted = nil; err != nil {
				return killed, crashes, err
			}
		case <-time.After(killFrom + time.Duration(random.Int64N(int64(killTo-killFrom)))):
			i := random.IntN(workers)
			select {
			case <-running[i].Done(): // a worker never ends by itself
				return killed, crashes, fmt.Errorf("worker %d ended: %w", i, running[i].Err())
			default:
			}
			running[i].Kill()
			killed++
			lives[i]++
			if err := begin(i); err != nil {
				return killed, crashes, err
			}
		}
	}
}

// perform runs a role to its end.
func perform(ctx context.Context, role string, plan Plan) error {
	err := program.Perform(ctx, role, plan)
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		return fmt.Errorf("%s: %w", role, errBroken)
	}
	return err
}
