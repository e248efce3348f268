package triage

import (
	"context"
	"strings"
	"time"

	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
)

// What the media of one turn may cost, and how many one lead carries.
const (
	mediaTime  = 25 * time.Second
	maxShown   = 10 << 20 // bytes given to a model, all together
	maxMedia   = 10
	maxCaption = 1000
)

// keepMedia fetches and keeps what the customer sent, and gives what a model may see of each
// message. The conversation goes on without what could not be had, and says so.
func (t *turn) keepMedia(ctx context.Context) map[string][]Part {
	ctx, cancel := context.WithTimeout(ctx, mediaTime)
	defer cancel()
	seen := map[string][]Part{}
	left := maxShown
	for _, m := range t.said {
		for i, medium := range m.Media {
			if len(t.lead.Facts.Media) >= maxMedia {
				t.before(locale.Text(t.lang, "triage.media_enough", "n", maxMedia))
				continue
			}
			kept, data, err := t.Media.Keep(ctx, m, i)
			kept.Caption = clip(medium.Caption, maxCaption)
			if err != nil {
				t.before(locale.Text(t.lang, "triage.media_lost"))
			}
			if !hasMedia(t.lead.Facts.Media, kept) {
				t.lead.Facts.Media = append(t.lead.Facts.Media, kept)
			}
			if len(data) <= left {
				left -= len(data)
				seen[m.ID] = append(seen[m.ID], Part{MIME: kept.MIME, Data: data})
			}
		}
	}
	return seen
}

func hasMedia(kept []lead.Media, m lead.Media) bool {
	for _, k := range kept {
		if m.Object != "" && k.Object == m.Object || m.Object == "" && k == m {
			return true
		}
	}
	return false
}

// transcribed keeps what was said aloud, and reads it as if it had been written.
func (t *turn) transcribed(words string) {
	words = clip(words, maxIssue)
	f := &t.lead.Facts
	if words == "" || !t.spoke() || strings.Contains(f.Transcription, words) || !t.isSpeech(words) {
		return
	}
	f.Transcription = clip(strings.TrimSpace(f.Transcription+"\n"+words), maxTranscription)
	t.warn(words)
	t.readWords([]string{words}, t.m.SentAt, t.missing())
}

// spoke reports whether this turn has a sound in it: without one there is nothing to transcribe.
func (t *turn) spoke() bool {
	for _, m := range t.said {
		for _, medium := range m.Media {
			if strings.HasPrefix(medium.MIME, "audio/") || strings.HasPrefix(medium.MIME, "video/") {
				return true
			}
		}
	}
	return false
}
