package deadline

import (
	"fmt"

	"lianban/internal/base/db"
	"lianban/internal/core/calendar"
)

// Moves tells what the open clocks would be due on if after took the place of today's calendars, and changes nothing.
// Closed clocks never move.
func (s *Service) Moves(tx *db.Tx, after *calendar.Set) (calendar.Effect, error) {
	open, err := db.Rows(tx, qOpen, scan, tx.Centre)
	if err != nil {
		return calendar.Effect{}, err
	}
	return s.shift(tx, after, open, nil)
}

// Recompute counts every open clock again by after, in the transaction that makes it the centre's calendars. Clocks whose
// due moves say so on their timelines.
func (s *Service) Recompute(tx *db.Tx, by string, after *calendar.Set) (calendar.Effect, error) {
	open, err := db.Rows(tx, qOpenLock, scan, tx.Centre)
	if err != nil {
		return calendar.Effect{}, err
	}
	return s.shift(tx, after, open, func(was, is Deadline) error {
		cal, err := after.Named(is.Calendar)
		if err != nil {
			return err
		}
		next, err := s.next(tx, cal, is)
		if err != nil {
			return err
		}
		if err := tx.Must1(qMoveDue, tx.Centre, is.ID, is.Due, is.Day, is.Total, is.Provisional, next); err != nil {
			return err
		}
		if was.Day == is.Day {
			s.touched(tx)
			return nil
		}
		return s.tell(tx, by, is, "deadline.moved", map[string]any{"was": was.Day.String()})
	})
}

// shift counts the clocks again and hands those that change to write, if there is one.
func (s *Service) shift(tx *db.Tx, after *calendar.Set, open []Deadline,
	write func(was, is Deadline) error) (calendar.Effect, error) {
	e := calendar.Effect{Open: len(open)}
	changes, err := byClock(tx, qOpenChanges)
	if err != nil {
		return e, err
	}
	for _, was := range open {
		cal, err := after.Named(was.Calendar)
		if err != nil {
			return e, err
		}
		is := was
		if err := is.count(cal, changes[was.ID]); err != nil {
			return e, err
		}
		if is == was {
			continue
		}
		if is.Day != was.Day {
			e.Moved = append(e.Moved, calendar.Move{Deadline: is.ID, Kind: is.Kind, Title: is.Title, Ref: is.Ref, Path: is.Path,
				Was: was.Day, Is: is.Day, Over: is.Over(tx.Now) && !was.Over(tx.Now)})
		}
		if was.Provisional && !is.Provisional {
			e.Settled++
		}
		if write == nil {
			continue
		}
		if err := write(was, is); err != nil {
			return e, err
		}
	}
	return e, nil
}

// Verify tells every clock that violates I5: an open one whose due is not what the calendar counts out from scratch, and
// one whose state, pauses and end contradict each other.
func (s *Service) Verify(tx *db.Tx) ([]string, error) {
	set, err := s.Calendar.Set(tx)
	if err != nil {
		return nil, err
	}
	changes, err := byClock(tx, qAllChanges)
	if err != nil {
		return nil, err
	}
	all, err := db.Rows(tx, qAll, scan, tx.Centre)
	if err != nil {
		return nil, err
	}
	var wrong []string
	for _, d := range all {
		if w := d.violation(set, changes[d.ID]); w != "" {
			wrong = append(wrong, fmt.Sprintf("I5: deadline %d (%s %s) %s", d.ID, d.Kind, d.Ref, w))
		}
	}
	return wrong, nil
}

// violation says what contradicts itself, "" for nothing.
func (d Deadline) violation(set *calendar.Set, all []change) string {
	stopped := 0
	for _, c := range all {
		if c.What == pause && c.Until == 0 {
			stopped++
		}
	}
	switch {
	case d.Open() == (d.Ended != 0):
		return fmt.Sprintf("is %s and ended %q", d.State, d.Ended)
	case (d.State == Paused) != (stopped == 1) || stopped > 1:
		return fmt.Sprintf("is %s with %d pauses that last", d.State, stopped)
	case d.Due != (calendar.Date{Day: d.Day}).End():
		return fmt.Sprintf("is due at %s, which is not the end of %s", d.Due, d.Day)
	case !d.Open(): // a later notice may count otherwise; closed clocks never move
		return ""
	}
	cal, err := set.Named(d.Calendar)
	if err != nil {
		return err.Error()
	}
	is := d
	if err := is.count(cal, all); err != nil {
		return err.Error()
	}
	if is != d {
		return fmt.Sprintf("is due on %s, counted from scratch %s", d.Day, is.Day)
	}
	return ""
}
