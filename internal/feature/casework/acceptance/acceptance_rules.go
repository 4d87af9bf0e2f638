package acceptance

import (
	"strconv"
	"strings"

	"lianban/internal/base/clock"
	"lianban/internal/base/text"
	"lianban/internal/core/directory"
	"lianban/internal/core/law"
	"lianban/internal/feature/casework/material"
)

// Facts is all that the rules of acceptance may know.
type Facts struct {
	Item      Item
	Window    directory.Window
	Serves    bool               // the directory says that the window serves the item now
	Elsewhere []directory.Window // the windows that do
	Letter    Letter
	Materials []material.Material // marked; none without a guide
	Verdict   material.Verdict
	Promise   bool              // the applicant has signed that the deferred materials will come
	Supply    map[int]clock.Day // by material, the last day on which a deferred one may come
	Promised  clock.Day         // the last day of the promised limit
}

func (f Facts) elsewhere() text.Msg { return Windows(f.Elsewhere) }

// Windows names windows by number, or leads to the guide desk.
func Windows(all []directory.Window) text.Msg {
	if len(all) == 0 {
		return text.M("casework.instead.guide_desk")
	}
	nos := make([]string, len(all))
	for i, w := range all {
		nos[i] = strconv.Itoa(w.No)
	}
	return text.M("casework.instead.windows", "no", strings.Join(nos, "、"))
}

// own are the windows of the item's own department among those that serve it.
func (f Facts) own() []directory.Window {
	var out []directory.Window
	for _, w := range f.Elsewhere {
		if w.Department == f.Item.Department {
			out = append(out, w)
		}
	}
	return out
}

// deferred names the materials marked as deferred for which bad holds.
func (f Facts) deferred(bad func(material.Material) bool) string {
	var names []string
	for _, m := range f.Materials {
		if m.Mark == material.Deferred && bad(m) {
			names = append(names, m.Name)
		}
	}
	return strings.Join(names, "、")
}

// Rules are the rules of taking a case in.
var Rules = []law.Rule[Facts]{
	{ID: "case.not_negative", Article: "4", Wording: "进驻事项负面清单", Modality: law.Must,
		Applies: func(f Facts) bool { return f.Item.Negative },
		Check: func(f Facts, _ law.View) law.Outcome {
			return law.Breach(text.M("casework.no.negative", "item", f.Item.Name),
				law.Instead(text.M("casework.instead.department", "department", f.Item.DepartmentName)))
		}},
	{ID: "case.window_serves", Article: "5.3", Wording: "不得擅自调整进驻人员", Modality: law.Must,
		Check: func(f Facts, _ law.View) law.Outcome {
			if f.Serves {
				return law.Pass()
			}
			return law.Breach(text.M("casework.no.window", "no", f.Window.No, "item", f.Item.Name), law.Instead(f.elsewhere()))
		}},
	{ID: "case.guide_in_force", Article: "11.3", Wording: "公开的承诺时限内办结", Modality: law.Must,
		Check: func(f Facts, _ law.View) law.Outcome {
			if f.Item.Guide != nil {
				return law.Pass()
			}
			return law.Breach(text.M("casework.no.guide", "item", f.Item.Name), law.Instead(text.M("casework.instead.guide")))
		}},
	{ID: "case.letter_in_force", Article: "4.1.2", Wording: "委托综合窗口受理的", Modality: law.Must,
		Applies: func(f Facts) bool { return f.Window.Department != f.Item.Department },
		Check:   letterInForce},
	{ID: "case.tolerance_listed", Article: "11.4", Wording: "凡属于容缺受理范围", Modality: law.Must,
		Applies: func(f Facts) bool { return f.deferred(anyMaterial) != "" },
		Check: func(f Facts, _ law.View) law.Outcome {
			if f.Item.Tolerance {
				return law.Pass()
			}
			return law.Breach(text.M("casework.no.not_tolerant"), law.Instead(text.M("casework.instead.notice"))).At("marks")
		}},
	{ID: "case.deferrable", Article: "11.4", Wording: "告知可容缺的申请材料", Modality: law.Must,
		Applies: func(f Facts) bool { return f.deferred(anyMaterial) != "" },
		Check: func(f Facts, _ law.View) law.Outcome {
			bad := f.deferred(func(m material.Material) bool { return m.Need != material.Deferrable })
			if bad == "" {
				return law.Pass()
			}
			return law.Breach(text.M("casework.no.not_deferrable", "material", bad),
				law.Instead(text.M("casework.instead.notice"))).At("marks")
		}},
	{ID: "case.supply_limit", Article: "11.4", Wording: "可先行受理，后补材料", Modality: law.Must,
		Applies: func(f Facts) bool { return f.deferred(anyMaterial) != "" },
		Check: func(f Facts, _ law.View) law.Outcome {
			bad := f.deferred(func(m material.Material) bool { return law.MoreThan(f.Supply[m.N], f.Promised) })
			if bad == "" {
				return law.Pass()
			}
			return law.Breach(text.M("casework.no.supply_limit", "material", bad, "promised", f.PromisedText()),
				law.Instead(text.M("casework.instead.notice"))).At("marks")
		}},
	{ID: "case.promise_signed", Article: "11.4", Wording: "出具《容缺受理通知书》", Modality: law.Must,
		Applies: func(f Facts) bool { return f.Verdict == material.Tolerate },
		Check: func(f Facts, _ law.View) law.Outcome {
			if f.Promise {
				return law.Pass()
			}
			return law.Breach(text.M("casework.no.promise"), law.Instead(text.M("casework.instead.sign"))).At("promise")
		}},
}

func anyMaterial(material.Material) bool { return true }

// PromisedText is the promised limit of the guide in force, in words.
func (f Facts) PromisedText() text.Msg {
	if f.Item.Guide == nil {
		return text.Plain("")
	}
	return LimitText(f.Item.Guide.Promised, f.Item.Guide.Instant)
}

// letterInForce: 4(1)2 lets a window of another department accept only while the letter holds.
func letterInForce(f Facts, _ law.View) law.Outcome {
	instead := law.Instead(Windows(f.own()))
	switch {
	case f.Letter.No == "":
		return law.Breach(text.M("casework.no.letter", "item", f.Item.Name, "department", f.Item.DepartmentName), instead)
	case !f.Letter.Holds && f.Letter.Until != 0:
		return law.Breach(text.M("casework.no.letter_ended", "letter", f.Letter.No,
			"day", (f.Letter.Until-1).Format("2006-01-02")), instead)
	case !f.Letter.Holds:
		return law.Breach(text.M("casework.no.letter_not_yet", "letter", f.Letter.No), instead)
	}
	return law.Pass()
}
