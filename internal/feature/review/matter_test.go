package review

import (
	"strings"
	"testing"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/deadline"
	"lianban/internal/core/ledger"
	"lianban/internal/testworld"
)

func mattersFor(t *testing.T, s *Service, w *testworld.World, person int64) (out []Matter) {
	t.Helper()
	read(t, w, func(tx *db.Tx) (err error) {
		out, err = s.Matters(tx, w.As(person), 50)
		return err
	})
	return out
}

// covers: A11-7
func TestABadReviewIsTheOfficesMatterWithADayToGetInTouch(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := serviceIn(w)
		told := 0
		s.Tell = func(_ *db.Tx, m Matter) error { told++; return nil }
		good, bad := invite(t, s, w, 7001, testworld.W1, testworld.Ayxam), invite(t, s, w, 7002, testworld.W1, testworld.Ayxam)
		give(t, s, w, good, Answer{Level: 3})
		give(t, s, w, bad, Answer{Level: 2, Reasons: []int{214}, Text: "态度不好"})
		give(t, s, w, bad, Answer{Level: 5, More: true})
		all := mattersFor(t, s, w, testworld.Gulina)
		if len(all) != 1 || told != 1 || all[0].State != Waiting || all[0].Level != 5 || !all[0].Added || all[0].WindowNo != 1 {
			t.Fatalf("%d told, %+v", told, all)
		}
		m := all[0]
		work(t, s, w, m)
		read(t, w, func(tx *db.Tx) error {
			ds, err := s.Deadline.Of(tx, ledger.Of("review.matter", m.ID))
			if err != nil {
				return err
			}
			if len(ds) != 1 || ds[0].State != deadline.Met || ds[0].Day.String() != "2026-11-24" || ds[0].Owner != (deadline.Owner{}) {
				t.Errorf("%+v", ds)
			}
			return nil
		})
		sound(t, w)
	})
}

// work is the way of a matter: only who took it on sees the contact, with a reason, and only their word ends the clock.
func work(t *testing.T, s *Service, w *testworld.World, m Matter) {
	t.Helper()
	gulina, zhang := w.As(testworld.Gulina), w.As(testworld.Zhang)
	want := func(what string, err error, code errs.Code) {
		t.Helper()
		if code == "" && err != nil || code != "" && !errs.Is(err, code) {
			t.Fatalf("%s: %v, want %q", what, err, code)
		}
	}
	_, err := s.Reveal(t.Context(), gulina, m.ID, "核实")
	want("before it is taken", err, errs.Forbidden)
	want("contact before it is taken", s.Contact(t.Context(), gulina, m.ID, Reached, ""), errs.Conflict)
	want("take", s.Take(t.Context(), gulina, m.ID), "")
	want("take what another has", s.Take(t.Context(), zhang, m.ID), errs.Conflict)
	_, err = s.Reveal(t.Context(), zhang, m.ID, "核实")
	want("another of the office", err, errs.Forbidden)
	_, err = s.Reveal(t.Context(), gulina, m.ID, "")
	want("without a reason", err, errs.Invalid)
	c, err := s.Reveal(t.Context(), gulina, m.ID, "核实差评")
	want("reveal", err, "")
	if c.Phone != "13900004471" {
		t.Fatalf("%+v", c)
	}
	want("another's word", s.Contact(t.Context(), zhang, m.ID, Reached, ""), errs.Forbidden)
	want("not reached", s.Contact(t.Context(), gulina, m.ID, Unreached, "无人接听"), "")
	want("reached", s.Contact(t.Context(), gulina, m.ID, Reached, "已说明"), "")
	want("twice", s.Contact(t.Context(), gulina, m.ID, Reached, ""), errs.Conflict)
	if got := mattersFor(t, s, w, testworld.Gulina)[0]; got.State != Contacted || got.Tries != 2 || got.Verifier != testworld.Gulina {
		t.Fatalf("%+v", got)
	}
}

// covers: A11-7
func TestNobodyVerifiesAReviewOfTheirOwn(t *testing.T) {
	quickly(t, func(w *testworld.World) {
		s := serviceIn(w)
		give(t, s, w, invite(t, s, w, 7001, testworld.W1, testworld.Gulina), Answer{Level: 1})
		m := mattersFor(t, s, w, testworld.Zhang)[0]
		if n := len(mattersFor(t, s, w, testworld.Gulina)); n != 0 {
			t.Fatalf("the rated sees %d matters", n)
		}
		if err := s.Take(t.Context(), w.As(testworld.Gulina), m.ID); !errs.Is(err, errs.NotFound) {
			t.Fatalf("the rated took it on: %v", err)
		}
		beside := w.As(testworld.Gulina)
		beside.Person, beside.Windows = 99, []int64{testworld.W1}
		if err := s.Take(t.Context(), beside, m.ID); !errs.Is(err, errs.NotFound) {
			t.Fatalf("somebody of the same window took it on: %v", err)
		}
		for _, person := range []int64{testworld.Ayxam, testworld.Li, testworld.Wang, testworld.Chen} {
			if err := s.Take(t.Context(), w.As(person), m.ID); !errs.Is(err, errs.Forbidden) {
				t.Errorf("%d: %v", person, err)
			}
		}
	})
}

