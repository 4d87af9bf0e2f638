package law

import (
	"cmp"

	"lianban/internal/base/clock"
)

// The words of quantity after 民法典第一千二百五十九条: 以上、以下、以内、届满 include the number, 不满、超过、以外 do not. A rule
// calls the function that bears its word and never writes < or > itself.

// AtLeast is 以上 and 届满: "2 次以上" is two or more.
func AtLeast[T cmp.Ordered](amount, number T) bool { return amount >= number }

// AtMost is 以下 and 以内: "3 个工作日内" ends with the third.
func AtMost[T cmp.Ordered](amount, number T) bool { return amount <= number }

// MoreThan is 超过 and 以外: "超过15分钟" begins at 15:01, and 15:00 is allowed.
func MoreThan[T cmp.Ordered](amount, number T) bool { return amount > number }

// LessThan is 不满: "不满 1 年" ends on the anniversary.
func LessThan[T cmp.Ordered](amount, number T) bool { return amount < number }

// FullYears counts the years completed from since until day. A year is completed on the day that corresponds to since,
// or, where the month has none (29 February), on the month's last day (民法典第二百零二条). Before since it is zero.
func FullYears(since, day clock.Day) int {
	years := day.Year() - since.Year()
	if day < anniversary(since, years) {
		years--
	}
	return max(years, 0)
}

// anniversary is the day, that many years later, that corresponds to since.
func anniversary(since clock.Day, years int) clock.Day {
	t := since.Time()
	same := clock.Date(t.Year()+years, t.Month(), t.Day())
	if same.Time().Month() != t.Month() { // 29 February ran over into March
		return same.Add(-1)
	}
	return same
}
