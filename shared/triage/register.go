package triage

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/keyword"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/phone"
	"github.com/proli/proli/shared/place"
	"github.com/proli/proli/shared/pro"
)

// registrationQuestion is one that a registration asks. Read says whether the words answer it; what they
// lack is told by the key and values that it gives otherwise.
type registrationQuestion struct {
	name   string
	lacks  func(*turn, *conversation.Draft) bool
	read   func(*turn, *conversation.Draft) (ok bool, wrong []string)
	values func(*turn) []any
}

// registration is what is asked of a business that wants to join, in order.
var registration = []registrationQuestion{
	{"name", func(_ *turn, d *conversation.Draft) bool { return d.Name == "" }, readBusinessName, nil},
	{"phone", func(t *turn, d *conversation.Draft) bool { return t.businessPhone(d) == "" }, readBusinessPhone, nil},
	{"trade", func(_ *turn, d *conversation.Draft) bool { return d.Trade == "" }, readTrade, tradeMenu},
	{"areas", func(_ *turn, d *conversation.Draft) bool { return len(d.Areas) == 0 }, readAreas, nil},
	{"prices", func(_ *turn, d *conversation.Draft) bool { return !d.Priced }, readPrices, nil},
}

func registering(t *turn) bool { return t.self == nil && t.c.Registering(t.now) }

// beginRegistration opens the questions for whoever wants to join as a business.
func (t *turn) beginRegistration(context.Context) error {
	t.c.Draft = &conversation.Draft{StartedAt: t.now.UTC()}
	t.sayText(notice.KindReply, locale.Text(t.lang, "register.begin")+"\n\n"+t.nextRegistration())
	return nil
}

// nextRegistration is the next question, or the summary to be confirmed.
func (t *turn) nextRegistration() string {
	d := t.c.Draft
	for _, q := range registration {
		if q.lacks(t, d) {
			var values []any
			if q.values != nil {
				values = q.values(t)
			}
			return locale.Text(t.lang, "register.ask."+q.name, values...)
		}
	}
	return locale.Text(t.lang, "register.confirm", t.draftValues()...)
}

func (t *turn) draftValues() []any {
	d := t.c.Draft
	return []any{
		"name", locale.Isolate(d.Name), "trade", locale.Trade(t.lang, d.Trade), "areas", strings.Join(d.Areas, ", "),
		"prices", t.priceLines(d.Prices), "phone", locale.Isolate(phone.Number(t.businessPhone(d)).Local()),
	}
}

// priceLines are a price list as people read it, a line each.
func (t *turn) priceLines(list []pro.Price) string {
	if len(list) == 0 {
		return locale.Text(t.lang, "register.no_prices")
	}
	lines := make([]string, len(list))
	for i, p := range list {
		lines[i] = locale.Isolate(p.Item) + " – " + locale.Isolate(locale.Money(p.ILS))
	}
	return strings.Join(lines, "\n")
}

// register takes the answer to the question that is open, and asks the next.
func (t *turn) register(ctx context.Context) error {
	if keyword.Is(t.text(), keyword.CancelJob) {
		t.dropRegistration()
		t.say("register.cancelled")
		return nil
	}
	if keyword.Is(t.text(), keyword.Human) && len(strings.Fields(t.text())) == 1 { // no name, but a call for a person
		t.c.Draft = nil
		return errNoAnswer
	}
	for _, q := range registration {
		if !q.lacks(t, t.c.Draft) {
			continue
		}
		if ok, wrong := q.read(t, t.c.Draft); !ok {
			t.say("register.again."+q.name, "wrong", locale.Isolate(clip(strings.Join(wrong, ", "), 200)))
			return nil
		}
		t.sayText(notice.KindReply, t.nextRegistration())
		return nil
	}
	switch {
	case keyword.Is(t.text(), keyword.Approve), keyword.Is(t.text(), keyword.Yes):
		return t.apply(ctx)
	case keyword.Is(t.text(), keyword.No):
		t.dropRegistration()
		t.say("register.cancelled")
	default:
		t.say("register.again.confirm")
	}
	return nil
}

// dropRegistration leaves nothing of it: of who has not agreed to more, not even the words.
func (t *turn) dropRegistration() {
	t.c.Draft = nil
	if t.c.ConsentAt.IsZero() {
		t.c.Forgotten = true
	}
}

