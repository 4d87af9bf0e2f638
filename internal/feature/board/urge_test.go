package board

import (
	"testing"
	"time"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/calendar"
	"lianban/internal/core/deadline"
	"lianban/internal/core/identity"
	"lianban/internal/core/ledger"
	"lianban/internal/testworld"
)

// desk is a board over a world with one running clock of the market department.
func desk(t *testing.T, w *testworld.World) (s *Service, id int64, told *int) {
	t.Helper()
	told = new(int)
	s = &Service{Store: w.DB, Deadlines: &deadline.Service{Store: w.DB, Calendar: &calendar.Service{Store: w.DB}},
		Tell: func(*db.Tx, identity.Actor, deadline.Deadline, Urge) error { *told++; return nil }}
	err := w.DB.Write(t.Context(), testworld.Centre, func(tx *db.Tx) error {
		d, err := s.Deadlines.Start(tx, "test", deadline.New{Kind: "case.promise", Title: "食品经营许可", Ref: "CJ20261123-0001",
			Article: "11.3", Subject: ledger.Of("case", 7), Owner: deadline.Owner{Department: testworld.Market, Window: testworld.W1,
				Person: testworld.Ayxam}, Limit: calendar.Limit{N: 3, Unit: calendar.WorkingDays}})
		id = d.ID
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return s, id, told
}

// covers: A3-3
func TestTheOfficeUrgesOnceAMinuteAndItIsWrittenDown(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s, id, told := desk(t, w)
		office := w.As(testworld.Gulina)
		if _, err := s.Urge(t.Context(), office, id, "请今天答复"); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Urge(t.Context(), office, id, ""); !errs.Is(err, errs.Conflict) {
			t.Errorf("twice in a minute: %v", err)
		}
		w.Clock.Advance(2 * time.Minute)
		if _, err := s.Urge(t.Context(), office, id, ""); err != nil {
			t.Fatal(err)
		}
		var n map[int64]int
		err := w.DB.Read(t.Context(), testworld.Centre, func(tx *db.Tx) (err error) {
			n, err = Urged(tx, []int64{id, 99})
			return err
		})
		if err != nil || n[id] != 2 || n[99] != 0 || *told != 2 {
			t.Errorf("urged %v, told %d times, %v", n, *told, err)
		}
	})
}

func TestNobodyElseUrgesAndAnEndedClockIsLeftAlone(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s, id, told := desk(t, w)
		for _, p := range []int64{testworld.Ayxam, testworld.Li, testworld.Wang, testworld.Chen} {
			if _, err := s.Urge(t.Context(), w.As(p), id, ""); !errs.Is(err, errs.Forbidden) {
				t.Errorf("person %d: %v", p, err)
			}
		}
		other := w.As(testworld.Gulina)
		other.Centre = testworld.Other
		if _, err := s.Urge(t.Context(), other, id, ""); !errs.Is(err, errs.NotFound) {
			t.Errorf("another centre: %v", err)
		}
		err := w.DB.Write(t.Context(), testworld.Centre, func(tx *db.Tx) error {
			_, err := s.Deadlines.Meet(tx, "test", id)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Urge(t.Context(), w.As(testworld.Gulina), id, ""); !errs.Is(err, errs.Conflict) {
			t.Errorf("an ended clock: %v", err)
		}
		if *told != 0 {
			t.Errorf("somebody was told %d times", *told)
		}
	})
}
