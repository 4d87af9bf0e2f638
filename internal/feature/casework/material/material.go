// Package material is what an application is handed in with, and what the marks of the materials come to: complete, complete
// but for what may come later, or one notice of everything that is missing (11(2), 11(4)). It knows no case and no store.
package material

import (
	"lianban/internal/base/clock"
	"lianban/internal/base/text"
)

// Need is whether a material must be there, as its guide says.
type Need string

// The necessities of a material.
const (
	Required   Need = "required"   // 必要
	Optional   Need = "optional"   // 非必要
	Deferrable Need = "deferrable" // 可容缺
)

// Mark is how a material was found at the window.
type Mark string

// The marks; "" is not looked at yet.
const (
	Present  Mark = "present"  // 齐
	Deferred Mark = "deferred" // 容缺: it comes later
	Missing  Mark = "missing"  // 缺, or not in legal form
	// 行政许可法第三十二条第三项: 可以当场更正的错误，应当允许申请人当场更正. It is there and in order now; no notice says it.
	Corrected Mark = "corrected" // 当场更正
)

// Marks lists the marks in the order of the keys 1, 2, 3, 4.
var Marks = []Mark{Present, Deferred, Missing, Corrected}

// Here tells whether a material so marked is there and in order.
func (m Mark) Here() bool { return m == Present || m == Corrected }

// Material is one material of a case.
type Material struct {
	N         int // from 1, as the guide lists it
	Name      string
	Source    string
	Originals int
	Copies    int
	Need      Need
	Days      int  // working days in which a deferrable one may follow
	Fetched   bool // the window fetches it itself
	Mark      Mark
	Fault     string // what is wrong with it, or was and has been corrected, in the clerk's words; empty = it is not there
	Claimed   Mark   // what the integrated platform says of it: present or missing; empty = nothing
	Supplied  clock.Instant
	Deadline  int64 // the clock of a deferred one
}

// Waits tells whether the material can still come, or be looked at: not what is there, nor what is optional and was left out.
func (m Material) Waits() bool { return !m.Mark.Here() && !(m.Mark == Missing && m.Need == Optional) }

// Form is how many of which: 原件 1 份、复印件 2 份.
func (m Material) Form() text.Msg { return Form(m.Originals, m.Copies, m.Fetched) }

// Form is how many of which.
func Form(originals, copies int, fetched bool) text.Msg {
	switch {
	case fetched:
		return text.M("casework.form.fetched")
	case originals > 0 && copies > 0:
		return text.M("casework.form.both", "o", originals, "c", copies)
	case copies > 0:
		return text.M("casework.form.copies", "c", copies)
	case originals > 0:
		return text.M("casework.form.originals", "o", originals)
	}
	return text.M("casework.form.any")
}

// Verdict is what the marks come to.
type Verdict string

// The verdicts.
const (
	Unchecked Verdict = "unchecked" // a material has not been looked at
	Accept    Verdict = "accept"    // 受理
	Tolerate  Verdict = "tolerate"  // 容缺受理
	Notify    Verdict = "notify"    // 一次性告知
)

// Judge is 11(2) and 11(4) over the marks: 材料齐全、符合条件的当场受理; what may come later does not stand in the way; anything
// else missing is told at once. What is optional hinders nothing.
func Judge(all []Material) Verdict {
	v := Accept
	for _, m := range all {
		switch {
		case m.Mark == "":
			return Unchecked
		case m.Mark == Missing && m.Need != Optional:
			v = Notify
		case m.Mark == Deferred && v == Accept:
			v = Tolerate
		}
	}
	return v
}

// Lacking lists what is not there and has to be: all of it belongs into the one notice.
func Lacking(all []Material) []Material {
	var out []Material
	for _, m := range all {
		if m.Mark == Deferred || m.Mark == Missing && m.Need != Optional {
			out = append(out, m)
		}
	}
	return out
}

// Outstanding lists the deferred materials that have not come yet.
func Outstanding(all []Material) []Material {
	var out []Material
	for _, m := range all {
		if m.Mark == Deferred {
			out = append(out, m)
		}
	}
	return out
}

// Mended lists the materials that were corrected on the spot.
func Mended(all []Material) []Material {
	var out []Material
	for _, m := range all {
		if m.Mark == Corrected {
			out = append(out, m)
		}
	}
	return out
}

// Names are the names of materials, in their order.
func Names(all []Material) (names []string) {
	for _, m := range all {
		names = append(names, m.Name)
	}
	return names
}

// Marking is what a clerk says about one material.
type Marking struct {
	Mark  Mark
	Fault string
}
