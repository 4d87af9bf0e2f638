package review

import (
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/calendar"
	"lianban/internal/core/deadline"
	"lianban/internal/core/identity"
	"lianban/internal/testworld"
)

// serviceIn is the reviews of the test world; told collects the matters that verifiers are told of.
func serviceIn(w *testworld.World) *Service {
	c := &calendar.Service{Store: w.DB}
	return &Service{Store: w.DB, Directory: w.Directory, Calendar: c, Deadline: &deadline.Service{Store: w.DB, Calendar: c},
		Reach: func(*db.Tx, bool, int64) (Contact, error) {
			return Contact{Phone: "13900004471", Ticket: "A032"}, nil
		}}
}

// invite finishes a service at a window and gives the invitation.
func invite(t *testing.T, s *Service, w *testworld.World, ticket, window, person int64) Invitation {
	t.Helper()
	err := w.DB.Write(t.Context(), testworld.Centre, func(tx *db.Tx) error {
		return s.Invite(tx, w.As(person), Invitation{Of: ticket, Item: testworld.Company, Name: "内资有限公司设立登记",
			Window: window, Person: person})
	})
	if err != nil {
		t.Fatal(err)
	}
	return of(t, w, ticket)
}

func of(t *testing.T, w *testworld.World, ticket int64) (in Invitation) {
	t.Helper()
	read(t, w, func(tx *db.Tx) error {
		token, err := TokenOf(tx, ticket)
		if err != nil {
			return err
		}
		in, err = db.One(tx, qByToken, scanInvitation, tx.Centre, token)
		return err
	})
	return in
}

func read(t *testing.T, w *testworld.World, f func(tx *db.Tx) error) {
	t.Helper()
	if err := w.DB.Read(t.Context(), testworld.Centre, f); err != nil {
		t.Fatal(err)
	}
}

func give(t *testing.T, s *Service, w *testworld.World, in Invitation, a Answer) {
	t.Helper()
	if _, err := s.Give(t.Context(), w.Visitor(), in.Token, a); err != nil {
		t.Fatal(err)
	}
}

// quickly runs a test of rules in the world on one engine: the stories run on both.
func quickly(t *testing.T, f func(w *testworld.World)) {
	t.Helper()
	c := clock.At(testworld.Monday)
	f(testworld.New(t, testworld.Open(t, db.SQLite, c), c))
}

// sound fails the test when an invariant is violated.
func sound(t *testing.T, w *testworld.World) {
	t.Helper()
	read(t, w, func(tx *db.Tx) error {
		wrong, err := Verify(tx)
		for _, s := range wrong {
			t.Error(s)
		}
		return err
	})
}

func pad(window int64) identity.Actor {
	return identity.Actor{Centre: testworld.Centre, Device: 900 + window, Windows: []int64{window},
		Grants: []identity.Grant{{Role: identity.Pad}}}
}

// covers: A11-7
func TestAFinishedServiceIsReviewedOnceAndAddedToOnce(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := serviceIn(w)
		in := invite(t, s, w, 7001, testworld.W1, testworld.Ayxam)
		again := invite(t, s, w, 7001, testworld.W1, testworld.Ayxam)
		if again.ID != in.ID || again.Token != in.Token {
			t.Fatal("one service has two invitations")
		}
		if in.WindowNo != 1 || in.Department != testworld.Market || in.Person != testworld.Ayxam {
			t.Fatalf("%+v", in)
		}
		reasons := []int{517, 510, 510}
		give(t, s, w, in, Answer{Level: 5, Reasons: reasons, Text: "快"})
		if !slices.Equal(reasons, []int{517, 510, 510}) {
			t.Fatalf("what the visitor gave was changed under way, and a second try would meet something else: %v", reasons)
		}
		if _, err := s.Give(t.Context(), w.Visitor(), in.Token, Answer{Level: 1}); !errs.Is(err, errs.Conflict) {
			t.Fatalf("a second review: %v", err)
		}
		give(t, s, w, in, Answer{Level: 4, More: true})
		if _, err := s.Give(t.Context(), w.Visitor(), in.Token, Answer{Level: 1, More: true}); !errs.Is(err, errs.Conflict) {
			t.Fatalf("a second addition: %v", err)
		}
		if got := of(t, w, 7001); got.Standing != 4 || !got.Added {
			t.Fatalf("the last level counts: %+v", got)
		}
		sound(t, w)
	})
}

