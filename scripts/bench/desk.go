package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/crypto/bcrypt"

	"github.com/proli/proli/admin"
	"github.com/proli/proli/infra/local/servers"
	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/scripts/internal/crowd"
	"github.com/proli/proli/shared/access"
	"github.com/proli/proli/shared/alarm"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/notice"
)

// desk is what an operator's pages cost with few leads and with many.
func desk(ctx context.Context, b *bench) error {
	few, many, pros, looks := 1_000, 100_000, 1_000, 200
	if b.short {
		few, many, pros, looks = 200, 2_000, 50, 10
	}
	b.say("  %-34s %8s %22s   %8s %22s  %s", "page", "", fmt.Sprintf("%d leads", few), "", fmt.Sprintf("%d leads", many), "p50 ratio")
	var before []pageCost
	for _, n := range []int{few, many} {
		costs, err := deskOf(ctx, b, n, pros, looks)
		if err != nil {
			return err
		}
		if before == nil {
			before = costs
			continue
		}
		for i, c := range costs {
			was := before[i]
			b.say("  %-34s %s   %s  %.2f", c.name, was, c, float64(c.p50)/float64(was.p50))
		}
	}
	return nil
}

// pageCost is what one page costs.
type pageCost struct {
	name     string
	p50, p95 time.Duration
	bytes    int
}

func (c pageCost) String() string {
	return fmt.Sprintf("p50 %6.1f ms p95 %6.1f ms %4d KB", ms(c.p50), ms(c.p95), (c.bytes+1023)/1024)
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// deskNow is the moment of all of it.
var deskNow = time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)

func deskOf(ctx context.Context, b *bench, leads, pros, looks int) (costs []pageCost, err error) {
	db, err := mongo.Connect(ctx, servers.WithDatabase(b.server.URI, fmt.Sprint("desk", leads)), "", mongo.LocalKey)
	if err != nil {
		return nil, err
	}
	defer func() {
		err = errors.Join(err, db.Database().Drop(context.WithoutCancel(ctx)), db.Close(context.WithoutCancel(ctx)))
	}()
	if err := furnish(ctx, db, leads, pros); err != nil {
		return nil, err
	}
	if err := mongo.Migrate(ctx, db); err != nil { // the indexes, and the words of all those leads
		return nil, err
	}
	v, err := enter(ctx, db)
	if err != nil {
		return nil, err
	}
	deep := "/leads?older=" + url.QueryEscape(fmt.Sprintf("%s.lead%07d", strconv.FormatInt(deskNow.Add(-time.Duration(leads/2)*time.Minute).UnixMilli(), 36), leads/2))
	for _, page := range []struct{ name, path string }{
		{"board", "/leads/board"},
		{"list", "/leads"},
		{"list, half way down", deep},
		{"list, one status", "/leads?status=booked"},
		{"list, trade and city", "/leads?trade=plumber&city=" + url.QueryEscape("חולון")},
		{"list, by hour", "/leads?sort=hour"},
		{"search: a common word", "/leads?q=" + url.QueryEscape("נזילה")},
		{"search: a phone", fmt.Sprintf("/leads?q=97201%07d", leads/3)},
		{"search: half a word", "/leads?q=" + url.QueryEscape("נזי")},
		{"search: nothing", "/leads?q=nobody"},
		{"a lead (60 messages, 60 notices)", "/leads/lead0000007"},
		{"inbox", "/inbox"},
		{"a chat", "/inbox/972010000007@c.us"},
	} {
		cost, err := v.measure(ctx, page.name, page.path, looks)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", page.name, err)
		}
		costs = append(costs, cost)
	}
	return costs, nil
}

// furnish fills a database: most leads have ended, as they do.
func furnish(ctx context.Context, db *mongo.DB, leads, pros int) error {
	c := crowd.New(8)
	var batch []any
	flush := func(collection string) error {
		if len(batch) == 0 {
			return nil
		}
		_, err := db.Collection(collection).InsertMany(ctx, batch)
		batch = batch[:0]
		return err
	}
	for n := range pros {
		batch = append(batch, c.Pro(n, c.Place()))
	}
	if err := flush(mongo.Pros); err != nil {
		return err
	}
	ends := []lead.Status{lead.Completed, lead.Completed, lead.Completed, lead.Cancelled, lead.Closed, lead.Rejected}
	live := []lead.Status{lead.PendingReview, lead.Contacted, lead.New, lead.Booked, lead.Booked}
	for n := range leads {
		l := c.Lead(n, c.City(), deskNow)
		l.Status, l.Version, l.ProID = ends[n%len(ends)], 1, fmt.Sprintf("pro%06d", n%pros)
		if n%20 == 0 {
			l.Status = live[(n/20)%len(live)]
		}
		l.Facts = lead.Facts{Name: fmt.Sprintf("לקוח %d", n), Street: "הרצל", Number: fmt.Sprint(n % 200), City: l.Place.Name, Urgent: n%50 == 0}
		l.CreatedAt = deskNow.Add(-time.Duration(leads-n) * time.Minute)
		l.UpdatedAt = l.CreatedAt.Add(time.Hour)
		l.Appointment = &lead.Appointment{ID: l.HoldID(1), Start: l.CreatedAt.Add(24 * time.Hour), End: l.CreatedAt.Add(25 * time.Hour)}
		l.History = []lead.Move{{Status: lead.Contacted, At: l.CreatedAt, By: lead.Customer, Why: "wrote to us"}, {Status: l.Status, At: l.UpdatedAt, By: lead.System}}
		if batch = append(batch, l); len(batch) == 1000 {
			if err := flush(mongo.Leads); err != nil {
				return err
			}
		}
	}
	if err := flush(mongo.Leads); err != nil {
		return err
	}
	for n := range min(leads, 20_000) {
		batch = append(batch, conversation.Conversation{
			ID: fmt.Sprintf("97201%07d@c.us", n), Version: 3, Seq: 60, Name: fmt.Sprintf("לקוח %d", n), LeadID: fmt.Sprintf("lead%07d", n),
			ConsentAt: deskNow, UpdatedAt: deskNow.Add(-time.Duration(n) * time.Minute), NeedsHuman: n%1000 == 7,
			Recent: slices.Repeat([]conversation.Turn{{By: conversation.ByCustomer, Text: "יש לי נזילה מתחת לכיור במטבח", At: deskNow}}, 20),
		})
	}
	if err := flush(mongo.Conversations); err != nil {
		return err
	}
	return talkative(ctx, db, min(leads, 500))
}

