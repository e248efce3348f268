package mongo_test

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/infra/mongo/mongotest"
	"github.com/proli/proli/shared/alarm"
	"github.com/proli/proli/shared/audit"
	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/phone"
	"github.com/proli/proli/shared/privacy"
	"github.com/proli/proli/shared/pro"
)

// shelf is a bucket of one photo, a cache and whatever is let out.
type shelf struct{ deleted, dropped []string }

func (s *shelf) Delete(_ context.Context, prefix string) error {
	s.deleted = append(s.deleted, prefix)
	return nil
}
func (s *shelf) Drop(_ context.Context, chat string) error {
	s.dropped = append(s.dropped, chat)
	return nil
}
func (*shelf) Publish(context.Context, event.Published) error { return nil }
func (*shelf) Arm(context.Context, alarm.Alarm) error         { return nil }

const (
	hers  = "972000000001@c.us"
	avis  = "972000000011@c.us"
	words = "יש לי נזילה, הקוד בכניסה 4711"
)

var forenoon = time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)

// served is a database in which Dana has an appointment with Avi, and somebody else one too.
func served(t *testing.T) (*mongo.DB, *shelf, privacy.Desk, pro.Pro) {
	t.Helper()
	db, s := mongotest.New(t), &shelf{}
	p, err := db.SavePro(t.Context(), pro.Pro{ID: "avi", BusinessName: "אבי", PhoneNumber: "972000000011", Trade: "plumber", IsActive: true, Approved: true, Language: "he"}, forenoon)
	require.NoError(t, err)
	for i, chat := range []string{hers, "972000000002@c.us"} {
		id := []string{"lead-dana", "lead-other"}[i]
		l := &lead.Lead{
			ID: id, ChatID: chat, Status: lead.Booked, ProID: p.ID, IssueType: words, FullAddress: "דיזנגוף 50", CreatedAt: forenoon,
			Facts:       lead.Facts{Name: "דנה", Phone: strings.TrimSuffix(chat, "@c.us"), Media: []lead.Media{{Object: "media/" + id + ".jpg", MIME: "image/jpeg"}, {Object: "media/" + id + "-gone.jpg"}}},
			Appointment: &lead.Appointment{ID: id + "/a", Start: forenoon.Add(24 * time.Hour), End: forenoon.Add(25 * time.Hour)},
		}
		_, outcome, err := booking.New(db).Take(t.Context(), p, booking.Request{ID: id + "/a", Lead: id, Hour: calendar.Interval{Start: forenoon.Add(time.Duration(24+i) * time.Hour), End: forenoon.Add(time.Duration(25+i) * time.Hour)}, Deadline: forenoon.Add(30 * time.Hour)}, forenoon)
		require.NoError(t, err)
		require.Equal(t, booking.Granted, outcome)
		set := &change.Set{Claim: "in/" + id, Now: forenoon.Add(time.Duration(i) * time.Minute), Leads: []*lead.Lead{l},
			Messages:   []*conversation.Message{{ID: "m/" + id, Chat: chat, By: conversation.ByCustomer, Text: words, LeadID: id, SentAt: forenoon}},
			Customer:   &conversation.Customer{ID: "customer/" + id, Chats: []string{chat}, Name: "דנה", Phone: strings.TrimSuffix(chat, "@c.us"), ConsentAt: forenoon},
			Decision:   bson.M{"_id": "d/" + id, "lead_id": id, "at": forenoon},
			Alarms:     []alarm.Alarm{alarm.New(alarm.Reminder, id, 24, forenoon.Add(time.Hour)), alarm.OfChat(alarm.Unreadable, chat, forenoon)},
			Audit:      []audit.Entry{{ID: []string{"audit-1", "audit-2"}[i], At: forenoon, By: "noa", Act: "leads.edit", Subject: "leads/" + id, Before: audit.Fields{"name": "דנה"}}},
			ModelCalls: nil,
		}
		set.Say(notice.Notice{Chat: chat, Kind: notice.KindPromise, Text: "נקבע! דנה", LeadID: id, Reply: true})
		set.Say(notice.Notice{Chat: avis, Kind: notice.KindOffer, Text: "עבודה חדשה: דנה, " + words, LeadID: id})
		number, _ := phone.OfChat(chat)
		set.Say(notice.Notice{Chat: "972000000021@c.us", Kind: notice.KindAlert, Text: "נציג מבוקש: " + number.Local()})
		require.NoError(t, db.Commit(t.Context(), set))
	}
	runner := change.Runner{Store: db, Publisher: s, Ringer: s}
	return db, s, privacy.Desk{Store: db, Leads: db, Media: s, Cache: s, Commit: runner}, p
}

