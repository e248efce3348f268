package triage

import (
	"context"
	"strings"

	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
)

// menu is a pro's short dashboard: how things stand, and the commands that apply now.
func menu(ctx context.Context, t *turn) error {
	text, err := t.menuText(ctx)
	if err != nil {
		return err
	}
	t.sayText("reply", text)
	return nil
}

func (t *turn) menuText(ctx context.Context) (string, error) {
	offered, booked, err := t.load(ctx, t.self)
	if err != nil {
		return "", err
	}
	state := "pro.menu.on"
	if t.self.OnVacation {
		state = "pro.menu.off"
	}
	lines := []string{
		locale.Text(t.lang, "pro.menu.title", "name", t.self.BusinessName),
		locale.Text(t.lang, "pro.menu.rating", "rating", t.ratingLine()),
		locale.Text(t.lang, state),
		locale.Text(t.lang, "pro.menu.load", "open", len(offered)+len(booked), "limit", t.self.Limit()),
		"",
	}
	for _, c := range []struct {
		key     string
		applies bool
	}{
		{"pro.menu.approve", len(offered) > 0},
		{"pro.menu.reject", len(offered) > 0},
		{"pro.menu.finish", len(booked) > 0},
		{"pro.menu.jobs", len(offered)+len(booked) > 0},
		{"pro.menu.history", true},
		{"pro.menu.report", true},
		{"pro.menu.reviews", t.self.SocialProof.Count > 0},
		{"pro.menu.details", len(booked) > 0},
		{"pro.menu.cancel", len(booked) > 0},
		{"pro.menu.mute", len(booked) > 0},
		{"pro.menu.find", !t.self.OnVacation && len(offered)+len(booked) < t.self.Limit()},
		{"pro.menu.prices", true},
		{"pro.menu.areas", true},
		{"pro.menu.vacation", !t.self.OnVacation},
		{"pro.menu.available", t.self.OnVacation},
		{"pro.menu.customer", true},
	} {
		if c.applies {
			lines = append(lines, locale.Text(t.lang, c.key))
		}
	}
	return strings.Join(lines, "\n"), nil
}

// jobs lists what is open: offers first, then appointments in order.
func jobs(ctx context.Context, t *turn) error {
	offered, booked, err := t.load(ctx, t.self)
	if err != nil {
		return err
	}
	if len(offered)+len(booked) == 0 {
		t.say("pro.no_jobs")
		return nil
	}
	var parts []string
	for _, group := range []struct {
		key   string
		leads []lead.Lead
	}{{"pro.jobs.offered", offered}, {"pro.jobs.booked", booked}} {
		if len(group.leads) == 0 {
			continue
		}
		lines := []string{locale.Text(t.lang, group.key)}
		for i, l := range group.leads {
			lines = append(lines, t.line(i+1, l))
		}
		parts = append(parts, strings.Join(lines, "\n"))
	}
	t.sayText("reply", strings.Join(parts, "\n\n"))
	return nil
}
