package review

import (
	"context"
	"encoding/json"
	"slices"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/identity"
	"lianban/internal/core/law"
	"lianban/internal/core/ledger"
)

var textMax = law.Number("review.text_max")

// Receipt is what stays with whoever answered: until when a word can be added. It says nothing about the answer.
type Receipt struct {
	Until clock.Day
}

// Where an answer is given.
const (
	atPhone = "phone"
	atPad   = "pad"
	// atPadLater is a pad whose answer was kept while the server was away: when it was told says nothing about a burst.
	atPadLater = "pad_later"
)

// Give takes an answer from whoever holds the token. NotFound for an unknown token, Forbidden to people of the hall,
// Conflict when it has been given already, Invalid for what is no review, a Breach once the time is over.
func (s *Service) Give(ctx context.Context, by identity.Actor, token string, a Answer) (Receipt, error) {
	from := origin{place: atPhone}
	if s.Network != nil {
		from.network = s.Network(ctx)
	}
	return db.Do(ctx, s.Store, by.Centre, func(tx *db.Tx) (Receipt, error) {
		if err := by.May("review.give", identity.Thing{}); err != nil {
			return Receipt{}, err
		}
		if by.Account != 0 {
			// 11(7): 不得强迫或干扰评价人的评价行为. Nobody reviews their own hall.
			return Receipt{}, errs.New(errs.Forbidden, "review.not_staff")
		}
		in, found, err := db.Find(tx, qByTokenLock, scanInvitation, tx.Centre, token)
		if err == nil && !found {
			err = errs.New(errs.NotFound, "review.no_link")
		}
		if err != nil {
			return Receipt{}, err
		}
		return s.take(tx, in, a, from)
	})
}

// GiveAtPad takes an answer to what the pad of the window asks about. Conflict when it asks about it no more: then the
// answer would be about somebody else's service.
func (s *Service) GiveAtPad(ctx context.Context, by identity.Actor, window, invitation int64, a Answer) (Receipt, error) {
	return db.Do(ctx, s.Store, by.Centre, func(tx *db.Tx) (Receipt, error) {
		if err := by.May("pad.use", identity.Thing{Window: window}); err != nil {
			return Receipt{}, err
		}
		in, until, found, err := s.offer(tx, window)
		if err != nil {
			return Receipt{}, err
		}
		// Whoever has begun to answer may finish: the pad keeps as long again.
		if !found || in.ID != invitation || tx.Now >= until.Add(until.Sub(in.Asked)) || a.More {
			return Receipt{}, errs.New(errs.Conflict, "review.pad_over")
		}
		if in, err = db.One(tx, qLock, scanInvitation, tx.Centre, invitation); err != nil {
			return Receipt{}, err
		}
		return s.take(tx, in, a, origin{place: atPad})
	})
}

// take judges and writes an answer. The invitation's row is locked.
func (s *Service) take(tx *db.Tx, in Invitation, a Answer, from origin) (Receipt, error) {
	figures, err := s.view(tx)
	if err != nil {
		return Receipt{}, err
	}
	err = mayAnswer(answerFacts{standing: in.Standing, added: in.Added, now: tx.Now, ends: in.Ends, maxText: textMax.In(figures),
		online: in.Online}, a)
	if err != nil {
		return Receipt{}, err
	}
	// A copy: the engine may ask for all of this again.
	a.Reasons = slices.Compact(slices.Sorted(slices.Values(a.Reasons)))
	id, to, seq := tx.NewID(), Standing(a.Level), 1
	switch {
	case a.Decline:
		a, to, seq = Answer{Decline: true}, Declined, 0
	case a.More:
		seq = 2
	}
	if err := putAnswer(tx, id, in.ID, seq, a, from); err != nil {
		return Receipt{}, err
	}
	if err := mark(tx, figures, in, from); err != nil {
		return Receipt{}, err
	}
	if err := tx.Must1(qStand, tx.Centre, in.ID, in.Standing, to, in.Added || a.More); err != nil {
		return Receipt{}, err
	}
	s.touched(tx, in.Window)
	if err := note(tx, id, a); err != nil {
		return Receipt{}, err
	}
	if to.Bad() {
		err = s.open(tx, in)
	}
	return Receipt{Until: in.Ends.Day().Add(-1)}, err
}

// note writes the event. Its subject is the answer, and nothing in it leads to the ticket, the window or the pad it came
// from; the answer itself is a commitment that only the stored answer opens.
func note(tx *db.Tx, id int64, a Answer) error {
	about := ledger.Of("review", id)
	raw, err := json.Marshal(a)
	if err != nil {
		return err
	}
	sealed, err := ledger.Commit(tx, about, "answer", string(raw))
	if err != nil {
		return err
	}
	_, err = ledger.Append(tx, ledger.Event{Actor: identity.Actor{}.Ref(), Verb: "review.answered", Article: "11.7", Subject: about,
		Facts: map[string]any{"answer": sealed}})
	return err
}
