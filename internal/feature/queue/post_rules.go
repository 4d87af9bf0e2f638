package queue

import (
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/core/calendar"
	"lianban/internal/core/law"
)

// Figures of off-post (9(4)).
var (
	offpostLimit = law.Duration("offpost.max_minutes")
	offpostNudge = law.Duration("offpost.nudge_min")
	offpostGap   = law.Duration("offpost.merge_gap_s")
)

// tooLong judges a time away.
//
// 9(4): 不得超过15分钟 excludes: whole seconds count, exactly 15:00 is allowed and 15:01 is not.
func tooLong(elapsed, limit time.Duration) bool {
	return law.MoreThan(elapsed.Truncate(time.Second), limit)
}

// sameAbsence tells whether somebody who leaves now has been back for so short a time that it counts as one absence: a
// short return must not begin the 15 minutes anew.
func sameAbsence(last Absence, now clock.Instant, gap time.Duration) bool {
	return last.Until != 0 && law.LessThan(now.Sub(last.Until), gap)
}

// backBy is when the time left is used up, counted within the opening hours: lunch and closing do not run it.
func backBy(h *calendar.Hours, from clock.Instant, left time.Duration) clock.Instant {
	left = max(left, 0)
	day := from.Day()
	for range 45 {
		for _, s := range h.On(day).Open {
			begin, end := max(day.At(0, s.From), from), day.At(0, s.To)
			if end <= from {
				continue
			}
			if got := end.Sub(begin); got < left {
				left -= got
				continue
			}
			return begin.Add(left)
		}
		day = day.Add(1)
	}
	return from.Add(left)
}
