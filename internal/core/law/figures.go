package law

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"lianban/internal/base/clock"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
)

// Override is a centre's own number in place of the rulebook's. It rests on a document: number, date and signer.
type Override struct {
	Figure string
	Value  string    // as Value.String writes it
	From   clock.Day // the first day on which it holds
	Until  clock.Day // the first day on which it no longer holds, 0 = until further notice
	Number string    // the document's number (文号)
	Dated  clock.Day // the document's date
	Signer string
}

// Figures are a rulebook's figures as they hold in one centre. They never change; a new override makes new Figures.
type Figures struct {
	rulebook  *Rulebook
	overrides map[string][]override // by figure, ordered by first day
}

type override struct {
	Override
	value Value
}

// Figures puts a centre's overrides over the rulebook's values. Invalid, one fault for each thing wrong, when an override
// names no figure, touches a number a statute gives, cannot be read, lacks its document, or begins when another of the
// same figure does.
func (rb *Rulebook) Figures(overrides ...Override) (*Figures, error) {
	f := &Figures{rulebook: rb, overrides: map[string][]override{}}
	var faults []errs.Fault
	for i, o := range overrides {
		v, wrong := rb.checkOverride(o)
		for _, w := range wrong {
			w.Field = fmt.Sprintf("overrides.%d.%s", i, w.Field)
			faults = append(faults, w)
		}
		same := f.overrides[o.Figure]
		if slices.ContainsFunc(same, func(p override) bool { return p.From == o.From }) {
			faults = append(faults, errs.Fault{Field: fmt.Sprintf("overrides.%d.from", i),
				Text: text.M("law.override.twice", "day", o.From)})
		}
		f.overrides[o.Figure] = append(same, override{o, v})
	}
	if len(faults) > 0 {
		return nil, errs.New(errs.Invalid, "law.override.refused").With(faults...)
	}
	for _, all := range f.overrides {
		slices.SortFunc(all, func(a, b override) int { return cmp.Compare(a.From, b.From) })
	}
	return f, nil
}

// checkOverride reads the value and tells everything that is wrong, by field.
func (rb *Rulebook) checkOverride(o Override) (v Value, wrong []errs.Fault) {
	fault := func(field, key string, kv ...any) {
		wrong = append(wrong, errs.Fault{Field: field, Text: text.M(key, kv...)})
	}
	f, ok := rb.byName[o.Figure]
	switch {
	case !ok:
		fault("figure", "law.override.unknown", "name", o.Figure)
	case f.Given == ByLaw:
		fault("figure", "law.override.by_law", "source", f.Source)
	default:
		var err error
		if v, err = parseValue(f.Unit, f.kind, o.Value); err != nil {
			fault("value", "law.override.value", "value", o.Value)
		}
	}
	if o.From == 0 {
		fault("from", "error.required")
	}
	if o.Until != 0 && o.Until <= o.From {
		fault("until", "law.override.until")
	}
	if o.Number == "" {
		fault("number", "law.override.document")
	}
	if o.Dated == 0 {
		fault("dated", "law.override.document")
	}
	if o.Signer == "" {
		fault("signer", "law.override.document")
	}
	return v, wrong
}

// Try gives the figures as they would be if name had held this value on every day, for judging a past month under a
// draft. It needs no document, and what it gives must not be stored.
func (f *Figures) Try(name, value string) (*Figures, error) {
	figure, ok := f.rulebook.byName[name]
	if !ok {
		return nil, errs.Field("figure", "law.override.unknown", "name", name)
	}
	v, err := parseValue(figure.Unit, figure.kind, value)
	if err != nil {
		return nil, errs.Field("value", "law.override.value", "value", value)
	}
	tried := &Figures{rulebook: f.rulebook, overrides: maps.Clone(f.overrides)}
	tried.overrides[name] = []override{{Override{Figure: name, Value: value}, v}}
	return tried, nil
}

// Rulebook is the rulebook underneath.
func (f *Figures) Rulebook() *Rulebook { return f.rulebook }

// Overridden gives the centre's override that holds for the figure on that day; false when the rulebook's value holds.
func (f *Figures) Overridden(name string, day clock.Day) (Override, bool) {
	o, ok := f.override(name, day)
	return o.Override, ok
}

// override finds the last one begun that has not ended.
func (f *Figures) override(name string, day clock.Day) (override, bool) {
	all := f.overrides[name]
	for i := len(all) - 1; i >= 0; i-- {
		if o := all[i]; day >= o.From && (o.Until == 0 || day < o.Until) {
			return o, true
		}
	}
	return override{}, false
}

// held is the figure and its value on that day.
func (f *Figures) held(name string, day clock.Day) (Figure, Value) {
	figure, ok := f.rulebook.byName[name]
	if !ok {
		panic("law: figure " + name + " was declared after the rulebook was checked; make the key a package variable")
	}
	if o, ok := f.override(name, day); ok {
		return figure, o.value
	}
	return figure, figure.On(day)
}

// On is the figures as they hold on that day: the day of the fact that is judged, not the day of judging.
func (f *Figures) On(day clock.Day) View { return View{figures: f, day: day} }

// View is the figures of one centre on one day: all that a rule may ask besides its facts.
type View struct {
	figures *Figures
	day     clock.Day
}

var inForceFrom = Date("measures.in_force_from")

// endOfTime is a day on which the last value of every figure holds.
const endOfTime clock.Day = 99991231

// Day is the day of the facts.
func (v View) Day() clock.Day { return v.day }

// Rulebook is the rulebook underneath.
func (v View) Rulebook() *Rulebook { return v.figures.rulebook }

// Value is the figure's value, for pages and for reasons; false when there is no such figure.
func (v View) Value(name string) (text.Msg, bool) {
	if _, ok := v.figures.rulebook.byName[name]; !ok {
		return text.Msg{}, false
	}
	figure, value := v.figures.held(name, v.day)
	return value.In(figure.Unit), true
}

// InForce tells whether the measures hold on that day. The first day is one for all time: what was entered last counts,
// whenever it was entered.
func (v View) InForce() bool { return v.day >= inForceFrom.In(v.figures.On(endOfTime)) }
