// Package local is the whole cloud on one machine: it starts MongoDB and Redis,
// the stand-ins for Google's services, for the WhatsApp gateway and for the
// model, the functions behind their front, the dashboard, and the control
// service that moves the clock and brings mishaps about.
package local

import (
	"time"

	"github.com/proli/proli/infra/local/bridge"
	"github.com/proli/proli/infra/local/front"
	"github.com/proli/proli/infra/local/identity"
	"github.com/proli/proli/infra/local/scheduler"
)

// Project and the names in it, as Terraform gives them in the cloud.
const (
	project  = "proli-local"
	location = "local"
	bucket   = "media"
)

// function is one row of the table from which the front, the subscriptions and
// the jobs are made.
type function struct {
	name    string
	entry   string
	topic   string   // that a push subscription of the function's name brings it; may be empty
	callers []string // service accounts; the webhook's callers are everybody
	timeout time.Duration
}

// Service accounts that call functions.
const (
	tasksAccount     = "tasks"
	schedulerAccount = "scheduler"
)

var functions = []function{
	{name: "webhook", entry: "Webhook", timeout: 30 * time.Second},
	{name: "triage", entry: "Triage", topic: "messages", callers: []string{"push-triage"}, timeout: 90 * time.Second},
	{name: "routing", entry: "Routing", topic: "leads", callers: []string{"push-routing"}, timeout: 90 * time.Second},
	{name: "booking", entry: "Booking", topic: "bookings", callers: []string{"push-booking"}, timeout: 90 * time.Second},
	{name: "notify", entry: "Notify", topic: "notices", callers: []string{"push-notify"}, timeout: 90 * time.Second},
	{name: "timer", entry: "Timer", callers: []string{tasksAccount}, timeout: 90 * time.Second},
	{name: "healer", entry: "Healer", callers: []string{schedulerAccount}, timeout: 300 * time.Second},
	{name: "reporter", entry: "Reporter", callers: []string{schedulerAccount}, timeout: 300 * time.Second},
	{name: "reminder", entry: "Reminder", callers: []string{schedulerAccount}, timeout: 300 * time.Second},
}

// jobs are those of the scheduler, by Israel's clock. Those that ring each time
// are not made up for by a later run.
var jobs = []struct {
	name, schedule, function string
	eachTime                 bool
}{
	{"healer", "*/10 * * * *", "healer", false},
	{"relay", "* * * * *", "healer", false},
	{"janitor", "0 */6 * * *", "healer", false},
	{"watchdog", "*/2 * * * *", "healer", false},
	{"reporter", "0 */4 * * *", "reporter", true},
	{"agenda", "0 8 * * *", "reminder", true},
	{"appointment", "*/10 * * * *", "reminder", false},
	{"completion", "*/10 * * * *", "reminder", false},
}

// atEnd are the jobs that ring once after the clock was moved forward.
var atEnd = []string{"relay", "watchdog", "healer", "janitor"}

func functionNames() (names []string) {
	for _, f := range functions {
		names = append(names, f.name)
	}
	return names
}

func jobNames() (names []string) {
	for _, j := range jobs {
		names = append(names, j.name)
	}
	return names
}

func routes() (all []front.Route) {
	for _, f := range functions {
		r := front.Route{Function: f.name, Entry: f.entry, Timeout: f.timeout}
		for _, account := range f.callers {
			r.Callers = append(r.Callers, identity.Email(account))
		}
		all = append(all, r)
	}
	return all
}

func subscriptions(project, frontURL string) (all []bridge.Subscription) {
	for _, f := range functions {
		if f.topic != "" {
			all = append(all, bridge.Subscription{
				Name: "projects/" + project + "/subscriptions/" + f.name, Topic: "projects/" + project + "/topics/" + f.topic,
				Endpoint: frontURL + "/" + f.name, Caller: identity.Email(f.callers[0]),
			})
		}
	}
	return all
}

func schedule(frontURL string) (all []scheduler.Job) {
	for _, j := range jobs {
		all = append(all, scheduler.Job{Name: j.name, Schedule: j.schedule, URL: frontURL + "/" + j.function, EachTime: j.eachTime})
	}
	return all
}
