package queueweb

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/directory"
	"lianban/internal/feature/queue"
)

// onPage is how many items a kiosk shows at once.
const onPage = 6

// kioskView is one question of the kiosk.
type kioskView struct {
	Page    ui.KioskPage
	Home    string
	Tiles   []ui.KioskTile
	Closed  string // why no number can be taken now; empty when one can
	Opens   string
	Phone   string // the address of the visitors' site, for the QR code
	Zone    string
	Letter  string
	Back    string
	Prev    string
	Next    string
	Item    int64
	Name    string
	With    []int64  // what was chosen before it, to be done under the same number
	Also    []string // their names
	Full    bool     // no more can be added
	Facts   []ui.Pair
	Command string
	Ask     bool   // for a phone number
	Typed   string // of it
	Faults  []ui.Fault
}

// ticketView is a number that was just taken, on the screen and on paper.
type ticketView struct {
	kioskView
	Slip  slipView
	Print bool // the machine prints by itself
}

// kioskPage reads how this kiosk is set up: aids chosen by whoever stands there are kept until the kiosk forgets.
func (h Handler) kioskPage(r *web.Request, title string) (v kioskView, err error) {
	ctx := r.Ctx()
	hall, err := h.Directory.Now(ctx, actor(r).Centre)
	if err != nil {
		return v, err
	}
	v.Home = ui.KioskHome
	v.Page = ui.KioskPage{Title: ui.T(ctx, "queue."+title), Centre: hall.Centre.Name, Machine: actor(r).Name, Home: v.Home, Self: self(r),
		Large: kept(r, "large"), Low: kept(r, "low"), Now: h.Queue.Store.Clock().Now()}
	return v, nil
}

// kept reads a choice: of this address, which is then kept, else the one that was kept.
func kept(r *web.Request, name string) bool {
	if v := r.URL.Query().Get(name); v != "" {
		on := v == "1"
		if on {
			r.SetCookie("kiosk_"+name, "1", 0)
		} else {
			r.SetCookie("kiosk_"+name, "", -1)
		}
		return on
	}
	c, err := r.Cookie("kiosk_" + name)
	return err == nil && c.Value == "1"
}

// self is the page's address without the choices.
func self(r *web.Request) string {
	q := r.URL.Query()
	for _, name := range []string{"large", "low", "lang", "print"} {
		q.Del(name)
	}
	if len(q) == 0 {
		return r.URL.Path
	}
	return r.URL.Path + "?" + q.Encode()
}

// kiosk asks what somebody comes for: the zones, with how many wait.
func (h Handler) kiosk(r *web.Request) (web.Reply, error) {
	if r.URL.Query().Get("print") == "1" {
		r.SetCookie("kiosk_print", "1", 10*365*24*3600)
	}
	v, err := h.kioskPage(r, "kiosk.title")
	if err != nil {
		return web.Reply{}, err
	}
	v.Phone = h.origin(r.Request) + "/take"
	v.With = chosenBefore(r.URL.Query().Get("with"))
	err = h.read(r.Ctx(), func(tx *db.Tx) error {
		if err := h.opening(r.Ctx(), tx, &v); err != nil {
			return err
		}
		if v.Tiles, err = h.zoneTiles(r.Ctx(), tx); err != nil {
			return err
		}
		for i := range v.Tiles {
			v.Tiles[i].Href = v.path(v.Tiles[i].Href)
		}
		v.Also, err = h.names(tx, v.With)
		return err
	})
	return web.Reply{Page: kioskStart(v)}, err
}

// opening says whether numbers are given now, and if not, from when (11(6)).
func (h Handler) opening(ctx context.Context, tx *db.Tx, v *kioskView) error {
	hours, err := h.Queue.Hours(tx)
	if err != nil || hours.IsOpen(tx.Now) {
		return err
	}
	v.Closed = ui.T(ctx, "queue.kiosk.closed")
	if next := queue.NextOpening(hours, tx.Now); next != 0 {
		v.Opens = ui.T(ctx, "queue.kiosk.opens", "day", screenDay(ctx, next), "at", next.Format("15:04"))
	}
	return nil
}

func (h Handler) zoneTiles(ctx context.Context, tx *db.Tx) (out []ui.KioskTile, err error) {
	hall, err := h.Directory.Hall(tx)
	if err != nil {
		return nil, err
	}
	waits, err := queue.Waits(tx)
	if err != nil {
		return nil, err
	}
	for _, z := range hall.Zones {
		if len(zoneItems(hall, z.ID, tx)) == 0 {
			continue
		}
		out = append(out, ui.KioskTile{Icon: z.Icon, Label: z.Name, Sub: z.Hint, Href: "/kiosk/zone/" + id(z.ID),
			Now: ui.T(ctx, "queue.kiosk.zone_waits", "zone", z.Prefix, "n", waits[z.ID].Waiting)})
	}
	return out, nil
}

