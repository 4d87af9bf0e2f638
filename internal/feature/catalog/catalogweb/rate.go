package catalogweb

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"lianban/internal/base/db"
	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/file/register"
	"lianban/internal/core/identity"
	"lianban/internal/feature/catalog"
)

// rateView is how what must enter has entered.
type rateView struct {
	Page ui.StaffPage
	Rate catalog.Rate
}

func (h Handler) rateOf(ctx context.Context, by identity.Actor) (out catalog.Rate, err error) {
	err = h.Catalog.Read(ctx, by, func(tx *db.Tx) (err error) {
		out, err = h.Catalog.Rate(tx, by.Sight("item.read"))
		return err
	})
	return out, err
}

// rate shows 应进必进: by department, what is open with reason and date, themes without an item, and what is in the hall by
// name only.
func (h Handler) rate(r *web.Request) (web.Reply, error) {
	rate, err := h.rateOf(r.Ctx(), actor(r))
	if err != nil {
		return web.Reply{}, err
	}
	v := rateView{Rate: rate, Page: h.Shell(r.Ctx(), ui.T(r.Ctx(), "catalog.rate.title"), ui.T(r.Ctx(), "catalog.page.sub"))}
	v.Page.Crumbs = []ui.Link{{Label: ui.T(r.Ctx(), "catalog.page.title"), Href: "/items"}}
	return web.Reply{Page: ratePage(v)}, nil
}

// rateSheets is the same as XLSX: a sheet for each list.
func (h Handler) rateSheets(r *web.Request) (web.Reply, error) {
	rate, err := h.rateOf(r.Ctx(), actor(r))
	if err != nil {
		return web.Reply{}, err
	}
	var b bytes.Buffer
	if err := register.Write(&b, sheetsOf(r.Ctx(), rate)...); err != nil {
		return web.Reply{}, err
	}
	name := ui.T(r.Ctx(), "catalog.rate.file", "day", h.now().Day()) + ".xlsx"
	return web.Reply{File: &web.File{Name: name, Type: xlsx, Body: &b}}, nil
}

func sheetsOf(ctx context.Context, rate catalog.Rate) []register.Sheet {
	var shares, themes [][]any
	for _, s := range append(slices.Clone(rate.Shares), sumOf(ctx, rate)) {
		shares = append(shares, []any{s.Name, percent(s), s.All, s.Negative, s.MustEnter(), s.Stationed, s.Delegated, s.Entered(),
			s.NotYet, s.Unsaid})
	}
	for _, th := range rate.Themes {
		themes = append(themes, []any{ui.T(ctx, "catalog.rate.life."+th.Life), th.Name})
	}
	one := func(title string, rows [][]any, keys ...string) register.Sheet {
		out := register.Sheet{Title: ui.T(ctx, "catalog.rate."+title), Rows: slices.Values(rows)}
		for _, k := range keys {
			out.Columns = append(out.Columns, register.Head{Title: ui.T(ctx, "catalog.rate."+k), Width: 20})
		}
		return out
	}
	return []register.Sheet{one("by_department", shares, append([]string{"department"}, numbersOf...)...),
		one("open", openRows(rate.Open), "department", "code", "name", "reason", "document", "since"),
		one("themes", themes, "life_of", "theme"),
		one("idle", openRows(rate.Idle), "department", "code", "name", "reason", "document", "since")}
}

// numbersOf are the columns of a department's share, in their order.
var numbersOf = []string{"rate", "all", "negative", "must", "stationed", "delegated", "entered", "not_yet", "unsaid"}

func openRows(all []catalog.Item) (out [][]any) {
	for _, i := range all {
		out = append(out, []any{i.DepartmentName, i.Code, i.Name, i.Reason, i.Document, i.Since})
	}
	return out
}

// sumOf is the line under the departments.
func sumOf(ctx context.Context, r catalog.Rate) catalog.Share {
	s := r.Sum
	s.Name = ui.T(ctx, "catalog.rate.sum")
	return s
}

// percent writes a rate in tenths of a percent.
func percent(s catalog.Share) string {
	n, ok := s.Permille()
	if !ok {
		return "—"
	}
	return fmt.Sprintf("%d.%d%%", n/10, n%10)
}

// full is what of a rate is short of the whole.
func full(s catalog.Share) ui.Kind {
	if n, ok := s.Permille(); ok && n < 1000 {
		return ui.Warn
	}
	return ui.OK
}

// shown is how many rows of a list the page has; the sheet has all of them.
const shown = 100
