package sample

import (
	"sync"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/core/calendar"
	"lianban/internal/core/law"
)

// Clock is the demo's clock: it stands where the history is being written, and runs once the hall is open.
type Clock struct {
	mu  sync.Mutex
	now clock.Clock
}

// NewClock makes a clock that stands at that instant.
func NewClock(at clock.Instant) *Clock {
	c := &Clock{}
	c.Set(at)
	return c
}

// Now is the demo's time.
func (c *Clock) Now() clock.Instant {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now.Now()
}

// Set lets the clock stand at an instant.
func (c *Clock) Set(at clock.Instant) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f := &clock.Fixed{}
	f.Set(at)
	c.now = f
}

// Run lets the clock run from where it is, speed times as fast as the machine's.
func (c *Clock) Run(speed float64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = clock.Run(c.now.Now(), speed)
}

// Speed is how fast it runs; 0 while it stands.
func (c *Clock) Speed() float64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	if r, ok := c.now.(*clock.Running); ok {
		return r.Speed()
	}
	return 0
}

// Beginning is how long after the opening the demo begins: there is a queue already.
const beginning = 20 * time.Minute

var calendarFigure = law.Word("deadline.calendar")

// Morning is where the demo begins: twenty minutes after the opening of the latest working day up to that instant.
func Morning(now clock.Instant) (clock.Instant, error) {
	hours, err := shipped(now.Day())
	if err != nil {
		return 0, err
	}
	day := now.Day()
	for len(hours.On(day).Open) == 0 {
		day = day.Add(-1)
	}
	return day.At(0, hours.On(day).Open[0].From).Add(beginning), nil
}

// shipped are the opening hours that ship with the measures: the store need not be open yet.
func shipped(day clock.Day) (*calendar.Hours, error) {
	figures, err := law.Shipped().Figures()
	if err != nil {
		return nil, err
	}
	return calendar.Shipped().Hours(calendarFigure.In(figures.On(day)))
}

// back is the day n working days before.
func back(hours *calendar.Hours, day clock.Day, n int) clock.Day {
	for n > 0 {
		day = day.Add(-1)
		if len(hours.On(day).Open) > 0 {
			n--
		}
	}
	return day
}
