package material

import (
	"slices"
	"strconv"
	"strings"

	"lianban/internal/base/clock"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
)

// Checked refuses markings that cannot be read: one for each material, each one of the marks.
func Checked(all []Material, marks []Marking) ([]Material, []errs.Fault) {
	var faults []errs.Fault
	out := make([]Material, len(all))
	for i, m := range all {
		out[i] = m
		out[i].N = i + 1
		if i < len(marks) {
			out[i].Mark, out[i].Fault = marks[i].Mark, strings.TrimSpace(marks[i].Fault)
		}
		if !out[i].Mark.Known() {
			faults = append(faults, errs.Fault{Field: "marks." + strconv.Itoa(i),
				Text: text.M("casework.mark_it", "n", i+1, "material", m.Name)})
		}
		out[i].speak()
		if len([]rune(out[i].Fault)) > MaxFault {
			faults = append(faults, errs.Fault{Field: "faults." + strconv.Itoa(i),
				Text: text.M("error.too_long", "max", MaxFault, "n", len([]rune(out[i].Fault)))})
		}
	}
	return out, append(faults, Untold(out)...)
}

// speak keeps words only where there is something wrong, or was.
func (m *Material) speak() {
	if m.Mark != Missing && m.Mark != Corrected {
		m.Fault = ""
	}
}

// Untold names what was corrected on the spot without a word about what was wrong: the record of acceptance says it.
func Untold(all []Material) (faults []errs.Fault) {
	for _, m := range Mended(all) {
		if m.Fault == "" {
			faults = append(faults, errs.Fault{Field: "faults." + strconv.Itoa(m.N-1),
				Text: text.M("casework.say_corrected", "n", m.N, "material", m.Name)})
		}
	}
	return faults
}

// MaxFault is how much can be said about what is wrong with one material.
const MaxFault = 100

// Known tells whether it is one of the marks.
func (m Mark) Known() bool { return slices.Contains(Marks, m) }

// Remarked puts new marks to what is not there yet; what was found in order stays so.
func Remarked(now clock.Instant, all []Material, marks map[int]Marking) []Material {
	out := slices.Clone(all)
	for i := range out {
		m := &out[i]
		mark, given := marks[m.N]
		if !given || m.Mark.Here() || !mark.Mark.Known() {
			continue
		}
		if mark.Mark.Here() && m.Mark != "" {
			m.Supplied = now
		}
		was := m.Fault
		m.Mark, m.Fault = mark.Mark, strings.TrimSpace(mark.Fault)
		if m.Mark == Corrected && m.Fault == "" {
			m.Fault = was // the notice said what was wrong
		}
		m.speak()
	}
	return out
}

// Unmarked says which nobody has looked at.
func Unmarked(all []Material) (faults []errs.Fault) {
	for _, m := range all {
		if m.Mark == "" {
			faults = append(faults, errs.Fault{Field: "marks." + strconv.Itoa(m.N-1),
				Text: text.M("casework.mark_it", "n", m.N, "material", m.Name)})
		}
	}
	return faults
}

// Came names the materials that have come in between.
func Came(was, now []Material) []string {
	var names []string
	for i := range now {
		if now[i].Mark.Here() && !was[i].Mark.Here() {
			names = append(names, now[i].Name)
		}
	}
	return names
}
