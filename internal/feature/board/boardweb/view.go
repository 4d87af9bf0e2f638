package boardweb

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/text"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/deadline"
	"lianban/internal/core/directory"
	"lianban/internal/core/finding"
	"lianban/internal/core/identity"
	"lianban/internal/core/people"
	"lianban/internal/feature/casework"
	"lianban/internal/feature/queue"
	"lianban/internal/feature/review"
)

// facts is everything a board is drawn from, read on one snapshot.
type facts struct {
	now       clock.Instant
	by        identity.Actor
	hall      *directory.Hall
	windows   []directory.Window // in sight, valid now
	tally     deadline.Tally
	rows      []row
	seats     map[int64]queue.Seat
	busy      map[int64]queue.Ticket
	served    map[int64]int
	waits     map[int64]queue.Tally // of the whole hall, or of whoever waits for the windows in sight
	flow      queue.Flow
	hours     [24]int
	usual     [24]int
	spans     []string
	openHours []int
	away      []absence
	reviews   review.Sums
	cases     casework.Counts
	unguided  int
	findings  concerns
	lines     map[int64]int     // how many wait that each window of a department may call
	vacant    []int             // windows where nobody sits although the hall is open (B-2)
	names     map[int64]string  // of those who sit there
	silent    []identity.Device // machines not heard of (B-6)
	bad       []review.Matter   // bad reviews that nobody has got to the bottom of
}

// concerns is how the findings in sight stand for whoever looks: those to decide, those to state one's case in.
type concerns struct{ decide, state, wait int }

// absence is somebody who is away from a window in sight.
type absence struct {
	queue.Absence
	elapsed time.Duration
	limit   time.Duration
	waiting int
}

// shown is how many clocks the board lists; the rest stand on the page of clocks.
const shown = 6

func (h Handler) read(ctx context.Context, by identity.Actor) (f facts, err error) {
	err = h.Store.Read(ctx, by.Centre, func(tx *db.Tx) error {
		f = facts{now: tx.Now, by: by}
		for _, step := range []func(*db.Tx, *facts) error{h.readHall, h.readClocks, h.readFlow, h.readAway, h.readEmpty, h.readRest} {
			if err := step(tx, &f); err != nil {
				return err
			}
		}
		return nil
	})
	return f, err
}

// readHall reads the windows and how they stand: all for the office, their own for a department.
func (h Handler) readHall(tx *db.Tx, f *facts) (err error) {
	if f.hall, err = h.Directory.Hall(tx); err != nil {
		return err
	}
	sight := f.by.Sight("board.read")
	for _, w := range f.hall.Open(tx.Now) {
		if sight.Sees(identity.Thing{Department: w.Department, Window: w.ID}) {
			f.windows = append(f.windows, w)
		}
	}
	if f.seats, err = queue.Seats(tx); err != nil {
		return err
	}
	if f.busy, err = queue.Busy(tx); err != nil {
		return err
	}
	if f.served, err = queue.ServedToday(tx); err != nil {
		return err
	}
	if sight.All {
		f.waits, err = queue.Waits(tx)
		return err
	}
	return h.readLines(tx, f)
}

// readLines counts who waits for the windows in sight, each once: the hall's queues are not a department's.
func (h Handler) readLines(tx *db.Tx, f *facts) error {
	f.waits, f.lines = map[int64]queue.Tally{}, map[int64]int{}
	seen := map[int64]bool{}
	for _, w := range f.windows {
		line, err := h.Queue.LineOf(tx, w.ID, longLine)
		if err != nil {
			return err
		}
		f.lines[w.ID] = line.Total
		for _, t := range line.Waiting {
			if seen[t.ID] {
				continue
			}
			seen[t.ID] = true
			zone := f.waits[w.Zone]
			if zone.Oldest == 0 || t.Taken < zone.Oldest {
				zone.Oldest = t.Taken
			}
			zone.Waiting++
			f.waits[w.Zone] = zone
		}
	}
	return nil
}

