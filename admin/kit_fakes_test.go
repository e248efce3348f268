package admin_test

import (
	"context"
	"encoding/base64"
	"io"
	"strings"
	"sync"

	"github.com/proli/proli/infra/scheduler"
	"github.com/proli/proli/infra/whatsapp/greenapi"
	"github.com/proli/proli/shared/fault"
)

// timetable is a scheduler with two jobs.
type timetable struct {
	mu    sync.Mutex
	away  bool
	ran   []string
	hours map[string]string
}

func (s *timetable) List(context.Context) ([]scheduler.Job, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away {
		return nil, fault.New(fault.Unavailable, "timetable", "away")
	}
	list := []scheduler.Job{{Name: "healer", Schedule: "*/10 * * * *", Next: noon}, {Name: "agenda", Schedule: "0 8 * * *", Failed: true}}
	for i := range list {
		if cron := s.hours[list[i].Name]; cron != "" {
			list[i].Schedule = cron
		}
	}
	return list, nil
}

func (s *timetable) Run(_ context.Context, name string) (scheduler.Job, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ran = append(s.ran, name)
	return scheduler.Job{Name: name}, nil
}

func (s *timetable) SetHours(_ context.Context, name, cron string) (scheduler.Job, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(strings.Fields(cron)) != 5 {
		return scheduler.Job{}, fault.New(fault.Invalid, "timetable", "no cron")
	}
	if s.hours == nil {
		s.hours = map[string]string{}
	}
	s.hours[name] = cron
	return scheduler.Job{Name: name, Schedule: cron}, nil
}

// provider is a gateway whose account is in a state.
type provider struct{ state string }

func (p *provider) State(context.Context) (string, error) {
	if p.state == "" {
		return "authorized", nil
	}
	return p.state, nil
}

func (*provider) QR(context.Context) (greenapi.QR, error) {
	return greenapi.QR{Type: "qrCode", Message: base64.StdEncoding.EncodeToString([]byte("\x89PNG"))}, nil
}

// letters are dead letters that can be published again, unless somebody holds them.
type letters struct {
	held                bool
	replayed, discarded []string
}

func (l *letters) Replay(_ context.Context, topic, id string) error {
	if l.held {
		return fault.New(fault.NotFound, "letters", "held")
	}
	l.replayed = append(l.replayed, topic+"/"+id)
	return nil
}

func (l *letters) Discard(_ context.Context, topic, id string) error {
	l.discarded = append(l.discarded, topic+"/"+id)
	return nil
}

// shelf is a bucket and a cache.
type shelf struct{ deleted, dropped []string }

func (s *shelf) Delete(_ context.Context, prefix string) error {
	s.deleted = append(s.deleted, prefix)
	return nil
}

func (s *shelf) Drop(_ context.Context, chat string) error {
	s.dropped = append(s.dropped, chat)
	return nil
}

func (*shelf) open(context.Context, string) (io.ReadCloser, error) {
	return io.NopCloser(strings.NewReader("a photo")), nil
}
