package e2e

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
)

// someone is how a browser or a program becomes somebody: the cookie that says who asks. The zero value is a visitor.
type someone struct{ cookie, secret string }

// people are the logins of the sample centre that stand for the roles, and the duty of each kind of machine.
var people = map[string]string{"clerk": "w01", "called": "w02", "accepting": "w03", "paused": "w04", "resting": "w05",
	"generalist": "w20", "guide": "daoban", "desk": "banbucheng", "head": "shichang", "chief": "ziran", "manager": "zhujian",
	"member": "banzi1", "verifier": "banzi2", "deputy": "fuzhuren1", "director": "zhuren", "technician": "jishu", "leader": "lingdao",
	"sysadmin": "sysadmin", "secadmin": "secadmin", "auditor": "auditor"}

// cast is everybody of a house, logged in, with the windows where the clerks sit.
type cast struct {
	h       *house
	who     map[string]someone
	windows map[string][]string
}

// enter logs everybody in: as many at a time as there are cores, for a password takes a machine long.
func (h *house) enter() *cast {
	h.t.Helper()
	c := &cast{h: h, who: map[string]someone{"visitor": {}}, windows: map[string][]string{}}
	var all sync.WaitGroup
	var mu sync.Mutex
	for role, login := range people {
		all.Go(func() {
			token, windows := h.session(login)
			mu.Lock()
			defer mu.Unlock()
			c.who[role], c.windows[role] = someone{"lianban", token}, windows
		})
	}
	all.Wait()
	raw, err := os.ReadFile(filepath.Join(h.data, "logins.txt"))
	if err != nil {
		h.t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`(?m)^(kiosk|display|strip|pad) +(\S+) +(.*)$`).FindAllStringSubmatch(string(raw), -1) {
		if _, there := c.who[m[1]]; !there {
			c.who[m[1]] = someone{"lianban_device", m[2]}
		}
	}
	return c
}

// do calls an operation as somebody, and fails the test when it is refused.
func (c *cast) do(role, method, path string, in, out any) {
	c.h.t.Helper()
	if _, err := c.h.call(method, path, c.who[role].secret, "", in, out); err != nil {
		c.h.t.Fatalf("%s %s as %s: %v", method, path, role, err)
	}
}

// get is a page or an answer as somebody sees it.
func (c *cast) get(role, path string) (status int, body, kind string) {
	return c.ask(role, http.MethodGet, path, nil)
}

// ask sends a request as a browser would: with the cookie, a form in the body, and no redirect followed.
func (c *cast) ask(role, method, path string, form url.Values) (status int, body, kind string) {
	c.h.t.Helper()
	var in io.Reader
	if form != nil {
		in = strings.NewReader(form.Encode())
	}
	r, err := http.NewRequest(method, c.h.url+path, in)
	if err != nil {
		c.h.t.Fatal(err)
	}
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if who := c.who[role]; who.cookie != "" {
		r.AddCookie(&http.Cookie{Name: who.cookie, Value: who.secret})
	}
	if strings.HasPrefix(path, "/api/") && c.who[role].secret != "" {
		r.Header.Set("Authorization", "Bearer "+c.who[role].secret)
	}
	a, err := c.h.client.Transport.RoundTrip(r)
	if err != nil {
		c.h.t.Fatal(err)
	}
	defer func() { _ = a.Body.Close() }()
	raw, err := io.ReadAll(a.Body)
	if err != nil {
		c.h.t.Fatal(err)
	}
	return a.StatusCode, string(raw), a.Header.Get("Content-Type")
}

// listen opens a stream and gives what it says first: the whole state.
func (c *cast) listen(role, path string) string {
	c.h.t.Helper()
	r, err := http.NewRequest(http.MethodGet, c.h.url+path, nil)
	if err != nil {
		c.h.t.Fatal(err)
	}
	if who := c.who[role]; who.cookie != "" {
		r.AddCookie(&http.Cookie{Name: who.cookie, Value: who.secret})
	}
	a, err := c.h.client.Do(r)
	if err != nil {
		c.h.t.Fatal(err)
	}
	defer func() { _ = a.Body.Close() }()
	if a.StatusCode != http.StatusOK {
		return ""
	}
	var said strings.Builder
	buffer := make([]byte, 64<<10)
	for !strings.Contains(said.String(), "data:") || !strings.HasSuffix(said.String(), "\n\n") {
		n, err := a.Body.Read(buffer)
		said.Write(buffer[:n])
		if err != nil {
			break
		}
	}
	return said.String()
}

// scene is what there is to be looked at: names for the places of an address.
type scene map[string]string

func (s scene) fill(path string) string {
	return regexp.MustCompile(`\$[a-z0-9_]+`).ReplaceAllStringFunc(path, func(name string) string {
		if v, ok := s[name[1:]]; ok && v != "" {
			return v
		}
		return "NONE-" + name[1:]
	})
}

