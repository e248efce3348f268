package triage

import (
	"context"

	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/pro"
)

// onlySpoken reports whether a recording without words may decide something: an answer to a question, or
// a word about a lead that somebody has. What only adds facts is written down where they are read.
func onlySpoken(t *turn) bool {
	if t.lead == nil || !t.spoke() || t.words() != "" {
		return false
	}
	return answersQuestion(t) || t.lead.Status != lead.Contacted && !t.lead.Status.Final()
}

// listen has a recording written down, so that the rules after this one act on it as if it had been
// written: who says "cancel" aloud cancels.
func (t *turn) listen(ctx context.Context) error {
	var persona *pro.Pro
	var err error
	if t.lead.Status == lead.Contacted { // the same call serves to understand it
		if persona, err = t.match(ctx); err != nil {
			return err
		}
	}
	kept := t.lead.Facts.Media // whether it is this lead's is not known yet
	answer, _ := t.ask(ctx, persona, t.keepMedia(ctx))
	t.lead.Facts.Media = kept
	if words := clip(answer.Transcription, maxIssue); words != "" && t.isSpeech(words) {
		t.said[len(t.said)-1].Text, t.m.Text = words, words
		t.warn(words)
	}
	return errNoAnswer
}
