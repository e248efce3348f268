package admin

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/proli/proli/shared/alarm"
	"github.com/proli/proli/shared/audit"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/routing"
)

// moment is one thing that happened, as the timeline of a lead or of a chat shows it. What
// people wrote is in Text, To and Files; all else is in our words.
type moment struct {
	At     time.Time
	When   string
	Kind   string // said, move, routing, alarm, act
	In     bool   // it came to us
	By     string // customer, pro, proli, admin, system
	Who    string
	To     string // whom it was said to, when it is not the customer; who was offered the lead
	Text   string
	Files  []file
	Tick   *tick
	Facts  []factLine // that came with it
	Status lead.Status
	Title  string
	Lines  []string
}

type file struct {
	Path, Kind, Caption string // no Path: it could not be kept
	Image, Sound, Film  bool
}

type factLine struct{ Name, Value string }

// tick is how far a notice has come.
type tick struct{ Mark, Text, Class string }

// story puts what happened in order. It knows how to name those who took part.
type story struct {
	v       *visit
	names   map[string]string // of pros, by id
	who     string            // the customer's name
	chat    string            // the customer's
	objects map[string]lead.Media
	moments []moment
}

func newStory(v *visit, l *lead.Lead, chat *conversation.Conversation, names map[string]string) *story {
	s := &story{v: v, names: names, chat: chat.ID, who: chat.Name, objects: map[string]lead.Media{}}
	if l != nil {
		if l.Facts.Name != "" {
			s.who = l.Facts.Name
		}
		for _, m := range l.Facts.Media {
			if name, ok := strings.CutPrefix(m.Object, "media/"); ok { // media/<message id>-<n>.jpg
				name, _, _ = strings.Cut(name, ".")
				s.objects[name] = m
			}
		}
	}
	return s
}

func (s *story) add(m moment) {
	m.When = locale.Near(s.v.lang, m.At, s.v.now)
	s.moments = append(s.moments, m)
}

// inOrder gives the moments, the oldest first.
func (s *story) inOrder() []moment {
	slices.SortStableFunc(s.moments, func(a, b moment) int { return a.At.Compare(b.At) })
	return s.moments
}

func (s *story) message(m conversation.Message, proName string) {
	said := moment{At: m.SentAt, Kind: "said", In: true, By: m.By, Text: m.Text, Who: s.who}
	switch m.By {
	case conversation.ByPro:
		said.Who = proName
	case conversation.ByProli: // one of us typed on the phone itself
		said.In, said.Who = false, s.v.text("story.phone")
	}
	said.Files = s.files(m)
	if said.Text == "" && len(said.Files) == 0 {
		said.Text = s.v.text("story.kind." + kindKey(m.Kind))
	}
	for _, f := range m.Learned {
		said.Facts = append(said.Facts, s.fact(f))
	}
	s.add(said)
	for i, r := range m.Refused {
		s.refused(m.SentAt.Add(time.Duration(i+1)*time.Millisecond), r)
	}
}

// refused is what a model would have said, with the words for which it was kept back.
func (s *story) refused(at time.Time, r conversation.Refused) {
	line := moment{At: at, Kind: "refused", By: "system", Title: s.v.text("story.refused"), Text: r.Text}
	for _, lie := range r.Lies {
		reason := s.v.text("story.lie." + string(lie.Kind))
		if lie.Words != "" {
			reason += ": " + locale.Isolate("“"+clipped(lie.Words, 120)+"”")
		}
		line.Lines = append(line.Lines, reason)
	}
	s.add(line)
}

// kindKey is a kind of message as the catalogue names it; new kinds are just messages.
func kindKey(k event.Kind) string {
	if catalogue.Has("story.kind." + string(k)) {
		return string(k)
	}
	return "other"
}

func (s *story) fact(f conversation.Fact) factLine {
	value := f.Value
	switch {
	case f.Name == "trade":
		value = locale.Trade(s.v.lang, value)
	case f.Name == "urgent":
		value = s.v.text("story.yes")
	case value == lead.NotApplicable:
		value = s.v.text("story.none")
	}
	return factLine{Name: s.v.text("story.fact." + f.Name), Value: value}
}

func (s *story) files(m conversation.Message) []file {
	var list []file
	for n, medium := range m.Media {
		f := fileOf(s.v, medium.MIME, medium.Caption)
		if kept, ok := s.objects[m.ID+"-"+itoa(n)]; ok {
			f = fileOf(s.v, kept.MIME, medium.Caption)
			f.Path = filePath(kept.Object)
		}
		if m.Text != "" && f.Caption == m.Text { // the caption is the message's text
			f.Caption = ""
		}
		list = append(list, f)
	}
	return list
}