// zoneItems lists what the windows of a zone serve now. An item belongs to the zone of the first window that serves it.
func zoneItems(hall *directory.Hall, zone int64, tx *db.Tx) (out []int64) {
	for _, w := range hall.InZone(zone, tx.Now) {
		for _, item := range hall.Items(w.ID, tx.Now) {
			if !slices.Contains(out, item) {
				out = append(out, item)
			}
		}
	}
	return out
}

// kioskZone asks which item: what people come for most often stands first.
func (h Handler) kioskZone(r *web.Request) (web.Reply, error) {
	zone, err := r.ID("zone")
	if err != nil {
		return web.Reply{}, err
	}
	v, err := h.kioskPage(r, "kiosk.item_title")
	if err != nil {
		return web.Reply{}, err
	}
	v.With = chosenBefore(r.URL.Query().Get("with"))
	at := int(max(r.Int("from", 0, 10_000), 0))
	err = h.read(r.Ctx(), func(tx *db.Tx) error { return h.fillZone(r.Ctx(), tx, &v, zone, at) })
	return web.Reply{Page: kioskItems(v)}, err
}

// fillZone lists the items of a zone from there on, without what was chosen before.
func (h Handler) fillZone(ctx context.Context, tx *db.Tx, v *kioskView, zone int64, at int) error {
	hall, err := h.Directory.Hall(tx)
	if err != nil {
		return err
	}
	z, ok := hall.Zone(zone)
	if !ok {
		return errs.New(errs.NotFound, "error.not_found")
	}
	v.Zone, v.Letter, v.Back = z.Name, z.Prefix, v.path("/kiosk")
	if err := h.opening(ctx, tx, v); err != nil {
		return err
	}
	here := slices.DeleteFunc(zoneItems(hall, zone, tx), func(item int64) bool { return slices.Contains(v.With, item) })
	all, err := h.itemTiles(tx, here)
	for i := range all {
		all[i].Href = v.path(all[i].Href)
	}
	v.turn(all, at, v.path("/kiosk/zone/"+id(zone)))
	return err
}

// turn cuts the list to one page.
func (v *kioskView) turn(all []ui.KioskTile, at int, self string) {
	at = min(at, max(len(all)-1, 0)) / onPage * onPage
	from := "?from="
	if strings.Contains(self, "?") {
		from = "&from="
	}
	v.Tiles = all[at:min(at+onPage, len(all))]
	if at > 0 {
		v.Prev = self + from + strconv.Itoa(at-onPage)
	}
	if at+onPage < len(all) {
		v.Next = self + from + strconv.Itoa(at+onPage)
	}
}

// itemTiles names the items that numbers are given for.
func (h Handler) itemTiles(tx *db.Tx, items []int64) (out []ui.KioskTile, err error) {
	often, err := queue.Often(tx)
	if err != nil {
		return nil, err
	}
	type named struct {
		id   int64
		name string
	}
	var all []named
	for _, item := range items {
		name, err := h.Queue.Item(tx, item)
		switch {
		case errs.Is(err, errs.Breach), errs.Is(err, errs.NotFound):
			continue // no number is given for it
		case err != nil:
			return nil, err
		}
		all = append(all, named{item, name})
	}
	slices.SortStableFunc(all, func(a, b named) int {
		if n := often[b.id] - often[a.id]; n != 0 {
			return n
		}
		return strings.Compare(a.name, b.name)
	})
	for _, n := range all {
		out = append(out, ui.KioskTile{Icon: "ticket", Label: n.name, Href: "/kiosk/item/" + id(n.id), Wide: true})
	}
	return out, nil
}

// kioskItem shows what will be taken, before it is.
func (h Handler) kioskItem(r *web.Request) (web.Reply, error) {
	item, err := r.ID("item")
	if err != nil {
		return web.Reply{}, err
	}
	return h.confirm(r, item, chosenBefore(r.URL.Query().Get("with")), "", nil)
}

