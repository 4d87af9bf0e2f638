package review

import (
	"context"
	"slices"
	"testing"
	"time"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/testworld"
)

// covers: A11-7
func TestReviewsFromOneNetworkInABurstAreFlaggedAndStay(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := serviceIn(w)
		from := "one"
		s.Network = func(context.Context) string { return from }
		for n := range int64(4) {
			give(t, s, w, invite(t, s, w, 7001+n, testworld.W1, testworld.Ayxam), Answer{Level: 5})
		}
		if got := flagged(t, s, w); len(got) != 0 {
			t.Fatalf("four are no burst: %+v", got)
		}
		from = "two"
		give(t, s, w, invite(t, s, w, 7010, testworld.W1, testworld.Ayxam), Answer{Level: 5})
		from = "one"
		give(t, s, w, invite(t, s, w, 7011, testworld.W1, testworld.Ayxam), Answer{Level: 5})
		got := flagged(t, s, w)
		if len(got) != 1 || got[0].N != 5 || got[0].Flag != Burst || got[0].WindowNo != 1 {
			t.Fatalf("%+v", got)
		}
		_, err := s.Publish(t.Context(), testworld.Centre)
		do(t, err)
		read(t, w, func(tx *db.Tx) error {
			sums, err := s.Sums(tx, w.As(testworld.Gulina).Sight("review.sums"), Period{202611, 202611})
			if sums.Total.Count != 6 || sums.Total.Flagged != 5 {
				t.Errorf("%+v", sums.Total)
			}
			return err
		})
		w.Clock.Advance(24 * time.Hour)
		_, err = s.Default(t.Context(), testworld.Centre)
		do(t, err)
		read(t, w, func(tx *db.Tx) error {
			left, err := db.One(tx, qNetworks, db.Value[int64], tx.Centre)
			if left != 0 {
				t.Errorf("%d answers still have the word for a network address", left)
			}
			return err
		})
		sound(t, w)
	})
}

var qNetworks = db.Q("review.test_networks", `select count(*) from review_answer where centre_id = $1 and network <> ''`)

func flagged(t *testing.T, s *Service, w *testworld.World) (out []Flagged) {
	t.Helper()
	read(t, w, func(tx *db.Tx) (err error) {
		out, err = s.Flagged(tx, w.As(testworld.Gulina))
		return err
	})
	return out
}

// covers: A11-7
func TestTwoAnswersAtOnePadWithinSecondsAreFlagged(t *testing.T) {
	quickly(t, func(w *testworld.World) {
		s := serviceIn(w)
		for n := range int64(2) {
			in := invite(t, s, w, 7001+n, testworld.W1, testworld.Ayxam)
			_, err := s.GiveAtPad(t.Context(), pad(testworld.W1), testworld.W1, in.ID, Answer{Level: 5})
			do(t, err)
			w.Clock.Advance(9 * time.Second)
		}
		got := flagged(t, s, w)
		if len(got) != 1 || got[0].Flag != Quick || got[0].N != 1 {
			t.Fatalf("%+v", got)
		}
		w.Clock.Advance(time.Minute)
		in := invite(t, s, w, 7003, testworld.W1, testworld.Ayxam)
		_, err := s.GiveAtPad(t.Context(), pad(testworld.W1), testworld.W1, in.ID, Answer{Decline: true})
		do(t, err)
		if got := flagged(t, s, w); got[0].N != 1 {
			t.Fatalf("one a minute later is flagged: %+v", got)
		}
	})
}

// covers: A11-7
func TestACaseAppliedForOnlineIsReviewedByStagesAndOneFromAWindowIsNotAskedTwice(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := serviceIn(w)
		in := Invitation{Online: true, Of: 9001, Item: testworld.Company, Name: "内资有限公司设立登记", Department: testworld.Market, Person: testworld.Ayxam}
		atWindow := in
		atWindow.Of, atWindow.Window = 9002, testworld.W1
		do(t, w.DB.Write(t.Context(), testworld.Centre, func(tx *db.Tx) error {
			if err := s.Invite(tx, w.As(testworld.Ayxam), in); err != nil {
				return err
			}
			if err := s.Invite(tx, w.As(testworld.Ayxam), in); err != nil {
				return err
			}
			return s.Invite(tx, w.As(testworld.Ayxam), atWindow)
		}))
		var token, none string
		read(t, w, func(tx *db.Tx) (err error) {
			if token, err = TokenOfCase(tx, 9001); err != nil {
				return err
			}
			none, err = TokenOfCase(tx, 9002)
			return err
		})
		if token == "" || none != "" {
			t.Fatalf("%q %q", token, none)
		}
		_, err := s.Give(t.Context(), w.Visitor(), token, Answer{Level: 2, Stages: []Stage{"nothing"}})
		refused(t, "a stage there is none of", err, errs.Invalid)
		_, err = s.Give(t.Context(), w.Visitor(), token, Answer{Level: 2, Stages: []Stage{"accept", "decide"}})
		do(t, err)
		m := mattersFor(t, s, w, testworld.Gulina)[0]
		if !slices.Equal(m.Stages, []Stage{"accept", "decide"}) || m.WindowNo != 0 {
			t.Fatalf("%+v", m)
		}
		_, err = s.Give(t.Context(), w.Visitor(), invite(t, s, w, 7001, testworld.W1, testworld.Ayxam).Token, Answer{Level: 5, Stages: []Stage{"accept"}})
		refused(t, "a stage of a service at a window", err, errs.Invalid)
		sound(t, w)
	})
}

