package review

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"lianban/internal/base/clock"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/core/law"
)

// The five levels of the national scheme.
const (
	VeryDissatisfied = 1 // 非常不满意
	Dissatisfied     = 2 // 不满意
	Acceptable       = 3 // 基本满意
	Satisfied        = 4 // 满意
	VerySatisfied    = 5 // 非常满意
)

// Levels lists the levels, best first.
var Levels = []int{VerySatisfied, Satisfied, Acceptable, Dissatisfied, VeryDissatisfied}

// LevelText is the level's name.
func LevelText(level int) text.Msg { return text.M(fmt.Sprintf("ui.level.%d", level)) }

// Side is what a service at a window is judged by.
type Side string

// The sides of a service at a window.
const (
	Efficiency Side = "efficiency" // 服务效能
	Attitude   Side = "attitude"   // 服务态度
	Skill      Side = "skill"      // 服务水平
)

// Reason is an option of the national scheme.
type Reason struct {
	Code  int
	Level int
	Side  Side
}

// Text is the option's wording.
func (r Reason) Text() text.Msg { return text.M(fmt.Sprintf("review.reason.%d", r.Code)) }

// Reasons lists the national options by level, best first, in the order of their codes.
var Reasons = reasons()

// reasons: the codes of a level follow each other; the last one of each level is about attitude.
func reasons() (all []Reason) {
	first := map[int]int{VerySatisfied: 510, Satisfied: 406, Acceptable: 307, Dissatisfied: 207, VeryDissatisfied: 108}
	skill := []int{511, 407, 408, 307, 308, 310, 207, 208, 210, 213, 108, 109, 111}
	const each = 8
	for _, level := range Levels {
		for code := first[level]; code < first[level]+each; code++ {
			r := Reason{Code: code, Level: level, Side: Efficiency}
			switch {
			case code == first[level]+each-1:
				r.Side = Attitude
			case slices.Contains(skill, code):
				r.Side = Skill
			}
			all = append(all, r)
		}
	}
	return all
}

// ReasonsOf lists the options of a level.
func ReasonsOf(level int) (out []Reason) {
	for _, r := range Reasons {
		if r.Level == level {
			out = append(out, r)
		}
	}
	return out
}

// Stage is what a case applied for online went through; a review of it may say which stages it is about.
type Stage string

// Stages lists them in order: 事项管理、咨询预约、申请受理、审查决定、结果送达.
var Stages = []Stage{"item", "consult", "accept", "decide", "deliver"}

// Text is the stage's name.
func (s Stage) Text() text.Msg { return text.M("review.stage." + string(s)) }

// Answer is what a visitor says: a level with reasons and a word, or that they would rather not.
type Answer struct {
	Level   int
	Reasons []int
	Text    string
	Stages  []Stage `json:",omitempty"` // of a case applied for online
	Decline bool
	More    bool // it is the one addition (追评)
}

// answerFacts is all that the rules of answering may know.
type answerFacts struct {
	standing Standing
	added    bool
	now      clock.Instant
	ends     clock.Instant
	maxText  int
	online   bool
}

// mayAnswer judges an answer.
func mayAnswer(f answerFacts, a Answer) error {
	if f.now >= f.ends {
		// 11(7): a review is about a service that is still remembered; a complaint can be made at any time (19).
		return law.Refuse(text.M("review.over"),
			law.Because("11.7", text.M("review.over"), law.Instead(text.M("review.over_instead"))).And("19"))
	}
	switch {
	case f.standing == SetAside:
		return errs.New(errs.Conflict, "review.set_aside")
	case a.Decline && f.standing != Open:
		return errs.New(errs.Conflict, "review.already")
	case a.Decline:
		return nil
	case a.More && !f.standing.Given():
		return errs.New(errs.Conflict, "review.nothing_to_add_to")
	case a.More && f.added, !a.More && f.standing.Given():
		// 11(7): 一次一评、一事一评.
		return errs.New(errs.Conflict, "review.already")
	}
	return readable(f, a)
}

// readable refuses what is no review: no level, reasons of another level, a text that is too long. All at once.
func readable(f answerFacts, a Answer) error {
	var faults []errs.Fault
	if !slices.Contains(Levels, a.Level) {
		faults = append(faults, errs.Fault{Field: "level", Text: text.M("review.no_level")})
	}
	for _, code := range a.Reasons {
		if !slices.ContainsFunc(Reasons, func(r Reason) bool { return r.Code == code && r.Level == a.Level }) {
			faults = append(faults, errs.Fault{Field: "reasons", Text: text.M("review.no_reason", "code", code)})
		}
	}
	for _, stage := range a.Stages {
		if !f.online || !slices.Contains(Stages, stage) {
			faults = append(faults, errs.Fault{Field: "stages", Text: text.M("review.no_stage")})
			break
		}
	}
	if n := utf8.RuneCountInString(a.Text); n > f.maxText {
		faults = append(faults, errs.Fault{Field: "text", Text: text.M("error.too_long", "max", f.maxText, "n", n)})
	}
	if faults == nil {
		return nil
	}
	return errs.New(errs.Invalid, "review.unreadable").With(faults...)
}
