// Dev runs the whole of Proli on this machine until Ctrl-C: the functions, the
// dashboard, MongoDB, Redis, and stand-ins for Google's services, the WhatsApp
// gateway and the model.
//
//	go run ./scripts/dev -webhook 127.0.0.1:9001
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/signal"
	"syscall"

	"github.com/proli/proli/infra/local"
	"github.com/proli/proli/infra/local/servers"
)

func main() {
	err := run(os.Args[1:], os.Stdout)
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "dev:", err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) error {
	at := local.DefaultAddresses()
	flags := flag.NewFlagSet("dev", flag.ContinueOnError)
	home := flags.String("home", servers.Home(), "folder of downloads and data (PROLI_HOME)")
	for _, f := range []struct {
		name, usage string
		address     *string
	}{
		{"phones", "the phones page and the gateway's API", &at.Phones},
		{"dashboard", "the dashboard", &at.Dashboard},
		{"webhook", "the webhook, where deliveries are posted", &at.Webhook},
		{"control", "the control service: clock, switches, jobs", &at.Control},
		{"mongo", "MongoDB", &at.Mongo},
		{"redis", "Redis", &at.Redis},
		{"cloud", "Pub/Sub, Cloud Tasks, Cloud Scheduler, Secret Manager (gRPC)", &at.Cloud},
		{"storage", "Cloud Storage and the model", &at.Storage},
		{"front", "the front that checks who calls a function", &at.Front},
		{"functions", "the functions' process", &at.Functions},
	} {
		flags.StringVar(f.address, f.name, *f.address, "host:port of "+f.usage)
	}
	if err := flags.Parse(args); err != nil {
		return err
	}
	if err := os.Setenv("PROLI_HOME", *home); err != nil { // for what looks there by itself
		return fmt.Errorf("set PROLI_HOME: %w", err)
	}
	*home = servers.Home()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	ctx, cancel := withGoRun(ctx)
	defer cancel()

	system, err := local.Start(ctx, local.Options{Home: *home, Addresses: at, Log: out})
	if ctx.Err() != nil && err != nil { // stopped before it was ready
		return nil
	}
	if err != nil {
		return err
	}
	defer system.Stop()
	if err := announce(out, system); err != nil {
		return err
	}
	<-ctx.Done()
	stop() // a second Ctrl-C ends us at once, and our children with us
	_, err = fmt.Fprintln(out, "stopping")
	return err
}

// announce prints what others rely on: name and address a line, then ready.
func announce(out io.Writer, s *local.System) error {
	for _, line := range []struct{ name, value string }{
		{"phones", slash(s.PhonesURL)}, {"dashboard", slash(s.DashboardURL)}, {"webhook", slash(s.WebhookURL)},
		{"control", slash(s.ControlURL)}, {"mongo", withoutPassword(s.MongoURI)}, {"redis", withoutPassword(s.RedisURL)}, {"password", s.Password},
	} {
		if line.value == "" {
			continue
		}
		if _, err := fmt.Fprintln(out, line.name, line.value); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintln(out, "ready")
	return err
}

func slash(address string) string {
	if address == "" {
		return ""
	}
	return address + "/"
}

// withoutPassword hides the password of a real database.
func withoutPassword(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "(as the environment says)"
	}
	return u.Redacted()
}
