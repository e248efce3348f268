package config

import (
	"regexp"
	"strings"
)

// Mongo is where the truth lies.
type Mongo struct{ URI, Database string }

// Mongo reads MONGO_URI and MONGO_DATABASE; the database may stand in the URI instead.
func (e *Env) Mongo() Mongo {
	m := Mongo{URI: e.need("MONGO_URI", "set mongodb://… or mongodb+srv://…; `make dev` prints that of the local one")}
	if m.URI == "" {
		return m
	}
	scheme, rest, found := strings.Cut(m.URI, "://")
	if !found || scheme != "mongodb" && scheme != "mongodb+srv" {
		e.problem("MONGO_URI", "is no address of MongoDB: it begins with mongodb:// or mongodb+srv://")
	}
	_, name, _ := strings.Cut(rest, "/") // no url.Parse: a list of hosts is no URL
	if name, _, _ = strings.Cut(name, "?"); name == "" {
		name = "proli"
	}
	m.Database = e.get("MONGO_DATABASE", name)
	return m
}

// Redis is where the speed lies.
type Redis struct {
	URL         string
	Authorities string // certificates in PEM of who vouches for it; empty: the machine's
	Identity    bool   // signs in as the program's own service account
}

// Redis reads REDIS_URL, REDIS_CA and REDIS_AUTH.
func (e *Env) Redis() Redis {
	r := Redis{URL: e.need("REDIS_URL", "set redis://host:port/0 (rediss:// with TLS)"), Authorities: e.get("REDIS_CA", "")}
	switch e.get("REDIS_AUTH", "") {
	case "":
	case "iam":
		r.Identity = true
	default:
		e.problem("REDIS_AUTH", "is unknown: set iam to sign in as the service account, or unset it and put the password in REDIS_URL")
	}
	if (r.Identity || r.Authorities != "") && r.URL != "" && !strings.HasPrefix(r.URL, "rediss://") {
		e.problem("REDIS_URL", "must begin with rediss:// where REDIS_AUTH or REDIS_CA is set: a token goes over TLS only")
	}
	if r.URL != "" && !strings.HasPrefix(r.URL, "redis://") && !strings.HasPrefix(r.URL, "rediss://") {
		e.problem("REDIS_URL", "is no address of Redis: it begins with redis:// or rediss://")
	}
	return r
}

// PubSub is where events go; Emulator is host:port of a stand-in.
type PubSub struct{ Project, Emulator string }

// PubSub reads GOOGLE_CLOUD_PROJECT and PUBSUB_EMULATOR_HOST.
func (e *Env) PubSub() PubSub {
	return PubSub{Project: e.project(), Emulator: e.emulator("PUBSUB_EMULATOR_HOST")}
}

// Tasks is where alarms are set.
type Tasks struct {
	Queue    string // projects/p/locations/l/queues/q
	URL      string // what a task calls, also the audience of its token
	Invoker  string // the service account it calls as
	Emulator string
}

var queueName = regexp.MustCompile(`^projects/[^/]+/locations/[^/]+/queues/[^/]+$`)

// Tasks reads TASKS_QUEUE, TIMER_URL, TASKS_INVOKER and TASKS_EMULATOR_HOST.
func (e *Env) Tasks() Tasks {
	t := Tasks{
		Queue:    e.need("TASKS_QUEUE", "set projects/PROJECT/locations/REGION/queues/alarms"),
		URL:      e.address("TIMER_URL", e.need("TIMER_URL", "set the address of the timer function")),
		Invoker:  e.need("TASKS_INVOKER", "set the e-mail of the service account that calls the timer function"),
		Emulator: e.emulator("TASKS_EMULATOR_HOST"),
	}
	if t.Queue != "" && !queueName.MatchString(t.Queue) {
		e.problem("TASKS_QUEUE", "is no queue: write projects/PROJECT/locations/REGION/queues/QUEUE")
	}
	if t.Invoker != "" && !strings.Contains(t.Invoker, "@") {
		e.problem("TASKS_INVOKER", "is no e-mail of a service account")
	}
	return t
}

// Scheduler is where the jobs' hours stand.
type Scheduler struct {
	Parent   string // projects/p/locations/l
	Emulator string
}

var locationName = regexp.MustCompile(`^projects/[^/]+/locations/[^/]+$`)

// Scheduler reads SCHEDULER_PARENT and SCHEDULER_EMULATOR_HOST.
func (e *Env) Scheduler() Scheduler {
	s := Scheduler{
		Parent:   e.need("SCHEDULER_PARENT", "set projects/PROJECT/locations/REGION, where the jobs stand"),
		Emulator: e.emulator("SCHEDULER_EMULATOR_HOST"),
	}
	if s.Parent != "" && !locationName.MatchString(s.Parent) {
		e.problem("SCHEDULER_PARENT", "is no location: write projects/PROJECT/locations/REGION")
	}
	return s
}

// Storage is where media lie.
type Storage struct{ Bucket, Emulator string }

// Storage reads MEDIA_BUCKET and STORAGE_EMULATOR_HOST.
func (e *Env) Storage() Storage {
	return Storage{
		Bucket:   e.need("MEDIA_BUCKET", "set the name of the bucket for media and photos"),
		Emulator: e.emulator("STORAGE_EMULATOR_HOST"),
	}
}

// Backups is the bucket of the copies that ops backup makes; Emulator as in Storage.
func (e *Env) Backups() Storage {
	return Storage{
		Bucket:   e.need("BACKUP_BUCKET", "set the name of the bucket for copies of the database"),
		Emulator: e.emulator("STORAGE_EMULATOR_HOST"),
	}
}

func (e *Env) project() string {
	return e.need("GOOGLE_CLOUD_PROJECT", "set the id of the Google Cloud project")
}
