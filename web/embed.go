// Package web holds what browsers load: our styles and scripts, built into dist by build.mjs. An unbuilt tree compiles;
// its assets answer 404 and pages show as plain documents.
package web

import (
	"embed"
	"encoding/json"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
)

// Prefix is where the assets stand.
const Prefix = "/assets/"

//go:embed dist
var dist embed.FS

var files, _ = fs.Sub(dist, "dist")

// hashed maps "app.css" to "app.3f2a….css".
var hashed = func() map[string]string {
	m := map[string]string{}
	if raw, err := fs.ReadFile(files, "manifest.json"); err == nil {
		_ = json.Unmarshal(raw, &m)
	}
	return m
}()

// Asset gives the address of a built file: with the hash of its content, or plain when nothing was built.
func Asset(name string) string {
	if h, ok := hashed[name]; ok {
		return Prefix + h
	}
	return Prefix + name
}

// Handler serves the assets under Prefix, compressed where the client takes it, for ever where the name has a hash.
func Handler() http.Handler {
	known := map[string]bool{}
	for _, h := range hashed {
		known[h] = true
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(r.URL.Path, Prefix)
		if r.Method != http.MethodGet && r.Method != http.MethodHead || !known[name] {
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		h.Set("Content-Type", mime.TypeByExtension(path.Ext(name)))
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Add("Vary", "Accept-Encoding")
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			h.Set("Content-Encoding", "gzip")
			name += ".gz"
		}
		raw, err := fs.ReadFile(files, name)
		if err != nil {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write(raw) // #nosec G705 -- a file of the binary itself; its name is one of the manifest
	})
}

// Text is a built file's text; empty when nothing was built.
func Text(name string) string {
	raw, err := fs.ReadFile(files, path.Base(Asset(name)))
	if err != nil {
		return ""
	}
	return string(raw)
}
