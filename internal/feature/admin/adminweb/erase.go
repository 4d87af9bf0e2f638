package adminweb

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"lianban/internal/base/errs"
	"lianban/internal/base/web"
	"lianban/internal/base/web/form"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/identity"
	"lianban/internal/core/ledger"
	"lianban/internal/feature/admin"
)

// eraseView is the erasure of a person's data.
type eraseView struct {
	Page     ui.StaffPage
	Command  string
	Number   string
	Searched bool
	Held     []admin.Held
	Chosen   []string
	Document string
	Dated    string
	Reason   string
	Faults   []ui.Fault
}

// chosen tells whether something kept is to be erased.
func (v eraseView) chosen(s ledger.Subject) bool { return slices.Contains(v.Chosen, subjectKey(s)) }

// subjectKey writes a subject as the form carries it.
func subjectKey(s ledger.Subject) string { return s.Kind + ":" + form.Key(s.ID) }

func parseSubject(s string) (ledger.Subject, bool) {
	kind, id, _ := strings.Cut(s, ":")
	n, err := strconv.ParseInt(id, 10, 64)
	return ledger.Of(kind, n), err == nil && kind != ""
}

func (h Handler) erasure(r *web.Request) (web.Reply, error) {
	return web.Reply{Page: erasePage(eraseView{Page: h.shell(r, "erase"), Command: h.command()})}, nil
}

// erase is both steps: what is kept is listed first, then what was chosen goes, on the decision that is named. The number
// travels in the body only, so that it stands in no address and no log.
func (h Handler) erase(r *web.Request) (web.Reply, error) {
	v := eraseView{Page: h.shell(r, "erase"), Command: h.command(), Number: r.Must("number", 40), Document: r.Text("document", 60),
		Dated: r.FormValue("dated"), Reason: r.Text("reason", 200), Chosen: r.PostForm["chosen"]}
	d := ledger.Decision{Number: v.Document, Day: r.Day("dated"), Reason: v.Reason}
	err := r.Faults()
	if err == nil && r.FormValue("step") == "erase" {
		_, err = h.Admin.Erase(r.Ctx(), actor(r), v.Number, subjects(v.Chosen), d)
		if err == nil {
			return form.Done("/admin/erase", "erased")
		}
	}
	if err != nil && (!form.Shown(err) || errs.Is(err, errs.Conflict)) {
		return web.Reply{}, err
	}
	if v.Number != "" {
		held, failed := h.look(r)(r.Ctx(), actor(r), v.Number)
		if failed != nil {
			return web.Reply{}, failed
		}
		v.Held, v.Searched = held, true
	}
	if err == nil && len(v.Held) == 0 {
		err = errs.Field("number", "admin.erase.none")
	}
	v.Faults = form.Faults(r.Ctx(), err)
	return web.Reply{Page: erasePage(v)}, err
}

// look is how the page looks for a person: as what was asked, or only to show a refused erasure.
func (h Handler) look(r *web.Request) func(context.Context, identity.Actor, string) ([]admin.Held, error) {
	if r.FormValue("step") == "erase" {
		return h.Admin.FindAgain
	}
	return h.Admin.Find
}

func subjects(chosen []string) (out []ledger.Subject) {
	for _, c := range chosen {
		if s, ok := parseSubject(c); ok {
			out = append(out, s)
		}
	}
	return out
}
