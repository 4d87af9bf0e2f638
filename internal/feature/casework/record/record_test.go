package record

import (
	"testing"

	"lianban/internal/base/clock"
	"lianban/internal/base/crypt"
	"lianban/internal/base/db"
	"lianban/internal/core/calendar"
	"lianban/internal/core/deadline"
	"lianban/internal/core/identity"
	"lianban/internal/feature/casework"
	"lianban/internal/feature/casework/acceptance"
	"lianban/internal/feature/casework/applicant"
	"lianban/internal/feature/casework/material"
	"lianban/internal/testworld"
)

// hall is the cases of the world: companies in five working days, cards within the visit.
type hall struct {
	*testing.T
	w      *testworld.World
	cases  *casework.Service
	ticket map[int64]casework.Ticket
}

func open(t *testing.T, w *testworld.World) hall {
	keys, err := crypt.New(crypt.Intl)
	if err != nil {
		t.Fatal(err)
	}
	cal := &calendar.Service{Store: w.DB}
	h := hall{t, w, nil, map[int64]casework.Ticket{}}
	guide := func(n int, result string) *acceptance.Guide {
		return &acceptance.Guide{ID: 141, Version: 1, Published: clock.Must("2026-10-08 10:00"), Instant: n == 0, Result: result,
			Promised: calendar.Limit{N: n, Unit: calendar.WorkingDays}, Statutory: calendar.Limit{N: 15, Unit: calendar.WorkingDays},
			Materials: []material.Material{{N: 1, Name: "申请书", Originals: 1, Need: material.Required}}}
	}
	h.cases = &casework.Service{Store: w.DB, Directory: w.Directory, Calendar: cal, Prefix: "CJ",
		Deadlines: &deadline.Service{Store: w.DB, Calendar: cal}, Seal: keys.Seal, Open: keys.Open, Index: keys.Index,
		Item: func(_ *db.Tx, id int64) (acceptance.Item, error) {
			if id == testworld.Card {
				return acceptance.Item{ID: id, Code: "C", Name: "社会保障卡补领", Kind: "public", Department: testworld.Social, Guide: guide(0, "")}, nil
			}
			return acceptance.Item{ID: id, Code: "A", Name: "公司设立", Kind: "licence", Licence: true, Department: testworld.Market,
				Guide: guide(5, "营业执照")}, nil
		},
		Serving: func(_ *db.Tx, window int64) (casework.Ticket, bool, error) { return h.ticket[window], true, nil }}
	return h
}

func (h hall) at(s string) { h.w.Clock.Set(clock.Must(s)) }

func (h hall) accept(person, window, item int64) casework.Case {
	h.Helper()
	h.ticket[window] = casework.Ticket{ID: h.w.DB.IDs().Next(), No: "A001", Item: item}
	c, err := h.cases.Accept(h.Context(), h.w.As(person), casework.Take{Window: window, Promise: true,
		Applicant: applicant.Applicant{Name: "马国栋", IDNumber: "652301199003074475", Phone: "13909944471"},
		Marks:     []material.Marking{{Mark: material.Present}}})
	if err != nil {
		h.Fatal(err)
	}
	return c
}

func (h hall) decide(at string, person int64, c casework.Case) {
	h.Helper()
	h.at(at)
	if _, err := h.cases.Decide(h.Context(), h.w.As(person), c.ID, casework.Decision{Granted: true}); err != nil {
		h.Fatal(err)
	}
}

// stop stops the promise from one day to another.
func (h hall) stop(c casework.Case, from, to string) {
	h.Helper()
	for i, at := range []string{from, to} {
		h.at(at)
		if err := h.w.DB.Write(h.Context(), testworld.Centre, func(tx *db.Tx) error {
			all, err := h.cases.Deadlines.Of(tx, c.Subject())
			if err != nil {
				return err
			}
			if i == 0 {
				_, err = h.cases.Deadlines.Pause(tx, "test", all[0].ID, "专家评审")
			} else {
				_, err = h.cases.Deadlines.Resume(tx, "test", all[0].ID)
			}
			return err
		}); err != nil {
			h.Fatal(err)
		}
	}
}

func (h hall) kept(sight identity.Sight, from, until clock.Day) (out map[int64]Kept) {
	h.Helper()
	s := &Service{Calendar: h.cases.Calendar, Deadlines: h.cases.Deadlines}
	if err := h.w.DB.Read(h.Context(), testworld.Centre, func(tx *db.Tx) (err error) {
		out, err = s.ByDepartment(tx, sight, from.Start(), until.Start())
		return err
	}); err != nil {
		h.Fatal(err)
	}
	return out
}

// covers: A11-3
func TestHowADepartmentKeptItsLimits(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		h := open(t, w)
		early := h.accept(testworld.Ayxam, testworld.W1, testworld.Company) // due on the 30th
		late := h.accept(testworld.Ayxam, testworld.W1, testworld.Company)
		stopped := h.accept(testworld.Ayxam, testworld.W1, testworld.Company)
		h.accept(testworld.Ayxam, testworld.W1, testworld.Company) // still open
		card := h.accept(testworld.Ma, testworld.W3, testworld.Card)
		if card.Decided == 0 {
			h.decide("2026-11-23 10:30", testworld.Ma, card)
		}
		h.stop(stopped, "2026-11-24 11:00", "2026-11-26 11:00") // two working days: due on 2 December
		h.decide("2026-11-27 11:00", testworld.Ayxam, early)    // the fourth day of five
		h.decide("2026-12-01 11:00", testworld.Ayxam, stopped)  // the fourth, stops left out
		h.decide("2026-12-02 11:00", testworld.Ayxam, late)     // the seventh

		all := h.kept(identity.Sight{All: true}, 20260101, 20270101)
		if got, want := all[testworld.Market], (Kept{Accepted: 4, Finished: 3, InTime: 2, Early: 2, Late: 1, Used: 4 + 4 + 7, Promised: 15}); got != want {
			t.Errorf("the market's %+v, want %+v", got, want)
		}
		if got, want := all[testworld.Social], (Kept{Accepted: 1, Finished: 1, SameDay: 1, InTime: 1}); got != want {
			t.Errorf("the social department's %+v, want %+v", got, want)
		}
		own := h.kept(identity.Sight{Departments: []int64{testworld.Social}}, 20260101, 20270101)
		if len(own) != 1 || own[testworld.Social].Finished != 1 {
			t.Errorf("the social department sees %+v", own)
		}
		november := h.kept(identity.Sight{All: true}, 20261101, 20261201)
		if got := november[testworld.Market]; got.Accepted != 4 || got.Finished != 1 || got.Late != 0 {
			t.Errorf("November: %+v", got)
		}
		if none := h.kept(identity.Sight{All: true}, 20250101, 20260101); len(none) != 0 {
			t.Errorf("a year before: %+v", none)
		}
	})
}
