package queueweb

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/directory"
	"lianban/internal/feature/catalog"
	"lianban/internal/feature/queue"
)

// around is the hall at one instant, in one snapshot, and what pages say of it.
type around struct {
	queue.Hall
	at    clock.Instant
	names map[int64]string // of items, as far as they were asked for
	opens string           // when the hall opens, while it is closed (11(6))
}

func (h Handler) around(ctx context.Context, tx *db.Tx) (n around, err error) {
	n.at, n.names = tx.Now, map[int64]string{}
	if n.Hall, err = h.Queue.Hall(tx); err != nil {
		return n, err
	}
	n.opens, err = h.opensAt(ctx, tx)
	return n, err
}

// spot is a window as it stands now, in words.
type spot struct {
	ID       int64
	No       string
	Name     string
	Short    string
	Zone     directory.Zone
	State    queue.WindowState
	Word     string // 在岗 · 暂停服务，10:35 前返回 · 未开
	Brief    string // the same where there is little room: 暂停至 10:35
	Ticket   string // the number that is called or served there
	Waiting  int
	Items    string // the first of what it serves, where that was asked for
	Serves   int    // how many that are in all
	Sentence string // 请到 12 号窗口
}

// Kind is the lamp of the window: one that nobody stands at is grey, not red, for nothing is wrong with it.
func (s spot) Kind() ui.Kind {
	switch s.State {
	case queue.Open:
		return ui.OK
	case queue.Paused:
		return ui.Warn
	}
	return ui.Hold
}

func (n around) spot(ctx context.Context, w directory.Window) spot {
	seat := n.Seats[w.ID]
	s := spot{ID: w.ID, No: strconv.Itoa(w.No), State: seat.State, Ticket: n.Busy[w.ID].No, Waiting: n.Lines[w.ID]}
	s.Name, _ = fit(w, longName)
	s.Short = cmp.Or(w.Short, w.Name)
	s.Zone, _ = n.Zone(w.Zone)
	if s.State == "" {
		s.State = queue.Closed
	}
	s.Word = ui.T(ctx, "queue.window."+string(s.State))
	s.Brief = s.Word
	if seat.State == queue.Paused && seat.BackBy != 0 {
		// 9(4): whoever leaves the post says so on the window, and until when.
		s.Word = ui.T(ctx, "queue.eguide.paused_until", "at", seat.BackBy.Format("15:04"))
		s.Brief = ui.T(ctx, "queue.desk.paused_until", "at", seat.BackBy.Format("15:04"))
	}
	s.Sentence = ui.T(ctx, "queue.eguide.go", "window", s.No)
	return s
}

// spots are windows as they stand now: those that call first, then by number.
func (n around) spots(ctx context.Context, all []directory.Window) (out []spot) {
	for _, w := range all {
		out = append(out, n.spot(ctx, w))
	}
	rank := map[queue.WindowState]int{queue.Open: 0, queue.Paused: 1, queue.Closed: 2}
	slices.SortStableFunc(out, func(a, b spot) int { return rank[a.State] - rank[b.State] })
	return out
}

// itemName is how an item reads; one that no number is given for has a name as well. Empty for none.
func (h Handler) itemName(tx *db.Tx, n around, item int64) (string, error) {
	if name, known := n.names[item]; known {
		return name, nil
	}
	name, err := h.Queue.Item(tx, item)
	if errs.Is(err, errs.Breach) || errs.Is(err, errs.NotFound) {
		err = nil
	}
	n.names[item] = name
	return name, err
}

// serve names the first of what a window serves now, and counts all of it.
func (h Handler) serve(ctx context.Context, tx *db.Tx, n around, s *spot) error {
	items := n.Items(s.ID, n.at)
	s.Serves = len(items)
	var names []string
	for _, item := range items[:min(shownServed, len(items))] {
		name, err := h.itemName(tx, n, item)
		if err != nil {
			return err
		}
		names = append(names, name)
	}
	s.Items = strings.Join(names, ui.T(ctx, "queue.eguide.comma"))
	return nil
}

// way is an item with where it is done now.
type way struct {
	Item       int64
	Name       string
	Department string
	Spots      []spot
	Zone       directory.Zone // of the first window
	Waiting    int            // in that zone
	Wait       string         // about how long; empty when not known
	Quiet      string         // why nobody calls now, though windows serve it; empty when one does
	Faults     []ui.Fault     // why no number is given now, with its article and what is lawful instead
	Bring      []ui.Pair      // the first papers of the guide in force
	Further    int            // how many papers more
	Promised   string
	Command    string // of the form that takes a number
}

// Open tells whether a window calls for it now.
func (w way) Open() bool { return len(w.Spots) > 0 && w.Spots[0].State == queue.Open }

// wayTo says where an item is done at this instant, or why no number is given for it. NotFound for no item.
func (h Handler) wayTo(ctx context.Context, tx *db.Tx, n around, item int64) (w way, err error) {
	it, err := h.Catalog.Item(tx, item)
	if err != nil {
		return w, err
	}
	w = way{Item: it.ID, Name: it.Name, Department: it.DepartmentName, Spots: n.spots(ctx, n.Serving(item, n.at))}
	if d, ok := n.Department(it.Department); ok {
		w.Department = d.Short
	}
	switch err := h.Queue.MayTake(tx, item); {
	case errs.Is(err, errs.Breach):
		w.Faults = faults(ctx, err)
	case err != nil:
		return w, err
	}
	if len(w.Spots) > 0 {
		w.Zone = w.Spots[0].Zone
		w.Waiting, w.Wait = n.Paces[w.Zone.ID].Waiting, waitWords(ctx, n.Paces[w.Zone.ID])
		if !w.Open() && n.opens == "" {
			w.Quiet = ui.T(ctx, "queue.eguide.nobody_calls")
		}
	}
	return w, nil
}

// bring says in short what to bring: the papers of the guide in force, without those that are fetched from the registers.
func (h Handler) bring(ctx context.Context, tx *db.Tx, w *way, most int) error {
	v, err := h.Catalog.GuideInForce(tx, w.Item, tx.Now)
	if errs.Is(err, errs.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if v.Guide.Promised.Said() {
		w.Promised = text.Say(text.Of(ctx), v.Guide.Promised.Text())
	}
	for _, m := range v.Guide.Materials {
		switch {
		case m.Fetched || m.Need == catalog.Optional:
		case len(w.Bring) == most:
			w.Further++
		default:
			w.Bring = append(w.Bring, ui.Pair{Label: m.Name, Value: sheets(ctx, m)})
		}
	}
	return nil
}

// sheets is how many of a paper: 原件 1、复印件 2.
func sheets(ctx context.Context, m catalog.Material) string {
	out := ""
	if m.Originals > 0 {
		out = ui.T(ctx, "queue.eguide.originals", "n", m.Originals)
	}
	if m.Copies > 0 {
		if out != "" {
			out += ui.T(ctx, "queue.eguide.comma")
		}
		out += ui.T(ctx, "queue.eguide.copies", "n", m.Copies)
	}
	return out
}

// ways finds items by people's own words, the best first, and says where each is done now; also how many were found.
func (h Handler) ways(ctx context.Context, tx *db.Tx, n around, hits []catalog.Hit) (out []way, err error) {
	for _, hit := range hits {
		w, err := h.wayTo(ctx, tx, n, hit.Item.ID)
		if err != nil {
			return nil, err
		}
		out = append(out, w)
	}
	return out, nil
}
