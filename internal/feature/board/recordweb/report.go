package recordweb

import (
	"context"
	"strconv"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	cases "lianban/internal/feature/casework/record"
	"lianban/internal/feature/catalog"
)

// firstYear is before anything the house knows of.
const firstYear = 2000

// report is how each department keeps its limits (11(3)): what it promises, how that came about in the year, and what it kept.
type report struct {
	year    int
	from    clock.Day
	until   clock.Instant // before this instant: now, or the end of the year
	day     clock.Day     // the last day in it
	lines   []reportLine
	guided  limits
	kept    cases.Kept
	current bool
}

type reportLine struct {
	id   int64
	name string
	limits
	kept cases.Kept
}

func (h Handler) report(r *web.Request) (web.Reply, error) {
	v, err := h.reported(r)
	if err != nil {
		return web.Reply{}, err
	}
	return web.Reply{Page: reportPage(h.Shell(r.Ctx(), ui.T(r.Ctx(), "record.report"), v.word(r.Ctx())), v)}, nil
}

func (h Handler) exportReport(r *web.Request) (web.Reply, error) {
	v, err := h.reported(r)
	if err != nil {
		return web.Reply{}, err
	}
	return book(ui.T(r.Ctx(), "record.report")+strconv.Itoa(v.year), v.tables(r.Ctx()))
}

func (h Handler) reported(r *web.Request) (report, error) {
	year := int(r.Int("year", 0, 2099))
	if err := r.Faults(); err != nil {
		return report{}, err
	}
	return h.reportOf(r.Ctx(), actor(r), year)
}

func (h Handler) reportOf(ctx context.Context, by identity.Actor, year int) (v report, err error) {
	err = h.Store.Read(ctx, by.Centre, func(tx *db.Tx) error {
		v = span(year, tx.Now)
		hall, err := h.Directory.Hall(tx)
		if err != nil {
			return err
		}
		sight := by.Sight("record.read")
		byDept, err := h.guided(tx, v, sight)
		if err != nil {
			return err
		}
		kept, err := h.Kept.ByDepartment(tx, sight, v.from.Start(), v.until)
		if err != nil {
			return err
		}
		v.fill(hall, sight, byDept, kept)
		return h.total(tx, &v, sight)
	})
	return v, err
}

// span is the year so far, or the whole of one that is over.
func span(year int, now clock.Instant) report {
	this := now.Day().Year()
	if year < firstYear || year > this {
		year = this
	}
	v := report{year: year, from: clock.Date(year, 1, 1), until: now, day: now.Day(), current: year == this}
	if !v.current {
		v.until, v.day = clock.Date(year+1, 1, 1).Start(), clock.Date(year, 12, 31)
	}
	return v
}

// guided reads what the guides in force promise, beside those of the beginning of the year.
func (h Handler) guided(tx *db.Tx, v report, sight identity.Sight) (map[int64]*limits, error) {
	out := map[int64]*limits{}
	return out, h.eachGuide(tx, v, sight, func(i catalog.Item, now catalog.Guide, before *catalog.Guide) {
		if out[i.Department] == nil {
			out[i.Department] = &limits{}
		}
		out[i.Department].add(now, before)
	})
}

func (h Handler) total(tx *db.Tx, v *report, sight identity.Sight) error {
	return h.eachGuide(tx, *v, sight, func(_ catalog.Item, now catalog.Guide, before *catalog.Guide) { v.guided.add(now, before) })
}

func (h Handler) eachGuide(tx *db.Tx, v report, sight identity.Sight, add func(catalog.Item, catalog.Guide, *catalog.Guide)) error {
	now, err := h.Catalog.GuidesInForce(tx, v.until)
	if err != nil {
		return err
	}
	before, err := h.Catalog.GuidesInForce(tx, v.from.Start())
	if err != nil {
		return err
	}
	all, err := h.Catalog.List(tx, identity.Sight{All: true}, catalog.Query{Size: catalog.Everything})
	for _, i := range all.Items {
		g, there := now[i.ID]
		if !there || !sight.Sees(identity.Thing{Department: i.Department}) {
			continue
		}
		if was, then := before[i.ID]; then {
			add(i, g, &was)
		} else {
			add(i, g, nil)
		}
	}
	return err
}

// fill makes a line of each department in sight that has guides or cases, in the order of the directory.
func (v *report) fill(hall *directory.Hall, sight identity.Sight, guided map[int64]*limits, kept map[int64]cases.Kept) {
	for _, d := range hall.Departments {
		k, some := kept[d.ID]
		g := guided[d.ID]
		if !sight.Sees(identity.Thing{Department: d.ID}) || g == nil && !some {
			continue
		}
		if g == nil {
			g = &limits{}
		}
		v.lines = append(v.lines, reportLine{id: d.ID, name: d.Short, limits: *g, kept: k})
		v.kept = v.kept.Plus(k)
	}
}

func (v report) word(ctx context.Context) string {
	return ui.T(ctx, "record.from_to", "from", v.from, "to", v.day)
}

