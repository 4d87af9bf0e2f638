package queueweb

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/web"
	"lianban/internal/base/web/live"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	"lianban/internal/feature/queue"
	"lianban/internal/feature/queue/wait"
)

// What a display has room for.
const (
	shownCalls  = 6
	shownMissed = 5
	shownPauses = 3
	keptCalls   = 12 // of a frame: more are read when a screen missed them
)

// displayView is the display of the hall, or of one zone. Nothing in it is about a person.
type displayView struct {
	Page   ui.ScreenPage
	Other  string // the centre's name in the other language
	Day    string
	Hero   callView
	Calls  []callView
	Quiet  string // what stands there before the first call
	Zones  []zoneView
	Rooms  []roomView // the windows, on the display of one zone
	Missed []string
	Pauses []string
	Foot   []string
}

type callView struct {
	ID, No, Zone, Place, Window string
}

type zoneView struct {
	Letter, Name, Wait string
	N                  int
}

// roomView is a window of the zone, with what its strip says.
type roomView struct{ No, Name, State string }

func (h Handler) display(r *web.Request) (web.Reply, error) {
	v, _, err := h.displayOf(r.Ctx())
	v.Page.Voice = r.URL.Query().Get("voice") != "0"
	if err != nil {
		return web.Reply{}, err
	}
	return web.Reply{Page: displayPage(v)}, nil
}

// liveDisplay streams the display of the device's zone: calls are numbered, so that none is missed and none comes twice.
func (h Handler) liveDisplay(r *web.Request) (web.Reply, error) {
	by := actor(r)
	topic := queue.Topic(by.Centre)
	if by.Zone != 0 {
		topic = queue.ZoneTopic(by.Centre, by.Zone)
	}
	v := live.View{Key: fmt.Sprintf("display:%d:%d", by.Centre, by.Zone), Topics: []string{topic}, Every: 30 * time.Second,
		Since: h.missed}
	return stream(r, v, func(ctx context.Context) (f live.Frame, err error) {
		page, calls, err := h.displayOf(ctx)
		if err != nil {
			return f, err
		}
		f.Events = events(ctx, calls)
		f.State, err = drawn(ctx, displayState(page))
		return f, err
	}), nil
}

// missed gives the calls after a number that belong on the actor's screen, oldest first.
func (h Handler) missed(ctx context.Context, after int64) (out []live.Event, err error) {
	by := identity.From(ctx)
	err = h.Queue.Store.Read(ctx, by.Centre, func(tx *db.Tx) error {
		for {
			calls, err := queue.CallsAfter(tx, after)
			if err != nil || len(calls) == 0 {
				return err
			}
			after = calls[len(calls)-1].Seq
			if out = events(ctx, inZone(calls, by.Zone)); len(out) > 0 {
				return nil
			}
		}
	})
	return out, err
}

func inZone(calls []queue.Call, zone int64) (out []queue.Call) {
	for _, c := range calls {
		if zone == 0 || c.Zone == zone {
			out = append(out, c)
		}
	}
	return out
}

// events are calls as screens are told them: what to blink and what to say.
func events(ctx context.Context, calls []queue.Call) []live.Event {
	out := make([]live.Event, len(calls))
	for i, c := range calls {
		data, err := json.Marshal(map[string]any{"no": c.No, "at": c.At.Time().UnixMilli(),
			"say": ui.T(ctx, "queue.display.say", "no", spelled(c.No), "window", c.Window)})
		if err != nil {
			panic(err) // three plain values
		}
		out[i] = live.Event{ID: c.Seq, Name: "call", Data: string(data)}
	}
	return out
}

// spelled puts a space between the signs of a number, so that it is read sign by sign.
func spelled(no string) string { return strings.Join(strings.Split(no, ""), " ") }

// displayOf reads what the display shows, and the newest calls, oldest first.
func (h Handler) displayOf(ctx context.Context) (v displayView, calls []queue.Call, err error) {
	by := identity.From(ctx)
	err = h.read(ctx, func(tx *db.Tx) error {
		hall, err := h.Directory.Hall(tx)
		if err != nil {
			return err
		}
		v = displayView{Page: ui.ScreenPage{Title: ui.T(ctx, "queue.display.title"), Centre: hall.Centre.Name, Live: "/live/display",
			Now: tx.Now}, Day: screenDay(ctx, tx.Now), Quiet: ui.T(ctx, "queue.display.quiet")}
		if z, ok := hall.Zone(by.Zone); ok {
			v.Other = z.Name + " · " + z.Place
		}
		newest, err := queue.Calls(tx, 200)
		if err != nil {
			return err
		}
		v.fill(hall, inZone(newest, by.Zone), by.Zone != 0, tx.Now)
		calls = inZone(newest, by.Zone)
		calls = slices.Clone(calls[:min(keptCalls, len(calls))])
		slices.Reverse(calls)
		if err := h.displaySide(ctx, tx, &v, hall, by.Zone); err != nil {
			return err
		}
		return h.rest(ctx, tx, &v)
	})
	return v, calls, err
}

// rest takes the calls away while the hall is closed and nobody is waiting or being served any more: it says when it opens.
func (h Handler) rest(ctx context.Context, tx *db.Tx, v *displayView) error {
	for _, z := range v.Zones {
		if z.N > 0 {
			return nil
		}
	}
	busy, err := queue.Busy(tx)
	if err != nil || len(busy) > 0 {
		return err
	}
	opens, err := h.opensAt(ctx, tx)
	if opens == "" {
		return err
	}
	v.Hero, v.Calls, v.Quiet = callView{}, nil, ui.T(ctx, "queue.display.closed")+" "+opens
	for i := range v.Zones {
		v.Zones[i].Wait = ""
	}
	return err
}

