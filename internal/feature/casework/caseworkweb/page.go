package caseworkweb

import (
	"context"
	"lianban/internal/feature/casework/applicant"
	"net/url"
	"path"
	"strings"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/identity"
	"lianban/internal/feature/casework"
	"lianban/internal/feature/casework/material"
)

// sheet is the page of one case.
type sheet struct {
	casework.View
	Command string
	Faults  []ui.Fault
	Can     map[string]bool // by action
	Open    *applicant.Applicant
	Typed   url.Values
	Print   []ui.Link
	Moments []ui.Moment
}

// offered lists what the page may offer, by action.
var offered = []string{"case.accept", "case.decide", "case.deliver", "case.reveal", "case.lapse", "case.prolong"}

func (h Handler) read(r *web.Request) (web.Reply, error) { return h.sheet(r, nil, nil) }

// sheet draws the case; refusal is why the last form was not carried out, open who applied in the clear.
func (h Handler) sheet(r *web.Request, refusal error, open *applicant.Applicant) (web.Reply, error) {
	id, err := r.ID("id")
	if err != nil {
		return web.Reply{}, err
	}
	by := actor(r)
	v, err := h.Cases.Read(r.Ctx(), by, id)
	if err != nil {
		return web.Reply{}, err
	}
	s := sheet{View: v, Command: h.command(), Faults: fieldsOf(r, faults(r.Ctx(), refusal)), Open: open, Typed: r.PostForm,
		Print: printLinks(r.Ctx(), v), Moments: story(r.Ctx(), v.Case, v.Events, true)}
	if s.Can, err = h.can(r.Ctx(), by, v.Case); err != nil {
		return web.Reply{}, err
	}
	p := h.Shell(r.Ctx(), v.Name, v.Case.No)
	p.Crumbs = []ui.Link{{Label: ui.T(r.Ctx(), "casework.list.title"), Href: pathCases}}
	p.Said = said(r)
	return web.Reply{Page: casePage(p, s)}, refusal
}

// reasonFields are the names of the reasons on the page, by the form that asks for one: each field is there once.
var reasonFields = map[string]string{"decide": "reason", "withdraw": "withdraw_reason", "lapse": "lapse_reason",
	"extend": "lapse_reason", "reveal": "why", "prolong": "prolong_reason", "decline": "decline_reason"}

// reasonField is the name of the reason in the form that was sent.
func reasonField(r *web.Request) string { return reasonFields[path.Base(r.URL.Path)] }

// fieldsOf points faults about the reason at the field of the form that was sent.
func fieldsOf(r *web.Request, all []ui.Fault) []ui.Fault {
	for i := range all {
		if all[i].Field == "reason" {
			all[i].Field = reasonField(r)
		}
	}
	return all
}

// typed is what was typed into a field of the form that was refused.
func (v sheet) typed(field string) string {
	if v.Faults == nil {
		return ""
	}
	return v.Typed.Get(field)
}

func (h Handler) can(ctx context.Context, by identity.Actor, c casework.Case) (map[string]bool, error) {
	out := map[string]bool{}
	err := h.Cases.Store.Read(ctx, by.Centre, func(tx *db.Tx) error {
		for _, action := range offered {
			out[action] = h.Cases.May(tx, by, action, c)
		}
		return nil
	})
	return out, err
}

// step carries one form out and leads back; a refusal comes back on the case's page.
func (h Handler) step(r *web.Request, word string, do func(id int64) (casework.Case, error)) (web.Reply, error) {
	id, err := r.ID("id")
	if err != nil {
		return web.Reply{}, err
	}
	if err := r.Faults(); err != nil {
		return h.sheet(r, err, nil)
	}
	c, err := do(id)
	switch {
	case err == nil:
		return back(r, c, word), nil
	case shown(err) && !errs.Is(err, errs.NotFound):
		return h.sheet(r, err, nil)
	}
	return web.Reply{}, err
}

func (h Handler) supply(r *web.Request) (web.Reply, error) {
	in := casework.Supply{Marks: map[int]material.Marking{}, Promise: r.PostFormValue("promise") != ""}
	for i := range maxMaterials {
		if m := r.PostFormValue("m" + n(i)); m != "" {
			in.Marks[i+1] = material.Marking{Mark: material.Mark(m), Fault: r.Text("f"+n(i), material.MaxFault)}
		}
	}
	return h.step(r, "supplied", func(id int64) (casework.Case, error) { return h.Cases.Supply(r.Ctx(), actor(r), id, in) })
}

func (h Handler) decide(r *web.Request) (web.Reply, error) {
	in := casework.Decision{Granted: r.PostFormValue("granted") == "1", Reason: r.Text(reasonField(r), casework.MaxReason)}
	return h.step(r, "decided", func(id int64) (casework.Case, error) { return h.Cases.Decide(r.Ctx(), actor(r), id, in) })
}

func (h Handler) finish(r *web.Request) (web.Reply, error) {
	leave := int64(0)
	if r.PostFormValue("leave") != "" {
		leave = window(r)
	}
	return h.step(r, "finished", func(id int64) (casework.Case, error) { return h.Cases.Finish(r.Ctx(), actor(r), id, leave) })
}

func (h Handler) deliver(r *web.Request) (web.Reply, error) {
	how := r.Text("how", 20)
	return h.step(r, "delivered", func(id int64) (casework.Case, error) { return h.Cases.Deliver(r.Ctx(), actor(r), id, how) })
}

