package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
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
	"github.com/proli/proli/scripts/internal/crowd"
	"github.com/proli/proli/shared/access"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/lead"
)

// pagesMeasured are the pages that operators keep open all day; a lead's page is asked for another
// lead each time.
var pagesMeasured = []struct{ name, path string }{
	{"home", "/"},
	{"table", "/leads"},
	{"one status", "/leads?status=booked"},
	{"a lead", "/leads/%s"},
	{"operations", "/settings/operations"},
	{"audit log", "/settings/audit"},
}

// dashboards: every page over HTTP with a session, as a browser asks for it, with few leads and
// with as many as years bring: what matters is that the second column is like the first.
func dashboards(ctx context.Context, b *bench) error {
	sizes, pros, visits := []int{1_000, 100_000}, 1_000, 300
	if b.short {
		sizes, pros, visits = []int{50, 200}, 20, 5
	}
	b.say("  %-12s %8s %10s %10s %9s", "page", "leads", "p50", "p95", "bytes")
	for _, size := range sizes {
		if err := dashboardOf(ctx, b, size, pros, visits); err != nil {
			return err
		}
	}
	return nil
}

func dashboardOf(ctx context.Context, b *bench, leads, pros, visits int) (err error) {
	db, leave, err := b.open(ctx, fmt.Sprint("bench_dashboard_", leads))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, leave()) }()
	people := crowd.New(3)
	if _, err := populate(ctx, db, people, pros); err != nil {
		return err
	}
	if err := lived(ctx, db, people, leads); err != nil {
		return err
	}
	visitor, leaveIt, err := visit(ctx, db)
	if err != nil {
		return err
	}
	defer leaveIt()
	for _, page := range pagesMeasured {
		size := 0
		ask := func(i int) error {
			path := page.path
			if strings.Contains(path, "%s") {
				path = fmt.Sprintf(path, fmt.Sprint("bench-", (i*7919)%leads))
			}
			n, err := visitor.get(ctx, path)
			size = n
			return err
		}
		if err := warm(ask); err != nil {
			return err
		}
		took, err := times(visits, ask)
		if err != nil {
			return err
		}
		b.say("  %-12s %8d %10s %10s %9d", page.name, leads, millis(part(took, 0.5)), millis(part(took, 0.95)), size)
	}
	return nil
}

// lived puts leads of all statuses and their chats into the database, as a business that has run for years.
func lived(ctx context.Context, db *mongo.DB, people *crowd.Crowd, n int) error {
	random := rand.New(rand.NewPCG(7, 7))
	statuses := []lead.Status{lead.Completed, lead.Completed, lead.Completed, lead.Cancelled, lead.Closed, lead.Closed, lead.Rejected, lead.Booked, lead.New, lead.Contacted, lead.PendingReview}
	const page = 1000
	for from := 0; from < n; from += page {
		var leads, chats []any
		for i := from; i < min(n, from+page); i++ {
			l := people.Lead(i, people.Place(), noon)
			l.ID, l.ChatID = fmt.Sprint("bench-", i), fmt.Sprintf("bench-%d@lid", i)
			l.Status, l.CreatedAt = statuses[random.IntN(len(statuses))], noon.Add(-time.Duration(random.IntN(3*365*24*60))*time.Minute)
			if l.Status == lead.Booked || l.Status == lead.Completed {
				start := noon.Add(time.Duration(random.IntN(60*24)-30*24) * time.Hour)
				l.Appointment = &lead.Appointment{ID: l.ID + "/a", Start: start, End: start.Add(time.Hour)}
			}
			l.Version = 1
			leads = append(leads, l)
			c := conversation.Conversation{ID: l.ChatID, ConsentAt: l.CreatedAt, NeedsHuman: i%500 == 0, UpdatedAt: l.CreatedAt, Version: 1}
			for k := range 12 {
				c.Recent = append(c.Recent, conversation.Said(conversation.ByCustomer, "יש לי נזילה מתחת לכיור במטבח", l.CreatedAt.Add(time.Duration(k)*time.Minute)))
			}
			chats = append(chats, c)
		}
		if _, err := db.Collection(mongo.Leads).InsertMany(ctx, leads); err != nil {
			return err
		}
		if _, err := db.Collection(mongo.Conversations).InsertMany(ctx, chats); err != nil {
			return err
		}
	}
	return nil
}

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
