package admin

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/offering"
	"github.com/proli/proli/shared/phone"
)

// exportBudget is what a file of every lead may take.
const exportBudget = 5 * time.Minute

// exported are the columns of the file, by their keys in the catalogue.
var exported = []string{
	"leads.csv.id", "leads.csv.status", "leads.csv.created", "leads.csv.name", "leads.csv.phone", "leads.csv.trade", "leads.csv.issue",
	"leads.csv.city", "leads.csv.address", "leads.csv.urgent", "leads.csv.wanted", "leads.csv.pro", "leads.csv.from", "leads.csv.to",
	"leads.csv.price", "leads.csv.charged", "leads.csv.rating", "leads.csv.review", "leads.csv.completed",
}

// leadsExport is the list on the screen as a file for Excel: the mark at its beginning says
// that it is UTF-8, and no cell begins like a formula.
func (s *server) leadsExport(v *visit) (answer, error) {
	query, ok := readLeadsQuery(v.URL.Query())
	if !ok {
		return answer{}, fault.New(fault.NotFound, "admin.leadsExport", "no such status or order")
	}
	name := "proli-leads-" + calendar.DateOf(v.now).String() + ".csv"
	return download(name, "text/csv; charset=utf-8", func(w io.Writer) error {
		if _, err := io.WriteString(w, "\ufeff"); err != nil {
			return err
		}
		out := csv.NewWriter(w)
		out.UseCRLF = true
		head := make([]string, len(exported))
		for i, key := range exported {
			head[i] = v.text(key)
		}
		if err := out.Write(head); err != nil {
			return err
		}
		names := map[string]string{}
		err := s.Truth.EachLead(v.Context(), query.store(), func(l lead.Lead) error {
			if _, known := names[l.ProID]; !known && l.ProID != "" {
				found, err := s.Truth.ProNames(v.Context(), []string{l.ProID})
				if err != nil {
					return err
				}
				names[l.ProID] = found[l.ProID]
			}
			return out.Write(cells(v, leadRow{Lead: l, Pro: names[l.ProID]}))
		})
		if err != nil {
			return err
		}
		out.Flush()
		return out.Error()
	}), nil
}

func cells(v *visit, r leadRow) []string {
	number := ""
	if n, ok := phone.Parse(offering.Phone(&r.Lead)); ok {
		number = n.Local()
	}
	urgent, from, to, price, trade := "", "", "", "", ""
	if r.Facts.Urgent {
		urgent = v.text("story.yes")
	}
	if a := r.Appointment; a != nil {
		from, to = excelTime(a.Start), excelTime(a.End)
	}
	if r.Price != nil {
		price = strconv.Itoa(r.Price.ILS)
	}
	if r.Trade != "" {
		trade = locale.Trade(v.lang, r.Trade)
	}
	row := []string{
		r.ID, v.text("status." + string(r.Status)), excelTime(r.CreatedAt), r.Customer(), number, trade, r.Issue(), r.City(), r.FullAddress,
		urgent, r.AppointmentTime, r.Pro, from, to, price, number0(r.PriceCharged), number0(r.RatingGiven), r.Review, excelTime(r.CompletedAt),
	}
	for i := range row {
		row[i] = harmless(row[i])
	}
	return row
}

// excelTime is a moment as Excel reads it in every language, on Israel's clock.
func excelTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(calendar.Zone).Format("2006-01-02 15:04")
}

func number0(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}

// harmless keeps a spreadsheet from taking what people wrote for a formula: a quote in front
// makes it text. Space before the sign is no way round it.
func harmless(cell string) string {
	trimmed := strings.TrimLeft(cell, " \t\r\n\u00a0\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
	if trimmed != "" && strings.ContainsRune("=+-@|%＝＋－＠", []rune(trimmed)[0]) || cell != "" && strings.ContainsRune("\t\r\n", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}
