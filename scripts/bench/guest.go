package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"time"

	"golang.org/x/crypto/bcrypt"

	"github.com/proli/proli/admin"
	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/access"
)

// guest is a browser in which an owner has signed in.
type guest struct {
	client *http.Client
	url    string
}

var csrf = regexp.MustCompile(`name="csrf" value="([^"]*)"`)

func visit(ctx context.Context, db *mongo.DB) (*guest, func(), error) {
	ctx, stop := context.WithCancel(ctx)
	handler, err := admin.New(ctx, admin.Config{
		Truth: db, Gateway: linked{}, Now: func() time.Time { return noon }, Log: slog.New(slog.DiscardHandler), Development: true, PasswordCost: bcrypt.MinCost,
	})
	if err != nil {
		stop()
		return nil, nil, err
	}
	server := httptest.NewServer(handler)
	leave := func() { stop(); server.Close() }
	hash, err := bcrypt.GenerateFromPassword([]byte("bench"), bcrypt.MinCost)
	if err == nil {
		err = db.SaveAdmin(ctx, &access.Admin{User: "bench", Role: access.Owner, PasswordHash: string(hash)})
	}
	if err != nil {
		leave()
		return nil, nil, err
	}
	jar, _ := cookiejar.New(nil) // without options it cannot fail
	g := &guest{client: &http.Client{Jar: jar}, url: server.URL}
	if err := g.signIn(ctx); err != nil {
		leave()
		return nil, nil, err
	}
	return g, leave, nil
}

func (g *guest) signIn(ctx context.Context) error {
	page, err := g.ask(ctx, http.MethodGet, "/signin", nil)
	if err != nil {
		return err
	}
	token := csrf.FindSubmatch(page)
	if token == nil {
		return errors.New("the sign-in has no form")
	}
	_, err = g.ask(ctx, http.MethodPost, "/signin", url.Values{"csrf": {string(token[1])}, "user": {"bench"}, "password": {"bench"}})
	return err
}

// get is the size of a page.
func (g *guest) get(ctx context.Context, path string) (int, error) {
	page, err := g.ask(ctx, http.MethodGet, path, nil)
	return len(page), err
}

func (g *guest) ask(ctx context.Context, method, path string, form url.Values) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, method, g.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	response, err := g.client.Do(r)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(response.Body)
	if err := errors.Join(err, response.Body.Close()); err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s %s: %s", method, path, response.Status)
	}
	return body, nil
}
