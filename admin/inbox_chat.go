package admin

import (
	"net/http"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/access"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/steering"
)

// shownOfChat bounds how much of a chat is shown at once.
const shownOfChat = 60

// talk is the state of a chat for whoever may step in.
type talk struct {
	Path, CSRF, Back, Form       string
	Version                      int64
	Until, Holder                string
	Silent, Mine, Human, Blocked bool
	Stopped                      bool   // the customer wants no proactive messages
	Proactive                    bool   // what is written now answers nothing
	Held                         string // who has the chat, in words
	May                          bool   // the visitor may act in it
	Take, Hand, Bar              deed
	Writing                      writing
}

// writing is where an admin writes into a chat.
type writing struct {
	Path, CSRF, Back, Form   string
	Version                  int64
	Label, Send, Note, Typed string
}

// With keeps what was typed and not taken.
func (w writing) With(typed string) writing { w.Typed = typed; return w }

func (f *frame) talk(c *conversation.Conversation, from string) talk {
	path := chatPath(c.ID)
	t := talk{
		Path: path, CSRF: f.CSRF, Back: from, Version: c.Hands, Form: f.formOf("write", c.Hands), Holder: c.Holder(f.Now),
		Silent: c.Silent(f.Now), Human: c.NeedsHuman, Blocked: c.Blocked, Proactive: !steering.Answers(c, f.Now),
		Stopped: !c.StoppedAt.IsZero() && !steering.Answers(c, f.Now),
	}
	t.Mine = t.Holder != "" && t.Holder == f.User
	if t.Silent {
		t.Until = f.Clock(c.SilentUntil)
	}
	for _, d := range []struct {
		deed *deed
		key  string
		do   string
	}{{&t.Take, "deed.take", "take"}, {&t.Hand, "deed.back", "back"}, {&t.Bar, "deed.block", "block"}} {
		*d.deed = f.deedOf(d.key, d.do, "", path, c.Hands)
		d.deed.Back = from
	}
	if t.Holder != "" && !t.Mine {
		t.Take.Button = f.T("deed.take.from", "who", locale.Isolate(t.Holder))
	}
	t.Bar.Danger, t.Hand.Main, t.Take.Main = true, t.Mine, t.Human
	t.May = f.Edits()
	t.Held = f.held(t)
	t.Writing = writing{Path: path, CSRF: f.CSRF, Back: from, Form: t.Form, Version: c.Hands, Label: f.T("inbox.write"), Send: f.T("inbox.send")}
	switch {
	case t.Stopped:
		t.Writing.Note = f.T("inbox.stopped")
	case t.Proactive:
		t.Writing.Note = f.T("inbox.proactive")
	}
	if c.Blocked {
		t.Bar = f.deedOf("deed.unblock", "unblock", "", path, c.Hands)
		t.Bar.Back = from
	}
	return t
}

// held says who speaks in a chat now.
func (f *frame) held(t talk) string {
	switch {
	case t.Blocked:
		return f.T("inbox.held.blocked")
	case t.Mine:
		return f.T("inbox.held.mine", "until", t.Until)
	case t.Holder != "":
		return f.T("inbox.held.other", "who", locale.Isolate(t.Holder), "until", t.Until)
	case t.Human && t.Silent:
		return f.T("inbox.held.human", "until", t.Until)
	case t.Human:
		return f.T("inbox.held.human_over")
	case t.Silent:
		return f.T("inbox.held.silent", "until", t.Until)
	}
	return f.T("inbox.held.bot")
}

func (s *server) inboxChat(v *visit) (answer, error) { return s.showChat(v, http.StatusOK, "", "") }

