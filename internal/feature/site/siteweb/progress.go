package siteweb

import (
	"sync"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/errs"
	"lianban/internal/base/web"
	"lianban/internal/core/identity"
)

func (h Handler) lookup(r *web.Request) (web.Reply, error) {
	f, err := h.frame(r)
	return shown(LookupPage(Lookup{Frame: f, Code: r.URL.Query().Get("code")}), err)
}

// find looks a case up by its number and the tail of the phone number, and leads to its own page.
func (h Handler) find(r *web.Request) (web.Reply, error) {
	f, err := h.frame(r)
	if err != nil {
		return web.Reply{}, err
	}
	v := Lookup{Frame: f, Code: r.Must("code", 40), Tail: r.Must("tail", 4)}
	if err = r.Faults(); err == nil {
		var p Progress
		if p, err = h.guess(r, v); err == nil {
			return web.Reply{Redirect: "/p/" + p.Token}, nil
		}
	}
	v.Faults = faults(r.Ctx(), err)
	return web.Reply{Page: LookupPage(v)}, err
}

// guess asks once. Numbers of cases follow each other and a tail has four digits, so wrong ones are counted.
func (h Handler) guess(r *web.Request, v Lookup) (Progress, error) {
	if !h.tries.may(v.Code) {
		return Progress{}, errs.Field("code", "site.progress.too_often")
	}
	p, err := h.Progress(r.Ctx(), identity.From(r.Ctx()).Centre, v.Code, v.Tail)
	if errs.Is(err, errs.NotFound) {
		h.tries.wrong(v.Code)
		err = errs.Field("code", "site.progress.none")
	}
	return p, err
}

func (h Handler) progress(r *web.Request) (web.Reply, error) {
	f, err := h.frame(r)
	if err != nil {
		return web.Reply{}, err
	}
	v, err := h.Progress(r.Ctx(), identity.From(r.Ctx()).Centre, r.PathValue("code"), "")
	if err != nil {
		return web.Reply{}, err
	}
	v.Frame = f
	v.AsOf = f.Now.Format("15:04:05")
	return web.Reply{Page: ProgressPage(v)}, nil
}

// tries counts wrong tails by the number they were tried for; after a few, a number rests for a while.
type tries struct {
	clock clock.Clock

	mu  sync.Mutex
	all map[string][]clock.Instant
}

const (
	triesAllowed = 5
	triesRest    = 15 * time.Minute
	triesKept    = 10_000
)

// may tells whether another try for the number is let through.
func (t *tries) may(code string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.recent(code)) < triesAllowed
}

// wrong notes a wrong try.
func (t *tries) wrong(code string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.all == nil || len(t.all) > triesKept {
		t.all = map[string][]clock.Instant{}
	}
	t.all[code] = append(t.recent(code), t.clock.Now())
}

// recent is the tries that still count. The lock is held.
func (t *tries) recent(code string) (out []clock.Instant) {
	now := t.clock.Now()
	for _, at := range t.all[code] {
		if now.Sub(at) < triesRest {
			out = append(out, at)
		}
	}
	return out
}
