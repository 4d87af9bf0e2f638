package identity_test

import (
	"strings"
	"testing"
	"time"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/identity"
	"lianban/internal/testworld"
)

func TestTheTwoProfilesRefuseWhatTheirStandardsRefuse(t *testing.T) {
	sqlite(t, func(t *testing.T, w *testworld.World) {
		n := 0
		for _, c := range []struct {
			password   string
			mlps, asvs bool
		}{
			{"Tianshan-2026-kai", true, true},
			{"Tianshan-26", false, false},                  // eleven characters
			{"Tianshan-2026", true, false},                 // thirteen are enough for one standard only
			{"the snow on bogda melts late", false, true},  // a sentence of two classes
			{"天山的雪水流到玛纳斯河边的棉田里", false, true},              // any script
			{"Abc1234567890-+", false, false},              // mostly a run
			{"Password-2026-!", false, false},              // a common word with signs around it
			{"x-Ayxam2026-kai-ok", false, false},           // holds the login
			{strings.Repeat("Ab3-xyQ9", 17), false, false}, // longer than anything typed
		} {
			for profile, want := range map[string]bool{"mlps": c.mlps, "asvs": c.asvs} {
				w.Identity.Profile = map[string]identity.Profile{"mlps": identity.MLPS, "asvs": identity.ASVS}[profile]
				err := w.DB.Write(t.Context(), testworld.Centre, func(tx *db.Tx) error {
					n++
					_, err := w.Identity.Create(tx, "test", identity.NewAccount{Person: int64(1000 + n), Login: "ayxam" + suffix(n),
						Password: strings.ReplaceAll(c.password, "Ayxam2026", "Ayxam"+suffix(n)+"2026")})
					return err
				})
				if (err == nil) != want || err != nil && errs.As(err).Faults[0].Field != "password" {
					t.Errorf("%s, %q: %v", profile, c.password, err)
				}
			}
		}
	})
}

func suffix(n int) string { return string(rune('a'+n%26)) + string(rune('a'+n/26)) }

func TestAPasswordComesOfAgeAndFormerOnesDoNotComeBack(t *testing.T) {
	sqlite(t, func(t *testing.T, w *testworld.World) {
		account(t, w, testworld.Ayxam, identity.Grant{Role: identity.Clerk})
		now, was := right, []string{}
		change := func(fresh string) error {
			secret, err := login(t, w, now)
			if err != nil {
				t.Fatal(err)
			}
			err = w.Identity.ChangePassword(t.Context(), enter(t, w, secret), now, fresh)
			if err == nil {
				was, now = append(was, now), fresh
				w.Clock.Advance(time.Minute)
			}
			return err
		}
		for i := range 5 {
			if err := change("Bogda-2026-xue" + suffix(i)); err != nil {
				t.Fatal(err)
			}
			for _, old := range append(was, now) {
				if err := change(old); !errs.Is(err, errs.Invalid) && i < 4 {
					t.Fatalf("%q came back after %d changes: %v", old, i+1, err)
				}
			}
		}
		secret, err := login(t, w, now)
		if err != nil || enter(t, w, secret).Renew {
			t.Fatalf("a fresh password is to be renewed: %v", err)
		}
		w.Clock.Advance(91 * 24 * time.Hour)
		if secret, err = login(t, w, now); err != nil || !enter(t, w, secret).Renew {
			t.Fatalf("a password of 91 days need not be renewed: %v", err)
		}
		w.Identity.Profile = identity.ASVS
		if secret, err = login(t, w, now); err != nil || enter(t, w, secret).Renew {
			t.Fatalf("ASVS forbids forced change: %v", err)
		}
	})
}

func TestGuessingTheOldPasswordLocksLikeALogin(t *testing.T) {
	sqlite(t, func(t *testing.T, w *testworld.World) {
		account(t, w, testworld.Ayxam, identity.Grant{Role: identity.Clerk})
		secret, err := login(t, w, right)
		if err != nil {
			t.Fatal(err)
		}
		a := enter(t, w, secret)
		for range 5 {
			if err := w.Identity.ChangePassword(t.Context(), a, "guess", "Bogda-2026-xueshan"); errs.As(err).Faults[0].Field != "old" {
				t.Fatal(err)
			}
		}
		if err := w.Identity.ChangePassword(t.Context(), a, right, "Bogda-2026-xueshan"); errs.As(err).Text.Key != "identity.locked" {
			t.Fatalf("the sixth guess: %v", err)
		}
	})
}