// longLine is more than ever wait for one window.
const longLine = 500

func (h Handler) readClocks(tx *db.Tx, f *facts) (err error) {
	sight := f.by.Sight("deadline.read")
	if f.tally, err = h.Deadlines.Counts(tx, sight, deadline.Filter{}); err != nil {
		return err
	}
	all, err := h.Deadlines.Board(tx, sight, deadline.Filter{Limit: 200})
	if err != nil {
		return err
	}
	f.rows, err = h.rows(tx, f.hall, urgent(all))
	return err
}

// urgent picks what the board lists: red ones first, then yellow, each by due.
func urgent(all []deadline.Lit) (out []deadline.Lit) {
	for _, lamp := range []deadline.Lamp{deadline.Red, deadline.Yellow, deadline.Hold, deadline.Green} {
		for _, d := range all {
			if d.Lamp == lamp && len(out) < shown {
				out = append(out, d)
			}
		}
	}
	return out
}

func (h Handler) readFlow(tx *db.Tx, f *facts) (err error) {
	if f.flow, err = queue.DayFlow(tx, tx.Today(), 0); err != nil {
		return err
	}
	if f.hours, err = queue.ByHour(tx, tx.Today()); err != nil {
		return err
	}
	if f.usual, err = h.usual.of(tx); err != nil {
		return err
	}
	hours, err := h.Calendar.Hours(tx)
	if err != nil {
		return err
	}
	for _, s := range hours.On(tx.Today()).Open {
		f.spans = append(f.spans, s.String())
		for hour := s.From / 60; hour*60 < s.To; hour++ {
			f.openHours = append(f.openHours, hour)
		}
	}
	return nil
}

// of gives the usual flow of the transaction's centre and day.
func (u *usual) of(tx *db.Tx) (hours [24]int, err error) {
	u.Lock()
	if u.day != tx.Today() {
		u.day, u.hours = tx.Today(), map[int64][24]int{}
	}
	hours, found := u.hours[tx.Centre]
	u.Unlock()
	if found {
		return hours, nil
	}
	days := 0
	for week := 1; week <= 4; week++ {
		day, err := queue.ByHour(tx, tx.Today().Add(-7*week))
		if err != nil {
			return hours, err
		}
		if day != [24]int{} {
			days++
		}
		for i, n := range day {
			hours[i] += n
		}
	}
	for i := range hours {
		hours[i] /= max(days, 1)
	}
	u.Lock()
	defer u.Unlock()
	if u.day == tx.Today() {
		u.hours[tx.Centre] = hours
	}
	return hours, nil
}

// readAway reads the off-post timers of the windows in sight (B-2, 9(4)).
func (h Handler) readAway(tx *db.Tx, f *facts) error {
	all, err := queue.GoneNow(tx)
	if err != nil {
		return err
	}
	for _, a := range all {
		w, ok := f.window(a.Window)
		if !ok {
			continue
		}
		elapsed, err := h.Queue.Elapsed(tx, a)
		if err != nil {
			return err
		}
		post, err := h.Queue.OffPost(tx, a.Person)
		if err != nil {
			return err
		}
		f.away = append(f.away, absence{Absence: a, elapsed: elapsed, limit: post.Limit, waiting: f.waits[w.Zone].Waiting})
	}
	return nil
}

// readEmpty reads where nobody sits though the hall is open (B-2), and which machines are not heard of (B-6): all for the office,
// those at its windows for a department.
func (h Handler) readEmpty(tx *db.Tx, f *facts) error {
	hours, err := h.Calendar.Hours(tx)
	if err != nil {
		return err
	}
	var persons []int64
	for _, w := range f.windows {
		seat := f.seats[w.ID]
		persons = append(persons, seat.Person)
		if hours.IsOpen(tx.Now) && (seat.State == "" || seat.State == queue.Closed) {
			f.vacant = append(f.vacant, w.No)
		}
	}
	if f.names, err = people.Names(tx, persons); err != nil || h.Devices == nil {
		return err
	}
	all, err := h.Devices(tx)
	for _, d := range all {
		if _, own := f.window(d.Window); d.Away(tx.Now) && (f.whole() || own) {
			f.silent = append(f.silent, d)
		}
	}
	return err
}

