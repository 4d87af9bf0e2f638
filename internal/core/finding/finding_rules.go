package finding

import (
	"lianban/internal/base/clock"
	"lianban/internal/base/text"
	"lianban/internal/core/calendar"
	"lianban/internal/core/law"
)

var (
	statementOwn = law.Number("finding.statement_wd")
	statementMax = law.Number("finding.statement_max_wd")
)

// statementDays is within how many working days a case may be stated: until the person had their own number of them, days
// off left out, at most the greater number.
func statementDays(cal *calendar.Calendar, v law.View, from clock.Day, away func(clock.Day) bool) int {
	own, most := statementOwn.In(v), statementMax.In(v)
	for n := 1; n < most; n++ {
		if !away(cal.AddWorkingDays(from, n).Day) {
			own--
		}
		if own <= 0 {
			return n
		}
	}
	return most
}

// Facts are all that the rules of deciding may know.
type Facts struct {
	Confirm bool // it is to be confirmed, not withdrawn
	Stated  bool
	Now     clock.Instant
	Due     clock.Instant // when the time to state one's case is over
	Own     bool          // whoever decides is who it is about
}

// Rules are judged when a finding is decided.
var Rules = []law.Rule[Facts]{
	{ID: "finding.heard_first", Article: "20", Wording: "巡查结果每月通报", Modality: law.Must,
		Applies: func(f Facts) bool { return f.Confirm },
		Check: func(f Facts, _ law.View) law.Outcome {
			// 20: who is to be bulletined is heard before it counts.
			if f.Stated || law.MoreThan(f.Now, f.Due) {
				return law.Pass()
			}
			return law.Breach(text.M("finding.heard_first", "day", f.Due.Add(-1).Day()), law.EarliestAt(f.Due))
		}},
	{ID: "finding.not_ones_own", Article: "20", Wording: "随机抽调各窗口人员", Modality: law.Must,
		Check: func(f Facts, _ law.View) law.Outcome {
			if !f.Own {
				return law.Pass()
			}
			return law.Breach(text.M("finding.not_ones_own"), law.Instead(text.M("finding.another_decides")))
		}},
}
