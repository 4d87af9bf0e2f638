// Command gallery draws every component and page with realistic data, for eyes, for axe (../axe.mjs) and for
// screenshots (../shots.mjs): go run ./web/gallery -out DIR writes HTML files; -listen serves them under the house's CSP.
package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"log"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/a-h/templ"

	"lianban/internal/base/text"
	"lianban/internal/base/web/ui"
	assets "lianban/web"
)

// page is one picture of the gallery.
type page struct {
	name string
	lang text.Lang
	view templ.Component
}

const csp = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
	"media-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

func main() {
	out := flag.String("out", "", "write the pages into this folder")
	listen := flag.String("listen", "", "serve the pages at this address")
	flag.Parse()
	all := pages()
	if *out != "" {
		if err := write(*out, all); err != nil {
			log.Fatal(err)
		}
	}
	if *listen != "" {
		log.Fatal(http.ListenAndServe(*listen, serve(all)))
	}
}

func draw(p page) ([]byte, error) {
	var b bytes.Buffer
	err := p.view.Render(ui.WithLang(context.Background(), p.lang), &b)
	return b.Bytes(), err
}

func write(dir string, all []page) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, p := range all {
		raw, err := draw(p)
		if err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		if err := os.WriteFile(filepath.Join(dir, p.name+".html"), raw, 0o644); err != nil {
			return err
		}
	}
	return nil
}

func serve(all []page) http.Handler {
	mux := http.NewServeMux()
	mux.Handle(assets.Prefix, assets.Handler())
	mux.HandleFunc("GET /gallery.txt", func(w http.ResponseWriter, r *http.Request) {
		for _, p := range all {
			fmt.Fprintln(w, "/"+p.name+".html")
		}
	})
	mux.HandleFunc("GET /live/{name}", stream)
	// The kiosk's worker for the time without a server has nothing to do for pictures, and no numbers are kept for it.
	mux.HandleFunc("GET /kiosk-worker.js", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	})
	mux.HandleFunc("POST /api/v1/kiosk/block", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusNoContent) })
	for _, p := range all {
		mux.HandleFunc("GET /"+p.name+".html", func(w http.ResponseWriter, r *http.Request) {
			raw, err := draw(p)
			if err != nil {
				http.Error(w, err.Error(), http.StatusInternalServerError)
				return
			}
			w.Header().Set("Content-Security-Policy", csp)
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = w.Write(raw)
		})
	}
	return mux
}

// stream plays the server of live parts: hello, a call, two states, heartbeats.
func stream(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	out := http.NewResponseController(w)
	say := func(s string) { fmt.Fprint(w, s); _ = out.Flush() }
	state := func(name string, n int) {
		var b bytes.Buffer
		_ = liveSample(name, n).Render(ui.WithLang(context.Background(), text.Zh), &b)
		say("event: state\ndata: " + string(bytes.ReplaceAll(b.Bytes(), []byte("\n"), []byte("\ndata: "))) + "\n\n")
	}
	say("id: 40\nevent: hello\ndata:\n\n")
	state(r.PathValue("name"), 1)
	if r.URL.Query().Get("after") == "" {
		time.Sleep(700 * time.Millisecond)
		say("id: 41\nevent: call\ndata: {\"no\":\"A033\",\"say\":\"请 A033 到 12 号窗口\"}\n\n")
	}
	state(r.PathValue("name"), 2)
	for i := range 1000 {
		select {
		case <-r.Context().Done():
			return
		case <-time.After(time.Duration(1+i) * 500 * time.Millisecond):
			say("event: beat\ndata:\n\n")
		}
	}
}
