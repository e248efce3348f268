package admin

import (
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/proli/proli/shared/fault"
)

// form is what was typed, and what there is to mend. A handler reads its fields, which
// note their own faults; if it is not OK, the page is shown again with it and status 422.
type form struct {
	v      *visit
	values url.Values
	faults map[string]string
	order  []string // of the faults
	late   bool
}

// typed is the form that was sent.
func typed(v *visit) *form { return &form{v: v, values: v.PostForm, faults: map[string]string{}} }

// blank is a form that nobody has touched, with these name, value pairs in it.
func blank(v *visit, pairs ...string) *form {
	f := &form{v: v, values: url.Values{}, faults: map[string]string{}}
	for i := 0; i+1 < len(pairs); i += 2 {
		f.values.Set(pairs[i], pairs[i+1])
	}
	return f
}

// Refuse notes what is wrong with a field, in words of the catalogue; the first fault stays.
func (f *form) Refuse(name, key string, args ...any) {
	if _, already := f.faults[name]; !already {
		f.faults[name] = f.v.text(key, args...)
		f.order = append(f.order, name)
	}
}

// OK reports whether nothing was refused.
func (f *form) OK() bool { return len(f.faults) == 0 }

// Text is a field of at most so many characters, without space around it.
func (f *form) Text(name string, most int) string {
	value := strings.TrimSpace(f.values.Get(name))
	if utf8.RuneCountInString(value) > most {
		f.Refuse(name, "form.long", "most", most)
	}
	return value
}

// Need is Text that may not be empty.
func (f *form) Need(name string, most int) string {
	value := f.Text(name, most)
	if value == "" {
		f.Refuse(name, "form.needed")
	}
	return value
}

// Int is a whole number between two.
func (f *form) Int(name string, least, most int) int {
	value := strings.TrimSpace(f.values.Get(name))
	n, err := strconv.Atoi(value)
	if err != nil || n < least || n > most {
		f.Refuse(name, "form.number", "least", least, "most", most)
	}
	return n
}

// Choice is one of some values.
func (f *form) Choice(name string, of ...string) string {
	value := f.values.Get(name)
	if !slices.Contains(of, value) {
		f.Refuse(name, "form.choice")
	}
	return value
}

// Checked reports whether a box is ticked.
func (f *form) Checked(name string) bool { return f.values.Get(name) != "" }

// Version is that of the document the form was made from: whoever saves matches it.
func (f *form) Version() int64 {
	n, err := strconv.ParseInt(f.values.Get("version"), 10, 64)
	if err != nil {
		return -1 // matches nothing: the second of two is told
	}
	return n
}

// stale notes on the form that somebody else was faster; other errors stay errors. What was
// typed is shown again, on top of the version that stands now.
func (f *form) stale(err error, version int64) error {
	if fault.KindOf(err) != fault.Conflict {
		return err
	}
	f.values.Set("version", strconv.FormatInt(version, 10))
	f.Refuse("", "form.stale")
	f.late = true
	return nil
}

// status is what a page with this form answers: 409 when somebody else was faster.
func (f *form) status() int {
	if f.late {
		return http.StatusConflict
	}
	return http.StatusUnprocessableEntity
}

// Faults are the fields to be mended, in the order in which they were read, for the
// summary above a form.
func (f *form) Faults() []field {
	list := make([]field, len(f.order))
	for i, name := range f.order {
		list[i] = field{Name: name, Fault: f.faults[name]}
	}
	return list
}

// Mend is what stands above the faults.
func (f *form) Mend() string { return f.v.text("form.mend") }

// Value is what a field holds.
func (f *form) Value(name string) string { return f.values.Get(name) }

// Holds reports whether a field, or a group of boxes, holds a value.
func (f *form) Holds(name, value string) bool { return slices.Contains(f.values[name], value) }

// Field is a field for the part "field" to draw, with its label; see the methods of field.
func (f *form) Field(name, label string) field {
	return field{Name: name, Label: label, Value: f.values.Get(name), Fault: f.faults[name], Type: "text", Dir: "auto"}
}

// field is one field as it is drawn. Each method gives another one, so that a template
// writes {{template "field" ((.Form.Field "limit" (.T "settings.limit")).Number 1 50)}}.
type field struct {
	Name, Label, Value, Fault, Hint string
	Type, Dir, Complete             string
	Attrs                           []template.HTMLAttr
	Options                         []option
	Rows                            int
	Required                        bool
}

type option struct{ Value, Label string }

// ID is the element's id.
func (f field) ID() string { return "f-" + f.Name }

// Needed marks a field that must be filled.
func (f field) Needed() field { f.Required = true; return f }

// Help is a line below the field.
func (f field) Help(hint string) field { f.Hint = hint; return f }

// Number makes it a whole number between two.
func (f field) Number(least, most int) field {
	f.Type, f.Dir = "number", "ltr"
	f.Attrs = append(f.Attrs, template.HTMLAttr(`min="`+strconv.Itoa(least)+`" max="`+strconv.Itoa(most)+`" inputmode="numeric"`))
	return f
}

// Kind makes it another type of input: date, time, datetime-local, tel, email, search.
func (f field) Kind(kind string) field { f.Type, f.Dir = kind, "ltr"; return f }

// Latin is for what is written left to right in every language: phones, addresses, user names.
func (f field) Latin() field { f.Dir = "ltr"; return f }

// Lines makes it a field of some lines.
func (f field) Lines(n int) field { f.Type, f.Rows = "lines", n; return f }

// Of makes it a choice.
func (f field) Of(options []option) field { f.Type, f.Options = "choice", options; return f }

// Invalid is what aria-invalid says.
func (f field) Invalid() bool { return f.Fault != "" }

// Described are the ids of what is said about the field.
func (f field) Described() string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.ID()+"-hint")
	}
	if f.Fault != "" {
		ids = append(ids, f.ID()+"-fault")
	}
	return strings.Join(ids, " ")
}

// clipped bounds what was typed, in characters.
func clipped(s string, n int) string {
	if runes := []rune(s); len(runes) > n {
		return string(runes[:n])
	}
	return s
}