func (h Handler) readRest(tx *db.Tx, f *facts) (err error) {
	if !f.by.Sight("review.sums").Nothing() {
		if f.reviews, err = h.Review.Sums(tx, f.by.Sight("review.sums"), review.Period{}); err != nil {
			return err
		}
	}
	if f.cases, err = h.Cases.Counts(tx, f.by.Sight("case.read"), tx.Today().Start()); err != nil {
		return err
	}
	if h.Unguided != nil && f.by.Allow("item.read") == nil {
		if f.unguided, err = h.Unguided(tx, f.by.Sight("item.read")); err != nil {
			return err
		}
	}
	if f.by.Allow("review.verify") == nil {
		if f.bad, err = h.waitingReviews(tx, f.by); err != nil {
			return err
		}
	}
	return h.readFindings(tx, f)
}

// waitingReviews are the bad reviews whose visitor nobody has reached yet, the oldest last (11(7)).
func (h Handler) waitingReviews(tx *db.Tx, by identity.Actor) ([]review.Matter, error) {
	all, err := h.Review.Matters(tx, by, 200)
	return slices.DeleteFunc(all, func(m review.Matter) bool { return m.State != review.Waiting && m.State != review.Taken }), err
}

// readFindings counts the findings by what whoever looks can do about them: the office decides once the person was heard,
// the person, or the chief of the department, states the case.
func (h Handler) readFindings(tx *db.Tx, f *facts) error {
	sight := f.by.Sight("finding.read")
	if f.by.Allow("finding.decide") == nil {
		count, err := h.Findings.Count(tx, sight)
		f.findings = concerns{decide: count[finding.Stated] + count[finding.Ready], wait: count[finding.Proposed]}
		return err
	}
	if sight.Nothing() {
		return nil
	}
	all, err := h.Findings.Seen(tx, sight, finding.Filter{States: []finding.State{finding.Proposed}, Limit: 500})
	for _, one := range all {
		if finding.MayState(f.by, one) == nil {
			f.findings.state++
		} else {
			f.findings.wait++
		}
	}
	return err
}

// window gives a window in sight.
func (f facts) window(id int64) (directory.Window, bool) {
	for _, w := range f.windows {
		if w.ID == id {
			return w, true
		}
	}
	return directory.Window{}, false
}

// open counts the windows in sight where somebody sits, and those that should be open.
func (f facts) open() (sitting, all int) {
	for _, w := range f.windows {
		if f.seats[w.ID].State == queue.Open {
			sitting++
		}
	}
	return sitting, len(f.windows)
}

// waiting counts who waits in the hall, or for the windows in sight.
func (f facts) waiting() (n int) {
	for _, t := range f.waits {
		n += t.Waiting
	}
	return n
}

func minutes(d time.Duration) int { return int((d + time.Minute - 1) / time.Minute) }

func clockFace(d time.Duration) string {
	s := int(d / time.Second)
	return fmt.Sprintf("%02d:%02d", s/60, s%60)
}

// kinds is how lamps look.
var kinds = map[deadline.Lamp]ui.Kind{deadline.Green: ui.OK, deadline.Yellow: ui.Warn, deadline.Red: ui.Over,
	deadline.Hold: ui.Hold, deadline.Done: ui.Done}

// say gives the words of a message in the reader's language.
func say(ctx context.Context, m text.Msg) string { return text.Say(text.Of(ctx), m) }

func itoa(n int) string { return strconv.Itoa(n) }
