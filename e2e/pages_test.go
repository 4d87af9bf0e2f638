package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"lianban/internal/app"
	"lianban/internal/base/clock"
	"lianban/internal/base/config"
	"lianban/internal/base/web"
)

// thorough tells to look at every visit and every payload (make thorough). make test looks once at every page of visitors and
// machines, and at these of the staff.
var thorough = os.Getenv("LIANBAN_THOROUGH") != ""

var always = []string{"GET /login", "GET /console", "GET /board", "GET /cases", "GET /cases/{id}", "GET /items", "GET /inbox", "GET /find"}

// browser tells that there is a Chromium to drive, and a place where its driver is installed.
func browser(t *testing.T) {
	t.Helper()
	if os.Getenv("LIANBAN_CHROMIUM") == "" {
		if os.Getenv("CI") == "true" {
			t.Fatal("LIANBAN_CHROMIUM is not set: run `make test`")
		}
		t.Skip("no browser: LIANBAN_CHROMIUM is not set (make test sets it)")
	}
}

// patience is how long a driver may take: on a machine of its own it takes about a quarter of that.
const patience = 6 * time.Minute

// drive runs a driver of the folder web with a plan, and reads what it found.
func drive(t *testing.T, script string, plan, out any) {
	t.Helper()
	raw, err := json.Marshal(plan)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "plan.json")
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), patience)
	defer stop()
	c := exec.CommandContext(ctx, "node", script, file)
	c.Dir = "../web"
	var said bytes.Buffer
	c.Stderr = io.MultiWriter(&said, t.Output())
	answer, err := c.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", script, err, said.String())
	}
	if err := json.Unmarshal(answer, out); err != nil {
		t.Fatalf("%s: %v\n%s", script, err, answer)
	}
}

// routes are all routes of the program.
func routes(t *testing.T) []web.Route {
	t.Helper()
	a, err := app.Open(t.Context(), app.Options{Config: config.Config{Data: t.TempDir(), Suite: "intl", Lang: "zh-CN"}, Clock: clock.Real{},
		Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}()
	return a.Site.Routes()
}

// stop is a page as the driver visits it.
type stop struct {
	Name   string            `json:"name"`
	Path   string            `json:"path"`
	Who    *cookie           `json:"who"`
	Kind   string            `json:"kind"`
	Sizes  [][2]int          `json:"sizes"`
	Status int               `json:"status"`
	Submit string            `json:"submit,omitempty"`
	Fill   map[string]string `json:"fill,omitempty"`
	Reflow bool              `json:"reflow"`          // axe looks at the narrow page as well
	Limit  int               `json:"limit,omitempty"` // KB of a first visit
}

type cookie struct {
	Cookie string `json:"cookie"`
	Secret string `json:"secret"`
}

func (c *cast) cookie(role string) *cookie {
	who, ok := c.who[role]
	if !ok {
		c.h.t.Fatalf("nobody is %s", role)
	}
	if who.cookie == "" {
		return nil
	}
	return &cookie{who.cookie, who.secret}
}

var unsafe = regexp.MustCompile(`[^\p{L}\p{N}$_]+`)

// stop turns a look into a stop.
func (c *cast) stop(s scene, l look) stop {
	out := stop{Name: l.kind + strings.TrimRight(unsafe.ReplaceAllString(l.path, "-"), "-") + "-" + l.who, Path: s.fill(l.path),
		Who: c.cookie(l.who), Kind: l.kind, Sizes: sizes[l.kind], Status: l.status, Submit: l.submit, Fill: l.fill}
	if out.Status == 0 {
		out.Status = http.StatusOK
	} else {
		out.Name += fmt.Sprint("-", out.Status)
	}
	switch {
	case l.kind == public:
		out.Limit = 60
	case strings.HasPrefix(l.path, "/console"):
		out.Limit = 150
	}
	return out
}

// covers: A11-3
func TestEveryPageIsWholeInTheBrowser(t *testing.T) {
	browser(t)
	known := map[string]bool{}
	for _, r := range routes(t) {
		name := r.Method + " " + r.Path
		if r.Method != http.MethodGet || r.API || r.Action == "static" {
			continue
		}
		known[name] = true
		if len(visits[name]) == 0 {
			t.Errorf("nobody visits %s", name)
		}
	}
	h := open(t, built, "", "--days", "10", "--at", "2026-11-23 10:50")
	c := h.enter()
	s := c.stage()
	plan := struct {
		Base   string `json:"base"`
		Shots  string `json:"shots"`
		Visits []stop `json:"visits"`
	}{Base: h.url, Shots: os.Getenv("LIANBAN_SHOTS")}
	for name, looks := range visits {
		if !known[name] {
			t.Errorf("there is no %s any more", name)
		}
		for i, l := range looks {
			if l.kind == other {
				c.glance(s, l)
				continue
			}
			if !thorough && (i > 0 || l.kind == staff && !slices.Contains(always, name)) {
				continue
			}
			v := c.stop(s, l)
			v.Reflow = i == 0 && thorough
			plan.Visits = append(plan.Visits, v)
		}
	}
	for _, l := range refusals {
		plan.Visits = append(plan.Visits, c.stop(s, l))
	}
	slices.SortFunc(plan.Visits, func(a, b stop) int { return strings.Compare(a.Name, b.Name) })
	var found struct {
		Faults     []string
		Weights    map[string]int
		Axe, Sizes int
	}
	drive(t, "walk.mjs", plan, &found)
	for _, f := range found.Faults {
		t.Error(f)
	}
	most, which := 0, ""
	for _, v := range plan.Visits {
		if n := found.Weights[v.Name]; v.Kind == public && n > most {
			most, which = n, v.Path
		}
	}
	t.Logf("%d routes, %d visits, %d looks at a size, %d times axe; heaviest page of visitors %s: %.1f KB", len(known), len(plan.Visits),
		found.Sizes, found.Axe, which, float64(most)/1024)
}

// glance asks for what is no page: it has to be there.
func (c *cast) glance(s scene, l look) {
	c.h.t.Helper()
	path := s.fill(l.path)
	if strings.HasPrefix(path, "/live/") {
		if first := c.listen(l.who, path); first == "" {
			c.h.t.Errorf("%s says nothing", path)
		}
		return
	}
	if status, body, _ := c.get(l.who, path); status >= 400 && !strings.HasSuffix(path, "/proof") {
		c.h.t.Errorf("%s as %s: %d %s", path, l.who, status, body)
	}
}
