// Package acceptance is whether an application may be accepted at a window here and now (Articles 4, 5(3), 11(2)–(4)): the
// facts, and the rules that judge them. It knows no case and no store.
package acceptance

import (
	"lianban/internal/base/clock"
	"lianban/internal/base/text"
	"lianban/internal/core/calendar"
	"lianban/internal/core/law"
	"lianban/internal/feature/casework/material"
)

// Item is an item with its guide in force, as the register has it.
type Item struct {
	ID             int64
	Code           string
	Name           string
	Kind           string
	Department     int64
	DepartmentName string
	Licence        bool // 行政许可: the law's own limits hold
	Negative       bool // on the negative list: not done in the hall
	Tolerance      bool // on the published tolerance list
	Guide          *Guide
}

// Guide is a published version of an item's guide, as far as a case needs it.
type Guide struct {
	ID        int64
	Version   int
	Published clock.Instant
	Promised  calendar.Limit
	Statutory calendar.Limit
	Instant   bool
	Result    string
	Materials []material.Material
}

// Letter is 综合办事服务委托授权书, the newest one for an item (4(1)2).
type Letter struct {
	No    string
	Until clock.Instant // the first instant after; 0 = withdrawn or without end is told by Holds
	Holds bool          // in force now
}

// SupplyDays are the working days in which a deferred material may follow, where the guide gives none.
var SupplyDays = law.Number("tolerance.supply_wd")

// Count sets the last days: of the promise, and of each deferred material. Where the guide gives no days for a material,
// the figure does, but never beyond the promise.
func (f *Facts) Count(cal *calendar.Calendar, v law.View, today clock.Day) {
	f.Promised, f.Supply = cal.Due(today, f.Item.Guide.Promise()).Day, map[int]clock.Day{}
	for i := range f.Materials {
		m := &f.Materials[i]
		if m.Mark != material.Deferred {
			continue
		}
		if m.Days == 0 {
			m.Days = min(SupplyDays.In(v), max(cal.Between(today, f.Promised).Days, 0))
		}
		f.Supply[m.N] = cal.AddWorkingDays(today, m.Days).Day
	}
}

// Licence is 行政许可 as the register writes the kind: the law itself says what silence means.
const Licence = "licence"

// noticeDays are, by kind of item, the working days within which something is said about papers that were left to be checked.
var noticeDays = map[string]law.Key[int]{
	Licence:        law.Number("onetime.notice_wd"), // 行政许可法第三十二条
	"confirmation": law.Number("onetime.confirmation_wd"),
	"ruling":       law.Number("onetime.ruling_wd"),
	"benefit":      law.Number("onetime.benefit_wd"),
	"reward":       law.Number("onetime.reward_wd"),
	"record":       law.Number("onetime.record_wd"),
	"other":        law.Number("onetime.other_wd"),
	"public":       law.Number("onetime.public_wd"),
}

// NoticeDays is within how many working days an item of that kind wants its one notice, or its acceptance.
func NoticeDays(v law.View, kind string) int {
	if key, ok := noticeDays[kind]; ok {
		return key.In(v)
	}
	return noticeDays[Licence].In(v)
}

// Promise is the promised limit: an instant case ends on the day of the visit.
func (g Guide) Promise() calendar.Limit {
	if g.Instant {
		return calendar.Limit{N: 0, Unit: calendar.WorkingDays}
	}
	return g.Promised
}

// LimitText is a limit in words; an instant case is done in the visit.
func LimitText(l calendar.Limit, instant bool) text.Msg {
	switch {
	case instant:
		return text.M("casework.limit.visit")
	case l.Unit == "":
		return text.M("casework.limit.none")
	}
	return l.Text()
}