// showChat is the inbox with one chat open. Whoever may act in it has seen it by that.
func (s *server) showChat(v *visit, status int, refusal, written string) (answer, error) {
	ctx, id := v.Context(), v.PathValue("chat")
	c, err := s.Truth.Conversation(ctx, id)
	if err != nil {
		return answer{}, err
	}
	if c.Version == 0 && c.Seq == 0 {
		return answer{}, fault.New(fault.NotFound, "admin.inbox", "no such chat")
	}
	if v.admin.Role.May(access.Editor) && c.Unseen() {
		if err := s.Truth.SeeChat(ctx, id, v.now); err != nil {
			return answer{}, err
		}
	}
	p := &inboxPage{Chat: c, Written: written}
	if refusal != "" {
		p.Alert = v.text(refusal)
	}
	if err := s.fillInbox(v, p); err != nil {
		return answer{}, err
	}
	if err := s.fillChat(v, p); err != nil {
		return answer{}, err
	}
	for _, rows := range [][]chatRow{p.Human, p.Rows} {
		for i := range rows {
			if rows[i].ID == id {
				rows[i].Open, rows[i].Unseen = true, false
			}
		}
	}
	return show(status, p), nil
}

func (s *server) fillChat(v *visit, p *inboxPage) error {
	ctx, c := v.Context(), p.Chat
	messages, err := s.Truth.MessagesOfChat(ctx, c.ID, shownOfChat)
	if err != nil {
		return err
	}
	notices, err := s.Truth.NoticesOfChat(ctx, c.ID, shownOfChat)
	if err != nil {
		return err
	}
	var current *lead.Lead
	if p.Leads, current, err = s.leadsBy(ctx, c); err != nil {
		return err
	}
	self, err := s.Truth.ProByChat(ctx, c.ID)
	switch {
	case err == nil:
		p.Pro = self.BusinessName
	case fault.KindOf(err) != fault.NotFound:
		return err
	}
	acts, _, err := s.Truth.ListAudit(ctx, mongo.AuditQuery{Subject: "inbox/" + c.ID, Limit: shownOfChat})
	if err != nil {
		return err
	}
	st := newStory(v, current, c, nil)
	if p.Pro != "" {
		st.who = p.Pro
	}
	for _, m := range messages {
		st.message(m, p.Pro)
	}
	for _, n := range notices {
		st.notice(n)
	}
	for _, e := range acts {
		if e.Act != "inbox.write" { // the words stand there themselves
			st.act(e, nil)
		}
	}
	p.Moments = st.inOrder()
	if p.Cut = len(p.Moments) > shownOfChat; p.Cut {
		p.Moments = p.Moments[len(p.Moments)-shownOfChat:]
	}
	p.Row = s.chatRow(v, *c)
	if st.who != "" {
		p.Row.Name = st.who
	}
	return nil
}

// Talking is the state of the chat with the acts that are open in it.
func (p *inboxPage) Talking() talk { return p.talk(p.Chat, "") }

// inboxAct does what an admin asks for in a chat. What cannot be is said beside the chat as
// it stands now, and what was typed is not lost.
func (s *server) inboxAct(v *visit) (answer, error) {
	ctx, chat, act := v.Context(), v.PathValue("chat"), acted(v)
	written := v.PostFormValue("text")
	do := v.PostFormValue("do")
	var err error
	switch do {
	case "take":
		err = s.desk.TakeOver(ctx, act, chat)
	case "write":
		err = s.desk.Write(ctx, act, chat, written)
	case "back":
		err = s.desk.HandBack(ctx, act, chat)
	case "block", "unblock":
		err = s.desk.Bar(ctx, act, chat, do == "block")
	default:
		return s.nowhere(v)
	}
	refusal, status, err := unchanged(err)
	switch {
	case err != nil:
		return answer{}, err
	case refusal == "desk.stale":
		return s.showChat(v, status, "desk.stale_chat", written)
	case refusal != "":
		return s.showChat(v, status, refusal, written)
	case do == "write":
		return goTo(back(v, chatPath(chat)) + "#end"), nil
	}
	return s.done(v, back(v, chatPath(chat)), "desk.done."+do), nil
}