func TestAPersonIsDeletedFromEveryStore(t *testing.T) {
	db, s, desk, p := served(t)
	person, err := db.Person(t.Context(), "972000000001")
	require.NoError(t, err)
	require.Equal(t, []string{hers}, person.Chats)
	require.Equal(t, []string{"lead-dana"}, person.Leads)

	r, err := desk.Delete(t.Context(), person, "noa", forenoon)
	require.NoError(t, err)
	require.Equal(t, 1, r.Cancelled)
	require.Equal(t, forenoon.AddDate(0, 0, 7), r.QueuesBy)
	require.Equal(t, forenoon.AddDate(0, 0, 30), r.BackupsBy)
	require.Contains(t, r.Text(locale.English), "Sunday, 8 March")
	require.Equal(t, 2, r.Counts["media"])
	require.ElementsMatch(t, []string{"media/lead-dana.jpg", "media/lead-dana-gone.jpg"}, s.deleted)
	require.Contains(t, s.dropped, hers)
	require.Contains(t, s.dropped, avis, "what was said to the pro is in the pro's memory too")

	names, err := db.Database().ListCollectionNames(t.Context(), bson.D{})
	require.NoError(t, err)
	for _, name := range names {
		cursor, err := db.Collection(name).Find(t.Context(), bson.D{})
		require.NoError(t, err)
		for cursor.Next(t.Context()) {
			stored := cursor.Current.String()
			for _, trace := range []string{hers, "972000000001", "000-000-0001", "lead-dana"} {
				require.NotContains(t, stored, trace, name)
			}
		}
		require.NoError(t, cursor.Close(t.Context()))
	}
	// The pro is told the hour and nothing else; the hour is free.
	told, err := db.Collection(mongo.Notices).Find(t.Context(), bson.M{"chat": avis, "lead_id": nil})
	require.NoError(t, err)
	var notices []notice.Notice
	require.NoError(t, told.All(t.Context(), &notices))
	require.Len(t, notices, 1)
	require.Contains(t, notices[0].Text, "יום שני, 2 במרץ, 12:00")
	c, err := db.Calendar(t.Context(), p.ID)
	require.NoError(t, err)
	require.Len(t, c.Entries, 1)
	require.Equal(t, "lead-other", c.Entries[0].Lead, "the other customer's hour stands")

	other, err := db.Person(t.Context(), "972000000002")
	require.NoError(t, err)
	file, err := db.File(t.Context(), other)
	require.NoError(t, err)
	require.Len(t, file.Messages, 1, "nobody else's data is touched")
	require.Len(t, file.Notices, 1)
	thread, err := db.Conversation(t.Context(), avis)
	require.NoError(t, err)
	require.Len(t, thread.Recent, 2, "the other job, and the hour called off")

	// Who asks again finds nobody; the audit remembers that it was done, and to whom only by a hash.
	gone, err := db.Person(t.Context(), "972000000001")
	require.NoError(t, err)
	require.True(t, gone.Unknown())
	acts, _, err := db.ListAudit(t.Context(), mongo.AuditQuery{Subject: "customers/" + r.Subject, Limit: 10})
	require.NoError(t, err)
	require.Len(t, acts, 1)
	require.Equal(t, "1", acts[0].After["cancelled"])
	again, err := db.KeyedHash(t.Context(), "972000000001")
	require.NoError(t, err)
	require.Equal(t, r.Subject, again)
}

func TestAnExportIsCompleteAndReadable(t *testing.T) {
	db, _, _, _ := served(t)
	person, err := db.Person(t.Context(), "972000000001")
	require.NoError(t, err)
	file, err := db.File(t.Context(), person)
	require.NoError(t, err)
	file.MadeAt = forenoon
	var out bytes.Buffer
	open := func(_ context.Context, object string) (io.ReadCloser, error) {
		if strings.Contains(object, "gone") {
			return nil, fault.New(fault.NotFound, "shelf", "gone")
		}
		return io.NopCloser(strings.NewReader("a photo")), nil
	}
	require.NoError(t, privacy.WriteZIP(t.Context(), &out, file, locale.Hebrew, open))
	in, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	require.NoError(t, err)
	contents := map[string]string{}
	for _, f := range in.File {
		r, err := f.Open()
		require.NoError(t, err)
		body, err := io.ReadAll(r)
		require.NoError(t, err)
		contents[f.Name] = string(body)
	}
	require.Equal(t, "a photo", contents["media/1.jpg"])
	require.Len(t, contents, 3)
	for _, part := range []string{words, "דיזנגוף 50", "אבי", "נקבע! דנה", `href="media/1.jpg"`, "כבר לא נשמר", `dir="rtl"`} {
		require.Contains(t, contents["index.html"], part)
	}
	for _, part := range []string{words, "lead-dana", hers, `"consent_at": "2026-03-01T10:00:00Z"`, "d/lead-dana"} {
		require.Contains(t, contents["data.json"], part)
	}
	require.NotContains(t, contents["index.html"]+contents["data.json"], "lead-other")
}
