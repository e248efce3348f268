package config_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/config"
	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/phone"
)

func env(values map[string]string) *config.Env {
	return config.Read(context.Background(), func(name string) (string, bool) { v, ok := values[name]; return v, ok }, nil)
}

func all(e *config.Env) {
	e.Runtime()
	e.PrivacyURL()
	e.Mongo()
	e.Redis()
	e.PubSub()
	e.Tasks()
	e.Scheduler()
	e.Storage()
	e.Gateway()
	e.Webhook()
	e.Models()
	e.Admin()
	e.PrivacyKey()
}

func TestEverythingMissingIsReportedAtOnce(t *testing.T) {
	e := env(nil)
	all(e)
	require.Error(t, e.Err())
	lines := strings.Split(e.Err().Error(), "\n")[1:]
	var names []string
	for _, l := range lines {
		name, rest, _ := strings.Cut(l, " ")
		names = append(names, name)
		require.Contains(t, rest, "missing", l)
	}
	require.ElementsMatch(t, []string{
		"ENVIRONMENT", "PRIVACY_URL", "MONGO_URI", "REDIS_URL", "GOOGLE_CLOUD_PROJECT", "TASKS_QUEUE", "TIMER_URL", "TASKS_INVOKER",
		"SCHEDULER_PARENT", "MEDIA_BUCKET", "GREEN_API_URL", "GREEN_API_INSTANCE_ID", "GREEN_API_TOKEN", "GREEN_API_WEBHOOK_TOKEN",
		"GEMINI_API_KEY", "ADMIN_PHONES", "PRIVACY_KEY",
	}, names)
}

func TestWrongValuesAreNamedNotShown(t *testing.T) {
	for name, value := range map[string]string{
		"ENVIRONMENT": "prod-s3cr3t", "TIMEZONE": "Asia/Secret", "LOG_LEVEL": "s3cr3t", "PRIVACY_URL": "s3cr3t", "MONGO_URI": "postgres://u:s3cr3t@h/d",
		"REDIS_URL": "s3cr3t:6379", "REDIS_AUTH": "s3cr3t", "TASKS_QUEUE": "s3cr3t", "TIMER_URL": "ftp://s3cr3t", "TASKS_INVOKER": "s3cr3t", "SCHEDULER_PARENT": "s3cr3t",
		"GREEN_API_URL": "https://u:s3cr3t@h", "GREEN_API_MEDIA_URL": "http://s3cr3t.example", "GREEN_API_INSTANCE_ID": "s3cr3t",
		"ADMIN_PHONES": "s3cr3t", "AI_MODELS": ",", "PUBSUB_EMULATOR_HOST": "s3cr3t:1", "STORAGE_EMULATOR_HOST": "s3cr3t:1",
		"PROLI_CLOCK": "/s3cr3t", "GEMINI_API_KEY": "sm://s3cr3t", "GREEN_API_TOKEN": "sm://projects/p/secrets/s/versions/1", "PRIVACY_KEY": "s3cr3t",
	} {
		t.Run(name, func(t *testing.T) {
			values := production()
			values[name] = value
			e := env(values)
			all(e)
			require.ErrorContains(t, e.Err(), name+" ")
			require.NotContains(t, e.Err().Error(), "s3cr3t")
		})
	}
}

func production() map[string]string {
	return map[string]string{
		"ENVIRONMENT": "production", "PRIVACY_URL": "https://proli.example/privacy", "MONGO_URI": "mongodb+srv://u:p@h/bookings", "REDIS_URL": "rediss://h:6379/0",
		"GOOGLE_CLOUD_PROJECT": "p", "GOOGLE_CLOUD_LOCATION": "global", "TASKS_QUEUE": "projects/p/locations/l/queues/alarms", "TIMER_URL": "https://timer.example/",
		"TASKS_INVOKER": "tasks@p.iam.gserviceaccount.com", "SCHEDULER_PARENT": "projects/p/locations/l", "MEDIA_BUCKET": "b",
		"GREEN_API_URL": "https://7103.api.greenapi.com/", "GREEN_API_INSTANCE_ID": "7103000001", "GREEN_API_TOKEN": "t", "GREEN_API_WEBHOOK_TOKEN": "w",
		"ADMIN_PHONES": "050-123-4567, 972541234567", "PRIVACY_KEY": "0123456789abcdef0123456789abcdef",
	}
}

