package catalogweb

import (
	"slices"
	"strconv"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/file/register"
	"lianban/internal/feature/catalog"
)

// draftsView is what waits for the chief, and what became of the last declaration.
type draftsView struct {
	Page    ui.StaffPage
	Waiting []catalog.Waiting
	Import  int64 // the import they came with; 0 for all
	Done    []catalog.Declared
	Ready   int // could be published as they stand
	Command string
	Faults  []ui.Fault
}

// drafts lists the drafts that the actor may publish, each judged as it would stand.
func (h Handler) drafts(r *web.Request) (web.Reply, error) { return h.draftsPage(r, nil, nil) }

func (h Handler) draftsPage(r *web.Request, done []catalog.Declared, refused error) (web.Reply, error) {
	by := actor(r)
	v := draftsView{Import: r.Int("import", 0, 1<<62), Done: done, Command: h.command(), Faults: faults(r.Ctx(), refused)}
	if err := h.Catalog.Read(r.Ctx(), by, func(tx *db.Tx) (err error) {
		var since clock.Instant
		if v.Import != 0 {
			rec, err := register.Import(tx, "guides", v.Import)
			if err != nil {
				return err
			}
			since = rec.At
		}
		v.Waiting, err = h.Catalog.Waits(tx, by, since)
		return err
	}); err != nil {
		return web.Reply{}, err
	}
	for _, w := range v.Waiting {
		if len(w.Refusals) == 0 {
			v.Ready++
		}
	}
	v.Page = h.Shell(r.Ctx(), ui.T(r.Ctx(), "catalog.drafts.title"), ui.T(r.Ctx(), "catalog.drafts.sub"))
	v.Page.Crumbs = []ui.Link{{Label: ui.T(r.Ctx(), "catalog.page.title"), Href: "/items"}}
	return web.Reply{Page: draftsPage(v)}, refused
}

// publishAll makes the drafts that were ticked the guides in force; the box says that the chief declares each (4(3)).
func (h Handler) publishAll(r *web.Request) (web.Reply, error) {
	if r.FormValue("declared") != "1" {
		return h.draftsPage(r, nil, catalog.NotDeclared())
	}
	var ids []int64
	for _, s := range r.Form["guide"] {
		if n, err := strconv.ParseInt(s, 10, 64); err == nil && !slices.Contains(ids, n) {
			ids = append(ids, n)
		}
	}
	done, err := h.Catalog.PublishAll(r.Ctx(), actor(r), ids)
	if err != nil {
		return h.draftsAgain(r, err)
	}
	return h.draftsPage(r, done, nil)
}

func refusedOf(done []catalog.Declared) (out []catalog.Declared) {
	for _, d := range done {
		if len(d.Refusals) > 0 {
			out = append(out, d)
		}
	}
	return out
}
