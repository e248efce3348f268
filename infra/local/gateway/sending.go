package gateway

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"
)

const (
	fetchTries   = 3
	fetchTimeout = 20 * time.Second
)

// send is one message of ours in the provider's queue.
type send struct {
	method string
	body   map[string]any // as it was asked for; shown by showMessagesQueue
	m      *Message
	url    string        // a file still to be fetched
	typing time.Duration // how long "typing…" shows first
	at     time.Time
}

// enqueue takes a send into the queue and returns its id. A full queue is refused. The caller holds mu.
func (g *Gateway) enqueue(s *send) (id string, ok bool) {
	if len(g.sends) >= maxSends {
		return "", false
	}
	s.m.ID, s.at = messageID(), g.now()
	g.sends = append(g.sends, s)
	wake(g.sendsChanged)
	return s.m.ID, true
}

// runSends empties the queue: first in, first out, one at a time. A slow file holds up the rest, as in the real one.
func (g *Gateway) runSends(ctx context.Context) {
	for {
		s, epoch, wait := g.nextSend()
		if s == nil {
			if !rest(ctx, wait, g.sendsChanged) {
				return
			}
			continue
		}
		if s.typing > 0 {
			g.typing(s.m.Chat, s.typing)
			if !rest(ctx, s.typing, nil) {
				return
			}
		}
		var file *File
		var err error
		if s.url != "" {
			file, err = g.fetch(ctx, s)
		}
		if ctx.Err() != nil {
			return
		}
		g.finish(s, epoch, file, err)
	}
}

// nextSend is the head of the queue when it may go, else how long to wait (negative: until something changes).
func (g *Gateway) nextSend() (s *send, epoch int, wait time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.now()
	for len(g.sends) > 0 && now.Sub(g.sends[0].at) > keepFor {
		g.sends = g.sends[1:]
	}
	if len(g.sends) == 0 || g.account != authorized {
		return nil, 0, -1
	}
	if d := time.Until(g.lastSend.Add(g.pace())); d > 0 {
		return nil, 0, d
	}
	return g.sends[0], g.epoch, 0
}

// pace is the instance's own pause between two sends. The caller holds mu.
func (g *Gateway) pace() time.Duration {
	ms, _ := g.settings["delaySendMessagesMilliseconds"].(float64)
	return time.Duration(ms) * time.Millisecond
}

// fetch reads the file of sendFileByUrl.
func (g *Gateway) fetch(ctx context.Context, s *send) (f *File, err error) {
	for range fetchTries {
		if f, err = g.fetchOnce(ctx, s); err == nil || ctx.Err() != nil {
			return f, err
		}
	}
	return nil, err
}

func (g *Gateway) fetchOnce(ctx context.Context, s *send) (*File, error) {
	ctx, cancel := context.WithTimeout(ctx, fetchTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url, nil)
	if err != nil {
		return nil, err
	}
	res, err := g.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("file from url answered %d", res.StatusCode)
	}
	data, err := io.ReadAll(io.LimitReader(res.Body, maxFile+1))
	if err != nil {
		return nil, err
	}
	if len(data) > maxFile {
		return nil, errors.New("file from url exceeded max upload size")
	}
	name, _ := s.body["fileName"].(string)
	return &File{Name: name, MIME: res.Header.Get("Content-Type"), Data: data}, nil
}

// finish puts the message on its phone and says so to whoever listens, or reports that it failed.
func (g *Gateway) finish(s *send, epoch int, file *File, err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	i := slices.Index(g.sends, s)
	if epoch != g.epoch || i < 0 { // a reset, or the queue was cleared
		return
	}
	if g.account != authorized { // the account fell while the file was fetched: it stays in the queue
		return
	}
	g.sends = slices.Delete(g.sends, i, i+1)
	g.lastSend = time.Now()
	if err != nil {
		g.post("outgoingWebhook", g.statusPayload(s.m, "failed", err.Error()), nil)
		return
	}
	m := s.m
	if file != nil {
		m.Kind, m.Media = g.keep(*file)
	}
	m.At, m.Ticks = g.now(), TickSent
	g.put(m)
	g.post("outgoingAPIMessageWebhook", g.messagePayload("outgoingAPIMessageReceived", m, g.messageData(m)), nil)
	g.post("outgoingWebhook", g.statusPayload(m, TickSent, ""), nil)
	g.tick(m, TickDelivered)
	if g.opts.ReadAtOnce {
		g.tick(m, TickRead)
	}
	g.seen(m.Chat)
}

// tick moves a message's ticks forward, on the phone and, for what we wrote, by webhook. The caller holds mu.
func (g *Gateway) tick(m *Message, to string) {
	m.Ticks = to
	g.show(m)
	if !m.Mine {
		g.post("outgoingWebhook", g.statusPayload(m, to, ""), nil)
	}
}

// seen turns the ticks blue on what the phone's owner wrote: we have answered. The caller holds mu.
func (g *Gateway) seen(chatID string) {
	if g.settings["markIncomingMessagesReadedOnReply"] != "yes" {
		return
	}
	for _, m := range g.chats[chatID].messages {
		if m.Mine && m.Ticks == TickDelivered {
			g.tick(m, TickRead)
		}
	}
}

// answered reports whether something of ours came to the phone after m. The caller holds mu.
func (g *Gateway) answered(m *Message) bool {
	c := g.chats[m.Chat]
	if c == nil || len(c.messages) == 0 {
		return false
	}
	return slices.ContainsFunc(c.messages[slices.Index(c.messages, m)+1:], func(o *Message) bool { return !o.Mine })
}
