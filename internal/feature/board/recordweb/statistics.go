package recordweb

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	"lianban/internal/core/people"
	tickets "lianban/internal/feature/queue/record"
)

// statistics is how the queue went in a period, for whoever looks.
type statistics struct {
	period
	figures tickets.Figures
	today   clock.Day
	hall    *directory.Hall
	names   map[int64]string
	behind  bool // the tickets behind the figures may be seen
	people  bool // and who served them
	whole   bool
}

func (h Handler) statistics(r *web.Request) (web.Reply, error) {
	v, err := h.asked(r)
	if err != nil {
		return web.Reply{}, err
	}
	return web.Reply{Page: statisticsPage(h.Shell(r.Ctx(), ui.T(r.Ctx(), "record.statistics"), v.word(r.Ctx())), v)}, nil
}

func (h Handler) exportStatistics(r *web.Request) (web.Reply, error) {
	v, err := h.asked(r)
	if err != nil {
		return web.Reply{}, err
	}
	return book(ui.T(r.Ctx(), "record.statistics")+v.From.String()+"_"+v.To.String(), v.tables(r.Ctx()))
}

// asked reads what the address asks for.
func (h Handler) asked(r *web.Request) (statistics, error) {
	span, day := r.Text("span", 10), r.Day("day")
	if err := r.Faults(); err != nil {
		return statistics{}, err
	}
	return h.stand(r.Ctx(), actor(r), span, day)
}

func (h Handler) stand(ctx context.Context, by identity.Actor, span string, day clock.Day) (v statistics, err error) {
	err = h.Store.Read(ctx, by.Centre, func(tx *db.Tx) error {
		sight, persons := by.Sight("board.read"), by.Sight("record.read")
		v = statistics{period: periodOf(span, day, tx.Today()), today: tx.Today(), behind: !persons.Nothing(), people: !persons.Nothing(),
			whole: sight.All}
		if v.hall, err = h.Directory.Hall(tx); err != nil {
			return err
		}
		if v.figures, err = h.Tickets.Read(tx, v.Period, sight, persons); err != nil {
			return err
		}
		var ids []int64
		for _, l := range v.figures.Persons {
			ids = append(ids, l.ID)
		}
		v.names, err = people.Names(tx, ids)
		return err
	})
	return v, err
}

// counts are the figures every line has, in the order of the columns.
var counts = []struct {
	key string
	of  func(tickets.Sum) int
}{
	{"", func(s tickets.Sum) int { return s.Taken }}, {"finished", func(s tickets.Sum) int { return s.Finished }},
	{"missed", func(s tickets.Sum) int { return s.Missed }}, {"void", func(s tickets.Sum) int { return s.Void }},
	{"open", func(s tickets.Sum) int { return s.Open }}, {"returned", func(s tickets.Sum) int { return s.Returned }},
	{"transferred", func(s tickets.Sum) int { return s.Transferred }}, {"recalled", func(s tickets.Sum) int { return s.Recalled }},
}

// columns is the head of a table, with what this one has beside the others.
func columns(ctx context.Context, first string, more ...string) []string {
	out := words(ctx, "record.column.", append([]string{first, "taken", "finished", "missed", "void", "open", "returned", "transferred",
		"recalled", "lost", "wait_median", "wait_p90", "wait_mean", "handling_median", "handling_mean"}, more...)...)
	return out
}

// row is a line of a table. behind is the address of the tickets of the line, up to what kind.
func (v statistics) row(name, behind string, s tickets.Sum, more ...cell) []cell {
	out := []cell{word(name)}
	for _, c := range counts {
		one := cell{Value: c.of(s)}
		if v.behind {
			one.Href = fmt.Sprintf("/statistics/tickets%s%s&what=%s", v.query(v.Day), behind, c.key)
		}
		out = append(out, one)
	}
	out = append(out, permille(s.Lost()), minutes(s.Wait.Median, s.Wait.N), minutes(s.Wait.P90, s.Wait.N), minutes(s.Wait.Mean, s.Wait.N),
		minutes(s.Handling.Median, s.Handling.N), minutes(s.Handling.Mean, s.Handling.N))
	return append(out, more...)
}

