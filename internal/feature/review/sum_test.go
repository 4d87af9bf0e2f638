package review

import (
	"fmt"
	"testing"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/core/identity"
	"lianban/internal/testworld"
)

var november = Period{From: 202611, To: 202611}

func publishNow(t *testing.T, s *Service) int {
	t.Helper()
	n, err := s.Publish(t.Context(), testworld.Centre)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func sumsFor(t *testing.T, s *Service, w *testworld.World, by identity.Actor) (out Sums) {
	t.Helper()
	read(t, w, func(tx *db.Tx) (err error) {
		out, err = s.Sums(tx, by.Sight("review.sums"), november)
		return err
	})
	return out
}

// serve finishes n services at a window and gives them these levels, round and round.
func serve(t *testing.T, s *Service, w *testworld.World, from int64, n int, window, person int64, levels ...int) {
	t.Helper()
	for i := range n {
		in := invite(t, s, w, from+int64(i), window, person)
		give(t, s, w, in, Answer{Level: levels[i%len(levels)]})
	}
}

// covers: A11-7
func TestFewerThanFiveReviewsAreNotShownToAnybody(t *testing.T) {
	quickly(t, func(w *testworld.World) {
		s := serviceIn(w)
		serve(t, s, w, 7001, 4, testworld.W1, testworld.Ayxam, 5, 1)
		if n := publishNow(t, s); n != 0 {
			t.Fatalf("%d were published", n)
		}
		for _, person := range []int64{testworld.Ayxam, testworld.Li, testworld.Gulina, testworld.Zhang} {
			got := sumsFor(t, s, w, w.As(person))
			if got.Total.Shown || got.Total.Count != 0 || got.Total.Levels != [6]int{} || got.AsOf != 0 {
				t.Errorf("%d sees %+v", person, got.Total)
			}
			if got.Total.Invited != 4 {
				t.Errorf("%d sees %d invited", person, got.Total.Invited)
			}
		}
		serve(t, s, w, 7005, 1, testworld.W1, testworld.Ayxam, 4)
		if got := sumsFor(t, s, w, w.As(testworld.Ayxam)); got.Total.Shown {
			t.Fatal("the fifth review shows before the night")
		}
		if n := publishNow(t, s); n != 5 {
			t.Fatalf("%d were published, want 5", n)
		}
		got := sumsFor(t, s, w, w.As(testworld.Ayxam))
		if !got.Total.Shown || got.Total.Count != 5 || got.Total.Levels != [6]int{0, 2, 0, 0, 1, 2} || got.Total.Good() != 600 {
			t.Fatalf("%+v", got.Total)
		}
		sound(t, w)
	})
}

// covers: A11-7
func TestNoDifferenceOfTwoSumsIsASingleReview(t *testing.T) {
	quickly(t, func(w *testworld.World) {
		s := serviceIn(w)
		// Two windows, two clerks at the second; somebody looks after every single service and publication.
		seen := map[string]Tally{}
		look := func() {
			for _, person := range []int64{testworld.Ayxam, testworld.Serik, testworld.Li, testworld.Zhang} {
				got := sumsFor(t, s, w, w.As(person))
				all := map[string]Tally{fmt.Sprint(person, " total"): got.Total}
				for _, p := range got.Windows {
					all[fmt.Sprint(person, " window ", p.ID)] = p.Tally
				}
				for _, p := range got.People {
					all[fmt.Sprint(person, " person ", p.ID)] = p.Tally
				}
				for k, now := range all {
					before := seen[k]
					if d := now.Count - before.Count; d != 0 && d < 5 {
						t.Errorf("%s grew by %d", k, d)
					}
					if now.Levels != before.Levels && now.Count == before.Count && changes(before.Levels, now.Levels) < 5 {
						t.Errorf("%s: %v became %v", k, before.Levels, now.Levels)
					}
					seen[k] = now
				}
				apart(t, got)
			}
		}
		ticket := int64(7000)
		for i := range 26 {
			ticket++
			window, person := testworld.W1, testworld.Ayxam
			if i%3 == 1 {
				window, person = testworld.W2, testworld.Serik
			} else if i%3 == 2 {
				person = testworld.Serik
			}
			in := invite(t, s, w, ticket, window, person)
			give(t, s, w, in, Answer{Level: 1 + i%5})
			if i > 18 {
				give(t, s, w, in, Answer{Level: 5 - i%5, More: true})
			}
			look()
			publishNow(t, s)
			look()
		}
		sound(t, w)
	})
}

// changes counts the reviews that must have changed between two sums at the least.
func changes(a, b [6]int) (n int) {
	for i := range a {
		if d := b[i] - a[i]; d > 0 {
			n += d
		}
	}
	return n
}

// apart fails when a total and its parts differ by something, but by less than five.
func apart(t *testing.T, s Sums) {
	t.Helper()
	for _, parts := range [][]Part{s.Windows, s.People} {
		rest := s.Total.Count
		for _, p := range parts {
			rest -= p.Count
		}
		if len(parts) > 0 && rest != 0 && rest < 5 {
			t.Errorf("a total is %d more than its parts", rest)
		}
	}
}

func TestAChangedReviewIsCountedOnceAndOnlyWithFourOthers(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := serviceIn(w)
		serve(t, s, w, 7001, 5, testworld.W1, testworld.Ayxam, 5)
		publishNow(t, s)
		for i := range 4 {
			give(t, s, w, of(t, w, int64(7001+i)), Answer{Level: 1, More: true})
			if n := publishNow(t, s); n != 0 {
				t.Fatalf("%d changed reviews were published", i+1)
			}
		}
		serve(t, s, w, 7006, 1, testworld.W1, testworld.Ayxam, 3)
		if n := publishNow(t, s); n != 5 {
			t.Fatalf("got %d", n)
		}
		got := sumsFor(t, s, w, w.As(testworld.Ayxam)).Total
		if got.Count != 6 || got.Levels != [6]int{0, 4, 0, 1, 0, 1} {
			t.Fatalf("%+v", got)
		}
		sound(t, w)
	})
}

