package adminweb

import (
	"context"
	"encoding/json"
	"io"
	"slices"
	"strings"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/base/web"
	"lianban/internal/base/web/form"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/calendar"
)

// importView is the page on which a notice is entered: as a file, or by hand.
type importView struct {
	Page    ui.StaffPage
	Way     string // which of the two forms was sent: file or hand
	Regions []ui.Option
	Region  string
	Year    string
	Number  string
	Dated   string
	Days    []dayForm
	Faults  []ui.Fault
}

// dayForm is one line of days as typed.
type dayForm struct{ From, To, Name, What string }

func (d dayForm) empty() bool { return d.From == "" && d.To == "" && d.Name == "" }

// dayRows is how many lines the form has; a region adds few days.
const dayRows = 6

// maxSpan keeps a mistyped year from making a holiday of a decade.
const maxSpan = 31

func dayName(i int, field string) string { return "days." + itoa(i) + "." + field }

// wrong is the fault of a field of one of the forms.
func (v importView) wrong(way, field string) string {
	if v.Way != way {
		return ""
	}
	return form.Wrong(v.Faults, field)
}

// value is what was typed into a field of one of the forms.
func (v importView) value(way, s string) string {
	if v.Way != way {
		return ""
	}
	return s
}

// previewView is what a notice would change.
type previewView struct {
	Page    ui.StaffPage
	Title   string
	Notice  string // as JSON, for the second step
	Done    calendar.Imported
	Command string
}

func (h Handler) importForm(r *web.Request) (web.Reply, error) {
	v, err := h.importView(r)
	v.Days = make([]dayForm, dayRows)
	return web.Reply{Page: importPage(v)}, err
}

func (h Handler) importView(r *web.Request) (v importView, err error) {
	v = importView{Page: h.shell(r, "calendar_import"), Year: itoa(h.now().Day().Year() + 1)}
	v.Page.Crumbs = []ui.Link{{Label: ui.T(r.Ctx(), "admin.calendar.title"), Href: "/admin/calendar"}}
	err = h.Identity.Store.Read(r.Ctx(), actor(r).Centre, func(tx *db.Tx) error {
		set, err := h.Calendar.Set(tx)
		if err != nil {
			return err
		}
		cal, err := h.Calendar.Calendar(tx)
		if err != nil {
			return err
		}
		v.Region = cal.Name()
		v.Regions = nil
		names := regionNames(r, set)
		for _, code := range set.Names() {
			v.Regions = append(v.Regions, ui.Option{Value: code, Label: names[code]})
		}
		return nil
	})
	return v, err
}

// importNotice is both steps: what was typed or sent is shown first with what it moves, then taken.
func (h Handler) importNotice(r *web.Request) (web.Reply, error) {
	way := r.FormValue("way")
	n, err := h.notice(r, way)
	if err == nil {
		var done calendar.Imported
		if done, err = h.Calendar.Import(r.Ctx(), actor(r).Centre, actor(r), n, way != "confirm"); err == nil {
			return h.imported(r, way, n, done)
		}
	}
	if !form.Shown(err) {
		return web.Reply{}, err
	}
	return h.refusedNotice(r, way, err)
}

func (h Handler) imported(r *web.Request, way string, n calendar.Notice, d calendar.Imported) (web.Reply, error) {
	if way == "confirm" {
		return form.Done("/admin/calendar?year="+itoa(n.Year), "imported")
	}
	// What would be late by this alone is looked at first.
	slices.SortStableFunc(d.Moved, func(a, b calendar.Move) int { return late(b) - late(a) })
	raw, err := json.Marshal(n)
	v := previewView{Page: h.shell(r, "calendar_import"), Notice: string(raw), Done: d, Command: h.command(), Title: n.Number}
	v.Page.Crumbs = []ui.Link{{Label: ui.T(r.Ctx(), "admin.calendar.title"), Href: "/admin/calendar"},
		{Label: ui.T(r.Ctx(), "admin.calendar_import.title"), Href: "/admin/calendar/import"}}
	return web.Reply{Page: previewPage(v)}, err
}

// notice reads the notice of either form, or of the confirmation.
func (h Handler) notice(r *web.Request, way string) (n calendar.Notice, err error) {
	switch way {
	case "confirm":
		if err := json.Unmarshal([]byte(r.FormValue("notice")), &n); err != nil {
			return n, errs.New(errs.Invalid, "calendar.notice.unreadable").Cause(err)
		}
		return n, nil
	case "file":
		if n, err = fileNotice(r); err != nil {
			return n, err
		}
		n.Number, n.Dated = r.Text("number", 60), r.Day("dated")
		return n, r.Faults()
	}
	n = calendar.Notice{Region: r.Must("region", 40), Year: int(r.Int("year", firstYear, lastYear)), Number: r.Must("hand_number", 60),
		Dated: r.Day("hand_dated")}
	days, faults := readDays(dayForms(r))
	n.Days = days
	return n, form.Joined(r.Faults(), faults)
}

