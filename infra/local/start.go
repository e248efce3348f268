package local

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"

	"github.com/redis/go-redis/v9"

	"github.com/proli/proli/infra/clock"
	"github.com/proli/proli/infra/local/identity"
	"github.com/proli/proli/infra/local/proxy"
	"github.com/proli/proli/infra/local/servers"
	"github.com/proli/proli/infra/mongo"
)

// Start starts the whole system and returns when it is ready; Stop ends it. On
// an error nothing is left running.
func Start(ctx context.Context, o Options) (_ *System, err error) {
	if err := o.complete(); err != nil {
		return nil, err
	}
	s := &System{options: o, real: o.substitutes(), identity: identity.New()}
	defer func() {
		if err != nil {
			s.Stop()
		}
	}()
	dir, err := filepath.Abs(filepath.Join(o.Home, "data"))
	if err != nil {
		return nil, fmt.Errorf("start: %w", err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("start: %w", err)
	}
	s.clockFile = filepath.Join(dir, "clock")
	s.now = clock.New(s.clockFile)

	doors, err := s.open()
	if err != nil {
		return nil, err
	}
	if err := together(
		func() error { return s.startMongo(ctx, dir) },
		func() error { return s.startRedis(ctx, dir) },
		func() error { return s.build(ctx) },
	); err != nil {
		return nil, err
	}
	if err := s.connect(ctx); err != nil {
		return nil, err
	}
	if err := s.startStandIns(ctx, dir, doors); err != nil {
		return nil, err
	}
	if err := s.startPrograms(ctx, dir, doors); err != nil {
		return nil, err
	}
	s.serve(doors.control, s.control())
	return s, s.writeEnvironment()
}

// doors are the listeners taken at the very start, so that a taken address is
// known before anything else is done.
type doors struct {
	phones, webhook, control, storage, front net.Listener
}

func (s *System) open() (*doors, error) {
	d := &doors{}
	at := s.options.Addresses
	for _, door := range []struct {
		name, address string
		listener      *net.Listener
		url           *string
	}{
		{"phones", at.Phones, &d.phones, &s.PhonesURL},
		{"webhook", at.Webhook, &d.webhook, &s.WebhookURL},
		{"control", at.Control, &d.control, &s.ControlURL},
		{"storage", at.Storage, &d.storage, &s.storageURL},
		{"front", at.Front, &d.front, &s.frontURL},
	} {
		if door.listener == &d.phones && s.real.gateway != "" {
			continue
		}
		l, err := listen(door.name, door.address)
		if err != nil {
			return nil, err
		}
		s.atStop(func() { _ = l.Close() }) // closed already by its server
		*door.listener, *door.url = l, "http://"+l.Addr().String()
	}
	s.gatewayURL = s.PhonesURL
	if s.real.gateway != "" {
		s.gatewayURL = s.real.gateway
	}
	return d, nil
}

func (s *System) startMongo(ctx context.Context, dir string) error {
	if s.real.mongo != "" {
		s.MongoURI = s.real.mongo
		return nil
	}
	_, port, err := reserve("mongo", s.options.Addresses.Mongo)
	if err != nil {
		return err
	}
	s.mongo, err = servers.StartMongo(ctx, servers.Options{Dir: filepath.Join(dir, "mongo"), Port: port, Log: s.options.Log})
	if err != nil {
		return err
	}
	s.atStop(s.mongo.Stop)
	s.MongoURI = servers.WithDatabase(s.mongo.URI, mongo.DefaultName)
	return nil
}

// startRedis starts Redis behind a proxy that can take it down. One that is
// reached with TLS cannot be proxied: its certificate names another host.
func (s *System) startRedis(ctx context.Context, dir string) error {
	target := s.real.redis
	if target == "" {
		var err error
		if s.redis, err = servers.StartRedis(ctx, servers.Options{Dir: filepath.Join(dir, "redis"), Log: s.options.Log}); err != nil {
			return err
		}
		s.atStop(s.redis.Stop)
		target = s.redis.URL
	}
	o, err := redis.ParseURL(target)
	if err != nil {
		return fmt.Errorf("REDIS_URL is no address of Redis: %w", err)
	}
	s.data.redis = redis.NewClient(o)
	s.atStop(func() { _ = s.data.redis.Close() })
	if o.TLSConfig != nil {
		s.RedisURL = target
		return nil
	}
	l, err := listen("redis", s.options.Addresses.Redis)
	if err != nil {
		return err
	}
	s.proxy = proxy.Start(l, o.Addr)
	s.atStop(func() { _ = s.proxy.Stop() })
	u, err := url.Parse(target)
	if err != nil {
		return fmt.Errorf("REDIS_URL: %w", err)
	}
	u.Host = l.Addr().String()
	s.RedisURL = u.String()
	return nil
}

func (s *System) connect(ctx context.Context) error {
	db, err := mongo.Connect(ctx, s.MongoURI, s.options.env("MONGO_DATABASE", ""), "")
	if err != nil {
		return err
	}
	s.atStop(func() {
		ctx, cancel := context.WithTimeout(context.Background(), stopGrace)
		defer cancel()
		_ = db.Close(ctx)
	})
	s.data.db, s.data.now = db, s.now
	return s.data.prepare(ctx)
}

// serveWebhook opens the one function that anybody may call.
func (s *System) serveWebhook(l net.Listener) {
	s.serve(l, s.front.Open("webhook", "POST /{$}", "GET /privacy"))
}

// mixed serves storage and the model at one address; their paths differ.
func (s *System) mixed() http.Handler {
	mux := http.NewServeMux()
	model := s.options.Between("model", s.model)
	mux.Handle("/v1beta/", model)
	mux.Handle("/v1beta1/", model)
	mux.Handle("/", s.storage)
	return mux
}
