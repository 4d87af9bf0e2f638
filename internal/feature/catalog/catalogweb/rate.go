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
	t := func(key string) string { return ui.T(r.Ctx(), "catalog.rate."+key) }
	heads := func(keys ...string) (out []register.Head) {
		for _, k := range keys {
			out = append(out, register.Head{Title: t(k), Width: 20})
		}
		return out
	}
	var shares, themes [][]any
	for _, s := range append(slices.Clone(rate.Shares), sumOf(r.Ctx(), rate)) {
		shares = append(shares, []any{s.Name, s.All, s.Negative, s.MustEnter(), s.Stationed, s.Delegated, s.Entered(), s.NotYet, s.Unsaid, percent(s)})
	}
	for _, th := range rate.Themes {
		themes = append(themes, []any{t("life." + th.Life), th.Name})
	}
	var b bytes.Buffer
	if err := register.Write(&b,
		register.Sheet{Title: t("by_department"), Rows: slices.Values(shares),
			Columns: heads("department", "all", "negative", "must", "stationed", "delegated", "entered", "not_yet", "unsaid", "rate")},
		register.Sheet{Title: t("open"), Rows: slices.Values(openRows(rate.Open)), Columns: heads("department", "code", "name", "reason", "document", "since")},
		register.Sheet{Title: t("themes"), Rows: slices.Values(themes), Columns: heads("life", "theme")},
		register.Sheet{Title: t("idle"), Rows: slices.Values(openRows(rate.Idle)), Columns: heads("department", "code", "name", "reason", "document", "since")},
	); err != nil {
		return web.Reply{}, err
	}
	name := ui.T(r.Ctx(), "catalog.rate.file", "day", h.now().Day()) + ".xlsx"
	return web.Reply{File: &web.File{Name: name, Type: xlsx, Body: &b}}, nil
}

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
