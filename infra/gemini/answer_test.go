package gemini_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/gemini"
	"github.com/proli/proli/shared/triage"
)

func TestDecode(t *testing.T) {
	for name, c := range map[string]struct {
		raw  string
		want triage.Answer
	}{
		"only a reply":       {`{"reply":"a"}`, triage.Answer{Reply: "a"}},
		"in a fence":         {"```json\n{\"reply\":\"a\"}\n```", triage.Answer{Reply: "a"}},
		"numbers":            {`{"reply":"a","facts":{"number":12,"floor":-1}}`, triage.Answer{Reply: "a", Facts: triage.Facts{Number: "12", Floor: "-1"}}},
		"null in quotes":     {`{"reply":"a","facts":{"city":"null","name":null},"deal":null}`, triage.Answer{Reply: "a"}},
		"fields we know not": {`{"mood":1,"reply":" a "}`, triage.Answer{Reply: "a"}},
		"spoken":             {`{"reply":"a","transcription":"הברז דולף","deal":true}`, triage.Answer{Reply: "a", Transcription: "הברז דולף", Deal: true}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := gemini.Decode([]byte(c.raw))
			require.NoError(t, err)
			require.Equal(t, c.want, got)
		})
	}
}

func TestDecodeRefuses(t *testing.T) {
	for name, raw := range map[string]string{
		"nothing": ``, "null": `null`, "a list": `[{"reply":"a"}]`, "prose": `hello`, "cut off": `{"reply":"a`, "two": `{"reply":"a"}{"reply":"b"}`,
		"words behind": `{"reply":"a"} as asked`, "empty reply": `{"reply":" "}`, "reply of a list": `{"reply":["a"]}`, "open fence": "```json\n{\"reply\":\"a\"}",
		"facts as words": `{"reply":"a","facts":"none"}`, "long fact": `{"reply":"a","facts":{"city":"` + strings.Repeat("a", 2000) + `"}}`,
		"long reply": `{"reply":"` + strings.Repeat("a", 9000) + `"}`, "deal in words": `{"reply":"a","deal":"perhaps"}`,
	} {
		t.Run(name, func(t *testing.T) {
			got, err := gemini.Decode([]byte(raw))
			require.Error(t, err)
			require.Empty(t, got)
		})
	}
}

func FuzzDecode(f *testing.F) {
	for _, s := range []string{good, `{"reply":"a","facts":{"number":1e400}}`, "```json\n{}\n```", "``````", `{"reply":null}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		a, err := gemini.Decode(raw)
		if err != nil {
			require.Empty(t, a)
			return
		}
		require.NotEmpty(t, a.Reply)
		require.LessOrEqual(t, len(a.Reply), 8<<10)
	})
}
