package caseworkweb

import (
	"context"
	"lianban/internal/feature/casework/paper"

	"lianban/internal/base/clock"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/deadline"
	"lianban/internal/feature/casework"
)

// facts are the case's own words, in the order people ask for them.
func (v sheet) facts(ctx context.Context) []ui.Pair {
	var out []ui.Pair
	add := func(key, value string) {
		if value != "" {
			out = append(out, ui.Pair{Label: ui.T(ctx, "casework.fact."+key), Value: value})
		}
	}
	add("item", v.Name)
	if v.Who.Name == "" {
		add("who", ui.T(ctx, "casework.erased"))
	}
	add("who", whoValue(ctx, v.Who))
	add("id", v.Who.IDNumber)
	add("state", say(ctx, v.State.Text()))
	add("department", v.DepartmentName)
	if v.Source == casework.Online {
		add("source", ui.T(ctx, "casework.from_platform", "project", v.Project))
		add("window", ui.T(ctx, "casework.window_no", "no", v.WindowNo))
	} else {
		add("window", ui.T(ctx, "casework.window_by", "no", v.WindowNo, "name", v.PersonName))
	}
	add("ticket", v.TicketNo)
	add("received", v.Received.Format("2006-01-02 15:04"))
	if v.Accepted != 0 {
		add("accepted", v.Accepted.Format("2006-01-02 15:04"))
	}
	add("promised", say(ctx, v.PromisedText()))
	if v.Statutory.Unit != "" {
		add("statutory", say(ctx, v.StatutoryText()))
	}
	if v.Guide != 0 {
		add("guide", ui.T(ctx, "casework.guide_version", "version", v.GuideVersion, "day", v.GuideDay))
	}
	add("letter", v.Letter)
	add("result", v.Result)
	if v.Decided != 0 {
		add("decided", v.Decided.Format("2006-01-02 15:04"))
	}
	if v.Delivered != "" {
		add("delivered", ui.T(ctx, "casework.how."+v.Delivered)+" "+v.Ended.Format("2006-01-02 15:04"))
	}
	add("reason", v.Case.Reason)
	return out
}

// waits tells whether materials may be supplied.
func (v sheet) waits() bool {
	return v.State == casework.HandedIn || v.State == casework.Noticed || v.State == casework.Accepted && deferred(v.View) > 0
}

func (v sheet) withdrawable() bool {
	return v.State == casework.HandedIn || v.State == casework.Noticed || v.State == casework.Accepted
}

// supplyLate tells whether a deferred material is still to come: then the chief may put it off, and once it is late decide.
func (v sheet) supplyLate() bool {
	for _, k := range v.Clocks {
		if k.Kind == casework.SupplyClock && k.Open() {
			return true
		}
	}
	return false
}

// decidable tells whether the page offers the decision: nothing is to come, and no procedure runs.
func (v sheet) decidable() bool {
	_, runs := v.special()
	return v.State == casework.Accepted && deferred(v.View) == 0 && !runs
}

// prolongable tells whether the page offers a longer limit: the rules judge the rest, and say why.
func (v sheet) prolongable() bool {
	return v.State == casework.Accepted && !v.Instant && !hasPaper(v.Papers, paper.Prolong)
}

// special is the clock of the special procedure that runs now.
func (v sheet) special() (deadline.Lit, bool) {
	for _, k := range v.Clocks {
		if k.Kind == casework.SpecialClock && k.Open() {
			return k.Lit, true
		}
	}
	return deadline.Lit{}, false
}

func specials(ctx context.Context) []ui.Option {
	var out []ui.Option
	for _, s := range casework.Specials {
		out = append(out, ui.Option{Value: string(s), Label: say(ctx, s.Text())})
	}
	return out
}

func grounds(ctx context.Context) []ui.Option {
	var out []ui.Option
	for _, g := range casework.Grounds {
		out = append(out, ui.Option{Value: string(g), Label: say(ctx, g.Text())})
	}
	return out
}

func ways(ctx context.Context) []ui.Option {
	var out []ui.Option
	for _, w := range casework.Ways {
		out = append(out, ui.Option{Value: w, Label: ui.T(ctx, "casework.how."+w)})
	}
	return out
}

// Progress is how far a case has come, in the words of whoever reads: all that the visitors' site shows.
type Progress struct {
	Token   string
	Code    string
	Item    string
	Applied string
	Lamp    ui.Kind
	State   string
	Due     string
	Stopped string // since when its clock stands still, and why; then nothing is due
	Why     string
	Article string
	Days    []string
	Missing []string
	Bring   string
	Next    string // what the state means, and what to do now
	Appeal  string // how a decision may be challenged; empty when there is none
	Moments []ui.Moment
	Papers  []ui.Link
}

