package queueweb

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/base/web"
	"lianban/internal/base/web/live"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	"lianban/internal/feature/catalog"
	"lianban/internal/feature/queue"
)

// The e-guide: its addresses, and what it has room for.
const (
	eguidePath    = "/screen/eguide"
	eguideHome    = eguidePath + "?large=0&low=0&lang=" + string(text.Zh)
	waysOnPage    = 4
	spotsOnPage   = 6
	spotsOfWay    = 3
	shownBring    = 3
	shownServed   = 5
	maxSearch     = 60
	directoryTick = 15 * time.Second // a change of the directory touches nobody: pages look again within its minute
)

// ask is what somebody wants to know at the e-guide: a word, a zone or an item; nothing at its start.
type ask struct {
	Query      string
	Zone, Item int64
	From       int // of a list
}

func (a ask) address(path string) string {
	v := url.Values{}
	for name, n := range map[string]int64{"zone": a.Zone, "item": a.Item, "from": int64(a.From)} {
		if n != 0 {
			v.Set(name, id(n))
		}
	}
	if a.Query != "" {
		v.Set("q", a.Query)
	}
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}

// asked reads the question of an address.
func asked(r *web.Request) ask {
	return ask{Query: searched(r), Zone: r.Int("zone", 0, 1<<62), Item: r.Int("item", 0, 1<<62),
		From: int(max(r.Int("from", 0, 10_000), 0))}
}

// searched are the words of the address, as long as a search takes them.
func searched(r *web.Request) string {
	q := []rune(strings.TrimSpace(r.URL.Query().Get("q")))
	return string(q[:min(len(q), maxSearch)])
}

// eguideView is one answer of the e-guide.
type eguideView struct {
	Page   ui.KioskPage
	Ask    ask
	Live   string
	Words  []string // that find something here
	Opens  string
	Tiles  []ui.KioskTile // zones, or the items that were found
	Total  int
	Zone   directory.Zone
	Spots  []spot
	Way    way
	Guide  string // the address of the guide, for the QR code
	Prev   string
	Next   string
	Gone   bool // what was asked for is not here
	Origin string
}

// Start tells whether nothing was asked.
func (v eguideView) Start() bool { return v.Ask == ask{} || v.Gone }

// eguide answers where something is done: the zones at its start, else what was asked for.
func (h Handler) eguide(r *web.Request) (web.Reply, error) {
	page, err := h.kioskPage(r, "eguide.title")
	if err != nil {
		return web.Reply{}, err
	}
	a := asked(r)
	if err := r.Faults(); err != nil {
		return web.Reply{}, err
	}
	v, err := h.eguideOf(r.Ctx(), a, h.origin(r.Request))
	if err != nil && !v.Gone {
		return web.Reply{}, err
	}
	v.Page, v.Live = page.Page, a.address("/live/eguide")
	v.Page.Home, v.Page.Machine = eguideHome, ui.T(r.Ctx(), "queue.eguide.title")
	if v.Gone {
		v.Live = "/live/eguide"
	}
	return web.Reply{Page: eguidePage(v)}, err
}

// liveEguide streams an answer: windows pause and open while somebody reads, and the directory changes at its minute.
func (h Handler) liveEguide(r *web.Request) (web.Reply, error) {
	a, origin := asked(r), h.origin(r.Request)
	if err := r.Faults(); err != nil {
		return web.Reply{}, err
	}
	centre := actor(r).Centre
	v := live.View{Key: fmt.Sprintf("eguide:%d:%s:%s", centre, origin, a.address("")), Topics: []string{queue.Topic(centre)},
		Every: directoryTick}
	return stream(r, v, func(ctx context.Context) (f live.Frame, err error) {
		v, err := h.eguideOf(ctx, a, origin)
		if err != nil && !v.Gone {
			return f, err
		}
		f.State, err = drawn(ctx, eguideState(v))
		return f, err
	}), nil
}

// eguideOf reads the answer. What is not of the hall is the start again, with a word, and NotFound: a machine without a
// keyboard must not end on a page that leads nowhere.
func (h Handler) eguideOf(ctx context.Context, a ask, origin string) (v eguideView, err error) {
	v = eguideView{Ask: a, Origin: origin}
	var hits []catalog.Hit
	if a.Query != "" {
		if hits, v.Total, err = h.search(ctx, a.Query, a.From+waysOnPage); err != nil {
			return v, err
		}
		hits = hits[min(a.From, len(hits)):]
	}
	err = h.read(ctx, func(tx *db.Tx) error { return h.answer(ctx, tx, &v, hits) })
	if errs.Is(err, errs.NotFound) {
		gone := err
		v = eguideView{Gone: true, Origin: origin}
		if err = h.read(ctx, func(tx *db.Tx) error { return h.answer(ctx, tx, &v, nil) }); err == nil {
			err = gone
		}
	}
	if v.Start() || v.Total == 0 && a.Query != "" {
		v.Words = h.wordsThatFind(ctx)
	}
	return v, err
}