func (h Handler) withdraw(r *web.Request) (web.Reply, error) {
	reason := r.Text(reasonField(r), casework.MaxReason)
	return h.step(r, "withdrawn", func(id int64) (casework.Case, error) { return h.Cases.Withdraw(r.Ctx(), actor(r), id, reason) })
}

func (h Handler) lapse(r *web.Request) (web.Reply, error) {
	reason := r.Text(reasonField(r), casework.MaxReason)
	return h.step(r, "withdrawn", func(id int64) (casework.Case, error) { return h.Cases.Lapse(r.Ctx(), actor(r), id, reason) })
}

func (h Handler) extend(r *web.Request) (web.Reply, error) {
	days, reason := int(r.Int("days", 1, 100)), r.Text(reasonField(r), casework.MaxReason)
	return h.step(r, "extended", func(id int64) (casework.Case, error) {
		return h.Cases.Extend(r.Ctx(), actor(r), id, days, reason)
	})
}

func (h Handler) suspend(r *web.Request) (web.Reply, error) {
	kind, days := casework.Special(r.Text("special", 20)), int(r.Int("special_days", 1, 1000))
	return h.step(r, "suspended", func(id int64) (casework.Case, error) {
		return h.Cases.BeginSpecial(r.Ctx(), actor(r), id, kind, days)
	})
}

func (h Handler) resume(r *web.Request) (web.Reply, error) {
	return h.step(r, "resumed", func(id int64) (casework.Case, error) { return h.Cases.EndSpecial(r.Ctx(), actor(r), id) })
}

func (h Handler) prolong(r *web.Request) (web.Reply, error) {
	in := casework.Prolong{Days: int(r.Int("prolong_days", 0, 1000)), Reason: r.Text(reasonField(r), casework.MaxReason),
		Approver: r.Text("approver", applicant.MaxName)}
	return h.step(r, "prolonged", func(id int64) (casework.Case, error) { return h.Cases.Prolong(r.Ctx(), actor(r), id, in) })
}

func (h Handler) decline(r *web.Request) (web.Reply, error) {
	in := turnedAway(r)
	return h.step(r, "declined", func(id int64) (casework.Case, error) { return h.Cases.Decline(r.Ctx(), actor(r), id, in) })
}

func turnedAway(r *web.Request) casework.Decline {
	return casework.Decline{Ground: casework.Ground(r.Text("ground", 20)), Where: r.Text("where", applicant.MaxName),
		Reason: r.Text("decline_reason", casework.MaxReason)}
}

// reveal shows who applied on this one answer; nothing keeps it, a reload shows it masked again.
func (h Handler) reveal(r *web.Request) (web.Reply, error) {
	id, err := r.ID("id")
	if err != nil {
		return web.Reply{}, err
	}
	reason := r.Text(reasonField(r), casework.MaxReason)
	if err := r.Faults(); err != nil {
		return h.sheet(r, err, nil)
	}
	who, err := h.Cases.Reveal(r.Ctx(), actor(r), id, reason)
	switch {
	case err == nil:
		return h.sheet(r, nil, &who)
	case errs.Is(err, errs.Invalid):
		return h.sheet(r, err, nil)
	}
	return web.Reply{}, err
}

// story is what happened, for a timeline. People of the hall see who did it, visitors what it means for them.
func story(ctx context.Context, c casework.Case, all []casework.Event, staff bool) []ui.Moment {
	var out []ui.Moment
	for _, e := range all {
		verb := strings.TrimPrefix(e.Verb, "case.")
		m := ui.Moment{Title: ui.T(ctx, "casework.event."+verb+".title"), At: e.At.Format("01-02 15:04"), Text: eventText(ctx, c, verb, e)}
		if verb == "noticed" || verb == "tolerated" || verb == "refused" || verb == "withdrawn" || verb == "lapsed" ||
			verb == "declined" || verb == "suspended" {
			m.Kind = "warn"
		}
		if staff && e.Facts.By != "" {
			m.Text = strings.TrimSpace(m.Text + " " + ui.T(ctx, "casework.event.by", "name", e.Facts.By))
		}
		out = append(out, m)
	}
	if key := "casework.event.next." + string(c.State); c.State.Open() {
		out = append(out, ui.Moment{Title: ui.T(ctx, key), Kind: "next"})
	}
	return out
}

func eventText(ctx context.Context, c casework.Case, verb string, e casework.Event) string {
	list := strings.Join(append(append([]string{}, e.Facts.Lacking...), e.Facts.Came...), ui.T(ctx, "casework.comma"))
	reason := e.Facts.Reason
	if reason == "" {
		reason = c.Reason
	}
	mended := ""
	if len(e.Facts.Mended) > 0 {
		mended = " " + ui.T(ctx, "casework.event.corrected", "list", strings.Join(e.Facts.Mended, ui.T(ctx, "casework.comma")))
	}
	how := ""
	if e.Facts.How != "" {
		how = ui.T(ctx, "casework.how."+e.Facts.How)
	}
	if verb == "handed_in" && e.Facts.Source == casework.Online {
		verb = "online"
	}
	return strings.TrimSpace(ui.T(ctx, "casework.event."+verb+".text", "window", c.WindowNo, "list", list, "n", len(e.Facts.Lacking),
		"reason", reason, "how", how, "days", e.Facts.Days, "department", c.DepartmentName,
		"special", say(ctx, e.Facts.Special.Text()), "ground", say(ctx, e.Facts.Ground.Text())) + mended)
}
