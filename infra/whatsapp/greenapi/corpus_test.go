package greenapi_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/whatsapp/greenapi"
	"github.com/proli/proli/shared/event"
)

const instance = 1100000001

var received = time.Date(2026, 3, 1, 10, 0, 2, 0, time.UTC)

// payload is one of the corpus, addressed to our instance and sent two seconds ago.
func payload(t testing.TB, file string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", "payloads", file))
	require.NoError(t, err)
	var m map[string]any
	require.NoError(t, json.Unmarshal(raw, &m))
	inner := m
	if body, ok := m["body"].(map[string]any); ok {
		inner = body
	}
	if data, ok := inner["instanceData"].(map[string]any); ok {
		data["idInstance"] = instance
	}
	if _, ok := inner["timestamp"]; ok {
		inner["timestamp"] = received.Add(-2 * time.Second).Unix()
	}
	raw, err = json.Marshal(m)
	require.NoError(t, err)
	return raw
}

// TestCorpus holds every payload to what the index beside it expects.
func TestCorpus(t *testing.T) {
	index, err := os.ReadFile("testdata/payloads/index.tsv")
	require.NoError(t, err)
	rows := strings.Split(strings.TrimSpace(string(index)), "\n")[1:]
	require.NotEmpty(t, rows)
	for _, r := range rows {
		f := strings.Split(r, "\t")
		file, expected, kind, extract := f[0], f[3], f[4], f[5]
		t.Run(file, func(t *testing.T) {
			m, v := greenapi.Parse(payload(t, file), instance, received)
			switch {
			case expected == "ignore", kind == "device", file == "other__outgoingCall.json":
				require.Equal(t, greenapi.Ignore, v.Action)
				require.NotEmpty(t, v.Reason)
				require.Empty(t, m)
				return
			}
			require.Equal(t, greenapi.Publish, v.Action, v.Reason)
			p, err := m.Published()
			require.NoError(t, err)
			m, err = event.DecodeMessage(p.Data)
			require.NoError(t, err, "what is published can be read")
			require.Equal(t, received, m.ReceivedAt)
			require.Len(t, m.ID, 32)
			if expected == "handover" {
				require.Equal(t, event.KindHandover, m.Kind)
				return
			}
			wantKind, got := extracted(m, kind)
			require.Equal(t, wantKind, m.Kind)
			require.Equal(t, extract, got)
			if m.Kind != event.KindQuota {
				require.Equal(t, received.Add(-2*time.Second), m.SentAt)
			}
		})
	}
}

// extracted is the kind that a row's word means, and the message in the row's own notation.
func extracted(m event.Message, word string) (event.Kind, string) {
	switch word {
	case "text":
		got := m.Text
		if m.Quoted != "" {
			got += " | quotes " + m.Quoted
		}
		return event.KindText, got
	case "image", "video", "audio":
		f := m.Media[0]
		if f.URL == "" {
			f.URL = "(empty: call downloadFile)"
		}
		if f.MIME == "audio/ogg" {
			f.MIME += "; codecs=opus" // parameters are dropped
		}
		return event.KindMedia, strings.TrimSpace(fmt.Sprintf("url=%s mime=%s caption=%s", f.URL, f.MIME, m.Text))
	case "location":
		return event.KindLocation, fmt.Sprintf("%v,%v %s", m.Location.Lat, m.Location.Lng, m.Location.Name)
	case "button", "list":
		return event.KindButton, fmt.Sprintf("id=%s text=%s reply-to=%s", m.ButtonID, m.Text, m.Quoted)
	case "edit":
		return event.KindEdit, m.Text + " | edits " + m.Edits
	case "unreadable":
		return event.KindUnreadable, "{{" + m.Detail + "}}"
	case "delivery":
		got := m.Status + " idMessage=" + m.ProviderID
		if m.Detail != "" {
			got += " desc=" + m.Detail
		}
		return event.KindStatus, got
	case "call":
		return event.KindCall, m.Status + " from=" + m.Chat
	case "instance":
		return event.KindAccount, m.Status
	case "block":
		return event.KindBlock, m.Chat + " " + m.Status
	case "quota":
		return event.KindQuota, m.Detail + " " + m.Status
	}
	return "", ""
}

func FuzzParse(f *testing.F) {
	files, err := filepath.Glob("testdata/payloads/*.json")
	require.NoError(f, err)
	require.NotEmpty(f, files)
	for _, file := range files {
		f.Add(payload(f, filepath.Base(file)))
	}
	f.Add([]byte(`{"instanceData":{"idInstance":1100000001},"typeWebhook":"incomingMessageReceived","timestamp":"x"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		m, v := greenapi.Parse(body, instance, received)
		again, _ := greenapi.Parse(body, instance, received)
		require.Equal(t, m, again)
		switch v.Action {
		case greenapi.Publish, greenapi.Broken:
			p, err := m.Published()
			require.NoError(t, err)
			_, err = event.DecodeMessage(p.Data)
			require.NoError(t, err)
		case greenapi.Ignore, greenapi.Foreign:
			require.NotEmpty(t, v.Reason)
			require.Less(t, len(v.Reason), 64)
		default:
			t.Fatal("no verdict")
		}
	})
}