func (h Handler) search(ctx context.Context, words string, most int) ([]catalog.Hit, int, error) {
	return h.Catalog.Search(ctx, identity.From(ctx).Centre, words, 0, most)
}

// wordsThatFind are the words of the catalogue that find something in this hall: to touch, where nobody can type.
func (h Handler) wordsThatFind(ctx context.Context) (out []string) {
	for word := range strings.SplitSeq(ui.T(ctx, "queue.eguide.words"), " ") {
		if _, found, err := h.search(ctx, word, 1); err == nil && found > 0 {
			out = append(out, word)
		}
	}
	return out
}

func (h Handler) answer(ctx context.Context, tx *db.Tx, v *eguideView, hits []catalog.Hit) error {
	n, err := h.around(ctx, tx)
	if err != nil {
		return err
	}
	v.Opens = n.opens
	switch {
	case v.Ask.Item != 0:
		v.Guide = v.Origin + "/guide/" + id(v.Ask.Item)
		if v.Way, err = h.wayTo(ctx, tx, n, v.Ask.Item); err != nil {
			return err
		}
		return h.bring(ctx, tx, &v.Way, shownBring)
	case v.Ask.Zone != 0:
		return h.zoneOf(ctx, tx, n, v)
	case v.Ask.Query != "":
		all, err := h.ways(ctx, tx, n, hits)
		for _, w := range all {
			v.Tiles = append(v.Tiles, wayTile(ctx, w))
		}
		v.pages(waysOnPage, v.Total)
		return err
	}
	for _, z := range n.Zones {
		if t, ok := n.zoneTile(ctx, z); ok {
			v.Tiles = append(v.Tiles, t)
		}
	}
	return nil
}

// zoneOf lists the windows of a zone, by number: that is how one walks past them.
func (h Handler) zoneOf(ctx context.Context, tx *db.Tx, n around, v *eguideView) error {
	z, ok := n.Zone(v.Ask.Zone)
	if !ok {
		return errs.New(errs.NotFound, "error.not_found")
	}
	v.Zone = z
	all := n.InZone(z.ID, n.at)
	v.Ask.From = min(v.Ask.From, max(len(all)-1, 0)) / spotsOnPage * spotsOnPage
	for _, w := range all[v.Ask.From:min(v.Ask.From+spotsOnPage, len(all))] {
		s := n.spot(ctx, w)
		if err := h.serve(ctx, tx, n, &s); err != nil {
			return err
		}
		v.Spots = append(v.Spots, s)
	}
	v.pages(spotsOnPage, len(all))
	return nil
}

// pages leads to the neighbouring pages of a list.
func (v *eguideView) pages(size, total int) {
	to := v.Ask
	if to.From = v.Ask.From - size; to.From >= 0 {
		v.Prev = to.address(eguidePath)
	}
	if to.From = v.Ask.From + size; to.From < total {
		v.Next = to.address(eguidePath)
	}
}

// zoneTile leads to a zone that has windows now.
func (n around) zoneTile(ctx context.Context, z directory.Zone) (ui.KioskTile, bool) {
	all := n.InZone(z.ID, n.at)
	calling := len(slices.DeleteFunc(slices.Clone(all), func(w directory.Window) bool { return n.Seats[w.ID].State != queue.Open }))
	return ui.KioskTile{Icon: z.Icon, Label: z.Prefix + " " + z.Name, Sub: z.Place, Href: ask{Zone: z.ID}.address(eguidePath),
		Now: ui.T(ctx, "queue.eguide.zone_now", "open", calling, "n", n.Paces[z.ID].Waiting)}, len(all) > 0
}

// wayTile leads to an item that was found, and says in a line where it is done.
func wayTile(ctx context.Context, w way) ui.KioskTile {
	t := ui.KioskTile{Icon: "map-pin", Label: w.Name, Href: ask{Item: w.Item}.address(eguidePath), Wide: true}
	switch {
	case len(w.Spots) == 0:
		t.Icon, t.Now = "map-pin-off", ui.T(ctx, "queue.eguide.nowhere")
	case !w.Open():
		t.Now = ui.T(ctx, "queue.eguide.at_not_open", "windows", spotNos(w.Spots, 4), "state", w.Spots[0].Word)
	default:
		t.Now = ui.T(ctx, "queue.eguide.at", "zone", w.Zone.Prefix, "windows", spotNos(w.Spots, 4), "n", w.Waiting)
	}
	t.Now = w.Department + " · " + t.Now
	return t
}

// spotNos lists the numbers of windows, at most so many.
func spotNos(all []spot, most int) string {
	nos := make([]string, 0, most)
	for _, s := range all[:min(most, len(all))] {
		nos = append(nos, s.No)
	}
	return strings.Join(nos, "、")
}
