package calendar

import (
	"time"

	"lianban/internal/base/clock"
)

// Calendar counts working days: the State Council's, or a region's. Days outside 2000–2099 are none of its days.
type Calendar struct {
	region Region
	marks  map[clock.Day]mark
	lacks  [lastYear - firstYear + 2]int16 // lacks[y] = years before firstYear+y for which a layer is missing
	gaps   map[int][]string                // by year, the regions whose notice is missing
	names  map[string]string

	// The sums that make counting two look-ups. upto[slot] is the number of working days up to and including that day;
	// work lists the working days, so work[upto[slot]] is the first one after it.
	upto []uint16
	work []clock.Day
}

// Date is a day that was counted out. Day is 0 when it would lie outside 2000–2099.
type Date struct {
	Day         clock.Day
	Provisional bool // a notice is missing for a year between start and day: say so wherever the day is shown
}

// End is the last instant of the date, 24:00: when a limit "within" so many days runs out.
func (d Date) End() clock.Instant { return d.Day.Add(1).Start() }

// Count is a number of working days.
type Count struct {
	Days        int
	Provisional bool
}

// slots is the number of places in the table: every month has 31, so that a day's place needs no calendar arithmetic.
const slots = (lastYear - firstYear + 1) * 12 * 31

// slot is the day's place in the table.
func slot(d clock.Day) (int, bool) {
	year, month, day := int(d)/10000-firstYear, int(d)/100%100-1, int(d)%100-1
	if uint(year) > lastYear-firstYear || uint(month) > 11 || uint(day) > 30 {
		return 0, false
	}
	return (year*12+month)*31 + day, true
}

// newCalendar puts the layers together and sums them up.
func newCalendar(region Region, layers Layers) *Calendar {
	c := &Calendar{region: region, marks: layers.marks(region.Code), gaps: map[int][]string{}, names: map[string]string{}}
	for _, r := range layers.Regions {
		c.names[r.Code] = r.Name
	}
	c.findGaps(layers)
	c.sum()
	return c
}

// findGaps notes for which years a notice the calendar needs is missing.
func (c *Calendar) findGaps(layers Layers) {
	type key struct {
		region string
		year   int
	}
	known := map[key]bool{}
	for _, n := range layers.Notices {
		known[key{n.Region, n.Year}] = true
	}
	needs := []string{National}
	if c.region.Code != National {
		needs = append(needs, c.region.Code)
	}
	for year := firstYear; year <= lastYear; year++ {
		for _, region := range needs {
			if !known[key{region, year}] {
				c.gaps[year] = append(c.gaps[year], region)
			}
		}
		y := year - firstYear
		c.lacks[y+1] = c.lacks[y]
		if len(c.gaps[year]) > 0 {
			c.lacks[y+1]++
		}
	}
}

// sum fills the tables, day by day.
func (c *Calendar) sum() {
	c.upto = make([]uint16, slots)
	c.work = make([]clock.Day, 0, slots*2/3)
	weekday := clock.Date(firstYear, time.January, 1).Weekday()
	for i := range c.upto {
		year, month, day := firstYear+i/(12*31), i/31%12+1, i%31+1
		if day <= daysIn(year, month) {
			d := clock.Day(year*10000 + month*100 + day)
			if c.works(d, weekday) {
				c.work = append(c.work, d)
			}
			weekday = (weekday + 1) % 7
		}
		c.upto[i] = uint16(len(c.work)) // #nosec G115 -- a century has 36,525 days
	}
}

func (c *Calendar) works(d clock.Day, weekday time.Weekday) bool {
	if m, special := c.marks[d]; special {
		return !m.off
	}
	return weekday != time.Saturday && weekday != time.Sunday
}

// daysIn is the number of days of a month.
func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// Name is the calendar's name: "national", or the region's code.
func (c *Calendar) Name() string { return c.region.Code }

// IsWorkday tells whether work is done on that day; About says why.
func (c *Calendar) IsWorkday(day clock.Day) bool {
	s, ok := slot(day)
	return ok && int(c.upto[s]) > c.before(s)
}

// before is the number of working days before that slot.
func (c *Calendar) before(s int) int {
	if s == 0 {
		return 0
	}
	return int(c.upto[s-1])
}

// AddWorkingDays is the last day of a limit of n working days that begins with an event on day: the day itself does not
// count (民法典第二百零一条), the next working day is the first. n = 0 is the day itself or, when nobody works then, the next
// working day. For a negative n there is no day.
func (c *Calendar) AddWorkingDays(day clock.Day, n int) Date {
	s, ok := slot(day)
	if !ok || n < 0 {
		return Date{}
	}
	if n == 0 {
		return c.date(day, c.before(s))
	}
	return c.date(day, int(c.upto[s])+n-1)
}

// WorkingDaysBefore is the latest day that lies n working days ahead of an event on day (提前 n 个工作日): the n-th working
// day before it. n = 0 is the day itself or, when nobody works then, the working day before. For a negative n there is none.
func (c *Calendar) WorkingDaysBefore(day clock.Day, n int) Date {
	s, ok := slot(day)
	if !ok || n < 0 {
		return Date{}
	}
	if n == 0 {
		return c.date(day, int(c.upto[s])-1)
	}
	return c.date(day, c.before(s)-n)
}

// date is the i-th working day, counted out from day.
func (c *Calendar) date(from clock.Day, i int) Date {
	if uint(i) >= uint(len(c.work)) {
		return Date{}
	}
	d := c.work[i]
	return Date{Day: d, Provisional: c.provisional(from, d)}
}

// Between counts the working days after from up to and including to, so that Between(d, AddWorkingDays(d, n)) is n. It is
// negative when to lies before from. A day outside the calendar's years counts nothing and makes the answer provisional.
func (c *Calendar) Between(from, to clock.Day) Count {
	a, okA := slot(from)
	b, okB := slot(to)
	if !okA || !okB {
		return Count{Provisional: true}
	}
	return Count{Days: int(c.upto[b]) - int(c.upto[a]), Provisional: c.provisional(from, to)}
}

// provisional tells whether a notice is missing for a year from a to b, in whatever order. Both lie in the table.
func (c *Calendar) provisional(a, b clock.Day) bool {
	if a > b {
		a, b = b, a
	}
	return c.lacks[b.Year()-firstYear+1] > c.lacks[a.Year()-firstYear]
}
