// Package clock is the only place that asks what time it is. Halls keep Beijing time everywhere, in Xinjiang too.
package clock

import (
	"fmt"
	"sync"
	"time"
)

// Shanghai is the zone of every hall: UTC+8 without summer time.
var Shanghai = time.FixedZone("Asia/Shanghai", 8*60*60)

// Clock answers what time it is.
type Clock interface {
	Now() Instant
}

// Real is the machine's clock.
type Real struct{}

// Now is the machine's time.
func (Real) Now() Instant { return Of(time.Now()) }

// Fixed is a clock that stands still until it is moved, for tests.
type Fixed struct {
	mu sync.Mutex
	at Instant
}

// At makes a clock standing at "2006-01-02 15:04:05" (seconds may be left out), Shanghai time. It panics on a wrong text.
func At(s string) *Fixed { return &Fixed{at: Must(s)} }

// Now is where the clock stands.
func (f *Fixed) Now() Instant {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.at
}

// Set moves the clock, forwards or back.
func (f *Fixed) Set(at Instant) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.at = at
}

// Advance moves the clock forwards by d.
func (f *Fixed) Advance(d time.Duration) { f.Set(f.Now().Add(d)) }

// Running is a clock that starts at one instant and runs Speed times as fast as the machine's: the demo's clock.
type Running struct {
	from  Instant
	start time.Time
	speed float64
}

// Run starts a clock at from with that speed (1 = real time).
func Run(from Instant, speed float64) *Running {
	return &Running{from: from, start: time.Now(), speed: speed}
}

// Now is the time on the running clock.
func (r *Running) Now() Instant {
	return r.from.Add(time.Duration(float64(time.Since(r.start)) * r.speed))
}

// Speed tells how many times faster than the machine's the clock runs.
func (r *Running) Speed() float64 { return r.speed }

// Instant is a moment: microseconds since 1970 UTC, as it is stored. Zero means "not (yet)".
type Instant int64

// Of turns a time into an instant.
func Of(t time.Time) Instant { return Instant(t.UnixMicro()) }

// Time is the instant in Shanghai.
func (i Instant) Time() time.Time { return time.UnixMicro(int64(i)).In(Shanghai) }

// Day is the Shanghai day the instant falls on.
func (i Instant) Day() Day { return DayOf(i.Time()) }

// Add moves the instant by d.
func (i Instant) Add(d time.Duration) Instant { return i + Instant(d.Microseconds()) }

// Sub is the time from j to i.
func (i Instant) Sub(j Instant) time.Duration { return time.Duration(i-j) * time.Microsecond }

// IsZero tells whether the instant is "not (yet)".
func (i Instant) IsZero() bool { return i == 0 }

// Format writes the instant in Shanghai time, as time.Time.Format does.
func (i Instant) Format(layout string) string { return i.Time().Format(layout) }

// String is "2006-01-02 15:04:05", empty for zero.
func (i Instant) String() string {
	if i == 0 {
		return ""
	}
	return i.Format(time.DateTime)
}

// MarshalText writes RFC 3339 with +08:00, empty for zero: the form of the API.
func (i Instant) MarshalText() ([]byte, error) {
	if i == 0 {
		return nil, nil
	}
	return []byte(i.Time().Format("2006-01-02T15:04:05.000000Z07:00")), nil
}

// UnmarshalText reads what MarshalText wrote.
func (i *Instant) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*i = 0
		return nil
	}
	t, err := time.Parse(time.RFC3339Nano, string(b))
	if err != nil {
		return err
	}
	*i = Of(t)
	return nil
}

// Parse reads "2006-01-02 15:04[:05]" as Shanghai time.
func Parse(s string) (Instant, error) {
	layout := time.DateTime
	if len(s) == len("2006-01-02 15:04") {
		layout = "2006-01-02 15:04"
	}
	t, err := time.ParseInLocation(layout, s, Shanghai)
	if err != nil {
		return 0, err
	}
	return Of(t), nil
}

// Must is Parse for texts known to be right; it panics on a wrong one.
func Must(s string) Instant {
	i, err := Parse(s)
	if err != nil {
		panic(err)
	}
	return i
}

// Day is a calendar day as the number yyyymmdd, as it is stored. Zero means "none". Days compare as numbers.
type Day int32

// DayOf is the day of t in t's own zone.
func DayOf(t time.Time) Day {
	y, m, d := t.Date()
	return Day(y*10000 + int(m)*100 + d) // #nosec G115 -- years have four digits here
}

// Date makes a day.
func Date(year int, month time.Month, day int) Day {
	return DayOf(time.Date(year, month, day, 0, 0, 0, 0, Shanghai))
}

// ParseDay reads "2006-01-02".
func ParseDay(s string) (Day, error) {
	t, err := time.ParseInLocation(time.DateOnly, s, Shanghai)
	if err != nil {
		return 0, err
	}
	return DayOf(t), nil
}

// MustDay is ParseDay for texts known to be right; it panics on a wrong one.
func MustDay(s string) Day {
	d, err := ParseDay(s)
	if err != nil {
		panic(err)
	}
	return d
}

// Time is midnight at the beginning of the day, in Shanghai.
func (d Day) Time() time.Time {
	return time.Date(int(d)/10000, time.Month(int(d)/100%100), int(d)%100, 0, 0, 0, 0, Shanghai)
}

// Start is the day's first instant; At is h:m on it (24:00 is the next day's start).
func (d Day) Start() Instant { return Of(d.Time()) }

// At is the instant h:m on that day.
func (d Day) At(h, m int) Instant {
	return d.Start().Add(time.Duration(h)*time.Hour + time.Duration(m)*time.Minute)
}

// Add moves the day by n days.
func (d Day) Add(n int) Day { return DayOf(d.Time().AddDate(0, 0, n)) }

// Weekday is the day of the week.
func (d Day) Weekday() time.Weekday { return d.Time().Weekday() }

// Year is the day's year.
func (d Day) Year() int { return int(d) / 10000 }

// String is "2006-01-02", empty for zero.
func (d Day) String() string {
	if d == 0 {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", int(d)/10000, int(d)/100%100, int(d)%100)
}

// MarshalText writes "2006-01-02".
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads "2006-01-02" or nothing.
func (d *Day) UnmarshalText(b []byte) (err error) {
	if len(b) == 0 {
		*d = 0
		return nil
	}
	*d, err = ParseDay(string(b))
	return err
}
