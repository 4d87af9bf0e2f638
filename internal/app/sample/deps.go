package sample

import (
	"context"
	"log/slog"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/core/calendar"
	"lianban/internal/core/deadline"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	"lianban/internal/feature/casework"
	"lianban/internal/feature/catalog"
	"lianban/internal/feature/queue"
	"lianban/internal/feature/review"
)

// Deps are the services the sample centre lives by, wired as for any other centre. Clock is the store's clock.
type Deps struct {
	Store     *db.DB
	Clock     *Clock
	Centre    int64
	Directory *directory.Service
	Calendar  *calendar.Service
	Identity  *identity.Service
	Catalog   *catalog.Service
	Queue     *queue.Service
	Cases     *casework.Service // nil = nobody applies for anything
	Reviews   *review.Service   // nil = nobody is asked
	Deadlines *deadline.Service // nil = reminders are left to the jobs

	// Days is how many working days of history Fill lives through; 0 = 20, four weeks.
	Days int
	// Visits is how many people come on such a day; 0 = what four weeks of are written in a few seconds.
	Visits int
	// PerMinute is how many come in a quiet minute of today; 0 = a little more than three.
	PerMinute float64
	// Seed chooses among all the days that could be; the same seed gives the same day.
	Seed uint64
	// Wait lets time pass until the clock shows that instant; nil = the machine's time at the clock's speed.
	Wait func(ctx context.Context, until clock.Instant) error
	Log  *slog.Logger // nil = the default
}

// Numbers of the history.
const (
	historyDays   = 20
	historyVisits = 75
)

func (d Deps) log() *slog.Logger {
	if d.Log == nil {
		return slog.Default()
	}
	return d.Log
}

func orInt(n, other int) int {
	if n == 0 {
		return other
	}
	return n
}