// tables are everything the page says in figures.
func (v report) tables(ctx context.Context) []table {
	promise := table{ID: "promise", Title: ui.T(ctx, "record.promise"), Note: ui.T(ctx, "record.promise_note"), Sum: true,
		Columns: words(ctx, "record.column.", "department", "items", "compared", "statutory", "promised", "saved", "part", "shortened",
			"since", "days_by")}
	burden := table{ID: "burden", Title: ui.T(ctx, "record.burden"), Note: ui.T(ctx, "record.burden_note"), Sum: true,
		Columns: words(ctx, "record.column.", "department", "items", "steps", "steps_by", "materials", "materials_by", "visits",
			"visits_by")}
	kept := table{ID: "kept", Title: ui.T(ctx, "record.kept"), Note: ui.T(ctx, "record.kept_note"), Sum: true,
		Columns: words(ctx, "record.column.", "department", "accepted", "decided", "in_time", "early", "late", "in_time_share", "used",
			"given", "same_day", "same_day_share")}
	total := reportLine{name: ui.T(ctx, "record.total"), limits: v.guided, kept: v.kept}
	for _, l := range append(v.lines[:len(v.lines):len(v.lines)], total) {
		promise.Rows = append(promise.Rows, l.promise())
		burden.Rows = append(burden.Rows, l.burden())
		kept.Rows = append(kept.Rows, l.keeping())
	}
	return []table{promise, burden, kept}
}

func (l reportLine) count() cell {
	c := cell{Value: l.items}
	if l.id != 0 {
		c.Href = "/items?guide=with&department=" + id(l.id)
	}
	return c
}

// promise is the limits beside the law's.
func (l reportLine) promise() []cell {
	return []cell{word(l.name), l.count(), {Value: l.compared}, l.statutory.cell(), l.promised.cell(), l.saved.cell(), l.part.cell(),
		{Value: l.shortened}, {Value: l.since}, l.daysBy.cell()}
}

// burden is what is asked of visitors.
func (l reportLine) burden() []cell {
	return []cell{word(l.name), l.count(), l.steps.cell(), l.stepsBy.cell(), l.materials.cell(), l.papersBy.cell(), l.visits.cell(),
		l.visitsBy.cell()}
}

func (l reportLine) keeping() []cell {
	k, n := l.kept, l.kept.Clocked()
	share := func(part, of int) cell {
		if of == 0 {
			return cell{}
		}
		return cell{Value: float64(part) * 100 / float64(of)}
	}
	used, given := mean{float64(k.Used), n}, mean{float64(k.Promised), n}
	return []cell{word(l.name), {Value: k.Accepted}, {Value: k.Finished}, {Value: k.InTime}, {Value: k.Early}, {Value: k.Late},
		share(k.InTime, n), used.cell(), given.cell(), {Value: k.SameDay}, share(k.SameDay, k.Finished)}
}

func (v report) stats(ctx context.Context) []ui.Figure {
	total := reportLine{limits: v.guided, kept: v.kept}
	promise, kept := total.promise(), total.keeping()
	days := ui.T(ctx, "record.working_days")
	return []ui.Figure{
		{Label: ui.T(ctx, "record.column.promised"), Value: promise[4].text(), Unit: days,
			Detail: ui.T(ctx, "record.stat.lawful", "n", promise[3].text())},
		{Label: ui.T(ctx, "record.column.part"), Value: promise[6].text(), Unit: "%", Detail: ui.T(ctx, "record.stat.shortened", "n",
			v.guided.shortened, "of", v.guided.compared)},
		{Label: ui.T(ctx, "record.column.used"), Value: kept[7].text(), Unit: days,
			Detail: ui.T(ctx, "record.stat.given", "n", kept[8].text())},
		{Label: ui.T(ctx, "record.column.in_time_share"), Value: kept[6].text(), Unit: "%", Kind: lit(v.kept.Late), Detail: ui.T(ctx,
			"record.stat.late", "n", v.kept.Late)},
		{Label: ui.T(ctx, "record.column.same_day_share"), Value: kept[10].text(), Unit: "%", Detail: ui.T(ctx, "record.stat.same_day", "n",
			v.kept.SameDay, "of", v.kept.Finished)},
		{Label: ui.T(ctx, "record.column.materials"), Value: v.guided.materials.cell().text(), Unit: ui.T(ctx, "record.pieces"),
			Detail: ui.T(ctx, "record.stat.visits", "n", v.guided.visits.cell().text(), "steps", v.guided.steps.cell().text())},
	}
}

func lit(n int) ui.Kind {
	if n > 0 {
		return ui.Over
	}
	return ""
}

type reportIn struct {
	Year int `query:"year" minimum:"0" maximum:"2099" doc:"This year when left out"`
}

// Report is how the departments keep their limits.
type Report struct {
	From   clock.Day `json:"from" format:"date"`
	To     clock.Day `json:"to" format:"date"`
	Tables []Table   `json:"tables"`
}

func (h Handler) apiReport(ctx context.Context, in *reportIn) (*struct{ Body Report }, error) {
	v, err := h.reportOf(ctx, identity.From(ctx), in.Year)
	if err != nil {
		return nil, err
	}
	return &struct{ Body Report }{Report{From: v.from, To: v.day, Tables: apiTables(v.tables(ctx))}}, nil
}
