package triage_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/functions/internal/stage"
	"github.com/proli/proli/shared/lead"
)

// The chats of pros who are dearer than the first.
const (
	dear    = "972000000014@c.us"
	dearest = "972000000015@c.us"
)

// dearerTown is a town in which the plumber has said no, and the customer is asked whether a dearer
// one shall be.
func dearerTown(t *testing.T) *town {
	t.Helper()
	w := inTown(t, nil)
	w.Pros("[" + stage.Dear + "]")
	w.asks()
	w.writes(plumber, "דחה")
	w.hears(stage.C, "600 ₪", "450 ₪")
	w.hearsNothing(dear)
	return w
}

func TestAProtestIsNoYesToADearerPro(t *testing.T) {
	for _, words := range []string{"600 בשביל נזילה קטנה זה יקר", "זו רק נזילה קטנה מתחת לכיור", "יש נזילה גם במקלחת"} {
		w := dearerTown(t)
		w.writes(stage.C, words)
		w.hears(stage.C)
		w.hearsNothing(dear)
		l := w.all(stage.C)[0]
		require.Equal(t, lead.Contacted, l.Status, words)
		require.Equal(t, 450, l.Price.ILS, "what was agreed to")
	}
}

func TestAfterADearerProWasRefusedTheNextIsAskedAboutToo(t *testing.T) {
	w := dearerTown(t)
	w.Pros("[" + strings.NewReplacer("יקר מאוד", "יקר מכולם", "000014", "000015", "600", "900", "300", "400").Replace(stage.Dear) + "]")
	w.writes(stage.C, "2")
	w.hears(stage.C)
	w.writes(stage.C, "מחר ב-12")
	w.hears(stage.C, "900 ₪", "450 ₪")
	w.hearsNothing(dearest)
	w.writes(stage.C, "1")
	w.hears(dearest, "900 ₪")
}
