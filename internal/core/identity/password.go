package identity

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/core/ledger"
)

// Profile is what a password must be like. There are two, for the standards contradict each other: GB/T 22239 wants
// composition and periodic change, ASVS 5.0 forbids both (V6.2.5, V6.2.10).
type Profile struct {
	Name    string
	Min     int           // characters
	Classes int           // of small and capital letters, digits, signs; 0 = no rule
	Age     time.Duration // after which it must be changed; 0 = never
	Kept    int           // how many former ones may not come back
}

// The two profiles.
var (
	MLPS = Profile{Name: "mlps", Min: 12, Classes: 3, Age: 90 * 24 * time.Hour, Kept: 5}
	ASVS = Profile{Name: "asvs", Min: 15}
)

// maxPassword bounds what is hashed; it leaves room for whole sentences.
const maxPassword = 128

func (s *Service) profile() Profile {
	if s.Profile.Name == "" {
		return MLPS
	}
	return s.Profile
}

// faults tells what is wrong with a password, nothing when it is strong enough.
func (p Profile) faults(field, login, password string) []errs.Fault {
	n := len([]rune(password))
	switch {
	case n > maxPassword:
		return errs.Field(field, "error.too_long", "max", maxPassword, "n", n).Faults
	case n < p.Min || classes(password) < p.Classes:
		return errs.Field(field, "identity.weak."+p.Name, "n", p.Min).Faults
	case guessable(login, password):
		return errs.Field(field, "identity.guessable").Faults
	}
	return nil
}

// classes counts the kinds of characters.
func classes(password string) int {
	seen := map[string]bool{}
	for _, r := range password {
		switch {
		case r >= 'a' && r <= 'z':
			seen["lower"] = true
		case r >= 'A' && r <= 'Z':
			seen["upper"] = true
		case r >= '0' && r <= '9':
			seen["digit"] = true
		default:
			seen["other"] = true
		}
	}
	return len(seen)
}

// common are the words that guessers try first, with our own name and place among them.
var common = []string{"password", "passw", "passwd", "admin", "administrator", "qwerty", "qwertyuiop", "qazwsx", "qazwsxedc",
	"asdfgh", "asdfghjkl", "welcome", "letmein", "iloveyou", "woaini", "abc", "abcd", "abcdef", "test", "root", "lianban",
	"changji", "xinjiang", "zhengwu", "user", "mima"}

// longLogin is from how many letters on a login may not stand within a password: shorter ones stand there by chance.
const longLogin = 4

// guessable tells whether the password holds the login, is one of the common words with signs around it, or mostly a run
// such as 12345 or aaaaa.
func guessable(login, password string) bool {
	low := strings.ToLower(password)
	if len(login) >= longLogin && strings.Contains(low, strings.ToLower(login)) {
		return true
	}
	letters := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, low)
	if slices.Contains(common, letters) {
		return true
	}
	runes, runs := []rune(low), 0
	for i := 1; i < len(runes); i++ {
		if d := runes[i] - runes[i-1]; d >= -1 && d <= 1 {
			runs++
		}
	}
	return runs*2 > len(runes)
}

// firstPassword is one to be told to somebody and changed at once: 60 random bits, readable in groups. The rare one that
// the profile would refuse is not taken.
func (s *Service) firstPassword(login string) string {
	for {
		t := s.Store.IDs().Token()
		password := "Lb-" + t[:4] + "-" + t[4:8] + "-" + t[8:12]
		if s.profile().faults("", login, password) == nil {
			return password
		}
	}
}

// hash hashes one password at a time.
func (s *Service) hash(password string) (string, error) {
	s.hashing.Lock()
	defer s.hashing.Unlock()
	return s.Hasher.Hash(password)
}

// check compares a password with a hash, or with one that no password has when there is none: unknown logins take as long
// as known ones.
func (s *Service) check(hash, password string) (bool, error) {
	s.hashing.Lock()
	defer s.hashing.Unlock()
	if hash != "" {
		return s.Hasher.Check(hash, password), nil
	}
	if s.nobody == "" {
		var err error
		if s.nobody, err = s.Hasher.Hash(s.Store.IDs().Token()); err != nil {
			return false, err
		}
	}
	s.Hasher.Check(s.nobody, password)
	return false, nil
}

