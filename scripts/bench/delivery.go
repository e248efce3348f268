package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// modelAnswer is what the model of no time says, in the service's own wrapping.
const modelAnswer = `{"candidates":[{"content":{"role":"model","parts":[{"text":"{\"reply\":\"באיזו עיר מדובר?\",\"transcription\":null,` +
	`\"facts\":{\"name\":null,\"trade\":null,\"issue\":null,\"city\":null,\"street\":null,\"number\":null,\"floor\":null,\"apartment\":null,\"time\":null,\"urgent\":false},\"deal\":false}"}]},` +
	`"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":900,"candidatesTokenCount":60}}`

// delivery is a text as the provider posts it.
func delivery(chat string, n int64) []byte {
	return incoming(chat, n, map[string]any{"typeMessage": "textMessage", "textMessageData": map[string]any{"textMessage": words(n)}})
}

var client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}, Timeout: time.Minute}

// deliver posts a body to the webhook, which must take it.
func deliver(ctx context.Context, webhook string, body []byte) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, webhook, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer s3cret")
	answer, err := client.Do(r)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, answer.Body)
	if closed := answer.Body.Close(); err == nil {
		err = closed
	}
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s answered %d", webhook, answer.StatusCode)
	}
	return err
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
