package queueweb

import (
	"context"
	"fmt"
	"net/url"
	"slices"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/base/web"
	"lianban/internal/base/web/live"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/directory"
	"lianban/internal/feature/catalog"
	"lianban/internal/feature/queue"
)

// What the guide desk has room for.
const (
	shownWays    = 6
	shownChanges = 8
)

// goesFirst are the reasons for which the guide desk lets somebody go first (11(5): 优先办).
var goesFirst = []string{"elder", "pregnant", "disabled", "military", "infant"}

// deskView is 导办台: where an item is done, a number for whoever has none, and the hall at a glance.
type deskView struct {
	Page    ui.StaffPage
	Live    string
	Query   string
	Found   []way
	Total   int
	Chosen  string // the reason that was chosen when the number was refused
	Tried   int64  // the item of the refusal
	Faults  []ui.Fault
	Slip    *slipView
	Paper   string // the address of the slip
	Opens   string
	Waiting int
	Calling int
	Zones   []deskZone
	Changes []change
	Later   int // how many changes more
}

// deskZone is a zone with its windows as they stand now.
type deskZone struct {
	directory.Zone
	Waiting int
	Wait    string
	Spots   []spot
}

// desk is the page of the guide desk.
func (h Handler) desk(r *web.Request) (web.Reply, error) {
	v, err := h.deskOf(r.Ctx(), searched(r))
	if err != nil {
		return web.Reply{}, err
	}
	if token := r.URL.Query().Get("ticket"); token != "" && queue.Slips(actor(r)) {
		slip, err := h.slipAt(r, token)
		if err != nil {
			return web.Reply{}, err
		}
		v.Slip, v.Paper = &slip, "/slip/"+token
	}
	return h.deskPage(r, v, nil)
}

func (h Handler) deskPage(r *web.Request, v deskView, refusal error) (web.Reply, error) {
	now := h.Queue.Store.Clock().Now()
	v.Page = h.Shell(r.Ctx(), ui.T(r.Ctx(), "queue.desk.title"), screenDay(r.Ctx(), now))
	s := heard(r)
	v.Page.Said, v.Page.Kind = s.Text, s.Kind
	v.Live = deskPath("/live/desk", v.Query)
	return web.Reply{Page: deskPage(v)}, refusal
}

func deskPath(path, query string) string {
	if query == "" {
		return path
	}
	return path + "?" + url.Values{"q": {query}}.Encode()
}

// liveDesk streams results and hall. A drawing is one person's, for each form in it is a command of theirs.
func (h Handler) liveDesk(r *web.Request) (web.Reply, error) {
	by, query := actor(r), searched(r)
	v := live.View{Key: fmt.Sprintf("desk:%d:%d:%s", by.Centre, by.Account, query), Topics: []string{queue.Topic(by.Centre)},
		Every: directoryTick}
	return stream(r, v, func(ctx context.Context) (f live.Frame, err error) {
		v, err := h.deskOf(ctx, query)
		if err != nil {
			return f, err
		}
		f.State, err = drawn(ctx, deskState(v))
		return f, err
	}), nil
}

// deskOf reads what the guide desk shows.
func (h Handler) deskOf(ctx context.Context, query string) (v deskView, err error) {
	v.Query = query
	var hits []catalog.Hit
	if query != "" {
		if hits, v.Total, err = h.search(ctx, query, shownWays); err != nil {
			return v, err
		}
	}
	command := h.command()
	err = h.read(ctx, func(tx *db.Tx) error {
		n, err := h.around(ctx, tx)
		if err != nil {
			return err
		}
		if v.Found, err = h.ways(ctx, tx, n, hits); err != nil {
			return err
		}
		for i, w := range v.Found {
			v.Found[i].Command = command + "-" + id(w.Item)
		}
		v.Opens = n.opens
		v.zones(ctx, n)
		if v.Changes, err = h.changes(ctx, tx, n); err != nil {
			return err
		}
		v.Later = max(len(v.Changes)-shownChanges, 0)
		v.Changes = v.Changes[v.Later:] // what is still to come stands last
		return nil
	})
	return v, err
}

// zones lists the hall by zone, each with its windows by number.
func (v *deskView) zones(ctx context.Context, n around) {
	v.Zones, v.Waiting, v.Calling = nil, 0, 0
	for _, z := range n.Zones {
		all := n.InZone(z.ID, n.at)
		if len(all) == 0 {
			continue
		}
		p := n.Paces[z.ID]
		zone := deskZone{Zone: z, Waiting: p.Waiting, Wait: waitWords(ctx, p)}
		for _, w := range all {
			zone.Spots = append(zone.Spots, n.spot(ctx, w))
		}
		v.Zones, v.Waiting, v.Calling = append(v.Zones, zone), v.Waiting+p.Waiting, v.Calling+p.Windows
	}
}

// deskTake takes a number for the visitor who stands at the desk. A refusal shows the page again with its reason, its article
// and what is lawful instead.
func (h Handler) deskTake(r *web.Request) (web.Reply, error) {
	item, why, query := r.Int("item", 1, 1<<62), r.Text("first", 20), r.Text("q", maxSearch)
	err := r.Faults()
	if err == nil && why != "" && !slices.Contains(goesFirst, why) {
		err = errs.Field("first", "queue.desk.unknown_reason")
	}
	by := actor(r)
	var t queue.Ticket
	if err == nil {
		t, err = h.Queue.Take(r.Ctx(), by, queue.Take{Item: item, Priority: firstWords(why), Source: queue.SourceOf(by)})
	}
	if errs.Is(err, errs.Breach) || errs.Is(err, errs.Invalid) {
		v, failed := h.deskOf(r.Ctx(), query)
		if failed != nil {
			return web.Reply{}, failed
		}
		v.Faults, v.Tried, v.Chosen = faults(r.Ctx(), err), item, why
		return h.deskPage(r, v, err)
	}
	if err != nil {
		return web.Reply{}, err
	}
	if queue.Slips(by) {
		return web.Reply{Redirect: "/desk?" + url.Values{"ticket": {t.Token}}.Encode()}, nil
	}
	// 11(7): the slip leads to the review, so whoever may be reviewed does not get it: the visitor hears the number.
	said{Text: ui.T(r.Ctx(), "queue.desk.taken", "no", t.No, "item", t.Name), Kind: ui.Done}.keep(r)
	return web.Reply{Redirect: "/desk"}, nil
}

// firstWords is a reason as it is written down, in the language of the measures.
func firstWords(why string) string {
	if why == "" {
		return ""
	}
	return text.Say(text.Zh, text.M("queue.desk.first."+why))
}

// reasons are what one may choose why somebody goes first.
func reasons(ctx context.Context) []ui.Option {
	out := []ui.Option{{Label: ui.T(ctx, "queue.desk.in_turn")}}
	for _, why := range goesFirst {
		out = append(out, ui.Option{Value: why, Label: ui.T(ctx, "queue.desk.first."+why)})
	}
	return out
}
