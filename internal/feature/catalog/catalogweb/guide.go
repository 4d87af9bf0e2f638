package catalogweb

import (
	"context"
	"slices"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/identity"
	"lianban/internal/feature/catalog"
	"lianban/internal/feature/catalog/describe"
)

// guideView is a version of a guide, readable, beside the one before it.
type guideView struct {
	Page     ui.StaffPage
	Item     catalog.Item
	Version  catalog.Version
	Former   *catalog.Version
	Lines    []line
	Refusals []errs.Fault // of a draft
	Advice   []errs.Fault
	Publish  bool // the person may
	Confirm  bool
	Command  string
}

// line is one element of a guide: its label, its values, and what stood there before.
type line struct {
	Label   string
	Values  []string
	Was     []string
	Changed bool
}

// guide shows any version of an item's guide and what it changed.
func (h Handler) guide(r *web.Request) (web.Reply, error) {
	n, err := r.ID("guide")
	if err != nil {
		return web.Reply{}, err
	}
	by := actor(r)
	v := guideView{Command: h.command()}
	if err := h.Catalog.Read(r.Ctx(), by, func(tx *db.Tx) error { return h.loadGuide(tx, by, n, r.PathValue("id"), &v) }); err != nil {
		return web.Reply{}, err
	}
	thing := identity.Thing{Department: v.Item.Department}
	v.Publish = v.Version.State == catalog.Draft && by.May("guide.publish", thing) == nil
	v.Confirm = v.Version.State == catalog.Published && v.Version.Confirmed.At == 0 && by.May("guide.confirm", thing) == nil
	v.Lines = lines(r.Ctx(), v.Version.Guide, v.Former)
	v.Page = h.Shell(r.Ctx(), v.Item.Name, ui.T(r.Ctx(), "catalog.guide.sub", "n", v.Version.No))
	v.Page.Crumbs = []ui.Link{{Label: ui.T(r.Ctx(), "catalog.page.title"), Href: "/items"},
		{Label: v.Item.Name, Href: catalog.Path(v.Item.ID)}}
	return web.Reply{Page: guidePage(v)}, nil
}

func (h Handler) loadGuide(tx *db.Tx, by identity.Actor, n int64, item string, v *guideView) (err error) {
	if v.Version, err = h.Catalog.VisibleVersion(tx, by, n); err != nil {
		return err
	}
	if id(v.Version.Item) != item {
		return errs.New(errs.NotFound, "error.not_found")
	}
	if v.Item, err = h.Catalog.Visible(tx, by, v.Version.Item); err != nil {
		return err
	}
	if v.Version.State == catalog.Draft {
		if v.Refusals, v.Advice, err = h.Catalog.Check(tx, v.Version); err != nil {
			return err
		}
	}
	all, err := h.Catalog.Versions(tx, v.Item.ID)
	for i := range all {
		if all[i].No == v.Version.No-1 {
			v.Former = &all[i]
		}
	}
	return err
}

// lines writes a guide element by element, with what stood there in the former version. What neither says is left out.
func lines(ctx context.Context, g catalog.Guide, former *catalog.Version) (out []line) {
	now := describe.Guide(text.Of(ctx), g)
	var was []describe.Element
	if former != nil {
		was = describe.Guide(text.Of(ctx), former.Guide)
	}
	for i, e := range now {
		l := line{Label: e.Label, Values: e.Values}
		if was != nil {
			l.Was = was[i].Values
			l.Changed = !slices.Equal(l.Was, l.Values)
		}
		if len(l.Values)+len(l.Was) > 0 {
			out = append(out, l)
		}
	}
	return out
}
