package law

import (
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/text"
)

// Late is what being late means, by the wording of the article. There are four classes and no fifth.
type Late string

// The classes.
const (
	LateDuty        Late = "duty"         // 应…备案、报备、更新: life goes on. Articles 4(2), 4(3), 7
	LateCondition   Late = "condition"    // 需提前…、先申请后使用、方可: no service without it. Articles 17, 18
	LateInPrinciple Late = "in_principle" // 原则上. Articles 4, 5(2), 8(2)
	LateApproval    Late = "approval"     // 未经批准不得、应经…同意. Articles 5(3), 6
)

// Meaning is what follows from being late.
type Meaning struct {
	Accepted  bool     // the entry takes effect all the same
	Finding   bool     // a finding is proposed
	Exception bool     // a director or deputy director may decide otherwise, in writing, counted in the month's figures
	Text      text.Msg // the whole in words
}

// Meaning tells what being late means in this class. A class that is none means what approval means: nothing gets by.
func (l Late) Meaning() Meaning {
	switch l {
	case LateDuty:
		return Meaning{Accepted: true, Finding: true, Text: text.M("law.late.duty")}
	case LateCondition:
		return Meaning{Exception: true, Text: text.M("law.late.condition")}
	case LateInPrinciple:
		return Meaning{Exception: true, Text: text.M("law.late.in_principle")}
	default:
		return Meaning{Text: text.M("law.late.approval")}
	}
}

// Lateness is the judgement of one filing against its latest lawful instant.
type Lateness struct {
	Class    Late
	Late     bool
	By       time.Duration // how late, zero when in time
	Accepted bool          // in time, or late under a duty
	Meaning  Meaning       // what follows if late
}

// Judge holds a filing against the latest lawful instant. The instant itself is still in time: a limit ends at 24:00 of
// its day or at the closing time, and the end belongs to it (民法典第二百零三条). latest must be set: 0 makes everything late.
func (l Late) Judge(filed, latest clock.Instant) Lateness {
	m := l.Meaning()
	if AtMost(filed, latest) {
		return Lateness{Class: l, Accepted: true, Meaning: m}
	}
	return Lateness{Class: l, Late: true, By: filed.Sub(latest), Accepted: m.Accepted, Meaning: m}
}

// Outcome is the judgement as a rule gives it: pass when in time, warn with a finding under a duty, else breach. reason
// says what was due until when; instead is the earliest lawful alternative.
func (l Lateness) Outcome(reason text.Msg, instead Alternative) Outcome {
	switch {
	case !l.Late:
		return Pass()
	case l.Accepted:
		return Outcome{Verdict: Warned, Reason: reason, Instead: instead, Finding: l.Meaning.Finding}
	default:
		return Outcome{Verdict: Breached, Reason: reason, Instead: instead, Exception: l.Meaning.Exception}
	}
}
