package calendar

import (
	"math/rand/v2"
	"testing"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/errs"
)

var day = clock.MustDay

// named is a shipped calendar.
func named(t testing.TB, name string) *Calendar {
	t.Helper()
	c, err := Shipped().Named(name)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The vectors of the specification (domain.md §3.4); xinjiang 2026 is provisional because its notice is not known.
func TestWorkingDaysAreCountedAsTheSpecificationComputedThem(t *testing.T) {
	for _, c := range []struct {
		from               string
		n                  int
		xinjiang, national string
	}{
		{"2025-01-24", 1, "2025-01-26", "2025-01-26"},
		{"2025-01-24", 5, "2025-02-07", "2025-02-07"},
		{"2025-03-28", 1, "2025-04-01", "2025-03-31"},
		{"2025-03-28", 3, "2025-04-03", "2025-04-02"},
		{"2025-04-30", 2, "2025-05-07", "2025-05-07"},
		{"2025-06-05", 1, "2025-06-11", "2025-06-06"},
		{"2025-06-05", 3, "2025-06-13", "2025-06-10"},
		{"2025-06-05", 5, "2025-06-17", "2025-06-12"},
		{"2025-06-05", 20, "2025-07-08", "2025-07-03"},
		{"2025-09-26", 1, "2025-09-28", "2025-09-28"},
		{"2025-09-30", 5, "2025-10-14", "2025-10-14"},
		{"2026-02-13", 3, "2026-02-25", "2026-02-25"},
		{"2026-02-14", 1, "2026-02-24", "2026-02-24"},
		{"2026-09-18", 1, "2026-09-20", "2026-09-20"},
		{"2026-09-24", 3, "2026-09-30", "2026-09-30"},
		{"2026-09-30", 5, "2026-10-13", "2026-10-13"},
	} {
		for name, want := range map[string]string{"xinjiang": c.xinjiang, "national": c.national} {
			got := named(t, name).AddWorkingDays(day(c.from), c.n)
			provisional := name == "xinjiang" && day(c.from).Year() == 2026
			if got.Day != day(want) || got.Provisional != provisional {
				t.Errorf("%s: %s + %d is %s (provisional %v), want %s", name, c.from, c.n, got.Day, got.Provisional, want)
			}
			if back := named(t, name).Between(day(c.from), got.Day); back.Days != c.n || back.Provisional != provisional {
				t.Errorf("%s: from %s to %s are %+v, want %d", name, c.from, got.Day, back, c.n)
			}
		}
	}
}

func TestNewYearsDayIsOffBeforeItsNoticeIsKnownAndTheDateIsProvisional(t *testing.T) {
	for _, name := range []string{"xinjiang", "national"} {
		got := named(t, name).AddWorkingDays(day("2026-12-30"), 2)
		if got.Day == day("2027-01-01") || got.Day != day("2027-01-04") || !got.Provisional {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestTheLatestDayAheadOfAnEventIsCountedBack(t *testing.T) {
	for _, c := range []struct {
		event string
		n     int
		want  string
	}{
		{"2025-06-11", 1, "2025-06-05"}, {"2025-06-11", 2, "2025-06-04"}, {"2025-04-01", 1, "2025-03-28"},
		{"2026-02-24", 1, "2026-02-14"}, {"2026-09-21", 1, "2026-09-20"}, {"2025-02-05", 1, "2025-01-27"},
		{"2026-10-08", 1, "2026-09-30"},
	} {
		if got := named(t, "xinjiang").WorkingDaysBefore(day(c.event), c.n); got.Day != day(c.want) {
			t.Errorf("%d before %s is %s, want %s", c.n, c.event, got.Day, c.want)
		}
	}
}

func TestEachMonthHasAsManyWorkingDaysAsTheSpecificationCounted(t *testing.T) {
	for _, c := range []struct {
		name   string
		year   int
		months [12]int
	}{
		{"xinjiang", 2025, [12]int{19, 19, 20, 22, 19, 17, 23, 21, 23, 18, 20, 23}},
		{"national", 2025, [12]int{19, 19, 21, 22, 19, 20, 23, 21, 23, 18, 20, 23}},
		{"national", 2026, [12]int{21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23}},
	} {
		for i, want := range c.months {
			first := clock.Date(c.year, time.Month(i+1), 1)
			last := clock.Date(c.year, time.Month(i+2), 1).Add(-1)
			if got := named(t, c.name).Between(first.Add(-1), last); got.Days != want {
				t.Errorf("%s %d-%02d has %d working days, want %d", c.name, c.year, i+1, got.Days, want)
			}
		}
	}
}

// naive is an independent count: day by day with package time, its own reading of the layers, no table.
type naive struct{ special map[string]bool } // by date: off

func newNaive(l Layers, region string) naive {
	n := naive{map[string]bool{}}
	for year := 2000; year < 2100; year++ {
		for _, f := range l.Fixed {
			if f.From.Year() <= max(year, 2014) {
				for _, d := range f.Days {
					n.special[time.Date(year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)] = true
				}
			}
		}
	}
	for _, m := range l.Moving {
		n.special[m.Day.String()] = true
	}
	for _, layer := range []string{National, region} {
		for _, notice := range l.Notices {
			for _, d := range notice.Days {
				if notice.Region == layer {
					n.special[d.Day.String()] = d.Off
				}
			}
		}
	}
	return n
}

func (n naive) works(t time.Time) bool {
	if off, ok := n.special[t.Format(time.DateOnly)]; ok {
		return !off
	}
	return t.Weekday() != time.Saturday && t.Weekday() != time.Sunday
}

// walk goes step by step (1 or -1) until count working days are passed; count 0 stops on the first working day met.
func (n naive) walk(t time.Time, count, step int) string {
	if count == 0 {
		for !n.works(t) {
			t = t.AddDate(0, 0, step)
		}
	}
	for ; count > 0; count-- {
		for t = t.AddDate(0, 0, step); !n.works(t); t = t.AddDate(0, 0, step) {
		}
	}
	return t.Format(time.DateOnly)
}

func TestTenThousandRandomCountsAgreeWithCountingDayByDay(t *testing.T) {
	random := rand.New(rand.NewPCG(20260601, 1))
	for _, name := range []string{"xinjiang", "national"} {
		c, n := named(t, name), newNaive(Shipped().Layers(), name)
		for range 5000 {
			start := time.Date(2019+random.IntN(16), 1, 1+random.IntN(366), 0, 0, 0, 0, time.UTC)
			from, count := day(start.Format(time.DateOnly)), random.IntN(130)
			if got, want := c.AddWorkingDays(from, count).Day.String(), n.walk(start, count, 1); got != want {
				t.Fatalf("%s: %s + %d is %s, counted %s", name, from, count, got, want)
			}
			if got, want := c.WorkingDaysBefore(from, count).Day.String(), n.walk(start, count, -1); got != want {
				t.Fatalf("%s: %d before %s is %s, counted %s", name, count, from, got, want)
			}
			if c.IsWorkday(from) != n.works(start) {
				t.Fatalf("%s: %s is a working day: %v", name, from, c.IsWorkday(from))
			}
		}
	}
}

func TestADateIsProvisionalWhileANoticeIsMissingForAnyYearFromStartToResult(t *testing.T) {
	for _, c := range []struct {
		from               string
		n                  int
		xinjiang, national bool
	}{
		{"2025-06-05", 5, false, false},
		{"2025-12-30", 1, false, false},
		{"2025-12-30", 2, true, false},  // ends in 2026: the region's notice is missing
		{"2026-03-02", 5, true, false},  // the 2026 vectors hold, national not provisional
		{"2026-12-28", 3, true, false},  // ends on 31 December
		{"2026-12-28", 4, true, true},   // ends in 2027
		{"2024-12-31", 1, true, false},  // the region's notice of the start's year is missing
		{"2023-12-29", 5, true, true},   // the nation's notice of 2023 is missing
		{"2023-04-20", 1, true, true},   // the region's alone is not enough
		{"2031-05-05", 10, true, true},  // no notice, no reckoned moon
		{"2025-12-31", 0, false, false}, // the day itself
		{"2025-11-03", 300, true, true}, // over two year ends
	} {
		x, n := named(t, "xinjiang").AddWorkingDays(day(c.from), c.n), named(t, "national").AddWorkingDays(day(c.from), c.n)
		if x.Provisional != c.xinjiang || n.Provisional != c.national {
			t.Errorf("%s + %d: xinjiang %s %v, national %s %v", c.from, c.n, x.Day, x.Provisional, n.Day, n.Provisional)
		}
	}
	if back := named(t, "xinjiang").WorkingDaysBefore(day("2026-01-05"), 5); !back.Provisional {
		t.Errorf("counted back from 2026 into 2025: %+v", back)
	}
}

func TestTheDayItselfCountsOnlyForNoughtDays(t *testing.T) {
	c := named(t, "xinjiang")
	for from, want := range map[string][2]string{ // a working day, a holiday, a made-up Saturday
		"2025-06-05": {"2025-06-05", "2025-06-05"},
		"2025-06-07": {"2025-06-11", "2025-06-05"},
		"2025-02-08": {"2025-02-08", "2025-02-08"},
	} {
		if after, before := c.AddWorkingDays(day(from), 0).Day, c.WorkingDaysBefore(day(from), 0).Day; after != day(want[0]) ||
			before != day(want[1]) {
			t.Errorf("%s: %s and %s", from, after, before)
		}
	}
}

func TestOutsideItsYearsACalendarGivesNoDayAndDoesNotFail(t *testing.T) {
	c := named(t, "xinjiang")
	for _, got := range []Date{
		c.AddWorkingDays(day("1999-12-31"), 1), c.AddWorkingDays(day("2100-01-01"), 1), c.AddWorkingDays(day("2099-12-31"), 1),
		c.AddWorkingDays(day("2025-01-01"), 1<<62), c.AddWorkingDays(day("2025-01-01"), -1), c.AddWorkingDays(0, 1),
		c.AddWorkingDays(clock.Day(20251399), 1), c.WorkingDaysBefore(day("2000-01-03"), 1), c.WorkingDaysBefore(0, 1),
		c.WorkingDaysBefore(day("2025-01-01"), -1), c.AddDays(day("2099-12-30"), 9), c.AddMonths(day("2099-12-30"), 9),
		c.AddDays(0, 1), c.AddMonths(0, 1), c.AddDays(day("2025-01-01"), -1), c.AddMonths(day("2025-01-01"), 1<<40),
		c.Due(day("2025-01-01"), Limit{1, "weeks"}),
	} {
		if got.Day != 0 {
			t.Errorf("%+v", got)
		}
	}
	if c.IsWorkday(day("2100-01-04")) || c.IsWorkday(0) || !c.About(day("2100-01-04")).Provisional {
		t.Error("a day outside is a working day, or certain")
	}
	if n := c.Between(day("1999-01-01"), day("2025-01-01")); n.Days != 0 || !n.Provisional {
		t.Errorf("%+v", n)
	}
	if n := c.Between(day("2025-06-13"), day("2025-06-05")); n.Days != -3 || n.Provisional {
		t.Errorf("backwards %+v", n)
	}
}

func TestLimitsInDaysAndMonthsRollOverToTheNextWorkingDay(t *testing.T) {
	c := named(t, "xinjiang")
	for _, k := range []struct {
		from  string
		limit Limit
		want  string
	}{
		{"2025-06-03", Limit{7, Days}, "2025-06-11"},    // ends in 古尔邦节
		{"2025-06-03", Limit{1, Days}, "2025-06-04"},    // the day of the event does not count
		{"2025-09-21", Limit{7, Days}, "2025-09-28"},    // a Sunday that is worked
		{"2025-01-31", Limit{1, Months}, "2025-02-28"},  // no 31 February: the month's last day
		{"2024-01-31", Limit{1, Months}, "2024-02-29"},  // leap year
		{"2025-03-31", Limit{3, Months}, "2025-06-30"},  // June has 30 days
		{"2025-03-10", Limit{3, Months}, "2025-06-11"},  // the corresponding day is in 古尔邦节
		{"2025-10-15", Limit{12, Months}, "2026-10-15"}, // over the year's end
		{"2025-11-30", Limit{1, Months}, "2025-12-30"},
		{"2025-06-05", Limit{3, WorkingDays}, "2025-06-13"},
	} {
		if got := c.Due(day(k.from), k.limit); got.Day != day(k.want) {
			t.Errorf("%s + %s is %s, want %s", k.from, k.limit.Text(), got.Day, k.want)
		}
	}
	if end := c.AddWorkingDays(day("2025-06-05"), 3).End(); end != clock.Must("2025-06-14 00:00") {
		t.Errorf("a limit within days ends at %s", end) // at 24:00 of its last day
	}
}

func TestAnUnknownCalendarIsRefused(t *testing.T) {
	if _, err := Shipped().Named("tibet"); !errs.Is(err, errs.Invalid) {
		t.Error(err)
	}
	if names := Shipped().Names(); len(names) != 2 || names[0] != "national" || names[1] != "xinjiang" {
		t.Error(names)
	}
	if Shipped().National().Name() != "national" {
		t.Error("the national calendar has another name")
	}
}
