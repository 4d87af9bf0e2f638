package recordweb

import (
	"context"
	"strconv"
	"strings"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	"lianban/internal/core/people"
	"lianban/internal/feature/catalog"
)

// mostDays is how far apart two days may lie whose differences are listed.
const mostDays = 366

// hallView is the hall as the directory has it at one instant, past or to come, and what changes until another.
//
// 5(3): history shows the hall as of any day.
type hallView struct {
	at, until clock.Instant // until = 0: no comparison
	hall      *directory.Hall
	zones     []zoneAt
	turns     []turn
	items     map[int64]string
	names     map[int64]string
	windows   int
}

type zoneAt struct {
	directory.Zone
	windows []windowAt
}

// windowAt is a window at that instant: its strip, what it serves, who stands there.
type windowAt struct {
	directory.Window
	department string
	items      []string
	posts      []postAt
}

type postAt struct{ post, name string }

// turn is what changes at a window at one instant.
type turn struct {
	at     clock.Instant
	no     int
	what   string
	detail string
}

func (h Handler) hall(r *web.Request) (web.Reply, error) {
	day, until := r.Day("day"), r.Day("until")
	at, fault := moment(r.Text("at", 20), day, r.Text("time", 5))
	if err := r.Faults(); err != nil {
		return web.Reply{}, err
	}
	if fault != nil {
		return web.Reply{}, fault
	}
	v, err := h.hallAt(r.Ctx(), actor(r), at, until)
	if err != nil {
		return web.Reply{}, err
	}
	return web.Reply{Page: hallPage(h.Shell(r.Ctx(), ui.T(r.Ctx(), "record.hall"), v.at.Format("2006-01-02 15:04")), v)}, nil
}

// moment reads the instant that is asked about: whole as 2026-11-23T10:20, or day and time apart; 0 = now.
func moment(whole string, day clock.Day, hour string) (clock.Instant, error) {
	if whole == "" && day == 0 {
		return 0, nil
	}
	if whole == "" {
		if hour == "" {
			hour = "12:00"
		}
		whole = day.String() + " " + hour
	}
	whole = strings.Replace(whole, "T", " ", 1)
	if len(whole) == len("2026-11-23") {
		whole += " 12:00"
	}
	at, err := clock.Parse(whole)
	if err != nil {
		return 0, errs.Field("at", "error.not_date")
	}
	return at, nil
}

func (h Handler) hallAt(ctx context.Context, by identity.Actor, at clock.Instant, until clock.Day) (v hallView, err error) {
	err = h.Store.Read(ctx, by.Centre, func(tx *db.Tx) error {
		v = hallView{at: at}
		if v.at == 0 {
			v.at = tx.Now
		}
		if until != 0 {
			v.until = until.At(v.at.Time().Hour(), v.at.Time().Minute())
		}
		if v.hall, err = h.Directory.Hall(tx); err != nil {
			return err
		}
		if err := h.name(tx, &v); err != nil {
			return err
		}
		sight := by.Sight("directory.read")
		v.fill(sight)
		v.compare(ctx, sight)
		return nil
	})
	return v, err
}

// name reads the words for items and people.
func (h Handler) name(tx *db.Tx, v *hallView) error {
	all, err := h.Catalog.List(tx, identity.Sight{All: true}, catalog.Query{Size: catalog.Everything})
	if err != nil {
		return err
	}
	v.items = map[int64]string{}
	for _, i := range all.Items {
		v.items[i.ID] = i.Name
	}
	var ids []int64
	for _, p := range v.hall.AllPosts() {
		ids = append(ids, p.Person)
	}
	v.names, err = people.Names(tx, ids)
	return err
}

func (v *hallView) fill(sight identity.Sight) {
	for _, z := range v.hall.Zones {
		zone := zoneAt{Zone: z}
		for _, w := range v.hall.InZone(z.ID, v.at) {
			if !sight.Sees(identity.Thing{Department: w.Department, Window: w.ID}) {
				continue
			}
			one := windowAt{Window: w, items: v.itemNames(v.hall.Items(w.ID, v.at))}
			d, _ := v.hall.Department(w.Department)
			one.department = d.Short
			for _, p := range v.hall.Posts(w.ID, v.at) {
				one.posts = append(one.posts, postAt{p.Post, v.names[p.Person]})
			}
			zone.windows = append(zone.windows, one)
		}
		if zone.windows != nil {
			v.zones = append(v.zones, zone)
			v.windows += len(zone.windows)
		}
	}
}

