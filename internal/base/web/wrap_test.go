package web

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
)

func TestAPageIsSentWithItsLengthCompressedOrNot(t *testing.T) {
	long := strings.Repeat("<p>A032</p>", 1000)
	for _, c := range []struct {
		body, accept string
		packed       bool
	}{{long, "", false}, {long, "gzip, deflate, br", true}, {"short", "gzip", false}, {"", "gzip", false}} {
		w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("Accept-Encoding", c.accept)
		if err := (&Site{}).send(w, r, 422, []byte(c.body)); err != nil {
			t.Fatal(err)
		}
		h := w.Result().Header
		if w.Code != 422 || h.Get("Content-Length") != strconv.Itoa(w.Body.Len()) || (h.Get("Content-Encoding") == "gzip") != c.packed {
			t.Errorf("%d %v of %d", w.Code, h, w.Body.Len())
		}
		var in io.Reader = w.Body
		if c.packed {
			z, err := gzip.NewReader(w.Body)
			if err != nil {
				t.Fatal(err)
			}
			in = z
		}
		if got, err := io.ReadAll(in); err != nil || string(got) != c.body {
			t.Errorf("%q, %v", got, err)
		}
	}
}
