package adminweb

import (
	"slices"
	"strconv"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/text"
	"lianban/internal/base/web"
	"lianban/internal/base/web/form"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/calendar"
)

// calendarView is the working calendar of a year.
type calendarView struct {
	Page    ui.StaffPage
	Year    int
	Months  []monthView
	Work    int // working days of the year
	MadeUp  int
	Off     int
	Gaps    []string // notices that are missing: the year's dates are provisional
	Notices []noticeView
	Except  []calendar.KeptException
	Today   clock.Day
	Hours   string // today's opening hours and why
	May     bool   // may change it
	Command string
	Form    exceptForm
	Faults  []ui.Fault
}

// exceptForm is an opening exception as typed.
type exceptForm struct{ From, To, Open, Reason, Number string }

// monthView is one month as weeks of seven days, Monday first; a day of no month is zero.
type monthView struct {
	Name  string
	Weeks [][7]dayView
}

// dayView is one day.
type dayView struct {
	Day   clock.Day
	Class string
	Word  string // under the number: the holiday, or that it is worked
	Title string // what it is, and by which document
}

// noticeView is a notice that is known.
type noticeView struct {
	Region string
	Year   int
	Basis  string
	Dated  clock.Day
	Off    int
	Work   int
	Own    bool // entered by the office of this centre
}

// The years that can be looked at.
const firstYear, lastYear = 2000, 2098

func (h Handler) calendar(r *web.Request) (web.Reply, error) {
	v, err := h.calendarView(r)
	return web.Reply{Page: calendarPage(v)}, err
}

func (h Handler) calendarView(r *web.Request) (v calendarView, err error) {
	by := actor(r)
	v = calendarView{Page: h.shell(r, "calendar"), Today: h.now().Day(), May: by.Allow("calendar.import") == nil, Command: h.command()}
	v.Year = v.Today.Year()
	if y, err := strconv.Atoi(r.URL.Query().Get("year")); err == nil && y >= firstYear && y <= lastYear {
		v.Year = y
	}
	err = h.Identity.Store.Read(r.Ctx(), by.Centre, func(tx *db.Tx) error { return h.fill(r, tx, &v) })
	return v, err
}

// fill reads the year.
func (h Handler) fill(r *web.Request, tx *db.Tx, v *calendarView) error {
	set, err := h.Calendar.Set(tx)
	if err != nil {
		return err
	}
	cal, err := h.Calendar.Calendar(tx)
	if err != nil {
		return err
	}
	hours, err := h.Calendar.Hours(tx)
	if err != nil {
		return err
	}
	own, err := calendar.Notices(tx)
	if err != nil {
		return err
	}
	if v.Except, err = calendar.Exceptions(tx); err != nil {
		return err
	}
	v.Hours = text.Say(text.Of(r.Ctx()), hours.On(v.Today).Explain())
	v.months(r, cal, nil)
	v.known(r, set, cal, own)
	return nil
}

// months draws the year by that calendar; changed days are marked.
func (v *calendarView) months(r *web.Request, cal *calendar.Calendar, changed map[clock.Day]bool) {
	v.Months, v.Work, v.Off, v.MadeUp = nil, 0, 0, 0
	for m := time.January; m <= time.December; m++ {
		month := monthView{Name: ui.T(r.Ctx(), "admin.calendar.month", "n", int(m))}
		first := clock.Date(v.Year, m, 1)
		at := (int(first.Weekday()) + 6) % 7
		var week [7]dayView
		for day := first; day.Time().Month() == m; day = day.Add(1) {
			week[at] = v.day(r, cal.About(day), changed[day])
			if at++; at == 7 {
				month.Weeks, week, at = append(month.Weeks, week), [7]dayView{}, 0
			}
		}
		if at > 0 {
			month.Weeks = append(month.Weeks, week)
		}
		v.Months = append(v.Months, month)
	}
}

