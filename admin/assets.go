package admin

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"mime"
	"net/http"
	"path"
)

//go:embed static
var assetFiles embed.FS

type asset struct {
	body    []byte
	mime    string
	version string
}

var assets = readAssets()

func readAssets() map[string]asset {
	entries, err := assetFiles.ReadDir("static")
	if err != nil {
		panic(err)
	}
	list := map[string]asset{}
	for _, entry := range entries {
		body, err := assetFiles.ReadFile("static/" + entry.Name())
		if err != nil {
			panic(err)
		}
		sum := sha256.Sum256(body)
		list[entry.Name()] = asset{body: body, mime: mime.TypeByExtension(path.Ext(entry.Name())), version: hex.EncodeToString(sum[:6])}
	}
	return list
}

func assetURL(name string) string { return "/static/" + name + "?v=" + assets[name].version }

// static serves our own files. One asked for by its version never changes.
func (s *server) static(w http.ResponseWriter, v *visit) {
	a, ok := assets[v.PathValue("file")]
	if !ok {
		http.NotFound(w, v.Request)
		return
	}
	h := w.Header()
	h.Set("Content-Type", a.mime)
	if v.URL.Query().Get("v") == a.version {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		h.Set("Cache-Control", "no-cache")
	}
	_, _ = w.Write(a.body) // the visitor went away: nobody is left to tell
}
