package main

import (
	"container/heap"
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/proli/proli/functions/notify"
	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/infra/tasks"
	"github.com/proli/proli/shared/alarm"
	"github.com/proli/proli/shared/appointment"
	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/healing"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/offering"
	"github.com/proli/proli/shared/reminding"
	"github.com/proli/proli/shared/reporting"
)

// admin is the chat that digests go to.
const admin = "972000000021@c.us"

// world is the product's code around one clock, which jumps from one thing that happens to the next.
type world struct {
	plan   Plan
	db     *mongo.DB
	random *rand.Rand
	now    time.Time

	next  happenings
	order int
	posts []event.Published // events on their way
	bell  bool

	taking sync.Mutex
	out    []sent // what the provider took

	hours    *booking.Service
	runner   change.Runner
	bookings *appointment.Desk
	alarms   *healing.Desk
	healer   *healing.Healer
	agenda   *reminding.Agenda
	reporter *reporting.Reporter
	sender   *notify.Sender

	rang, twice, jobs, repaired int
}

func newWorld(p Plan, db *mongo.DB) *world {
	w := &world{plan: p, db: db, random: rand.New(rand.NewPCG(p.Seed, 7)), now: at(p.From, 0, 1)}
	w.hours = booking.New(db)
	store := change.Store(db)
	if p.Break == breakTwice {
		store = forgetful{db}
	}
	w.runner = change.Runner{Store: store, Publisher: w, Ringer: w}
	w.bookings = &appointment.Desk{Truth: db, Calendars: w.hours, Hours: &offering.Desk{Truth: db, Calendars: w.hours}, Commit: w.runner}
	w.agenda = &reminding.Agenda{Booked: db, Commit: w.runner}
	w.alarms = &healing.Desk{Truth: db, Alarms: db, Commit: w.runner, Agenda: w.agenda}
	w.healer = &healing.Healer{Late: db, Desk: w.alarms}
	w.reporter = &reporting.Reporter{Open: db, Commit: w.runner, Admins: []string{admin}}
	w.sender = notify.New(db, w, w, w.runner, nil, func() time.Time { return w.now })
	return w
}

// forgetful is a store that keeps no claim of an agenda: what is done twice is said twice.
type forgetful struct{ *mongo.DB }

// Commit gives every agenda another claim.
func (f forgetful) Commit(ctx context.Context, s *change.Set) error {
	if len(s.Notices) == 1 && s.Notices[0].Kind == notice.KindAgenda {
		s.Claim += fmt.Sprint("/", time.Now().UnixNano())
		s.Notices[0].ID = s.Claim
	}
	return f.DB.Commit(ctx, s)
}

// happening is something that happens at a moment.
type happening struct {
	at    time.Time
	order int
	do    func(context.Context) error
}

// happenings are in order of time, and of their making within a moment.
type happenings []happening

// Len, Less, Swap, Push and Pop are heap.Interface's.
func (h happenings) Len() int { return len(h) }
func (h happenings) Less(i, j int) bool {
	return h[i].at.Before(h[j].at) || h[i].at.Equal(h[j].at) && h[i].order < h[j].order
}
func (h happenings) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *happenings) Push(x any)   { *h = append(*h, x.(happening)) }
func (h *happenings) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}

func (w *world) when(at time.Time, do func(context.Context) error) {
	w.order++
	heap.Push(&w.next, happening{at, w.order, do})
}

// play lets everything happen until a moment.
func (w *world) play(ctx context.Context, till time.Time) error {
	for len(w.next) > 0 && w.next[0].at.Before(till) {
		h, _ := heap.Pop(&w.next).(happening)
		w.now = later(w.now, h.at)
		if err := h.do(ctx); err != nil {
			return fmt.Errorf("at %s: %w", w.now.Format(time.RFC3339), err)
		}
		if err := w.settle(ctx); err != nil {
			return fmt.Errorf("at %s: %w", w.now.Format(time.RFC3339), err)
		}
	}
	return ctx.Err()
}

