package triage

import (
	"context"

	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/keyword"
	"github.com/proli/proli/shared/lead"
)

// done answers whether the work is done. A yes ends the lead, as the pro's own word does; a no
// leaves the question open, so that a later yes still counts.
func done(_ context.Context, t *turn) (bool, error) {
	n, number := keyword.Choice(t.text())
	switch {
	case n == 1 && number, agrees(t.text()):
		t.c.Question = nil
		return true, t.book(event.Booking{Kind: event.BookingFinish, Pro: t.lead.ProID, By: string(lead.Customer)})
	case n == 2 && number, keyword.Is(t.text(), keyword.No), anyWord(t.text(), "עדיין", "yet") && declines(t.text()):
		t.say("check.not_yet")
		return true, nil
	case number, keyword.Is(t.text(), keyword.NoNeed): // "it is fixed" does not say by whom
		t.say("triage.choose_again", "n", 2)
		return true, nil
	}
	return false, nil
}
