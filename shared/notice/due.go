package notice

import "time"

// Gate is what may go out at a moment.
type Gate struct {
	Now         time.Time
	RepliesOnly bool // quiet hours: only replies, and what is urgent
}

// Gate is what may go out now.
func (q Quiet) Gate(now time.Time) Gate {
	return Gate{Now: now.UTC(), RepliesOnly: q.At(now)}
}

// Due reports whether a notice may go out.
func (n Notice) Due(g Gate) bool {
	return n.State == Waiting && !n.NotBefore.After(g.Now) &&
		(n.ExpiresAt.IsZero() || n.ExpiresAt.After(g.Now)) &&
		(!g.RepliesOnly || n.Reply || n.Urgent)
}

// Since is the moment from which a notice could go out.
func (n Notice) Since(q Quiet) time.Time {
	since := n.CreatedAt
	if n.NotBefore.After(since) {
		since = n.NotBefore
	}
	if n.Reply || n.Urgent {
		return since
	}
	return q.Next(since)
}

// Clocks are the three deadlines of an offer.
type Clocks struct {
	NudgeAt  time.Time // the pro is reminded
	AskAt    time.Time // the customer is asked: another, or wait
	Deadline time.Time // the next pro
}

// Clocks count an offer's deadlines from when it was sent. They stand still in quiet
// hours; in an emergency they are halved and run on, as its messages to pros do.
func (q Quiet) Clocks(sent time.Time, urgent bool) Clocks {
	nudge, ask, deadline := 10*time.Minute, 25*time.Minute, 30*time.Minute
	if urgent {
		q = Quiet{Off: true}
		nudge, ask, deadline = nudge/2, ask/2, deadline/2
	}
	return Clocks{NudgeAt: q.Add(sent, nudge), AskAt: q.Add(sent, ask), Deadline: q.Add(sent, deadline)}
}
