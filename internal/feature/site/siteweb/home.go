package siteweb

import (
	"context"
	"slices"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	"lianban/internal/core/law"
	"lianban/internal/feature/catalog"
)

// oftenShown is how many items the first page offers.
const oftenShown = 4

var verifyDays = law.Number("complaint.verify_wd")

func (h Handler) home(r *web.Request) (web.Reply, error) {
	f, err := h.frame(r)
	if err != nil {
		return web.Reply{}, err
	}
	i := h.Imprint
	v := Home{Frame: f, Book: h.Book, Report: h.Report, Help: h.Help, PhoneHours: i.PhoneHours, Host: i.Host, Record: i.Record}
	err = h.Store.Read(r.Ctx(), identity.From(r.Ctx()).Centre, func(tx *db.Tx) error {
		n, err := h.now(tx)
		if err != nil {
			return err
		}
		v.Open, v.State, v.Hours = n.open, n.state(r.Ctx()), n.spans(r.Ctx())
		v.Waiting, v.Minutes = n.waiting()
		if v.Often, err = h.often(r.Ctx(), tx, n); err != nil || !h.Report {
			return err
		}
		figures, err := h.view(tx)
		v.ReportDays = verifyDays.In(figures)
		return err
	})
	return shown(HomePage(v), err)
}

// often lists what is often done, as offers.
func (h Handler) often(ctx context.Context, tx *db.Tx, n hallAt) (out []Offer, err error) {
	var ids []int64
	if h.Often != nil {
		if ids, err = h.Often(tx, oftenShown); err != nil {
			return nil, err
		}
	}
	if len(ids) == 0 {
		ids = someOfEvery(n)
	}
	for _, id := range ids {
		o, ok, err := h.offer(ctx, tx, n, id)
		if err != nil {
			return nil, err
		}
		if ok && len(out) < oftenShown {
			out = append(out, o)
		}
	}
	return out, nil
}

// someOfEvery lists items zone by zone: the first of each, then the second of each.
func someOfEvery(n hallAt) (out []int64) {
	zones := make([][]int64, len(n.Zones))
	for i, z := range n.Zones {
		zones[i] = n.itemsOf(z.ID)
	}
	for round := range oftenShown * oftenShown {
		for _, items := range zones {
			if round < len(items) && !slices.Contains(out, items[round]) {
				out = append(out, items[round])
			}
		}
	}
	return out
}

// itemsOf lists what is done in a zone now: the first item of each window, then the second of each.
func (n hallAt) itemsOf(zone int64) (out []int64) {
	windows := n.InZone(zone, n.at)
	for round, more := 0, true; more; round++ {
		more = false
		for _, w := range windows {
			items := n.Items(w.ID, n.at)
			more = more || round+1 < len(items)
			if round < len(items) && !slices.Contains(out, items[round]) {
				out = append(out, items[round])
			}
		}
	}
	return out
}

// offer is an item for a list, when it can be done in the hall.
func (h Handler) offer(ctx context.Context, tx *db.Tx, n hallAt, id int64) (Offer, bool, error) {
	it, found, err := h.item(tx, id)
	if err != nil || !found || it.MayBook() != nil {
		return Offer{}, false, err
	}
	g, err := h.Catalog.GuideInForce(tx, id, tx.Now)
	if errs.Is(err, errs.NotFound) {
		return Offer{}, false, nil
	}
	if err != nil {
		return Offer{}, false, err
	}
	return offerOf(ctx, n, it, g.Guide.Promised), true, nil
}

// offerOf draws an item for a list: where, how long it takes, how many wait.
func offerOf(ctx context.Context, n hallAt, it catalog.Item, promised catalog.Limit) Offer {
	o := Offer{Item: it.ID, Name: it.Name, Waiting: -1, Href: guidePath(it.ID)}
	windows := n.Serving(it.ID, n.at)
	if len(windows) > 0 {
		o.Sub = ui.T(ctx, "site.offer.window", "no", windowNos(ctx, few(windows)))
		if n.open {
			o.Waiting = n.paces[windows[0].Zone].Waiting
		}
	}
	if promised.Said() {
		o.Sub = joined(o.Sub, limit(ctx, promised))
	}
	return o
}

// few is as many windows as a line of a list holds.
func few(all []directory.Window) []directory.Window {
	const most = 3
	return all[:min(most, len(all))]
}

// joined puts two facts on one line.
func joined(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " · " + b
}

// reportSub promises what the office has promised, and no more.
func reportSub(ctx context.Context, v Home) string {
	if v.ReportDays > 0 {
		return ui.T(ctx, "site.report.tile_days", "n", v.ReportDays)
	}
	return ui.T(ctx, "site.report.tile_sub")
}

func phoneSub(v Home) string { return joined(v.Phone, v.PhoneHours) }
