package web

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestAnAssetHasAnAddressBuiltOrNot(t *testing.T) {
	for _, name := range []string{"app.css", "nothing.css"} {
		if got := Asset(name); !strings.HasPrefix(got, Prefix) || !strings.HasSuffix(got, ".css") {
			t.Errorf("%s stands at %s", name, got)
		}
	}
}

func TestOnlyBuiltFilesAreServed(t *testing.T) {
	for _, path := range []string{"", "placeholder.txt", "manifest.json", "../embed.go", "app.css", "nothing.js"} {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.URL.Path = Prefix + path
		Handler().ServeHTTP(w, r)
		if w.Code != http.StatusNotFound {
			t.Errorf("%q answers %d", path, w.Code)
		}
	}
}

func TestABuiltFileIsKeptForEverAndSentSmall(t *testing.T) {
	if len(hashed) == 0 {
		t.Skip("nothing is built: npm run build in web")
	}
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodGet, Asset("site.css"), nil)
	r.Header.Set("Accept-Encoding", "gzip, br")
	Handler().ServeHTTP(w, r)
	h := w.Result().Header
	if w.Code != 200 || h.Get("Content-Encoding") != "gzip" || !strings.Contains(h.Get("Cache-Control"), "immutable") ||
		!strings.HasPrefix(h.Get("Content-Type"), "text/css") {
		t.Errorf("%d %v", w.Code, h)
	}
}
