package browser_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/lead"
)

// each tells a journey in both languages, on a desktop and on a phone.
func each(t *testing.T, journey func(t *testing.T, lang string, width, height int64)) {
	t.Helper()
	t.Run("he desktop", func(t *testing.T) { journey(t, "he", widths[0].width, widths[0].height) })
	t.Run("en phone", func(t *testing.T) { journey(t, "en", widths[1].width, widths[1].height) })
}

// sees are what a journey of this file looks for, by language.
var sees = map[string]map[string]string{
	"he": {"stopped": "נעצרו ידנית", "sends": "יוצאות", "off": "כבויה", "saved": "נשמר", "deleted": "נמחק", "urgent": "דחוף", "stop banner": "השליחה נעצרה ידנית"},
	"en": {"stopped": "Stopped by hand", "sends": "Going out", "off": "Off", "saved": "Saved", "deleted": "Deleted", "urgent": "Urgent", "stop banner": "Sending is stopped by hand"},
}

func TestSendingIsStoppedFromThePage(t *testing.T) {
	each(t, func(t *testing.T, lang string, width, height int64) {
		w := begin(t, employ, begun)
		p := w.signedIn(lang)
		p.Size(width, height)
		p.Visit(w.url + "/settings/operations")
		p.Click(`button[popovertarget="ask-stop"]`)
		p.Until(`document.querySelector("#ask-stop:popover-open")`)
		p.Click(`#ask-stop .main`)
		p.Shows(sees[lang]["stopped"])
		s, err := w.db.SendingSettings(t.Context())
		require.NoError(t, err)
		require.True(t, s.Stopped)
		p.Visit(w.url + "/")
		p.Shows(sees[lang]["stop banner"])
		p.Visit(w.url + "/settings/operations")
		p.Click(`form[action="/settings/operations/stop"] .main`)
		p.Shows(sees[lang]["sends"])
		require.Empty(t, complaints(p))
	})
}

func TestAJobIsSwitchedOff(t *testing.T) {
	each(t, func(t *testing.T, lang string, width, height int64) {
		w := begin(t)
		p := w.signedIn(lang)
		p.Size(width, height)
		p.Visit(w.url + "/settings/jobs")
		p.Click(`form[action="/settings/jobs/agenda/switch"] button`)
		p.Until(`document.querySelector("#job-agenda").closest("section").matches(".off")`)
		off, err := w.db.JobOff(t.Context(), "agenda")
		require.NoError(t, err)
		require.True(t, off)
	})
}

// TestHomeShowsWhatHappensElsewhere changes the database as the functions do, while the page is open.
func TestHomeShowsWhatHappensElsewhere(t *testing.T) {
	each(t, func(t *testing.T, lang string, width, height int64) {
		w := begin(t, employ, begun)
		p := w.signedIn(lang)
		p.Size(width, height)
		p.Visit(w.url + "/")
		p.Until(`document.querySelector("#lists")`)
		appears := func(id, name string) {
			w.insert(mongo.Leads, lead.Lead{ID: id, ChatID: "972000000077@c.us", Status: lead.New, Trade: "plumber", Facts: lead.Facts{Name: name, Urgent: true}, IssueType: "הצפה", CreatedAt: noon.Add(time.Minute), Version: 1})
		}
		appears("live-0", "זיו") // the stream may just begin; what was missed then is shown with the next change
		began := time.Now()
		appears("live-1", "אלמה")
		p.Shows("אלמה")
		t.Logf("%s: a change is on the page after %s", lang, time.Since(began).Round(time.Millisecond))
		p.Shows(sees[lang]["urgent"])
		require.Empty(t, complaints(p))
	})
}

