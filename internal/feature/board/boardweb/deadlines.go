package boardweb

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/deadline"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
)

// size is how many clocks stand on a page.
const size = 50

// listing is the page of running clocks.
type listing struct {
	rows        []row
	list        ui.List
	lamp        string
	department  int64
	departments []directory.Department
	by          identity.Actor
}

// list shows the running clocks in sight, filtered by lamp and department.
func (h Handler) list(r *web.Request) (web.Reply, error) {
	v := listing{by: actor(r), lamp: r.Text("lamp", 10), department: r.Int("department", 0, 1<<62)}
	v.list = ui.List{Path: "/deadlines", Size: size, Page: int(max(r.Int("page", 1, 10000), 1)), Query: url.Values{}}
	if v.lamp != "" && !slices.Contains(deadline.Lamps, deadline.Lamp(v.lamp)) {
		return web.Reply{}, errs.Field("lamp", "board.unknown_lamp")
	}
	if err := r.Faults(); err != nil {
		return web.Reply{}, err
	}
	if v.lamp != "" {
		v.list.Query.Set("lamp", v.lamp)
	}
	if v.department != 0 {
		v.list.Query.Set("department", strconv.FormatInt(v.department, 10))
	}
	if err := h.Store.Read(r.Ctx(), v.by.Centre, func(tx *db.Tx) error { return h.fill(tx, &v) }); err != nil {
		return web.Reply{}, err
	}
	return web.Reply{Page: listPage(h.Shell(r.Ctx(), ui.T(r.Ctx(), "board.clocks"), ""), v)}, nil
}

func (h Handler) fill(tx *db.Tx, v *listing) error {
	hall, err := h.Directory.Hall(tx)
	if err != nil {
		return err
	}
	v.departments = hall.Departments
	all, err := h.Deadlines.Board(tx, v.by.Sight("deadline.read"),
		deadline.Filter{Lamp: deadline.Lamp(v.lamp), Owner: deadline.Owner{Department: v.department}, Limit: 5000})
	if err != nil {
		return err
	}
	v.list.Total = len(all)
	from := min((v.list.Page-1)*size, len(all))
	v.rows, err = h.rows(tx, hall, all[from:min(from+size, len(all))])
	return err
}

// columns is the head of a table of clocks.
func columns(ctx context.Context) []ui.Column {
	word := func(key string) string { return ui.T(ctx, "board.column."+key) }
	return []ui.Column{{Label: word("lamp")}, {Label: word("thing")}, {Label: word("where")}, {Label: word("limit"), Num: true},
		{Label: word("state")}, {Label: word("act"), Hide: true, Tight: true}}
}

// lamps are the choices of the filter.
func lamps(ctx context.Context) []ui.Option {
	out := []ui.Option{{Label: ui.T(ctx, "board.all")}}
	for _, l := range deadline.Lamps {
		out = append(out, ui.Option{Value: string(l), Label: say(ctx, l.Word())})
	}
	return out
}

func (v listing) choices(ctx context.Context) []ui.Option {
	out := []ui.Option{{Value: "0", Label: ui.T(ctx, "board.all")}}
	for _, d := range v.departments {
		out = append(out, ui.Option{Value: strconv.FormatInt(d.ID, 10), Label: d.Short})
	}
	return out
}

// sheet is one clock with how its last day was counted out.
type sheet struct {
	row
	why     []text.Msg
	command string
	word    string
	faults  []ui.Fault
	may     bool
}

func (h Handler) one(r *web.Request) (web.Reply, error) {
	s, err := h.sheet(r, "")
	if err != nil {
		return web.Reply{}, err
	}
	return web.Reply{Page: onePage(h.Shell(r.Ctx(), s.Title, s.Ref), s)}, nil
}

func (h Handler) sheet(r *web.Request, word string) (s sheet, err error) {
	id, err := r.ID("id")
	if err != nil {
		return s, err
	}
	by := actor(r)
	err = h.Store.Read(r.Ctx(), by.Centre, func(tx *db.Tx) error {
		s = sheet{command: tx.Token(), word: word, may: by.Allow("case.urge") == nil}
		d, err := h.seen(tx, by, id)
		if err != nil {
			return err
		}
		hall, err := h.Directory.Hall(tx)
		if err != nil {
			return err
		}
		lit, err := h.Deadlines.Lit(tx, d)
		if err != nil {
			return err
		}
		rows, err := h.rows(tx, hall, lit)
		if err != nil {
			return err
		}
		s.row = rows[0]
		s.why, err = h.Deadlines.Explain(tx, id)
		return err
	})
	return s, err
}

// seen gives a clock to whoever may see it, NotFound to everybody else.
func (h Handler) seen(tx *db.Tx, by identity.Actor, id int64) (deadline.Deadline, error) {
	d, err := h.Deadlines.One(tx, id)
	if err == nil && !by.Sight("deadline.read").Sees(identity.Thing{Department: d.Owner.Department, Window: d.Owner.Window,
		Person: d.Owner.Person}) {
		err = errs.New(errs.NotFound, "error.not_found")
	}
	return d, err
}

// urge sends the office's word and shows the clock again.
func (h Handler) urge(r *web.Request) (web.Reply, error) {
	id, err := r.ID("id")
	if err != nil {
		return web.Reply{}, err
	}
	word := r.Text("word", 200)
	err = r.Faults()
	if err == nil {
		_, err = h.Board.Urge(r.Ctx(), actor(r), id, word)
	}
	if err == nil {
		return web.Reply{Redirect: fmt.Sprintf("/deadlines/%d", id)}, nil
	}
	if e := errs.As(err); e.Code != errs.Conflict && e.Code != errs.Invalid {
		return web.Reply{}, err
	}
	s, failed := h.sheet(r, word)
	if failed != nil {
		return web.Reply{}, failed
	}
	s.faults = []ui.Fault{{Field: "word", Text: say(r.Ctx(), errs.As(err).Text)}}
	return web.Reply{Page: onePage(h.Shell(r.Ctx(), s.Title, s.Ref), s)}, err
}

// preset is what the office's word begins with: the template, or what was typed.
func (s sheet) preset(ctx context.Context) string {
	if s.word != "" {
		return s.word
	}
	return ui.T(ctx, "board.preset", "ref", s.Ref, "left", say(ctx, s.Left))
}
