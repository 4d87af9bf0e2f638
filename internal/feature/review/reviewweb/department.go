package reviewweb

import (
	"context"
	"fmt"
	"net/url"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/identity"
	"lianban/internal/core/people"
	"lianban/internal/feature/review"
)

// RequestView is what the office asks of a department, for its page.
type RequestView struct {
	review.Request
	Due     string
	Lamp    ui.Kind
	Record  []StepView
	Command string
	Typed   url.Values
	Faults  []ui.Fault
}

func requestPath(id int64) string { return fmt.Sprintf("%s%d", review.RequestPath, id) }

func (h Handler) requests(r *web.Request) (web.Reply, error) {
	var all []review.Request
	err := h.read(r.Ctx(), func(tx *db.Tx) (err error) {
		all, err = h.Review.Requests(tx, actor(r), mattersShown)
		return err
	})
	return shown(RequestsPage(h.Shell(r.Ctx(), ui.T(r.Ctx(), "review.request.list"), ""), all), err)
}

func (h Handler) request(r *web.Request) (web.Reply, error) {
	v, err := h.requestOf(r)
	return shown(RequestPage(h.requestFrame(r), v), err)
}

func (h Handler) facts(r *web.Request) (web.Reply, error) {
	return h.told(r, h.Review.TellFacts)
}

func (h Handler) report(r *web.Request) (web.Reply, error) {
	return h.told(r, h.Review.Report)
}

// told takes the chief's word and shows the request again.
func (h Handler) told(r *web.Request, step func(ctx context.Context, by identity.Actor, id int64, word string) error) (web.Reply, error) {
	id, err := r.ID("id")
	if err != nil {
		return web.Reply{}, err
	}
	word := r.Text("word", 500)
	if err = r.Faults(); err == nil {
		err = step(r.Ctx(), actor(r), id, word)
	}
	if err == nil {
		return web.Reply{Redirect: requestPath(id)}, nil
	}
	v, failed := h.requestOf(r)
	if failed != nil {
		return web.Reply{}, failed
	}
	v.Typed, v.Faults = r.PostForm, faultsOf(r.Ctx(), err)
	return web.Reply{Page: RequestPage(h.requestFrame(r), v)}, err
}

// faultsOf says a refusal beside the fields that it is about.
func faultsOf(ctx context.Context, wrong error) (out []ui.Fault) {
	lang := text.Of(ctx)
	for _, f := range errs.As(wrong).Faults {
		out = append(out, ui.Fault{Field: f.Field, Text: text.Say(lang, f.Text)})
	}
	if out == nil {
		out = []ui.Fault{{Text: text.Say(lang, errs.As(wrong).Text)}}
	}
	return out
}

func (h Handler) requestFrame(r *web.Request) ui.StaffPage {
	p := h.Shell(r.Ctx(), ui.T(r.Ctx(), "review.request.one"), "")
	p.Crumbs = []ui.Link{{Label: ui.T(r.Ctx(), "review.request.list"), Href: "/rectify"}}
	return p
}

func (h Handler) requestOf(r *web.Request) (v RequestView, err error) {
	id, err := r.ID("id")
	if err != nil {
		return v, err
	}
	v.Command = h.Review.Store.IDs().Token()
	err = h.read(r.Ctx(), func(tx *db.Tx) error {
		if v.Request, err = h.Review.Request(tx, actor(r), id); err != nil {
			return err
		}
		var ids []int64
		for _, st := range v.Request.Steps {
			ids = append(ids, st.Person)
		}
		names, err := people.Names(tx, ids)
		if err != nil {
			return err
		}
		v.Record = stepViews(r.Ctx(), v.Request.Steps, names)
		if v.Clock == 0 {
			return nil
		}
		d, err := h.Review.Deadline.One(tx, v.Clock)
		v.Due, v.Lamp = d.Day.String(), lamp(d.Over(tx.Now), d.Open())
		return err
	})
	return v, err
}

// when is the day or month of the service, or that too few had it done to say so.
func when(ctx context.Context, r review.Request) string {
	switch {
	case r.Day != 0:
		return r.Day.String()
	case r.Month != 0:
		return ui.T(ctx, "review.sums.month", "y", r.Month/100, "m", r.Month%100)
	}
	return ui.T(ctx, "review.request.few")
}

// requestState is where it stands, as the department needs to know.
func requestState(ctx context.Context, r review.Request) string {
	switch r.State {
	case review.Asked, review.Told, review.Rectifying, review.Answering, review.Calling, review.Closed:
		return ui.T(ctx, "review.request.state."+string(r.State))
	}
	return ui.T(ctx, "review.request.state.other")
}

func requestKind(r review.Request) ui.Kind {
	switch r.State {
	case review.Asked, review.Rectifying:
		return ui.Warn
	case review.Closed:
		return ui.Done
	}
	return ui.OK
}
