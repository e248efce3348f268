package gateway

import (
	"embed"
	"encoding/json"
	"io"
	"io/fs"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
)

//go:embed web
var web embed.FS

// pagePolicy lets the page use its own files and nothing else: no inline script or style, no other host.
const pagePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; " +
	"connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// routes are everything but the provider's API.
func (g *Gateway) routes() *http.ServeMux {
	files, err := fs.Sub(web, "web")
	if err != nil {
		panic(err) // the folder is compiled in
	}
	phones := http.NewServeMux()
	phones.HandleFunc("GET /phones/api/phones", g.listPhones)
	phones.HandleFunc("POST /phones/api/phones", g.addPhone)
	phones.HandleFunc("GET /phones/api/phones/{chat}/messages", g.listMessages)
	phones.HandleFunc("POST /phones/api/phones/{chat}/messages", g.sendFromPhone)
	phones.HandleFunc("POST /phones/api/phones/{chat}/read", g.readOnPhone)
	phones.HandleFunc("GET /phones/events", g.serveEvents)
	control := g.control()
	for _, path := range []string{"GET /phones/control/idle", "/phones/control/clock", "/phones/control/switches", "POST /phones/control/jobs/{job}", "POST /phones/control/reset"} {
		phones.Handle(path, control)
	}

	mux := http.NewServeMux()
	// Another site open in the same browser must not write from these phones or turn these switches.
	mux.Handle("/phones/", http.NewCrossOriginProtection().Handler(phones))
	mux.HandleFunc("GET /media/{id}/{name}", g.serveMedia)
	mux.Handle("/", pageHeaders(http.FileServerFS(files)))
	return mux
}

func pageHeaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", pagePolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-cache")
		if strings.HasSuffix(r.URL.Path, ".oga") {
			h.Set("Content-Type", "audio/ogg") // the name is not in every system's table
		}
		next.ServeHTTP(w, r)
	})
}

// control passes the page's switches on to the control service, which lives on another port.
func (g *Gateway) control() http.Handler {
	target, err := url.Parse(g.opts.ControlURL)
	if g.opts.ControlURL == "" || err != nil {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			problem(w, http.StatusNotFound, "there is no control service here")
		})
	}
	return &httputil.ReverseProxy{
		Rewrite: func(p *httputil.ProxyRequest) {
			p.Out.URL.Path = strings.TrimPrefix(p.In.URL.Path, "/phones/control")
			p.Out.URL.RawPath = ""
			p.SetURL(target)
			p.Out.Header.Del("Origin")
		},
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) {
			problem(w, http.StatusBadGateway, "the control service does not answer")
		},
	}
}

func (g *Gateway) listPhones(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusOK, map[string]any{"phones": g.Contacts()})
}

func (g *Gateway) addPhone(w http.ResponseWriter, r *http.Request) {
	var c Contact
	if !readJSON(w, r, &c) {
		return
	}
	if !strings.Contains(c.Chat, "@") { // a bare number, as people write one
		c.Chat = strings.Map(onlyDigits, c.Chat)
		if national, ok := strings.CutPrefix(c.Chat, "0"); ok {
			c.Chat = "972" + national
		}
		c.Chat += "@c.us"
	}
	if err := g.Add(c); err != nil {
		refuse(w, err)
		return
	}
	answer(w, http.StatusOK, map[string]string{"chat": c.Chat})
}

func (g *Gateway) listMessages(w http.ResponseWriter, r *http.Request) {
	messages := g.Messages(r.PathValue("chat"))
	if messages == nil {
		messages = []Message{}
	}
	answer(w, http.StatusOK, map[string]any{"messages": messages})
}

func (g *Gateway) readOnPhone(w http.ResponseWriter, r *http.Request) {
	g.Read(r.PathValue("chat"))
	w.WriteHeader(http.StatusNoContent)
}

// sendFromPhone takes JSON as Outgoing has it, or a multipart form with a file, text, quote and voice=1.
func (g *Gateway) sendFromPhone(w http.ResponseWriter, r *http.Request) {
	var o Outgoing
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		r.Body = http.MaxBytesReader(w, r.Body, maxFile+1<<20)
		file, header, err := r.FormFile("file")
		if err != nil {
			problem(w, http.StatusBadRequest, "the form has no file, or one that is too large")
			return
		}
		defer func() { _ = file.Close(); _ = r.MultipartForm.RemoveAll() }()
		data, err := io.ReadAll(file)
		if err != nil {
			problem(w, http.StatusBadRequest, "the file ended early")
			return
		}
		o.Text, o.Quote = r.FormValue("text"), r.FormValue("quote")
		o.File = &File{Name: header.Filename, MIME: header.Header.Get("Content-Type"), Data: data, Voice: r.FormValue("voice") == "1"}
	} else if !readJSON(w, r, &o) {
		return
	}
	m, err := g.Send(r.PathValue("chat"), o)
	if err != nil {
		refuse(w, err)
		return
	}
	answer(w, http.StatusOK, map[string]any{"message": m})
}

func readJSON(w http.ResponseWriter, r *http.Request, into any) bool {
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(into); err != nil {
		problem(w, http.StatusBadRequest, "the body is not the JSON that is expected here")
		return false
	}
	return true
}

func onlyDigits(r rune) rune {
	if r < '0' || r > '9' {
		return -1
	}
	return r
}
