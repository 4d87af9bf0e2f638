package identity_test

import (
	"testing"
	"time"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/identity"
	"lianban/internal/testworld"
)

func TestAClosedAccountIsOutAtOnceAndCannotLogInUntilItIsOpened(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		id := account(t, w, testworld.Ayxam, identity.Grant{Role: identity.Clerk})
		secret, err := login(t, w, right)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Identity.SetActive(t.Context(), w.As(testworld.Liu), id, false); err != nil {
			t.Fatal(err)
		}
		if enter(t, w, secret).Somebody() {
			t.Error("the session of a closed account still lets in")
		}
		if _, err := login(t, w, right); !errs.Is(err, errs.Invalid) {
			t.Errorf("a closed account logs in: %v", err)
		}
		if err := w.Identity.SetActive(t.Context(), w.As(testworld.Liu), id, true); err != nil {
			t.Fatal(err)
		}
		if enter(t, w, secret).Somebody() {
			t.Error("an ended session came back to life")
		}
		if _, err := login(t, w, right); err != nil {
			t.Errorf("an opened account cannot log in: %v", err)
		}
	})
}

func TestANewPasswordEndsTheOtherSessionsAndKeepsTheOwn(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		account(t, w, testworld.Ayxam, identity.Grant{Role: identity.Clerk})
		here, err := login(t, w, right)
		if err != nil {
			t.Fatal(err)
		}
		there, err := login(t, w, right)
		if err != nil {
			t.Fatal(err)
		}
		const fresh = "Bogda-2026-xueshan"
		if err := w.Identity.ChangePassword(t.Context(), enter(t, w, here), "wrong", fresh); !errs.Is(err, errs.Invalid) {
			t.Errorf("a wrong old password changes it: %v", err)
		}
		if err := w.Identity.ChangePassword(t.Context(), enter(t, w, here), right, fresh); err != nil {
			t.Fatal(err)
		}
		if !enter(t, w, here).Somebody() || enter(t, w, there).Somebody() {
			t.Error("want the own session kept and the other ended")
		}
		if _, err := login(t, w, right); !errs.Is(err, errs.Invalid) {
			t.Errorf("the old password still works: %v", err)
		}
	})
}

func TestOnlyTheSecurityAdministratorManagesAccounts(t *testing.T) {
	sqlite(t, func(t *testing.T, w *testworld.World) {
		id := account(t, w, testworld.Ayxam, identity.Grant{Role: identity.Clerk})
		for _, p := range []int64{testworld.Wang, testworld.Chen, testworld.Zhang, testworld.Ma} {
			by := w.As(p)
			if _, err := w.Identity.ResetPassword(t.Context(), by, id); !errs.Is(err, errs.Forbidden) {
				t.Errorf("person %d resets a password: %v", p, err)
			}
			if _, err := w.Identity.Accounts(t.Context(), by); !errs.Is(err, errs.Forbidden) {
				t.Errorf("person %d lists accounts: %v", p, err)
			}
		}
		if err := w.Identity.SetActive(t.Context(), w.As(testworld.Liu), w.As(testworld.Liu).Account, false); !errs.Is(err, errs.Conflict) {
			t.Errorf("the administrator shuts themselves out: %v", err)
		}
		all, err := w.Identity.Accounts(t.Context(), w.As(testworld.Liu))
		if err != nil || len(all) != 1 || all[0].Name != "阿依夏木·买买提" || all[0].Password != "" || len(all[0].Grants) != 1 {
			t.Errorf("accounts: %+v, %v", all, err)
		}
	})
}

func TestAnAccountMadeOrResetByTheAdministratorOpensNothingUntilItsPasswordIsChanged(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		by := w.As(testworld.Liu)
		id, given, err := w.Identity.Add(t.Context(), by, identity.NewAccount{Person: testworld.Ayxam, Login: " Ayxam ",
			Grants: []identity.Grant{{Role: identity.Clerk}}})
		if err != nil {
			t.Fatal(err)
		}
		const fresh = "Bogda-2026-xueshan"
		secret, err := login(t, w, given)
		if err != nil {
			t.Fatal(err)
		}
		a := enter(t, w, secret)
		if a.Allow("console.read") == nil || a.May("ticket.call", identity.Thing{Window: testworld.W1}) == nil ||
			!a.Sight("calendar.read").Nothing() {
			t.Error("a given password opens more than its own change")
		}
		if a.Allow("site.read") != nil || a.Allow("session.own") != nil {
			t.Error("the password cannot be changed")
		}
		if err := w.Identity.ChangePassword(t.Context(), a, given, fresh); err != nil {
			t.Fatal(err)
		}
		if a := enter(t, w, secret); a.Allow("console.read") != nil {
			t.Errorf("after the change: %v", a.Allow("console.read"))
		}
		again, err := w.Identity.ResetPassword(t.Context(), by, id)
		if err != nil || again == given || again == "" {
			t.Fatalf("%q, %v", again, err)
		}
		if enter(t, w, secret).Somebody() {
			t.Error("a reset leaves the old session open")
		}
		if _, err := login(t, w, fresh); err == nil {
			t.Error("the old password works after the reset")
		}
		if secret, err = login(t, w, again); err != nil || !enter(t, w, secret).Renew {
			t.Errorf("%v", err)
		}
	})
}

