package triage

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/proli/proli/shared/keyword"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/pro"
	"github.com/proli/proli/shared/roster"
)

// decision is an admin's answer to a request to join: "אשר 3", "reject 3".
var decision = regexp.MustCompile(`^(\pL+)\s+#?(\d{1,6})$`)

// decides reports whether an admin answers a request by its number.
func decides(t *turn) bool {
	m := decision.FindStringSubmatch(t.text())
	return m != nil && slices.Contains(t.Admins, t.c.ID) && (keyword.Is(m[1], keyword.Approve) || keyword.Is(m[1], keyword.Reject))
}

// decide approves or refuses the request with that number.
func (t *turn) decide(ctx context.Context) error {
	m := decision.FindStringSubmatch(t.text())
	n, err := strconv.Atoi(m[2])
	if err != nil {
		return err
	}
	waiting, err := t.Books.Applications(ctx)
	if err != nil {
		return err
	}
	t.record()
	at := slices.IndexFunc(waiting, func(p pro.Pro) bool { return p.Application == n })
	if at < 0 {
		t.say("register.no_such", "n", n, "list", t.applications(waiting))
		return nil
	}
	p := waiting[at]
	key, answer := "register.admitted", roster.Admit
	if keyword.Is(m[1], keyword.Reject) {
		key, answer = "register.turned_down", roster.TurnDown
	}
	t.say(key, "name", locale.Isolate(p.BusinessName))
	return answer(t.set, p)
}

// applications are the requests that wait, a line each.
func (t *turn) applications(waiting []pro.Pro) string {
	var lines []string
	for _, p := range waiting {
		if p.Application > 0 {
			lines = append(lines, locale.Text(t.lang, "register.line", "n", p.Application, "name", locale.Isolate(p.BusinessName), "trade", locale.Trade(t.lang, p.Trade)))
		}
	}
	if len(lines) == 0 {
		return locale.Text(t.lang, "register.none")
	}
	return strings.Join(lines, "\n")
}
