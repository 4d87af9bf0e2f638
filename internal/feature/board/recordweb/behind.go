package recordweb

import (
	"context"
	"net/url"
	"slices"
	"strconv"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	"lianban/internal/core/people"
	tickets "lianban/internal/feature/queue/record"
)

// size is how many tickets stand on a page.
const size = 50

// behindView is the tickets behind a figure: numbers and times, nothing about the visitors.
type behindView struct {
	period
	filter tickets.Filter
	all    []tickets.Ticket
	list   ui.List
	hall   *directory.Hall
	names  map[int64]string
	item   string
}

func (h Handler) behind(r *web.Request) (web.Reply, error) {
	span, day := r.Text("span", 10), r.Day("day")
	f := tickets.Filter{Half: -1, Item: r.Int("item", 0, 1<<62), Window: r.Int("window", 0, 1<<62), Person: r.Int("person", 0, 1<<62),
		What: r.Text("what", 20)}
	if r.FormValue("half") != "" {
		f.Half = int(r.Int("half", 0, tickets.Halves-1))
	}
	page := int(max(r.Int("page", 1, 100_000), 1))
	if err := r.Faults(); err != nil {
		return web.Reply{}, err
	}
	v, err := h.stood(r.Ctx(), actor(r), span, day, f, page)
	if err != nil {
		return web.Reply{}, err
	}
	v.list = ui.List{Path: "/statistics/tickets", Query: url.Values{"span": {v.Span}, "day": {v.Day.String()}, "what": {f.What}},
		Page: page, Size: size, Total: v.list.Total}
	for _, name := range []string{"half", "item", "window", "person"} {
		if value := r.FormValue(name); value != "" {
			v.list.Query.Set(name, value)
		}
	}
	return web.Reply{Page: behindPage(h.Shell(r.Ctx(), ui.T(r.Ctx(), "record.tickets"), ui.T(r.Ctx(), "record.tickets_sub")), v)}, nil
}

func (h Handler) stood(ctx context.Context, by identity.Actor, span string, day clock.Day, f tickets.Filter, page int) (v behindView,
	err error) {
	if !slices.Contains(tickets.Whats, f.What) {
		f.What = ""
	}
	err = h.Store.Read(ctx, by.Centre, func(tx *db.Tx) error {
		v = behindView{period: periodOf(span, day, tx.Today()), filter: f}
		if v.hall, err = h.Directory.Hall(tx); err != nil {
			return err
		}
		if v.all, v.list.Total, err = h.Tickets.Tickets(tx, v.Period, by.Sight("record.read"), f, page, size); err != nil {
			return err
		}
		ids := []int64{f.Person}
		for _, t := range v.all {
			ids = append(ids, t.Person)
			if f.Item != 0 {
				v.item = t.Name
			}
		}
		v.names, err = people.Names(tx, ids)
		return err
	})
	return v, err
}

// conditions are the filter in words.
func (v behindView) conditions(ctx context.Context) (out []string) {
	if v.filter.Half >= 0 {
		out = append(out, halfWord(int64(v.filter.Half)))
	}
	if v.item != "" {
		out = append(out, v.item)
	}
	if w, ok := v.hall.Window(v.filter.Window); ok {
		out = append(out, ui.T(ctx, "board.window", "no", w.No))
	}
	if name := v.names[v.filter.Person]; name != "" {
		out = append(out, name)
	}
	if v.filter.What != "" {
		out = append(out, ui.T(ctx, "record.column."+v.filter.What))
	}
	return append(out, ui.T(ctx, "record.how_many", "n", v.list.Total))
}

func (v behindView) columns(ctx context.Context) []string {
	return words(ctx, "record.column.", "no", "state", "item", "window", "person", "taken_at", "called_at", "ended_at", "wait", "handling",
		"returns", "transfers", "recalls")
}

func (v behindView) row(ctx context.Context, t tickets.Ticket) []cell {
	form := "15:04"
	if v.From != v.To {
		form = "01-02 15:04"
	}
	at := func(i clock.Instant) cell {
		if i == 0 {
			return cell{}
		}
		return clockTime(i.Format(form))
	}
	window, person := word(none), word(none)
	if w, ok := v.hall.Window(t.Window); ok {
		window = word(strconv.Itoa(w.No))
	}
	if name := v.names[t.Person]; name != "" {
		person = word(name)
	}
	wait, handling := cell{}, cell{}
	if t.Called > 0 {
		wait = cell{Value: t.Wait.Minutes()}
	}
	if t.Handling > 0 {
		handling = cell{Value: t.Handling.Minutes()}
	}
	return []cell{word(t.No), word(ui.T(ctx, "record.state."+string(t.State))), word(t.Name), window, person, at(t.Taken), at(t.Called),
		at(t.Ended), wait, handling, {Value: t.Returns}, {Value: t.Transfers}, {Value: t.Recalls}}
}
