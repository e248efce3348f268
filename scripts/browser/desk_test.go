package browser_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/infra/local/browser"
	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/lead"
)

// settings are where the daily journeys are made: in Hebrew in the car, in English at the desk.
var settings = []struct {
	lang          string
	width, height int64
}{{"he", 390, 844}, {"en", 1360, 900}}

// words of the pages, by language.
var words = map[string]map[string]string{
	"he": {"human": "מחכים לאדם", "mine": "השיחה אצלכם עד 12:15", "back": "השיחה חזרה לבוט", "cancelled": "בוטל. השעה פנויה", "route": "פונים לעסק אחר", "wrong": "זה לא מספר נייד ישראלי", "done": "הסתיים. הלקוח התבקש לדרג"},
	"en": {"human": "Waiting for a person", "mine": "The chat is yours till 12:15", "back": "The bot has the chat again", "cancelled": "Cancelled. The hour is free", "route": "Another pro is being asked", "wrong": "This is no Israeli mobile number", "done": "Done. The customer was asked for a rating"},
}

func (w *world) lead(id string) lead.Lead {
	w.t.Helper()
	l, err := w.db.Lead(w.t.Context(), id)
	require.NoError(w.t, err)
	require.NotNil(w.t, l, id)
	return *l
}

// speak is a customer's message that comes in while the page is open.
func (w *world) speak(chat, leadID, text string) {
	w.t.Helper()
	w.insert(mongo.Messages, conversation.Message{ID: "now/" + text, Chat: chat, LeadID: leadID, By: conversation.ByCustomer, Kind: event.KindText, Text: text, SentAt: noon, ReceivedAt: noon})
	_, err := w.db.Collection(mongo.Conversations).UpdateOne(w.t.Context(), bson.M{"_id": chat}, bson.M{"$inc": bson.M{"version": 1}, "$set": bson.M{"updated_at": noon}})
	require.NoError(w.t, err)
}

// press presses what opens a dialog, and then its own button.
func press(p *browser.Page, dialog string) {
	p.Click(`[popovertarget="deed-` + dialog + `"]`)
	p.Click(`#deed-` + dialog + ` .actions > :first-child`)
}

func TestADayAtTheDesk(t *testing.T) {
	for _, at := range settings {
		t.Run(at.lang, func(t *testing.T) {
			w := begin(t, employ, begun)
			p := w.signedIn(at.lang)
			p.Size(at.width, at.height)
			defer func() {
				if t.Failed() {
					p.Shoot("failed-" + at.lang)
				}
			}()
			say := words[at.lang]
			const chat = "972000000031@c.us"

			// What needs me → the chat → take over → write → an answer comes by itself → hand back.
			p.Visit(w.url + "/inbox")
			p.Shows(say["human"])
			p.Click(".group.bad + ul .chatrow")
			p.Shows("Two sockets in the living room are dead")
			p.Click(`.press:has(input[value="take"]) button`)
			p.Until(`document.querySelector(".flash.good")`) // the page that follows, not the old one kept up to date
			p.Shows(say["mine"])
			p.Type("#write", "Dana here, is the power off?")
			p.Click(".writing button")
			p.Until(`location.hash === "#end" && [...document.querySelectorAll(".said.by-admin")].some((e) => e.innerText.includes("is the power off?"))`)
			p.Until(`document.readyState === "complete"`)
			came := time.Now()
			w.speak(chat, "lead-02", "Yes, since the morning")
			p.Shows("Yes, since the morning")
			t.Log("shown after", time.Since(came).Round(time.Millisecond))
			p.Click(`.press:has(input[value="back"]) button`)
			p.Shows(say["back"])
			c, err := w.db.Conversation(t.Context(), chat)
			require.NoError(t, err)
			require.False(t, c.Silent(noon) || c.NeedsHuman)

			// The lead → another pro.
			p.Visit(w.url + "/leads/lead-01")
			press(p, "route-")
			p.Shows(say["route"])
			require.Equal(t, lead.New, w.lead("lead-01").Status)

			// Cancel, with the reason.
			p.Visit(w.url + "/leads/lead-08")
			p.Click(`[popovertarget="deed-move-cancelled"]`)
			p.Type(`#deed-move-cancelled input[name=why]`, "called us\r")
			p.Shows(say["cancelled"])
			l := w.lead("lead-08")
			require.Equal(t, lead.Cancelled, l.Status)
			require.Equal(t, "called us", l.History[len(l.History)-1].Why)

			// A lead of somebody who phoned, wrong first.
			p.Visit(w.url + "/leads/new")
			for field, typed := range map[string]string{"name": "Noga Test", "phone": "1234", "issue": "leak", "city": "Tel Aviv", "street": "Dizengoff", "number": "50", "time": "tomorrow at 10"} {
				p.Type("input[name="+field+"]", typed)
			}
			p.Type("select[name=trade]", map[string]string{"he": "אינסטלציה", "en": "Plumbing"}[at.lang])
			p.Click("input[name=agreed]")
			p.Click("form.call button.main")
			p.Shows(say["wrong"])
			p.Until(`document.querySelector("input[name=street]").value === "Dizengoff"`)
			p.Until(`(document.querySelector("input[name=phone]").value = "", true)`)
			p.Type("input[name=phone]", "000-000-0077\r")
			p.Until(`location.pathname.startsWith("/leads/") && location.pathname !== "/leads/new"`)
			p.Shows("Noga Test")

			// Find it again, and the file of what was found.
			p.Visit(w.url + "/leads")
			p.Type("#q", "noga\r")
			p.Until(`document.querySelectorAll("table.leads tbody tr").length === 1 && document.body.innerText.includes("Noga Test")`)
			p.Until(`document.querySelector("a.export").href.includes("q=noga")`)

			// The board: a booked one is done.
			p.Visit(w.url + "/leads/board")
			p.Click(`.lane[data-status=booked] .card-acts summary`)
			p.Click(`.lane[data-status=booked] [data-to=completed] button`)
			p.Shows(say["done"])
			for _, said := range complaints(p) {
				require.Contains(t, said, "422", "a form that came back is all that the browser may hold against us")
			}
		})
	}
}
