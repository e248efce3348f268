package storage

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
)

const maxSessions = 100

// session is a resumable upload.
type session struct {
	object *object
	match  *int64
	data   []byte
}

// upload takes an object whole (media, multipart) or begins a resumable one.
func (s *Store) upload(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	if query.Has("upload_id") {
		s.resume(w, r)
		return
	}
	body := http.MaxBytesReader(w, r.Body, maxObject)
	var (
		o    *object
		data []byte
		err  error
	)
	switch query.Get("uploadType") {
	case "resumable":
		s.begin(w, r, body)
		return
	case "multipart":
		o, data, err = parts(r.Header.Get("Content-Type"), body)
	default:
		o = &object{ContentType: r.Header.Get("Content-Type")}
		data, err = io.ReadAll(body)
	}
	if err != nil {
		fail(w, fmt.Errorf("%w: %w", errInvalid, err))
		return
	}
	s.finish(w, r, o, data, condition(r))
}

func (s *Store) finish(w http.ResponseWriter, r *http.Request, o *object, data []byte, match *int64) {
	o.Bucket = r.PathValue("bucket")
	if o.Name == "" {
		o.Name = r.URL.Query().Get("name")
	}
	err := errInvalid
	if o.Name != "" {
		err = s.put(o, data, match)
	}
	if err != nil {
		fail(w, err)
		return
	}
	write(w, http.StatusOK, described(o))
}

// parts reads an upload of two parts: what the object is, and its bytes.
func parts(contentType string, body io.Reader) (*object, []byte, error) {
	_, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return nil, nil, err
	}
	reader := multipart.NewReader(body, params["boundary"])
	first, err := reader.NextRawPart()
	if err != nil {
		return nil, nil, err
	}
	o, err := description(first)
	if err != nil {
		return nil, nil, err
	}
	second, err := reader.NextRawPart()
	if err != nil {
		return nil, nil, err
	}
	if o.ContentType == "" {
		o.ContentType = second.Header.Get("Content-Type")
	}
	data, err := io.ReadAll(second)
	return o, data, err
}

// description reads the fields of an object that its writer may set.
func description(r io.Reader) (*object, error) {
	var sent struct {
		Name         string            `json:"name"`
		ContentType  string            `json:"contentType"`
		CacheControl string            `json:"cacheControl"`
		Disposition  string            `json:"contentDisposition"`
		Metadata     map[string]string `json:"metadata"`
	}
	if err := json.NewDecoder(r).Decode(&sent); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return &object{Name: sent.Name, ContentType: sent.ContentType, CacheControl: sent.CacheControl, Disposition: sent.Disposition, Metadata: sent.Metadata}, nil
}

func (s *Store) begin(w http.ResponseWriter, r *http.Request, body io.Reader) {
	o, err := description(body)
	if err != nil {
		fail(w, fmt.Errorf("%w: %w", errInvalid, err))
		return
	}
	if o.ContentType == "" {
		o.ContentType = r.Header.Get("X-Upload-Content-Type")
	}
	if o.Name == "" {
		o.Name = r.URL.Query().Get("name")
	}
	id := rand.Text()
	s.mu.Lock()
	full := len(s.sessions) >= maxSessions
	if !full {
		s.sessions[id] = &session{object: o, match: condition(r)}
	}
	s.mu.Unlock()
	if full {
		write(w, http.StatusTooManyRequests, apiError(http.StatusTooManyRequests, "too many uploads at once"))
		return
	}
	w.Header().Set("Location", fmt.Sprintf("http://%s%s?uploadType=resumable&upload_id=%s", r.Host, r.URL.Path, id))
	w.WriteHeader(http.StatusOK)
}

// resume takes the next piece of a resumable upload: Content-Range says which,
// and whether it is the last ("bytes 0-99/100", "bytes 0-99/*", "bytes */0").
func (s *Store) resume(w http.ResponseWriter, r *http.Request) {
	id := r.URL.Query().Get("upload_id")
	piece, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxObject))
	if err != nil {
		fail(w, fmt.Errorf("%w: %w", errInvalid, err))
		return
	}
	s.mu.Lock()
	up, ok := s.sessions[id]
	last := !strings.HasSuffix(r.Header.Get("Content-Range"), "/*")
	if ok {
		up.data = append(up.data, piece...)
		if last || len(up.data) > maxObject {
			delete(s.sessions, id)
		}
	}
	s.mu.Unlock()
	switch {
	case !ok:
		fail(w, errNotFound)
	case len(up.data) > maxObject:
		fail(w, errInvalid)
	case last:
		s.finish(w, r, up.object, up.data, up.match)
	default:
		const resumeIncomplete = 308
		if len(up.data) > 0 {
			w.Header().Set("Range", fmt.Sprintf("bytes=0-%d", len(up.data)-1))
		}
		if r.Header.Get("X-GUploader-No-308") == "yes" { // for clients to whom 308 is a redirect
			w.Header().Set("X-Http-Status-Code-Override", "308")
			w.WriteHeader(http.StatusOK)
			return
		}
		w.WriteHeader(resumeIncomplete)
	}
}
