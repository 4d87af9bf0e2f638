package calendar

import "lianban/internal/base/clock"

// Difference is what one calendar says otherwise than another: the ground for the preview "moves 37 deadlines".
type Difference struct {
	Days      []Change // the days that became working days, or ceased to be
	Settled   []int    // the years whose dates are provisional no more
	Unsettled []int    // the years whose dates became provisional
}

// Change is one day that is another now.
type Change struct {
	Was, Is Info
}

// Compare tells what changes when after takes the place of before. A limit can move only if a changed day lies between its
// start and its end; Touches tells.
func Compare(before, after *Calendar) Difference {
	var d Difference
	for year := firstYear; year <= lastYear; year++ {
		was, is := len(before.gaps[year]) > 0, len(after.gaps[year]) > 0
		switch {
		case was && !is:
			d.Settled = append(d.Settled, year)
		case is && !was:
			d.Unsettled = append(d.Unsettled, year)
		}
		for day := clock.Date(year, 1, 1); day.Year() == year; day = day.Add(1) {
			if before.IsWorkday(day) != after.IsWorkday(day) {
				d.Days = append(d.Days, Change{Was: before.About(day), Is: after.About(day)})
			}
		}
	}
	return d
}

// Touches tells whether a limit from one day to another may move: a changed day lies between them, both included.
func (d Difference) Touches(from, to clock.Day) bool {
	for _, c := range d.Days {
		if c.Is.Day >= from && c.Is.Day <= to {
			return true
		}
	}
	return false
}