func TestACustomerIsDeletedFromThePage(t *testing.T) {
	each(t, func(t *testing.T, lang string, width, height int64) {
		w := begin(t, employ, begun)
		p := w.signedIn(lang)
		p.Size(width, height)
		p.Visit(w.url + "/settings/privacy")
		p.Type("#f-phone", "972000000037\r") // lead-08, booked
		p.Until(`document.querySelector("#f-digits")`)
		p.Type("#f-digits", "1111\r")
		p.Until(`document.querySelector("[role=alert]")`)
		p.Type("#f-digits", "") // it is selected anew below
		p.Evaluate(`document.querySelector("#f-digits").value = ""; "ok"`)
		p.Type("#f-digits", "0037\r")
		p.Until(`document.querySelector(".receipt")`)
		p.Shows(sees[lang]["deleted"])
		p.ShootAll("receipt-"+lang, width, height)
		n, err := w.db.Collection(mongo.Leads).CountDocuments(t.Context(), bson.M{"_id": "lead-08"})
		require.NoError(t, err)
		require.Zero(t, n)
		require.Empty(t, complaints(p))
	})
}

func TestTermsAreMendedWhereTheyAreWrong(t *testing.T) {
	each(t, func(t *testing.T, lang string, width, height int64) {
		w := begin(t)
		p := w.signedIn(lang)
		p.Size(width, height)
		p.Visit(w.url + "/settings")
		p.Evaluate(`document.querySelector("#f-commission").removeAttribute("max"); document.querySelector("#f-commission").value = ""; "ok"`)
		p.Type("#f-commission", "150\r")
		p.Until(`document.querySelector("#f-commission-fault")`)
		p.Until(`document.querySelector("#f-commission").value === "150"`)
		p.Evaluate(`document.querySelector("#f-commission").value = ""; "ok"`)
		p.Type("#f-commission", "12\r")
		p.Shows(sees[lang]["saved"])
		kept, err := w.db.Business(t.Context())
		require.NoError(t, err)
		require.Equal(t, 12, kept.Commission())
	})
}

// TestWhatPeopleWriteIsTextEverywhere puts a script and a direction override where people write.
func TestWhatPeopleWriteIsTextEverywhere(t *testing.T) {
	const nasty = "<script>document.title='pwned'</script>\u202eevil"
	w := wholeDay(t, func(w *world) {
		_, err := w.db.Collection(mongo.Leads).UpdateMany(w.t.Context(), bson.M{}, bson.M{"$set": bson.M{
			"facts.name": nasty, "issue_type": nasty, "facts.issue": nasty, "review": nasty, "facts.city": nasty, "appointment_time": nasty,
		}})
		require.NoError(w.t, err)
		_, err = w.db.Collection(mongo.Leads).UpdateMany(w.t.Context(), bson.M{"place": bson.M{"$ne": nil}}, bson.M{"$set": bson.M{"place.name": nasty}})
		require.NoError(w.t, err)
		_, err = w.db.Collection(mongo.Conversations).UpdateMany(w.t.Context(), bson.M{}, bson.M{"$set": bson.M{"recent.$[].text": nasty, "name": nasty}})
		require.NoError(w.t, err)
		_, err = w.db.Collection(mongo.Messages).UpdateMany(w.t.Context(), bson.M{}, bson.M{"$set": bson.M{"text": nasty}})
		require.NoError(w.t, err)
		_, err = w.db.Collection(mongo.Pros).UpdateOne(w.t.Context(), bson.M{"_id": w.pros[0].ID}, bson.M{"$set": bson.M{"business_name": nasty, "system_prompt": nasty}})
		require.NoError(w.t, err)
	})
	p := w.signedIn("he")
	for _, page := range pages {
		p.Visit(w.path(page.path, "lang", "he"))
		p.Until(`document.readyState === "complete"`)
		require.NotEqual(t, "pwned", p.Evaluate("document.title"), page.name)
		require.Equal(t, "false", p.Evaluate(`/[\u202a-\u202e]/.test(document.body.innerHTML)`), page.name)
		p.Until(`document.documentElement.scrollWidth <= innerWidth`)
	}
	require.Empty(t, complaints(p))
}
