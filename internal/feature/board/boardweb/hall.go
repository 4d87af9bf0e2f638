package boardweb

import (
	"context"

	"lianban/internal/base/text"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/directory"
	"lianban/internal/feature/queue"
)

func textLang(s string) text.Lang { return text.Lang(s) }

// todo is a line of what is to be done now.
type todo struct {
	ring       *ui.Arc
	icon       string
	head, more string
	ref        string
	href, act  string
	urgent     bool
}

// todos lists what the office or the chief does now: who is away for too long first (9(4)).
func (f facts) todos(ctx context.Context) (out []todo) {
	for _, a := range f.away {
		w, _ := f.window(a.Window)
		kind, head := ui.Warn, ui.T(ctx, "board.away", "no", w.No)
		if a.elapsed > a.limit {
			kind, head = ui.Over, ui.T(ctx, "board.away_over", "no", w.No, "minutes", int(a.limit.Minutes()))
		}
		out = append(out, todo{ring: &ui.Arc{Share: float64(a.elapsed) / float64(max(a.limit, 1)), Text: clockFace(a.elapsed),
			Label: ui.T(ctx, "board.away_label", "time", clockFace(a.elapsed)), Kind: kind},
			head: head, more: ui.T(ctx, "board.away_more", "n", a.waiting), ref: "9.4", urgent: kind == ui.Over})
	}
	if n := len(f.bad); n > 0 {
		out = append(out, todo{icon: "thumb-down", head: ui.T(ctx, "board.bad", "n", n),
			more: ui.T(ctx, "board.bad_more", "at", f.bad[n-1].Opened.Format("01-02 15:04")), ref: "11.7", href: "/reviews",
			act: ui.T(ctx, "board.verify")})
	}
	out = append(out, f.missing(ctx)...)
	out = append(out, f.findings.todos(ctx)...)
	if f.unguided > 0 {
		out = append(out, todo{icon: "file-alert", head: ui.T(ctx, "board.unguided", "n", f.unguided),
			more: ui.T(ctx, "board.unguided_more"), ref: "4.3", href: "/items?guide=without", act: ui.T(ctx, "board.look")})
	}
	return out
}

// missing says which windows nobody sits at and which machines are not heard of.
func (f facts) missing(ctx context.Context) (out []todo) {
	if n := len(f.vacant); n > 0 {
		out = append(out, todo{icon: "user-off", head: ui.T(ctx, "board.vacant", "n", n), more: ui.T(ctx, "board.vacant_more", "windows",
			several(ctx, f.vacant)), ref: "7", href: "/hall", act: ui.T(ctx, "board.look")})
	}
	if n := len(f.silent); n > 0 {
		t := todo{icon: "plug-connected-x", head: ui.T(ctx, "board.silent", "n", n), ref: "16.1", more: f.silent[0].Name}
		if n > 1 {
			t.more = ui.T(ctx, "board.silent_more", "first", f.silent[0].Name, "n", n)
		}
		if f.by.Allow("device.manage") == nil {
			t.href, t.act = "/admin/devices", ui.T(ctx, "board.look")
		}
		out = append(out, t)
	}
	return out
}

// several names windows by their numbers, the first ten of them.
func several(ctx context.Context, numbers []int) (out string) {
	for i, n := range numbers[:min(len(numbers), 10)] {
		if i > 0 {
			out += ui.T(ctx, "board.and")
		}
		out += itoa(n)
	}
	if len(numbers) > 10 {
		out += " …"
	}
	return out
}

// desk is a window of a department as its chief sees it.
type desk struct {
	no, name, who, ticket string
	seat                  seat
	waits, served         int
}

// own lists the windows of a department: who sits there, whom they have, who waits.
func (f facts) own(ctx context.Context) (out []desk) {
	for _, w := range f.windows {
		d := desk{no: itoa(w.No), name: w.Short, who: f.names[f.seats[w.ID].Person], seat: f.seat(ctx, w), waits: f.lines[w.ID],
			served: f.served[w.ID]}
		if f.seats[w.ID].State != queue.Open && f.seats[w.ID].State != queue.Paused {
			d.who = ""
		}
		if t, busy := f.busy[w.ID]; busy {
			d.ticket, d.seat.word = t.No, ui.T(ctx, "board.legend.busy")
		}
		out = append(out, d)
	}
	return out
}

// lamp is how the window's state looks.
func (d desk) lamp() ui.Kind {
	switch d.seat.class {
	case "away":
		return ui.Warn
	case "gone":
		return ui.Over
	case "off":
		return ui.Hold
	}
	return ui.OK
}

// todos says what whoever looks can do about findings: decide, state the case, or only look on.
func (c concerns) todos(ctx context.Context) (out []todo) {
	for _, line := range []struct {
		n                int
		word, state, act string
	}{{c.decide, "decide", "decide", "decide"}, {c.state, "state", "proposed", "state_case"}, {c.wait, "wait", "proposed", "look"}} {
		if line.n > 0 {
			out = append(out, todo{icon: "alert-octagon", head: ui.T(ctx, "board.concern."+line.word+".head", "n", line.n),
				more: ui.T(ctx, "board.concern."+line.word+".more"), ref: "20", href: "/findings?state=" + line.state,
				act: ui.T(ctx, "board."+line.act)})
		}
	}
	return out
}

// zone is a part of the hall on the map.
type zone struct {
	name, waits string
	seats       []seat
}

// seat is a window on the map.
type seat struct {
	no, word string
	class    string // "", idle, away, gone, off
	kind     ui.Kind
}

func (s seat) css() string {
	if s.class == "" {
		return "seat"
	}
	return "seat seat-" + s.class
}

// zones is the map of the windows in sight.
func (f facts) zones(ctx context.Context) (out []zone) {
	for _, z := range f.hall.Zones {
		drawn := zone{name: z.Prefix + " " + z.Name, waits: ui.T(ctx, "board.zone_waits", "n", f.waits[z.ID].Waiting)}
		for _, w := range f.windows {
			if w.Zone == z.ID {
				drawn.seats = append(drawn.seats, f.seat(ctx, w))
			}
		}
		if drawn.seats != nil {
			out = append(out, drawn)
		}
	}
	return out
}

func (f facts) seat(ctx context.Context, w directory.Window) seat {
	s := seat{no: itoa(w.No), class: "off", word: ui.T(ctx, "board.seat.off")}
	switch f.seats[w.ID].State {
	case queue.Paused:
		s.class, s.word, s.kind = "away", ui.T(ctx, "board.seat.paused"), ui.Warn
		for _, a := range f.away {
			if a.Window == w.ID {
				s.word = clockFace(a.elapsed)
				if a.elapsed > a.limit {
					s.class, s.kind = "gone", ui.Over
				}
			}
		}
	case queue.Open:
		s.class, s.word = "idle", ui.T(ctx, "board.seat.idle")
		if _, busy := f.busy[w.ID]; busy {
			s.class, s.word = "", ui.T(ctx, "board.seat.busy", "n", f.served[w.ID])
		}
	}
	return s
}

// legend explains the map.
var legend = []struct{ class, word string }{
	{"l-busy", "busy"}, {"", "idle"}, {"l-away", "away"}, {"l-gone", "gone"}, {"l-off", "off"},
}
