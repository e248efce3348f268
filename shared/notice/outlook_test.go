package notice_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/shared/notice"
)

func TestLook(t *testing.T) {
	now := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	waits := func(chat string, seq int64, reply bool) notice.Notice {
		return notice.Notice{ID: chat + string(rune('0'+seq)), Chat: chat, Seq: seq, Reply: reply, State: notice.Waiting}
	}
	expired, later, urgent := waits("e", 1, true), waits("l", 1, true), waits("u", 9, false)
	expired.ExpiresAt, later.NotBefore, urgent.Urgent = now, now.Add(time.Second), true
	doubtful, sending := waits("d", 1, true), waits("s", 1, true)
	doubtful.State, sending.State = notice.Sending, notice.Sending
	unsent := []notice.Notice{
		doubtful, waits("d", 2, true), sending, waits("s", 2, true), expired, later, urgent,
		waits("a", 3, true), waits("a", 2, false), waits("b", 1, false), waits("c", 2, true), waits("c", 7, true), waits("c", 4, true),
	}
	ids := func(o notice.Outlook) (all [][]string) {
		for _, line := range o.Lines {
			var l []string
			for _, n := range line {
				l = append(l, n.ID)
			}
			all = append(all, l)
		}
		return all
	}
	o := notice.Look(notice.Gate{Now: now}, unsent, map[string]bool{"d1": true}, 10, 2)
	require.Equal(t, [][]string{{"a2", "a3"}, {"c2", "c4"}, {"u9"}, {"b1"}}, ids(o), "chats with replies first, each in order, none that is busy")
	require.Equal(t, []notice.Notice{doubtful}, o.Doubtful)
	require.True(t, o.OnTheWay)
	require.Equal(t, []notice.Notice{expired}, o.Expired)

	o = notice.Look(notice.Gate{Now: now, RepliesOnly: true}, unsent, nil, 2, 1)
	require.Equal(t, [][]string{{"c2"}, {"a3"}}, ids(o), "in quiet hours what is proactive waits, and is overtaken")
	require.Empty(t, o.Doubtful)
	require.Empty(t, notice.Look(notice.Gate{Now: now}, nil, nil, 1, 1))
}
