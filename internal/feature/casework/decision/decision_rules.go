// Package decision is what may be decided about an accepted case, and when (Articles 4(1)2, 11(3), 11(4)): the decision itself,
// special procedures, a longer limit, materials that did not come. It knows no case and no store.
package decision

import (
	"lianban/internal/base/clock"
	"lianban/internal/base/text"
	"lianban/internal/core/law"
	"lianban/internal/feature/casework/material"
)

// Facts is all that the rules of deciding may know.
type Facts struct {
	Department  string              // the name of the item's department
	Outstanding []material.Material // deferred materials that have not come
	Supply      clock.Day           // until when they may
	Special     clock.Day           // until when a special procedure is to take that runs now; 0 = none does
	Own         bool                // whoever decides stands at a window of the item's department
}

// Rules are the rules of deciding a case.
var Rules = []law.Rule[Facts]{
	{ID: "case.no_result_before_material", Article: "11.4", Wording: "可先行受理，后补材料", Modality: law.Must,
		Applies: func(f Facts) bool { return len(f.Outstanding) > 0 },
		Check: func(f Facts, _ law.View) law.Outcome {
			return law.Breach(text.M("casework.no.material_first", "material", f.Outstanding[0].Name, "n", len(f.Outstanding)),
				law.Instead(text.M("casework.instead.supply", "day", f.Supply)))
		}},
	{ID: "case.no_result_in_special", Article: "11.3", Wording: promiseWording, Modality: law.Must,
		Applies: func(f Facts) bool { return f.Special != 0 },
		Check: func(f Facts, _ law.View) law.Outcome {
			return law.Breach(text.M("casework.no.special_runs", "day", f.Special), law.Instead(text.M("casework.instead.end_special")))
		}},
	{ID: "case.decided_by_department", Article: "4.1.2", Wording: "将事项接件及受理权限", Modality: law.Must,
		Check: func(f Facts, _ law.View) law.Outcome {
			if f.Own {
				return law.Pass()
			}
			return law.Breach(text.M("casework.no.only_accepts", "department", f.Department),
				law.Instead(text.M("casework.instead.decides", "department", f.Department)))
		}},
}

// LapseFacts is all that the rules of deeming a case withdrawn, or of giving it more time, may know.
type LapseFacts struct {
	Outstanding []material.Material
	Supply      clock.Day // the earliest last day of a deferred material
	Over        bool      // it has passed
	Extended    int       // how often it was put off already
}

// LapseRules are the rules of 视为撤回.
var LapseRules = []law.Rule[LapseFacts]{
	{ID: "case.lapse_after_limit", Article: "11.4", Wording: "可先行受理，后补材料", Modality: law.Must,
		Check: func(f LapseFacts, _ law.View) law.Outcome {
			switch {
			case len(f.Outstanding) == 0:
				return law.Breach(text.M("casework.no.nothing_outstanding"), law.NoAlternative)
			case !f.Over:
				return law.Breach(text.M("casework.no.still_time", "day", f.Supply), law.EarliestAt(f.Supply.Add(1).Start()))
			}
			return law.Pass()
		}},
}

var extensions = law.Number("tolerance.extensions")

// ExtendRules are the rules of giving deferred materials more time.
var ExtendRules = []law.Rule[LapseFacts]{
	{ID: "case.extend_once", Article: "11.4", Wording: "可先行受理，后补材料", Modality: law.Must,
		Check: func(f LapseFacts, v law.View) law.Outcome {
			switch {
			case len(f.Outstanding) == 0:
				return law.Breach(text.M("casework.no.nothing_outstanding"), law.NoAlternative)
			case law.AtLeast(f.Extended, extensions.In(v)):
				return law.Breach(text.M("casework.no.extended", "n", f.Extended), law.Instead(text.M("casework.instead.lapse")))
			}
			return law.Pass()
		}},
}
