package admin

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/phone"
	"github.com/proli/proli/shared/place"
	"github.com/proli/proli/shared/pro"
)

// Bounds of what is searched for.
const (
	maxSearch = 80 // characters
	maxWords  = 6
)

// leadsQuery is which leads a list shows, as its address says it.
type leadsQuery struct {
	Status lead.Status
	Words  string
	Trade  string
	City   string // a name, however it is written
	Pro    string // the id
	Urgent bool
	Sort   mongo.LeadSort
}

// readLeadsQuery reads an address; it is false when it names what does not exist.
func readLeadsQuery(asked url.Values) (leadsQuery, bool) {
	q := leadsQuery{
		Status: lead.Status(asked.Get("status")), Words: clipped(strings.TrimSpace(asked.Get("q")), maxSearch), Trade: asked.Get("trade"),
		City: clipped(strings.TrimSpace(asked.Get("city")), maxSearch), Pro: asked.Get("pro"), Urgent: asked.Get("urgent") != "", Sort: mongo.LeadSort(asked.Get("sort")),
	}
	known := (q.Status == "" || slices.Contains(onTheWay, q.Status) || slices.Contains(ended, q.Status)) &&
		(q.Trade == "" || slices.Contains(pro.Trades, q.Trade)) &&
		slices.Contains([]mongo.LeadSort{mongo.Newest, mongo.Oldest, mongo.ByHour}, q.Sort)
	if !q.Sort.Narrows() && (q.Words != "" || q.Trade != "" || q.City != "" || q.Pro != "" || q.Urgent) {
		q.Sort = mongo.Newest // no index gives both
	}
	return q, known
}

// values are what the address says again; what is not asked for is left out.
func (q leadsQuery) values() url.Values {
	values := url.Values{}
	urgent := ""
	if q.Urgent {
		urgent = "1"
	}
	for name, value := range map[string]string{
		"status": string(q.Status), "q": q.Words, "trade": q.Trade, "city": q.City, "pro": q.Pro, "urgent": urgent, "sort": string(q.Sort),
	} {
		if value != "" {
			values.Set(name, value)
		}
	}
	return values
}

// page is the address of the page before or after a lead.
func (q leadsQuery) page(side string, l lead.Lead) string {
	key, values := q.Sort.Key(l), q.values()
	values.Set(side, strconv.FormatInt(key.At.UnixMilli(), 36)+"."+key.ID)
	return "/leads?" + values.Encode()
}

// store is the query as the store takes it. A phone number is found however it is written.
func (q leadsQuery) store() mongo.LeadQuery {
	store := mongo.LeadQuery{Status: q.Status, Sort: q.Sort}
	if number, ok := phone.Parse(q.Words); ok {
		store.Words = []string{number.String()}
	} else if words := lead.Words(q.Words); len(words) > 0 {
		store.Words = words[:min(len(words), maxWords)]
	} else if q.Words != "" {
		store.Words = []string{q.Words} // nothing that could be a word: nothing is found
	}
	code := ""
	if q.City != "" {
		code = "unknown"
		if found, ok := place.Find(q.City); ok {
			code = found.Code
		}
	}
	for _, facet := range []struct{ name, value string }{{"trade:", q.Trade}, {"city:", code}, {"pro:", q.Pro}} {
		if facet.value != "" {
			store.Facets = append(store.Facets, facet.name+facet.value)
		}
	}
	if q.Urgent {
		store.Facets = append(store.Facets, "urgent")
	}
	return store
}
