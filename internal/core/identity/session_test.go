package identity_test

import (
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/identity"
	"lianban/internal/testworld"
)

const right = "Tianshan-2026-kai"

// sqlite runs a test on one engine: what it asks is answered in memory, or by statements other tests run on both.
func sqlite(t *testing.T, f func(t *testing.T, w *testworld.World)) {
	t.Helper()
	c := clock.At(testworld.Monday)
	f(t, testworld.New(t, testworld.Open(t, db.SQLite, c), c))
}

func account(t *testing.T, w *testworld.World, person int64, grants ...identity.Grant) int64 {
	t.Helper()
	var id int64
	err := w.DB.Write(t.Context(), testworld.Centre, func(tx *db.Tx) (err error) {
		id, err = w.Identity.Create(tx, "test", identity.NewAccount{Person: person, Login: "ayxam", Password: right,
			Grants: grants})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func login(t *testing.T, w *testworld.World, password string) (string, error) {
	t.Helper()
	return w.Identity.Login(t.Context(), testworld.Centre, "ayxam", password, "test", "127.0.0.1")
}

func enter(t *testing.T, w *testworld.World, secret string) identity.Actor {
	t.Helper()
	a, _, err := w.Identity.Enter(t.Context(), secret)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestALoginOpensASessionThatKnowsPersonRolesAndWindow(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		account(t, w, testworld.Ayxam, identity.Grant{Role: identity.Clerk})
		secret, err := login(t, w, right)
		if err != nil {
			t.Fatal(err)
		}
		a := enter(t, w, secret)
		if a.Person != testworld.Ayxam || !a.Is(identity.Clerk) || a.Window() != testworld.W1 {
			t.Fatalf("%+v", a)
		}
		if enter(t, w, secret+"x").Somebody() {
			t.Fatal("a wrong secret is somebody")
		}
	})
}

func TestTheFifthFailureLocksForHalfAnHourAndManyAtOnceGetNoMoreTries(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		account(t, w, testworld.Ayxam, identity.Grant{Role: identity.Clerk})
		var wg sync.WaitGroup
		var judged atomic.Int64
		for range 100 {
			wg.Go(func() {
				_, err := login(t, w, "wrong")
				if e := errs.As(err); e.Text.Key == "identity.wrong_login" {
					judged.Add(1)
				}
			})
		}
		wg.Wait()
		if judged.Load() != 5 {
			t.Fatalf("%d guesses were judged, want 5", judged.Load())
		}
		if _, err := login(t, w, right); errs.As(err).Text.Key != "identity.locked" {
			t.Fatalf("the right password in the lock: %v", err)
		}
		w.Clock.Advance(30 * time.Minute)
		if _, err := login(t, w, right); err != nil {
			t.Fatalf("after the lock: %v", err)
		}
	})
}

func TestASessionEndsIdleAbsoluteByLogoutAndByLosingTheRole(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		id := account(t, w, testworld.Ayxam, identity.Grant{Role: identity.Clerk})
		open := func() string {
			secret, err := login(t, w, right)
			if err != nil {
				t.Fatal(err)
			}
			return secret
		}
		secret := open()
		w.Clock.Advance(31 * time.Minute)
		if enter(t, w, secret).Somebody() {
			t.Error("idle for 31 minutes and still somebody")
		}
		secret = open()
		for range 25 {
			w.Clock.Advance(29 * time.Minute)
			enter(t, w, secret)
		}
		if enter(t, w, secret).Somebody() {
			t.Error("busy for more than twelve hours and still somebody")
		}
		secret = open()
		a, done, err := w.Identity.Enter(t.Context(), secret)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Identity.Logout(t.Context(), a); err != nil {
			t.Fatal(err)
		}
		select {
		case <-done:
		default:
			t.Error("an open stream outlives the session")
		}
		if enter(t, w, secret).Somebody() {
			t.Error("logged out and still somebody")
		}
		secret = open()
		enter(t, w, secret)
		if err := w.Identity.Regrant(t.Context(), w.As(testworld.Liu), id, nil); err != nil {
			t.Fatal(err)
		}
		if enter(t, w, secret).Is(identity.Clerk) {
			t.Error("the role is gone and its rights are not")
		}
	})
}

func TestARoleBeginsAndEndsByTheMinute(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		now := w.Clock.Now()
		account(t, w, testworld.Ayxam, identity.Grant{Role: identity.Clerk},
			identity.Grant{Role: identity.Chief, Department: testworld.Market, From: now.Add(time.Minute),
				Until: now.Add(3 * time.Minute)})
		secret, err := login(t, w, right)
		if err != nil {
			t.Fatal(err)
		}
		for minute, want := range []bool{false, true, true, false} {
			w.Clock.Set(now.Add(time.Duration(minute) * time.Minute))
			if got := enter(t, w, secret).Is(identity.Chief); got != want {
				t.Errorf("minute %d: acting chief %v, want %v", minute, got, want)
			}
		}
	})
}