// tables are everything the page says in figures.
func (v statistics) tables(ctx context.Context) []table {
	f := v.figures
	total := table{ID: "total", Title: ui.T(ctx, "record.total"), Note: ui.T(ctx, "record.minutes"),
		Columns: columns(ctx, "period", "longest", "windows", "away", "away_minutes")}
	total.Rows = [][]cell{v.row(v.word(ctx), "", f.Total.Sum, minutes(f.Total.Wait.Longest, f.Total.Wait.N), cell{Value: f.Total.Windows},
		cell{Value: f.Total.Away.Times}, minutes(f.Total.Away.Total, f.Total.Away.Times))}
	out := []table{total}
	if v.From != v.To {
		out = append(out, v.dates(ctx))
	}
	out = append(out, v.halves(ctx), v.items(ctx), v.windows(ctx))
	if v.people {
		out = append(out, v.persons(ctx))
	}
	return out
}

func (v statistics) dates(ctx context.Context) table {
	t := table{ID: "dates", Title: ui.T(ctx, "record.by.day"), Columns: columns(ctx, "day")}
	for _, l := range v.figures.Dates {
		day := clock.Day(l.ID) // #nosec G115 -- the line is named after its Day
		row := v.row(day.String(), "", l.Sum)
		row[0].Href = "/statistics?span=day&day=" + day.String()
		for i, c := range counts {
			if v.behind {
				row[i+1].Href = fmt.Sprintf("/statistics/tickets?span=day&day=%s&what=%s", day, c.key)
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (v statistics) halves(ctx context.Context) table {
	t := table{ID: "halves", Title: ui.T(ctx, "record.by.half"), Note: ui.T(ctx, "record.by.half_note"),
		Columns: columns(ctx, "half", "at_work")}
	for _, l := range v.figures.Halves {
		t.Rows = append(t.Rows, v.row(halfWord(l.ID), "&half="+strconv.FormatInt(l.ID, 10), l.Sum, atWork(l)))
	}
	return t
}

// atWork is how many windows were at work in a half hour, on average over the days on which the hall was open then.
func atWork(l tickets.Line) cell {
	if l.Days == 0 {
		return cell{Value: float64(l.Windows)}
	}
	return cell{Value: float64(l.Windows) / float64(l.Days)}
}

func halfWord(half int64) string {
	return fmt.Sprintf("%02d:%02d–%02d:%02d", half/2, half%2*30, (half+1)/2, (half+1)%2*30)
}

func (v statistics) items(ctx context.Context) table {
	t := table{ID: "items", Title: ui.T(ctx, "record.by.item"), Columns: columns(ctx, "item")}
	for _, l := range v.figures.Items {
		t.Rows = append(t.Rows, v.row(l.Name, "&item="+id(l.ID), l.Sum))
	}
	return t
}

func (v statistics) windows(ctx context.Context) table {
	t := table{ID: "windows", Title: ui.T(ctx, "record.by.window"), Note: ui.T(ctx, "record.by.window_note"),
		Columns: columns(ctx, "window", "days", "first", "last", "away", "away_minutes")}
	for _, l := range v.figures.Windows {
		w, _ := v.hall.Window(l.ID)
		first, last := cell{}, cell{}
		if v.From == v.To {
			first = clockTime(l.First.Format("15:04"))
			if l.Last != 0 {
				last = clockTime(l.Last.Format("15:04"))
			}
		}
		t.Rows = append(t.Rows, v.row(ui.T(ctx, "record.window", "no", w.No, "name", w.Short), "&window="+id(l.ID), l.Sum,
			cell{Value: l.Days}, first, last, cell{Value: l.Away.Times}, minutes(l.Away.Total, l.Away.Times)))
	}
	return t
}

func (v statistics) persons(ctx context.Context) table {
	t := table{ID: "persons", Title: ui.T(ctx, "record.by.person"), Note: ui.T(ctx, "record.by.person_note"),
		Columns: columns(ctx, "person", "away", "away_minutes")}
	for _, l := range v.figures.Persons {
		name := v.names[l.ID]
		if name == "" {
			name = none
		}
		t.Rows = append(t.Rows, v.row(name, "&person="+id(l.ID), l.Sum, cell{Value: l.Away.Times}, minutes(l.Away.Total, l.Away.Times)))
	}
	return t
}

func id(n int64) string { return strconv.FormatInt(n, 10) }

// stats are the figures at the head of the page.
func (v statistics) stats(ctx context.Context) []ui.Figure {
	f := v.figures.Total
	people := ui.T(ctx, "board.people")
	length := func(key, detail string, s tickets.Spread) ui.Figure {
		return ui.Figure{Label: ui.T(ctx, "record.stat."+key), Value: minutes(s.Median, s.N).text(), Unit: ui.T(ctx, "record.min"),
			Detail: detail}
	}
	one := func(key string, n int, detail string) ui.Figure {
		out := ui.Figure{Label: ui.T(ctx, "record.stat."+key), Value: strconv.Itoa(n), Unit: people, Detail: detail}
		if v.behind {
			out.Href = "/statistics/tickets" + v.query(v.Day) + "&what=" + strings.TrimPrefix(key, "taken")
		}
		return out
	}
	out := []ui.Figure{one("taken", f.Taken, ui.T(ctx, "record.stat.taken_detail", "open", f.Open)),
		one("finished", f.Finished, ui.T(ctx, "record.stat.finished_detail", "windows", f.Windows)),
		length("wait", ui.T(ctx, "record.stat.wait_detail", "p90", minutes(f.Wait.P90, f.Wait.N).text(), "mean",
			minutes(f.Wait.Mean, f.Wait.N).text()), f.Wait),
		length("handling", ui.T(ctx, "record.stat.handling_detail", "mean", minutes(f.Handling.Mean, f.Handling.N).text()), f.Handling)}
	out = append(out, ui.Figure{Label: ui.T(ctx, "record.stat.lost"), Value: permille(f.Lost()).text(), Unit: "%",
		Detail: ui.T(ctx, "record.stat.lost_detail", "missed", f.Missed, "void", f.Void)},
		ui.Figure{Label: ui.T(ctx, "record.stat.again"), Value: strconv.Itoa(f.Recalled), Unit: people,
			Detail: ui.T(ctx, "record.stat.again_detail", "returned", f.Returned, "transferred", f.Transferred)})
	return out
}

// strip is the half hours side by side.
func (v statistics) strip(ctx context.Context) heatStrip {
	h := heatStrip{Label: ui.T(ctx, "record.by.half")}
	rows := []heatRow{{Label: ui.T(ctx, "record.column.taken")}, {Label: ui.T(ctx, "record.column.wait_median")},
		{Label: ui.T(ctx, "record.column.at_work")}}
	var most [3]float64
	value := func(l tickets.Line) [3]float64 {
		return [3]float64{float64(l.Taken), l.Wait.Median.Minutes(), atWork(l).Value.(float64)}
	}
	for _, l := range v.figures.Halves {
		for i, n := range value(l) {
			most[i] = max(most[i], n)
		}
	}
	last := int64(-1)
	for _, l := range v.figures.Halves {
		gap := last >= 0 && l.ID != last+1
		last = l.ID
		h.Head = append(h.Head, hot{Text: fmt.Sprintf("%02d:%02d", l.ID/2, l.ID%2*30), Gap: gap})
		shown := [3]cell{{Value: l.Taken}, minutes(l.Wait.Median, l.Wait.N), atWork(l)}
		for i, n := range value(l) {
			c := hot{Text: shown[i].text(), Level: level(n, most[i]), Gap: gap}
			if i == 0 && v.behind && l.Taken > 0 {
				c.Href = "/statistics/tickets" + v.query(v.Day) + "&half=" + id(l.ID)
			}
			rows[i].Cells = append(rows[i].Cells, c)
		}
	}
	h.Rows = rows
	return h
}
