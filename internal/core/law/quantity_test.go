package law

import (
	"testing"
	"time"

	"lianban/internal/base/clock"
)

func TestExceedingFifteenMinutesBeginsAfterFifteenMinutes(t *testing.T) {
	limit := Duration("offpost.max_minutes").In(view(t, "2026-06-01"))
	for elapsed, over := range map[time.Duration]bool{
		14*time.Minute + 59*time.Second: false,
		15 * time.Minute:                false, // 9(4): 超过 excludes: exactly 15:00 is allowed.
		15*time.Minute + time.Second:    true,
	} {
		if MoreThan(elapsed, limit) != over {
			t.Errorf("after %s: over = %v", elapsed, !over)
		}
	}
}

func TestWordsOfQuantityIncludeOrExcludeTheNumber(t *testing.T) {
	for _, c := range []struct {
		words string
		hold  func(amount, number int) bool
		below bool
		at    bool
		above bool
	}{
		{"2 次以上", AtLeast[int], false, true, true},
		{"2 个工作日内", AtMost[int], true, true, false},
		{"超过 2", MoreThan[int], false, false, true},
		{"不满 2", LessThan[int], true, false, false},
	} {
		if c.hold(1, 2) != c.below || c.hold(2, 2) != c.at || c.hold(3, 2) != c.above {
			t.Errorf("%s: 1 → %v, 2 → %v, 3 → %v", c.words, c.hold(1, 2), c.hold(2, 2), c.hold(3, 2))
		}
	}
}

func TestOnTheAnniversaryOneIsNoLongerShortOfAYear(t *testing.T) {
	for _, c := range []struct {
		since, on string
		years     int
	}{
		{"2025-03-10", "2026-03-09", 0},
		{"2025-03-10", "2026-03-10", 1}, // 5(2): 不满 1 年 excludes the anniversary.
		{"2025-03-10", "2027-03-09", 1},
		{"2024-02-29", "2025-02-27", 0},
		{"2024-02-29", "2025-02-28", 1}, // no corresponding day: the month's last
		{"2024-02-29", "2028-02-28", 3},
		{"2024-02-29", "2028-02-29", 4},
		{"2025-03-10", "2024-03-10", 0},
	} {
		since, on := clock.MustDay(c.since), clock.MustDay(c.on)
		if got := FullYears(since, on); got != c.years || LessThan(got, 1) != (c.years == 0) {
			t.Errorf("from %s to %s: %d years, want %d", since, on, got, c.years)
		}
	}
}