func (v *hallView) itemNames(ids []int64) (out []string) {
	for _, i := range ids {
		name := v.items[i]
		if name == "" {
			name = strconv.FormatInt(i, 10)
		}
		out = append(out, name)
	}
	return out
}

// compare lists what changes between the two instants, whichever comes first.
func (v *hallView) compare(ctx context.Context, sight identity.Sight) {
	if v.until == 0 {
		return
	}
	from, to := min(v.at, v.until), max(v.at, v.until)
	for day := max(from.Day(), to.Day().Add(-mostDays)); day <= to.Day(); day = day.Add(1) {
		for _, t := range v.hall.Turns(day) {
			w, _ := v.hall.Window(t.Window)
			if t.At <= from || t.At > to || !sight.Sees(identity.Thing{Department: w.Department, Window: w.ID}) {
				continue
			}
			v.turns = append(v.turns, turn{at: t.At, no: w.No, what: ui.T(ctx, "record.turn."+string(t.What)), detail: v.detail(ctx, t, w)})
		}
	}
}

// detail says what a turn is about: the window's name, the items, who stood there and who does.
func (v *hallView) detail(ctx context.Context, t directory.Turn, w directory.Window) string {
	comma := ui.T(ctx, "record.comma")
	switch t.What {
	case directory.Begins, directory.Ends:
		return strings.Join(v.itemNames(t.Items), comma)
	case directory.Staffs:
		stand := func(at clock.Instant) string {
			var all []string
			for _, p := range v.hall.Posts(w.ID, at) {
				all = append(all, p.Post+" "+v.names[p.Person])
			}
			if all == nil {
				return none
			}
			return strings.Join(all, comma)
		}
		return ui.T(ctx, "record.from_who", "before", stand(t.At-1), "after", stand(t.At))
	}
	return w.Name
}

// HallAt is the hall as of an instant.
type HallAt struct {
	At      clock.Instant `json:"at" format:"date-time"`
	Windows []WindowAt    `json:"windows"`
	Changes []Change      `json:"changes" doc:"What changes between the two instants, when a second one was asked for"`
}

// WindowAt is a window at that instant.
type WindowAt struct {
	No         int      `json:"no"`
	Name       string   `json:"name"`
	Strip      string   `json:"strip" doc:"What the strip says beside the number"`
	Zone       string   `json:"zone"`
	Department string   `json:"department"`
	Items      []string `json:"items"`
	Posts      []PostAt `json:"posts"`
}

// PostAt is who stands there.
type PostAt struct {
	Post string `json:"post" enum:"A,B"`
	Name string `json:"name"`
}

// Change is what changes at one window at one instant.
type Change struct {
	At     clock.Instant `json:"at" format:"date-time"`
	Window int           `json:"window"`
	What   string        `json:"what"`
	Detail string        `json:"detail"`
}

type hallIn struct {
	At    string `query:"at" doc:"2026-11-23T10:20, past or future; now when left out" example:"2026-11-23T10:20"`
	Until string `query:"until" format:"date" doc:"Another day: what changes between the two"`
}

func (h Handler) apiHall(ctx context.Context, in *hallIn) (*struct{ Body HallAt }, error) {
	at, err := moment(in.At, 0, "")
	if err != nil {
		return nil, err
	}
	until := clock.Day(0)
	if in.Until != "" {
		if until, err = clock.ParseDay(in.Until); err != nil {
			return nil, errs.Field("until", "error.not_date")
		}
	}
	v, err := h.hallAt(ctx, identity.From(ctx), at, until)
	if err != nil {
		return nil, err
	}
	out := HallAt{At: v.at, Windows: []WindowAt{}, Changes: []Change{}}
	for _, z := range v.zones {
		for _, w := range z.windows {
			one := WindowAt{No: w.No, Name: w.Name, Strip: w.Short, Zone: z.Prefix, Department: w.department, Items: w.items,
				Posts: []PostAt{}}
			for _, p := range w.posts {
				one.Posts = append(one.Posts, PostAt{p.post, p.name})
			}
			out.Windows = append(out.Windows, one)
		}
	}
	for _, t := range v.turns {
		out.Changes = append(out.Changes, Change{t.at, t.no, t.what, t.detail})
	}
	return &struct{ Body HallAt }{out}, nil
}

func (v hallView) untilDay() string {
	if v.until == 0 {
		return ""
	}
	return v.until.Day().String()
}

func (v hallView) first() string { return min(v.at, v.until).Format("2006-01-02 15:04") }
func (v hallView) last() string  { return max(v.at, v.until).Format("2006-01-02 15:04") }
