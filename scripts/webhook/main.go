// Webhook tells the WhatsApp gateway where to deliver and what:
//
//	go run ./scripts/webhook -url https://webhook-123.me-west1.run.app/       shows what differs, then writes that
//	go run ./scripts/webhook -url https://webhook-123.me-west1.run.app/ -dry  shows only
//
// It reads the instance's settings first and writes a difference only, because writing restarts
// the instance, which is deaf for up to five minutes. It reads GREEN_API_URL, _INSTANCE_ID, _TOKEN
// and _WEBHOOK_TOKEN; a value may be sm://projects/p/secrets/s/versions/v. Tokens are not shown.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"net/url"
	"os"
	"slices"
	"time"

	"github.com/proli/proli/infra/config"
	"github.com/proli/proli/infra/secrets"
	"github.com/proli/proli/infra/whatsapp/greenapi"
)

func main() {
	err := run(context.Background(), os.Args[1:], os.LookupEnv, os.Stdout)
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "webhook:", err)
		os.Exit(1)
	}
}

// wanted are the settings that Proli relies on, beside address and token. The gateway's own
// pause between sends is its least: our sender keeps the pace.
var wanted = map[string]any{
	"incomingWebhook":                   "yes",
	"outgoingWebhook":                   "yes", // delivery and read ticks
	"outgoingMessageWebhook":            "yes", // what is typed on the telephone itself
	"outgoingAPIMessageWebhook":         "yes",
	"stateWebhook":                      "yes",
	"pollMessageWebhook":                "yes",
	"editedMessageWebhook":              "yes",
	"deletedMessageWebhook":             "yes",
	"incomingCallWebhook":               "yes",
	"markIncomingMessagesReaded":        "no",
	"markIncomingMessagesReadedOnReply": "yes",
	"keepOnlineStatus":                  "no",
	"delaySendMessagesMilliseconds":     500,
}

const limit = time.Minute

func run(ctx context.Context, args []string, lookup func(string) (string, bool), out io.Writer) error {
	flags := flag.NewFlagSet("webhook", flag.ContinueOnError)
	address := flags.String("url", "", "address of the webhook, as terraform output webhook_url prints it")
	dry := flags.Bool("dry", false, "only show what differs")
	if err := flags.Parse(args); err != nil {
		return err
	}
	u, err := url.Parse(*address)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return errors.New("-url is no address: write it as `terraform -chdir=terraform output -raw webhook_url` prints it")
	}
	env := config.Read(ctx, lookup, secrets.Read)
	if development, _ := lookup("ENVIRONMENT"); u.Scheme == "http" && development != config.Development {
		return errors.New("-url must begin with https://: deliveries carry what customers write")
	}
	account, door := env.Gateway(), env.Webhook()
	if err := env.Err(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	client := greenapi.New(account.URL, account.Instance, account.Token)
	now, err := client.Settings(ctx)
	if err != nil {
		return fmt.Errorf("read the settings: %w", err)
	}
	want := maps.Clone(wanted)
	want["webhookUrl"], want["webhookUrlToken"] = *address, door.Token
	change := map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if fmt.Sprint(now[name]) == fmt.Sprint(want[name]) {
			continue
		}
		change[name] = want[name]
		line := fmt.Sprintf("%s: %v → %v", name, now[name], want[name])
		if name == "webhookUrlToken" {
			line = name + ": another"
		}
		if _, err := fmt.Fprintln(out, line); err != nil {
			return err
		}
	}
	switch {
	case len(change) == 0:
		_, err = fmt.Fprintln(out, "the gateway has all of it already; nothing was written")
	case *dry:
		_, err = fmt.Fprintln(out, "nothing was written")
	default:
		if err := client.SetSettings(ctx, change); err != nil {
			return fmt.Errorf("write the settings: %w", err)
		}
		_, err = fmt.Fprintln(out, "written; the instance restarts, which takes up to five minutes")
	}
	return err
}
