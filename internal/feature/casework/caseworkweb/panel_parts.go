package caseworkweb

import (
	"context"
	"lianban/internal/feature/casework/applicant"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"lianban/internal/base/web/ui"
	"lianban/internal/feature/casework"
	"lianban/internal/feature/casework/material"
)

// field is one of the applicant's fields, with what was typed and what is wrong with it.
func (v intake) field(ctx context.Context, name string) ui.Field {
	f := ui.Field{Name: name, Label: ui.T(ctx, "casework.field."+name), Complete: "off", Max: applicant.MaxName}
	switch name {
	case "name":
		f.Value, f.Required, f.Focus = v.Applicant.Name, true, v.Applicant.Name == ""
	case "id_number":
		f.Value, f.Required, f.Max = v.Applicant.IDNumber, true, applicant.MaxID+4
	case "phone":
		f.Value, f.Max, f.Mode = v.Applicant.Phone, applicant.MaxPhone, "tel"
	case "agent":
		f.Value = v.Applicant.Agent
	}
	for _, fault := range v.Faults {
		if fault.Field == name {
			f.Error = fault.Text
		}
	}
	return f
}

// verdictPath asks what the marks come to. Nothing about the person stands in it.
func verdictPath(v intake) string {
	q := url.Values{"window": {strconv.FormatInt(v.Window, 10)}, "item": {strconv.FormatInt(v.Item, 10)}}
	return pathCases + "/verdict?" + q.Encode()
}

func (l line) id(i int) string { return "m" + strconv.Itoa(l.N-1) + "-" + strconv.Itoa(i+1) }

// off tells whether a mark cannot be given to the line.
func (l line) off(m material.Mark) bool {
	return m == material.Deferred && !l.Defer || m == material.Missing && l.Comes
}

// mainAction is the button of F2: it says what it will do.
func mainAction(ctx context.Context, w weighed) ui.Action {
	a := ui.Action{Label: ui.T(ctx, "casework.do."+string(w.Verdict), "n", w.Left), Look: ui.Main, Key: "F2", Off: len(w.Stop) > 0}
	if w.Verdict == material.Tolerate { // the key says that the applicant has signed: pressing it states so
		a.Name, a.Value = "promise", "1"
	}
	return a
}

// printAction opens a paper beside the console, so that nothing on it is lost.
func printAction(l ui.Link, first bool) ui.Action {
	a := ui.Action{Label: l.Label, Icon: "printer", Href: l.Href, Small: true, More: templ.Attributes{"target": "_blank"}}
	if first {
		a.Key = "N"
		a.More["data-focus"] = true
	}
	return a
}

// finishLabel is the key that ends case and service in one: what comes next stands on it.
func finishLabel(ctx context.Context, v served) string {
	if v.Next != "" {
		return ui.T(ctx, "casework.panel.leave_next", "item", v.Next)
	}
	return ui.T(ctx, "casework.panel.finish")
}

func leaveLabel(ctx context.Context, v served) string {
	if v.Next != "" {
		return ui.T(ctx, "casework.panel.leave_next", "item", v.Next)
	}
	if v.Finished {
		return ui.T(ctx, "casework.panel.leave_done")
	}
	return ui.T(ctx, "casework.panel.leave")
}

func presentText(ctx context.Context, m material.Material) string {
	if m.Supplied != 0 {
		return ui.T(ctx, "casework.mark.supplied", "at", m.Supplied.Format("01-02 15:04"))
	}
	return markText(ctx, m.Mark)
}

// supplyLine is a line that waits: what is deferred already can only come.
func supplyLine(v casework.View, m material.Material) line {
	l := line{N: m.N, Name: m.Name, Mark: m.Mark, Optional: m.Need == material.Optional,
		Comes: v.State == casework.Accepted}
	if m.Mark == "" {
		l.Mark = m.Claimed // what the platform says is where the check begins
	}
	l.Defer = m.Mark == material.Deferred || v.State != casework.Accepted && m.Need == material.Deferrable
	return l
}

// tolerant tells whether a material could come later.
func tolerant(v casework.View) bool {
	for _, m := range v.Materials {
		if m.Need == material.Deferrable && !m.Mark.Here() {
			return true
		}
	}
	return false
}

// supplyLabel is what the button below the lines does: the first check of papers that were left, or taking in the rest.
func supplyLabel(ctx context.Context, v casework.View) string {
	if v.State == casework.HandedIn {
		return ui.T(ctx, "casework.panel.checked")
	}
	return ui.T(ctx, "casework.panel.supply")
}