// visit is a ticket and what becomes of it.
type visitTicket struct {
	Token string `json:"token"`
	No    string `json:"no"`
	State string `json:"state"`
}

// number takes a number that is called before all others: the guide desk may say that somebody goes first.
func (c *cast) number(item, phone string) (t visitTicket) {
	c.h.t.Helper()
	c.do("guide", "POST", "/api/v1/tickets", map[string]string{"item": item, "priority": "行动不便", "phone": phone}, &t)
	return t
}

// step is a key at the window of a clerk.
func (c *cast) step(role, key string, in any) (t visitTicket) {
	c.h.t.Helper()
	c.do(role, "POST", "/api/v1/windows/"+c.windows[role][0]+"/"+key, in, &t)
	return t
}

// free ends whatever the window has: the sample centre is in the middle of its morning.
func (c *cast) free(role string) {
	w := "/api/v1/windows/" + c.windows[role][0]
	_, _ = c.h.call("POST", w+"/resume", c.who[role].secret, "", nil, nil)
	if status, _ := c.h.call("POST", w+"/finish", c.who[role].secret, "", nil, nil); status == http.StatusConflict {
		_, _ = c.h.call("POST", w+"/arrive", c.who[role].secret, "", nil, nil)
		_, _ = c.h.call("POST", w+"/finish", c.who[role].secret, "", nil, nil)
	}
}

// serve brings a new ticket to the window.
func (c *cast) serve(role, item, phone string) visitTicket {
	c.h.t.Helper()
	t := c.number(item, phone)
	c.call(role, t)
	c.step(role, "arrive", nil)
	return t
}

// call calls that ticket. Others who go first, too, are served before.
func (c *cast) call(role string, t visitTicket) {
	c.h.t.Helper()
	for c.step(role, "call", nil).No != t.No {
		c.step(role, "arrive", nil)
		c.step(role, "finish", nil)
	}
}

// applicant is somebody who applies.
type applicant struct {
	Name     string `json:"name"`
	IDNumber string `json:"id_number"`
	Phone    string `json:"phone"`
	Agent    string `json:"agent,omitempty"`
}

// mark is how a material was found.
type mark struct {
	N     int    `json:"n,omitempty"`
	Mark  string `json:"mark"`
	Fault string `json:"fault,omitempty"`
}

// file is a case as the API answers it.
type file struct {
	ID    string `json:"id"`
	No    string `json:"no"`
	Token string `json:"token"`
	State string `json:"state"`
}

// application is a case to be taken in.
type application struct {
	Window    string    `json:"window"`
	Item      string    `json:"item"`
	Applicant applicant `json:"applicant"`
	Marks     []mark    `json:"marks"`
	Promise   bool      `json:"promise"`
	Later     bool      `json:"later,omitempty"`
}

// materials are those of an item's guide: what each needs.
func (c *cast) materials(item string) (needs []string) {
	c.h.t.Helper()
	var g struct {
		Guide struct {
			Materials []struct {
				Need string `json:"need"`
			} `json:"materials"`
		} `json:"guide"`
	}
	c.do("visitor", "GET", "/api/v1/items/"+item+"/guide", nil, &g)
	for _, m := range g.Guide.Materials {
		needs = append(needs, m.Need)
	}
	return needs
}

// accept takes a case in at the clerk's window; what changes the marks from all being there.
func (c *cast) accept(role, item string, who applicant, change func(a *application, needs []string)) (f file) {
	c.h.t.Helper()
	needs := c.materials(item)
	a := application{Window: c.windows[role][0], Item: item, Applicant: who}
	for range needs {
		a.Marks = append(a.Marks, mark{Mark: "present"})
	}
	if change != nil {
		change(&a, needs)
	}
	c.do(role, "POST", "/api/v1/cases", a, &f)
	return f
}

// The ways a case may begin other than with everything in order.
func missing(a *application, needs []string) {
	for i, n := range needs {
		if n == "required" {
			a.Marks[i] = mark{Mark: "missing", Fault: "第 2 页没有签字"}
			return
		}
	}
}

func later(a *application, _ []string) { a.Marks, a.Later = nil, true }

func deferred(a *application, needs []string) {
	a.Promise = true
	for i, n := range needs {
		if n == "deferrable" {
			a.Marks[i] = mark{Mark: "deferred"}
			return
		}
	}
}

// card is a number of an identity card with its check digit (GB 11643).
func card(n int) string {
	first := fmt.Sprintf("652301%04d%02d%02d%03d", 1960+n%40, 1+n%12, 1+n%28, 100+n)
	sum, weight := 0, 1
	for i := 16; i >= 0; i-- {
		weight = weight * 2 % 11
		sum += int(first[i]-'0') * weight
	}
	return first + string("10X98765432"[sum%11])
}