// ChangePassword changes one's own password; the old one must be right. Every other session of the account ends. Once it is
// changed the old one is wrong, so a repeat of the command is answered before anything is tried or counted.
func (s *Service) ChangePassword(ctx context.Context, by Actor, old, fresh string) error {
	s.changing.Lock()
	defer s.changing.Unlock()
	if _, done, err := db.Answered[bool](ctx, s.Store, by.Centre); done || err != nil {
		return err
	}
	a, former, err := s.passwords(ctx, by, by.Account)
	if err != nil {
		return err
	}
	if err := s.admit(ctx, by.Centre, a.Login); err != nil {
		return err
	}
	if err := s.vet(a, former, old, fresh); err != nil {
		return err
	}
	hash, err := s.hash(fresh)
	if err != nil {
		return err
	}
	_, err = db.Do(ctx, s.Store, by.Centre, func(tx *db.Tx) (bool, error) {
		return true, s.setPassword(tx, by, a, hash, false, by.Session)
	})
	return err
}

// vet judges a change: the old password must be right, the fresh one strong and none of the former ones.
func (s *Service) vet(a Account, former []string, old, fresh string) error {
	right, err := s.check(a.Password, old)
	if err != nil {
		return err
	}
	if !right {
		return errs.Field("old", "identity.wrong_password")
	}
	if faults := s.profile().faults("password", a.Login, fresh); len(faults) > 0 {
		return errs.New(errs.Invalid, faults[0].Text.Key, faults[0].Text.KV...).With(faults...)
	}
	for _, hash := range former {
		if again, err := s.check(hash, fresh); err != nil || again {
			if again {
				err = errs.Field("password", "identity.used_before", "n", max(s.profile().Kept, 1))
			}
			return err
		}
	}
	return nil
}

// passwords gives the account and the hashes that may not come back: the present one and the last former ones.
func (s *Service) passwords(ctx context.Context, by Actor, account int64) (a Account, hashes []string, err error) {
	err = s.Store.Read(ctx, by.Centre, func(tx *db.Tx) error {
		if a, err = db.One(tx, qAccount, scanAccount, tx.Centre, account); err != nil {
			return err
		}
		hashes, err = db.Rows(tx, qFormer, db.Value[string], tx.Centre, account, max(s.profile().Kept-1, 0))
		hashes = append(hashes, a.Password)
		return err
	})
	return a, hashes, err
}

// ResetPassword gives another account a new password, ends its sessions and its lock, and says the password once: it must
// be changed at the next login. A repeat of the command gives none, for it is kept nowhere.
func (s *Service) ResetPassword(ctx context.Context, by Actor, account int64) (password string, err error) {
	if err := by.May("account.manage", Thing{}); err != nil {
		return "", err
	}
	fresh := s.firstPassword("")
	hash, err := s.hash(fresh)
	if err != nil {
		return "", err
	}
	_, err = db.Do(ctx, s.Store, by.Centre, func(tx *db.Tx) (bool, error) {
		a, err := s.manage(tx, by, account)
		if err != nil {
			return false, err
		}
		password = fresh
		return true, s.setPassword(tx, by, a, hash, true, 0)
	})
	return password, err
}

func (s *Service) setPassword(tx *db.Tx, by Actor, a Account, hash string, renew bool, keep int64) error {
	if err := tx.Must1(qSetPassword, tx.Centre, a.ID, hash, renew, tx.Now, a.Password); err != nil {
		return err
	}
	if _, err := tx.Exec(qPutFormer, tx.Centre, tx.NewID(), a.ID, a.Password); err != nil {
		return err
	}
	if err := s.endAll(tx, a, keep); err != nil {
		return err
	}
	_, err := ledger.Append(tx, ledger.Event{Actor: by.Ref(), Verb: "account.password", Article: "16",
		Subject: ledger.Of("account", a.ID), Facts: map[string]any{"reset": renew}})
	return err
}

// renews tells whether the password must be changed before anything else: given by somebody else, or over its age.
func (p Profile) renews(a Account, now clock.Instant) bool {
	return a.Renew || p.Age > 0 && now.Sub(a.Changed) > p.Age
}

// Rule says what a password must be like.
func (s *Service) Rule() text.Msg {
	p := s.profile()
	return text.M("identity.weak."+p.Name, "n", p.Min)
}
