package identityweb

import (
	"net/http/httptest"
	"testing"
)

func TestAMachineIsNamedInTwoWords(t *testing.T) {
	for agent, want := range map[string]string{
		"Mozilla/5.0 (Windows NT 6.1; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/109.0.0.0 Safari/537.36":                      "Chrome 109 · Windows",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36 Edg/120.0.0.0":       "Edge 120 · Windows",
		"Mozilla/5.0 (X11; Linux x86_64; rv:91.0) Gecko/20100101 Firefox/91.0":                                                                "Firefox 91 · Linux",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 16_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.34": "WeChat 8 · iPhone",
		"curl/8.5.0": "curl 8", "python-requests/2.31 x": "python-requests/2.31", "": "",
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("User-Agent", agent)
		if got := machine(r); got != want {
			t.Errorf("%q: %q, want %q", agent, got, want)
		}
	}
}
