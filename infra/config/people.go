package config

import (
	"strconv"
	"strings"

	"github.com/proli/proli/shared/phone"
)

// Gateway is the WhatsApp provider as we call it.
type Gateway struct {
	URL, MediaURL string
	MediaHosts    []string // further hosts that media may come from; * stands for any labels
	Instance      int64
	Token         string
}

// Gateway reads GREEN_API_URL, _MEDIA_URL, _MEDIA_HOSTS, _INSTANCE_ID and _TOKEN.
func (e *Env) Gateway() Gateway {
	g := Gateway{
		URL:        e.address("GREEN_API_URL", e.need("GREEN_API_URL", "set the instance's apiUrl from the provider's console, such as https://7103.api.greenapi.com")),
		MediaHosts: e.list("GREEN_API_MEDIA_HOSTS", "*.storage.yandexcloud.net,*.digitaloceanspaces.com"),
		Instance:   e.instance(),
		Token:      e.get("GREEN_API_TOKEN", e.inDevelopment("dev")),
	}
	g.MediaURL = e.address("GREEN_API_MEDIA_URL", e.get("GREEN_API_MEDIA_URL", g.URL))
	if g.Token == "" {
		e.need("GREEN_API_TOKEN", "set apiTokenInstance from the provider's console")
	}
	return g
}

// Webhook is what a delivery must show to be believed.
type Webhook struct {
	Instance int64
	Token    string
}

// Webhook reads GREEN_API_INSTANCE_ID and GREEN_API_WEBHOOK_TOKEN.
func (e *Env) Webhook() Webhook {
	w := Webhook{Instance: e.instance(), Token: e.get("GREEN_API_WEBHOOK_TOKEN", e.inDevelopment("s3cret"))}
	if w.Token == "" {
		e.need("GREEN_API_WEBHOOK_TOKEN", "set the secret that the provider's webhookUrlToken setting holds")
	}
	return w
}

func (e *Env) instance() int64 {
	value := e.get("GREEN_API_INSTANCE_ID", e.inDevelopment("1100000001"))
	if value == "" {
		e.need("GREEN_API_INSTANCE_ID", "set idInstance from the provider's console")
		return 0
	}
	id, err := strconv.ParseInt(value, 10, 64)
	if err != nil || id <= 0 {
		e.problem("GREEN_API_INSTANCE_ID", "is no number: set idInstance from the provider's console")
	}
	return id
}

// Models says which models answer, and where. Key is set for the Gemini API;
// otherwise Project and Location are, for Vertex.
type Models struct {
	Names             []string // first to last
	Key               string
	Project, Location string
	BaseURL           string // empty: Google's
}

// Defaults of AI_MODELS. Several families, so that one that is withdrawn does not end the service.
const (
	modelsOfKey    = "gemini-2.5-flash-lite,gemini-3.5-flash-lite,gemini-3.5-flash"
	modelsOfVertex = "gemini-3.5-flash-lite,gemini-3.5-flash,gemini-3.1-flash-lite"
)

// Models reads GEMINI_API_KEY, GOOGLE_CLOUD_PROJECT, GOOGLE_CLOUD_LOCATION,
// GOOGLE_GEMINI_BASE_URL and AI_MODELS. A key wins over Vertex; a base address
// without a key speaks the Gemini API with the key "dev".
func (e *Env) Models() Models {
	m := Models{
		Key:     e.get("GEMINI_API_KEY", ""),
		BaseURL: e.address("GOOGLE_GEMINI_BASE_URL", e.get("GOOGLE_GEMINI_BASE_URL", "")),
	}
	if m.Key == "" && m.BaseURL != "" {
		m.Key = "dev"
	}
	defaults := modelsOfKey
	if m.Key == "" {
		m.Project, m.Location = e.get("GOOGLE_CLOUD_PROJECT", ""), e.get("GOOGLE_CLOUD_LOCATION", "")
		if m.Project == "" || m.Location == "" {
			e.problem("GEMINI_API_KEY", "is missing: set it, or GOOGLE_CLOUD_PROJECT and GOOGLE_CLOUD_LOCATION for Vertex, or GOOGLE_GEMINI_BASE_URL for a stand-in")
		}
		defaults = modelsOfVertex
	}
	if m.Names = e.list("AI_MODELS", defaults); len(m.Names) == 0 {
		e.problem("AI_MODELS", "names no model: list at least one, such as gemini-3.5-flash-lite, or unset it")
	}
	return m
}

// Admin is who may steer.
type Admin struct {
	Phones            []phone.Number
	BootstrapPassword string // of the first owner; empty: one is made and shown
}

// Admin reads ADMIN_PHONES and ADMIN_BOOTSTRAP_PASSWORD.
func (e *Env) Admin() Admin {
	a := Admin{BootstrapPassword: e.get("ADMIN_BOOTSTRAP_PASSWORD", "")}
	for _, s := range e.list("ADMIN_PHONES", e.inDevelopment("972000000021")) {
		n, ok := phone.Parse(s)
		if !ok {
			e.problem("ADMIN_PHONES", "holds what is no telephone number: write them as 972501234567, separated by commas")
			continue
		}
		a.Phones = append(a.Phones, n)
	}
	if len(a.Phones) == 0 {
		e.problem("ADMIN_PHONES", "is missing: set the admins' numbers as 972501234567, separated by commas")
	}
	return a
}

// PrivacyKey is the secret under which ids that outlive a person are hashed, from PRIVACY_KEY.
// Another key makes the ids known so far strangers: a message delivered again is handled again.
func (e *Env) PrivacyKey() string {
	local := e.inDevelopment("dev")
	key := e.get("PRIVACY_KEY", local)
	switch {
	case key == "":
		e.need("PRIVACY_KEY", "set a random secret of at least 32 characters, and the same for every program")
	case len(key) < 32 && key != local:
		e.problem("PRIVACY_KEY", "is too short: set a random secret of at least 32 characters")
	}
	return key
}

// Proxy is the audience of Google's proxy in front of the dashboard, from IAP_AUDIENCE; empty:
// none stands there.
func (e *Env) Proxy() string {
	audience := e.get("IAP_AUDIENCE", "")
	if audience != "" && !strings.HasPrefix(audience, "/projects/") {
		e.problem("IAP_AUDIENCE", "is no audience: write /projects/NUMBER/locations/REGION/services/SERVICE, or unset it when no proxy stands in front")
	}
	return audience
}

func (e *Env) inDevelopment(value string) string {
	if e.development() {
		return value
	}
	return ""
}