func TestProduction(t *testing.T) {
	e := env(production())
	all(e)
	require.NoError(t, e.Err())
	r := e.Runtime()
	require.Equal(t, "Asia/Jerusalem", r.Zone.String())
	require.Equal(t, slog.LevelInfo, r.LogLevel)
	require.Empty(t, r.Clock)
	require.Equal(t, config.Mongo{URI: "mongodb+srv://u:p@h/bookings", Database: "bookings"}, e.Mongo())
	require.Equal(t, "https://timer.example", e.Tasks().URL)
	require.Equal(t, config.Gateway{URL: "https://7103.api.greenapi.com", MediaURL: "https://7103.api.greenapi.com", Instance: 7103000001, Token: "t",
		MediaHosts: []string{"*.storage.yandexcloud.net", "*.digitaloceanspaces.com"}}, e.Gateway())
	require.Equal(t, config.Models{Project: "p", Location: "global",
		Names: []string{"gemini-3.5-flash-lite", "gemini-3.5-flash", "gemini-3.1-flash-lite"}}, e.Models())
	require.Equal(t, []phone.Number{"972501234567", "972541234567"}, e.Admin().Phones)
}

func TestDevelopmentNeedsLittle(t *testing.T) {
	e := env(map[string]string{
		"ENVIRONMENT": "development", "PROLI_CLOCK": "/tmp/clock", "GREEN_API_URL": "http://127.0.0.1:8080", "GOOGLE_GEMINI_BASE_URL": "http://127.0.0.1:8087",
		"PUBSUB_EMULATOR_HOST": "127.0.0.1:8086", "GOOGLE_CLOUD_PROJECT": "proli-local", "MONGO_URI": "mongodb://127.0.0.1:8084,127.0.0.1:8085/desk?directConnection=true",
	})
	require.Equal(t, "/tmp/clock", e.Runtime().Clock)
	require.Equal(t, config.Webhook{Instance: 1100000001, Token: "s3cret"}, e.Webhook())
	require.Equal(t, "dev", e.Gateway().Token)
	require.Equal(t, config.PubSub{Project: "proli-local", Emulator: "127.0.0.1:8086"}, e.PubSub())
	require.Equal(t, "dev", e.Models().Key)
	require.Equal(t, "gemini-2.5-flash-lite", e.Models().Names[0])
	require.Equal(t, "desk", e.Mongo().Database)
	require.Equal(t, []phone.Number{"972000000021"}, e.Admin().Phones)
	require.Equal(t, mongo.LocalKey, e.PrivacyKey())
	require.NoError(t, e.Err())
}

func TestATokenForRedisGoesOverTLSOnly(t *testing.T) {
	values := production()
	values["REDIS_AUTH"], values["REDIS_CA"] = "iam", "-----BEGIN CERTIFICATE-----"
	e := env(values)
	require.Equal(t, config.Redis{URL: "rediss://h:6379/0", Authorities: "-----BEGIN CERTIFICATE-----", Identity: true}, e.Redis())
	require.NoError(t, e.Err())
	values["REDIS_URL"] = "redis://h:6379/0"
	e = env(values)
	e.Redis()
	require.ErrorContains(t, e.Err(), "REDIS_URL must begin with rediss://")
}

func TestKeyWinsOverVertex(t *testing.T) {
	values := production()
	values["GEMINI_API_KEY"] = "k"
	values["AI_MODELS"] = "a, b"
	require.Equal(t, config.Models{Key: "k", Names: []string{"a", "b"}}, env(values).Models())
}

func TestSecretsAreReadWhereAValuePointsToThem(t *testing.T) {
	values := production()
	values["GREEN_API_TOKEN"] = "sm://projects/p/secrets/green/versions/3"
	values["MONGO_URI"] = "sm://projects/p/secrets/mongo/versions/1"
	e := config.Read(context.Background(), func(n string) (string, bool) { v, ok := values[n]; return v, ok },
		func(_ context.Context, emulator, name string) (string, error) {
			if emulator != "" || name != "projects/p/secrets/green/versions/3" {
				return "", errors.New("permission denied")
			}
			return "from the vault\n", nil
		})
	require.Equal(t, "from the vault", e.Gateway().Token)
	require.NoError(t, e.Err())
	e.Mongo()
	require.ErrorContains(t, e.Err(), "MONGO_URI could not be read from Secret Manager (projects/p/secrets/mongo/versions/1)")
}

func TestCheckReadsNoSecrets(t *testing.T) {
	values := map[string]string{"ENVIRONMENT": "production", "MONGO_URI": "sm://projects/p/secrets/mongo/versions/1", "MONGO_DATABASE": "proli"}
	lookup := func(name string) (string, bool) { v, ok := values[name]; return v, ok }
	env := config.Check(lookup)
	env.Mongo()
	require.ErrorIs(t, env.Err(), config.ErrChecked)

	delete(values, "MONGO_URI")
	env = config.Check(lookup)
	env.Mongo()
	require.NotErrorIs(t, env.Err(), config.ErrChecked)
	require.ErrorContains(t, env.Err(), "MONGO_URI")
}
