package reviewweb

import (
	"bytes"
	"context"
	"fmt"
	"strconv"

	"lianban/internal/base/clock"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/base/web"
	"lianban/internal/base/web/live"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/identity"
	"lianban/internal/feature/review"
)

// Pad is the review pad of a window as it stands.
type Pad struct {
	Window  int64
	No      int
	Name    string // of the window
	Centre  string
	Now     clock.Instant
	Offer   review.Invitation // nothing is asked when its id is 0
	Until   clock.Instant     // when it closes untouched
	Last    clock.Instant     // when it closes however often it is touched
	Command string
	Link    string // where a phone reviews; none when empty
	Day     string // until when the phone will do
	Reasons map[string][]ui.Option
	Level   string
	Chosen  []string
	Said    string // why an answer was not taken; none when empty
	Thanks  bool
}

func (p Pad) path() string { return fmt.Sprintf("/pad/%d", p.Window) }

// pad is the page. It shows no review, not even that there was one: between two visitors it looks as it did before.
func (h Handler) pad(r *web.Request) (web.Reply, error) {
	window, err := r.ID("window")
	if err != nil {
		return web.Reply{}, err
	}
	p, err := h.padOf(r.Ctx(), actor(r), window)
	p.Thanks = err == nil && p.Offer.ID == 0 && r.URL.Query().Get("done") != ""
	return shown(PadPage(p), err)
}

func (h Handler) padLive(r *web.Request) (web.Reply, error) {
	window, err := r.ID("window")
	if err != nil {
		return web.Reply{}, err
	}
	by := actor(r)
	if err := by.May("pad.use", identity.Thing{Window: window}); err != nil {
		return web.Reply{}, err
	}
	topic := review.PadTopic(by.Centre, window)
	view := live.View{Key: topic, Topics: []string{topic}, Draw: func(ctx context.Context) (live.Frame, error) {
		p, err := h.padOf(ctx, by, window)
		if err != nil {
			return live.Frame{}, err
		}
		var b bytes.Buffer
		err = PadState(p).Render(ctx, &b)
		return live.Frame{State: b.String()}, err
	}}
	return web.Reply{Live: &view, Done: identity.Done(r.Ctx())}, nil
}

// padGive takes what was touched. Whatever it was, the pad thanks the same way: who stands by learns nothing.
func (h Handler) padGive(r *web.Request) (web.Reply, error) {
	window, err := r.ID("window")
	if err != nil {
		return web.Reply{}, err
	}
	offer, _ := strconv.ParseInt(r.FormValue("offer"), 10, 64)
	a := review.Answer{Decline: r.FormValue("decline") != ""}
	if !a.Decline {
		a.Level, _ = strconv.Atoi(r.FormValue("level"))
		a.Reasons = reasons(r.PostForm["reason"], a.Level)
	}
	_, err = h.Review.GiveAtPad(r.Ctx(), actor(r), window, offer, a)
	if err == nil {
		return web.Reply{Redirect: Pad{Window: window}.path() + "?done=1"}, nil
	}
	if !errs.Is(err, errs.Invalid) && !errs.Is(err, errs.Conflict) {
		return web.Reply{}, err
	}
	p, failed := h.padOf(r.Ctx(), actor(r), window)
	if failed != nil {
		return web.Reply{}, failed
	}
	p.Level, p.Chosen, p.Said = strconv.Itoa(a.Level), r.PostForm["reason"], text.Say(text.Of(r.Ctx()), errs.As(err).Text)
	if errs.Is(err, errs.Invalid) {
		p.Said = text.Say(text.Of(r.Ctx()), errs.As(err).Faults[0].Text)
	}
	return web.Reply{Page: PadPage(p)}, err
}

// padOf reads what the pad of the window asks about now.
func (h Handler) padOf(ctx context.Context, by identity.Actor, window int64) (Pad, error) {
	p := Pad{Window: window, Now: h.Review.Store.Clock().Now()}
	hall, err := h.Directory.Now(ctx, by.Centre)
	if err != nil {
		return p, err
	}
	in, until, found, err := h.Review.Offer(ctx, by, window)
	if err != nil {
		return p, err
	}
	w, _ := hall.Window(window)
	p.No, p.Name, p.Centre = w.No, w.Name, hall.Centre.Name
	if !found {
		return p, nil
	}
	p.Offer, p.Until, p.Last = in, until, until.Add(until.Sub(in.Asked))
	p.Command = h.Review.Store.IDs().Token()
	p.Reasons = options(ctx)
	p.Day = ui.T(ctx, "review.pad.day", "m", int(in.Ends.Day().Add(-1))/100%100, "d", int(in.Ends.Day().Add(-1))%100)
	if h.Address != "" {
		p.Link = h.Address + ReviewPath + in.Token
	}
	return p, nil
}

// options is the national options by level.
func options(ctx context.Context) map[string][]ui.Option {
	out := map[string][]ui.Option{}
	for _, r := range review.Reasons {
		level := strconv.Itoa(r.Level)
		out[level] = append(out[level], ui.Option{Value: strconv.Itoa(r.Code), Label: text.Say(text.Of(ctx), r.Text())})
	}
	return out
}

// reasons reads the options of the chosen level out of all that were sent.
func reasons(codes []string, level int) (out []int) {
	for _, r := range review.ReasonsOf(level) {
		for _, c := range codes {
			if c == strconv.Itoa(r.Code) {
				out = append(out, r.Code)
			}
		}
	}
	return out
}

func millis(i clock.Instant) string { return strconv.FormatInt(int64(i)/1000, 10) }

// padFrame frames the pad. The head names the window, never a ticket or a case: the pad stands in the open. What is said
// once, thanks or what is wrong, has no stream that would draw over it.
func padFrame(ctx context.Context, p Pad) ui.PadPage {
	f := ui.PadPage{Title: ui.T(ctx, "review.pad.title"), Centre: p.Centre,
		Head: ui.T(ctx, "review.pad.head", "n", p.No, "name", p.Name), Now: p.Now}
	if !p.Thanks && p.Said == "" {
		f.Live = "/live" + p.path()
	}
	return f
}