// covers: A11-7
func TestTheShareThatWasAskedHasNothingToDoWithWhatWasSaid(t *testing.T) {
	quickly(t, func(w *testworld.World) {
		s := serviceIn(w)
		s.Finished = func(*db.Tx, Period) ([]Finished, error) {
			return []Finished{{202611, testworld.W1, testworld.Ayxam, 8}, {202611, testworld.W2, testworld.Serik, 2}}, nil
		}
		look := func(person int64) (out Sums) {
			read(t, w, func(tx *db.Tx) (err error) {
				out, err = s.Sums(tx, w.As(person).Sight("review.sums"), Period{202611, 202611})
				return err
			})
			return out
		}
		var all []Invitation
		for n := range int64(6) {
			all = append(all, invite(t, s, w, 7001+n, testworld.W1, testworld.Ayxam))
		}
		before := look(testworld.Gulina)
		if before.Total.Asked() != 600 || before.Windows[0].Asked() != 750 || before.Windows[1].Asked() != 0 {
			t.Fatalf("%+v", before)
		}
		for _, in := range all {
			give(t, s, w, in, Answer{Level: 1})
		}
		if after := look(testworld.Gulina); after.Total.Asked() != 600 {
			t.Fatalf("%+v", after.Total)
		}
		if own := look(testworld.Ayxam); own.Total.Finished != 8 {
			t.Fatalf("the window sees others' services: %+v", own.Total)
		}
	})
}

// covers: A11-7
func TestWhatVisitorsWroteIsReleasedWithoutPersonalDataAfterTheSumsArePublished(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := serviceIn(w)
		s.Names = func(*db.Tx, bool, int64, int64) ([]string, error) { return []string{"阿依夏木·买买提"}, nil }
		waiting := func(person int64) (out []Opinion) {
			read(t, w, func(tx *db.Tx) (err error) {
				out, err = s.Unreleased(tx, w.As(person))
				return err
			})
			return out
		}
		for n := range int64(5) {
			a := Answer{Level: 5}
			if n == 0 {
				a.Text = "阿依夏木很热情，张女士 139 0000 4471 也说好"
			}
			give(t, s, w, invite(t, s, w, 7001+n, testworld.W1, testworld.Ayxam), a)
		}
		if len(waiting(testworld.Gulina)) != 0 {
			t.Fatal("it can be released before the sums are published")
		}
		_, err := s.Publish(t.Context(), testworld.Centre)
		do(t, err)
		o := waiting(testworld.Gulina)
		if len(o) != 1 || o[0].Word != "**很热情，某女士 ************* 也说好" {
			t.Fatalf("%+v", o)
		}
		refused(t, "the chief", s.Release(t.Context(), w.As(testworld.Li), o[0].ID, true, "好", ""), errs.Forbidden)
		do(t, s.Release(t.Context(), w.As(testworld.Gulina), o[0].ID, true, "很热情，电话13900004471", ""))
		refused(t, "twice", s.Release(t.Context(), w.As(testworld.Gulina), o[0].ID, true, "好", ""), errs.NotFound)
		read(t, w, func(tx *db.Tx) error {
			r, err := s.Public(tx, Period{202611, 202611})
			if len(r.Opinions) != 1 || r.Opinions[0].Word != "很热情，电话***********" || r.People != nil || !r.Total.Shown {
				t.Errorf("%+v", r)
			}
			if len(r.Items) != 1 || r.Items[0] != (Rate{testworld.Company, 100}) {
				t.Errorf("%+v", r.Items)
			}
			return err
		})
	})
}
