package browser_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/local/browser"
	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/lead"
)

// counted waits until the page has renewed itself: the navigation, which every page has, counts a
// lead that has come into review, and what is below it was looked at in the same breath.
func counted(w *world, p *browser.Page, change func() error) {
	w.t.Helper()
	w.insert(mongo.Leads, lead.Lead{ID: "lead-late", ChatID: "972000000077@c.us", Status: lead.PendingReview, Version: 1, CreatedAt: noon, UpdatedAt: noon})
	waits, _, err := w.db.WaitForUs(w.t.Context(), 100)
	require.NoError(w.t, err)
	require.NoError(w.t, change())
	p.Until(fmt.Sprintf(`document.querySelector('#nav a[href="/leads"] .nav-count')?.textContent === "%d"`, waits))
}

// TestHoursThatWereTypedStay leaves a field with new hours in it: a change elsewhere does not put
// the old ones back before they are saved.
func TestHoursThatWereTypedStay(t *testing.T) {
	w, p := once(t, "he", 1)
	p.Visit(w.url + "/settings/jobs")
	set(p, "#f-cron-healer", "*/15 * * * *")
	counted(w, p, func() error { return w.db.SwitchJob(t.Context(), "janitor", true) })
	require.Equal(t, "*/15 * * * *", p.Evaluate(`document.querySelector("#f-cron-healer").value`))
	p.Click(`form[action$="/healer/hours"] button`)
	p.Until(flash)
	acts, _, err := w.db.ListAudit(t.Context(), mongo.AuditQuery{Limit: 1})
	require.NoError(t, err)
	require.Equal(t, "*/15 * * * *", acts[0].After["hours"])

	set(p, "#f-cron-healer", "1 * * * *")
	require.NoError(t, w.db.SwitchJob(t.Context(), "relay", true))
	set(p, "#f-cron-healer", "*/10 * * * *") // as it was: nothing of it would be lost
	p.Until(`document.querySelectorAll("#jobs .job.off").length === 2`)
}

// TestAPhotoThatWasChosenStays looks at the other thing that a page could lose.
func TestAPhotoThatWasChosenStays(t *testing.T) {
	w, p := once(t, "en", 0)
	id := w.pros[0].ID
	p.Visit(w.url + "/pros/" + id)
	p.Until(`(f => { if (!f) return false; const t = new DataTransfer(); t.items.add(new File(["x"], "me.png", {type: "image/png"})); f.files = t.files; return f.files.length === 1 })(document.querySelector("#f-photo"))`)
	counted(w, p, func() error {
		one := w.pro(t, id)
		one.BusinessName = "Another name"
		_, err := w.db.SavePro(t.Context(), one, noon)
		return err
	})
	require.Equal(t, "1", p.Evaluate(`String(document.querySelector("#f-photo").files.length)`))
	p.Until(`(document.querySelector("#f-photo").value = "") || true`)
	p.Shows("Another name")
}

// TestAllOfACustomerIsFetchedTwice presses the same button twice: a download leaves the page
// standing, so it has to work again, and a file that is made twice harms nobody.
func TestAllOfACustomerIsFetchedTwice(t *testing.T) {
	w, p := once(t, "he", 0)
	p.Visit(w.url + "/settings/privacy")
	p.Type("#f-phone", "972000000037\r")
	for n := range 2 {
		p.Click(`form[action$="/export"] button`)
		require.Eventually(t, func() bool {
			acts, _, err := w.db.ListAudit(t.Context(), mongo.AuditQuery{Limit: 10})
			return err == nil && len(acts) == n+1 && acts[n].Act == "privacy.export"
		}, 5*time.Second, 20*time.Millisecond)
	}
}
