package caseworkweb

import (
	"context"
	"net/url"
	"slices"
	"strconv"

	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	"lianban/internal/feature/casework"
)

// listed is a page of the list of cases.
type listed struct {
	List        ui.List
	Rows        []casework.Row
	Query       casework.Query
	State       string
	Text        string
	Departments []ui.Option // none for whoever sees one only
	Department  string
	Filters     []string // what narrows the list, in words
}

const listSize = 50

func (h Handler) list(r *web.Request) (web.Reply, error) {
	q := casework.Query{Text: r.Text("q", 60), Department: r.Int("department", 0, 1<<62), From: r.Day("from"), To: r.Day("to"),
		Sort: r.FormValue("sort"), Desc: r.FormValue("dir") == "desc", Page: int(r.Int("page", 0, 1_000_000)), Size: listSize}
	state := r.FormValue("state")
	if q.Open = state == "open"; !q.Open && slices.Contains(casework.States, casework.State(state)) {
		q.State = casework.State(state)
	}
	if err := r.Faults(); err != nil {
		return web.Reply{}, err
	}
	page, err := h.Cases.List(r.Ctx(), actor(r), q)
	if err != nil {
		return web.Reply{}, err
	}
	v := listed{Rows: page.Rows, Query: q, State: state, Text: q.Text, List: ui.List{Path: pathCases, Query: url.Values{},
		Sort: q.Sort, Desc: q.Desc, Page: page.Page, Size: page.Size, Total: page.Total}}
	for _, key := range []string{"q", "state", "department", "from", "to"} {
		if value := r.FormValue(key); value != "" {
			v.List.Query.Set(key, value)
		}
	}
	if v.Departments, err = h.departments(r.Ctx(), actor(r)); err != nil {
		return web.Reply{}, err
	}
	v.Department = r.FormValue("department")
	v.Filters = v.words(r.Ctx())
	return web.Reply{Page: listPage(h.Shell(r.Ctx(), ui.T(r.Ctx(), "casework.list.title"), ui.T(r.Ctx(), "casework.list.sub")), v)}, nil
}

// departments are those that whoever asks may choose between.
func (h Handler) departments(ctx context.Context, by identity.Actor) ([]ui.Option, error) {
	if !by.Sight("case.read").All {
		return nil, nil
	}
	hall, err := h.Directory.Now(ctx, by.Centre)
	if err != nil {
		return nil, err
	}
	out := []ui.Option{{Label: ui.T(ctx, "casework.list.all_departments")}}
	for _, d := range slices.SortedFunc(slices.Values(hall.Departments), func(a, b directory.Department) int { return int(a.ID - b.ID) }) {
		out = append(out, ui.Option{Value: strconv.FormatInt(d.ID, 10), Label: d.Short})
	}
	return out, nil
}

func states(ctx context.Context) []ui.Option {
	out := []ui.Option{{Label: ui.T(ctx, "casework.list.all_states")}, {Value: "open", Label: ui.T(ctx, "casework.list.open")}}
	for _, s := range casework.States {
		out = append(out, ui.Option{Value: string(s), Label: ui.T(ctx, "casework.list.state."+string(s))})
	}
	return out
}

// words names what narrows the list, for an empty one.
func (v listed) words(ctx context.Context) []string {
	var out []string
	if v.Text != "" {
		out = append(out, ui.T(ctx, "casework.list.find")+" "+v.Text)
	}
	for _, options := range [][]ui.Option{states(ctx), v.Departments} {
		for _, o := range options {
			if o.Value != "" && (o.Value == v.State || o.Value == v.Department) {
				out = append(out, o.Label)
			}
		}
	}
	if v.Query.From != 0 || v.Query.To != 0 {
		out = append(out, v.Query.From.String()+" – "+v.Query.To.String())
	}
	return out
}

func columns(ctx context.Context) []ui.Column {
	return []ui.Column{{Label: ui.T(ctx, "casework.list.lamp"), Tight: true}, {Key: "item", Label: ui.T(ctx, "casework.list.item")},
		{Key: "department", Label: ui.T(ctx, "casework.list.where")}, {Label: ui.T(ctx, "casework.list.who")},
		{Key: "received", Label: ui.T(ctx, "casework.list.received")}, {Label: ui.T(ctx, "casework.list.due")},
		{Key: "state", Label: ui.T(ctx, "casework.list.state_label")}}
}

func rowClass(s casework.Shown) string {
	switch lamp(s.Lamp) {
	case ui.Over:
		return "over"
	case ui.Warn:
		return "warn"
	}
	return ""
}

func dueText(ctx context.Context, s casework.Shown) string {
	switch {
	case s.Due == 0:
		return "—"
	case s.Provisional:
		return ui.T(ctx, "casework.provisional", "day", s.Due)
	}
	return s.Due.String()
}
