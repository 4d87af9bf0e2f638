package review

import (
	"context"
	"slices"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/identity"
	"lianban/internal/core/ledger"
)

// Opinion is what a visitor wrote, with the office's answer, as the public may read it: no window, no person, no day.
type Opinion struct {
	ID     int64 // of the invitation while it waits, of the release afterwards
	Item   string
	Month  int
	Level  int
	Word   string
	Answer string
}

// Rate is the good rate of an item in whole percent.
type Rate struct {
	Item    int64
	Percent int
}

// Rates is what everybody may see: the published sums of windows, departments and months, and rates of items.
type Rates struct {
	Sums
	Items    []Rate
	Opinions []Opinion
}

var (
	qItemUncounted = db.Q("review.item_uncounted", `select month, item_id, item_counted, standing, count(*) from review_invitation
		where centre_id = $1 and standing <> item_counted and standing between 1 and 7 and (standing <> 7 or item_counted > 0)
		group by month, item_id, item_counted, standing order by month, item_id, item_counted, standing`)
	qItemCounted = db.Q("review.item_counted", `update review_invitation set item_counted = standing
		where centre_id = $1 and month = $2 and item_id = $3 and standing <> item_counted and standing between 1 and 7
		and (standing <> 7 or item_counted > 0)`)
	qAddItem = db.Q("review.add_item", `insert into review_item_sum (centre_id, month, item_id, good, n) values ($1, $2, $3, $4, $5)
		on conflict (centre_id, month, item_id) do update set good = review_item_sum.good + excluded.good,
		n = review_item_sum.n + excluded.n`)
	qItemRates = db.Q("review.item_rates", `select item_id, cast(sum(good) as bigint), cast(sum(n) as bigint) from review_item_sum
		where centre_id = $1 and month between $2 and $3 group by item_id order by item_id`)
	qWaiting = db.Q("review.opinions_waiting", `select i.id, i.item_name, i.month, a.level, a.text, i.channel, i.subject_id, i.person_id
		from review_invitation i
		join review_answer a on a.centre_id = i.centre_id and a.invitation_id = i.id and a.centre_id = $1
			and a.seq = case when i.added then 2 else 1 end
		left join review_public p on p.centre_id = i.centre_id and p.invitation_id = i.id and p.centre_id = $1
		left join review_matter m on m.centre_id = i.centre_id and m.invitation_id = i.id and m.centre_id = $1
		where i.centre_id = $1 and i.standing between 1 and 5 and i.counted = i.standing and a.text <> '' and p.id is null
		and (m.id is null or m.state = 'closed') and i.person_id <> $2 and i.window_id not in @ints($3)
		and (cast($4 as bigint) = 0 or i.id = $4) order by i.month desc, i.item_id, i.id limit 100`)
	qPutPublic = db.Q("review.put_public", `insert into review_public (centre_id, id, invitation_id, shown, item_name, month, level,
		word, answer, person_id, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`)
	qPublic = db.Q("review.public", `select id, item_name, month, level, word, answer from review_public
		where centre_id = $1 and shown and month between $2 and $3 order by at desc, id desc limit 50`)
)

// publishItems adds to the rates of items in steps, as the sums of the rated grow: by many or not at all.
func publishItems(tx *db.Tx, least int) error {
	type key struct {
		month int
		item  int64
	}
	type sum struct{ moved, n, good int }
	sums := map[key]*sum{}
	var keys []key
	_, err := db.Rows(tx, qItemUncounted, func(row db.Scan) (struct{}, error) {
		var k key
		var was, is Standing
		var n int
		err := row(&k.month, &k.item, &was, &is, &n)
		if sums[k] == nil {
			sums[k] = &sum{}
			keys = append(keys, k)
		}
		s := sums[k]
		s.moved += n
		for _, side := range []struct {
			Standing
			n int
		}{{is, n}, {was, -n}} {
			if side.Given() {
				s.n += side.n
			}
			if side.Given() && !(side.Standing <= Dissatisfied) {
				s.good += side.n
			}
		}
		return struct{}{}, err
	}, tx.Centre)
	for _, k := range keys {
		if s := sums[k]; err == nil && s.moved >= least {
			if err = tx.Must1(qAddItem, tx.Centre, k.month, k.item, s.good, s.n); err == nil {
				_, err = tx.Exec(qItemCounted, tx.Centre, k.month, k.item)
			}
		}
	}
	return err
}