func (h Handler) confirm(r *web.Request, item int64, with []int64, typed string, refusal error) (web.Reply, error) {
	v, err := h.kioskPage(r, "kiosk.confirm_title")
	if err != nil {
		return web.Reply{}, err
	}
	v.With = with
	v.Page.Self = v.path("/kiosk/item/" + id(item))
	v.Item, v.Command, v.Typed, v.Faults = item, h.command(), typed, faults(r.Ctx(), refusal)
	v.Ask = typed != "" || r.URL.Query().Get("phone") == "1"
	err = h.read(r.Ctx(), func(tx *db.Tx) error { return h.fillConfirm(r.Ctx(), tx, &v) })
	if err != nil {
		return web.Reply{}, err
	}
	if v.Ask = v.Ask && v.Closed == ""; v.Ask {
		v.Back, v.Page.Self = v.Page.Self, v.phonePath()
	}
	return web.Reply{Page: kioskConfirm(v)}, refusal
}

// fillConfirm says where the item is done, how many wait there and about how long.
func (h Handler) fillConfirm(ctx context.Context, tx *db.Tx, v *kioskView) (err error) {
	if v.Name, err = h.Queue.Item(tx, v.Item); err != nil {
		return err
	}
	if v.Also, err = h.names(tx, v.With); err != nil {
		return err
	}
	if err := h.opening(ctx, tx, v); err != nil {
		return err
	}
	most, err := h.Queue.MostThings(tx)
	if err != nil {
		return err
	}
	v.Full = len(v.With)+1 >= most
	hall, err := h.Directory.Hall(tx)
	if err != nil {
		return err
	}
	windows := hall.Serving(v.Item, tx.Now)
	v.Back = v.path("/kiosk")
	if len(windows) == 0 {
		v.Closed = text.Say(text.Of(ctx), text.M("queue.no_window", "item", v.Name))
		v.Opens = text.Say(text.Of(ctx), text.M("queue.ask_guide_desk"))
		return nil
	}
	z, _ := hall.Zone(windows[0].Zone)
	v.Back = v.path("/kiosk/zone/" + id(z.ID))
	paces, err := h.Queue.Paces(tx)
	v.Facts = []ui.Pair{{Label: ui.T(ctx, "queue.kiosk.where"), Value: ui.T(ctx, "queue.kiosk.place", "zone", z.Prefix, "place", z.Place)},
		{Label: ui.T(ctx, "queue.kiosk.windows"), Value: ui.T(ctx, "queue.kiosk.window_nos", "windows", numbers(windows, 6))},
		{Label: ui.T(ctx, "queue.kiosk.waiting"), Value: ui.T(ctx, "queue.kiosk.people", "n", paces[z.ID].Waiting)}}
	if wait := waitWords(ctx, paces[z.ID]); wait != "" && v.Closed == "" {
		v.Facts = append(v.Facts, ui.Pair{Label: ui.T(ctx, "queue.kiosk.wait"), Value: wait})
	}
	return err
}

// kioskTake takes the number. A refusal shows the question again with its reason and what is lawful instead.
func (h Handler) kioskTake(r *web.Request) (web.Reply, error) {
	item, phone := r.Int("item", 1, 1<<62), r.Text("phone", 20)
	all := append(chosenBefore(r.Text("with", 200)), item)
	with := all[:len(all)-1]
	err := r.Faults()
	if err == nil && phone != "" && !mobile.MatchString(phone) {
		err = errs.Field("phone", "queue.kiosk.no_phone")
	}
	if err != nil {
		return h.confirm(r, item, with, phone, err)
	}
	t, err := h.Queue.Take(r.Ctx(), actor(r), queue.Take{Item: all[0], Also: all[1:], Phone: phone, Source: "kiosk"})
	if err != nil {
		return h.confirm(r, item, with, phone, err)
	}
	return web.Reply{Redirect: "/kiosk/ticket/" + t.Token}, nil
}

// kioskTicket shows the number that was taken, and its slip for the printer. Anybody may take it along as a QR code.
func (h Handler) kioskTicket(r *web.Request) (web.Reply, error) {
	v := ticketView{Print: kept(r, "print")}
	var err error
	if v.kioskView, err = h.kioskPage(r, "kiosk.ticket_title"); err != nil {
		return web.Reply{}, err
	}
	if v.Slip, err = h.slipOf(r); err != nil {
		return web.Reply{}, err
	}
	return web.Reply{Page: kioskTicket(v)}, nil
}

// kioskHelp says where somebody goes who could not get it done (19).
func (h Handler) kioskHelp(r *web.Request) (web.Reply, error) {
	v, err := h.kioskPage(r, "kiosk.help_title")
	return web.Reply{Page: kioskHelp(v)}, err
}

func id(n int64) string { return strconv.FormatInt(n, 10) }
