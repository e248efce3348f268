// Package timer answers alarms: Cloud Tasks calls it when a deadline, a reminder or the end
// of quiet hours has come.
//
// The task carries nothing but the alarm's id. What the alarm means is read from the truth
// again, so that a task that comes late, twice, or for something that has gone on meanwhile
// does what is right now, once, or nothing.
package timer

import (
	"context"
	"encoding/json"
	"time"

	"github.com/proli/proli/functions/internal/serve"
	"github.com/proli/proli/shared/alarm"
	"github.com/proli/proli/shared/fault"
)

// Alarms is where alarms stand.
type Alarms interface {
	// Alarm is nil when there is none.
	Alarm(ctx context.Context, id string) (*alarm.Alarm, error)
}

// Desk knows what an alarm means.
type Desk interface {
	// Answer does what its time has come for; what was answered before changes nothing.
	Answer(ctx context.Context, a alarm.Alarm, now time.Time) (outcome string, err error)
}

// Timer answers tasks.
type Timer struct {
	alarms Alarms
	desk   Desk
	now    func() time.Time
}

// New is a timer over a desk, by a clock.
func New(alarms Alarms, desk Desk, now func() time.Time) *Timer {
	return &Timer{alarms: alarms, desk: desk, now: now}
}

// Handle answers one task.
func (t *Timer) Handle(ctx context.Context, d serve.Delivery) (serve.Outcome, error) {
	var task struct {
		Alarm string `json:"alarm"`
	}
	if err := json.Unmarshal(d.Data, &task); err != nil {
		return serve.Outcome{}, fault.Wrap(fault.Invalid, "decode task", err)
	}
	if task.Alarm == "" {
		return serve.Outcome{}, fault.New(fault.Invalid, "decode task", "alarm is missing")
	}
	a, err := t.alarms.Alarm(ctx, task.Alarm)
	if err != nil {
		return serve.Outcome{}, err
	}
	if a == nil { // whatever it stood for is gone, with its alarm
		return serve.Outcome{Result: "unknown"}, nil
	}
	outcome, err := t.desk.Answer(ctx, *a, t.now())
	return serve.Outcome{Result: outcome, LeadID: a.LeadID}, err
}
