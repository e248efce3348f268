package storage

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

var (
	errNotFound     = errors.New("not found")
	errPrecondition = errors.New("precondition failed")
	errInvalid      = errors.New("invalid request")
)

func (s *Store) routes() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /storage/v1/b", s.createBucket)
	mux.HandleFunc("GET /storage/v1/b/{bucket}", s.getBucket)
	mux.HandleFunc("GET /storage/v1/b/{bucket}/o", s.listObjects)
	mux.HandleFunc("GET /storage/v1/b/{bucket}/o/{object...}", s.getObject)
	mux.HandleFunc("DELETE /storage/v1/b/{bucket}/o/{object...}", s.deleteObject)
	mux.HandleFunc("POST /upload/storage/v1/b/{bucket}/o", s.upload)
	mux.HandleFunc("PUT /upload/storage/v1/b/{bucket}/o", s.resume)
	mux.HandleFunc("GET /{bucket}/{object...}", s.media)
	return mux
}

// ServeHTTP implements http.Handler.
func (s *Store) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mux.ServeHTTP(w, r)
}

func (s *Store) createBucket(w http.ResponseWriter, r *http.Request) {
	var want struct {
		Name string `json:"name"`
	}
	if json.NewDecoder(r.Body).Decode(&want) != nil || want.Name == "" || want.Name != filepath.Base(want.Name) {
		fail(w, errInvalid)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.buckets[want.Name] != nil {
		write(w, http.StatusConflict, apiError(http.StatusConflict, "the bucket exists"))
		return
	}
	if err := os.MkdirAll(filepath.Join(s.dir, want.Name), 0o755); err != nil {
		fail(w, err)
		return
	}
	s.buckets[want.Name] = map[string]*object{}
	write(w, http.StatusOK, bucket(want.Name))
}

func (s *Store) getBucket(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("bucket")
	if _, _, err := s.list(name, "", ""); err != nil {
		fail(w, err)
		return
	}
	write(w, http.StatusOK, bucket(name))
}

func bucket(name string) map[string]any {
	return map[string]any{"kind": "storage#bucket", "id": name, "name": name, "location": "LOCAL", "storageClass": "STANDARD"}
}

func (s *Store) listObjects(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	objects, prefixes, err := s.list(r.PathValue("bucket"), query.Get("prefix"), query.Get("delimiter"))
	if err != nil {
		fail(w, err)
		return
	}
	const page = 1000
	size := page
	if n, err := strconv.Atoi(query.Get("maxResults")); err == nil && n > 0 {
		size = min(n, page)
	}
	answer := map[string]any{"kind": "storage#objects", "prefixes": prefixes}
	items := []any{}
	for _, o := range objects {
		if o.Name < query.Get("pageToken") {
			continue
		}
		if len(items) == size {
			answer["nextPageToken"] = o.Name
			break
		}
		items = append(items, described(o))
	}
	answer["items"] = items
	write(w, http.StatusOK, answer)
}

// described is an object as the API shows it.
func described(o *object) any {
	return struct {
		*object
		Kind           string `json:"kind"`
		ID             string `json:"id"`
		Metageneration string `json:"metageneration"`
		StorageClass   string `json:"storageClass"`
	}{o, "storage#object", o.Bucket + "/" + o.Name + "/" + strconv.FormatInt(o.Generation, 10), "1", "STANDARD"}
}

func (s *Store) getObject(w http.ResponseWriter, r *http.Request) {
	if r.URL.Query().Get("alt") == "media" {
		s.media(w, r)
		return
	}
	o, err := s.get(r.PathValue("bucket"), r.PathValue("object"))
	if err != nil {
		fail(w, err)
		return
	}
	write(w, http.StatusOK, described(o))
}

func (s *Store) deleteObject(w http.ResponseWriter, r *http.Request) {
	if err := s.remove(r.PathValue("bucket"), r.PathValue("object"), condition(r)); err != nil {
		fail(w, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// media gives an object's bytes, or a range of them.
func (s *Store) media(w http.ResponseWriter, r *http.Request) {
	o, err := s.get(r.PathValue("bucket"), r.PathValue("object"))
	if err != nil {
		fail(w, err)
		return
	}
	data, err := os.ReadFile(s.path(o.Bucket, o.Name))
	if err != nil {
		fail(w, err)
		return
	}
	header := w.Header()
	header.Set("Content-Type", o.ContentType)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("X-Goog-Generation", strconv.FormatInt(o.Generation, 10))
	header.Set("X-Goog-Metageneration", "1")
	header.Set("X-Goog-Stored-Content-Length", strconv.FormatInt(o.Size, 10))
	header.Add("X-Goog-Hash", "crc32c="+o.CRC32C)
	header.Add("X-Goog-Hash", "md5="+o.MD5)
	for name, value := range map[string]string{"Cache-Control": o.CacheControl, "Content-Disposition": o.Disposition} {
		if value != "" {
			header.Set(name, value)
		}
	}
	for name, value := range o.Metadata {
		header.Set("X-Goog-Meta-"+name, value)
	}
	http.ServeContent(w, r, "", o.Updated.Truncate(time.Second), bytes.NewReader(data))
}

// condition is the generation that a request insists on.
func condition(r *http.Request) *int64 {
	n, err := strconv.ParseInt(r.URL.Query().Get("ifGenerationMatch"), 10, 64)
	if err != nil {
		return nil
	}
	return &n
}

func fail(w http.ResponseWriter, err error) {
	status := http.StatusInternalServerError
	switch {
	case errors.Is(err, errNotFound):
		status = http.StatusNotFound
	case errors.Is(err, errPrecondition):
		status = http.StatusPreconditionFailed
	case errors.Is(err, errInvalid):
		status = http.StatusBadRequest
	}
	write(w, status, apiError(status, err.Error()))
}

func apiError(status int, message string) map[string]any {
	return map[string]any{"error": map[string]any{"code": status, "message": message}}
}

func write(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}
