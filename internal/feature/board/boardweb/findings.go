package boardweb

import (
	"context"
	"fmt"
	"net/url"
	"slices"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/directory"
	"lianban/internal/core/finding"
	"lianban/internal/core/identity"
	"lianban/internal/core/people"
)

// fact is a finding with the names that belong to it.
type fact struct {
	finding.Finding
	Who   string // the person, else the department
	Where string
}

// title is the kind of deviation in words.
func (f fact) title(ctx context.Context) string {
	k, _ := finding.KindOf(f.Kind)
	return say(ctx, k.Title())
}

func (f fact) path() string { return fmt.Sprintf("/findings/%d", f.ID) }

// kind is how the state looks: only a confirmed one is red.
func (f fact) kind() ui.Kind {
	switch f.State {
	case finding.Confirmed:
		return ui.Over
	case finding.Withdrawn:
		return ui.Hold
	}
	return ui.Warn
}

// register is the list of findings in sight.
type register struct {
	facts []fact
	list  ui.List
	state string
	next  string // the address of older ones
}

// pageOf is how many findings stand on a page.
const pageOf = 50

var states = []finding.State{finding.Proposed, finding.Stated, finding.Ready, finding.Confirmed, finding.Withdrawn}

// toDecide is the filter for what the office may decide: heard, or not heard within the time.
const toDecide = "decide"

func (h Handler) findings(r *web.Request) (web.Reply, error) {
	state, before := r.Text("state", 12), r.Int("before", 0, 1<<62)
	v := register{state: state, list: ui.List{Path: "/findings", Query: url.Values{}}}
	f := finding.Filter{Before: before, Limit: pageOf}
	switch {
	case state == toDecide:
		f.States = []finding.State{finding.Stated, finding.Ready}
	case slices.Contains(states, finding.State(state)):
		f.States = []finding.State{finding.State(state)}
	case state != "":
		return web.Reply{}, errs.Field("state", "board.unknown_state")
	}
	if state != "" {
		v.list.Query.Set("state", state)
	}
	if err := r.Faults(); err != nil {
		return web.Reply{}, err
	}
	all, err := h.Findings.List(r.Ctx(), actor(r), f)
	if err != nil {
		return web.Reply{}, err
	}
	if v.facts, err = h.named(r.Ctx(), actor(r), all); err != nil {
		return web.Reply{}, err
	}
	if len(all) == pageOf {
		v.next = v.list.With("before", fmt.Sprint(all[len(all)-1].ID))
	}
	return web.Reply{Page: findingsPage(h.Shell(r.Ctx(), ui.T(r.Ctx(), "board.findings"), ""), v)}, nil
}

// named puts names to findings.
func (h Handler) named(ctx context.Context, by identity.Actor, all []finding.Finding) (out []fact, err error) {
	err = h.Store.Read(ctx, by.Centre, func(tx *db.Tx) error {
		out = nil
		ids := []int64{}
		for _, f := range all {
			if f.Person != 0 {
				ids = append(ids, f.Person)
			}
		}
		names, err := people.Names(tx, ids)
		if err != nil {
			return err
		}
		hall, err := h.Directory.Hall(tx)
		if err != nil {
			return err
		}
		for _, f := range all {
			out = append(out, put(ctx, hall, names, f))
		}
		return nil
	})
	return out, err
}

func put(ctx context.Context, hall *directory.Hall, names map[int64]string, f finding.Finding) fact {
	out := fact{Finding: f, Who: names[f.Person]}
	if d, ok := hall.Department(f.Department); ok {
		out.Where = d.Short
	}
	if w, ok := hall.Window(f.Window); ok {
		out.Where += " " + ui.T(ctx, "board.window", "no", w.No)
	}
	if out.Who == "" {
		out.Who, out.Where = out.Where, ""
	}
	return out
}

// dossier is one finding with its evidence and the forms of whoever looks.
type dossier struct {
	fact
	command string
	typed   string
	faults  []ui.Fault
	state   bool // may state their case
	decide  bool
}

func (h Handler) finding(r *web.Request) (web.Reply, error) {
	d, err := h.dossier(r, "")
	if err != nil {
		return web.Reply{}, err
	}
	return web.Reply{Page: findingPage(h.Shell(r.Ctx(), d.title(r.Ctx()), d.Day.String()), d)}, nil
}

func (h Handler) dossier(r *web.Request, typed string) (d dossier, err error) {
	id, err := r.ID("id")
	if err != nil {
		return d, err
	}
	by := actor(r)
	f, err := h.Findings.Read(r.Ctx(), by, id)
	if err != nil {
		return d, err
	}
	all, err := h.named(r.Ctx(), by, []finding.Finding{f})
	if err != nil {
		return d, err
	}
	own := finding.MayState(by, f) == nil
	return dossier{fact: all[0], command: h.Store.IDs().Token(), typed: typed, state: f.Open() && own,
		decide: f.Open() && !own && by.Allow("finding.decide") == nil}, nil
}

// unheard tells whether the person may still state their case: until then the finding can only be withdrawn.
func (d dossier) unheard() bool { return d.State == finding.Proposed }

// decided makes the handler of a form of a finding: what is typed into field goes to do.
func (h Handler) decided(field string, do func(context.Context, identity.Actor, int64, string) (finding.Answer, error)) web.Handler {
	return func(r *web.Request) (web.Reply, error) {
		id, err := r.ID("id")
		if err != nil {
			return web.Reply{}, err
		}
		typed := r.Text(field, 2000)
		if err = r.Faults(); err == nil {
			_, err = do(r.Ctx(), actor(r), id, typed)
		}
		if err == nil {
			return web.Reply{Redirect: fmt.Sprintf("/findings/%d", id)}, nil
		}
		e := errs.As(err)
		if !slices.Contains([]errs.Code{errs.Invalid, errs.Conflict, errs.Breach}, e.Code) {
			return web.Reply{}, err
		}
		d, failed := h.dossier(r, typed)
		if failed != nil {
			return web.Reply{}, failed
		}
		d.faults = told(r.Ctx(), e)
		return web.Reply{Page: findingPage(h.Shell(r.Ctx(), d.title(r.Ctx()), d.Day.String()), d)}, err
	}
}

// told gives a refusal as the summary of a form shows it.
func told(ctx context.Context, e *errs.Error) (out []ui.Fault) {
	for _, f := range e.Faults {
		out = append(out, ui.Fault{Field: f.Field, Text: text.Say(text.Of(ctx), f.Text), Articles: f.Articles, Earliest: f.Earliest})
	}
	if out == nil {
		out = []ui.Fault{{Text: say(ctx, e.Text)}}
	}
	return out
}

// stateOptions are the choices of the filter.
func stateOptions(ctx context.Context) []ui.Option {
	out := []ui.Option{{Label: ui.T(ctx, "board.all")}, {Value: toDecide, Label: ui.T(ctx, "board.to_decide")}}
	for _, s := range states {
		out = append(out, ui.Option{Value: string(s), Label: say(ctx, s.Word())})
	}
	return out
}

// moments are the evidence and what the person said, oldest first.
func (d dossier) moments(ctx context.Context) (out []ui.Moment) {
	for _, e := range d.Evidence {
		out = append(out, ui.Moment{Title: ui.T(ctx, "finding.source."+e.Source), At: e.At.Format("01-02 15:04"), Text: say(ctx, e.Text)})
	}
	return out
}