// fill shows each number once, at its last call. On the display of one zone the window's name says more than the zone's.
func (v *displayView) fill(hall *directory.Hall, newest []queue.Call, oneZone bool, at clock.Instant) {
	shown := map[string]bool{}
	for _, c := range newest {
		if shown[c.No] || len(shown) == shownCalls {
			continue
		}
		shown[c.No] = true
		z, _ := hall.Zone(c.Zone)
		row := callView{ID: strconv.FormatInt(c.Seq, 10), No: c.No, Zone: z.Name, Place: z.Place, Window: strconv.Itoa(c.Window)}
		if w, ok := hall.WindowNo(c.Window, at); ok && oneZone {
			row.Zone, _ = fit(w, longName)
		}
		if v.Hero.No == "" {
			v.Hero = row
		} else {
			v.Calls = append(v.Calls, row)
		}
	}
}

// displaySide reads the right side: waits, missed numbers, paused windows; and the rules for people below.
func (h Handler) displaySide(ctx context.Context, tx *db.Tx, v *displayView, hall *directory.Hall, zone int64) error {
	paces, err := h.Queue.Paces(tx)
	if err != nil {
		return err
	}
	for _, z := range hall.Zones {
		if zone != 0 && z.ID != zone || len(hall.InZone(z.ID, tx.Now)) == 0 {
			continue
		}
		p := paces[z.ID]
		v.Zones = append(v.Zones, zoneView{Letter: z.Prefix, Name: z.Name, N: p.Waiting, Wait: waitWords(ctx, p)})
	}
	if zone != 0 {
		if v.Rooms, err = h.rooms(ctx, tx, hall, zone); err != nil {
			return err
		}
	}
	if v.Missed, err = queue.MissedToday(tx, zone, shownMissed); err != nil {
		return err
	}
	seats, err := queue.Seats(tx)
	if err != nil {
		return err
	}
	v.Pauses = pauses(ctx, hall, seats, zone, tx.Now)
	again, err := h.Queue.Returns(tx)
	if err != nil {
		return err
	}
	v.Foot = []string{ui.T(ctx, "queue.display.foot.missed", "n", again), ui.T(ctx, "queue.display.foot.closing"),
		ui.T(ctx, "queue.display.foot.help")}
	return nil
}

// rooms lists the windows of a zone with the number each has.
func (h Handler) rooms(ctx context.Context, tx *db.Tx, hall *directory.Hall, zone int64) (out []roomView, err error) {
	busy, err := queue.Busy(tx)
	if err != nil {
		return nil, err
	}
	seats, err := queue.Seats(tx)
	for _, w := range hall.InZone(zone, tx.Now) {
		name, _ := fit(w, longName)
		room := roomView{No: strconv.Itoa(w.No), Name: name, State: busy[w.ID].No}
		switch seat := seats[w.ID]; {
		case room.State != "":
		case seat.State == queue.Open:
			room.State = ui.T(ctx, "queue.display.free")
		default:
			room.State = ui.T(ctx, "queue.window."+stateWord(seat.State))
		}
		out = append(out, room)
	}
	return out, err
}

// waitWords is about how long a newcomer waits; empty when that is not known.
func waitWords(ctx context.Context, p wait.Pace) string {
	switch m := p.Minutes(p.Waiting); {
	case p.Waiting == 0 && p.Windows > 0:
		return ui.T(ctx, "queue.wait.none")
	case m < 0:
		return ""
	default:
		return ui.T(ctx, "queue.wait.minutes", "n", m)
	}
}

// pauses says which windows are paused, until when, and which others go on.
func pauses(ctx context.Context, hall *directory.Hall, seats map[int64]queue.Seat, zone int64, at clock.Instant) (out []string) {
	for _, w := range hall.Open(at) {
		seat := seats[w.ID]
		if seat.State != queue.Paused || zone != 0 && w.Zone != zone || len(out) == shownPauses {
			continue
		}
		line := ui.T(ctx, "queue.display.paused", "window", w.No)
		if seat.BackBy != 0 {
			line = ui.T(ctx, "queue.display.paused_until", "window", w.No, "at", seat.BackBy.Format("15:04"))
		}
		var others []directory.Window
		for _, o := range hall.InZone(w.Zone, at) {
			if seats[o.ID].State == queue.Open {
				others = append(others, o)
			}
		}
		if len(others) > 0 {
			line += ui.T(ctx, "queue.display.others", "windows", numbers(others, 4))
		}
		out = append(out, line)
	}
	return out
}

// numbers lists windows by number, at most so many.
func numbers(all []directory.Window, most int) string {
	var out []string
	for _, w := range all[:min(most, len(all))] {
		out = append(out, strconv.Itoa(w.No))
	}
	return strings.Join(out, "、")
}

// screenDay is the day as displays write it: 11 月 23 日 星期一.
func screenDay(ctx context.Context, at clock.Instant) string {
	return ui.T(ctx, "queue.day.long", "month", int(at.Time().Month()), "day", at.Time().Day(),
		"weekday", ui.T(ctx, "queue.weekday."+strconv.Itoa(int(at.Time().Weekday()))))
}
