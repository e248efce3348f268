package gateway

import (
	"net/http"
	"slices"
	"strconv"
	"time"
)

func (g *Gateway) lastIncomingMessages(w http.ResponseWriter, r *http.Request) { g.last(w, r, true) }
func (g *Gateway) lastOutgoingMessages(w http.ResponseWriter, r *http.Request) { g.last(w, r, false) }

// last lists the newest messages of one direction, newest first, of the asked number of minutes.
func (g *Gateway) last(w http.ResponseWriter, r *http.Request, incoming bool) {
	minutes := 1440
	if asked := r.URL.Query().Get("minutes"); asked != "" {
		n, err := strconv.Atoi(asked)
		if err != nil || n < 1 {
			g.reject(w, r, "Validation failed. Details: 'minutes' must be a number")
			return
		}
		minutes = min(n, 1_000_000)
	}
	g.mu.Lock()
	since := g.now().Add(-time.Duration(minutes) * time.Minute)
	var found []*Message
	for _, c := range g.chats {
		for _, m := range c.messages {
			if m.Mine == incoming && !m.At.Before(since) {
				found = append(found, m)
			}
		}
	}
	rows := g.rows(found)
	g.mu.Unlock()
	answer(w, http.StatusOK, rows)
}

func (g *Gateway) getChatHistory(w http.ResponseWriter, r *http.Request) {
	var req struct {
		ChatID string `json:"chatId"`
		Count  int    `json:"count"`
	}
	if !g.body(w, r, &req) {
		return
	}
	if why := chatProblem(req.ChatID); why != "" {
		g.reject(w, r, why)
		return
	}
	if req.Count <= 0 {
		req.Count = 100
	}
	g.mu.Lock()
	var found []*Message
	if c := g.chats[req.ChatID]; c != nil {
		found = slices.Clone(c.messages)
	}
	rows := g.rows(found)
	g.mu.Unlock()
	answer(w, http.StatusOK, rows[:min(req.Count, len(rows))])
}

// rows are messages as the journals write them, newest first: flat, unlike a webhook. The caller holds mu.
func (g *Gateway) rows(messages []*Message) []map[string]any {
	slices.SortStableFunc(messages, func(a, b *Message) int { return b.At.Compare(a.At) })
	rows := make([]map[string]any, 0, len(messages))
	for _, m := range messages {
		row := flat(m)
		row["idMessage"], row["timestamp"], row["chatId"] = m.ID, m.At.Unix(), m.Chat
		row["isEdited"], row["isDeleted"] = m.Edited, false
		if m.Mine {
			row["type"] = "incoming"
			row["senderId"], row["senderName"], row["senderContactName"] = m.Chat, g.name(m.Chat), ""
		} else {
			row["type"], row["statusMessage"], row["sendByApi"] = "outgoing", m.Ticks, !m.staff
		}
		if m.Quote != nil && m.Kind != KindPress {
			quoted := map[string]any{"stanzaId": m.Quote.ID, "participant": author(m.Chat, m.Quote.Mine)}
			if q := g.chats[m.Chat].find(m.Quote.ID); q != nil {
				for k, v := range flat(q) {
					quoted[k] = v
				}
			}
			row["quotedMessage"] = quoted
			if m.Kind == KindText {
				row["typeMessage"] = "quotedMessage"
				row["extendedTextMessage"] = map[string]any{"text": m.Text, "stanzaId": m.Quote.ID, "participant": author(m.Chat, m.Quote.Mine)}
			}
		}
		rows = append(rows, row)
	}
	return rows
}

func (g *Gateway) downloadFile(w http.ResponseWriter, r *http.Request) {
	var req struct {
		ChatID    string `json:"chatId"`
		IDMessage string `json:"idMessage"`
	}
	if !g.body(w, r, &req) {
		return
	}
	if why := chatProblem(req.ChatID); why != "" {
		g.reject(w, r, why)
		return
	}
	g.mu.Lock()
	var link string
	if c := g.chats[req.ChatID]; c != nil {
		if m := c.find(req.IDMessage); m != nil && m.Media != nil {
			link = m.Media.URL
		}
	}
	g.mu.Unlock()
	if link == "" {
		g.reject(w, r, "File message encrypted url not found")
		return
	}
	answer(w, http.StatusOK, map[string]string{"downloadUrl": link})
}

func (g *Gateway) showMessagesQueue(w http.ResponseWriter, _ *http.Request) {
	g.mu.Lock()
	queue := make([]map[string]any, 0, len(g.sends))
	for _, s := range g.sends {
		queue = append(queue, map[string]any{"messageID": s.m.ID, "type": s.method, "body": s.body})
	}
	g.mu.Unlock()
	answer(w, http.StatusOK, queue)
}

func (g *Gateway) getMessagesCount(w http.ResponseWriter, _ *http.Request) {
	g.mu.Lock()
	n := len(g.sends)
	g.mu.Unlock()
	answer(w, http.StatusOK, map[string]int{"count": n})
}

func (g *Gateway) getWebhooksCount(w http.ResponseWriter, _ *http.Request) {
	g.mu.Lock()
	n := len(g.hooks)
	g.mu.Unlock()
	answer(w, http.StatusOK, map[string]int{"count": n})
}

func (g *Gateway) clearMessagesQueue(w http.ResponseWriter, _ *http.Request) {
	g.mu.Lock()
	g.sends = nil
	g.mu.Unlock()
	answer(w, http.StatusOK, map[string]any{"isCleared": true, "reason": ""})
}
