package triage

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/keyword"
	"github.com/proli/proli/shared/when"
)

// wantsOtherHour reports whether another hour is asked for than the one that stands: by the words
// for it, by saying that the day does not suit, or by asking for another one.
func wantsOtherHour(t *turn) bool {
	return keyword.Is(t.text(), keyword.Reschedule) || when.Declined(t.text()) || prefersOther(t)
}

// prefersOther reports whether a time is asked for in which the hour that stands does not lie:
// "could it be Tuesday?", a time and nothing else, or another one in an edit of what was told. A time
// said along with a new problem is that one's.
func prefersOther(t *turn) bool {
	if !hasHour(t) || t.newRequest() {
		return false
	}
	w, named := when.Read(t.text(), t.m.SentAt)
	if !named || w.ASAP || !keyword.Is(t.text(), keyword.Prefer) && t.m.Kind != event.KindEdit && !onlyTime(t.text(), w) {
		return false
	}
	if w.Dayless {
		w = w.On(hourOf(t.lead), time.Time{}, when.Day)
	}
	from, till := w.Start, w.End
	switch {
	case !till.IsZero():
	case w.Grain == when.Day:
		till = from.AddDate(0, 0, 1)
	default:
		till = from.Add(time.Minute)
	}
	stands := hourOf(t.lead)
	return stands.Before(from) || !stands.Before(till)
}

// aroundTime are words around a time that say nothing else.
var aroundTime = strings.Fields("בעצם אז רגע אולי לא או כן רק היי סליחה טעות התכוונתי ל actually no sorry maybe or i meant wait make it hi only")

// onlyTime reports whether a text is a time and nothing else.
func onlyTime(text string, w when.Time) bool {
	left := []byte(text)
	for _, s := range w.Spans {
		for i := s[0]; i < s[1]; i++ {
			left[i] = ' '
		}
	}
	return !slices.ContainsFunc(strings.Fields(keyword.Normalize(string(left))), func(word string) bool {
		return !slices.ContainsFunc(aroundTime, func(a string) bool { return keyword.Normalize(a) == word })
	})
}

// keepEdited keeps what else changed in an edit of what was told, and hands it on.
func (t *turn) keepEdited(ctx context.Context) error {
	if t.m.Kind != event.KindEdit {
		return nil
	}
	added, files := t.addFacts(ctx)
	if !added {
		return nil
	}
	told, err := t.handOn(ctx, added, files)
	t.before(told)
	return err
}
