package identity_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/core/identity"
	"lianban/internal/testworld"
)

func closed(done <-chan struct{}) bool {
	select {
	case <-done:
		return true
	default:
		return false
	}
}

// stream opens a session and gives what ends its streams.
func stream(t *testing.T, w *testworld.World) (string, <-chan struct{}) {
	t.Helper()
	secret, err := login(t, w, right)
	if err != nil {
		t.Fatal(err)
	}
	_, done, err := w.Identity.Enter(t.Context(), secret)
	if err != nil {
		t.Fatal(err)
	}
	return secret, done
}

func sweep(t *testing.T, s *identity.Service) {
	t.Helper()
	if err := s.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestTheSweepEndsStreamsOfIdleSessionsAndOfRolesThatTurn(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		now := w.Clock.Now()
		account(t, w, testworld.Ayxam, identity.Grant{Role: identity.Clerk}, identity.Grant{Role: identity.Chief,
			Department: testworld.Market, From: now.Add(10 * time.Minute), Until: now.Add(20 * time.Minute)})
		secret, done := stream(t, w)
		sweep(t, w.Identity)
		w.Clock.Advance(9 * time.Minute)
		if sweep(t, w.Identity); closed(done) {
			t.Fatal("ended while nothing turned")
		}
		w.Clock.Advance(time.Minute)
		if sweep(t, w.Identity); !closed(done) {
			t.Fatal("the role began and the stream knows nothing of it")
		}
		a, done, err := w.Identity.Enter(t.Context(), secret)
		if err != nil || !a.Is(identity.Chief) {
			t.Fatalf("%+v, %v", a.Grants, err)
		}
		w.Clock.Advance(10 * time.Minute)
		if sweep(t, w.Identity); !closed(done) {
			t.Fatal("the role ended and its stream goes on")
		}
		_, done, err = w.Identity.Enter(t.Context(), secret)
		if err != nil {
			t.Fatal(err)
		}
		w.Clock.Advance(31 * time.Minute)
		if sweep(t, w.Identity); !closed(done) {
			t.Fatal("the stream of an idle session goes on")
		}
	})
}

// covers: S-08
func TestAnotherProcessEndsItsStreamsWithItsNextSweep(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		if w.DB.Engine == db.SQLite {
			return // one process only: there is no other to hear of
		}
		account(t, w, testworld.Ayxam, identity.Grant{Role: identity.Clerk})
		other := &identity.Service{Store: w.DB, Directory: w.Directory, Hasher: testworld.Plain{}, Centre: testworld.Centre}
		secret, _ := stream(t, w)
		_, there, err := other.Enter(t.Context(), secret)
		if err != nil {
			t.Fatal(err)
		}
		if sweep(t, other); closed(there) {
			t.Fatal("ended by nothing")
		}
		if err := w.Identity.Logout(t.Context(), enter(t, w, secret)); err != nil {
			t.Fatal(err)
		}
		if sweep(t, other); !closed(there) {
			t.Error("the other process knows nothing of the logout")
		}
		if a, _, err := other.Enter(t.Context(), secret); err != nil || a.Somebody() {
			t.Errorf("still somebody there: %v", err)
		}
		// What was heard once ends nothing twice.
		secret, _ = stream(t, w)
		if _, there, err = other.Enter(t.Context(), secret); err != nil {
			t.Fatal(err)
		}
		if sweep(t, other); closed(there) {
			t.Error("an old ending ends a new session")
		}
	})
}