// settle delivers events and lets notices out until nothing is on its way.
func (w *world) settle(ctx context.Context) error {
	for len(w.posts) > 0 || w.bell {
		if len(w.posts) > 0 {
			post := w.posts[0]
			w.posts = w.posts[1:]
			if post.Topic != event.TopicBookings {
				continue // offers are made by hand here
			}
			b, err := event.DecodeBooking(post.Data)
			if err == nil {
				_, err = w.bookings.Handle(ctx, b, w.now)
			}
			if err != nil {
				return err
			}
			continue
		}
		w.bell = false
		if _, err := w.sender.Ring(ctx, "years", false); err != nil {
			return err
		}
	}
	return nil
}

// Publish implements change.Publisher.
func (w *world) Publish(_ context.Context, p event.Published) error {
	w.taking.Lock()
	defer w.taking.Unlock()
	if p.Topic == event.TopicNotices {
		w.bell = true
	} else {
		w.posts = append(w.posts, p)
	}
	return nil
}

// Arm implements change.Ringer as Cloud Tasks does: no further ahead than it can, at least once.
func (w *world) Arm(_ context.Context, a alarm.Alarm) error {
	due := later(tasks.RingAt(a.DueAt, w.now), w.now)
	if w.plan.Break == breakZone && a.Kind == alarm.Reminder && summer(due) {
		due = due.Add(time.Hour)
	}
	if w.plan.Break == breakAlarms && w.random.IntN(10) == 0 {
		return nil
	}
	rings := 1
	if w.random.IntN(10) == 0 {
		rings, w.twice = 2, w.twice+1
	}
	for range rings {
		w.when(due, func(ctx context.Context) error {
			w.rang++
			known, err := w.db.Alarm(ctx, a.ID)
			if err != nil || known == nil {
				return err
			}
			_, err = w.alarms.Answer(ctx, *known, w.now)
			return err
		})
	}
	return nil
}

// sent is what the provider took.
type sent struct {
	id, chat, text string
	at             time.Time
}

// State and the others make the world the provider.
func (w *world) State(context.Context) (string, error) { return notice.Authorized, nil }

// SendText takes a message.
func (w *world) SendText(_ context.Context, chat, text string) (string, error) {
	w.taking.Lock() // without a pace several chats are served at once
	defer w.taking.Unlock()
	id := fmt.Sprint("P", len(w.out))
	w.out = append(w.out, sent{id, chat, text, w.now})
	return id, nil
}

// SendButtons and SendFile are never called here.
func (w *world) SendButtons(context.Context, string, string, []notice.Button) (string, error) {
	return "", notify.ErrRefused
}

// SendFile refuses.
func (w *world) SendFile(context.Context, string, string, string, string) (string, error) {
	return "", notify.ErrRefused
}

// Outgoing is what stands in the provider's journal.
func (w *world) Outgoing(context.Context, time.Time) ([]notify.Row, error) { return nil, nil }

// Link has no files.
func (w *world) Link(context.Context, string, time.Duration) (string, error) {
	return "", notify.ErrRefused
}

// sent names what left: its kind and lead are those of the notice under which the provider knows it.
func (w *world) sent(ctx context.Context) ([]Sent, error) {
	cursor, err := w.db.Collection(mongo.Notices).Find(ctx, bson.M{}, options.Find().SetProjection(bson.M{"text": 0}))
	if err != nil {
		return nil, err
	}
	var notices []notice.Notice
	if err := cursor.All(ctx, &notices); err != nil {
		return nil, err
	}
	by := map[string]notice.Notice{}
	for _, n := range notices {
		by[n.ProviderID] = n
	}
	all := make([]Sent, len(w.out))
	for i, s := range w.out {
		n := by[s.id]
		all[i] = Sent{Kind: string(n.Kind), Lead: n.LeadID, Reply: n.Reply, Chat: s.chat, Text: s.text, At: s.at}
	}
	return all, nil
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