var qRecords = db.Q("review.test_records", `select e.record, e.actor from ledger_event e where e.centre_id = $1 order by e.id`)

// covers: A11-7
func TestTheLedgerTellsNobodyWhoseTicketWasReviewedOrHow(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := serviceIn(w)
		in := invite(t, s, w, 7001, testworld.W1, testworld.Ayxam)
		if _, err := s.GiveAtPad(t.Context(), pad(testworld.W1), testworld.W1, in.ID, Answer{Level: 1, Reasons: []int{115}}); err != nil {
			t.Fatal(err)
		}
		give(t, s, w, invite(t, s, w, 7002, testworld.W1, testworld.Ayxam), Answer{Decline: true})
		read(t, w, func(tx *db.Tx) error {
			for _, about := range []ledger.Subject{ledger.Of("window", testworld.W1), ledger.Of("person", testworld.Ayxam),
				ledger.Of("department", testworld.Market), ledger.Of("ticket", 7001), ledger.Of("device", 931)} {
				line, err := ledger.Timeline(tx, about, 50)
				if err != nil {
					return err
				}
				for _, e := range line {
					if e.Verb != "review.invited" && strings.HasPrefix(e.Verb, "review.") {
						t.Errorf("%v tells %s", about, e.Record)
					}
				}
			}
			records, err := db.Rows(tx, qRecords, func(row db.Scan) (s string, err error) {
				var actor string
				err = row(&s, &actor)
				if strings.Contains(s, `"review.answered"`) && actor != "visitor" {
					t.Errorf("the actor %s leads to a window", actor)
				}
				return s, err
			}, tx.Centre)
			answered := 0
			for _, r := range records {
				if !strings.Contains(r, `"review.`) || strings.Contains(r, `"review.invited"`) {
					continue
				}
				if strings.Contains(r, "answered") {
					answered++
				}
				for _, never := range []string{`"7001"`, `"7002"`, in.Token, `"31"`, "level", "[115", "Decline", `"window"`, `"ticket"`} {
					if strings.Contains(r, never) {
						t.Errorf("%s has %s", r, never)
					}
				}
			}
			if answered != 2 {
				t.Errorf("%d answers in the ledger, want the review and the declined one alike", answered)
			}
			return err
		})
	})
}

// covers: A11-7
func TestTheClockOfABadReviewIsSeenByTheOfficeOnly(t *testing.T) {
	quickly(t, func(w *testworld.World) {
		s := serviceIn(w)
		give(t, s, w, invite(t, s, w, 7001, testworld.W1, testworld.Ayxam), Answer{Level: 1})
		for person, want := range map[int64]int{testworld.Ayxam: 0, testworld.Serik: 0, testworld.Li: 0, testworld.Gulina: 1} {
			read(t, w, func(tx *db.Tx) error {
				all, err := s.Deadline.List(tx, w.As(person).Sight("deadline.read"), deadline.Filter{})
				if len(all) != want {
					t.Errorf("%d sees %d clocks, want %d", person, len(all), want)
				}
				for _, d := range all {
					if strings.Contains(d.Title+d.Ref, "A0") || strings.Contains(d.Title+d.Ref, "窗口") {
						t.Errorf("the clock is called %s %s", d.Title, d.Ref)
					}
				}
				return err
			})
		}
	})
}

var qSpoil = db.Q("review.test_spoil", `update review_invitation set standing = 5 where centre_id = $1`)

func TestVerifyFindsWhatDoesNotFit(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := serviceIn(w)
		invite(t, s, w, 7001, testworld.W1, testworld.Ayxam)
		sound(t, w)
		if err := w.DB.Write(t.Context(), testworld.Centre, func(tx *db.Tx) error { return tx.Must1(qSpoil, tx.Centre) }); err != nil {
			t.Fatal(err)
		}
		read(t, w, func(tx *db.Tx) error {
			wrong, err := Verify(tx)
			if len(wrong) != 1 || !strings.HasPrefix(wrong[0], "I6: ") {
				t.Errorf("%v", wrong)
			}
			return err
		})
	})
}
