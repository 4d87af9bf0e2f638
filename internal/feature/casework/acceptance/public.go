package acceptance

import (
	"lianban/internal/base/clock"
	"lianban/internal/core/calendar"
)

// Binding is the limit that binds where the integrated platform publishes another one than our guide: 11(3) promises people
// what is public there (中公开的承诺时限), so the shorter of the two, counted from that day. differs tells that they are not
// the same, which is a finding.
// covers: A11-3
func Binding(cal *calendar.Calendar, from clock.Day, ours, public calendar.Limit) (binding calendar.Limit, differs bool) {
	our, their := cal.Due(from, ours).Day, cal.Due(from, public).Day
	if their < our {
		return public, true
	}
	return ours, their != our
}
