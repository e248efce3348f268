// Package reporting tells the admins of leads that got stuck and of those that wait for
// their decision.
package reporting

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/phone"
)

// Every is how often a digest is made. One that could not go out before the next is dropped.
const Every = 4 * time.Hour

// old is how long a lead may stay in a status that is no end before it counts as stuck.
const old = 24 * time.Hour

// shown bounds the lines of each part; the rest is counted.
const shown = 15

// page bounds how many leads are in memory at once, pages how many are looked at.
const (
	page  = 100
	pages = 200
)

// Open is what has not ended.
type Open interface {
	// LeadsSince are leads of a status made before a time, by id after one.
	LeadsSince(ctx context.Context, status lead.Status, made time.Time, after string, limit int) ([]lead.Lead, error)
	Conversation(ctx context.Context, chat string) (*conversation.Conversation, error)
	SendingSettings(ctx context.Context) (notice.Settings, error)
	// Reword gives a notice that still waits other words.
	Reword(ctx context.Context, id, text string) error
}

// Committer writes a set and lets its effects out; see change.Runner.
type Committer interface {
	Run(ctx context.Context, s *change.Set) error
}

// Reporter makes the digest.
type Reporter struct {
	Open   Open
	Commit Committer
	Admins []string // chats
}

// Run makes one digest for each admin, once for a slot however often it is asked for it, and
// says how many leads are in it. Nothing stuck is nothing said.
func (r *Reporter) Run(ctx context.Context, now, slot time.Time, keep func(context.Context) error) (did int, err error) {
	settings, err := r.Open.SendingSettings(ctx)
	if err != nil {
		return 0, err
	}
	slot = settings.Quiet().Next(slot) // those of the quiet hours become one, which says what the last of them found
	review, err := r.collect(ctx, lead.PendingReview, now, now, keep)
	if err != nil {
		return 0, err
	}
	stuck := &part{}
	for _, status := range []lead.Status{lead.Contacted, lead.New, lead.Booked} {
		some, err := r.collect(ctx, status, now.Add(-old), now, keep)
		if err != nil {
			return 0, err
		}
		stuck.merge(some)
	}
	if review.total+stuck.total == 0 {
		return 0, nil
	}
	for _, admin := range r.Admins {
		chat, failed := r.Open.Conversation(ctx, admin)
		if failed != nil {
			err = errors.Join(err, failed)
			continue
		}
		if failed := r.tell(ctx, chat, text(locale.Of(chat.Language), review, stuck, now), now, slot); failed != nil {
			err = errors.Join(err, failed)
		}
	}
	return review.total + stuck.total, err
}

func (r *Reporter) tell(ctx context.Context, chat *conversation.Conversation, text string, now, slot time.Time) error {
	s := &change.Set{Claim: "digest/" + event.ID("chat", chat.ID) + "/" + slot.UTC().Format(time.RFC3339), Now: now}
	n := notice.Notice{ID: s.Claim, Chat: chat.ID, Kind: notice.KindDigest, Text: text, NotBefore: slot.UTC(), ExpiresAt: slot.Add(Every).UTC()}
	s.Say(n)
	err := r.Commit.Run(ctx, s)
	if errors.Is(err, change.ErrDuplicate) {
		return r.Open.Reword(ctx, n.ID, text)
	}
	return err
}

// part is one part of the digest: the oldest leads, and how many there are.
type part struct {
	lines []line
	total int
}

type line struct {
	lead  lead.Lead
	since time.Time
}

func (p *part) add(l line) {
	p.total++
	p.lines = append(p.lines, l)
	p.trim()
}

func (p *part) merge(q *part) {
	p.total += q.total
	p.lines = append(p.lines, q.lines...)
	p.trim()
}

func (p *part) trim() {
	slices.SortStableFunc(p.lines, func(a, b line) int { return a.since.Compare(b.since) })
	p.lines = p.lines[:min(len(p.lines), shown)]
}

func (r *Reporter) collect(ctx context.Context, status lead.Status, made, now time.Time, keep func(context.Context) error) (*part, error) {
	p, after := &part{}, ""
	for range pages {
		if err := keep(ctx); err != nil {
			return nil, err
		}
		found, err := r.Open.LeadsSince(ctx, status, made, after, page)
		if err != nil {
			return nil, err
		}
		for _, l := range found {
			after = l.ID
			if since, stuck := stuck(&l, now); stuck {
				p.add(line{l, since})
			}
		}
		if len(found) < page {
			break
		}
	}
	return p, nil
}

// stuck reports since when a lead needs somebody: one in review from its beginning, one with
// an appointment when that is long over, any other when it has not moved for a day.
func stuck(l *lead.Lead, now time.Time) (since time.Time, yes bool) {
	since = l.Since()
	switch {
	case l.Status == lead.PendingReview:
		return since, true
	case l.Status == lead.Booked && l.Appointment != nil:
		since = l.Appointment.End
	}
	return since, now.Sub(since) > old
}

func text(lang locale.Language, review, stuck *part, now time.Time) string {
	parts := []string{locale.Text(lang, "digest.title", "when", locale.DateTime(lang, now))}
	for _, s := range []struct {
		key string
		*part
	}{{"digest.review", review}, {"digest.stuck", stuck}} {
		if s.total == 0 {
			continue
		}
		lines := []string{locale.Text(lang, s.key, "n", locale.Number(s.total))}
		for _, l := range s.lines {
			lines = append(lines, l.text(lang, now))
		}
		if more := s.total - len(s.lines); more > 0 {
			lines = append(lines, locale.Text(lang, "digest.more", "n", locale.Number(more)))
		}
		parts = append(parts, strings.Join(lines, "\n"))
	}
	return strings.Join(parts, "\n\n")
}

func (l line) text(lang locale.Language, now time.Time) string {
	issue := l.lead.IssueType
	if issue == "" {
		issue = locale.Trade(lang, l.lead.Trade)
	}
	age := now.Sub(l.since)
	if age >= 2*old {
		age = age.Truncate(old) // whole days say enough
	}
	return locale.Text(lang, "digest.line", "phone", locale.Isolate(masked(&l.lead)), "issue", clip(issue),
		"status", locale.Text(lang, "digest.status."+string(l.lead.Status)), "age", locale.Duration(lang, age))
}

// masked is the customer's number but for its last four digits.
func masked(l *lead.Lead) string {
	number, ok := phone.OfChat(l.ChatID)
	if !ok {
		number, ok = phone.Parse(l.Facts.Phone)
	}
	if !ok {
		return "—"
	}
	return number.Masked()
}

// clip keeps a line short.
func clip(s string) string {
	const most = 60
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
