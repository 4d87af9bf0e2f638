package app

import (
	"net/http/httptest"
	"testing"

	"lianban/internal/base/config"
)

func TestFailedLoginsAreCountedOnTheClientBehindListedProxiesOnly(t *testing.T) {
	a := &App{Config: config.Config{Proxies: "10.0.0.1, 10.0.1.0/24"}}
	for _, c := range []struct{ peer, forwarded, want string }{
		{"192.0.2.7:1234", "", "192.0.2.7"},
		{"192.0.2.7:1234", "198.51.100.9", "192.0.2.7"}, // nobody has listed it: what it says is not believed
		{"10.0.0.1:1234", "198.51.100.9", "198.51.100.9"},
		{"10.0.0.1:1234", "1.1.1.1, 198.51.100.9", "198.51.100.9"}, // the client wrote the first one itself
		{"10.0.0.1:1234", "1.1.1.1, 198.51.100.9, 10.0.1.7", "198.51.100.9"},
		{"[::ffff:10.0.0.1]:1234", "2001:db8::1", "2001:db8::1"},
		{"10.0.0.1:1234", "198.51.100.9:4711", "198.51.100.9"},
		{"10.0.0.1:1234", "unknown", "10.0.0.1"},
		{"10.0.0.1:1234", "", "10.0.0.1"},
	} {
		r := httptest.NewRequest("POST", "/login", nil)
		r.RemoteAddr = c.peer
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		if got := a.client(r); got != c.want {
			t.Errorf("%s through %q: %s, want %s", c.peer, c.forwarded, got, c.want)
		}
	}
}

func TestTheAddressThatIsSetStandsInLinksAndWithoutOneTheHostThatWasAsked(t *testing.T) {
	r := httptest.NewRequest("GET", "http://127.0.0.1:8080/admin/devices", nil)
	if got := (&App{}).asked(r); got != "http://127.0.0.1:8080" {
		t.Error(got)
	}
	a := &App{Config: config.Config{Address: "https://zw.changji.example/"}}
	if got := a.asked(r); got != "https://zw.changji.example" || a.origin() != got {
		t.Error(got)
	}
}
