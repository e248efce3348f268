package admin

// navItem is one page family in the navigation. Those that are not Main lie behind "more"
// where there is no room.
type navItem struct {
	Path, Key, Icon string
	Main            bool
	Current         bool
}

var navigation = []navItem{
	{Path: "/", Key: "nav.home", Icon: "home", Main: true},
	{Path: "/leads", Key: "nav.leads", Icon: "leads", Main: true},
	{Path: "/inbox", Key: "nav.inbox", Icon: "chat", Main: true},
	{Path: "/schedule", Key: "nav.schedule", Icon: "calendar", Main: true},
	{Path: "/pros", Key: "nav.pros", Icon: "tool"},
	{Path: "/analytics", Key: "nav.analytics", Icon: "chart"},
	{Path: "/settings", Key: "nav.settings", Icon: "gear"},
}

func (s *server) nav(_ *visit, f *frame) []navItem {
	list := make([]navItem, len(navigation))
	for i, item := range navigation {
		item.Current = f.In(item.Path)
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
