package main

import (
	"strings"
	"time"

	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/locale"
)

// What stands in the samples: a leak at Dana's on Monday at ten.
var (
	now   = time.Date(2026, 3, 1, 12, 0, 0, 0, calendar.Zone)
	start = time.Date(2026, 3, 2, 10, 0, 0, 0, calendar.Zone)
)

// samples gives each placeholder what would stand there.
func samples(lang locale.Language) map[string]any {
	price := locale.Text(lang, "offer.price", "price", locale.Money(1450), "item", locale.Isolate("נזילה"))
	hours := "1. " + locale.Near(lang, start, now) + "\n2. " + locale.Near(lang, start.Add(90*time.Minute), now) + "\n3. " + locale.Near(lang, start.AddDate(0, 0, 2), now)
	return map[string]any{
		"queues": locale.Date(lang, start.AddDate(0, 0, 7)), "backups": locale.Date(lang, start.AddDate(0, 0, 30)),
		"when": locale.DateTime(lang, start), "before": locale.DateTime(lang, start), "after": locale.DateTime(lang, start.AddDate(0, 0, 1)),
		"asked": locale.Near(lang, start.Add(-2*time.Hour), now), "date": locale.Date(lang, start),
		"pro": locale.Isolate("אבי אינסטלציה"), "name": locale.Isolate("דנה"), "phone": locale.Isolate("+972501234567"), "trade": locale.Trade(lang, "plumber"),
		"issue": "נזילה מתחת לכיור", "address": map[locale.Language]string{locale.Hebrew: "דיזנגוף 50, קומה 3, דירה 12, תל אביב", locale.English: "דיזנגוף 50, floor 3, apt 12, תל אביב"}[lang],
		"price": price, "item": locale.Isolate("נזילה"), "rating": "4.9", "mean": "4.9", "n": 12, "wait": locale.Duration(lang, 30*time.Minute), "age": locale.Duration(lang, 26*time.Hour),
		"link": "https://proli.example/privacy", "links": "https://files.example/1.jpg\nhttps://files.example/2.jpg", "words": "אני רוצה לדבר עם מישהו",
		"list":   locale.Text(lang, "pro.line", "n", 1, "when", locale.DateTime(lang, start), "issue", "נזילה", "address", "דיזנגוף 50, תל אביב"),
		"hours":  hours,
		"prices": locale.Isolate("ביקור") + " – " + locale.Isolate(locale.Money(250)) + "\n" + locale.Isolate("נזילה") + " – " + locale.Isolate(locale.Money(1450)),
		"areas":  "תל אביב, רמת גן", "wrong": "ארץ עוץ", "city": "תל אביב", "code": "123456", "detail": "monthly limit",
		"status":  locale.Text(lang, "triage.status.booked", "pro", "אבי אינסטלציה", "when", locale.DateTime(lang, start), "address", "דיזנגוף 50, תל אביב", "phone", locale.Isolate("+972501234567"), "price", price),
		"missing": locale.List(lang, []string{locale.Text(lang, "triage.missing.street"), locale.Text(lang, "triage.missing.number"), locale.Text(lang, "triage.missing.floor")}),
		"details": locale.Text(lang, "offer.pro.issue", "issue", "נזילה מתחת לכיור") + "\n" + locale.Text(lang, "offer.pro.when", "when", locale.Span(lang, start, start.Add(time.Hour))) + "\n" +
			locale.Text(lang, "offer.pro.phone", "phone", locale.Isolate("+972501234567")) + "\n" + locale.Text(lang, "offer.pro.price", "price", price),
		"who":  locale.Isolate("דנה") + ", " + locale.Isolate("+972501234567") + "\nנזילה מתחת לכיור\nדיזנגוף 50, תל אביב",
		"open": 1, "limit": 3, "done": 7, "all": 112, "cancelled": 1, "booked": 2, "charged": locale.Isolate(locale.Money(3150)), "all_charged": locale.Isolate(locale.Money(48200)),
		"day": locale.Near(lang, start, now), "trades": locale.List(lang, []string{locale.Trade(lang, "plumber"), locale.Trade(lang, "electrician"), locale.Trade(lang, "general")}),
	}
}

// others are placeholders that mean something else in some texts.
func others(lang locale.Language) map[string]map[string]any {
	price := locale.Text(lang, "offer.price", "price", locale.Money(450), "item", locale.Isolate("נזילה"))
	name := locale.Isolate("ברק צנרת")
	trades := "*1* – " + locale.Trade(lang, "plumber") + "\n*2* – " + locale.Trade(lang, "electrician") + "\n*3* – " + locale.Trade(lang, "handyman")
	several := "*1* – " + locale.DateTime(lang, start) + " · " + locale.Isolate("נזילה") + "\n*2* – " + locale.Isolate("שקע שרוף")
	return map[string]map[string]any{
		"offer.dearer": {"before": price}, "offer.unpriced": {"before": price, "price": locale.Text(lang, "offer.price.unknown")},
		"offer.why.rejected": {"before": name}, "offer.why.timeout": {"before": name}, "offer.why.unsent": {"before": name}, "offer.why.customer": {"before": name}, "offer.why.full": {"before": name}, "offer.why.gone": {"before": name}, "offer.why.admin": {"before": name},
		"booking.card":      {"rating": locale.Count(lang, "booking.rating", 12, "mean", "4.9"), "when": locale.Span(lang, start, start.Add(time.Hour))},
		"pro.menu.rating":   {"rating": locale.Count(lang, "booking.rating", 12, "mean", "4.9")},
		"pro.report":        {"rating": locale.Count(lang, "booking.rating", 12, "mean", "4.9")},
		"pro.reviews.title": {"rating": locale.Count(lang, "booking.rating", 12, "mean", "4.9")},
		"offer.price":       {"price": locale.Money(1450)}, "offer.price.visit": {"price": locale.Money(250)}, "pro.charge_kept": {"price": locale.Isolate(locale.Money(450))}, "pro.charge_small": {"price": locale.Isolate(locale.Money(3))},
		"register.ask.trade": {"list": trades}, "triage.danger.fire": {"phone": "102"}, "triage.danger.gas": {"phone": "102"}, "triage.danger.electrocution": {"phone": "101"},
		"pro.claim_sent": {"phone": "***4567"}, "register.for_admin": {"n": 3}, "register.no_such": {"n": 4, "list": locale.Text(lang, "register.line", "n", 3, "name", locale.Isolate("דנה"), "trade", locale.Trade(lang, "plumber"))}, "register.line": {"n": 3}, "pro.details": {"n": 1}, "pro.details.title": {"n": 1}, "pro.line": {"n": 1}, "triage.choose_again": {"n": 5},
		"triage.which_cancel": {"list": several}, "triage.which_move": {"list": several},
		"agenda.line": {"when": locale.Clock(start), "who": locale.Isolate("דנה") + ", " + locale.Isolate("+972501234567")}, "digest.line": {"phone": "***4567", "status": locale.Text(lang, "digest.status.new")},
		"pro.history.completed": {"when": locale.Date(lang, start)}, "pro.history.cancelled": {"when": locale.Date(lang, start)},
	}
}

// values are what fills a text, as Catalogue.Text takes it.
func values(lang locale.Language, key string) []any {
	all := samples(lang)
	for name, v := range others(lang)[key] {
		all[name] = v
	}
	if strings.HasPrefix(key, "alert.") {
		all["phone"] = locale.Isolate("050-123-4567")
	}
	var list []any
	for name, v := range all {
		list = append(list, name, v)
	}
	return list
}
