package reviewweb

import (
	"context"
	"fmt"
	"net/url"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/people"
	"lianban/internal/feature/review"
)

// mattersShown is how many bad reviews a list holds: the waiting ones come first.
const mattersShown = 200

// MatterView is one bad review for its page.
type MatterView struct {
	review.Matter
	Verifier string // their name
	Mine     bool   // to get in touch
	Own      bool   // whoever asks is the verifier
	Over     bool   // the department's time to explain has run out
	Steps    []StepView
	Known    []review.Known
	Short    int // working days to rectify, plain and complex
	Long     int
	Typed    url.Values
	Due      string
	Lamp     ui.Kind
	Contact  *review.Contact // opened just now
	Command  string
	Note     string
	Faults   []ui.Fault
}

func (h Handler) matters(r *web.Request) (web.Reply, error) {
	var all []review.Matter
	var fast []review.Flagged
	err := h.read(r.Ctx(), func(tx *db.Tx) (err error) {
		if all, err = h.Review.Matters(tx, actor(r), mattersShown); err != nil {
			return err
		}
		fast, err = h.Review.Flagged(tx, actor(r))
		return err
	})
	page := h.Shell(r.Ctx(), ui.T(r.Ctx(), "review.matter.list"), "")
	return shown(MattersPage(page, all, fast), err)
}

func (h Handler) matter(r *web.Request) (web.Reply, error) {
	v, err := h.matterOf(r)
	return shown(MatterPage(h.matterFrame(r, v), v), err)
}

func (h Handler) take(r *web.Request) (web.Reply, error) {
	id, err := r.ID("id")
	if err == nil {
		err = h.Review.Take(r.Ctx(), actor(r), id)
	}
	return web.Reply{Redirect: matterPath(id)}, err
}

func (h Handler) contact(r *web.Request) (web.Reply, error) {
	id, err := r.ID("id")
	if err != nil {
		return web.Reply{}, err
	}
	outcome, note := r.Must("outcome", 20), r.Text("note", 500)
	if err = r.Faults(); err == nil {
		err = h.Review.Contact(r.Ctx(), actor(r), id, outcome, note)
	}
	if err == nil {
		return web.Reply{Redirect: matterPath(id)}, nil
	}
	return h.again(r, err, note)
}

// reveal shows the contact once, in this answer; nothing keeps it.
func (h Handler) reveal(r *web.Request) (web.Reply, error) {
	id, err := r.ID("id")
	if err != nil {
		return web.Reply{}, err
	}
	reason := r.Must("reason", 200)
	if err = r.Faults(); err != nil {
		return h.again(r, err, "")
	}
	c, err := h.Review.Reveal(r.Ctx(), actor(r), id, reason)
	if err != nil {
		return h.again(r, err, "")
	}
	v, err := h.matterOf(r)
	v.Contact = &c
	return shown(MatterPage(h.matterFrame(r, v), v), err)
}

// again shows the page with what is wrong.
func (h Handler) again(r *web.Request, wrong error, note string) (web.Reply, error) {
	v, err := h.matterOf(r)
	if err != nil {
		return web.Reply{}, err
	}
	lang := text.Of(r.Ctx())
	for _, f := range errs.As(wrong).Faults {
		v.Faults = append(v.Faults, ui.Fault{Field: f.Field, Text: text.Say(lang, f.Text)})
	}
	if v.Faults == nil {
		v.Faults = []ui.Fault{{Text: text.Say(lang, errs.As(wrong).Text)}}
	}
	v.Note, v.Typed = note, r.PostForm
	return web.Reply{Page: MatterPage(h.matterFrame(r, v), v)}, wrong
}

func (h Handler) matterOf(r *web.Request) (v MatterView, err error) {
	id, err := r.ID("id")
	if err != nil {
		return v, err
	}
	v.Command = h.Review.Store.IDs().Token()
	err = h.read(r.Ctx(), func(tx *db.Tx) error {
		if v.Matter, err = h.Review.Matter(tx, actor(r), id); err != nil {
			return err
		}
		v.Own = v.State != review.Waiting && v.Matter.Verifier == actor(r).Person
		v.Mine = v.Own && v.State == review.Taken
		if v.Short, v.Long, err = h.Review.RectifyDays(tx); err != nil {
			return err
		}
		if v.Known, err = h.Review.KnownOf(tx, actor(r), id); err != nil {
			return err
		}
		return h.work(r.Ctx(), tx, &v)
	})
	return v, err
}

// work reads what was done, by whom, and the clock that runs.
func (h Handler) work(ctx context.Context, tx *db.Tx, v *MatterView) error {
	steps, err := v.Matter.Steps(tx)
	if err != nil {
		return err
	}
	ids := []int64{v.Matter.Verifier}
	for _, st := range steps {
		ids = append(ids, st.Person)
	}
	names, err := people.Names(tx, ids)
	if err != nil {
		return err
	}
	v.Verifier, v.Steps = names[v.Matter.Verifier], stepViews(ctx, steps, names)
	id := v.Clock
	if id == 0 {
		id = v.Deadline
	}
	d, err := h.Review.Deadline.One(tx, id)
	v.Due, v.Lamp, v.Over = d.Day.String(), lamp(d.Over(tx.Now), d.Open()), d.Over(tx.Now)
	return err
}

// lamp is the clock of a matter in three colours.
func lamp(over, open bool) ui.Kind {
	switch {
	case over:
		return ui.Over
	case open:
		return ui.OK
	}
	return ui.Done
}

func (h Handler) matterFrame(r *web.Request, v MatterView) ui.StaffPage {
	p := h.Shell(r.Ctx(), ui.T(r.Ctx(), "review.matter.one"), v.Opened.Day().String())
	p.Crumbs = []ui.Link{{Label: ui.T(r.Ctx(), "review.matter.list"), Href: "/reviews"}}
	return p
}

func matterPath(id int64) string { return fmt.Sprintf("%s%d", review.MatterPath, id) }

// place is where the service was.
func place(ctx context.Context, m review.Matter) string {
	if m.WindowNo == 0 {
		return ui.T(ctx, "review.matter.online")
	}
	return ui.T(ctx, "review.matter.window_no", "n", m.WindowNo)
}

func matterKind(s review.MatterState) ui.Kind {
	switch s {
	case review.Waiting:
		return ui.Warn
	case review.Closed:
		return ui.Done
	}
	return ui.OK
}

func day(i clock.Instant) string { return i.Day().String() }

// outcomes is the choice of what came of trying to reach the visitor.
func outcomes(ctx context.Context) []ui.Option {
	out := []ui.Option{{Label: ui.T(ctx, "review.matter.choose")}}
	for _, o := range review.Outcomes {
		out = append(out, ui.Option{Value: o, Label: ui.T(ctx, "review.matter.outcome."+o)})
	}
	return out
}

// faultOf finds what is wrong with a field.
func faultOf(faults []ui.Fault, field string) string {
	for _, f := range faults {
		if f.Field == field {
			return f.Text
		}
	}
	return ""
}
