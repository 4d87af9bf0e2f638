package reviewweb

import (
	"bytes"
	"context"
	"strconv"

	"lianban/internal/base/db"
	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/file/register"
	"lianban/internal/feature/review"
)

// OpinionsView is what visitors wrote and nobody has released yet.
type OpinionsView struct {
	All     []review.Opinion
	Command string
	Faults  []ui.Fault
}

func (h Handler) opinions(r *web.Request) (web.Reply, error) {
	v, err := h.opinionsOf(r)
	return shown(OpinionsPage(h.opinionsFrame(r), v), err)
}

func (h Handler) opinionsOf(r *web.Request) (v OpinionsView, err error) {
	v.Command = h.Review.Store.IDs().Token()
	err = h.read(r.Ctx(), func(tx *db.Tx) (err error) {
		v.All, err = h.Review.Unreleased(tx, actor(r))
		return err
	})
	return v, err
}

func (h Handler) opinionsFrame(r *web.Request) ui.StaffPage {
	p := h.Shell(r.Ctx(), ui.T(r.Ctx(), "review.opinion.list"), "")
	p.Crumbs = []ui.Link{{Label: ui.T(r.Ctx(), "review.matter.list"), Href: "/reviews"}}
	return p
}

func (h Handler) release(r *web.Request) (web.Reply, error) {
	id, err := r.ID("id")
	if err != nil {
		return web.Reply{}, err
	}
	shows, word, answer := r.Text("show", 1) != "", r.Text(field("word", id), 500), r.Text(field("answer", id), 500)
	if err = r.Faults(); err == nil {
		err = h.Review.Release(r.Ctx(), actor(r), id, shows, word, answer)
	}
	if err == nil {
		return web.Reply{Redirect: "/opinions"}, nil
	}
	v, failed := h.opinionsOf(r)
	if failed != nil {
		return web.Reply{}, failed
	}
	v.Faults = faultsOf(r.Ctx(), err)
	for i, f := range v.Faults {
		if f.Field == "word" {
			v.Faults[i].Field = field("word", id)
		}
	}
	return web.Reply{Page: OpinionsPage(h.opinionsFrame(r), v)}, err
}

func field(name string, id int64) string { return name + "-" + strconv.FormatInt(id, 10) }

const xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// export is the office's register of bad reviews, without whatever leads to the visitor.
func (h Handler) export(r *web.Request) (web.Reply, error) {
	var all []review.Matter
	err := h.read(r.Ctx(), func(tx *db.Tx) (err error) {
		all, err = h.Review.Matters(tx, actor(r), 5000)
		return err
	})
	if err != nil {
		return web.Reply{}, err
	}
	var b bytes.Buffer
	if err := register.Write(&b, sheet(r.Ctx(), all)); err != nil {
		return web.Reply{}, err
	}
	name := ui.T(r.Ctx(), "review.export_name", "day", h.Review.Store.Clock().Now().Day()) + ".xlsx"
	return web.Reply{File: &web.File{Name: name, Type: xlsx, Body: &b}}, nil
}

func sheet(ctx context.Context, all []review.Matter) register.Sheet {
	head := func(key string, width float64) register.Head {
		return register.Head{Title: ui.T(ctx, "review."+key), Width: width}
	}
	return register.Sheet{Title: ui.T(ctx, "review.matter.list"), Columns: []register.Head{head("matter.day", 12),
		head("matter.service", 40), head("matter.window", 14), head("matter.level", 14), head("matter.reasons", 44),
		head("matter.progress", 16), head("loop.verdict", 14), head("loop.weight", 10), head("loop.aside", 10), head("flag.what", 14)},
		Rows: func(yield func([]any) bool) {
			for _, m := range all {
				if !yield(sheetRow(ctx, m)) {
					return
				}
			}
		}}
}

func sheetRow(ctx context.Context, m review.Matter) []any {
	say := func(group, v string) string {
		if v == "" {
			return ""
		}
		return ui.T(ctx, group+v)
	}
	reasons, aside := "", ""
	for _, r := range m.Reasons {
		reasons += strconv.Itoa(r.Code) + " " + ui.T(ctx, "review.reason."+strconv.Itoa(r.Code)) + "；"
	}
	if m.Aside {
		aside = ui.T(ctx, "review.loop.aside")
	}
	return []any{m.Day, m.Item, place(ctx, m), ui.T(ctx, "ui.level."+strconv.Itoa(m.Level)), reasons,
		ui.T(ctx, "review.matter.state."+string(m.State)), say("review.loop.verdicts.", string(m.Verdict)),
		say("review.loop.weights.", m.Weight), aside, say("review.flag.", string(m.Flag))}
}
