package acceptance_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/notice"
)

const payloads = "../../infra/whatsapp/greenapi/testdata/payloads"

// corpusRow is one line of the index: what a payload is, and what must come of it.
type corpusRow struct {
	file, expected, kind, extract string
}

func corpus(t *testing.T) []corpusRow {
	t.Helper()
	index, err := os.ReadFile(filepath.Join(payloads, "index.tsv"))
	require.NoError(t, err)
	var rows []corpusRow
	for _, line := range strings.Split(strings.TrimSpace(string(index)), "\n")[1:] {
		f := strings.Split(line, "\t")
		rows = append(rows, corpusRow{file: f[0], expected: f[3], kind: f[4], extract: f[5]})
	}
	require.Greater(t, len(rows), 50)
	return rows
}

// recorded is a payload of the corpus as it would come now, to our instance, and its chat.
func (w *world) recorded(file string) (body []byte, chat string) {
	w.Helper()
	raw, err := os.ReadFile(filepath.Join(payloads, file))
	require.NoError(w, err)
	var outer map[string]any
	require.NoError(w, json.Unmarshal(raw, &outer))
	p := outer
	if inner, ok := outer["body"].(map[string]any); ok {
		p = inner
	}
	if data, ok := p["instanceData"].(map[string]any); ok {
		data["idInstance"] = 1100000001
	}
	if _, ok := p["timestamp"]; ok {
		p["timestamp"] = utc(w.get(w.control + "/clock")["now"].(string)).Unix()
	}
	if sender, ok := p["senderData"].(map[string]any); ok {
		chat, _ = sender["chatId"].(string)
	}
	for _, name := range []string{"chatId", "from"} {
		if id, ok := p[name].(string); ok && chat == "" {
			chat = id
		}
	}
	return marshal(w.T, outer), chat
}

// expectations say by the index's word what a payload of that kind leaves behind.
var expectations = map[string]func(w *world, chat string, row corpusRow){
	"text":   answered,
	"button": answered,
	"list":   answered,
	"edit":   answered,
	"image":  keptAs("image/"),
	"video":  keptAs("video/"),
	"audio":  keptAs("audio/"),
	"location": func(w *world, chat string, _ corpusRow) {
		require.NotEmpty(w, w.hears(chat))
		require.Nil(w, w.lead(chat).Place, "the point is on another continent")
	},
	"unreadable": func(w *world, chat string, row corpusRow) {
		if !strings.Contains(row.extract, "SWE002") {
			w.hearsNothing(chat)
			w.advance("31s")
		}
		require.NotEmpty(w, w.hears(chat))
		require.Zero(w, w.thread(chat).ModelCalls, "no marker comes to a model")
		w.advance("5m")
		w.hearsNothing(chat)
	},
	"delivery": func(w *world, chat string, row corpusRow) {
		status, rest, _ := strings.Cut(row.extract, " ")
		id, _, _ := strings.Cut(strings.TrimPrefix(rest, "idMessage="), " ")
		want := map[string]notice.State{"sent": notice.Sent, "delivered": notice.Delivered, "read": notice.Read}[status]
		if want == "" {
			want = notice.Failed
		}
		require.EqualValues(w, 1, w.count(mongo.Notices, map[string]any{"provider_id": id, "state": want}))
		w.hearsNothing(chat)
	},
	"call": func(w *world, chat string, row corpusRow) {
		require.NotEmpty(w, w.hears(chat))
		body, _ := w.recorded(row.file)
		again := strings.Replace(string(body), `"status":"`, `"status":"hang`, 1)
		require.Equal(w, 200, w.deliver(token, []byte(again)))
		w.settle()
		w.hearsNothing(chat)
	},
	"instance": func(w *world, _ string, row corpusRow) {
		require.EqualValues(w, 1, w.count(mongo.Settings, map[string]any{"_id": "account", "state": row.extract}))
	},
	"block": func(w *world, chat string, _ corpusRow) {
		require.False(w, w.thread(chat).StoppedAt.IsZero())
		w.hearsNothing(chat)
	},
	"quota": func(w *world, _ string, row corpusRow) {
		w.hears(admin, "3/3")
		body, _ := w.recorded(row.file)
		require.Equal(w, 200, w.deliver(token, body))
		w.settle()
		w.hearsNothing(admin)
	},
	"echo": func(w *world, chat string, row corpusRow) {
		require.Equal(w, row.expected == "handover", w.thread(chat).Silent(utc(sundayNoon)))
		w.hearsNothing(chat)
	},
}

func answered(w *world, chat string, _ corpusRow) { require.NotEmpty(w, w.hears(chat)) }

// keptAs expects the file with the lead although it cannot be fetched from here, and that this is said.
func keptAs(kind string) func(*world, string, corpusRow) {
	return func(w *world, chat string, row corpusRow) {
		require.NotEmpty(w, w.hears(chat))
		media := w.lead(chat).Facts.Media
		require.Len(w, media, 1)
		require.True(w, strings.HasPrefix(media[0].MIME, kind))
		_, caption, _ := strings.Cut(row.extract, "caption=")
		require.Equal(w, caption, media[0].Caption)
	}
}

func (w *world) thread(chat string) *conversation.Conversation {
	w.Helper()
	c, err := w.db.Conversation(w.Context(), chat)
	require.NoError(w, err)
	return c
}

// TestEveryPayload delivers each recorded payload and holds what follows to the index.
func TestEveryPayload(t *testing.T) {
	for _, row := range corpus(t) {
		t.Run(strings.TrimSuffix(row.file, ".json"), func(t *testing.T) {
			w := begin(t)
			body, chat := w.recorded(row.file)
			if chat != "" && !strings.HasSuffix(chat, "@g.us") {
				w.agreed(chat)
			}
			if row.kind == "delivery" {
				w.sentBefore(chat, row.extract)
			}
			before := w.count(mongo.Messages, nil2())
			require.Equal(t, 200, w.deliver(token, body))
			w.settle()
			check, known := expectations[row.kind]
			switch {
			case known && row.expected != "ignore" && !strings.HasPrefix(row.file, "other__outgoingCall"):
				check(w, chat, row)
			case chat != "":
				w.hearsNothing(chat)
				fallthrough
			default:
				require.Equal(t, before, w.count(mongo.Messages, nil2()))
			}
			if row.expected != "process" {
				require.Zero(t, w.count(mongo.Leads, nil2()))
			}
			w.hearsNothing(p1)
		})
	}
}

// sentBefore makes the notice that a delivery report is about.
func (w *world) sentBefore(chat, extract string) {
	w.Helper()
	_, rest, _ := strings.Cut(extract, "idMessage=")
	id, _, _ := strings.Cut(rest, " ")
	_, err := w.db.Collection(mongo.Notices).InsertOne(w.Context(), map[string]any{
		"_id": "before", "chat": chat, "kind": "reply", "text": "x", "seq": 1, "state": "sending", "provider_id": id,
	})
	require.NoError(w, err)
}
