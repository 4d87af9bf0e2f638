package siteweb

import (
	"context"
	"fmt"
	"strconv"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/identity"
	"lianban/internal/feature/catalog"
)

func guidePath(item int64) string { return fmt.Sprintf("/guide/%d", item) }

// item gives an item and tells whether there is one.
func (h Handler) item(tx *db.Tx, id int64) (catalog.Item, bool, error) {
	it, err := h.Catalog.Item(tx, id)
	if errs.Is(err, errs.NotFound) {
		return it, false, nil
	}
	return it, err == nil, err
}

func (h Handler) guide(r *web.Request) (web.Reply, error) {
	return h.showGuide(r, func(tx *db.Tx, item int64) (catalog.Version, error) {
		return h.Catalog.GuideInForce(tx, item, tx.Now)
	})
}

// guideVersion shows any version that is or was published, as it read then.
func (h Handler) guideVersion(r *web.Request) (web.Reply, error) {
	id, err := r.ID("version")
	if err != nil {
		return web.Reply{}, err
	}
	return h.showGuide(r, func(tx *db.Tx, item int64) (catalog.Version, error) {
		v, err := h.Catalog.VisibleVersion(tx, identity.Actor{Centre: tx.Centre}, id)
		if err == nil && v.Item != item {
			err = errs.New(errs.NotFound, "error.not_found")
		}
		return v, err
	})
}

// picker chooses a version of an item's guide.
type picker func(tx *db.Tx, item int64) (catalog.Version, error)

func (h Handler) showGuide(r *web.Request, pick picker) (web.Reply, error) {
	f, err := h.frame(r)
	if err != nil {
		return web.Reply{}, err
	}
	id, err := r.ID("item")
	if err != nil {
		return web.Reply{}, err
	}
	v := Guide{Frame: f}
	err = h.Store.Read(r.Ctx(), identity.From(r.Ctx()).Centre, func(tx *db.Tx) error { return h.fillGuide(r.Ctx(), tx, id, &v, pick) })
	return shown(GuidePage(v), err)
}

func (h Handler) fillGuide(ctx context.Context, tx *db.Tx, id int64, v *Guide, pick picker) error {
	it, err := h.Catalog.Item(tx, id)
	if err != nil {
		return err
	}
	version, err := pick(tx, id)
	if it.Guide == 0 && errs.Is(err, errs.NotFound) {
		v.bare(ctx, it)
		return nil
	}
	if err != nil {
		return err
	}
	n, err := h.now(tx)
	if err != nil {
		return err
	}
	v.fill(ctx, it, version)
	if version.InForce(tx.Now) {
		h.doable(ctx, n, it, v)
	} else {
		v.Past = past(ctx, version)
		v.Current = guidePath(id)
	}
	v.Versions, err = h.versions(ctx, tx, version)
	return err
}

// doable says whether the thing can be done now, where, and how long one waits.
func (h Handler) doable(ctx context.Context, n hallAt, it catalog.Item, v *Guide) {
	windows := n.Serving(it.ID, n.at)
	zone := n.zoneOf(windows)
	if d, then, moves := n.moved(it.ID); moves {
		v.Moved = ui.T(ctx, "site.guide.moves", "day", day(ctx, d), "windows", windowNos(ctx, then), "place", n.zoneOf(then).Place)
	}
	where := ui.T(ctx, "site.guide.where", "place", zone.Place, "windows", windowNos(ctx, windows))
	switch why := it.MayBook(); {
	case why != nil:
		fault := errs.As(why).Faults[0]
		v.NowTitle, v.NowText = text.Say(text.Of(ctx), fault.Text), fault.Earliest
	case len(windows) == 0:
		v.NowTitle, v.NowText = ui.T(ctx, "site.guide.no_window"), ui.T(ctx, "site.guide.ask_desk")
	case !n.open:
		v.NowTitle, v.NowText = n.state(ctx), joined(where, n.opens(ctx))
	default:
		waiting := n.paces[zone.ID].Waiting
		v.Can, v.Take = true, PathTake+"?item="+strconv.FormatInt(it.ID, 10)
		v.NowTitle = ui.T(ctx, "site.guide.can", "where", where)
		v.NowText = ui.T(ctx, "site.guide.wait", "zone", zone.Prefix, "n", waiting, "wait", about(ctx, n.minutes(zone.ID, waiting)))
	}
	if h.Book {
		v.Book = PathBook + "?item=" + strconv.FormatInt(it.ID, 10)
	}
	if h.Report {
		v.Wrong = PathReport
	}
}

// about is a time to wait in words.
func about(ctx context.Context, minutes int) string {
	switch {
	case minutes < 0:
		return ui.T(ctx, "site.ticket.unknown")
	case minutes == 0:
		return ui.T(ctx, "site.guide.at_once")
	}
	return ui.T(ctx, "site.ticket.minutes", "n", minutes)
}

// versions links the other published versions, newest first.
func (h Handler) versions(ctx context.Context, tx *db.Tx, shown catalog.Version) (out []ui.Link, err error) {
	all, err := h.Catalog.Versions(tx, shown.Item)
	for _, v := range all {
		if v.State != catalog.Draft && v.ID != shown.ID {
			out = append(out, ui.Link{Label: ui.T(ctx, "site.guide.version", "n", v.No, "from", v.Published.Day().String()),
				Href: fmt.Sprintf("%s/v/%d", guidePath(v.Item), v.ID)})
		}
	}
	return out, err
}

// past says between which days a version was the one in force.
func past(ctx context.Context, v catalog.Version) string {
	return ui.T(ctx, "site.guide.past", "n", v.No, "from", v.Published.Day().String(), "to", until(v.Superseded))
}

func until(i clock.Instant) string {
	if i == 0 {
		return ""
	}
	return i.Day().String()
}
