package registerweb

import (
	"bytes"
	"context"
	"encoding/base64"
	"io"
	"slices"
	"strings"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/file/register"
	"lianban/internal/core/identity"
)

// kindView is a kind of file on the overview.
type kindView struct {
	Kind string
	Last *register.Record
}

type overviewView struct {
	Page   ui.StaffPage
	Kinds  []kindView
	Others []Other
}

// overview shows every kind the person may bring in, in the order in which a hall begins.
func (h Handler) overview(r *web.Request) (web.Reply, error) {
	v := overviewView{Page: h.Shell(r.Ctx(), ui.T(r.Ctx(), "register.web.title"), ui.T(r.Ctx(), "register.web.sub"))}
	err := h.Store.Read(r.Ctx(), actor(r).Centre, func(tx *db.Tx) error {
		v.Kinds = nil
		for _, i := range h.Importers {
			if _, err := h.kind(actor(r), i.Kind()); err != nil {
				continue
			}
			last, err := register.Newest(tx, i.Kind(), 1)
			if err != nil {
				return err
			}
			k := kindView{Kind: i.Kind()}
			if len(last) > 0 {
				k.Last = &last[0]
			}
			v.Kinds = append(v.Kinds, k)
		}
		return nil
	})
	if h.Others != nil {
		v.Others = h.Others(r.Ctx())
	}
	return web.Reply{Page: overviewPage(v)}, err
}

// chooseView is the form for a file.
type chooseView struct {
	Page    ui.StaffPage
	Kind    string
	Columns []register.Column
	Records []register.Record
	Faults  []ui.Fault
}

// shownRecords is how many former imports the form lists.
const shownRecords = 10

func (h Handler) choose(r *web.Request) (web.Reply, error) { return h.form(r, nil) }

// form is the page with the form; refused is why the last file could not be used.
func (h Handler) form(r *web.Request, refused error) (web.Reply, error) {
	i, err := h.kind(actor(r), kindOf(r))
	if err != nil {
		return web.Reply{}, err
	}
	v := chooseView{Page: h.shell(r.Ctx(), i.Kind(), "choose"), Kind: i.Kind(), Columns: i.Columns(), Faults: faults(r.Ctx(), refused)}
	if err := h.Store.Read(r.Ctx(), actor(r).Centre, func(tx *db.Tx) (err error) {
		v.Records, err = register.Newest(tx, i.Kind(), shownRecords)
		v.Records = slices.DeleteFunc(v.Records, func(one register.Record) bool { return !sees(actor(r), i.Kind(), one) })
		return err
	}); err != nil {
		return web.Reply{}, err
	}
	return web.Reply{Page: choosePage(v)}, refused
}

// resultView is what a file would do, or did.
type resultView struct {
	Page    ui.StaffPage
	Kind    string
	Columns []register.Column
	Name    string
	Raw     string // the file, on its way from the preview to the confirmation
	Command string
	Answer  register.Answer
	Record  *register.Record // of what was done; nil for a preview
	Faults  []ui.Fault
}

// preview says what the file would do; nothing is changed.
func (h Handler) preview(r *web.Request) (web.Reply, error) {
	f, err := handed(r)
	if err != nil {
		return h.form(r, err)
	}
	return h.previewOf(r, f, nil)
}

func (h Handler) previewOf(r *web.Request, f register.File, refused error) (web.Reply, error) {
	i, err := h.kind(actor(r), kindOf(r))
	if err != nil {
		return web.Reply{}, err
	}
	out, err := i.Import(r.Ctx(), actor(r), f, true)
	if err != nil {
		return h.unusable(r, err)
	}
	v := resultView{Page: h.shell(r.Ctx(), i.Kind(), "preview"), Kind: i.Kind(), Columns: i.Columns(), Name: f.Name,
		Raw: base64.StdEncoding.EncodeToString(f.Raw), Command: h.Store.IDs().Token(), Answer: out.Answer,
		Faults: faults(r.Ctx(), refused)}
	return web.Reply{Page: resultPage(v)}, refused
}

// unusable leads back to the form when the file is to blame.
func (h Handler) unusable(r *web.Request, err error) (web.Reply, error) {
	if errs.Is(err, errs.Invalid) {
		return h.form(r, err)
	}
	return web.Reply{}, err
}

