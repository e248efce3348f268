package reminder_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/functions/internal/stage"
	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/pro"
	"github.com/proli/proli/shared/reminding"
)

func TestAgenda(t *testing.T) {
	d := newDiary(t)
	pros := d.Pros("[" + stage.P1 + "," + stage.P2 + "]")
	d.book("l1", pros[0], stage.Monday(14, 30))
	d.book("l2", pros[0], stage.Monday(9, 0))
	d.book("l3", pros[0], stage.Monday(9, 0).AddDate(0, 0, 1))
	cancelled := stage.Leak("l4", stage.C2, &pros[0])
	cancelled.Appointment = &lead.Appointment{ID: "x", Start: stage.Monday(11, 0), End: stage.Monday(12, 0)}
	require.NoError(t, cancelled.Move(lead.Cancelled, stage.Noon, lead.Customer, "no"))
	d.Lead(cancelled)

	d.to(stage.Monday(8, 0))
	require.Equal(t, 200, d.run("agenda"))
	require.Equal(t, 200, d.run("agenda"), "fired twice")
	got := d.notices(pros[0].Chat(), notice.KindAgenda)
	require.Len(t, got, 1)
	text := got[0].Text
	for _, in := range []string{"2 במרץ", "09:00", "14:30", "+972000000001", "דנה", "נזילה מתחת לכיור", "דיזנגוף 50"} {
		require.Contains(t, text, in)
	}
	require.Less(t, strings.Index(text, "09:00"), strings.Index(text, "14:30"))
	require.NotContains(t, text, "11:00")
	require.False(t, got[0].Reply)
	require.True(t, got[0].Due(notice.Quiet{}.Gate(d.Now())))
	require.Empty(t, d.notices(pros[1].Chat(), notice.KindAgenda), "nothing for a pro without appointments")

	d.Advance(24 * time.Hour)
	require.Equal(t, 200, d.run("agenda"))
	require.Len(t, d.notices(pros[0].Chat(), notice.KindAgenda), 2)
}

func TestAgendaOfTheSabbathGoesOutOnFriday(t *testing.T) {
	d := newDiary(t)
	p := d.Pros("[" + stage.P1 + "]")[0]
	saturday := stage.Monday(10, 0).AddDate(0, 0, 5)
	d.book("l1", p, saturday)
	d.to(stage.Monday(8, 0).AddDate(0, 0, 4))
	for range 2 {
		require.Equal(t, 200, d.run("agenda"))
	}
	require.Empty(t, d.notices(p.Chat(), notice.KindAgenda), "its minute is later")
	d.book("l2", p, saturday.Add(2*time.Hour)) // what is booked by then stands in it

	d.to(stage.Monday(14, 59).AddDate(0, 0, 4))
	for range 2 {
		d.due()
	}
	got := d.notices(p.Chat(), notice.KindAgenda)
	require.Len(t, got, 1)
	require.True(t, got[0].Due(notice.Quiet{}.Gate(d.Now())))
	require.Contains(t, got[0].Text, "שבת, 7 במרץ")
	require.Contains(t, got[0].Text, "12:00")

	d.to(stage.Monday(8, 0).AddDate(0, 0, 5))
	require.Equal(t, 200, d.run("agenda"))
	require.Len(t, d.notices(p.Chat(), notice.KindAgenda), 1)
}

// TestAgendasThatWereCutOff: a run dies after its first page; the next one writes the rest.
func TestAgendasThatWereCutOff(t *testing.T) {
	d := newDiary(t)
	for i := range 130 {
		p, err := d.DB.SavePro(t.Context(), pro.Pro{ID: fmt.Sprintf("p%03d", i), PhoneNumber: fmt.Sprintf("972000001%03d", i)}, d.Now())
		require.NoError(t, err)
		d.book(fmt.Sprintf("l%03d", i), p, stage.Monday(14, 0))
	}
	d.to(stage.Monday(8, 0))
	agenda := &reminding.Agenda{Booked: d.DB, Commit: change.Runner{Store: d.DB, Publisher: d.Stage, Ringer: d.Stage}}
	pages := 0
	did, err := agenda.Run(t.Context(), d.Now(), func(context.Context) error {
		if pages++; pages > 1 {
			return errors.New("killed")
		}
		return nil
	})
	require.Error(t, err)
	require.Equal(t, 100, did)
	for range 2 {
		require.Equal(t, 200, d.run("agenda"))
	}
	n, err := d.DB.Collection(mongo.Notices).CountDocuments(t.Context(), bson.M{"kind": notice.KindAgenda})
	require.NoError(t, err)
	require.EqualValues(t, 130, n)
}

func TestAnAgendaThatWasMissed(t *testing.T) {
	d := newDiary(t)
	p := d.Pros("[" + stage.P1 + "]")[0]
	agendas := func() int { return len(d.notices(p.Chat(), notice.KindAgenda)) }
	d.to(stage.Monday(8, 20))
	late := stage.Leak("late", stage.C, &p)
	late.History[0].At = d.Now()
	require.NoError(t, late.Move(lead.New, d.Now(), lead.System, "offer"))
	require.NoError(t, late.Move(lead.Booked, d.Now(), lead.ByPro, "approved"))
	late.Appointment = &lead.Appointment{ID: "late/offer/1", Start: stage.Monday(11, 0), End: stage.Monday(12, 0)}
	d.Lead(late)
	require.Equal(t, 200, d.run("appointment"))
	require.Zero(t, agendas(), "nothing was due at eight")

	d.book("l1", p, stage.Monday(14, 0))
	d.to(stage.Monday(13, 0))
	require.Equal(t, 200, d.run("appointment"))
	require.Zero(t, agendas(), "at noon it is too late")
	d.to(stage.Monday(8, 30))
	d.off("agenda")
	require.Equal(t, 200, d.run("appointment"))
	require.Zero(t, agendas(), "switched off")
	d.on("agenda")
	for range 2 {
		require.Equal(t, 200, d.run("appointment"))
	}
	require.Equal(t, 1, agendas())
}
