package catalogweb

import (
	"bytes"
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"

	"lianban/internal/base/db"
	"lianban/internal/base/text"
	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/directory"
	"lianban/internal/core/file/register"
	"lianban/internal/feature/catalog"
)

// itemsView is the register as a page.
type itemsView struct {
	Page    ui.StaffPage
	Hall    *directory.Hall
	Counts  catalog.Counts
	Query   catalog.Query
	Q       string
	List    ui.List
	Rows    []row
	Imports bool // the person may import
	Fills   bool // the person may bring full items in
	Drafts  bool // the person publishes
}

// row is an item with the windows that serve it.
type row struct {
	catalog.Item
	Department string
	Windows    []directory.Window
}

// rowsOnPage is how many items a page of the register has.
const rowsOnPage = 50

// items is the register: filtered, sorted and paged by the server.
func (h Handler) items(r *web.Request) (web.Reply, error) {
	v := itemsView{Page: h.Shell(r.Ctx(), ui.T(r.Ctx(), "catalog.page.title"), ui.T(r.Ctx(), "catalog.page.sub")), Q: r.Text("q", 100),
		Imports: actor(r).Allow("item.import") == nil, Fills: actor(r).Allow("guide.import") == nil,
		Drafts: actor(r).Allow("guide.publish") == nil}
	v.Query = query(r)
	v.Query.Size = rowsOnPage
	if err := r.Faults(); err != nil {
		return web.Reply{}, err
	}
	var err error
	if v.Hall, err = h.Directory.Now(r.Ctx(), actor(r).Centre); err != nil {
		return web.Reply{}, err
	}
	err = h.Catalog.Read(r.Ctx(), actor(r), func(tx *db.Tx) error {
		sight := actor(r).Sight("item.read")
		if v.Counts, err = h.Catalog.Count(tx, sight); err != nil {
			return err
		}
		p, err := h.Catalog.List(tx, sight, v.Query)
		v.Rows, v.List = h.rows(v.Hall, p.Items), listOf(r, p)
		return err
	})
	return web.Reply{Page: itemsPage(v)}, err
}

// filters are the fields of the form above the list.
var filters = []string{"q", "department", "kind", "mode", "guide", "only"}

// query reads what is asked for. What no list knows is asked for as nothing.
func query(r *web.Request) catalog.Query {
	return catalog.Query{Text: r.Text("q", 100), Department: r.Int("department", 0, 1<<62), Kind: catalog.Kind(r.Text("kind", 20)),
		Mode: catalog.Mode(r.Text("mode", 20)), Guide: r.Text("guide", 10), Only: r.Text("only", 10), Sort: r.Text("sort", 20),
		Desc: r.FormValue("dir") == "desc", Page: int(r.Int("page", 1, 1_000_000))}
}

func listOf(r *web.Request, p catalog.Page) ui.List {
	l := ui.List{Path: "/items", Query: url.Values{}, Sort: "code", Desc: r.FormValue("dir") == "desc", Page: p.Page, Size: p.Size,
		Total: p.Total}
	if s := r.FormValue("sort"); slices.Contains(catalog.Sorts, s) {
		l.Sort = s
	}
	for _, f := range filters {
		if v := r.FormValue(f); v != "" {
			l.Query.Set(f, v)
		}
	}
	return l
}

func (h Handler) rows(hall *directory.Hall, all []catalog.Item) (out []row) {
	now := h.now()
	out = slices.Grow(out, len(all))
	for _, it := range all {
		one := row{Item: it, Department: it.DepartmentName, Windows: hall.Serving(it.ID, now)}
		if d, ok := hall.Department(it.Department); ok {
			one.Department = d.Short
		}
		out = append(out, one)
	}
	return out
}

// export is the register as XLSX, as it is filtered and sorted on the page. It can be imported again.
func (h Handler) export(r *web.Request) (web.Reply, error) {
	q := query(r)
	q.Page, q.Size = 1, catalog.Everything
	if err := r.Faults(); err != nil {
		return web.Reply{}, err
	}
	hall, err := h.Directory.Now(r.Ctx(), actor(r).Centre)
	if err != nil {
		return web.Reply{}, err
	}
	var all []row
	if err := h.Catalog.Read(r.Ctx(), actor(r), func(tx *db.Tx) error {
		p, err := h.Catalog.List(tx, actor(r).Sight("item.read"), q)
		all = h.rows(hall, p.Items)
		return err
	}); err != nil {
		return web.Reply{}, err
	}
	var b bytes.Buffer
	if err := register.Write(&b, sheet(r.Ctx(), all)); err != nil {
		return web.Reply{}, err
	}
	name := ui.T(r.Ctx(), "catalog.page.export_name", "day", h.now().Day()) + ".xlsx"
	return web.Reply{File: &web.File{Name: name, Type: xlsx, Body: &b}}, nil
}

const xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// sheet has the columns of the import first, in words that the import reads.
func sheet(ctx context.Context, all []row) register.Sheet {
	head := func(key string, width float64) register.Head {
		return register.Head{Title: ui.T(ctx, "catalog.column."+key), Width: width}
	}
	more := func(key string, width float64) register.Head {
		return register.Head{Title: ui.T(ctx, "catalog.page."+key), Width: width}
	}
	return register.Sheet{Title: ui.T(ctx, "catalog.page.title"), Columns: []register.Head{head("department", 26),
		head("main_item", 30), head("item_name", 44), head("item_code", 56), head("task_type", 14), head("department_code", 24),
		more("level", 8), more("mode", 12), more("mode_reason", 24), more("mode_document", 24), more("mode_since", 12),
		more("guide", 14), more("windows", 18)},
		Rows: func(yield func([]any) bool) {
			for _, i := range all {
				kind := any(i.National)
				if i.National == "" || i.Kind == catalog.Record {
					kind = say(ctx, i.Kind.Text())
				}
				if !yield([]any{i.DepartmentName, i.Main, i.Name, i.Code, kind, i.DepartmentCode, i.Level, say(ctx, i.Mode.Text()),
					i.Reason, i.Document, i.Since, guideWord(ctx, i.Item), numbers(i.Windows)}) {
					return
				}
			}
		}}
}

func say(ctx context.Context, m text.Msg) string { return text.Say(text.Of(ctx), m) }

func guideWord(ctx context.Context, i catalog.Item) string {
	if i.Guide == 0 {
		return ui.T(ctx, "catalog.page.no_guide")
	}
	return ui.T(ctx, "catalog.state.published")
}

func numbers(all []directory.Window) string {
	out := ""
	for i, w := range all {
		if i > 0 {
			out += " "
		}
		out += strconv.Itoa(w.No)
	}
	return out
}

// rate writes how many of those that must have, in tenths of a percent.
func rate(c catalog.Counts) string {
	if c.MustEnter() == 0 {
		return "—"
	}
	permille := c.Entered() * 1000 / c.MustEnter()
	return fmt.Sprintf("%d.%d%%", permille/10, permille%10)
}

func departments(ctx context.Context, h *directory.Hall) []ui.Option {
	out := []ui.Option{{Label: ui.T(ctx, "catalog.page.all")}}
	for _, d := range h.Departments {
		out = append(out, ui.Option{Value: id(d.ID), Label: d.Short})
	}
	return out
}

func kinds(ctx context.Context) []ui.Option {
	out := []ui.Option{{Label: ui.T(ctx, "catalog.page.all")}}
	for _, k := range catalog.Kinds {
		out = append(out, ui.Option{Value: string(k), Label: say(ctx, k.Text())})
	}
	return out
}

func modes(ctx context.Context) []ui.Option {
	out := []ui.Option{{Label: ui.T(ctx, "catalog.page.all")}}
	for _, m := range catalog.Modes {
		out = append(out, ui.Option{Value: string(m), Label: say(ctx, m.Text())})
	}
	return out
}

func guides(ctx context.Context) []ui.Option {
	return []ui.Option{{Label: ui.T(ctx, "catalog.page.all")}, {Value: "with", Label: ui.T(ctx, "catalog.state.published")},
		{Value: "without", Label: ui.T(ctx, "catalog.page.no_guide")}}
}

func onlys(ctx context.Context) []ui.Option {
	out := []ui.Option{{Label: ui.T(ctx, "catalog.page.all")}}
	for _, o := range catalog.Only {
		out = append(out, ui.Option{Value: o, Label: ui.T(ctx, "catalog.page.only_"+o)})
	}
	return out
}

// conditions are the filters in words.
func (v itemsView) conditions(ctx context.Context) (out []string) {
	if v.Q != "" {
		out = append(out, v.Q)
	}
	if d, ok := v.Hall.Department(v.Query.Department); ok {
		out = append(out, d.Short)
	}
	for _, c := range []struct {
		value   string
		options []ui.Option
	}{{string(v.Query.Kind), kinds(ctx)}, {string(v.Query.Mode), modes(ctx)}, {v.Query.Guide, guides(ctx)}} {
		for _, o := range c.options {
			if o.Value == c.value && c.value != "" {
				out = append(out, o.Label)
			}
		}
	}
	if slices.Contains(catalog.Only, v.Query.Only) {
		out = append(out, ui.T(ctx, "catalog.page.only_"+v.Query.Only))
	}
	return out
}
