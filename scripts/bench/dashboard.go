package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/infra/local/servers"
	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/scripts/internal/crowd"
)

// aim is how long a page may take, nineteen times of twenty.
const aim = 50 * time.Millisecond

// dashboardPages are the pages that operators keep open all day. {lead} and {chat} are another
// each time, {pro} is one pro, {half} a place half way down the list.
var dashboardPages = []struct{ name, path string }{
	{"home", "/"},
	{"board", "/leads/board"},
	{"table", "/leads"},
	{"table, half way down", "/leads?older={half}"},
	{"table, one status", "/leads?status=booked"},
	{"table, trade and city", "/leads?trade=plumber&city=" + url.QueryEscape("חולון")},
	{"table, by hour", "/leads?sort=hour"},
	{"search, a common word", "/leads?q=" + url.QueryEscape("נזילה")},
	{"search, half a word", "/leads?q=" + url.QueryEscape("נזי")},
	{"search, a phone", "/leads?q=972010000333"},
	{"search, nothing", "/leads?q=nobody"},
	{"a lead, of 120 messages", "/leads/{lead}"},
	{"inbox", "/inbox"},
	{"a chat", "/inbox/{chat}"},
	{"pros", "/pros"},
	{"pros, searched", "/pros?q=99"},
	{"a pro", "/pros/{pro}"},
	{"schedule, all", "/schedule"},
	{"a pro's week", "/schedule/{pro}"},
	{"a past week", "/schedule/{pro}?week=2026-01-04"},
	{"analytics, 7 days", "/analytics?days=7"},
	{"analytics, 30 days", "/analytics?days=30"},
	{"analytics, 90 days", "/analytics?days=90"},
	{"analytics, 12 months", "/analytics?days=365"},
	{"operations", "/settings/operations"},
	{"audit log", "/settings/audit"},
}

// dashboards: every page over HTTP with a session, as a browser asks for it, with few leads and
// with as many as years bring. Both are asked in turn, so that what else the machine does falls on
// both: what matters is that the second is like the first. Analytics stands beside the plain way,
// which groups the leads of the same days anew for each look.
func dashboards(ctx context.Context, b *bench) (err error) {
	few, many, pros, looks := 1_000, 100_000, 1_000, 200
	if b.short {
		few, many, pros, looks = 50, 300, 20, 3
	}
	var houses [2]*house
	for i, leads := range []int{few, many} {
		h, err := b.house(ctx, leads, pros)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, h.leave()) }()
		houses[i] = h
	}
	b.say("  %-24s %30s   %30s %9s", "page", fmt.Sprintf("%d leads: p50, p95, bytes", few), fmt.Sprintf("%d leads: p50, p95, bytes", many), "p50 ratio")
	for _, page := range dashboardPages {
		var took [2][]time.Duration
		var size [2]int
		for look := -3; look < looks; look++ { // the first ones warm up
			for i, h := range houses {
				began := time.Now()
				n, err := h.guest.get(ctx, h.path(page.path, look+3))
				if err != nil {
					return fmt.Errorf("%s: %w", page.name, err)
				}
				if size[i] = n; look >= 0 {
					took[i] = append(took[i], time.Since(began))
				}
			}
		}
		late := ""
		if part(took[1], 0.95) > aim {
			late = fmt.Sprintf("  p95 over %s", aim)
		}
		b.say("  %-24s %9s %10s %9d   %9s %10s %9d %9.2f%s", page.name, millis(part(took[0], 0.5)), millis(part(took[0], 0.95)), size[0],
			millis(part(took[1], 0.5)), millis(part(took[1], 0.95)), size[1], float64(part(took[1], 0.5))/float64(part(took[0], 0.5)), late)
	}
	for _, days := range []int{7, 30, 90, 365} {
		theirs, err := times(max(3, looks/20), func(int) error { return plainFigures(ctx, houses[1].db, noon.AddDate(0, 0, -days)) })
		if err != nil {
			return err
		}
		b.say("  %d days grouped anew, the plain way: p50 %s", days, millis(part(theirs, 0.5)))
	}
	return nil
}

// house is a dashboard over a database of so many leads, with somebody who has signed in.
type house struct {
	db    *mongo.DB
	guest *guest
	pro   string
	leads int
	stop  func()
}

// house furnishes one. The indexes come last, as they would be written over and over otherwise,
// and with them the words by which the leads are found.
func (b *bench) house(ctx context.Context, leads, pros int) (*house, error) {
	db, err := mongo.Connect(ctx, servers.WithDatabase(b.server.URI, fmt.Sprint("bench_dashboard_", leads)), "", mongo.LocalKey)
	if err != nil {
		return nil, err
	}
	h := &house{db: db, leads: leads, stop: func() {}}
	err = func() error {
		people := crowd.New(3)
		staff, err := populate(ctx, db, people, pros)
		if err != nil {
			return err
		}
		h.pro = staff[7%len(staff)].ID
		if err := furnish(ctx, db, people, staff, leads); err != nil {
			return err
		}
		if err := mongo.Migrate(ctx, db); err != nil {
			return err
		}
		if h.guest, h.stop, err = visit(ctx, db); err != nil {
			h.stop = func() {}
			return err
		}
		began := time.Now()
		if _, err := h.guest.get(ctx, "/analytics"); err != nil {
			return err
		}
		b.say("  %d leads: the first look at analytics, which counts every day, %s", leads, millis(time.Since(began)))
		return nil
	}()
	if err != nil {
		return nil, errors.Join(err, h.leave())
	}
	return h, nil
}

func (h *house) leave() error {
	h.stop()
	ctx := context.Background()
	return errors.Join(h.db.Database().Drop(ctx), h.db.Close(ctx))
}

// path is the n-th address that is asked for a page.
func (h *house) path(path string, n int) string {
	i := (n * 7919) % min(h.leads, talkative)
	half := strconv.FormatInt(cameAt(h.leads/2, h.leads).UnixMilli(), 36) + "." + fmt.Sprintf("lead%07d", h.leads/2)
	return strings.NewReplacer("{lead}", fmt.Sprintf("lead%07d", i), "{chat}", fmt.Sprintf("97201%07d@c.us", i), "{pro}", h.pro, "{half}", url.QueryEscape(half)).Replace(path)
}

// plainFigures groups the leads of some days as a first version would.
func plainFigures(ctx context.Context, db *mongo.DB, since time.Time) error {
	cursor, err := db.Collection(mongo.Leads).Aggregate(ctx, bson.A{
		bson.M{"$match": bson.M{"created_at": bson.M{"$gte": since}}},
		bson.M{"$group": bson.M{"_id": bson.M{
			"day": bson.M{"$dateToString": bson.M{"date": "$created_at", "format": "%Y-%m-%d", "timezone": "Asia/Jerusalem"}}, "status": "$status", "pro": "$pro_id", "trade": "$trade",
		}, "n": bson.M{"$sum": 1}, "revenue": bson.M{"$sum": "$price_charged"}}},
	})
	if err != nil {
		return err
	}
	var rows []bson.Raw
	return cursor.All(ctx, &rows)
}
