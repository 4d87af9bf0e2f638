package caseworkweb

import (
	"cmp"
	"context"
	"errors"
	"lianban/internal/feature/casework/acceptance"
	"lianban/internal/feature/casework/applicant"
	"net/url"
	"strconv"
	"strings"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/identity"
	"lianban/internal/feature/casework"
	"lianban/internal/feature/casework/material"
	"lianban/internal/feature/queue"
)

// asked is what somebody has put into the form so far.
type asked struct {
	Ticket    int64
	Marks     []material.Marking
	Applicant applicant.Applicant
	Promise   bool
	Typed     url.Values // why the application is to be turned away
	Faults    []ui.Fault
}

// intake is the form that takes a case in.
type intake struct {
	asked
	Head    head
	Command string
	Console bool
	Window  int64
	Item    int64
	Guide   string // 按指南 2026-10-08 版 · 5 份
	Lines   []line
	Weighed weighed
	Stop    []ui.Fault // why the item cannot be accepted here at all; then there is no form
}

// line is one material to mark.
type line struct {
	N        int
	Name     string
	Form     string
	Mark     material.Mark
	Defer    bool // may be deferred
	Optional bool
	Comes    bool // was deferred before: it can come, or not yet
}

// weighed is what the marks come to: the note and the row of actions below the lines.
type weighed struct {
	Verdict material.Verdict
	Left    int     // not looked at yet
	Lacking []wants // what comes later, or is missing
	Mended  []wants // what was corrected on the spot
	Promise bool
	Stop    []ui.Fault
	Later   string // 先收件，5 个工作日内告知
}

// wants is one material that is not there.
type wants struct {
	N     int
	Name  string
	By    string // until when it may come; empty when it is missing
	Fault string
}

// intake builds the form for an item at a window. A refusal of the rules stands in it, it is no error.
func (h Handler) intake(ctx context.Context, tx *db.Tx, by identity.Actor, window, item int64, in asked) (intake, error) {
	v := intake{asked: in, Command: h.command(), Window: window, Item: item}
	if len(in.Marks) == 0 {
		f, err := h.Cases.Weigh(tx, window, item, nil)
		if err != nil && (!errs.Is(err, errs.Breach) || f.Item.ID == 0) {
			return v, err
		}
		v.Stop = faults(ctx, err)
		v.Marks = preset(f)
	}
	f, err := h.Cases.Weigh(tx, window, item, v.Marks)
	if err != nil && !errs.Is(err, errs.Breach) {
		return v, err
	}
	v.Lines, v.Weighed = lines(ctx, f), weigh(ctx, f, err)
	v.Weighed.Promise = in.Promise
	v.Head = head{Item: f.Item.Name, Who: ui.T(ctx, "casework.panel.new"), Tags: offerTags(ctx, f), Steps: steps(ctx, 2)}
	if g := f.Item.Guide; g != nil {
		v.Guide = ui.T(ctx, "casework.panel.guide", "day", g.Published.Day(), "n", len(g.Materials))
	}
	return v, nil
}

// preset marks what the window fetches itself.
func preset(f acceptance.Facts) []material.Marking {
	out := make([]material.Marking, len(f.Materials))
	for i, m := range f.Materials {
		if m.Fetched {
			out[i].Mark = material.Present
		}
	}
	return out
}

func lines(ctx context.Context, f acceptance.Facts) []line {
	var out []line
	for _, m := range f.Materials {
		out = append(out, line{N: m.N, Name: m.Name, Form: say(ctx, m.Form()), Mark: m.Mark,
			Defer: f.Item.Tolerance && m.Need == material.Deferrable, Optional: m.Need == material.Optional})
	}
	return out
}

func weigh(ctx context.Context, f acceptance.Facts, err error) weighed {
	w := weighed{Verdict: f.Verdict, Stop: faults(ctx, err)}
	for _, m := range f.Materials {
		if m.Mark == "" {
			w.Left++
		}
	}
	for _, m := range material.Lacking(f.Materials) {
		x := wants{N: m.N, Name: m.Name, Fault: m.Fault}
		if m.Mark == material.Deferred {
			x.By = f.Supply[m.N].String()
		}
		w.Lacking = append(w.Lacking, x)
	}
	for _, m := range material.Mended(f.Materials) {
		w.Mended = append(w.Mended, wants{N: m.N, Name: m.Name, Fault: m.Fault})
	}
	return w
}

func offerTags(ctx context.Context, f acceptance.Facts) []string {
	var out []string
	if g := f.Item.Guide; g != nil {
		out = append(out, ui.T(ctx, "casework.tag.promised", "limit", say(ctx, f.PromisedText())))
	}
	if f.Item.Tolerance {
		out = append(out, ui.T(ctx, "casework.tag.tolerance"))
	}
	if f.Letter.Holds {
		out = append(out, ui.T(ctx, "casework.tag.delegated"))
	}
	return out
}

// newCase is the form on a page of its own: for the visit's other business.
func (h Handler) newCase(r *web.Request) (web.Reply, error) {
	in := casework.Take{Window: window(r), Item: r.Int("item", 0, 1<<62)}
	if err := r.Faults(); err != nil {
		return web.Reply{}, err
	}
	return h.form(r, in, nil)
}