func fileOf(v *visit, mime, caption string) file {
	kind, _, _ := strings.Cut(mime, "/")
	key := "media." + kind
	if !catalogue.Has(key) {
		key = "media.file"
	}
	return file{Kind: v.text(key), Caption: caption, Image: kind == "image", Sound: kind == "audio", Film: kind == "video"}
}

func (s *story) notice(n notice.Notice) {
	said := moment{At: n.CreatedAt, Kind: "said", By: "proli", Who: s.v.text("by.proli"), Text: n.Text, Tick: tickOf(s.v, n)}
	if n.Author != "" {
		said.By, said.Who = "admin", n.Author
	}
	if n.Chat != s.chat {
		said.To = s.names[n.ProID]
		if said.To == "" || n.Kind == notice.KindAlert && n.ProID == "" {
			said.To = s.v.text("story.admins")
		}
	}
	if n.File != nil {
		f := fileOf(s.v, n.File.MIME, "")
		f.Path = filePath(n.File.Object)
		said.Files = []file{f}
	}
	s.add(said)
}

func tickOf(v *visit, n notice.Notice) *tick {
	t := &tick{Text: v.text("tick." + string(n.State)), Class: string(n.State)}
	switch n.State {
	case notice.Waiting, notice.Sending:
		t.Mark = "◷"
		if n.NotBefore.After(v.now) {
			t.Text += " " + v.text("tick.after", "when", locale.Near(v.lang, n.NotBefore, v.now))
		}
	case notice.Sent:
		t.Mark = "✓"
	case notice.Delivered, notice.Read:
		t.Mark = "✓✓"
	case notice.Failed, notice.Dropped:
		t.Mark = "✕"
		if n.Reason != "" {
			t.Text += ": " + n.Reason
		}
	}
	return t
}

// move is one line of the history; who of us it was stands in the record of that moment.
func (s *story) move(m lead.Move, acts []audit.Entry) {
	line := moment{At: m.At, Kind: "move", By: string(m.By), Who: s.v.text("by." + string(m.By)), Status: m.Status, Title: s.v.text("status." + string(m.Status)), Text: why(s.v, m.Why), To: s.names[m.Pro]}
	if m.By == lead.Admin {
		for _, act := range acts {
			if act.At.Sub(m.At).Abs() < time.Second {
				line.Who = act.By
			}
		}
	}
	s.add(line)
}

// why is the reason of a move, in words of this language where we have them.
func why(v *visit, reason string) string {
	key := "why." + strings.NewReplacer(" ", "_", "'", "").Replace(reason)
	if _, old, found := strings.Cut(reason, "in place of "); found && old != "" {
		key = "why.in_place"
	}
	if catalogue.Has(key) {
		return v.text(key)
	}
	return reason
}

func (s *story) decision(d routing.Decision) {
	line := moment{At: d.At, Kind: "routing", By: "system", Title: s.v.text("story.routing.nobody"), Lines: d.Sentences(string(s.v.lang))}
	if name := cmp.Or(s.names[d.Chosen], d.Chosen); name != "" {
		line.Title = s.v.text("story.routing", "pro", locale.Isolate(name))
	}
	s.add(line)
}

// act is what one of us did that is no move: a question, a chat taken over.
func (s *story) act(e audit.Entry, moves []lead.Move) {
	for _, m := range moves {
		if m.By == lead.Admin && e.At.Sub(m.At).Abs() < time.Second {
			return
		}
	}
	key := "act." + e.Act
	if !catalogue.Has(key) {
		key = "act.other"
	}
	s.add(moment{At: e.At, Kind: "act", By: "admin", Who: e.By, Title: s.v.text(key)})
}

func (s *story) rang(a alarm.Alarm) {
	s.add(moment{At: a.DueAt, Kind: "alarm", By: "system", Title: s.v.text("alarm." + alarmKey(a.Kind))})
}

func alarmKey(k alarm.Kind) string {
	if catalogue.Has("alarm." + string(k)) {
		return string(k)
	}
	return "other"
}

// ahead reports whether an alarm that has not rung will still mean something to the lead.
func ahead(l *lead.Lead, a alarm.Alarm, now time.Time) bool {
	if a.Rung || !a.DueAt.After(now) {
		return false
	}
	switch a.Kind {
	case alarm.OfferNudge, alarm.OfferAsk, alarm.OfferDeadline:
		return l.Status == lead.New && l.Offer != nil && l.Offer.N == a.N
	case alarm.LeadSilence:
		return l.Status == lead.Contacted
	case alarm.LeadClose:
		return l.Status == lead.Contacted || l.Status == lead.PendingReview
	case alarm.Reminder:
		return l.Status == lead.Booked && l.Appointment != nil && a.DueAt.Before(l.Appointment.Start) &&
			a.DueAt.After(l.Appointment.Start.Add(-48*time.Hour))
	case alarm.Completion:
		return l.Status == lead.Booked && l.Appointment != nil && !a.DueAt.Before(l.Appointment.End)
	}
	return false
}
