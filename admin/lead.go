package admin

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/alarm"
	"github.com/proli/proli/shared/audit"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/offering"
	"github.com/proli/proli/shared/phone"
	"github.com/proli/proli/shared/routing"
	"github.com/proli/proli/shared/steering"
	"github.com/proli/proli/shared/usage"
)

// shownOfStory bounds what a page shows of each kind; what is older is left out, and said so.
const shownOfStory = 150

type leadPage struct {
	frame
	Lead    leadRow
	Chat    *conversation.Conversation
	Phone   phone.Number
	Alert   string // why an act was not done
	Moments []moment
	Cut     bool // more happened than is shown
	Ahead   []moment
	Calls   int
	Tokens  int
	Cost    string
	Asked   string // the pro whom "why not" was asked about
	Answer  []string
	Unknown bool // no such pro
	Decided bool
	files   []file
}

func (*leadPage) template() string { return "leads_one" }
func (*leadPage) styles() []string { return []string{"timeline.css"} }

func (p *leadPage) topics() []string {
	return []string{mongo.Leads + "/" + p.Lead.ID, mongo.Conversations + "/" + p.Chat.ID, mongo.Notices, mongo.Messages}
}

// Deeds are the acts open to this visitor.
func (p *leadPage) Deeds() []deed { return p.deeds(&p.Lead.Lead) }

// MayAssign reports whether a pro can be picked by hand.
func (p *leadPage) MayAssign() bool { return steering.MayAssign(&p.Lead.Lead) }

// AssignPath is where a pro is picked.
func (p *leadPage) AssignPath() string {
	return "/leads/assign/" + strings.TrimPrefix(p.Lead.Path(), "/leads/")
}

// ChatPath is the lead's chat in the inbox.
func (p *leadPage) ChatPath() string { return chatPath(p.Chat.ID) }

// Known reports whether anything was ever said in the chat.
func (p *leadPage) Known() bool { return p.Chat.Version > 0 || p.Chat.Seq > 0 }

// Talk is the state of the chat with the acts that are open in it.
func (p *leadPage) Talk() talk { return p.talk(p.Chat, p.Lead.Path()) }

// Address is the one line for people, all of it in the language of its street.
func (p *leadPage) Address() string {
	if p.Lead.FullAddress != "" {
		return p.Lead.FullAddress
	}
	facts := p.Lead.Facts
	lang := locale.Detect(facts.Street + facts.City)
	return facts.Address(text(lang, "lead.floor"), text(lang, "lead.apartment"))
}

// Map is where the job is on a map; empty when nothing of it is known.
func (p *leadPage) Map() string {
	if p.Address() == "" && p.Lead.Place == nil {
		return ""
	}
	return p.Lead.MapLink()
}

// WhatsApp is the customer's chat in WhatsApp itself.
func (p *leadPage) WhatsApp() string { return "https://wa.me/" + p.Phone.String() }

// Shekels is an amount that may be absent.
func (p *leadPage) Shekels(ils *int) string { return locale.Money(*ils) }

// Price is what the price is for, and how much.
func (p *leadPage) Price() string { return offering.PriceText(p.Lang, p.Lead.Price) }

// Stars draws a rating of five.
func (p *leadPage) Stars(n *int) string {
	given := min(max(*n, 0), 5)
	return strings.Repeat("★", given) + strings.Repeat("☆", 5-given)
}

// Files are what the customer sent for this lead.
func (p *leadPage) Files() []file { return p.files }

func (s *server) lead(v *visit) (answer, error) { return s.showLead(v, http.StatusOK, "") }

// leadRecords is all that is kept about a lead beside itself.
type leadRecords struct {
	chat      *conversation.Conversation
	messages  []conversation.Message
	notices   []notice.Notice
	decisions []routing.Decision
	alarms    []alarm.Alarm
	calls     []usage.Call
	acts      []audit.Entry
	names     map[string]string
}