func TestDefaultsAndDeclinedOnesStandApartAndAreNoReviews(t *testing.T) {
	quickly(t, func(w *testworld.World) {
		s := serviceIn(w)
		serve(t, s, w, 7001, 5, testworld.W1, testworld.Ayxam, 2)
		for i := range 9 {
			in := invite(t, s, w, int64(7101+i), testworld.W1, testworld.Ayxam)
			if i < 4 {
				give(t, s, w, in, Answer{Decline: true})
			}
		}
		w.Clock.Set(clock.Must("2026-12-01 01:00"))
		if n, err := s.Default(t.Context(), testworld.Centre); err != nil || n != 5 {
			t.Fatalf("%d, %v", n, err)
		}
		publishNow(t, s)
		got := sumsFor(t, s, w, w.As(testworld.Ayxam)).Total
		if got.Count != 5 || got.Good() != 0 || got.Defaulted != 5 || got.Declined != 0 || got.Invited != 14 {
			t.Fatalf("%+v", got)
		}
		sound(t, w)
	})
}

func TestSumsAreSeenByWhomTheyConcernAndPeopleOnlyByTheirLeaders(t *testing.T) {
	quickly(t, func(w *testworld.World) {
		s := serviceIn(w)
		serve(t, s, w, 7001, 5, testworld.W1, testworld.Ayxam, 5)
		serve(t, s, w, 7101, 5, testworld.W3, testworld.Ma, 4)
		publishNow(t, s)
		for _, v := range []struct {
			person          int64
			total, wins, ps int
		}{
			{testworld.Ayxam, 5, 1, 0}, {testworld.Ma, 5, 1, 0}, {testworld.Serik, 5, 1, 0}, {testworld.Abduwali, 0, 0, 0},
			{testworld.Li, 5, 1, 1}, {testworld.Gulina, 10, 2, 2}, {testworld.Zhang, 10, 2, 2},
			{testworld.Wang, 0, 0, 0}, {testworld.Chen, 0, 0, 0},
		} {
			got := sumsFor(t, s, w, w.As(v.person))
			if got.Total.Count != v.total || len(got.Windows) != v.wins || len(got.People) != v.ps {
				t.Errorf("%d sees %d reviews, %d windows, %d people", v.person, got.Total.Count, len(got.Windows), len(got.People))
			}
		}
	})
}
