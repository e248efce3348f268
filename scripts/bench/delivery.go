package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
)

// delivery is a text as the provider posts it.
func delivery(chat string, n int64) []byte {
	return incoming(chat, n, map[string]any{"typeMessage": "textMessage", "textMessageData": map[string]any{"textMessage": words(n)}})
}

// reply is the chat that a call of the gateway sends a text to, with the body to pass on.
func reply(r *http.Request) (io.ReadCloser, string, bool) {
	if !strings.Contains(r.URL.Path, "/sendMessage/") {
		return nil, "", false
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return io.NopCloser(bytes.NewReader(body)), "", true
	}
	var m struct {
		Chat string `json:"chatId"`
	}
	_ = json.Unmarshal(body, &m) // the stand-in will say what is wrong with it
	return io.NopCloser(bytes.NewReader(body)), m.Chat, true
}

// memory is what a running program holds, and held at most, as Linux counts it.
func memory(program string) string {
	links, _ := filepath.Glob("/proc/[0-9]*/exe")
	for _, link := range links {
		if target, err := os.Readlink(link); err != nil || target != program {
			continue
		}
		status, err := os.ReadFile(filepath.Join(filepath.Dir(link), "status"))
		if err != nil {
			continue
		}
		held := map[string]string{}
		for line := range strings.Lines(string(status)) {
			if name, value, ok := strings.Cut(line, ":"); ok {
				held[name] = strings.TrimSpace(value)
			}
		}
		return held["VmRSS"] + ", at most " + held["VmHWM"]
	}
	return "unknown on this system"
}
