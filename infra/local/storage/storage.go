// Package storage stands in for Cloud Storage: buckets of objects in a folder,
// behind the part of the JSON API that the client library uses. Objects can be
// read by anybody who has their address, as with a signed link.
package storage

import (
	"crypto/md5" // the API's checksum: no secret hangs on it
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

const maxObject = 200 << 20

// Store keeps buckets in a folder; it is the handler of the API.
type Store struct {
	dir string
	now func() time.Time
	mux *http.ServeMux

	mu       sync.Mutex
	buckets  map[string]map[string]*object
	sessions map[string]*session // resumable uploads in progress
	last     int64               // generation given out last
}

// object is what is known of an object; its bytes lie in a file beside it.
type object struct {
	Name         string            `json:"name"`
	Bucket       string            `json:"bucket"`
	ContentType  string            `json:"contentType"`
	CacheControl string            `json:"cacheControl,omitempty"`
	Disposition  string            `json:"contentDisposition,omitempty"`
	Metadata     map[string]string `json:"metadata,omitempty"`
	Size         int64             `json:"size,string"`
	MD5          string            `json:"md5Hash"`
	CRC32C       string            `json:"crc32c"`
	Generation   int64             `json:"generation,string"`
	Created      time.Time         `json:"timeCreated"`
	Updated      time.Time         `json:"updated"`
}

// Open opens the store in the folder with the buckets given, and those that it
// holds already.
func Open(dir string, now func() time.Time, buckets ...string) (*Store, error) {
	s := &Store{dir: dir, now: now, buckets: map[string]map[string]*object{}, sessions: map[string]*session{}}
	s.mux = s.routes()
	for _, bucket := range buckets {
		if err := os.MkdirAll(filepath.Join(dir, bucket), 0o755); err != nil {
			return nil, fmt.Errorf("open storage: %w", err)
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("open storage: %w", err)
	}
	for _, entry := range entries {
		if entry.IsDir() {
			if err := s.load(entry.Name()); err != nil {
				return nil, err
			}
		}
	}
	return s, nil
}

func (s *Store) load(bucket string) error {
	s.buckets[bucket] = map[string]*object{}
	found, err := filepath.Glob(filepath.Join(s.dir, bucket, "*.json"))
	if err != nil {
		return fmt.Errorf("open storage: %w", err)
	}
	for _, path := range found {
		content, err := os.ReadFile(path)
		if err != nil {
			return fmt.Errorf("open storage: %w", err)
		}
		o := &object{}
		if err := json.Unmarshal(content, o); err != nil {
			return fmt.Errorf("open storage: %s: %w", path, err)
		}
		s.buckets[bucket][o.Name] = o
		s.last = max(s.last, o.Generation)
	}
	return nil
}

// Reset deletes every object.
func (s *Store) Reset() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for bucket := range s.buckets {
		dir := filepath.Join(s.dir, bucket)
		if err := errors.Join(os.RemoveAll(dir), os.MkdirAll(dir, 0o755)); err != nil {
			return fmt.Errorf("reset storage: %w", err)
		}
		s.buckets[bucket] = map[string]*object{}
	}
	s.sessions = map[string]*session{}
	return nil
}

// path is where an object's bytes lie; names are hashed, since they may be
// longer than a file's and hold anything.
func (s *Store) path(bucket, name string) string {
	sum := sha256.Sum256([]byte(name))
	return filepath.Join(s.dir, bucket, hex.EncodeToString(sum[:]))
}

// put stores an object. With a match, only when its generation is that (0: none).
func (s *Store) put(o *object, data []byte, match *int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	objects, ok := s.buckets[o.Bucket]
	if !ok {
		return errNotFound
	}
	before := objects[o.Name]
	if match != nil && generation(before) != *match {
		return errPrecondition
	}
	sum := md5.Sum(data)
	o.Size, o.MD5 = int64(len(data)), base64.StdEncoding.EncodeToString(sum[:])
	o.CRC32C = base64.StdEncoding.EncodeToString(binary.BigEndian.AppendUint32(nil, crc32.Checksum(data, crc32.MakeTable(crc32.Castagnoli))))
	o.Created = s.now().UTC()
	o.Updated = o.Created
	s.last = max(s.last+1, time.Now().UnixMicro())
	o.Generation = s.last
	if o.ContentType == "" {
		o.ContentType = http.DetectContentType(data)
	}
	described, err := json.Marshal(o)
	if err != nil {
		return fmt.Errorf("store object: %w", err)
	}
	path := s.path(o.Bucket, o.Name)
	if err := errors.Join(replace(path, data), replace(path+".json", described)); err != nil {
		return fmt.Errorf("store object: %w", err)
	}
	objects[o.Name] = o
	return nil
}

// replace writes a file whole or not at all.
func replace(path string, data []byte) error {
	next := path + ".next"
	if err := os.WriteFile(next, data, 0o644); err != nil {
		return err
	}
	return os.Rename(next, path)
}

func generation(o *object) int64 {
	if o == nil {
		return 0
	}
	return o.Generation
}

func (s *Store) get(bucket, name string) (*object, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if o, ok := s.buckets[bucket][name]; ok {
		return o, nil
	}
	return nil, errNotFound
}

func (s *Store) remove(bucket, name string, match *int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	o, ok := s.buckets[bucket][name]
	if !ok {
		return errNotFound
	}
	if match != nil && o.Generation != *match {
		return errPrecondition
	}
	path := s.path(bucket, name)
	if err := errors.Join(os.Remove(path), os.Remove(path+".json")); err != nil {
		return fmt.Errorf("delete object: %w", err)
	}
	delete(s.buckets[bucket], name)
	return nil
}

// list gives the objects whose names begin with the prefix, by name, and with a
// delimiter the prefixes of those that lie deeper.
func (s *Store) list(bucket, prefix, delimiter string) (objects []*object, prefixes []string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all, ok := s.buckets[bucket]
	if !ok {
		return nil, nil, errNotFound
	}
	for name, o := range all {
		rest, ok := strings.CutPrefix(name, prefix)
		if !ok {
			continue
		}
		if before, _, deeper := strings.Cut(rest, delimiter); delimiter != "" && deeper {
			prefixes = append(prefixes, prefix+before+delimiter)
			continue
		}
		objects = append(objects, o)
	}
	slices.Sort(prefixes)
	slices.SortFunc(objects, func(a, b *object) int { return strings.Compare(a.Name, b.Name) })
	return objects, slices.Compact(prefixes), nil
}
