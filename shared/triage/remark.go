package triage

import (
	"context"
	"path"
	"reflect"
	"strings"

	"github.com/proli/proli/shared/keyword"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/place"
	"github.com/proli/proli/shared/pro"
	"github.com/proli/proli/shared/reader"
)

// addRemark takes what is written while a pro or an admin has the lead: what it adds to the
// address is kept, all of it is handed on, and the answer says where things stand.
func (t *turn) addRemark(ctx context.Context) error {
	if t.becomesUrgent() {
		if err := t.raise(ctx); err != nil {
			return err
		}
	}
	added, files := t.addFacts(ctx)
	if t.raised && t.lead.Status == lead.New { // whoever cannot wait may have an hour that is nearer
		told, err := t.handOn(ctx, added, files)
		if err != nil {
			return err
		}
		t.before(told)
		return t.listHours(ctx)
	}
	status, err := t.statusText(ctx)
	if err != nil {
		return err
	}
	lines := []string{status}
	if t.lead.Status == lead.Booked {
		lines = append(lines, locale.Text(t.lang, "triage.appointment_help"))
	}
	if t.worthTelling() {
		told, err := t.handOn(ctx, added, files)
		if err != nil {
			return err
		}
		lines = append(lines, told)
	}
	if names := t.missingAddress(); len(names) > 0 {
		lines = append(lines, locale.Text(t.lang, "triage.ask_missing", "missing", locale.List(t.lang, names)))
	}
	t.sayText(notice.KindReply, strings.Join(lines, "\n\n"))
	return nil
}

// addFacts keeps what was added to the address, and the files, of which it gives the new ones.
// Trade, town and hour stay: somebody was asked for these.
func (t *turn) addFacts(ctx context.Context) (address bool, files []lead.Media) {
	f := &t.lead.Facts
	before, had := *f, len(f.Media)
	t.keepMedia(ctx)
	files = f.Media[had:]
	asked := t.missing()
	for _, group := range t.together() {
		var texts []string
		for _, m := range group {
			if l := m.Location; l != nil && t.lead.Place != nil && place.Nearest(l.Lat, l.Lng).Code == t.lead.Place.Code {
				t.setPin(*l)
				address = true
			}
			if m.Text != "" {
				texts = append(texts, m.Text)
			}
		}
		if len(texts) == 0 {
			continue
		}
		r := reader.ReadBurst(texts, group[len(group)-1].SentAt, asked)
		set(&f.Phone, r.Phone)
		set(&f.Street, r.Address.Street)
		set(&f.Number, r.Address.Number)
		set(&f.Floor, r.Address.Floor)
		set(&f.Apartment, r.Address.Apartment)
	}
	after := *f
	after.Media = before.Media
	if address = address || !reflect.DeepEqual(before, after); address || len(files) > 0 {
		t.lead.FullAddress = t.address()
		t.lead.UpdatedAt = t.now.UTC()
		t.set.Update(t.lead)
	}
	return address, files
}

// worthTelling: there are words or files in it, and more than that all is well.
func (t *turn) worthTelling() bool {
	for _, m := range t.said {
		if keyword.Is(m.Text, keyword.Yes) || keyword.Is(m.Text, keyword.Fine) {
			continue
		}
		if hebrew, latin, other := locale.Letters(m.Text); hebrew+latin+other > 0 || len(m.Media) > 0 || m.Location != nil || strings.ContainsAny(m.Text, "0123456789") {
			return true
		}
	}
	return false
}

// handOn tells the pro, or the admins while there is none, and says to whom it went.
func (t *turn) handOn(ctx context.Context, address bool, files []lead.Media) (told string, err error) {
	var p *pro.Pro
	if t.lead.Status != lead.PendingReview {
		if p, err = found(t.Store.Pro(ctx, t.lead.ProID)); err != nil {
			return "", err
		}
	}
	if p == nil {
		t.tellAdmins("triage.remark_for_admin")
		return locale.Text(t.lang, "triage.passed_on_team"), nil
	}
	lang := locale.Of(p.Language)
	text := locale.Text(lang, "triage.remark_for_pro", append(t.who(lang), "issue", t.issue(lang))...)
	if t.raised {
		text = locale.Text(lang, "offer.pro.urgent", "trade", locale.Trade(lang, t.lead.Trade)) + "\n" + text
	}
	if address {
		text += "\n" + locale.Text(lang, "offer.pro.address", "address", t.lead.FullAddress) +
			"\n" + locale.Text(lang, "offer.pro.map", "link", t.lead.MapLink())
	}
	n := notice.Notice{Chat: p.Chat(), Kind: notice.KindAlert, Text: text, Urgent: t.lead.Facts.Urgent, LeadID: t.lead.ID, ProID: p.ID}
	t.set.Say(n)
	for _, m := range files {
		if m.Object != "" {
			n.Kind, n.Text, n.File = notice.KindMedia, m.Caption, &notice.File{Object: m.Object, Name: path.Base(m.Object), MIME: m.MIME}
			t.set.Say(n)
		}
	}
	return locale.Text(t.lang, "triage.passed_on", "pro", locale.Isolate(p.BusinessName)), nil
}

// missingAddress are the parts of the address that whoever comes has to know.
func (t *turn) missingAddress() (names []string) {
	for _, name := range t.missing() {
		switch name {
		case "street", "number", "floor", "apartment":
			names = append(names, locale.Text(t.lang, "triage.missing."+name))
		}
	}
	return names
}

// issue is the problem in a word or two.
func (t *turn) issue(lang locale.Language) string {
	if t.lead.IssueType != "" {
		return t.lead.IssueType
	}
	return locale.Trade(lang, t.lead.Trade)
}
