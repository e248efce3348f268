package admin_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/access"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/grounding"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/pro"
)

const nasty = `<script>alert("1")</script>`

// know puts a lead with a chat into the database.
func (d *desk) know(l lead.Lead) {
	d.t.Helper()
	_, err := d.db.Collection(mongo.Leads).InsertOne(d.t.Context(), l)
	require.NoError(d.t, err)
}

func leak(id string, age time.Duration) lead.Lead {
	return lead.Lead{
		ID: id, ChatID: "972000000001@c.us", Status: lead.Booked, Trade: "plumber", IssueType: "נזילה מתחת לכיור", ProID: "p1",
		Facts:       lead.Facts{Name: "דנה", City: "תל אביב", Street: "דיזנגוף", Number: "50", Floor: "3", Apartment: "12"},
		Price:       &lead.Price{Item: "leak", ILS: 1450},
		Appointment: &lead.Appointment{ID: "a1", Start: noon.Add(2 * time.Hour), End: noon.Add(3 * time.Hour)},
		CreatedAt:   noon.Add(-age), Version: 1,
		History: []lead.Move{{Status: lead.Contacted, At: noon.Add(-age), By: lead.System}, {Status: lead.Booked, At: noon, By: lead.ByPro, Why: "approved"}},
	}
}

func TestPagesInBothLanguages(t *testing.T) {
	d := newDesk(t)
	d.hire("dana", access.Viewer)
	d.know(leak("l1", time.Hour))
	_, err := d.db.Collection(mongo.Pros).InsertOne(t.Context(), pro.Pro{ID: "p1", BusinessName: "שרברבות הצפון"})
	require.NoError(t, err)
	b := d.signedIn("dana")
	for _, path := range []string{"/", "/leads", "/leads/l1", "/password", "/nowhere"} {
		hebrew, english := b.get(path+"?lang=he").body, b.get(path+"?lang=en").body
		require.Contains(t, hebrew, `<html lang="he" dir="rtl">`, path)
		require.Contains(t, english, `<html lang="en" dir="ltr">`, path)
		require.Equal(t, english, b.get(path+"?lang=en").body, path)
		for _, page := range []string{hebrew, english} {
			require.NotRegexp(t, `>[a-z_]+\.[a-z_.0-9]+<`, page, "a key without a text on "+path)
			require.Equal(t, 1, strings.Count(page, "<h1"), path)
		}
	}
	require.Contains(t, b.get("/leads").body, "today, 14:00", "the choice is remembered")
	page := b.get("/leads/l1?lang=he").body
	for _, part := range []string{"דנה", "שרברבות הצפון", "1,450 ₪", "יום ראשון, 1 במרץ, \u206814:00–15:00\u2069", "דיזנגוף 50, קומה 3, דירה 12, תל אביב", "000-000-0001"} {
		require.Contains(t, page, part)
	}
	require.Contains(t, b.get("/leads?theme=dark").body, `data-theme="dark"`)
	require.Contains(t, b.get("/leads").body, `data-theme="dark"`)
	require.NotContains(t, b.get("/leads?theme=auto").body, `data-theme`)
}

func TestWhatPeopleWroteIsText(t *testing.T) {
	d := newDesk(t)
	d.hire("dana", access.Viewer)
	l := leak("l1", time.Hour)
	l.Facts.Name, l.IssueType, l.Facts.City, l.AppointmentTime, l.Review = nasty, nasty, nasty, nasty, nasty
	l.Facts.Media = []lead.Media{{MIME: nasty, Caption: nasty}}
	l.History[1].Why = nasty
	d.know(l)
	_, err := d.db.Collection(mongo.Pros).InsertOne(t.Context(), pro.Pro{ID: "p1", BusinessName: nasty})
	require.NoError(t, err)
	_, err = d.db.Collection(mongo.Conversations).InsertOne(t.Context(), conversation.Conversation{
		ID: l.ChatID, NeedsHuman: true, SilentUntil: noon.Add(time.Minute), Version: 1, UpdatedAt: noon, Name: nasty,
		Recent: []conversation.Turn{{By: conversation.ByCustomer, Text: nasty, At: noon}},
	})
	require.NoError(t, err)
	_, err = d.db.Collection(mongo.Messages).InsertOne(t.Context(), conversation.Message{
		ID: "m1", Chat: l.ChatID, LeadID: l.ID, By: conversation.ByCustomer, Text: nasty, SentAt: noon,
		Media: []event.Media{{MIME: nasty, Caption: nasty}}, Learned: []conversation.Fact{{Name: "name", Value: nasty}},
		Refused: []conversation.Refused{{Text: nasty + "350", Lies: []grounding.Lie{{Kind: "price", Words: nasty}}}},
	})
	require.NoError(t, err)
	b := d.signedIn("dana")
	for _, path := range []string{"/", "/leads", "/leads/l1", "/leads/board", "/inbox", "/inbox/" + l.ChatID} {
		body := b.get(path).body
		require.NotContains(t, body, "<script>", path)
		require.Contains(t, body, "&lt;script&gt;", path)
	}
	page := b.get("/leads/l1").body
	require.Contains(t, page, `<div class="bubble"><p dir="auto">&lt;script&gt;`)
	require.Contains(t, page, "&lt;/script&gt;350", "what a model said and nobody was told")
	require.Contains(t, page, "12:01", "until when the bot is silent")
	signIn := d.browser()
	require.NotContains(t, signIn.get("/signin?next="+`"><script>`).body, "<script>")
}