// covers: A11-7
func TestDecliningIsAnAnswerAndWhoDeclinedAtTheWindowMayStillSpeakFromHome(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := serviceIn(w)
		in := invite(t, s, w, 7001, testworld.W1, testworld.Ayxam)
		if _, err := s.GiveAtPad(t.Context(), pad(testworld.W1), testworld.W1, in.ID, Answer{Decline: true}); err != nil {
			t.Fatal(err)
		}
		if got := of(t, w, 7001); got.Standing != Declined {
			t.Fatalf("declined is not recorded: %v", got.Standing)
		}
		if _, _, found, err := s.Offer(t.Context(), pad(testworld.W1), testworld.W1); err != nil || found {
			t.Fatalf("the pad asks again: %v %v", found, err)
		}
		sound(t, w)
		give(t, s, w, in, Answer{Level: 2, Reasons: []int{214}})
		if got := of(t, w, 7001); got.Standing != Dissatisfied {
			t.Fatalf("got %v", got.Standing)
		}
		if _, err := s.Give(t.Context(), w.Visitor(), in.Token, Answer{Decline: true}); !errs.Is(err, errs.Conflict) {
			t.Fatalf("a review was declined away: %v", err)
		}
		sound(t, w)
	})
}

func TestEveryRefusedAnswerChangesNothing(t *testing.T) {
	quickly(t, func(w *testworld.World) {
		s := serviceIn(w)
		in := invite(t, s, w, 7001, testworld.W1, testworld.Ayxam)
		long := make([]rune, 151)
		for i := range long {
			long[i] = '好'
		}
		cases := map[string]struct {
			do   func() error
			code errs.Code
		}{
			"an unknown token":       {phone(t, s, w.Visitor(), "nobody", Answer{Level: 5}), errs.NotFound},
			"no level":               {phone(t, s, w.Visitor(), in.Token, Answer{}), errs.Invalid},
			"a level beyond five":    {phone(t, s, w.Visitor(), in.Token, Answer{Level: 6}), errs.Invalid},
			"reasons of another":     {phone(t, s, w.Visitor(), in.Token, Answer{Level: 5, Reasons: []int{207}}), errs.Invalid},
			"151 characters":         {phone(t, s, w.Visitor(), in.Token, Answer{Level: 5, Text: string(long)}), errs.Invalid},
			"an addition to nothing": {phone(t, s, w.Visitor(), in.Token, Answer{Level: 5, More: true}), errs.Conflict},
			"the rated themselves":   {phone(t, s, w.As(testworld.Ayxam), in.Token, Answer{Level: 5}), errs.Forbidden},
			"the director":           {phone(t, s, w.As(testworld.Zhang), in.Token, Answer{Level: 5}), errs.Forbidden},
			"the pad of another window": {func() error {
				_, err := s.GiveAtPad(t.Context(), pad(testworld.W2), testworld.W1, in.ID, Answer{Level: 5})
				return err
			}, errs.Forbidden},
			"a clerk at the pad": {func() error {
				_, err := s.GiveAtPad(t.Context(), w.As(testworld.Ayxam), testworld.W1, in.ID, Answer{Level: 5})
				return err
			}, errs.Forbidden},
		}
		for name, c := range cases {
			if err := c.do(); !errs.Is(err, c.code) {
				t.Errorf("%s: %v, want %s", name, err, c.code)
			}
			if got := of(t, w, 7001); got.Standing != Open {
				t.Errorf("%s: it stands at %v", name, got.Standing)
			}
		}
		give(t, s, w, in, Answer{Level: 5, Text: string(long[:150])})
		sound(t, w)
	})
}

func phone(t *testing.T, s *Service, by identity.Actor, token string, a Answer) func() error {
	return func() error {
		_, err := s.Give(t.Context(), by, token, a)
		return err
	}
}

// covers: A11-7
func TestThePadAsksAboutTheLastServiceOnlyAndGoesQuiet(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := serviceIn(w)
		asks := func() int64 {
			in, _, found, err := s.Offer(t.Context(), pad(testworld.W1), testworld.W1)
			if err != nil {
				t.Fatal(err)
			}
			if !found {
				return 0
			}
			return in.Of
		}
		first := invite(t, s, w, 7001, testworld.W1, testworld.Ayxam)
		if asks() != 7001 {
			t.Fatal("the pad is quiet after a finished service")
		}
		w.Clock.Advance(59 * time.Second)
		if asks() != 7001 {
			t.Fatal("it closed before its minute was over")
		}
		w.Clock.Advance(time.Second)
		if asks() != 0 {
			t.Fatal("it asks for longer than a minute")
		}
		// Somebody who has begun may finish within as long again.
		w.Clock.Advance(30 * time.Second)
		second := invite(t, s, w, 7002, testworld.W1, testworld.Ayxam)
		if asks() != 7002 {
			t.Fatal("the pad does not ask about the next service")
		}
		if _, err := s.GiveAtPad(t.Context(), pad(testworld.W1), testworld.W1, first.ID, Answer{Level: 1}); !errs.Is(err, errs.Conflict) {
			t.Fatalf("an answer about the service before: %v", err)
		}
		w.Clock.Advance(119 * time.Second)
		if _, err := s.GiveAtPad(t.Context(), pad(testworld.W1), testworld.W1, second.ID, Answer{Level: 4}); err != nil {
			t.Fatal(err)
		}
		third := invite(t, s, w, 7003, testworld.W1, testworld.Ayxam)
		w.Clock.Advance(2 * time.Minute)
		if _, err := s.GiveAtPad(t.Context(), pad(testworld.W1), testworld.W1, third.ID, Answer{Level: 4}); !errs.Is(err, errs.Conflict) {
			t.Fatalf("two minutes later: %v", err)
		}
		give(t, s, w, third, Answer{Level: 3})
		sound(t, w)
	})
}