// apply makes the draft a pending pro, who is not routed to before an admin approves, and
// tells the admins by which number to answer.
func (t *turn) apply(ctx context.Context) error {
	d := t.c.Draft
	p, err := t.applicant(ctx, d)
	if err != nil {
		return err
	}
	if p == nil {
		t.dropRegistration()
		t.say("register.known")
		return nil
	}
	waiting, err := t.Books.Applications(ctx)
	if err != nil {
		return err
	}
	for _, w := range waiting {
		p.Application = max(p.Application, w.Application)
	}
	p.Application++
	t.set.Pros = append(t.set.Pros, change.ProWrite{Pro: p})
	values := append(t.draftValues(), "n", p.Application)
	t.c.Draft = nil
	t.say("register.done")
	for _, chat := range t.Admins {
		t.set.Say(notice.Notice{Chat: chat, Kind: notice.KindAlert, ProID: p.ID, Text: locale.Text(locale.Hebrew, "register.for_admin", values...)})
	}
	return nil
}

// applicant is the draft as a pro; nil when its number is a business's that we know.
func (t *turn) applicant(ctx context.Context, d *conversation.Draft) (*pro.Pro, error) {
	number := phone.Number(t.businessPhone(d))
	p := &pro.Pro{ID: pro.IDOf(number), PhoneNumber: number.String(), CreatedAt: t.now.UTC()}
	before, err := t.Books.ProByPhone(ctx, p.PhoneNumber)
	switch {
	case err != nil:
		return nil, err
	case before != nil && !before.Gone():
		return nil, nil
	case before != nil:
		p = before
	}
	p.BusinessName, p.Trade, p.ServiceAreas, p.Prices = d.Name, d.Trade, d.Areas, d.Prices
	p.Language, p.IsActive, p.Approved, p.OnVacation = string(t.lang), true, false, false
	p.DeletedAt = time.Time{}
	if !slices.Contains(p.Chats, t.c.ID) {
		p.Chats = append([]string{t.c.ID}, p.Chats...)
	}
	if p.JobMinutes == 0 {
		p.JobMinutes, p.LoadLimit = pro.DefaultJobMinutes, pro.DefaultLoadLimit
	}
	if first, ok := place.ByName(d.Areas[0]); ok { // where the owner starts from is asked by the dashboard
		p.Location = pro.At(first.Lat, first.Lng)
	}
	p.Resolve()
	if p.TemplateVersion == 0 {
		p.TemplateVersion = 1
	}
	if err := p.Validate(); err != nil {
		return nil, fmt.Errorf("triage: a registration: %w", err)
	}
	return p, nil
}

func (t *turn) businessPhone(d *conversation.Draft) string {
	if number, ok := phone.OfChat(t.c.ID); ok {
		return number.String()
	}
	return d.Phone
}

// maxBusinessName bounds a business's name, in characters.
const maxBusinessName = 60

func readBusinessName(t *turn, d *conversation.Draft) (bool, []string) {
	name := strings.Join(strings.Fields(t.text()), " ")
	n := len([]rune(name))
	if n < 2 || n > maxBusinessName || !strings.ContainsFunc(name, unicode.IsLetter) || strings.ContainsAny(name, "/@<>{}*_~`") {
		return false, nil
	}
	d.Name = name
	return true, nil
}

func readBusinessPhone(t *turn, d *conversation.Draft) (bool, []string) {
	number, ok := phone.Parse(t.text())
	d.Phone = number.String()
	return ok, nil
}

func readTrade(t *turn, d *conversation.Draft) (bool, []string) {
	if n, ok := keyword.Number(t.text()); ok && n >= 1 && n <= len(pro.Trades) {
		d.Trade = pro.Trades[n-1]
		return true, nil
	}
	for _, trade := range pro.Trades {
		for _, lang := range locale.Languages {
			if keyword.Normalize(t.text()) == keyword.Normalize(locale.Trade(lang, trade)) {
				d.Trade = trade
				return true, nil
			}
		}
	}
	return false, nil
}

func tradeMenu(t *turn) []any {
	lines := make([]string, len(pro.Trades))
	for i, trade := range pro.Trades {
		lines[i] = fmt.Sprintf("*%d* – %s", i+1, locale.Trade(t.lang, trade))
	}
	return []any{"list", strings.Join(lines, "\n")}
}

func readAreas(t *turn, d *conversation.Draft) (bool, []string) {
	list, wrong := pro.ReadAreas(t.text())
	if len(wrong) > 0 || len(list) == 0 {
		return false, wrong
	}
	d.Areas = list
	return true, nil
}

func readPrices(t *turn, d *conversation.Draft) (bool, []string) {
	if keyword.Is(t.text(), keyword.Skip) {
		d.Priced = true
		return true, nil
	}
	list, wrong := pro.ReadPrices(t.text())
	if len(wrong) > 0 || len(list) == 0 {
		return false, wrong
	}
	d.Prices, d.Priced = list, true
	return true, nil
}
