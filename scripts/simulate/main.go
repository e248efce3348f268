// Simulate posts one delivery to the webhook, as the WhatsApp provider would:
//
//	go run ./scripts/simulate -from 972000000001 -text "יש לי נזילה"
//	go run ./scripts/simulate -from 972000000001 -media http://127.0.0.1:8080/media/x/a.jpg -mime image/jpeg -caption "מתחת לכיור"
//	go run ./scripts/simulate -from 972000000001 -location 32.08,34.77
//	go run ./scripts/simulate -file payload.json
package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"path"
	"strconv"
	"strings"
	"time"
)

func main() {
	if err := run(context.Background(), os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "simulate:", err)
		os.Exit(1)
	}
}

// delivery is what the flags ask for.
type delivery struct {
	to, control, from, name     string
	text, file                  string
	media, mime, caption, place string
	instance                    int64
	token                       string
}

func run(ctx context.Context, args []string, out io.Writer) error {
	var d delivery
	flags := flag.NewFlagSet("simulate", flag.ContinueOnError)
	flags.StringVar(&d.to, "to", "http://127.0.0.1:8082/", "address of the webhook")
	flags.StringVar(&d.control, "control", "http://127.0.0.1:8083", "control service, for the virtual clock")
	flags.StringVar(&d.from, "from", "", "number or chat id of the sender")
	flags.StringVar(&d.name, "name", "", "the sender's name")
	flags.StringVar(&d.text, "text", "", "a text message")
	flags.StringVar(&d.file, "file", "", "a payload; its instance and timestamp are set to ours and now")
	flags.StringVar(&d.media, "media", "", "address of a file")
	flags.StringVar(&d.mime, "mime", "", "the file's MIME type")
	flags.StringVar(&d.caption, "caption", "", "the file's caption")
	flags.StringVar(&d.place, "location", "", "latitude,longitude")
	if err := flags.Parse(args); err != nil {
		return err
	}
	d.token = setting("GREEN_API_WEBHOOK_TOKEN", "s3cret")
	var err error
	if d.instance, err = strconv.ParseInt(setting("GREEN_API_INSTANCE_ID", "1100000001"), 10, 64); err != nil {
		return fmt.Errorf("GREEN_API_INSTANCE_ID must be a number: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	body, err := d.payload(now(ctx, d.control))
	if err != nil {
		return err
	}
	return d.post(ctx, body, out)
}

func setting(name, fallback string) string {
	if v := os.Getenv(name); v != "" {
		return v
	}
	return fallback
}

// payload is the body of the delivery.
func (d delivery) payload(at time.Time) ([]byte, error) {
	if d.file != "" {
		return d.fromFile(at)
	}
	if d.from == "" {
		return nil, errors.New("-from is missing: the number that writes, such as 972000000001")
	}
	message, err := d.message()
	if err != nil {
		return nil, err
	}
	chat := d.from
	if !strings.Contains(chat, "@") {
		chat += "@c.us"
	}
	return json.Marshal(map[string]any{
		"typeWebhook":  "incomingMessageReceived",
		"instanceData": map[string]any{"idInstance": d.instance, "wid": "972000000099@c.us", "typeInstance": "whatsapp"},
		"timestamp":    at.Unix(),
		"idMessage":    newID(),
		"senderData":   map[string]any{"chatId": chat, "sender": chat, "senderName": d.name, "chatName": d.name},
		"messageData":  message,
	})
}

func (d delivery) message() (map[string]any, error) {
	switch {
	case d.place != "":
		lat, lng, found := strings.Cut(d.place, ",")
		latitude, err1 := strconv.ParseFloat(strings.TrimSpace(lat), 64)
		longitude, err2 := strconv.ParseFloat(strings.TrimSpace(lng), 64)
		if !found || err1 != nil || err2 != nil {
			return nil, fmt.Errorf("-location %q is not latitude,longitude such as 32.08,34.77", d.place)
		}
		return map[string]any{"typeMessage": "locationMessage",
			"locationMessageData": map[string]any{"latitude": latitude, "longitude": longitude, "nameLocation": "", "address": ""}}, nil
	case d.media != "":
		kind, known := map[string]string{"image": "imageMessage", "audio": "audioMessage", "video": "videoMessage"}[strings.Split(d.mime, "/")[0]]
		if !known {
			kind = "documentMessage"
		}
		if d.mime == "" {
			return nil, errors.New("-mime is missing: the file's type, such as image/jpeg")
		}
		return map[string]any{"typeMessage": kind, "fileMessageData": map[string]any{
			"downloadUrl": d.media, "mimeType": d.mime, "caption": d.caption, "fileName": path.Base(d.media)}}, nil
	case d.text != "":
		return map[string]any{"typeMessage": "textMessage", "textMessageData": map[string]any{"textMessage": d.text}}, nil
	}
	return nil, errors.New("nothing to send: give -text, -media, -location or -file")
}

func (d delivery) fromFile(at time.Time) ([]byte, error) {
	raw, err := os.ReadFile(d.file)
	if err != nil {
		return nil, err
	}
	var payload map[string]any
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	if err := decoder.Decode(&payload); err != nil {
		return raw, nil // broken ones are worth delivering too
	}
	if body, polled := payload["body"].(map[string]any); polled {
		payload = body
	}
	if data, ok := payload["instanceData"].(map[string]any); ok {
		data["idInstance"] = d.instance
	}
	if _, ok := payload["timestamp"]; ok {
		payload["timestamp"] = at.Unix()
	}
	return json.Marshal(payload)
}

func newID() string {
	random := make([]byte, 9)
	_, _ = rand.Read(random) // never fails
	return "3EB0" + strings.ToUpper(hex.EncodeToString(random))
}

// now is the virtual clock's time, or the real one when no control service answers.
func now(ctx context.Context, control string) time.Time {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimRight(control, "/")+"/clock", nil)
	if err != nil {
		return time.Now()
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return time.Now()
	}
	defer response.Body.Close()
	var clock struct {
		Now time.Time `json:"now"`
	}
	if err := json.NewDecoder(response.Body).Decode(&clock); err != nil || clock.Now.IsZero() {
		return time.Now()
	}
	return clock.Now
}

func (d delivery) post(ctx context.Context, body []byte, out io.Writer) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, d.to, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+d.token)
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return fmt.Errorf("is make dev running? %w", err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(response.Body, 4096))
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(out, response.Status, strings.TrimSpace(string(answer))); err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("the webhook answered %s", response.Status)
	}
	return nil
}
