package admin

import (
	"io"
	"mime"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/proli/proli/shared/fault"
)

func itoa(n int) string { return strconv.Itoa(n) }

// filePath is where a file of a chat is shown.
func filePath(object string) string {
	parts := strings.Split(object, "/")
	for i, part := range parts {
		parts[i] = url.PathEscape(part)
	}
	return "/leads/file/" + strings.Join(parts, "/")
}

// shown are the types that a browser may show in the page; all else is kept as a file.
var shown = []string{"image/jpeg", "image/png", "image/webp", "image/gif", "application/pdf"}

// leadFile gives what a customer sent, out of our own bucket.
func (s *server) leadFile(v *visit) (answer, error) {
	object := v.PathValue("object")
	if !strings.HasPrefix(object, "media/") || path.Clean(object) != object || s.Files == nil {
		return answer{}, fault.New(fault.NotFound, "admin.leadFile", "no such file")
	}
	o, err := s.Files.Get(v.Context(), object)
	if err != nil {
		return answer{}, err
	}
	write := func(w io.Writer) error {
		defer func() { _ = o.Body.Close() }()
		_, err := io.Copy(w, o.Body)
		return err
	}
	kind, _, err := mime.ParseMediaType(o.MIME)
	if err == nil && (slices.Contains(shown, kind) || strings.HasPrefix(kind, "audio/") || strings.HasPrefix(kind, "video/")) {
		return inline(o.MIME, write), nil
	}
	return download(path.Base(object), "application/octet-stream", write), nil
}
