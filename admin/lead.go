package admin

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/phone"
)

type leadPage struct {
	frame
	Lead  leadRow
	Chat  *conversation.Conversation
	Phone phone.Number
	Moves []lead.Move // the latest first
}

func (*leadPage) template() string { return "leads_one" }

// Silent reports whether the bot keeps out of this chat at the moment.
func (p *leadPage) Silent() bool { return p.Now.Before(p.Chat.SilentUntil) }

// Address is the one line for people, all of it in the language of its street.
func (p *leadPage) Address() string {
	if p.Lead.FullAddress != "" {
		return p.Lead.FullAddress
	}
	facts := p.Lead.Facts
	lang := locale.Detect(facts.Street + facts.City)
	return facts.Address(text(lang, "lead.floor"), text(lang, "lead.apartment"))
}

// Map is where the job is on a map.
func (p *leadPage) Map() string {
	address := p.Address()
	if address == "" {
		return ""
	}
	return "https://www.google.com/maps/search/?api=1&query=" + url.QueryEscape(address)
}

// WhatsApp is the customer's chat in WhatsApp itself.
func (p *leadPage) WhatsApp() string { return "https://wa.me/" + p.Phone.String() }

// Why is the reason of a move, in words of this language where we have them.
func (p *leadPage) Why(why string) string {
	if key := "why." + strings.ReplaceAll(why, " ", "_"); catalogue.Has(key) {
		return p.T(key)
	}
	return why
}

// Shekels is an amount that may be absent.
func (p *leadPage) Shekels(ils *int) string { return locale.Money(*ils) }

// Stars draws a rating of five.
func (p *leadPage) Stars(n *int) string {
	given := min(max(*n, 0), 5)
	return strings.Repeat("★", given) + strings.Repeat("☆", 5-given)
}

// Media is what kind of thing a customer sent.
func (p *leadPage) Media(mime string) string {
	kind, _, _ := strings.Cut(mime, "/")
	if key := "media." + kind; catalogue.Has(key) {
		return p.T(key)
	}
	return p.T("media.file")
}

func (s *server) lead(v *visit) (answer, error) {
	ctx := v.Context()
	l, err := s.Truth.Lead(ctx, v.PathValue("id"))
	if err != nil {
		return answer{}, err
	}
	if l == nil {
		return answer{}, fault.New(fault.NotFound, "admin.lead", "no such lead")
	}
	rows, err := s.rows(ctx, []lead.Lead{*l})
	if err != nil {
		return answer{}, err
	}
	chat, err := s.Truth.Conversation(ctx, l.ChatID)
	if err != nil {
		return answer{}, err
	}
	number, known := phone.Parse(l.Facts.Phone)
	if !known {
		number, _ = phone.OfChat(l.ChatID)
	}
	moves := slices.Clone(l.History)
	slices.Reverse(moves)
	return show(http.StatusOK, &leadPage{Lead: rows[0], Chat: chat, Phone: number, Moves: moves}), nil
}