// carryOut brings the previewed file in. Where nothing changed in between, it does what the preview said.
func (h Handler) carryOut(r *web.Request) (web.Reply, error) {
	i, err := h.kind(actor(r), kindOf(r))
	if err != nil {
		return web.Reply{}, err
	}
	f, err := carried(r)
	if err != nil {
		return web.Reply{}, err
	}
	out, err := i.Import(r.Ctx(), actor(r), f, false)
	switch {
	case errs.Is(err, errs.Conflict):
		return h.previewOf(r, f, err)
	case err != nil:
		return h.unusable(r, err)
	case out.ID == 0: // nothing to do any more
		return h.previewOf(r, f, nil)
	}
	return web.Reply{Redirect: "/import/" + i.Kind() + "/done/" + number(out.ID)}, nil
}

// done shows what an import did.
func (h Handler) done(r *web.Request) (web.Reply, error) {
	i, err := h.kind(actor(r), kindOf(r))
	if err != nil {
		return web.Reply{}, err
	}
	id, err := r.ID("id")
	if err != nil {
		return web.Reply{}, err
	}
	v := resultView{Page: h.shell(r.Ctx(), i.Kind(), "done"), Kind: i.Kind(), Columns: i.Columns()}
	err = h.Store.Read(r.Ctx(), actor(r).Centre, func(tx *db.Tx) error {
		rec, err := h.record(tx, actor(r), i.Kind(), id)
		v.Record, v.Answer, v.Name = &rec, rec.Answer, rec.Name
		return err
	})
	if err != nil {
		return web.Reply{}, err
	}
	return web.Reply{Page: resultPage(v)}, nil
}

// record gives a former import to whoever may look at it. NotFound otherwise.
func (h Handler) record(tx *db.Tx, by identity.Actor, kind string, id int64) (register.Record, error) {
	rec, err := register.Import(tx, kind, id)
	if err == nil && !sees(by, kind, rec) {
		err = errs.New(errs.NotFound, "error.not_found")
	}
	return rec, err
}

func (h Handler) shell(ctx context.Context, kind, step string) ui.StaffPage {
	p := h.Shell(ctx, ui.T(ctx, "register.kind."+kind+".title"), ui.T(ctx, "register.step."+step))
	p.Crumbs = []ui.Link{{Label: ui.T(ctx, "register.web.title"), Href: "/import"}}
	if identity.From(ctx).Allow("import.read") != nil {
		p.Crumbs = nil
	}
	if kind == "items" || kind == "guides" {
		p.Crumbs = append(p.Crumbs, ui.Link{Label: ui.T(ctx, "register.web.items"), Href: "/items"})
	}
	return p
}

// handed takes the file that was chosen.
func handed(r *web.Request) (register.File, error) {
	part, head, err := r.FormFile("file")
	if err != nil {
		return register.File{}, errs.Field("file", "register.web.no_file").Cause(err)
	}
	defer part.Close()
	raw, err := io.ReadAll(part)
	if err != nil {
		return register.File{}, errs.Field("file", "register.broken_off").Cause(err)
	}
	return register.File{Name: plainName(head.Filename), Raw: raw}, nil
}

// carried takes the file that the preview put into its form.
func carried(r *web.Request) (register.File, error) {
	raw, err := base64.StdEncoding.DecodeString(r.FormValue("raw"))
	if err != nil {
		return register.File{}, errs.Field("file", "register.broken_off").Cause(err)
	}
	return register.File{Name: plainName(r.FormValue("name")), Raw: raw}, nil
}

// plainName is the file's own name without folders, as long as one reads.
func plainName(s string) string {
	s = strings.ToValidUTF8(s[strings.LastIndexAny(s, `/\`)+1:], "")
	if r := []rune(s); len(r) > 120 {
		s = string(r[:120])
	}
	return s
}

// faults are the reasons of a refusal, for the head of a form.
func faults(ctx context.Context, err error) (out []ui.Fault) {
	if err == nil {
		return nil
	}
	e := errs.As(err)
	for _, f := range e.Faults {
		out = append(out, ui.Fault{Field: f.Field, Text: text.Say(text.Of(ctx), f.Text), Articles: f.Articles, Earliest: f.Earliest})
	}
	if out == nil {
		out = []ui.Fault{{Text: text.Say(text.Of(ctx), e.Text)}}
	}
	// A file without its columns is one fault each, all about the one field of the form.
	for i := range out {
		out[i].Field = "file"
	}
	return slices.Clip(out)
}

const xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

func book(name string, write func(w io.Writer) error) (web.Reply, error) {
	var b bytes.Buffer
	if err := write(&b); err != nil {
		return web.Reply{}, err
	}
	return web.Reply{File: &web.File{Name: name, Type: xlsx, Body: &b}}, nil
}