// Progress gives how far a case has come, by its code alone or by its number and the last four of the phone or document
// number. It says nothing about the person.
func (h Handler) Progress(ctx context.Context, centre int64, code, tail string) (Progress, error) {
	a, err := h.Cases.Progress(ctx, centre, code, tail)
	if err != nil {
		return Progress{}, err
	}
	c := a.Case
	p := Progress{Token: c.Token, Code: c.No, Item: c.Name, Lamp: lamp(a.Shown.Lamp), Article: a.Shown.Article,
		State: stateLine(ctx, a), Moments: story(ctx, c, a.Events, false),
		Applied: ui.T(ctx, "casework.applied", "at", a.Received.Format(ui.T(ctx, "casework.at")), "department", c.DepartmentName,
			"window", c.WindowNo)}
	if a.Stopped != 0 {
		p.Stopped = ui.T(ctx, "casework.stopped", "at", a.Stopped.Format(ui.T(ctx, "casework.at")), "why", a.Because)
	}
	if a.Shown.Due != 0 {
		p.Due = ui.T(ctx, "casework.due_by", "day", dueText(ctx, a.Shown))
	}
	for i, w := range a.Why {
		if i == 0 {
			p.Why = say(ctx, w)
		} else {
			p.Days = append(p.Days, say(ctx, w))
		}
	}
	p.Next, p.Appeal = next(ctx, a)
	for _, l := range a.Lacking {
		p.Missing = append(p.Missing, missing(ctx, l))
	}
	if len(p.Missing) > 0 {
		p.Bring = ui.T(ctx, "casework.bring", "window", c.WindowNo)
	}
	for _, k := range paper.Kinds {
		if hasPaper(a.Papers, k) {
			p.Papers = append(p.Papers, ui.Link{Label: ui.T(ctx, "casework.paper."+string(k)),
				Href: pathProgress + c.Token + "/" + string(k)})
		}
	}
	return p, nil
}

// next says in plain words what the state means and what to do now, until when; and for a decision against the applicant how it
// may be challenged (行政许可法第三十八条).
func next(ctx context.Context, a casework.Asked) (words, appeal string) {
	key, where := string(a.State), ""
	switch {
	case a.State == casework.Accepted && len(a.Lacking) > 0:
		key = "tolerated"
	case a.State == casework.Accepted && a.Stopped != 0:
		key = "special"
	case (a.State == casework.Granted || a.State == casework.Delivered) && a.Result == "":
		key += "_nothing"
	}
	refused, last := a.State == casework.Refused || a.State == casework.Declined, clock.Day(0)
	for _, e := range a.Events {
		refused = refused || e.Verb == "case.refused"
		if e.Verb == "case.declined" && e.Facts.Where != "" {
			key, where = "declined_where", e.Facts.Where
		}
		if e.Verb == "case.lapsed" {
			key = "lapsed"
		}
	}
	if refused && a.State == casework.Delivered {
		key = "refused_delivered"
	}
	for _, l := range a.Lacking {
		if l.By != 0 && (last == 0 || l.By < last) {
			last = l.By
		}
	}
	if refused {
		appeal = ui.T(ctx, "casework.sheet.remedies")
	}
	return ui.T(ctx, "casework.next."+key, "window", a.WindowNo, "department", a.DepartmentName, "result", a.Result, "where", where,
		"reason", a.Reason, "day", last, "due", dueText(ctx, a.Shown)), appeal
}

func stateLine(ctx context.Context, a casework.Asked) string {
	state := say(ctx, a.State.Text())
	if a.Shown.Lamp == deadline.Done || a.State == casework.Noticed {
		return state
	}
	return state + ui.T(ctx, "casework.dot") + say(ctx, a.Shown.Left)
}

// missing is one material to bring, until when, and what is wrong with it.
func missing(ctx context.Context, l paper.Line) string {
	s := ui.T(ctx, "casework.missing", "material", l.Name, "form", say(ctx, l.Form()))
	if l.Fault != "" {
		s += ui.T(ctx, "casework.missing_fault", "fault", l.Fault)
	}
	if l.By != 0 {
		s += ui.T(ctx, "casework.missing_by", "day", l.By)
	}
	return s
}

func hasPaper(all []paper.Paper, k paper.Kind) bool {
	for _, p := range all {
		if p.Kind == k {
			return true
		}
	}
	return false
}
