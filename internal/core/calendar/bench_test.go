package calendar

import (
	"testing"

	"lianban/internal/base/clock"
)

// The specification allows 50 ns for adding working days; it takes about 5, and no memory.
func BenchmarkAddWorkingDays(b *testing.B) {
	c := named(b, "xinjiang")
	from := day("2025-06-05")
	var d Date
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		d = c.AddWorkingDays(from, i&127)
	}
	if d.Day == 0 {
		b.Fatal("no day")
	}
}

func BenchmarkBuild(b *testing.B) {
	layers := Shipped().Layers()
	for b.Loop() {
		if _, err := Build(layers); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkWorkingTimeOfAWeek(b *testing.B) {
	h, err := Shipped().Hours("xinjiang")
	if err != nil {
		b.Fatal(err)
	}
	from, to := clock.Must("2025-06-02 11:00"), clock.Must("2025-06-09 11:00")
	b.ReportAllocs()
	for b.Loop() {
		h.WorkingTime(from, to)
	}
}
