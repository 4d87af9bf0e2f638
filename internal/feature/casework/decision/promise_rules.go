package decision

import (
	"lianban/internal/base/clock"
	"lianban/internal/base/text"
	"lianban/internal/core/calendar"
	"lianban/internal/core/law"
)

// PromiseFacts is all that the rules of stopping a promised limit, or of making it longer, may know.
type PromiseFacts struct {
	Department string         // the name of the item's department
	Instant    bool           // finished in the visit
	Statutory  calendar.Limit // the law's own limit
	Own        bool           // whoever asks stands for the item's department
	Licence    bool           // 行政许可: the law itself knows longer limits
	Special    clock.Day      // until when a special procedure is to take that runs now; 0 = none does
	Promised   clock.Day      // the last day of the promise
	Over       bool           // it has passed
	Prolonged  int            // how often it was made longer
	Days       int            // by how much it is to be
}

const promiseWording = "公开的承诺时限内办结"

// PauseRules are the rules of stopping the promise and of letting it go on: it is the department's, whoever accepted for it.
var PauseRules = []law.Rule[PromiseFacts]{
	{ID: "case.promise_of_department", Article: "4.1.2", Wording: "将事项接件及受理权限", Modality: law.Must,
		Check: func(f PromiseFacts, _ law.View) law.Outcome {
			if f.Own {
				return law.Pass()
			}
			return law.Breach(text.M("casework.no.only_accepts", "department", f.Department),
				law.Instead(text.M("casework.instead.decides", "department", f.Department)))
		}},
}

// SpecialRules are the rules of beginning a special procedure (行政许可法第四十五条).
var SpecialRules = append(PauseRules[:1:1], []law.Rule[PromiseFacts]{
	{ID: "case.special_not_instant", Article: "11.3", Wording: promiseWording, Modality: law.Must,
		Applies: func(f PromiseFacts) bool { return f.Instant },
		Check: func(PromiseFacts, law.View) law.Outcome {
			return law.Breach(text.M("casework.no.instant_special"), law.Instead(text.M("casework.instead.finish_or_withdraw")))
		}},
	{ID: "case.special_one_at_a_time", Article: "11.3", Wording: promiseWording, Modality: law.Must,
		Check: func(f PromiseFacts, _ law.View) law.Outcome {
			if f.Special == 0 {
				return law.Pass()
			}
			return law.Breach(text.M("casework.no.special_runs", "day", f.Special), law.Instead(text.M("casework.instead.end_special")))
		}},
}...)

var (
	permitExtension = law.Number("permit.extension_wd")
	jointLimit      = law.Number("joint.limit_wd")
	jointExtension  = law.Number("joint.extension_wd")
)

// longer is how many working days the law gives on top: more for what several organs decide together.
func (f PromiseFacts) longer(v law.View) int {
	if f.Statutory.N >= jointLimit.In(v) {
		return jointExtension.In(v)
	}
	return permitExtension.In(v)
}

// ProlongRules are the rules of a longer limit (行政许可法第四十二条).
var ProlongRules = []law.Rule[PromiseFacts]{
	{ID: "case.prolong_permit_only", Article: "11.3", Wording: promiseWording, Modality: law.Must,
		Check: func(f PromiseFacts, _ law.View) law.Outcome {
			if f.Licence && !f.Instant {
				return law.Pass()
			}
			return law.Breach(text.M("casework.no.prolong_kind"), law.Instead(text.M("casework.instead.decide_by", "day", f.Promised)))
		}},
	{ID: "case.prolong_once", Article: "11.3", Wording: promiseWording, Modality: law.Must,
		Check: func(f PromiseFacts, _ law.View) law.Outcome {
			if f.Prolonged == 0 {
				return law.Pass()
			}
			return law.Breach(text.M("casework.no.prolonged"), law.Instead(text.M("casework.instead.decide_by", "day", f.Promised)))
		}},
	{ID: "case.prolong_before_end", Article: "11.3", Wording: promiseWording, Modality: law.Must,
		Check: func(f PromiseFacts, _ law.View) law.Outcome {
			if !f.Over {
				return law.Pass()
			}
			return law.Breach(text.M("casework.no.prolong_late", "day", f.Promised), law.Instead(text.M("casework.instead.decide_now")))
		}},
	{ID: "case.prolong_days", Article: "11.3", Wording: promiseWording, Modality: law.Must,
		Check: func(f PromiseFacts, v law.View) law.Outcome {
			if most := f.longer(v); f.Days < 1 || law.MoreThan(f.Days, most) {
				return law.Breach(text.M("casework.no.prolong_days", "max", most),
					law.Instead(text.M("casework.instead.prolong_days", "max", most))).At("prolong_days")
			}
			return law.Pass()
		}},
}
