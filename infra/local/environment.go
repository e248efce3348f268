package local

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/proli/proli/infra/config"
	"github.com/proli/proli/infra/local/identity"
)

// Defaults of development; infra/config has the same.
const (
	defaultInstance     = "1100000001"
	defaultToken        = "dev"
	defaultWebhookToken = "s3cret"
	realGateway         = "https://api.green-api.com"
)

// substitutes are the real services that the environment names; what is empty
// has its stand-in.
type substitutes struct {
	mongo, redis string
	gateway      string // GREEN_API_URL
	model        bool   // Gemini or Vertex, or what answers at GOOGLE_GEMINI_BASE_URL
	project      string // of Vertex
}

func (o Options) substitutes() substitutes {
	s := substitutes{mongo: o.MongoURI, redis: o.RedisURL, gateway: o.env("GREEN_API_URL", ""), project: project}
	if s.mongo == "" {
		s.mongo = o.env("MONGO_URI", "")
	}
	if s.redis == "" {
		s.redis = o.env("REDIS_URL", "")
	}
	// An instance with its token is an account at the provider.
	if s.gateway == "" && o.env("GREEN_API_INSTANCE_ID", "") != "" && o.env("GREEN_API_TOKEN", "") != "" {
		s.gateway = realGateway
	}
	vertex := o.env("GOOGLE_CLOUD_PROJECT", "") != "" && o.env("GOOGLE_CLOUD_LOCATION", "") != ""
	s.model = vertex || o.env("GEMINI_API_KEY", "") != "" || o.env("GOOGLE_GEMINI_BASE_URL", "") != ""
	if vertex {
		s.project = o.env("GOOGLE_CLOUD_PROJECT", "")
	}
	return s
}

func (s *System) queueName() string {
	return "projects/" + s.real.project + "/locations/" + location + "/queues/alarms"
}

// EnvironmentFile is where a running system keeps what its functions are started
// with, NAME=value a line, so that one of them can be run by itself.
func EnvironmentFile(home string) string { return filepath.Join(home, "data", "environment") }

// writeEnvironment keeps the names of our parts, and nothing that was ours before.
func (s *System) writeEnvironment() error {
	var ours []string
	before := os.Environ()
	for _, assignment := range s.environment(0, map[string]string{"PORT": ""}) {
		if !slices.Contains(before, assignment) {
			ours = append(ours, assignment)
		}
	}
	path := EnvironmentFile(s.options.Home)
	if err := os.WriteFile(path, []byte(strings.Join(ours, "\n")+"\n"), 0o600); err != nil {
		return fmt.Errorf("keep the environment: %w", err)
	}
	s.atStop(func() { _ = os.Remove(path) })
	return nil
}

// environment is what the functions and the dashboard are started with: ours,
// with the names of the parts that we run in their place.
func (s *System) environment(port int, more map[string]string) []string {
	set := map[string]string{
		"ENVIRONMENT":             "development",
		"PORT":                    strconv.Itoa(port),
		"PROLI_CLOCK":             s.clockFile,
		"PROLI_STEP":              s.stepFile(),
		"GOOGLE_CLOUD_PROJECT":    s.real.project,
		"MONGO_URI":               s.MongoURI,
		"REDIS_URL":               s.RedisURL,
		"PUBSUB_EMULATOR_HOST":    s.cloud.Address,
		"TASKS_EMULATOR_HOST":     s.cloud.Address,
		"SCHEDULER_EMULATOR_HOST": s.cloud.Address,
		"SECRETS_EMULATOR_HOST":   s.cloud.Address,
		"STORAGE_EMULATOR_HOST":   strings.TrimPrefix(s.storageURL, "http://"),
		"MEDIA_BUCKET":            bucket,
		"TASKS_QUEUE":             s.queueName(),
		"TIMER_URL":               s.frontURL + "/timer",
		"TASKS_INVOKER":           identity.Email(tasksAccount),
		"SCHEDULER_PARENT":        "projects/" + s.real.project + "/locations/" + location,
		"PRIVACY_URL":             s.WebhookURL + "/privacy",
		"GREEN_API_URL":           s.gatewayURL,
		"FUNCTION_TARGET":         "",
	}
	if !s.real.model {
		set["GOOGLE_GEMINI_BASE_URL"] = s.storageURL
	}
	for name, value := range more {
		set[name] = value
	}
	var all []string
	for _, assignment := range os.Environ() {
		name, _, _ := strings.Cut(assignment, "=")
		if _, shown := s.options.Lookup(name); shown && !has(set, name) {
			all = append(all, assignment)
		}
	}
	for name, value := range set {
		if value != "" {
			all = append(all, name+"="+value)
		}
	}
	slices.Sort(all)
	return all
}

// checkEnvironment names everything that is wrong with what the functions and the dashboard
// would be started with.
func (s *System) checkEnvironment() error {
	set := map[string]string{}
	for _, assignment := range s.environment(0, nil) {
		name, value, _ := strings.Cut(assignment, "=")
		set[name] = value
	}
	env := config.Check(func(name string) (string, bool) { value, ok := set[name]; return value, ok })
	env.Runtime()
	env.Webhook()
	env.Gateway()
	env.Models()
	env.Mongo()
	env.Redis()
	env.PubSub()
	env.Tasks()
	env.Scheduler()
	env.Storage()
	env.Admin()
	env.PrivacyURL()
	env.PrivacyKey()
	if err := env.Err(); !errors.Is(err, config.ErrChecked) {
		return err
	}
	return nil
}

func has(m map[string]string, name string) bool {
	_, ok := m[name]
	return ok
}
