package gateway

import (
	"bytes"
	"mime"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"
)

// mediaStore keeps files in memory, oldest out first when it is full.
type mediaStore struct {
	files map[string]stored
	order []string
	size  int
}

type stored struct {
	name, mime string
	data       []byte
}

func (s *mediaStore) add(f stored) (id string) {
	if s.files == nil {
		s.files = map[string]stored{}
	}
	for s.size+len(f.data) > maxMedia && len(s.order) > 0 {
		oldest := s.order[0]
		s.size -= len(s.files[oldest].data)
		delete(s.files, oldest)
		s.order = s.order[1:]
	}
	id = randomHex(16)
	s.files[id] = f
	s.order = append(s.order, id)
	s.size += len(f.data)
	return id
}

// keep stores a file and says what kind of message it makes. The caller holds mu.
func (g *Gateway) keep(f File) (kind string, m *Media) {
	f.MIME = mimeOf(f)
	f.Name = cleanName(f.Name)
	kind = kindOf(f)
	stem, ext := randomHex(8), extension(f)
	name := stem + ext
	if kind == KindDocument {
		name = f.Name
	}
	if f.Name == "" {
		f.Name = name
	}
	id := g.media.add(stored{name: name, mime: f.MIME, data: f.Data})
	return kind, &Media{URL: g.opts.BaseURL + "/media/" + id + "/" + url.PathEscape(name), Name: f.Name, MIME: f.MIME, Size: len(f.Data)}
}

// serveMedia hands out a kept file to whoever knows its address, as the provider's storage does.
func (g *Gateway) serveMedia(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	f, ok := g.media.files[r.PathValue("id")]
	g.mu.Unlock()
	if !ok {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", f.mime)
	h.Set("X-Content-Type-Options", "nosniff")
	// The file is a stranger's and shares the page's origin: it may be looked at, never run.
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; media-src 'self'")
	if !shown(f.mime) {
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.name}))
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(f.data))
}

func shown(mimeType string) bool {
	top, _, _ := strings.Cut(mimeType, "/")
	return (top == "image" && !strings.Contains(mimeType, "svg")) || top == "audio" || top == "video"
}

// kindOf is the provider's sorting: only a recording is audio, a music file comes as a document.
func kindOf(f File) string {
	base, _, _ := mime.ParseMediaType(f.MIME)
	switch top, sub, _ := strings.Cut(base, "/"); {
	case f.Voice, base == "audio/ogg":
		return KindAudio
	case top == "image" && sub != "svg+xml":
		return KindImage
	case top == "video":
		return KindVideo
	}
	return KindDocument
}

func mimeOf(f File) string {
	t := f.MIME
	if t == "" || t == "application/octet-stream" {
		t = byExtension[strings.ToLower(path.Ext(f.Name))]
	}
	if t == "" {
		t = http.DetectContentType(f.Data)
	}
	if base, _, err := mime.ParseMediaType(t); err == nil {
		t = base
	} else {
		t = "application/octet-stream"
	}
	if t == "application/ogg" {
		t = "audio/ogg"
	}
	if t == "audio/ogg" {
		t = "audio/ogg; codecs=opus"
	}
	return t
}

// byExtension holds the usual types; the system's own table differs between machines.
var byExtension = map[string]string{
	".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".gif": "image/gif", ".webp": "image/webp",
	".ogg": "audio/ogg", ".oga": "audio/ogg", ".opus": "audio/ogg", ".mp3": "audio/mpeg", ".m4a": "audio/mp4", ".wav": "audio/wav",
	".mp4": "video/mp4", ".webm": "video/webm", ".pdf": "application/pdf", ".txt": "text/plain",
}

func extension(f File) string {
	base, _, _ := mime.ParseMediaType(f.MIME)
	switch base {
	case "audio/ogg":
		return ".oga"
	case "image/jpeg":
		return ".jpg"
	}
	if ext := strings.ToLower(path.Ext(f.Name)); ext != "" && len(ext) <= 8 {
		return ext
	}
	for ext, t := range byExtension {
		if t == base {
			return ext
		}
	}
	return ".bin"
}

// cleanName keeps the last part of a file's name, bounded.
func cleanName(name string) string {
	name = path.Base(strings.ReplaceAll(strings.TrimSpace(name), `\`, "/"))
	if name == "." || name == "/" {
		return ""
	}
	if r := []rune(name); len(r) > 120 {
		ext := []rune(path.Ext(name))
		if len(ext) > 10 {
			ext = nil
		}
		name = string(r[:120-len(ext)]) + string(ext)
	}
	return name
}
