package admin_test

import (
	"bufio"
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/infra/mongo/mongotest"
	"github.com/proli/proli/shared/access"
	"github.com/proli/proli/shared/lead"
)

// listen opens a page's stream and gives its lines; the channel closes when the stream ends.
func (b *browser) listen(topics string) <-chan string {
	b.d.t.Helper()
	req, err := http.NewRequestWithContext(b.d.t.Context(), http.MethodGet, b.d.server.URL+"/live?topics="+topics, nil)
	require.NoError(b.d.t, err)
	resp, err := b.client.Do(req)
	require.NoError(b.d.t, err)
	require.Equal(b.d.t, http.StatusOK, resp.StatusCode)
	lines := make(chan string, 100)
	go func() {
		defer close(lines)
		defer func() { _ = resp.Body.Close() }()
		for all := bufio.NewScanner(resp.Body); all.Scan(); {
			if all.Text() != "" {
				lines <- all.Text()
			}
		}
	}()
	return lines
}

// changes makes a change again and again until it is heard: the watch may just begin.
func changes(t *testing.T, lines <-chan string, change func()) {
	t.Helper()
	for late := time.After(10 * time.Second); ; {
		change()
		select {
		case line, open := <-lines:
			require.True(t, open)
			if line == "data: changed" {
				return
			}
		case <-time.After(300 * time.Millisecond):
		case <-late:
			require.Fail(t, "no change is heard")
		}
	}
}

func TestOpenPagesHearOfChangesAtEveryInstance(t *testing.T) {
	first := newDesk(t)
	first.hire("dana", access.Viewer)
	second := first.another()
	first.know(leak("l1", time.Hour))
	here, there := first.signedIn("dana").listen("leads"), second.signedIn("dana").listen("leads/l1")
	n := 0
	touch := func() {
		n++
		_, err := first.db.Collection(mongo.Leads).UpdateOne(t.Context(), bson.M{"_id": "l1"}, bson.M{"$set": bson.M{"offers": n}})
		require.NoError(t, err)
	}
	changes(t, here, touch)
	changes(t, there, touch)
}

func TestAStreamEndsWithItsVisitor(t *testing.T) {
	d := newDesk(t)
	require.Equal(t, http.StatusUnauthorized, d.browser().get("/live?topics=leads").status, "a stranger")
}

func TestRenewingAPageIsNoVisit(t *testing.T) {
	d := newDesk(t)
	d.hire("dana", access.Viewer)
	b := d.signedIn("dana")
	d.advance(access.SessionIdle - time.Minute)
	require.Equal(t, http.StatusOK, b.do("GET", "/", nil, map[string]string{"X-Live": "1"}).status)
	d.advance(2 * time.Minute)
	require.Equal(t, http.StatusSeeOther, b.get("/").status, "a page left open keeps nobody signed in")
}

func TestOverridesAreShownByName(t *testing.T) {
	d := newDesk(t)
	d.hire("dana", access.Viewer)
	l := leak("l1", time.Hour)
	l.Facts.Name, l.Status = "evil\u202egnp.exe", lead.New
	d.know(l)
	for _, path := range []string{"/", "/leads", "/leads/l1"} {
		body := d.signedIn("dana").get(path).body
		require.Contains(t, body, "evil[RLO]gnp.exe", path)
		require.False(t, strings.ContainsAny(body, "\u202a\u202b\u202d\u202e"), path)
	}
}

func TestOpenPagesAreLetGoWhenTheServiceStops(t *testing.T) {
	d := &desk{t: t, db: mongotest.Empty(t), at: noon}
	ctx, stop := context.WithCancel(t.Context())
	d.life = ctx
	d.open(true)
	d.hire("dana", access.Viewer)
	lines := d.signedIn("dana").listen("leads")
	stop()
	late := time.After(10 * time.Second)
	for open := true; open; {
		select {
		case _, open = <-lines:
		case <-late:
			require.Fail(t, "the stream is still open")
		}
	}
}