func TestNoStreamOutlivesItsSessionHoweverTheyRace(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		id := account(t, w, testworld.Ayxam, identity.Grant{Role: identity.Clerk})
		for range 8 {
			secret, err := login(t, w, right)
			if err != nil {
				t.Fatal(err)
			}
			var wg sync.WaitGroup
			streams := make([]<-chan struct{}, 8)
			for i := range streams {
				wg.Go(func() {
					if a, done, err := w.Identity.Enter(context.Background(), secret); err == nil && a.Somebody() {
						streams[i] = done
					}
				})
			}
			wg.Go(func() {
				if err := w.Identity.EndAll(context.Background(), w.As(testworld.Liu), id); err != nil {
					t.Error(err)
				}
			})
			wg.Wait()
			for _, done := range streams {
				if done != nil && !closed(done) {
					t.Fatal("a stream outlives its session")
				}
			}
		}
	})
}

func TestNobodySeesOrEndsAnothersSessionButTheSecurityAdministrator(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		id := account(t, w, testworld.Ayxam, identity.Grant{Role: identity.Clerk})
		secret, done := stream(t, w)
		mine := enter(t, w, secret)
		for _, p := range []int64{testworld.Serik, testworld.Zhang, testworld.Wang, testworld.Chen} {
			if _, err := w.Identity.Sessions(t.Context(), w.As(p), id); !errs.Is(err, errs.Forbidden) {
				t.Errorf("person %d lists the sessions of another: %v", p, err)
			}
			endsNothing(t, w, p, mine.Session)
			if err := w.Identity.EndAll(t.Context(), w.As(p), id); !errs.Is(err, errs.Forbidden) {
				t.Errorf("person %d ends all: %v", p, err)
			}
		}
		if _, err := w.Identity.Sessions(t.Context(), w.Visitor(), 0); !errs.Is(err, errs.Unauthenticated) {
			t.Errorf("a visitor lists sessions: %v", err)
		}
		other, _ := stream(t, w)
		if err := w.Identity.EndOthers(t.Context(), mine); err != nil || enter(t, w, other).Somebody() || !enter(t, w, secret).Somebody() {
			t.Errorf("want the other ended and the own kept: %v", err)
		}
		all, err := w.Identity.Sessions(t.Context(), w.As(testworld.Liu), id)
		if err != nil || len(all) != 1 || all[0].ID != mine.Session {
			t.Fatalf("%+v, %v", all, err)
		}
		endsNothing(t, w, testworld.Liu, mine.Session)
		if err := w.Identity.EndAll(t.Context(), w.As(testworld.Liu), id); err != nil || !closed(done) {
			t.Errorf("the stream goes on: %v", err)
		}
	})
}

// endsNothing demands that to that person there is no such session: one by one everybody ends their own.
func endsNothing(t *testing.T, w *testworld.World, person, session int64) {
	t.Helper()
	if err := w.Identity.End(t.Context(), w.As(person), session); !errs.Is(err, errs.NotFound) {
		t.Errorf("person %d ends the session of another: %v", person, err)
	}
}

// covers: B-6
func TestAMachineThatWatchesIsThereThoughItAsksForNothing(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		by := w.As(testworld.Wang)
		_, secret, err := w.Identity.AddDevice(t.Context(), by, identity.Device{Duty: identity.Display, Name: "大厅叫号屏"})
		if err != nil {
			t.Fatal(err)
		}
		away := func() bool {
			all, err := w.Identity.ListDevices(t.Context(), by)
			if err != nil || len(all) != 1 {
				t.Fatalf("%+v, %v", all, err)
			}
			return all[0].Away(w.Clock.Now())
		}
		if !away() {
			t.Error("a machine that never came is there")
		}
		ctx, leave := context.WithCancel(t.Context())
		_, done, err := w.Identity.EnterDevice(ctx, secret)
		if err != nil || away() {
			t.Fatalf("it has come: %v", err)
		}
		for range 10 {
			w.Clock.Advance(time.Minute)
			sweep(t, w.Identity)
		}
		if away() || closed(done) {
			t.Error("its stream is open and it counts as away")
		}
		leave()
		// That it has left is noticed by a goroutine of its own: until then the rounds still count it as there.
		for minutes := 0; !away(); minutes++ {
			if minutes == 2000 {
				t.Fatal("nothing heard for hours and it counts as there")
			}
			w.Clock.Advance(time.Minute)
			sweep(t, w.Identity)
			time.Sleep(time.Millisecond)
		}
	})
}

