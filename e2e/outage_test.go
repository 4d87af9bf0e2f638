package e2e

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// line is the network between the hall's machines and the server: it can be cut.
type line struct {
	mu    sync.Mutex
	to    string // where the server listens; empty: the line is cut
	open  map[net.Conn]bool
	net   net.Listener
	start string // the address under which the machines know the server
}

func newLine(t *testing.T, url string) *line {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	n := &line{net: l, open: map[net.Conn]bool{}, start: "http://" + l.Addr().String()}
	n.lead(url)
	t.Cleanup(func() { _ = l.Close(); n.lead("") })
	go n.accept()
	return n
}

// lead leads the line to a server; to none, it is cut, and so is everything under way.
func (n *line) lead(url string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.to = strings.TrimPrefix(url, "http://")
	for c := range n.open {
		_ = c.Close()
		delete(n.open, c)
	}
}

func (n *line) accept() {
	for {
		c, err := n.net.Accept()
		if err != nil {
			return
		}
		go n.carry(c)
	}
}

func (n *line) carry(c net.Conn) {
	n.mu.Lock()
	to := n.to
	n.open[c] = true
	n.mu.Unlock()
	defer c.Close()
	if to == "" {
		return
	}
	server, err := net.Dial("tcp", to)
	if err != nil {
		return
	}
	n.mu.Lock()
	n.open[server] = true
	n.mu.Unlock()
	defer server.Close()
	go func() { _, _ = io.Copy(server, c); _ = server.Close() }()
	_, _ = io.Copy(c, server)
}

// aftermath is what the machines did while the server was away, as they saw it.
type aftermath struct {
	Faults []string
	Called map[string][]string // by window: the numbers called without the server
	Missed []string
	Kiosk  []struct{ No, Token string }
	Spoken []string // by the display, after the server came back
}

// covers: Q-1 Q-2 Q-4 Q-5 Q-8 A11-7
func TestTenMinutesWithoutTheServerLoseNobodyAndCallNobodyTwice(t *testing.T) {
	browser(t)
	h := open(t, built, "")
	l := newLine(t, h.url)
	c := h.enter()
	windows := []string{}
	for _, login := range []string{"w07", "w08"} {
		token, all := h.session(login)
		c.who[login], c.windows[login] = someone{"lianban", token}, all
		windows = append(windows, all[0])
		c.free(login)
	}
	for _, login := range []string{"w07", "w08"} { // those who waited before the story are passed over
		for w := "/api/v1/windows/" + c.windows[login][0]; ; {
			if _, err := h.call("POST", w+"/call", c.who[login].secret, "", nil, nil); err != nil {
				break
			}
			c.step(login, "miss", nil)
		}
	}
	taken := map[string]string{}
	for range 16 {
		var k visitTicket
		c.do("visitor", "POST", "/api/v1/tickets", map[string]string{"item": sharedItem}, &k)
		taken[k.No] = k.Token
	}
	control := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/cut":
			l.lead("")
			h.stop()
		case "/back": // ten minutes later
			h.more = []string{"--at", "2026-11-23 10:31"}
			h.start()
			l.lead(h.url)
		}
	}))
	defer control.Close()
	var got aftermath
	drive(t, "outage.mjs", map[string]any{"base": l.start, "control": control.URL, "clerks": []*cookie{c.cookie("w07"), c.cookie("w08")},
		"windows": windows, "display": c.cookie("display"), "kiosk": c.cookie("kiosk"), "pad": machine(h, "pad", "7 号窗口"), "office": c.who["member"].secret}, &got)
	for _, f := range got.Faults {
		t.Error(f)
	}
	c.judge(t, got, taken)
	h.stop()
	if out, err := h.run("verify"); err != nil {
		t.Errorf("verify: %v\n%s", err, out)
	}
}

// sharedItem is served at windows 7 and 8.
const sharedItem = "1025"

// machine is the cookie of a machine by what it is called.
func machine(h *house, duty, name string) *cookie {
	raw := h.read("logins.txt")
	m := regexp.MustCompile(`(?m)^` + duty + ` +(\S+) +` + name).FindStringSubmatch(raw)
	if m == nil {
		h.t.Fatalf("no %s %s", duty, name)
	}
	return &cookie{"lianban_device", m[1]}
}

// judge compares what the machines did with what the server knows.
func (c *cast) judge(t *testing.T, got aftermath, taken map[string]string) {
	t.Helper()
	var all []string
	for window, nos := range got.Called {
		if len(nos) != 2 {
			t.Errorf("window %s called %v without the server, want two", window, nos)
		}
		all = append(all, nos...)
	}
	slices.Sort(all)
	if twice := len(all) - len(slices.Compact(slices.Clone(all))); twice > 0 {
		t.Errorf("%d numbers were called twice: %v", twice, all)
	}
	rated := false
	for _, no := range all {
		want := "finished"
		if slices.Contains(got.Missed, no) {
			want = "missed"
		}
		var k struct {
			State string
			Calls int
			Late  bool
		}
		c.do("visitor", "GET", "/api/v1/tickets/"+taken[no], nil, &k)
		if k.State != want || k.Calls != 1 || !k.Late {
			t.Errorf("%s is %s after %d calls, want %s", no, k.State, k.Calls, want)
		}
		rated = rated || want == "finished" && c.rated(taken[no])
	}
	if !rated {
		t.Error("what was said at the pad was lost")
	}
	for _, k := range got.Kiosk {
		var now struct {
			No, State, Mark string
			Late            bool
		}
		c.do("visitor", "GET", "/api/v1/tickets/"+k.Token, nil, &now)
		if now.No != k.No || now.State != "waiting" || now.Mark != "K" || !now.Late || !strings.HasPrefix(now.No, "K") {
			t.Errorf("the kiosk gave %s: the server has %s %s", k.No, now.No, now.State)
		}
	}
	if len(got.Kiosk) != 2 || got.Kiosk[0].No == got.Kiosk[1].No {
		t.Errorf("the kiosk gave %v", got.Kiosk)
	}
	for _, said := range got.Spoken {
		for _, no := range all {
			if strings.Contains(strings.ReplaceAll(said, " ", ""), no) {
				t.Errorf("the display spoke an old call: %s", said)
			}
		}
	}
}

// rated waits until somebody's answer has found its service.
func (c *cast) rated(token string) bool {
	_, page, _ := c.get("visitor", "/t/"+token)
	m := regexp.MustCompile(`href="/r/([^"?]+)`).FindStringSubmatch(page)
	if m == nil {
		return true // its link has gone: it was answered
	}
	for range 60 {
		var in struct {
			Open bool `json:"open"`
		}
		c.do("visitor", "GET", "/api/v1/reviews/"+m[1], nil, &in)
		if !in.Open {
			return true
		}
		time.Sleep(time.Second)
	}
	fmt.Println("the review of", token, "is open")
	return false
}
