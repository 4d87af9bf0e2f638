package finding

import (
	"lianban/internal/base/text"
	"lianban/internal/core/law"
)

// Group is what a bulletin speaks of (第二十条: 工作纪律、服务态度、办事效率); a kind outside of them is not bulletined.
type Group string

// The groups.
const (
	Discipline Group = "discipline" // 工作纪律
	Attitude   Group = "attitude"   // 服务态度
	Efficiency Group = "efficiency" // 办事效率
)

// Kind is a kind of deviation.
type Kind struct {
	Code    string  // permanent: rows carry it
	Article law.Ref // the clause deviated from
	Wording string  // its words
	Person  bool    // the clause names the person; else the finding is about the department
	Group   Group   // what a bulletin files it under, "" = none
}

// Kinds lists every kind, in the order of the articles. Features that detect a new one add a line, and its words to the
// catalogue under finding.kind.
var Kinds = []Kind{
	{"item.filing_late", "4.2", "3 个工作日内填写", false, Efficiency},
	{"guide.update_late", "4.3", "需在 2 个工作日内", false, Efficiency},
	{"adjustment.unapproved", "5.3", "不得擅自调整进驻人员", false, ""},
	{"duty.other_work", "5.2", "不再承担派驻部门", false, ""},
	{"chief.rotation", "6.4", "坚决杜绝轮岗值守现象", false, ""},
	{"post.vacant", "7", "工作期间不得缺岗", true, Discipline},
	{"cover.late", "7", "应提前1个工作日", true, Discipline},
	{"attendance.late", "9", "不得无故迟到", true, Discipline},
	{"attendance.early", "9", "早退", true, Discipline},
	{"attendance.absent", "9", "旷工", true, Discipline},
	{"leave.unclosed", "9", "假期届满应及时销假", true, Discipline},
	{"offpost.over", "9.4", "视为擅自离岗", true, Discipline},
	{"offpost.unsigned", "9.4", "摆放“暂停服务”标识", true, Discipline},
	{"dress.code", "10", "应着整洁、规范的工装", true, Discipline},
	{"inquiry.dropped", "11.1", "负责全程跟踪服务", true, Attitude},
	{"notice.second", "11.2", "需一次性告知补正内容", true, Efficiency},
	{"notice.late", "11.2", "需一次性告知补正内容", true, Efficiency},
	{"limit.missed", "11.3", "承诺时限内办结", false, Efficiency},
	{"limit.published", "11.3", "中公开的承诺时限", false, Efficiency},
	{"tolerance.unlisted", "11.4", "出具《容缺受理通知书》", true, Efficiency},
	{"helper.missing", "11.5", "应明确 1 名业务骨干", false, Efficiency},
	{"extended.refused", "11.6", "提供延时服务", true, Attitude},
	{"review.contact_late", "11.7", "闭环评价机制", false, Efficiency},
	{"review.facts_late", "11.7", "闭环评价机制", false, Efficiency},
	{"review.rectify_late", "11.7", "闭环评价机制", false, Efficiency},
	{"review.interfered", "11.7", "不得强迫或干扰评价人", true, Attitude},
	{"conduct.discipline", "15.1", "工作纪律方面", true, Discipline},
	{"conduct.attitude", "15.2", "服务态度和行为规范方面", true, Attitude},
	{"conduct.appearance", "15.3", "仪容仪表方面", true, Discipline},
	{"conduct.integrity", "15.4", "廉洁自律方面", true, ""},
	{"conduct.secrecy", "15.5", "保密工作方面", true, ""},
	{"conduct.other", "15.6", "其他方面", true, Discipline},
	{"device.moved", "16", "不得擅自移动、拆装", true, ""},
	{"complaint.late", "19", "在规定时间内完成核实", false, Efficiency},
}

// KindOf gives a kind by its code; false when there is none.
func KindOf(code string) (Kind, bool) {
	for _, k := range Kinds {
		if k.Code == code {
			return k, true
		}
	}
	return Kind{}, false
}

// Title is the kind in words.
func (k Kind) Title() text.Msg { return text.M("finding.kind." + k.Code) }