func (s *server) leadRecords(v *visit, l *lead.Lead) (leadRecords, error) {
	var r leadRecords
	group, ctx := errgroup.WithContext(v.Context())
	group.Go(func() (err error) { r.chat, err = s.Truth.Conversation(ctx, l.ChatID); return err })
	group.Go(func() (err error) { r.messages, err = s.Truth.MessagesOfLead(ctx, l.ID, shownOfStory); return err })
	group.Go(func() (err error) { r.notices, err = s.Truth.NoticesOfLead(ctx, l.ID, shownOfStory); return err })
	group.Go(func() (err error) { r.decisions, err = s.Truth.DecisionsOf(ctx, l.ID); return err })
	group.Go(func() (err error) { r.alarms, err = s.Truth.AlarmsOfLead(ctx, l.ID, shownOfStory); return err })
	group.Go(func() (err error) { r.calls, err = s.Truth.ModelCallsOfLead(ctx, l.ID, shownOfStory); return err })
	group.Go(func() (err error) {
		r.acts, _, err = s.Truth.ListAudit(ctx, mongo.AuditQuery{Subject: "leads/" + l.ID, Limit: shownOfStory})
		return err
	})
	if err := group.Wait(); err != nil {
		return r, err
	}
	ids := slices.Clone(l.Excluded)
	for _, n := range r.notices {
		ids = append(ids, n.ProID)
	}
	for _, d := range r.decisions {
		ids = append(ids, d.Chosen)
	}
	ids = append(ids, l.ProID)
	slices.Sort(ids)
	ids = slices.DeleteFunc(slices.Compact(ids), func(id string) bool { return id == "" })
	var err error
	r.names, err = s.Truth.ProNames(v.Context(), ids)
	return r, err
}

// showLead is a lead's page; refusal is the key of why an act at it was not done.
func (s *server) showLead(v *visit, status int, refusal string) (answer, error) {
	l, err := s.Truth.Lead(v.Context(), v.PathValue("id"))
	if err != nil {
		return answer{}, err
	}
	if l == nil {
		return answer{}, fault.New(fault.NotFound, "admin.lead", "no such lead")
	}
	r, err := s.leadRecords(v, l)
	if err != nil {
		return answer{}, err
	}
	number, known := phone.Parse(l.Facts.Phone)
	if !known {
		number, _ = phone.OfChat(l.ChatID)
	}
	p := &leadPage{Lead: leadRow{Lead: *l, Pro: r.names[l.ProID]}, Chat: r.chat, Phone: number, Decided: len(r.decisions) > 0}
	if refusal != "" {
		p.Alert = v.text(refusal)
	}
	p.tell(v, l, r)
	if asked := v.URL.Query().Get("pro"); asked != "" && p.Decided {
		if err := s.whyNot(v, p, l, r.decisions[0], asked); err != nil {
			return answer{}, err
		}
	}
	return show(status, p), nil
}

// tell puts what is known of the lead into one timeline.
func (p *leadPage) tell(v *visit, l *lead.Lead, r leadRecords) {
	st := newStory(v, l, r.chat, r.names)
	for _, m := range r.messages {
		st.message(m, r.names[l.ProID])
	}
	for _, n := range r.notices {
		st.notice(n)
	}
	for _, m := range l.History {
		st.move(m, r.acts)
	}
	for _, d := range r.decisions {
		st.decision(d)
	}
	for _, e := range r.acts {
		st.act(e, l.History)
	}
	coming := newStory(v, l, r.chat, r.names)
	for _, a := range r.alarms {
		switch {
		case ahead(l, a, v.now):
			coming.rang(a)
		case a.Rung:
			st.rang(a)
		}
	}
	p.Moments, p.Ahead = st.inOrder(), coming.inOrder()
	p.Cut = len(r.messages) == shownOfStory || len(r.notices) == shownOfStory
	for _, m := range l.Facts.Media {
		f := fileOf(v, m.MIME, m.Caption)
		if m.Object != "" {
			f.Path = filePath(m.Object)
		}
		p.files = append(p.files, f)
	}
	micro := int64(0)
	for _, c := range r.calls {
		p.Calls++
		p.Tokens += c.TokensIn + c.TokensOut
		if c.MicroUSD != nil {
			micro += *c.MicroUSD
		}
	}
	p.Cost = "$" + formatMicro(micro)
}

// whyNot answers why the lead did not go to one pro, then and now.
func (s *server) whyNot(v *visit, p *leadPage, l *lead.Lead, d routing.Decision, asked string) error {
	p.Asked = clipped(strings.TrimSpace(asked), 100)
	words := p.Asked
	if number, ok := phone.Parse(words); ok {
		words = number.String()
	}
	found, err := s.Truth.ProsNamed(v.Context(), words, 1)
	if err != nil {
		return err
	}
	if p.Unknown = len(found) == 0; p.Unknown {
		return nil
	}
	calendar, err := s.Truth.Calendar(v.Context(), found[0].ID)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return err
	}
	p.Asked = found[0].BusinessName
	p.Answer = d.WhyNot(routing.Candidate{Pro: found[0], Calendar: calendar}, l, v.now).Sentences(string(v.lang))
	return nil
}

// formatMicro is an amount of millionths, to a tenth of a cent.
func formatMicro(micro int64) string {
	thousandths := (micro + 999) / 1000
	return fmt.Sprintf("%d.%03d", thousandths/1000, thousandths%1000)
}
