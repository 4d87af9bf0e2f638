package outageweb

import (
	"context"
	"strconv"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/identity"
	"lianban/internal/feature/queue/outage"
)

// officeView is what waits for one window alone, and what could not be taken in.
type officeView struct {
	Page    ui.StaffPage
	Windows []holding
	Refused []refusedStep
	Command string
	Faults  []ui.Fault
	Failed  int64 // the window whose form was refused
	Typed   string
}

// holding is a window with its numbers.
type holding struct {
	ID    int64
	No    int
	Name  string
	Nos   []string
	Until clock.Instant
}

// refusedStep is a step that nobody has seen to yet.
type refusedStep struct {
	outage.Unsettled
	WindowNo int
	Words    string
}

// standing reads what whoever asks may see.
func (h Handler) standing(ctx context.Context, tx *db.Tx) (v officeView, err error) {
	hall, err := h.Directory.Hall(tx)
	if err != nil {
		return v, err
	}
	sight := identity.From(ctx).Sight("lease.end")
	sees := func(window int64) bool {
		w, _ := hall.Window(window)
		return sight.Sees(identity.Thing{Window: window, Department: w.Department})
	}
	all, err := outage.Leases(tx)
	if err != nil {
		return v, err
	}
	for _, l := range all {
		if !sees(l.Window) {
			continue
		}
		if n := len(v.Windows); n == 0 || v.Windows[n-1].ID != l.Window {
			w, _ := hall.Window(l.Window)
			v.Windows = append(v.Windows, holding{ID: w.ID, No: w.No, Name: w.Name})
		}
		last := &v.Windows[len(v.Windows)-1]
		last.Nos, last.Until = append(last.Nos, l.No), l.Until
	}
	open, err := h.Outage.Open(tx, sees)
	for _, u := range open {
		w, _ := hall.Window(u.Window)
		v.Refused = append(v.Refused, refusedStep{Unsettled: u, WindowNo: w.No, Words: refusedWords(ctx, u.No, u.Do, u.At, u.Why)})
	}
	return v, err
}

func (h Handler) office(r *web.Request) (web.Reply, error) { return h.officePage(r, 0, "", nil) }

func (h Handler) officePage(r *web.Request, failed int64, typed string, refusal error) (web.Reply, error) {
	ctx := r.Ctx()
	var v officeView
	if err := h.read(ctx, func(tx *db.Tx) (err error) {
		v, err = h.standing(ctx, tx)
		return err
	}); err != nil {
		return web.Reply{}, err
	}
	v.Page, v.Command = h.Shell(ctx, ui.T(ctx, "outage.office.title"), ui.T(ctx, "outage.office.sub")), h.command()
	v.Faults, v.Failed, v.Typed = faults(ctx, refusal), failed, typed
	if no := r.URL.Query().Get("done"); no != "" {
		v.Page.Said, v.Page.Kind = ui.T(ctx, "outage.office.done"), ui.Done
	}
	return web.Reply{Page: officePage(v)}, refusal
}

// giveBack frees the numbers of a window. Whoever does it says that the window was told.
func (h Handler) giveBack(r *web.Request) (web.Reply, error) {
	window, err := r.ID("window")
	if err != nil {
		return web.Reply{}, err
	}
	reason := r.Must("reason", 200)
	if err = r.Faults(); err == nil {
		_, err = h.Outage.GiveBack(r.Ctx(), actor(r), window, reason)
	}
	if errs.Is(err, errs.Invalid) || errs.Is(err, errs.Conflict) {
		return h.officePage(r, window, reason, err)
	}
	return web.Reply{Redirect: "/outage?done=1"}, err
}

func (h Handler) settle(r *web.Request) (web.Reply, error) {
	_, err := h.Outage.Settle(r.Ctx(), actor(r), r.PathValue("id"))
	return web.Reply{Redirect: "/outage?done=1"}, err
}

// windowLabel is 5 号窗口 · 企业开办.
func windowLabel(ctx context.Context, w holding) string {
	return ui.T(ctx, "outage.window", "no", strconv.Itoa(w.No)) + " · " + w.Name
}

// typedFor keeps what was typed for the window whose form was refused.
func typedFor(v officeView, w holding) string {
	if v.Failed == w.ID {
		return v.Typed
	}
	return ""
}