// form draws the form with what was typed, and why it was refused.
func (h Handler) form(r *web.Request, in casework.Take, refusal error) (web.Reply, error) {
	by := actor(r)
	if err := by.May("case.accept", identity.Thing{Window: in.Window}); err != nil {
		return web.Reply{}, err
	}
	var v intake
	err := h.Cases.Store.Read(r.Ctx(), by.Centre, func(tx *db.Tx) error {
		t, err := beingServed(tx, in.Window)
		if err != nil {
			return err
		}
		v, err = h.intake(r.Ctx(), tx, by, in.Window, cmp.Or(in.Item, t.Item), asked{Ticket: t.ID, Marks: in.Marks, Applicant: in.Applicant,
			Promise: in.Promise, Typed: declining(r), Faults: fieldsOf(r, faults(r.Ctx(), refusal))})
		v.Head.No, v.Head.Since = t.No, t.Arrived
		if err == nil && r.Part() {
			v.Console = true
			v.Head.Mean, err = h.mean(r.Ctx(), tx, in.Window)
		}
		return err
	})
	if err != nil {
		return web.Reply{}, err
	}
	p := h.Shell(r.Ctx(), ui.T(r.Ctx(), "casework.new.title"), ui.T(r.Ctx(), "casework.new.sub", "no", v.Head.No))
	p.Crumbs = []ui.Link{{Label: ui.T(r.Ctx(), "casework.to_console"), Href: pathConsole}}
	// On the console the form alone comes back, with its faults, in the place of the one that was sent.
	return web.Reply{Page: intakePage(p, v), Part: intakePanel(v)}, refusal
}

// declining is what was typed to turn the application away; nil for every other form.
func declining(r *web.Request) url.Values {
	if r.URL.Path != pathDecline {
		return nil
	}
	return r.PostForm
}

// beingServed is the number that a window serves. Conflict when it serves nobody.
func beingServed(tx *db.Tx, window int64) (queue.Ticket, error) {
	t, found, err := queue.Peek(tx, window)
	if err == nil && (!found || t.State != queue.Serving) {
		err = errs.New(errs.Conflict, "casework.nobody")
	}
	return t, err
}

// window is the one that the form names, else the actor's own.
func window(r *web.Request) int64 {
	if id := r.Int("window", 0, 1<<62); id != 0 {
		return id
	}
	return actor(r).Window()
}

// accept takes the case in. A refusal comes back with everything that was typed.
func (h Handler) accept(r *web.Request) (web.Reply, error) {
	return h.intoCase(r, func(in casework.Take) (casework.Case, error) { return h.Cases.Accept(r.Ctx(), actor(r), in) })
}

// turnAway ends the application at the window, with the same form.
func (h Handler) turnAway(r *web.Request) (web.Reply, error) {
	why := turnedAway(r)
	return h.intoCase(r, func(in casework.Take) (casework.Case, error) { return h.Cases.TurnAway(r.Ctx(), actor(r), in, why) })
}

// intoCase reads the form and lets do make a case of it.
func (h Handler) intoCase(r *web.Request, do func(casework.Take) (casework.Case, error)) (web.Reply, error) {
	in := casework.Take{Window: window(r), Ticket: r.Int("ticket", 0, 1<<62), Item: r.Int("item", 0, 1<<62),
		Applicant: applicant.Applicant{Name: r.Text("name", applicant.MaxName), IDNumber: r.Text("id_number", applicant.MaxID+4),
			Phone: r.Text("phone", applicant.MaxPhone), Agent: r.Text("agent", applicant.MaxName)},
		Marks: marks(r), Promise: r.PostFormValue("promise") != "", Later: r.PostFormValue("later") != "",
		Expect: material.Verdict(r.PostFormValue("verdict"))}
	if err := r.Faults(); err != nil {
		return h.form(r, in, err)
	}
	c, err := do(in)
	if err != nil && shown(err) {
		return h.again(r, in, err)
	}
	if err != nil {
		return web.Reply{}, err
	}
	return web.Reply{Redirect: pathConsole + "?said=casework.said." + doneWord(c)}, nil
}

// again shows the form once more; where there is no form any more, the refusal itself.
func (h Handler) again(r *web.Request, in casework.Take, refusal error) (web.Reply, error) {
	reply, err := h.form(r, in, refusal)
	if reply.Page == nil {
		return web.Reply{}, refusal
	}
	return reply, err
}

func doneWord(c casework.Case) string {
	if c.Tolerated {
		return "tolerated"
	}
	return string(c.State)
}

// maxMaterials bounds what is read of a form; no guide has more.
const maxMaterials = 200

// marks reads the marks m0, m1 … and what is wrong with each, f0, f1 ….
func marks(r *web.Request) []material.Marking {
	var out []material.Marking
	for i := range maxMaterials {
		name := "m" + strconv.Itoa(i)
		if r.FormValue(name) == "" && r.FormValue("has"+name) == "" {
			break
		}
		out = append(out, material.Marking{Mark: material.Mark(r.FormValue(name)),
			Fault: strings.TrimSpace(r.FormValue("f" + strconv.Itoa(i)))})
	}
	return out
}

// verdict is the part below the lines, for the marks as they are now. It does nothing.
func (h Handler) verdict(r *web.Request) (web.Reply, error) {
	by, win, item := actor(r), window(r), r.Int("item", 0, 1<<62)
	if err := errors.Join(r.Faults(), by.May("case.accept", identity.Thing{Window: win})); err != nil {
		return web.Reply{}, err
	}
	var v intake
	err := h.Cases.Store.Read(r.Ctx(), by.Centre, func(tx *db.Tx) (err error) {
		v, err = h.intake(r.Ctx(), tx, by, win, item, asked{Marks: marks(r), Promise: r.FormValue("promise") != ""})
		return err
	})
	if err != nil {
		return web.Reply{}, err
	}
	return web.Reply{Part: verdictPart(v.Weighed)}, nil
}