// Public gives everybody what was published. The rates of items are rounded and have no counts beside them, so that a window's
// sum less an item's is nobody's review.
func (s *Service) Public(tx *db.Tx, p Period) (r Rates, err error) {
	if r.Sums, err = s.Sums(tx, identity.Sight{All: true}, p); err != nil {
		return r, err
	}
	r.People = nil // 11(7): the public rates windows and departments, not people
	least, err := s.Least(tx)
	if err != nil {
		return r, err
	}
	all, err := db.Rows(tx, qItemRates, func(row db.Scan) (x Rate, err error) {
		var good, n int
		if err = row(&x.Item, &good, &n); n >= least {
			x.Percent = good * 100 / n
		} else {
			x.Item = 0
		}
		return x, err
	}, tx.Centre, p.From, p.To)
	if err != nil {
		return r, err
	}
	r.Items = slices.DeleteFunc(all, func(x Rate) bool { return x.Item == 0 })
	r.Opinions, err = db.Rows(tx, qPublic, func(row db.Scan) (o Opinion, err error) {
		err = row(&o.ID, &o.Item, &o.Month, &o.Level, &o.Word, &o.Answer)
		return o, err
	}, tx.Centre, p.From, p.To)
	return r, err
}

// Unreleased lists what visitors wrote and nobody has released yet, masked; a bad review once its matter is closed, and each only
// after the sums that hold it are published. Nobody reads their own.
func (s *Service) Unreleased(tx *db.Tx, by identity.Actor) ([]Opinion, error) {
	return s.unreleased(tx, by, 0)
}

func (s *Service) unreleased(tx *db.Tx, by identity.Actor, one int64) ([]Opinion, error) {
	if err := by.May("review.verify", identity.Thing{}); err != nil {
		return nil, err
	}
	type behind struct {
		Opinion
		channel    string
		of, person int64
	}
	all, err := db.Rows(tx, qWaiting, func(row db.Scan) (o behind, err error) {
		err = row(&o.ID, &o.Item, &o.Month, &o.Level, &o.Word, &o.channel, &o.of, &o.person)
		return o, err
	}, tx.Centre, by.Person, db.Ints(by.Windows), one)
	if err != nil {
		return nil, err
	}
	out := make([]Opinion, len(all))
	for i, o := range all {
		var names []string
		if s.Names != nil {
			if names, err = s.Names(tx, o.channel == channel(true), o.of, o.person); err != nil {
				return nil, err
			}
		}
		out[i] = o.Opinion
		out[i].Word = Masked(o.Word, names)
		if out[i].Answer, err = answerTo(tx, o.ID, names); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// answerTo is what the office answered to a review, masked; empty when there was nothing to answer.
func answerTo(tx *db.Tx, invitation int64, names []string) (word string, err error) {
	m, found, err := db.Find(tx, qMatterOf, scanMatter, tx.Centre, invitation)
	if err != nil || !found {
		return "", err
	}
	steps, err := m.Steps(tx)
	for _, st := range steps {
		if st.Kind == "answered" {
			word = Masked(st.Word, names)
		}
	}
	return word, err
}

// Release makes what a visitor wrote public in that wording, or keeps it back. Long numbers are taken out of the wording
// whatever somebody left in it.
func (s *Service) Release(ctx context.Context, by identity.Actor, invitation int64, shown bool, word, answer string) error {
	_, err := db.Do(ctx, s.Store, by.Centre, func(tx *db.Tx) (bool, error) {
		all, err := s.unreleased(tx, by, invitation)
		if err != nil {
			return false, err
		}
		if invitation == 0 || len(all) == 0 {
			return false, errs.New(errs.NotFound, "error.not_found")
		}
		if shown {
			if err := said("word", word); err != nil {
				return false, err
			}
		}
		o, id := all[0], tx.NewID()
		if err := tx.Must1(qPutPublic, tx.Centre, id, invitation, shown, o.Item, o.Month, o.Level, Masked(word, nil), Masked(answer, nil),
			by.Person, tx.Now); err != nil {
			return false, err
		}
		verb := "review.kept_back"
		if shown {
			verb = "review.released"
		}
		about := ledger.Of("review.public", id)
		_, err = ledger.Append(tx, ledger.Event{Actor: by.Ref(), Verb: verb, Article: "11.7", Subject: about})
		return err == nil, err
	})
	return err
}
