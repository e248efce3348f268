// Cost computes what a month costs at so many leads a day, from the price list beside it:
//
//	go run ./scripts/cost          the table of the README
//	go run ./scripts/cost -parts   and what each part of it costs
//
// What a lead causes is written down in lead, below; what stands idle follows from terraform/.
package main

import (
	"bufio"
	_ "embed"
	"flag"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
)

//go:embed prices.tsv
var list string

// days of a month, and its hours and seconds.
const (
	days    = 30.4
	hours   = days * 24
	seconds = hours * 3600
)

// lead is what one request causes, from its first word to its review. A customer writes some
// twelve messages, each answered; each of ours comes back as three states.
var lead = struct {
	deliveries, pushes, alarms, tokensIn, tokensOut float64
	// busy is for how long an instance is at work, in seconds, several requests sharing it.
	busy              float64
	kbEvent, kbLogs   float64
	mbMedia, kbStored float64
}{
	deliveries: 60, pushes: 110, alarms: 14, tokensIn: 12 * 3000, tokensOut: 12 * 220,
	busy: 26, kbEvent: 2, kbLogs: 150, mbMedia: 0.7, kbStored: 60,
}

// jobs ring so often a day: relay, watchdog, three every ten minutes, janitor, reporter, agenda.
const jobs = 1440 + 720 + 3*144 + 4 + 6 + 1

// jobSeconds is what an average run takes.
const jobSeconds = 0.4

// The uptime check asks from six places each minute; an answer takes lookSeconds, the least that is charged.
const (
	looks       = 6 * 1440
	lookSeconds = 0.1
)

// Terraform's alerts: as many conditions, each asked once a minute, and what all of them look at.
const (
	conditions = 16
	looksAt    = 60 // points a minute: services and subscriptions, for each part of a question
)

// part is one line of the bill.
type part struct {
	name    string
	dollars float64
}

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "cost:", err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("cost", flag.ContinueOnError)
	parts := flags.Bool("parts", false, "each part of the bill")
	if err := flags.Parse(args); err != nil {
		return err
	}
	prices, err := read(list)
	if err != nil {
		return err
	}
	var table strings.Builder
	table.WriteString("| leads a day | dollars a month | a lead | most of it |\n|---|---|---|---|\n")
	for _, leads := range []float64{0, 100, 1000, 10000} {
		bill := month(prices, leads)
		name, each := "idle", "–"
		if leads > 0 {
			name, each = thousands(leads), fmt.Sprintf("%.3f", total(bill)/leads/days)
		}
		fmt.Fprintf(&table, "| %s | %s | %s | %s |\n", name, thousands(total(bill)), each, most(bill))
	}
	if *parts {
		for _, leads := range []float64{0, 100, 1000, 10000} {
			fmt.Fprintf(&table, "\n%s leads a day\n", thousands(leads))
			for _, p := range month(prices, leads) {
				fmt.Fprintf(&table, "  %-10s %9.2f\n", p.name, p.dollars)
			}
		}
	}
	_, err = io.WriteString(out, table.String())
	return err
}

// month is the bill for so many leads a day, in production.
func month(price map[string]float64, leads float64) []part {
	n := leads * days
	runs := jobs * days
	busy := n*lead.busy + runs*jobSeconds + looks*days*lookSeconds
	requests := n*(lead.deliveries+lead.pushes+lead.alarms) + runs + looks*days
	const gib = 0.4 // of an instance, on average
	compute := over(busy, price["run_free_vcpu_seconds"])*price["run_vcpu_second"] + over(busy*gib, price["run_free_gib_seconds"])*price["run_gib_second"] +
		over(requests, price["run_free_requests"])/1e6*price["run_million_requests"]
	warm := max(2*seconds-n*lead.busy, 0) // triage and notify
	compute += warm*price["run_idle_vcpu_second"] + warm*gib*price["run_idle_gib_second"]

	published := n * (lead.deliveries + lead.pushes) * lead.kbEvent / (1 << 20)
	stored := n * lead.kbStored / (1 << 20) * 24 // two years of it
	database := price["atlas_m10_hour"]
	if leads > 3000 {
		database = price["atlas_m30_hour"]
	}
	return []part{
		{"database", hours*database + stored*price["atlas_backup_gib"]},
		{"models", n * (lead.tokensIn/1e6*price["model_million_in"] + lead.tokensOut/1e6*price["model_million_out"])},
		{"compute", compute},
		{"cache", hours * price["valkey_nano_hour"]},
		{"gateway", price["gateway_month"]},
		{"network", 2 * hours * price["psc_hour"]}, // the database's endpoint and the cache's
		{"events", over(2*published, price["pubsub_free_gib"]) / 1024 * price["pubsub_tib"]},
		{"alarms", over(2*n*lead.alarms, price["tasks_free"])/1e6*price["tasks_million"] + (8-price["scheduler_free"])*price["scheduler_job"]},
		{"logs", over((n*lead.kbLogs+runs+looks*days)/(1<<20), price["logs_free_gib"]) * price["logs_gib"]},
		{"watching", conditions*price["alert_condition"] + looksAt*hours*60/1e6*price["alert_million_points"]},
		{"storage", n * lead.mbMedia / 1024 * 3 * price["storage_gib"]}, // media stay three months
		{"secrets", 6 * price["secret_version"]},
	}
}

// over is what a free share leaves to pay for.
func over(used, free float64) float64 { return max(used-free, 0) }

func total(bill []part) (sum float64) {
	for _, p := range bill {
		sum += p.dollars
	}
	return sum
}

// most names the parts that make up more than a tenth each.
func most(bill []part) string {
	var names []string
	for _, p := range bill {
		if share := p.dollars / total(bill); share > 0.1 {
			names = append(names, fmt.Sprintf("%s %.0f %%", p.name, 100*share))
		}
	}
	return strings.Join(names, ", ")
}

func thousands(x float64) string {
	text := strconv.FormatFloat(x, 'f', 0, 64)
	if len(text) > 3 {
		return text[:len(text)-3] + "," + text[len(text)-3:]
	}
	return text
}

func read(list string) (map[string]float64, error) {
	prices := map[string]float64{}
	for lines := bufio.NewScanner(strings.NewReader(list)); lines.Scan(); {
		if strings.HasPrefix(lines.Text(), "#") {
			continue
		}
		fields := strings.Split(lines.Text(), "\t")
		if len(fields) != 5 {
			return nil, fmt.Errorf("prices.tsv: %q has %d columns: write name, dollars, unit, source and date", lines.Text(), len(fields))
		}
		dollars, err := strconv.ParseFloat(fields[1], 64)
		if err != nil {
			return nil, fmt.Errorf("prices.tsv: %s: %w", fields[0], err)
		}
		prices[fields[0]] = dollars
	}
	return prices, nil
}
