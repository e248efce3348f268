package local

import "net/http"

// model is the stand-in for Gemini.
type model interface {
	http.Handler
	// SetDown makes every call fail.
	SetDown(down bool)
}

// newModel makes the stand-in.
func newModel() model { return absent{} }

// absent answers as a model that is down.
type absent struct{}

// ServeHTTP implements http.Handler.
func (absent) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	http.Error(w, `{"error":{"code":503,"status":"UNAVAILABLE"}}`, http.StatusServiceUnavailable)
}

// SetDown implements model.
func (absent) SetDown(bool) {}
