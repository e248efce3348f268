package browser_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"strings"
	"sync/atomic"
	"time"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/infra/scheduler"
	"github.com/proli/proli/infra/storage"
	"github.com/proli/proli/infra/whatsapp/greenapi"
	"github.com/proli/proli/shared/access"
	"github.com/proli/proli/shared/alarm"
	"github.com/proli/proli/shared/audit"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/notice"
)

// deaf takes whatever it is given and does nothing with it.
type deaf struct{}

func (deaf) Publish(context.Context, event.Published) error { return nil }
func (deaf) Arm(context.Context, alarm.Alarm) error         { return nil }
func (deaf) Delete(context.Context, string) error           { return nil }
func (deaf) Drop(context.Context, string) error             { return nil }
func (deaf) Replay(context.Context, string, string) error   { return nil }
func (deaf) Discard(context.Context, string, string) error  { return nil }

func (deaf) Put(context.Context, string, string, io.Reader, int64) error { return nil }
func (deaf) Get(context.Context, string) (*storage.Object, error) {
	return nil, fault.New(fault.NotFound, "deaf", "nothing is kept")
}

func (deaf) open(context.Context, string) (io.ReadCloser, error) {
	return io.NopCloser(strings.NewReader("a photo")), nil
}

// timetable is a scheduler with the jobs of the local system.
type timetable struct{}

func (timetable) List(context.Context) (list []scheduler.Job, err error) {
	for name, cron := range map[string]string{
		"healer": "*/10 * * * *", "relay": "* * * * *", "janitor": "0 */6 * * *", "watchdog": "*/2 * * * *",
		"reporter": "0 */4 * * *", "agenda": "0 8 * * *", "appointment": "*/10 * * * *", "completion": "*/10 * * * *",
	} {
		list = append(list, scheduler.Job{Name: name, Schedule: cron, Next: noon.Add(7 * time.Minute), Failed: name == "reporter"})
	}
	return list, nil
}

func (timetable) Run(context.Context, string) (scheduler.Job, error) { return scheduler.Job{}, nil }

func (timetable) SetHours(context.Context, string, string) (scheduler.Job, error) {
	return scheduler.Job{}, nil
}

// telephone is the account's, which has to be linked again till a test says otherwise.
type telephone struct{ linked atomic.Bool }

func (t *telephone) State(context.Context) (string, error) {
	if t.linked.Load() {
		return "authorized", nil
	}
	return "notAuthorized", nil
}

func (*telephone) QR(context.Context) (greenapi.QR, error) {
	img := image.NewGray(image.Rect(0, 0, 25, 25))
	for i := range 625 {
		img.SetGray(i%25, i/25, color.Gray{Y: uint8(i * 7919 / 8 % 2 * 255)})
	}
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		return greenapi.QR{}, err
	}
	return greenapi.QR{Type: "qrCode", Message: base64.StdEncoding.EncodeToString(out.Bytes())}, nil
}

// troubled is a day on which some things went wrong, for the pages of operations.
func troubled(w *world) {
	for _, d := range []event.Dead{
		{ID: "leads/7f3a", Event: "7f3a", Topic: "leads", Function: "routing", Kind: "permanent", Reason: "routing: no calendar of pro p-77", Tries: 5, DiedAt: noon.Add(-40 * time.Minute)},
		{ID: "messages/91bc", Event: "91bc", Topic: "messages", Function: "triage", Kind: "invalid", Reason: "decode message: chat is missing", Tries: 1, DiedAt: noon.Add(-26 * time.Hour)},
	} {
		if err := w.db.Bury(w.t.Context(), d); err != nil {
			w.t.Fatal(err)
		}
	}
	for i, job := range []string{"healer", "relay", "watchdog", "agenda"} {
		began := noon.Add(-time.Duration(i*9+1) * time.Minute)
		if err := w.db.Ran(w.t.Context(), job, began, began, began.Add(time.Second), i*3, nil); err != nil {
			w.t.Fatal(err)
		}
	}
	if err := w.db.SwitchJob(w.t.Context(), "janitor", true); err != nil {
		w.t.Fatal(err)
	}
	w.insert("notices", notice.Notice{ID: "n-wait", Chat: "972000000030@c.us", Kind: notice.KindReply, Text: "רגע, בודקים", State: notice.Waiting, CreatedAt: noon.Add(-6 * time.Minute)})
}

// acted are things that admins did.
func acted(w *world) {
	for i, e := range []audit.Entry{
		{By: "noa", Act: "settings.business", Subject: "settings/business", Before: audit.Fields{"commission": "10"}, After: audit.Fields{"commission": "12"}},
		{By: "dror", Act: "settings.job", Subject: "jobs/janitor", Before: audit.Fields{"off": "false"}, After: audit.Fields{"off": "true"}},
		{By: "rina@example.org", Act: "leads.cancel", Subject: "leads/lead-13", Before: audit.Fields{"status": "booked"}, After: audit.Fields{"status": "cancelled"}},
	} {
		e.ID, e.At = fmt.Sprint("audit-", i), noon.Add(-time.Duration(i*i*17+3)*time.Minute)
		w.insert(mongo.Audit, e)
	}
	for user, role := range map[string]access.Role{"dror": access.Editor, "rina@example.org": access.Editor, "tal": access.Viewer} {
		a := access.Admin{User: user, Role: role, CreatedAt: noon, MustChange: user == "tal"}
		if err := w.db.SaveAdmin(w.t.Context(), &a); err != nil {
			w.t.Fatal(err)
		}
	}
}
