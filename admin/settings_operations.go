package admin

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/infra/whatsapp/greenapi"
	"github.com/proli/proli/shared/audit"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/notice"
)

// Gateway is the provider's account.
type Gateway interface {
	State(ctx context.Context) (string, error)
	// QR is what the owner scans to link the telephone again.
	QR(ctx context.Context) (greenapi.QR, error)
}

// QueueStore is what waits, and what was given up.
type QueueStore interface {
	LookAtQueues(ctx context.Context, now time.Time, bound int) (mongo.Queues, error)
	Account(ctx context.Context) (notice.Account, error)
	GivenUp(ctx context.Context, limit int) ([]event.Dead, error)
	// GaveUp is one of them; nil when there is none (any more).
	GaveUp(ctx context.Context, id string) (*event.Dead, error)
	Unbury(ctx context.Context, id string) error
}

// Letters are the dead letters as Pub/Sub keeps them.
type Letters interface {
	// Replay publishes an event again as it was; NotFound when the topic has forgotten it.
	Replay(ctx context.Context, topic, id string) error
	Discard(ctx context.Context, topic, id string) error
}

const (
	queueBound  = 1000
	lettersKept = 50
	stateBudget = 3 * time.Second
	unlinked    = "notAuthorized"
)

type operationsPage struct {
	frame
	Queues  mongo.Queues
	Sending notice.Settings
	Account notice.Account
	State   string // as the provider says it now; notice.Unknown when it does not answer
	Letters []event.Dead
}

func (*operationsPage) template() string { return "settings_operations" }

func (*operationsPage) topics() []string {
	return []string{mongo.Settings, mongo.Poison, mongo.Notices}
}

// Fine reports whether the account sends.
func (p *operationsPage) Fine() bool { return p.State == notice.Authorized }

// Unlinked reports whether the telephone has to be linked again.
func (p *operationsPage) Unlinked() bool { return p.State == unlinked }

// StateName is what people call a state of the account.
func (p *operationsPage) StateName() string {
	if key := "account." + strings.ToLower(p.State); catalogue.Has(key) {
		return p.T(key)
	}
	return p.State
}

// Many is a count that goes no further than its bound.
func (f *frame) Many(n int) string {
	if n >= queueBound {
		return f.Number(queueBound-1) + "+"
	}
	return f.Number(n)
}

func (s *server) operations(v *visit) (answer, error) {
	ctx := v.Context()
	p := &operationsPage{State: notice.Unknown}
	var err error
	if p.Queues, err = s.Truth.LookAtQueues(ctx, v.now, queueBound); err != nil {
		return answer{}, err
	}
	if p.Sending, err = s.Truth.SendingSettings(ctx); err != nil {
		return answer{}, err
	}
	if p.Account, err = s.Truth.Account(ctx); err != nil {
		return answer{}, err
	}
	if p.Letters, err = s.Truth.GivenUp(ctx, lettersKept); err != nil {
		return answer{}, err
	}
	asking, cancel := context.WithTimeout(ctx, stateBudget)
	defer cancel()
	// Pages that renew themselves do not use up the provider's patience, except while somebody links
	// the telephone and waits for it to be noticed.
	if v.byItself() && p.Account.Known(v.now) && p.Account.State != unlinked {
		p.State = p.Account.State
	} else if state, err := s.Gateway.State(asking); err != nil {
		s.fail(v, err)
	} else {
		p.State = state
	}
	return show(http.StatusOK, p), nil
}

// qr is the code to link the telephone with, as an image.
func (s *server) qr(v *visit) (answer, error) {
	code, err := s.Gateway.QR(v.Context())
	if err != nil {
		return answer{}, err
	}
	if code.Type != "qrCode" {
		return answer{}, fault.New(fault.NotFound, "admin.qr", "the provider has no code now: %s", code.Type)
	}
	image, err := base64.StdEncoding.DecodeString(code.Message)
	if err != nil {
		return answer{}, fault.Wrap(fault.Unavailable, "admin.qr", err)
	}
	return inline("image/png", func(w io.Writer) error { _, err := w.Write(image); return err }), nil
}

// stopSending closes or opens the one door out.
func (s *server) stopSending(v *visit) (answer, error) {
	before, err := s.Truth.SendingSettings(v.Context())
	if err != nil {
		return answer{}, err
	}
	next := before
	next.Stopped = v.PostFormValue("stop") != ""
	err = s.audited(v, "settings.stop_sending", "settings/sending", sendingFields(before), sendingFields(next),
		func(ctx context.Context) error { return s.Truth.SaveSending(ctx, next) })
	if err != nil {
		return answer{}, err
	}
	key := "settings.stopped"
	if !next.Stopped {
		key = "settings.sending_again"
		if err := s.Runner.Ring(v.Context(), rand.Text()); err != nil {
			s.fail(v, err) // the relay rings within a minute
		}
	}
	return s.done(v, "/settings/operations", key), nil
}

func (s *server) replayLetter(v *visit) (answer, error) {
	return s.mend(v, "settings.replay", "settings.letters.replayed", s.Letters.Replay)
}

func (s *server) discardLetter(v *visit) (answer, error) {
	return s.mend(v, "settings.discard", "settings.letters.discarded", s.Letters.Discard)
}

// mend does one thing with an event that was given up, then forgets that it was.
func (s *server) mend(v *visit, act, key string, do func(ctx context.Context, topic, id string) error) (answer, error) {
	ctx := v.Context()
	letter, err := s.Truth.GaveUp(ctx, v.PostFormValue("id"))
	if err != nil {
		return answer{}, err
	}
	if letter == nil {
		return s.refused(v, "/settings/operations", "settings.letters.gone"), nil
	}
	err = do(ctx, letter.Topic, letter.Event)
	if fault.KindOf(err) == fault.NotFound && err != nil {
		return s.refused(v, "/settings/operations", "settings.letters.held"), nil
	}
	if err != nil {
		return answer{}, err
	}
	before := audit.Fields{"topic": letter.Topic, "function": letter.Function, "kind": letter.Kind, "tries": strconv.Itoa(letter.Tries)}
	err = s.audited(v, act, "letters/"+letter.Topic+"/"+letter.Event, before, nil,
		func(ctx context.Context) error { return s.Truth.Unbury(ctx, letter.ID) })
	if err != nil {
		return answer{}, err
	}
	return s.done(v, "/settings/operations", key), nil
}