func TestTheThreeAdministratorsAreThreePeopleWithoutOtherRoles(t *testing.T) {
	sqlite(t, func(t *testing.T, w *testworld.World) {
		for _, grants := range [][]identity.Grant{
			{{Role: identity.Sysadmin}, {Role: identity.Secadmin}},
			{{Role: identity.Auditor}, {Role: identity.Sysadmin}},
			{{Role: identity.Secadmin}, {Role: identity.Member}},
		} {
			err := w.DB.Write(t.Context(), testworld.Centre, func(tx *db.Tx) error {
				_, err := w.Identity.Create(tx, "test", identity.NewAccount{Person: testworld.Wang, Login: "wang",
					Password: right, Grants: grants})
				return err
			})
			if !errs.Is(err, errs.Invalid) {
				t.Errorf("%v: %v", grants, err)
			}
		}
	})
}

func TestADeviceHasOneDutyAndEndsAtOnce(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		by := w.As(testworld.Wang)
		id, secret, err := w.Identity.AddDevice(t.Context(), by, identity.Device{Duty: identity.Strip, Name: "1 号条屏",
			Window: testworld.W1})
		if err != nil {
			t.Fatal(err)
		}
		a, _, err := w.Identity.EnterDevice(t.Context(), secret)
		if err != nil || !a.Is(identity.Strip) || a.Window() != testworld.W1 {
			t.Fatalf("%+v, %v", a, err)
		}
		if a.Allow("display.watch") == nil || a.Allow("ticket.call") == nil {
			t.Error("a strip may do more than its duty")
		}
		if err := w.Identity.EndDevice(t.Context(), by, id); err != nil {
			t.Fatal(err)
		}
		if a, _, _ := w.Identity.EnterDevice(t.Context(), secret); a.Somebody() {
			t.Error("the token was taken back and still opens")
		}
	})
}

// covers: S-06
func TestAnUnknownLoginLocksLikeAKnownOneSoThatALockTellsNothing(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		account(t, w, testworld.Ayxam, identity.Grant{Role: identity.Clerk})
		said := map[string][]string{}
		for _, name := range []string{"ayxam", "nobody"} {
			for range 7 {
				_, err := w.Identity.Login(t.Context(), testworld.Centre, name, "wrong", "test", "10.0.0.1")
				said[name] = append(said[name], errs.As(err).Text.String())
			}
		}
		if !slices.Equal(said["ayxam"], said["nobody"]) || said["nobody"][4] == said["nobody"][5] {
			t.Errorf("%q", said)
		}
		if _, err := w.Identity.Login(t.Context(), testworld.Centre, "AyXam ", right, "test", "10.0.0.1"); errs.As(err).Text.Key != "identity.locked" {
			t.Errorf("capitals get round the lock: %v", err)
		}
	})
}

// covers: S-06
func TestAnAddressHasSixtyFailuresInTenMinutesAndSuccessesAreFree(t *testing.T) {
	sqlite(t, func(t *testing.T, w *testworld.World) {
		account(t, w, testworld.Ayxam, identity.Grant{Role: identity.Clerk})
		try := func(name, password, address string) string {
			_, err := w.Identity.Login(t.Context(), testworld.Centre, name, password, "test", address)
			if err == nil {
				return ""
			}
			return errs.As(err).Text.Key
		}
		for range 3 {
			if got := try("ayxam", right, "10.0.0.1"); got != "" {
				t.Fatal(got)
			}
		}
		for i := range 60 {
			if got := try("nobody-"+suffix(i), "wrong", "10.0.0.1"); got != "identity.wrong_login" {
				t.Fatalf("failure %d: %s", i+1, got)
			}
		}
		if got := try("ayxam", right, "10.0.0.1"); got != "identity.too_many" {
			t.Errorf("the address that failed sixty times: %q", got)
		}
		if got := try("ayxam", right, "10.0.0.2"); got != "" {
			t.Errorf("another address: %q", got)
		}
		w.Clock.Advance(11 * time.Minute)
		if got := try("ayxam", right, "10.0.0.1"); got != "" {
			t.Errorf("after ten minutes: %q", got)
		}
	})
}

// counting is the world's hasher, which also counts what it is asked.
type counting struct {
	testworld.Plain
	checks *int
}

// Check counts and compares.
func (c counting) Check(hash, password string) bool {
	*c.checks++
	return c.Plain.Check(hash, password)
}

// covers: S-06
func TestEveryJudgedTryCostsOneHashWhoeverItIsFor(t *testing.T) {
	sqlite(t, func(t *testing.T, w *testworld.World) {
		checks := 0
		w.Identity.Hasher = counting{checks: &checks}
		id := account(t, w, testworld.Ayxam, identity.Grant{Role: identity.Clerk})
		cost := func(login, password string) int {
			before := checks
			_, _ = w.Identity.Login(t.Context(), testworld.Centre, login, password, "test", "10.0.0.1")
			return checks - before
		}
		for _, try := range [][2]string{{"ayxam", right}, {"ayxam", "wrong"}, {"nobody", right}, {"", ""}, {"nobody else", right}} {
			if n := cost(try[0], try[1]); n != 1 {
				t.Errorf("%q costs %d hashes, want 1", try[0], n)
			}
		}
		if err := w.Identity.SetActive(t.Context(), w.As(testworld.Liu), id, false); err != nil {
			t.Fatal(err)
		}
		if n := cost("ayxam", right); n != 1 {
			t.Errorf("a closed account costs %d hashes, want 1", n)
		}
	})
}