func TestAnEmptyDashboardSaysSo(t *testing.T) {
	d := newDesk(t)
	d.hire("dana", access.Viewer)
	b := d.signedIn("dana")
	require.Contains(t, b.get("/").body, "עוד אין פניות")
	require.Contains(t, b.get("/leads").body, "עוד אין פניות")
	require.Contains(t, b.get("/leads?status=new").body, "אין פניות כאן: ממתינות לתשובה")
}

func TestLeadsPageByPage(t *testing.T) {
	d := newDesk(t)
	d.hire("dana", access.Viewer)
	const all = 60
	for i := range all {
		l := leak(fmt.Sprintf("in/%02d", i), time.Duration(i/3)*time.Minute) // three of each instant
		if i%2 == 1 {
			l.Status = lead.New
		}
		d.know(l)
	}
	b := d.signedIn("dana")
	link := func(rel, body string) string {
		found := regexp.MustCompile(`rel="` + rel + `" href="([^"]+)"`).FindStringSubmatch(body)
		if found == nil {
			return ""
		}
		return strings.ReplaceAll(found[1], "&amp;", "&")
	}
	row := regexp.MustCompile(`href="(/leads/in/\d+)"`)
	for filter, want := range map[string]int{"": all, "?status=booked": all / 2} {
		seen := map[string]bool{}
		page, first := b.get("/leads"+filter).body, ""
		for first = page; ; {
			for _, found := range row.FindAllStringSubmatch(page, -1) {
				require.False(t, seen[found[1]], found[1])
				seen[found[1]] = true
			}
			next := link("next", page)
			if next == "" {
				break
			}
			page = b.get(next).body
		}
		require.Len(t, seen, want, filter)
		for back := link("prev", page); back != ""; back = link("prev", page) {
			page = b.get(back).body
		}
		require.Equal(t, row.FindAllString(first, -1), row.FindAllString(page, -1), "back at the newest")
	}
	require.Equal(t, http.StatusOK, b.get("/leads/in/07").status)
}

func TestHealth(t *testing.T) {
	d := newDesk(t)
	b := d.browser()
	require.Equal(t, http.StatusOK, b.get("/health/live").status)
	ready := b.get("/health/ready")
	require.Equal(t, http.StatusOK, ready.status, "what pages need is there")
	var states map[string]string
	require.NoError(t, json.Unmarshal([]byte(ready.body), &states))
	require.Equal(t, map[string]string{"mongo": "up", "redis": "down"}, states)
}

func TestTheLogNamesNobody(t *testing.T) {
	d := newDesk(t)
	d.hire("dana", access.Viewer)
	d.know(leak("972000000001-in", time.Hour))
	b := d.signedIn("dana")
	require.Equal(t, http.StatusOK, b.get("/leads/972000000001-in").status)
	require.Equal(t, http.StatusForbidden, b.do("POST", "/signout", nil, nil).status)
	log := d.log.text()
	require.Contains(t, log, `"route":"/leads/{id...}","status":200`)
	require.NotContains(t, log, "972000000001")
	require.NotContains(t, log, "dana")
	require.NotContains(t, log, password)
	require.Equal(t, strings.Count(log, "\n"), strings.Count(log, `"msg":"request"`), "one line a request")
}
