package redis

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"sync"
	"time"

	"cloud.google.com/go/auth"
	"cloud.google.com/go/auth/credentials"
	"github.com/redis/go-redis/v9"
)

// connectionLife ends a connection before the server would, which ends those of a token by itself.
const connectionLife = time.Hour

// enter sets how connections are made.
func (c Config) enter(o *redis.Options, token func(context.Context) (string, error)) error {
	if c.Authorities != "" {
		if o.TLSConfig == nil {
			return errors.New("open redis: certificates are of use with rediss:// only")
		}
		o.TLSConfig.RootCAs = x509.NewCertPool()
		if !o.TLSConfig.RootCAs.AppendCertsFromPEM([]byte(c.Authorities)) {
			return errors.New("open redis: the authorities are no certificates in PEM")
		}
	}
	if c.Identity {
		if o.TLSConfig == nil {
			return errors.New("open redis: a token goes over rediss:// only")
		}
		o.ConnMaxLifetime = connectionLife
		o.CredentialsProviderContext = func(ctx context.Context) (user, password string, err error) {
			password, err = token(ctx)
			return "", password, err
		}
	}
	return nil
}

// fetchLimit bounds one question for a token.
const fetchLimit = 10 * time.Second

// identity gives tokens of the program's own service account. They are kept until shortly before their end. Who cannot wait for a new one
// goes without; the next finds it.
func identity() func(context.Context) (string, error) {
	open := sync.OnceValues(func() (*auth.Credentials, error) { // reads a file or the environment, asks nobody
		return credentials.DetectDefault(&credentials.DetectOptions{Scopes: []string{"https://www.googleapis.com/auth/cloud-platform"}})
	})
	return patient(func(ctx context.Context) (string, error) {
		c, err := open()
		if err != nil {
			return "", fmt.Errorf("redis identity: %w", err)
		}
		token, err := c.Token(ctx)
		if err != nil {
			return "", fmt.Errorf("redis identity: %w", err)
		}
		return token.Value, nil
	})
}

// patient lets a question run on when its caller has gone, so that its answer is there for the next.
func patient(ask func(context.Context) (string, error)) func(context.Context) (string, error) {
	type answer struct {
		token string
		err   error
	}
	return func(ctx context.Context) (string, error) {
		done := make(chan answer, 1)
		go func() {
			limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), fetchLimit)
			defer cancel()
			token, err := ask(limited)
			done <- answer{token, err}
		}()
		select {
		case a := <-done:
			return a.token, a.err
		case <-ctx.Done():
			return "", ctx.Err()
		}
	}
}
