package admin

import (
	"context"
	"net/http"
	"strconv"

	"github.com/proli/proli/shared/audit"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/setting"
)

// SettingStore keeps what owners can change while everything runs.
type SettingStore interface {
	Business(ctx context.Context) (setting.Business, error)
	// SaveBusiness writes on condition of the version read; otherwise it is a conflict.
	SaveBusiness(ctx context.Context, b setting.Business) error
	Limits(ctx context.Context) (setting.Limits, error)
	// SaveLimits writes on condition of the version read; otherwise it is a conflict.
	SaveLimits(ctx context.Context, l setting.Limits) error
	SendingSettings(ctx context.Context) (notice.Settings, error)
	// SaveSending writes on condition of the version read; otherwise it is a conflict.
	SaveSending(ctx context.Context, s notice.Settings) error
}

// settingsTabs are the pages of the settings, with the role that each needs.
var settingsTabs = []string{"/settings", "/settings/jobs", "/settings/operations", "/settings/admins", "/settings/audit", "/settings/privacy"}

// tab is one page of a family, as the part "tabs" draws it.
type tab struct {
	Path, Name string
	Current    bool
}

// Tabs are those of the settings that the visitor may open.
func (f *frame) Tabs() []tab {
	var list []tab
	for _, path := range settingsTabs {
		if f.Role.May(needOf(path)) {
			list = append(list, tab{Path: path, Name: f.T("settings.tab." + lastPart(path)), Current: f.url.Path == path})
		}
	}
	return list
}

type settingsPage struct {
	frame
	Form    *form // of the business
	Limits  *form
	Sending *form
}

func (*settingsPage) template() string { return "settings" }

func (s *server) settings(v *visit) (answer, error) {
	return s.showSettings(v, http.StatusOK, func(*settingsPage) {})
}

// showSettings is the page as everything stands, but for a form that came back.
func (s *server) showSettings(v *visit, status int, came func(*settingsPage)) (answer, error) {
	business, err := s.Truth.Business(v.Context())
	if err != nil {
		return answer{}, err
	}
	limits, err := s.Truth.Limits(v.Context())
	if err != nil {
		return answer{}, err
	}
	sending, err := s.Truth.SendingSettings(v.Context())
	if err != nil {
		return answer{}, err
	}
	p := &settingsPage{Form: businessForm(v, business), Limits: limitsForm(v, limits), Sending: sendingForm(v, sending)}
	came(p)
	return show(status, p), nil
}

func businessForm(v *visit, b setting.Business) *form {
	return blank(v, "commission", strconv.Itoa(b.Commission()), "version", strconv.FormatInt(b.Version, 10))
}

func sendingForm(v *visit, s notice.Settings) *form {
	f := blank(v, "pace", strconv.Itoa(int(s.Pace().Milliseconds())), "version", strconv.FormatInt(s.Version, 10))
	if s.Buttons {
		f.values.Set("buttons", "on")
	}
	if !s.Quiet().Off {
		f.values.Set("quiet", "on")
	}
	return f
}

func (s *server) saveBusiness(v *visit) (answer, error) {
	f := typed(v)
	commission := f.Int("commission", 0, 100)
	before, err := s.Truth.Business(v.Context())
	if err != nil {
		return answer{}, err
	}
	if f.OK() {
		err = s.audited(v, "settings.business", "settings/business",
			audit.Fields{"commission": strconv.Itoa(before.Commission())}, audit.Fields{"commission": strconv.Itoa(commission)},
			func(ctx context.Context) error {
				return s.Truth.SaveBusiness(ctx, setting.Business{CommissionPercent: &commission, Version: f.Version()})
			})
		if err == nil {
			return s.done(v, "/settings", "settings.saved"), nil
		}
		if err = f.stale(err, before.Version); err != nil {
			return answer{}, err
		}
	}
	return s.showSettings(v, f.status(), func(p *settingsPage) { p.Form = f })
}

func limitsForm(v *visit, l setting.Limits) *form {
	return blank(v, "messages", strconv.Itoa(l.Messages()), "calls", strconv.Itoa(l.ModelCalls()), "version", strconv.FormatInt(l.Version, 10))
}

func (s *server) saveLimits(v *visit) (answer, error) {
	f := typed(v)
	messages := f.Int("messages", setting.LeastMessages, setting.MostMessages)
	calls := f.Int("calls", 0, setting.MostModelCalls)
	before, err := s.Truth.Limits(v.Context())
	if err != nil {
		return answer{}, err
	}
	if f.OK() {
		next := setting.Limits{MessagesAMinute: &messages, ModelCallsADay: &calls, Version: f.Version()}
		err = s.audited(v, "settings.limits", "settings/limits", limitFields(before), limitFields(next),
			func(ctx context.Context) error { return s.Truth.SaveLimits(ctx, next) })
		if err == nil {
			return s.done(v, "/settings", "settings.saved"), nil
		}
		if err = f.stale(err, before.Version); err != nil {
			return answer{}, err
		}
	}
	return s.showSettings(v, f.status(), func(p *settingsPage) { p.Limits = f })
}

func limitFields(l setting.Limits) audit.Fields {
	return audit.Fields{"messages_a_minute": strconv.Itoa(l.Messages()), "model_calls_a_day": strconv.Itoa(l.ModelCalls())}
}

const maxPace = 60_000 // ms; a minute between two messages is as good as stopped

func (s *server) saveSending(v *visit) (answer, error) {
	f := typed(v)
	least := 500 // what the number may send
	if s.Development {
		least = 0
	}
	pace := f.Int("pace", least, maxPace)
	quiet := f.Checked("quiet")
	before, err := s.Truth.SendingSettings(v.Context())
	if err != nil {
		return answer{}, err
	}
	if f.OK() {
		next := before // what stands and is not on this form: the manual stop
		next.PaceMS, next.Buttons, next.QuietHours, next.Version = &pace, f.Checked("buttons"), &quiet, f.Version()
		err = s.audited(v, "settings.sending", "settings/sending", sendingFields(before), sendingFields(next),
			func(ctx context.Context) error { return s.Truth.SaveSending(ctx, next) })
		if err == nil {
			return s.done(v, "/settings", "settings.saved"), nil
		}
		if err = f.stale(err, before.Version); err != nil {
			return answer{}, err
		}
	}
	return s.showSettings(v, f.status(), func(p *settingsPage) { p.Sending = f })
}

func sendingFields(s notice.Settings) audit.Fields {
	return audit.Fields{
		"pace_ms": strconv.Itoa(int(s.Pace().Milliseconds())), "buttons": strconv.FormatBool(s.Buttons),
		"stopped": strconv.FormatBool(s.Stopped), "quiet_hours": strconv.FormatBool(!s.Quiet().Off),
	}
}