// talkative gives some leads a long story.
func talkative(ctx context.Context, db *mongo.DB, leads int) error {
	var messages, notices []any
	for n := range leads {
		chat, id := fmt.Sprintf("97201%07d@c.us", n), fmt.Sprintf("lead%07d", n)
		for i := range 60 {
			at := deskNow.Add(-time.Duration(60-i) * time.Minute)
			messages = append(messages, conversation.Message{ID: fmt.Sprintf("%s/m%d", id, i), Chat: chat, LeadID: id, By: conversation.ByCustomer,
				Kind: event.KindText, Text: "עוד פרט אחד: זה מטפטף מהצינור הלבן, לא מהברז עצמו", SentAt: at})
			notices = append(notices, notice.Notice{ID: fmt.Sprintf("%s/n%d", id, i), Chat: chat, LeadID: id, Kind: notice.KindReply, Seq: int64(i),
				Text: "תודה, רשמנו. באיזו קומה?", State: notice.Read, CreatedAt: at})
		}
	}
	_, err := db.Collection(mongo.Messages).InsertMany(ctx, messages)
	if err == nil {
		_, err = db.Collection(mongo.Notices).InsertMany(ctx, notices)
	}
	return err
}

// deaf takes what handlers let out.
type deaf struct{}

func (deaf) Publish(context.Context, event.Published) error { return nil }
func (deaf) Arm(context.Context, alarm.Alarm) error         { return nil }

// visitor is an admin who has signed in.
type visitor struct {
	handler http.Handler
	cookies []*http.Cookie
}

func enter(ctx context.Context, db *mongo.DB) (*visitor, error) {
	const password = "correct horse"
	hash, err := bcrypt.GenerateFromPassword([]byte(password), bcrypt.MinCost)
	if err != nil {
		return nil, err
	}
	if err := db.SaveAdmin(ctx, &access.Admin{User: "noa", Role: access.Owner, PasswordHash: string(hash), CreatedAt: deskNow}); err != nil {
		return nil, err
	}
	handler, err := admin.New(ctx, admin.Config{
		Truth: db, Runner: change.Runner{Store: db, Publisher: deaf{}, Ringer: deaf{}}, Now: func() time.Time { return deskNow },
		Log: slog.New(slog.DiscardHandler), Development: true, PasswordCost: bcrypt.MinCost,
	})
	if err != nil {
		return nil, err
	}
	v := &visitor{handler: handler}
	form := v.ask(ctx, http.MethodGet, "/signin", nil)
	found := csrf.FindStringSubmatch(form.Body.String())
	if found == nil {
		return nil, errors.New("the sign-in has no form")
	}
	if in := v.ask(ctx, http.MethodPost, "/signin", url.Values{"csrf": {found[1]}, "user": {"noa"}, "password": {password}}); in.Code != http.StatusSeeOther {
		return nil, fmt.Errorf("signing in: status %d", in.Code)
	}
	return v, nil
}

func (v *visitor) ask(ctx context.Context, method, path string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(ctx, method, path, strings.NewReader(form.Encode()))
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	for _, c := range v.cookies {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	v.handler.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		v.cookies = slices.DeleteFunc(v.cookies, func(old *http.Cookie) bool { return old.Name == c.Name })
		v.cookies = append(v.cookies, c)
	}
	return w
}

func (v *visitor) measure(ctx context.Context, name, path string, looks int) (pageCost, error) {
	cost := pageCost{name: name}
	var took []time.Duration
	for i := range looks + 3 { // the first ones warm up
		began := time.Now()
		w := v.ask(ctx, http.MethodGet, path, nil)
		if w.Code != http.StatusOK {
			return cost, fmt.Errorf("%s: status %d", path, w.Code)
		}
		if i >= 3 {
			took = append(took, time.Since(began))
		}
		cost.bytes = w.Body.Len()
	}
	cost.p50, cost.p95 = part(took, 0.5), part(took, 0.95)
	return cost, nil
}
