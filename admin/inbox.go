package admin

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/phone"
)

const (
	chatsOnPage = 30
	wordsShown  = 90 // characters of the last thing said in a chat, in lists
)

func chatPath(chat string) string { return "/inbox/" + url.PathEscape(chat) }

// chatRow is a chat as the list shows it.
type chatRow struct {
	conversation.Conversation
	Name   string
	Number string
	Last   string
	LastBy string
	When   string
	Unseen bool
	Holder string
	Silent bool
	Open   bool // it is the one shown beside the list
	Path   string
}

// box is one of the inbox's lists.
type box struct {
	Key, Path string
	Current   bool
}

type inboxPage struct {
	frame
	Boxes   []box
	Human   []chatRow // who waits for a person, the longest first
	Rows    []chatRow
	Older   string
	Set     string
	Chat    *conversation.Conversation // shown beside the list; nil when none is
	Row     chatRow
	Moments []moment
	Cut     bool
	Leads   []leadRow
	Pro     string // whose chat it is
	Alert   string
	Written string // what was typed and not taken
}

func (*inboxPage) template() string { return "inbox" }
func (*inboxPage) styles() []string { return []string{"timeline.css"} }

func (p *inboxPage) topics() []string {
	topics := []string{mongo.Conversations}
	if p.Chat != nil {
		topics = append(topics, mongo.Notices, mongo.Messages)
	}
	return topics
}

// marked is a row with the words of its marks.
type marked struct {
	chatRow
	HumanText, SilentText, BlockedText string
}

// Marked gives a row the words of its marks.
func (p *inboxPage) Marked(r chatRow) marked {
	return marked{chatRow: r, HumanText: p.T("inbox.human"), SilentText: p.T("inbox.silent"), BlockedText: p.T("inbox.blocked")}
}

// Dotted is the end of the keys that speak of the list shown.
func (p *inboxPage) Dotted() string {
	if p.Set == "" {
		return ""
	}
	return "." + p.Set
}

// Empty reports whether the list shows nothing at all.
func (p *inboxPage) Empty() bool { return len(p.Human)+len(p.Rows) == 0 }

func (s *server) inbox(v *visit) (answer, error) {
	p := &inboxPage{}
	if err := s.fillInbox(v, p); err != nil {
		return answer{}, err
	}
	return show(http.StatusOK, p), nil
}

// sets are the lists of the inbox; the first is what is shown when none is asked for.
var sets = []mongo.ChatSet{mongo.AllChats, mongo.NeedHuman, mongo.InHumanHands, mongo.BlockedChats}

// fillInbox reads the list. Who waits for a person comes first in every list but that of blocked chats.
func (s *server) fillInbox(v *visit, p *inboxPage) error {
	asked := v.URL.Query()
	q := mongo.ChatQuery{Now: v.now, Limit: chatsOnPage}
	for _, set := range sets {
		if string(set) == asked.Get("box") {
			q.Set = set
		}
		path := "/inbox"
		if set != mongo.AllChats {
			path += "?box=" + string(set)
		}
		p.Boxes = append(p.Boxes, box{Key: boxKey(set), Path: path, Current: string(set) == asked.Get("box")})
	}
	p.Set = string(q.Set)
	q.Older, _ = parseKey(asked.Get("older"))
	var human, rest []conversation.Conversation
	var more bool
	group, ctx := errgroup.WithContext(v.Context())
	if q.Set == mongo.AllChats && q.Older.ID == "" {
		group.Go(func() (err error) {
			human, _, err = s.Truth.ListChats(ctx, mongo.ChatQuery{Set: mongo.NeedHuman, Now: v.now, Limit: chatsOnPage})
			return err
		})
	}
	group.Go(func() (err error) { rest, more, err = s.Truth.ListChats(ctx, q); return err })
	if err := group.Wait(); err != nil {
		return err
	}
	for _, c := range human {
		p.Human = append(p.Human, s.chatRow(v, c))
	}
	for _, c := range rest {
		if q.Set == mongo.AllChats && q.Older.ID == "" && c.NeedsHuman && len(human) < chatsOnPage {
			continue // it stands above
		}
		p.Rows = append(p.Rows, s.chatRow(v, c))
	}
	if n := len(rest); more && n > 0 {
		key := strconv.FormatInt(rest[n-1].UpdatedAt.UnixMilli(), 36) + "." + rest[n-1].ID
		p.Older = "/inbox?" + url.Values{"box": {p.Set}, "older": {key}}.Encode()
	}
	return nil
}

func boxKey(set mongo.ChatSet) string {
	if set == mongo.AllChats {
		return "inbox.box"
	}
	return "inbox.box." + string(set)
}

func (s *server) chatRow(v *visit, c conversation.Conversation) chatRow {
	r := chatRow{
		Conversation: c, Name: strings.TrimSpace(c.Name), Unseen: c.Unseen(), Holder: c.Holder(v.now), Silent: c.Silent(v.now),
		Path: chatPath(c.ID),
	}
	if number, ok := phone.OfChat(c.ID); ok {
		r.Number = number.Local()
	}
	if r.Name == "" {
		r.Name = r.Number
	}
	if !c.UpdatedAt.IsZero() {
		r.When = shortly(v, c.UpdatedAt)
	}
	if n := len(c.Recent); n > 0 {
		last := c.Recent[n-1]
		r.Last, r.LastBy = clipped(strings.Join(strings.Fields(last.Text), " "), wordsShown), last.By
	}
	return r
}

// shortly is a moment for a narrow list: the hour today, the date before.
func shortly(v *visit, t time.Time) string {
	if locale.Date(v.lang, t) == locale.Date(v.lang, v.now) {
		return locale.Clock(t)
	}
	return locale.Numeric(v.lang, t)
}

// leadsBeside bounds how many of a chat's leads are named beside it.
const leadsBeside = 5

// leadsBy reads a chat's newest leads, and the whole of the one that is talked about.
func (s *server) leadsBy(ctx context.Context, c *conversation.Conversation) (rows []leadRow, current *lead.Lead, err error) {
	leads, err := s.Truth.LeadsOfChat(ctx, c.ID, leadsBeside)
	if err != nil {
		return nil, nil, err
	}
	if rows, err = s.rows(ctx, leads); err != nil {
		return nil, nil, err
	}
	id := c.LeadID
	if id == "" && len(leads) > 0 {
		id = leads[0].ID
	}
	current, err = s.Truth.Lead(ctx, id)
	return rows, current, err
}