func TestADeviceNeedsANameADutyAndItsPlace(t *testing.T) {
	sqlite(t, func(t *testing.T, w *testworld.World) {
		for field, d := range map[string]identity.Device{
			"name":   {Duty: identity.Kiosk},
			"duty":   {Duty: identity.Clerk, Name: "x"},
			"window": {Duty: identity.Pad, Name: "x"},
			"zone":   {Duty: identity.Kiosk, Name: "x", Zone: testworld.ZoneA},
		} {
			_, _, err := w.Identity.AddDevice(t.Context(), w.As(testworld.Wang), d)
			if e := errs.As(err); e == nil || e.Code != errs.Invalid || e.Faults[0].Field != field {
				t.Errorf("%s: %v", field, err)
			}
		}
		if _, _, err := w.Identity.AddDevice(t.Context(), w.As(testworld.Liu), identity.Device{Duty: identity.Kiosk, Name: "x"}); !errs.Is(err, errs.Forbidden) {
			t.Errorf("the security administrator pairs devices: %v", err)
		}
	})
}

func TestAMachineMayDoItsDutyAndNothingElseThatIsNotForEverybody(t *testing.T) {
	duty := map[identity.Role]string{identity.Kiosk: "kiosk.use", identity.Display: "display.watch",
		identity.Strip: "strip.watch", identity.Pad: "pad.use"}
	visitor := identity.Actor{Centre: 1}
	for role, own := range duty {
		a := identity.Actor{Centre: 1, Device: 7, Windows: []int64{testworld.W1}, Grants: []identity.Grant{{Role: role}}}
		for _, rule := range identity.Policy {
			want := rule.Action == own || visitor.Allow(rule.Action) == nil
			if got := a.Allow(rule.Action) == nil; got != want {
				t.Errorf("%s %s: %v, want %v", role, rule.Action, got, want)
			}
		}
		if role.AtWindow() && a.May(own, identity.Thing{Window: testworld.W2}) == nil {
			t.Errorf("%s sees another window", role)
		}
	}
}

// covers: S-30
func TestTheThreeAdministratorsShareNothingAndSeeNoBusiness(t *testing.T) {
	own := map[identity.Role][]string{
		identity.Sysadmin: {"device.manage", "job.manage", "calendar.import"},
		identity.Secadmin: {"account.manage", "session.end", "person.erase", "rights.read"},
		identity.Auditor:  {"ledger.read", "ledger.export", "rights.read"},
	}
	anyone := identity.Actor{Centre: 1, Account: 1, Person: 1, Grants: []identity.Grant{{Role: identity.Patroller}}}
	for role, may := range own {
		a := identity.Actor{Centre: 1, Account: 1, Person: 1, Grants: []identity.Grant{{Role: role}}}
		for _, rule := range identity.Policy {
			want := anyone.Allow(rule.Action) == nil
			for _, m := range may {
				want = want || m == rule.Action
			}
			if got := a.Allow(rule.Action) == nil; got != want {
				t.Errorf("%s %s: %v, want %v", role, rule.Action, got, want)
			}
		}
	}
}

func TestEveryRightHasWordsAndStandsInThePrintedTable(t *testing.T) {
	page := identity.RightsTable()
	for _, rule := range identity.Policy {
		for _, lang := range text.Langs {
			if s := text.Say(lang, rule.Words()); strings.HasPrefix(s, "[") {
				t.Errorf("%s has no words in %s", rule.Action, lang)
			}
		}
		if !strings.Contains(page, "`"+rule.Action+"`") {
			t.Errorf("%s is not printed", rule.Action)
		}
	}
	if strings.Contains(page, "[") {
		t.Error("words are missing in the printed table")
	}
}