func (v *calendarView) day(r *web.Request, i calendar.Info, changed bool) dayView {
	lang := text.Of(r.Ctx())
	d := dayView{Day: i.Day, Title: text.Say(lang, i.Reason())}
	if i.Basis != "" {
		d.Title += " · " + i.Basis
	}
	weekend := i.Day.Weekday() == time.Saturday || i.Day.Weekday() == time.Sunday
	switch {
	case i.Work && i.Name != "":
		v.Work, v.MadeUp = v.Work+1, v.MadeUp+1
		d.Class, d.Word = "made-up", ui.T(r.Ctx(), "admin.calendar.worked")
	case i.Work:
		v.Work++
	case i.Name != "":
		v.Off++
		d.Class, d.Word = "off", ui.T(r.Ctx(), "admin.calendar.off")
	case weekend:
		d.Class = "rest"
	}
	if i.Provisional {
		d.Class += " unsure"
	}
	if changed {
		d.Class += " changed"
	}
	if i.Day == v.Today {
		d.Class += " today"
	}
	return d
}

// known lists the notices that make the year, and those that are missing.
func (v *calendarView) known(r *web.Request, set *calendar.Set, cal *calendar.Calendar, own []calendar.Kept) {
	names := regionNames(r, set)
	have := map[string]bool{}
	for _, n := range set.Layers().Notices {
		if n.Year != v.Year || n.Region != calendar.National && n.Region != cal.Name() {
			continue
		}
		have[n.Region] = true
		nv := noticeView{Region: names[n.Region], Year: n.Year, Basis: n.Number, Dated: n.Dated,
			Own: slices.ContainsFunc(own, func(k calendar.Kept) bool { return k.Region == n.Region && k.Year == n.Year })}
		if nv.Basis == "" {
			nv.Basis = n.Title + n.Source
		}
		for _, d := range n.Days {
			if d.Off {
				nv.Off++
			} else {
				nv.Work++
			}
		}
		v.Notices = append(v.Notices, nv)
	}
	for _, region := range []string{calendar.National, cal.Name()} {
		if !have[region] {
			have[region] = true
			v.Gaps = append(v.Gaps, names[region])
		}
	}
}

func regionNames(r *web.Request, set *calendar.Set) map[string]string {
	names := map[string]string{calendar.National: ui.T(r.Ctx(), "calendar.national")}
	for _, g := range set.Layers().Regions {
		names[g.Code] = g.Name
	}
	return names
}

// except enters days on which the hall opens at other hours, or not at all.
func (h Handler) except(r *web.Request) (web.Reply, error) {
	f := exceptForm{From: r.FormValue("from"), To: r.FormValue("to"), Open: r.Text("open", 60), Reason: r.Text("reason", 60),
		Number: r.Text("number", 60)}
	e := calendar.Exception{From: r.Day("from"), To: r.Day("to"), Reason: f.Reason, Number: f.Number}
	if e.To == 0 {
		e.To = e.From
	}
	err := r.Faults()
	if err == nil {
		e.Open, err = spans(f.Open)
	}
	if err == nil {
		_, err = h.Calendar.Except(r.Ctx(), actor(r).Centre, actor(r), e)
	}
	if err == nil {
		return form.Done("/admin/calendar?year="+itoa(e.From.Year()), "excepted")
	}
	if !form.Shown(err) {
		return web.Reply{}, err
	}
	v, failed := h.calendarView(r)
	if failed != nil {
		return web.Reply{}, failed
	}
	v.Form, v.Faults = f, form.Faults(r.Ctx(), err)
	return web.Reply{Page: calendarPage(v)}, err
}

func (h Handler) endException(r *web.Request) (web.Reply, error) {
	id, err := r.ID("id")
	if err != nil {
		return web.Reply{}, err
	}
	if err := h.Calendar.EndException(r.Ctx(), actor(r).Centre, actor(r), id); err != nil {
		return web.Reply{}, err
	}
	return form.Done("/admin/calendar", "exception_ended")
}
