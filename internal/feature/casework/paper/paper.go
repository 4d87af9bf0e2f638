// Package paper is what an applicant is given in hand (行政许可法第三十二条: 书面凭证): which papers there are, and what stands on
// one once it was given out. It knows no case and no store.
package paper

import (
	"lianban/internal/base/clock"
	"lianban/internal/base/text"
	"lianban/internal/feature/casework/material"
)

// Kind is which paper it is.
type Kind string

// The papers that an applicant is given.
const (
	Acceptance Kind = "acceptance" // 受理通知书
	Notice     Kind = "notice"     // 一次性告知书
	Tolerance  Kind = "tolerance"  // 容缺受理通知书
	Decline    Kind = "decline"    // 不予受理通知书
	Special    Kind = "special"    // 特别程序告知书
	Prolong    Kind = "prolong"    // 延长办理期限告知书
	Refusal    Kind = "refusal"    // 不予行政许可（办理）决定书
)

// Kinds lists the papers.
var Kinds = []Kind{Acceptance, Notice, Tolerance, Decline, Special, Prolong, Refusal}

// Paper is a paper as it was given out. It never changes.
type Paper struct {
	ID          int64
	Case        int64
	Kind        Kind
	Seq         int
	At          clock.Instant
	Person      int64
	PersonName  string
	WindowNo    int
	Due         clock.Day // the date on it: the promise, or until when the applicant supplies; 0 = none
	Provisional bool
	Lines       []Line
}

// Line is a numbered line of a paper.
type Line struct {
	N          int       `json:"n"`
	Name       string    `json:"name"`
	Originals  int       `json:"originals,omitempty"`
	Copies     int       `json:"copies,omitempty"`
	Fetched    bool      `json:"fetched,omitempty"`
	Fault      string    `json:"fault,omitempty"`      // what is wrong with it; empty = it is not there
	Deferrable bool      `json:"deferrable,omitempty"` // it could come later (11(4))
	By         clock.Day `json:"by,omitempty"`         // until when
}

// Form is how many of which.
func (l Line) Form() text.Msg { return material.Form(l.Originals, l.Copies, l.Fetched) }

// Lines numbers materials as a paper lists them.
func Lines(all []material.Material) []Line {
	out := make([]Line, 0, len(all))
	for _, m := range all {
		out = append(out, Line{N: m.N, Name: m.Name, Originals: m.Originals, Copies: m.Copies, Fetched: m.Fetched,
			Fault: m.Fault, Deferrable: m.Need == material.Deferrable})
	}
	return out
}
