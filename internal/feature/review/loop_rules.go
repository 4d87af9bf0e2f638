package review

import (
	"slices"
	"unicode/utf8"

	"lianban/internal/base/errs"
	"lianban/internal/core/identity"
)

// The states of a matter after the visitor was reached.
const (
	Asked      MatterState = "asked"      // 待部门说明
	Told       MatterState = "told"       // 部门已说明
	Confirming MatterState = "confirming" // 待评价人确认误评
	Seconding  MatterState = "seconding"  // 待第二人确认恶意
	Rectifying MatterState = "rectifying" // 整改中
	Answering  MatterState = "answering"  // 待答复
	Calling    MatterState = "calling"    // 待回访
	Closed     MatterState = "closed"     // 已办结
)

// Verdict is what the office finds about a bad review.
type Verdict string

// The verdicts.
const (
	True      Verdict = "true"      // 属实
	Partly    Verdict = "partly"    // 部分属实
	Unfounded Verdict = "unfounded" // 不属实
	Mistaken  Verdict = "mistaken"  // 误评
	Malicious Verdict = "malicious" // 恶意
)

// Verdicts lists them in the order of the form.
var Verdicts = []Verdict{True, Partly, Unfounded, Mistaken, Malicious}

// Weights are how much there is to rectify: each has its limit (review.rectify_wd).
var Weights = []string{"simple", "complex"}

// Ways in which a visitor confirms that the level was a mistake. ByLink is their own act on the page of their link.
var Ways = []string{"phone", "desk"}

// ByLink is the visitor's own word, given by whoever holds the link.
const ByLink = "link"

// Outcomes of calling back.
const (
	Satisfying = "satisfied"
	Unsatisfy  = "unsatisfied" // once more; the second time it ends as such
	NotReached = "unreachable" // the answer stands on the page of the link
)

// Calls lists the outcomes of calling back.
var Calls = []string{Satisfying, Unsatisfy, NotReached}

// Ruling is what the verifier decides.
type Ruling struct {
	Verdict Verdict
	Reason  string
	Weight  string // what is to be rectified, simple or complex, with the reason for that in Reason
	Order   string // what the department is to rectify, in words that name no visitor
}

// Rectifies tells whether the department has something to do.
func (v Verdict) Rectifies() bool { return v == True || v == Partly }

// rulingFacts is all that the rule of verdicts may know.
type rulingFacts struct {
	state MatterState
	over  bool // the department's time to explain has run out
}

// mayRule judges a verdict. 11(7): the department is heard about the service before it is found at fault or cleared; if it
// says nothing in time, the office goes on.
func mayRule(f rulingFacts, r Ruling) error {
	switch {
	case !slices.Contains(Verdicts, r.Verdict):
		return errs.Field("verdict", "review.loop.no_verdict")
	case f.state == Asked && !f.over:
		return errs.New(errs.Conflict, "review.loop.wait_facts")
	case f.state == Contacted && r.Verdict != Mistaken && r.Verdict != Malicious:
		return errs.New(errs.Conflict, "review.loop.ask_first")
	case f.state != Told && f.state != Contacted && f.state != Asked:
		return errs.New(errs.Conflict, "review.loop.not_now")
	}
	if err := said("why", r.Reason); err != nil || !r.Verdict.Rectifies() {
		return err
	}
	if !slices.Contains(Weights, r.Weight) {
		return errs.Field("weight", "review.loop.no_weight")
	}
	return said("order", r.Order)
}

// said refuses words that are missing or too many.
func said(field, word string) error {
	if word == "" {
		return errs.Field(field, "error.required")
	}
	if n := utf8.RuneCountInString(word); n > maxNote {
		return errs.Field(field, "error.too_long", "max", maxNote, "n", n)
	}
	return nil
}

// maySecond judges who confirms or turns down that a review was malicious: somebody else of the office than who found so.
func maySecond(m Matter, by identity.Actor) error {
	switch {
	case m.State != Seconding:
		return errs.New(errs.Conflict, "review.loop.not_now")
	case by.Person == 0 || by.Person == m.Verifier:
		return errs.New(errs.Forbidden, "review.loop.second_person")
	}
	return nil
}
