package outageweb

import (
	"context"
	"strings"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/identity"
	"lianban/internal/feature/queue/outage"
)

// entryView is the form of a service that was kept on paper.
type entryView struct {
	Page    ui.ConsolePage
	Window  int64
	Windows []ui.Option // to choose from, when somebody stands at several
	Items   []ui.Option
	Days    []ui.Option
	Command string
	Faults  []ui.Fault
	No      string
	Item    string
	Day     string
	From    string
	To      string
	Reason  string
	Done    string // the number that was entered
}

func (h Handler) laterForm(r *web.Request) (web.Reply, error) {
	v := entryView{Window: r.Int("window", 0, 1<<62), Done: r.URL.Query().Get("done")}
	return h.entryPage(r, v, nil)
}

// entryPage fills the form.
func (h Handler) entryPage(r *web.Request, v entryView, refusal error) (web.Reply, error) {
	ctx, by := r.Ctx(), actor(r)
	if v.Window == 0 && len(by.Windows) > 0 {
		v.Window = by.Windows[0]
	}
	if err := by.May("ticket.serve", identity.Thing{Window: v.Window}); err != nil {
		return web.Reply{}, err
	}
	v.Command, v.Faults = h.command(), faults(ctx, refusal)
	err := h.read(ctx, func(tx *db.Tx) error { return h.fillEntry(ctx, tx, by, &v) })
	if err != nil {
		return web.Reply{}, err
	}
	return web.Reply{Page: entryPage(v)}, refusal
}

func (h Handler) fillEntry(ctx context.Context, tx *db.Tx, by identity.Actor, v *entryView) error {
	hall, err := h.Directory.Hall(tx)
	if err != nil {
		return err
	}
	for _, n := range by.Windows {
		if w, ok := hall.Window(n); ok {
			v.Windows = append(v.Windows, ui.Option{Value: id(n), Label: windowLabel(ctx, holding{No: w.No, Name: w.Name})})
		}
	}
	v.Items = []ui.Option{{Label: ui.T(ctx, "outage.entry.by_number")}}
	for _, item := range hall.Items(v.Window, tx.Now) {
		name, err := h.Queue.Item(tx, item)
		if errs.Is(err, errs.Breach) || errs.Is(err, errs.NotFound) {
			continue
		}
		if err != nil {
			return err
		}
		v.Items = append(v.Items, ui.Option{Value: id(item), Label: name})
	}
	cal, err := h.Outage.Calendar(tx)
	if err != nil {
		return err
	}
	for _, d := range []clock.Day{tx.Today(), cal.WorkingDaysBefore(tx.Today(), 1).Day} {
		if d != 0 {
			v.Days = append(v.Days, ui.Option{Value: d.String(), Label: d.String()})
		}
	}
	w, _ := hall.Window(v.Window)
	v.Page = ui.ConsolePage{Title: ui.T(ctx, "outage.entry.title") + " · " + w.Name, Centre: hall.Centre.Name, Window: id(int64(w.No)),
		Home: "/console", Day: tx.Today().String(), Now: tx.Now}
	return nil
}

// laterEnter takes the form in.
func (h Handler) laterEnter(r *web.Request) (web.Reply, error) {
	v := entryView{Window: r.Int("window", 1, 1<<62), No: strings.ToUpper(r.Text("no", 20)), Item: r.Text("item", 20),
		Day:  r.Must("day", 10),
		From: r.Must("from", 5), To: r.Must("to", 5), Reason: r.Must("reason", 200)}
	e := outage.Entry{Window: v.Window, No: v.No, Item: r.Int("item", 1, 1<<62), Day: r.Day("day"), Reason: v.Reason}
	err := r.Faults()
	if err == nil && e.No == "" && e.Item == 0 {
		err = errs.Field("item", "outage.entry.which")
	}
	if err == nil {
		e.From, err = minute("from", v.From)
	}
	if err == nil {
		e.To, err = minute("to", v.To)
	}
	if err != nil {
		return h.entryPage(r, v, err)
	}
	t, err := h.Outage.Enter(r.Ctx(), actor(r), e)
	if errs.Is(err, errs.Breach) || errs.Is(err, errs.Invalid) {
		return h.entryPage(r, v, err)
	}
	return web.Reply{Redirect: "/console/later?window=" + id(v.Window) + "&done=" + t.No}, err
}

// minute reads a time of day as its minute.
func minute(field, s string) (int, error) {
	at, err := time.Parse("15:04", s)
	if err != nil {
		return 0, errs.Field(field, "outage.entry.time")
	}
	return at.Hour()*60 + at.Minute(), nil
}
