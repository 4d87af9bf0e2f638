package registerweb

import (
	"bytes"
	"context"
	"encoding/csv"
	"io"
	"strconv"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/file/register"
)

// previewReport is every row of a previewed file with what would become of it.
func (h Handler) previewReport(r *web.Request) (web.Reply, error) {
	i, err := h.kind(actor(r), kindOf(r))
	if err != nil {
		return web.Reply{}, err
	}
	f, err := carried(r)
	if err != nil {
		return web.Reply{}, err
	}
	out, err := i.Import(r.Ctx(), actor(r), f, true)
	if err != nil {
		return h.unusable(r, err)
	}
	return book(reportName(r.Ctx(), i.Kind()), func(w io.Writer) error { return out.Rows.Report(w, text.Of(r.Ctx()), f.Name) })
}

// report is the report of an import as it was made then.
func (h Handler) report(r *web.Request) (web.Reply, error) {
	i, err := h.kind(actor(r), kindOf(r))
	if err != nil {
		return web.Reply{}, err
	}
	id, err := r.ID("id")
	if err != nil {
		return web.Reply{}, err
	}
	return book(reportName(r.Ctx(), i.Kind()), func(w io.Writer) error {
		return h.Store.Read(r.Ctx(), actor(r).Centre, func(tx *db.Tx) error {
			if _, err := h.record(tx, actor(r), i.Kind(), id); err != nil {
				return err
			}
			return register.ReportOf(tx, i.Kind(), id, w)
		})
	})
}

func reportName(ctx context.Context, kind string) string {
	return ui.T(ctx, "register.web.report_name", "kind", ui.T(ctx, "register.kind."+kind+".name")) + ".xlsx"
}

// template is an empty XLSX with the columns and how to fill them.
func (h Handler) template(r *web.Request) (web.Reply, error) {
	i, err := h.kind(actor(r), kindOf(r))
	if err != nil {
		return web.Reply{}, err
	}
	name := ui.T(r.Ctx(), "register.kind."+i.Kind()+".name")
	return book(templateName(r.Ctx(), name)+".xlsx", func(w io.Writer) error {
		return templateOf(w, text.Of(r.Ctx()), name, i)
	})
}

func templateOf(w io.Writer, lang text.Lang, name string, i register.Importer) error {
	if b, ok := i.(register.Booklet); ok {
		return b.Template(w, lang)
	}
	return register.Template(w, lang, name, i.Columns())
}

func templateName(ctx context.Context, name string) string {
	return ui.T(ctx, "register.web.template_name", "kind", name)
}

// templateCSV is the header alone. It begins with the mark of UTF-8, without which Excel shows no Chinese.
func (h Handler) templateCSV(r *web.Request) (web.Reply, error) {
	i, err := h.kind(actor(r), kindOf(r))
	if err != nil {
		return web.Reply{}, err
	}
	if _, ok := i.(register.Booklet); ok {
		return web.Reply{}, errs.New(errs.NotFound, "error.not_found")
	}
	heads := make([]string, 0, len(i.Columns()))
	for _, c := range i.Columns() {
		heads = append(heads, text.Say(text.Of(r.Ctx()), c.Title))
	}
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	if err := w.Write(heads); err != nil {
		return web.Reply{}, err
	}
	w.Flush()
	name := templateName(r.Ctx(), ui.T(r.Ctx(), "register.kind."+i.Kind()+".name")) + ".csv"
	return web.Reply{File: &web.File{Name: name, Type: "text/csv; charset=utf-8", Body: &b}}, w.Error()
}

func number(n int64) string { return strconv.FormatInt(n, 10) }
