package admin

import "context"

// navItem is one page family in the navigation. Those that are not Main lie behind "more"
// where there is no room.
type navItem struct {
	Path, Key, Icon string
	Main            bool
	Current         bool
	Waits           int // for one of us: leads in review, chats that need a person
}

// NavStore counts what waits for one of us.
type NavStore interface {
	// WaitForUs counts leads in review and chats that need a person, each up to a bound.
	WaitForUs(ctx context.Context, bound int) (leads, chats int, err error)
}

const waitBound = 100

var navigation = []navItem{
	{Path: "/", Key: "nav.home", Icon: "home", Main: true},
	{Path: "/leads", Key: "nav.leads", Icon: "leads", Main: true},
	{Path: "/inbox", Key: "nav.inbox", Icon: "chat", Main: true},
	{Path: "/schedule", Key: "nav.schedule", Icon: "calendar", Main: true},
	{Path: "/pros", Key: "nav.pros", Icon: "tool"},
	{Path: "/analytics", Key: "nav.analytics", Icon: "chart"},
	{Path: "/settings", Key: "nav.settings", Icon: "gear"},
}

// nav is the navigation of a page. A page is shown without its numbers when they cannot be had.
func (s *server) nav(v *visit, f *frame) []navItem {
	leads, chats, err := s.Truth.WaitForUs(v.Context(), waitBound)
	if err != nil {
		s.fail(v, err)
	}
	waits := map[string]int{"/leads": leads, "/inbox": chats}
	list := make([]navItem, len(navigation))
	for i, item := range navigation {
		item.Current, item.Waits = f.In(item.Path), waits[item.Path]
		list[i] = item
	}
	return list
}

// Elsewhere reports whether the page is one of those behind "more".
func (f *frame) Elsewhere() bool {
	for _, item := range f.Nav {
		if item.Current && !item.Main {
			return true
		}
	}
	return false
}