func TestAReviewIsTakenThroughTheThirtiethDayAndNotAfter(t *testing.T) {
	quickly(t, func(w *testworld.World) {
		s := serviceIn(w)
		in, late := invite(t, s, w, 7001, testworld.W1, testworld.Ayxam), invite(t, s, w, 7002, testworld.W1, testworld.Ayxam)
		w.Clock.Set(clock.Must("2026-12-23 23:59:59"))
		give(t, s, w, in, Answer{Level: 5})
		w.Clock.Set(clock.Must("2026-12-24 00:00"))
		_, err := s.Give(t.Context(), w.Visitor(), late.Token, Answer{Level: 5})
		e := errs.As(err)
		if e == nil || e.Code != errs.Breach || len(e.Faults[0].Articles) == 0 || e.Faults[0].Earliest == "" {
			t.Fatalf("want a breach with article and alternative: %v", err)
		}
		read(t, w, func(tx *db.Tx) error {
			token, err := TokenOf(tx, 7002)
			if token != "" {
				t.Error("the ticket still leads to a review that is over")
			}
			return err
		})
	})
}

// covers: A11-7
func TestTheDefaultComesAfterFiveWorkingDaysAndGivesWayToARealReview(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := serviceIn(w)
		silent := invite(t, s, w, 7001, testworld.W1, testworld.Ayxam)
		spoken := invite(t, s, w, 7002, testworld.W1, testworld.Ayxam)
		unwilling := invite(t, s, w, 7003, testworld.W1, testworld.Ayxam)
		give(t, s, w, spoken, Answer{Level: 2})
		give(t, s, w, unwilling, Answer{Decline: true})
		defaults := func(at string) int {
			w.Clock.Set(clock.Must(at))
			n, err := s.Default(t.Context(), testworld.Centre)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		// Monday's service: Tuesday is the first working day, the next Monday the fifth.
		if n := defaults("2026-11-30 23:59"); n != 0 {
			t.Fatalf("%d defaults on the fifth working day", n)
		}
		if n := defaults("2026-12-01 00:10"); n != 1 {
			t.Fatalf("%d defaults, want the silent one only", n)
		}
		if n := defaults("2026-12-01 01:00"); n != 0 {
			t.Fatalf("a second run gave %d", n)
		}
		if got := of(t, w, 7001); got.Standing != Defaulted {
			t.Fatalf("got %v", got.Standing)
		}
		give(t, s, w, silent, Answer{Level: 1, Reasons: []int{115}})
		if got := of(t, w, 7001); got.Standing != VeryDissatisfied {
			t.Fatalf("a real review did not take the default's place: %v", got.Standing)
		}
		sound(t, w)
		read(t, w, func(tx *db.Tx) error {
			figures, err := s.view(tx)
			if err != nil {
				return err
			}
			if level, err := DefaultLevel(figures); err != nil || level != Satisfied {
				t.Errorf("the default stands for %d, %v", level, err)
			}
			return nil
		})
	})
}

// covers: A11-7 S-10
func TestManyHandsAtOnceGiveOneReview(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := serviceIn(w)
		for round := range 5 {
			in := invite(t, s, w, int64(7001+round), testworld.W1, testworld.Ayxam)
			var taken atomic.Int64
			var wg sync.WaitGroup
			for i := range 12 {
				wg.Go(func() {
					var err error
					if i%2 == 0 {
						_, err = s.Give(t.Context(), w.Visitor(), in.Token, Answer{Level: 1 + i%5})
					} else {
						_, err = s.GiveAtPad(t.Context(), pad(testworld.W1), testworld.W1, in.ID, Answer{Level: 1 + i%5})
					}
					if err == nil {
						taken.Add(1)
					} else if !errs.Is(err, errs.Conflict) {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			if taken.Load() != 1 {
				t.Fatalf("round %d: %d reviews were taken", round, taken.Load())
			}
		}
		sound(t, w)
	})
}
