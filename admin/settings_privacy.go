package admin

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"

	"github.com/proli/proli/shared/audit"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/phone"
	"github.com/proli/proli/shared/privacy"
)

// privacyPage finds a person, then exports or deletes. Nothing of the search stands in an
// address: addresses are kept by browsers and logs.
type privacyPage struct {
	frame
	Form    *form
	Found   *found
	Receipt *privacy.Receipt
}

// found is a person with what is kept.
type found struct {
	privacy.Person
	Name     string
	Lang     locale.Language
	Messages int
	Notices  int
	Files    int
	Open     int // leads that a deletion calls off
}

func (*privacyPage) template() string { return "settings_privacy" }

// Counts are what was deleted, by what it was.
func (p *privacyPage) Counts() []difference {
	var list []difference
	for _, name := range slices.Sorted(maps.Keys(p.Receipt.Counts)) {
		if n := p.Receipt.Counts[name]; n > 0 {
			list = append(list, difference{Name: p.T("store." + name), After: p.Number(n)})
		}
	}
	return list
}

func (s *server) privacyPage(v *visit) (answer, error) {
	return show(http.StatusOK, &privacyPage{Form: blank(v)}), nil
}

// person reads the number that was typed; nil, with its fault on the form, when nobody has it.
func (s *server) person(v *visit, f *form) (*found, privacy.File, error) {
	n, ok := phone.Parse(f.Need("phone", 40))
	if !ok {
		f.Refuse("phone", "settings.privacy.phone.wrong")
		return nil, privacy.File{}, nil
	}
	p, err := s.Truth.Person(v.Context(), n)
	if err != nil {
		return nil, privacy.File{}, err
	}
	if p.Unknown() {
		f.Refuse("phone", "settings.privacy.nobody")
		return nil, privacy.File{}, nil
	}
	file, err := s.Truth.File(v.Context(), p)
	if err != nil {
		return nil, file, err
	}
	file.MadeAt = v.now.UTC()
	w := &found{Person: p, Lang: locale.Hebrew, Messages: len(file.Messages), Notices: len(file.Notices), Files: len(file.Objects())}
	for _, c := range file.Customers {
		w.Name, w.Lang = c.Name, locale.Of(c.Language)
	}
	for _, l := range file.Leads {
		if !l.Status.Final() {
			w.Open++
		}
	}
	return w, file, nil
}

func (s *server) findPerson(v *visit) (answer, error) {
	f := typed(v)
	who, _, err := s.person(v, f)
	if err != nil {
		return answer{}, err
	}
	if !f.OK() {
		return show(f.status(), &privacyPage{Form: f}), nil
	}
	return show(http.StatusOK, &privacyPage{Form: f, Found: who}), nil
}

func (s *server) exportPerson(v *visit) (answer, error) {
	f := typed(v)
	who, file, err := s.person(v, f)
	if err != nil {
		return answer{}, err
	}
	if !f.OK() {
		return show(f.status(), &privacyPage{Form: f}), nil
	}
	hash, err := s.Truth.KeyedHash(v.Context(), string(who.Phone))
	if err != nil {
		return answer{}, err
	}
	err = s.audited(v, "privacy.export", "customers/"+hash, nil, audit.Fields{"leads": fmt.Sprint(len(who.Leads))}, func(context.Context) error { return nil })
	if err != nil {
		return answer{}, err
	}
	return download("proli-"+string(who.Phone)+".zip", "application/zip", func(w io.Writer) error {
		return privacy.WriteZIP(v.Context(), w, file, who.Lang, s.Media)
	}), nil
}

// deletePerson asks for the number's last four digits: what is deleted does not come back.
func (s *server) deletePerson(v *visit) (answer, error) {
	f := typed(v)
	who, _, err := s.person(v, f)
	if err != nil {
		return answer{}, err
	}
	if who != nil {
		if digits := string(who.Phone); f.Text("digits", 10) != digits[max(0, len(digits)-4):] {
			f.Refuse("digits", "settings.privacy.digits.wrong")
		}
	}
	if !f.OK() {
		return show(f.status(), &privacyPage{Form: f, Found: who}), nil
	}
	r, err := s.Privacy.Delete(v.Context(), who.Person, v.admin.User, v.now)
	if err != nil {
		return answer{}, fault.New(fault.Unavailable, "admin.privacy", "deletion was cut off: %w", err)
	}
	return show(http.StatusOK, &privacyPage{Form: blank(v), Receipt: &r}), nil
}