func fileNotice(r *web.Request) (calendar.Notice, error) {
	f, _, err := r.FormFile("file")
	if err != nil {
		return calendar.Notice{}, errs.Field("file", "admin.calendar.no_file")
	}
	defer f.Close()
	raw, err := io.ReadAll(f)
	if err != nil {
		return calendar.Notice{}, errs.Field("file", "error.unreadable").Cause(err)
	}
	n, err := calendar.ParseNotice(raw)
	if e := errs.As(err); e != nil && len(e.Faults) == 0 {
		return n, errs.Field("file", e.Text.Key, e.Text.KV...)
	}
	return n, err
}

func dayForms(r *web.Request) []dayForm {
	out := make([]dayForm, dayRows)
	for i := range out {
		out[i] = dayForm{From: r.FormValue(dayName(i, "from")), To: r.FormValue(dayName(i, "to")),
			Name: strings.TrimSpace(r.FormValue(dayName(i, "name"))), What: r.FormValue(dayName(i, "what"))}
	}
	return out
}

// readDays turns the lines into days; what cannot be read is a fault of its field.
func readDays(forms []dayForm) (days []calendar.Special, out []errs.Fault) {
	for i, f := range forms {
		if f.empty() {
			continue
		}
		from, err := clock.ParseDay(f.From)
		if err != nil {
			out = append(out, errs.Field(dayName(i, "from"), "error.not_date").Faults...)
			continue
		}
		to := from
		if f.To != "" {
			if to, err = clock.ParseDay(f.To); err != nil || to < from || to > from.Add(maxSpan) {
				out = append(out, errs.Field(dayName(i, "to"), "admin.calendar.span").Faults...)
				continue
			}
		}
		if f.Name == "" {
			out = append(out, errs.Field(dayName(i, "name"), "error.required").Faults...)
			continue
		}
		for day := from; day <= to; day = day.Add(1) {
			days = append(days, calendar.Special{Day: day, Name: f.Name, Off: f.What != "work"})
		}
	}
	return days, out
}

// refusedNotice shows the form again, as it was typed.
func (h Handler) refusedNotice(r *web.Request, way string, err error) (web.Reply, error) {
	v, failed := h.importView(r)
	if failed != nil {
		return web.Reply{}, failed
	}
	v.Way, v.Days = way, make([]dayForm, dayRows)
	v.Faults = form.Faults(r.Ctx(), err)
	if way == "hand" {
		v.Region, v.Year = r.FormValue("region"), r.FormValue("year")
		v.Number, v.Dated = r.FormValue("hand_number"), r.FormValue("hand_dated")
		v.Days = dayForms(r)
		for i := range v.Faults {
			v.Faults[i].Field = handField(v.Faults[i].Field, v.Days)
		}
	} else {
		v.Number, v.Dated = r.FormValue("number"), r.FormValue("dated")
		for i, f := range v.Faults {
			if strings.HasPrefix(f.Field, "days") || way == "confirm" {
				v.Faults[i].Field = "" // a day of the file is in no field
			}
		}
	}
	return web.Reply{Page: importPage(v)}, err
}

// handField names a fault of the notice after the field of the form: the n-th day of the notice lies in some line.
func handField(field string, forms []dayForm) string {
	switch field {
	case "number", "dated":
		return "hand_" + field
	}
	_, rest, ok := strings.Cut(field, "days.")
	if _, unread := readDays(forms); !ok || len(unread) > 0 {
		return field // it is named after the form already
	}
	n, name := form.Numbered(rest)
	for i, f := range forms {
		days, _ := readDays([]dayForm{f})
		if n < len(days) {
			if name == "date" {
				name = "from"
			}
			return dayName(i, name)
		}
		n -= len(days)
	}
	return "days"
}

// spans reads opening hours; nothing is closed.
func spans(s string) ([]calendar.Span, error) {
	s = strings.NewReplacer("–", "-", "—", "-", "、", ",", "，", ",", "：", ":").Replace(s)
	out, err := calendar.ParseSpans(s)
	if err != nil {
		return nil, errs.Field("open", "calendar.exception.open").Cause(err)
	}
	return out, nil
}

func exceptionHours(ctx context.Context, e calendar.KeptException) string {
	if len(e.Open) == 0 {
		return ui.T(ctx, "calendar.closed")
	}
	return strings.ReplaceAll(hoursOf(e.Open), ",", "、")
}

// hoursOf writes opening hours as they are typed.
func hoursOf(open []calendar.Span) string {
	parts := make([]string, len(open))
	for i, s := range open {
		parts[i] = strings.ReplaceAll(s.String(), "–", "-")
	}
	return strings.Join(parts, ",")
}

func reason(ctx context.Context, i calendar.Info) string { return text.Say(text.Of(ctx), i.Reason()) }

func late(m calendar.Move) int {
	if m.Over {
		return 1
	}
	return 0
}