func TestARepeatOfTheCommandNeitherResetsAgainNorSaysThePassword(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		id := account(t, w, testworld.Ayxam, identity.Grant{Role: identity.Clerk})
		by := w.As(testworld.Liu)
		ctx := db.WithCommand(t.Context(), db.Command{Key: "c-1", Action: "account.manage", Actor: by.Ref(), Input: "x"})
		first, err := w.Identity.ResetPassword(ctx, by, id)
		if err != nil {
			t.Fatal(err)
		}
		second, err := w.Identity.ResetPassword(ctx, by, id)
		if err != nil || second != "" {
			t.Fatalf("%q, %v", second, err)
		}
		if _, err := login(t, w, first); err != nil {
			t.Errorf("the repeat changed the password: %v", err)
		}
	})
}

func TestAPersonHasOneOpenAccountAndALoginIsTakenOnce(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		id, by := account(t, w, testworld.Ayxam), w.As(testworld.Liu)
		add := func(person int64, login string) error {
			_, _, err := w.Identity.Add(t.Context(), by, identity.NewAccount{Person: person, Login: login})
			return err
		}
		for _, wrong := range []struct {
			person int64
			login  string
			field  string
		}{{testworld.Ayxam, "ayxam2", "person"}, {testworld.Ma, "AYXAM", "login"}, {testworld.Ma, "马", "login"},
			{testworld.Ma, "a b", "login"}, {999, "nobody", "person"}} {
			err := add(wrong.person, wrong.login)
			if e := errs.As(err); e == nil || e.Code != errs.Invalid || len(e.Faults) != 1 || e.Faults[0].Field != wrong.field {
				t.Errorf("%+v: %v", wrong, err)
			}
		}
		free, err := w.Identity.Free(t.Context(), by)
		if err != nil || len(free) != 9 {
			t.Errorf("%d free, %v", len(free), err)
		}
		if err := w.Identity.SetActive(t.Context(), by, id, false); err != nil {
			t.Fatal(err)
		}
		if err := add(testworld.Ayxam, "ayxam2"); err != nil {
			t.Errorf("a closed account is no account: %v", err)
		}
		if err := w.Identity.SetActive(t.Context(), by, id, true); !errs.Is(err, errs.Conflict) {
			t.Errorf("two open accounts for one person: %v", err)
		}
	})
}

func TestRegrantingEndsWhatIsGoneAndLeavesWhatStays(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		now, by := w.Clock.Now(), w.As(testworld.Liu)
		tomorrow := identity.Grant{Role: identity.Chief, Department: testworld.Market, From: now.Add(24 * time.Hour)}
		id := account(t, w, testworld.Ayxam, identity.Grant{Role: identity.Clerk}, tomorrow)
		set := func(grants ...identity.Grant) error { return w.Identity.Regrant(t.Context(), by, id, grants) }
		for range 3 {
			if err := set(identity.Grant{Role: identity.Clerk}, tomorrow, identity.Grant{Role: identity.Guide}); err != nil {
				t.Fatal(err)
			}
			if err := set(identity.Grant{Role: identity.Clerk}); err != nil {
				t.Fatal(err)
			}
		}
		l, err := w.Identity.AccountOf(t.Context(), by, id)
		if err != nil || len(l.Grants) != 1 || l.Grants[0].Role != identity.Clerk || l.Grants[0].From != 0 {
			t.Errorf("%+v, %v", l.Grants, err)
		}
		for field, grants := range map[string][]identity.Grant{
			"grants.0.department": {{Role: identity.Chief}},
			"grants.0.role":       {{Role: "king"}},
			"grants.1.role":       {{Role: identity.Clerk}, {Role: identity.Clerk, Until: now.Add(time.Hour)}},
			"grants.0.until":      {{Role: identity.Clerk, From: now.Add(time.Hour), Until: now.Add(time.Minute)}},
		} {
			err := set(grants...)
			if e := errs.As(err); e == nil || e.Code != errs.Invalid || e.Faults[0].Field != field {
				t.Errorf("%s: %v", field, err)
			}
		}
		if err := w.Identity.Regrant(t.Context(), by, by.Account, nil); !errs.Is(err, errs.Conflict) {
			t.Errorf("the administrator sets their own roles: %v", err)
		}
		if err := w.Identity.Regrant(t.Context(), by, 12345, nil); !errs.Is(err, errs.NotFound) {
			t.Errorf("roles of nobody: %v", err)
		}
	})
}

func TestTheNightClosesAccountsNobodyUsesButNoAdministrators(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		id := account(t, w, testworld.Ayxam, identity.Grant{Role: identity.Clerk})
		var admin int64
		err := w.DB.Write(t.Context(), testworld.Centre, func(tx *db.Tx) (err error) {
			admin, err = w.Identity.Create(tx, "test", identity.NewAccount{Person: testworld.Wang, Login: "wang", Password: right,
				Grants: []identity.Grant{{Role: identity.Sysadmin}}})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		active := func(id int64) bool {
			l, err := w.Identity.AccountOf(t.Context(), w.As(testworld.Liu), id)
			if err != nil {
				t.Fatal(err)
			}
			return l.Active
		}
		w.Clock.Advance(89 * 24 * time.Hour)
		if err := w.Identity.Clean(t.Context(), testworld.Centre); err != nil || !active(id) {
			t.Fatalf("closed after 89 days: %v", err)
		}
		w.Clock.Advance(2 * 24 * time.Hour)
		if err := w.Identity.Clean(t.Context(), testworld.Centre); err != nil || active(id) || !active(admin) {
			t.Fatalf("want the clerk closed and the administrator open: %v", err)
		}
		err = w.DB.Read(t.Context(), testworld.Centre, func(tx *db.Tx) error {
			wrong, err := identity.Verify(tx)
			if len(wrong) > 0 {
				t.Error(wrong)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
