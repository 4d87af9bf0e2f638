package review

import (
	"strconv"
	"strings"

	"lianban/internal/base/db"
)

const invitationColumns = `id, token, channel, subject_id, item_id, item_name, window_id, window_no, department_id, person_id, day,
	standing, added, asked_at, default_day, ends_at`

// seen is the scope of whoever asks for sums.
const seen = `centre_id = $1 and (cast($2 as boolean) or department_id in @ints($3) or window_id in @ints($4))
	and month between $5 and $6`

var (
	qPutInvitation = db.Q("review.put_invitation", `insert into review_invitation (centre_id, id, token, channel, subject_id,
		item_id, item_name, window_id, window_no, department_id, person_id, day, month, standing, counted, added, asked_at,
		default_day, ends_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, 0, false, $14, $15, $16)
		on conflict (centre_id, channel, subject_id) do nothing`)
	qByToken = db.Q("review.by_token", `select `+invitationColumns+` from review_invitation
		where centre_id = $1 and token = $2`)
	qByTokenLock = db.Q("review.by_token_lock", `select `+invitationColumns+` from review_invitation
		where centre_id = $1 and token = $2 @lock`)
	qLock = db.Q("review.lock", `select `+invitationColumns+` from review_invitation
		where centre_id = $1 and id = $2 @lock`)
	qTokenOf = db.Q("review.token_of", `select token from review_invitation
		where centre_id = $1 and channel = 'window' and subject_id = $2 and ends_at > $3`)
	qTokenOfCase = db.Q("review.token_of_case", `select token from review_invitation
		where centre_id = $1 and channel = 'online' and subject_id = $2 and ends_at > $3`)
	qNewest = db.Q("review.newest", `select `+invitationColumns+` from review_invitation
		where centre_id = $1 and window_id = $2 order by asked_at desc, id desc limit 1`)
	qStand = db.Q("review.stand", `update review_invitation set standing = $4, added = $5
		where centre_id = $1 and id = $2 and standing = $3`)
	qPutAnswer = db.Q("review.put_answer", `insert into review_answer (centre_id, id, invitation_id, seq, level, reasons, text,
		place, at, network, stages) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`)

	qDefault = db.Q("review.default", `update review_invitation set standing = 9
		where centre_id = $1 and standing = 0 and default_day < $2`)
	qUncounted = db.Q("review.uncounted", `select month, window_id, person_id, department_id, counted, standing, count(*),
		count(case when flag <> '' and counted = 0 then 1 end) from review_invitation where centre_id = $1 and standing <> counted
		group by month, window_id, person_id, department_id, counted, standing
		order by month, window_id, person_id, department_id, counted, standing`)
	qCounted = db.Q("review.counted", `update review_invitation set counted = standing where centre_id = $1
		and month = $2 and window_id = $3 and person_id = $4 and department_id = $5 and standing <> counted
		and case when standing = 7 and counted > 0 then 5 else standing end between $6 and $7`)
	qAddSum = db.Q("review.add_sum", `insert into review_sum (centre_id, month, window_id, person_id, department_id, level_5,
		level_4, level_3, level_2, level_1, declined, defaulted, published_at, set_aside, flagged)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
		on conflict (centre_id, month, window_id, person_id, department_id) do update set
		level_5 = review_sum.level_5 + excluded.level_5, level_4 = review_sum.level_4 + excluded.level_4,
		level_3 = review_sum.level_3 + excluded.level_3, level_2 = review_sum.level_2 + excluded.level_2,
		level_1 = review_sum.level_1 + excluded.level_1, declined = review_sum.declined + excluded.declined,
		defaulted = review_sum.defaulted + excluded.defaulted, published_at = excluded.published_at,
		set_aside = review_sum.set_aside + excluded.set_aside, flagged = review_sum.flagged + excluded.flagged`)
	qSums = db.Q("review.sums", `select month, window_id, person_id, department_id, level_5, level_4, level_3, level_2, level_1,
		declined, defaulted, published_at, set_aside, flagged from review_sum where `+seen)
	qAsked = db.Q("review.asked", `select month, window_id, person_id, department_id, count(*) from review_invitation
		where `+seen+` group by month, window_id, person_id, department_id`)
)

func channel(online bool) string {
	if online {
		return "online"
	}
	return "window"
}

func scanInvitation(row db.Scan) (in Invitation, err error) {
	var ch string
	err = row(&in.ID, &in.Token, &ch, &in.Of, &in.Item, &in.Name, &in.Window, &in.WindowNo, &in.Department, &in.Person, &in.Day,
		&in.Standing, &in.Added, &in.Asked, &in.DefaultDay, &in.Ends)
	in.Online = ch == channel(true)
	return in, err
}

// putInvitation writes an invitation; false when there was one for the same ticket or case.
func putInvitation(tx *db.Tx, in Invitation) (bool, error) {
	n, err := tx.Exec(qPutInvitation, tx.Centre, in.ID, in.Token, channel(in.Online), in.Of, in.Item, in.Name, in.Window,
		in.WindowNo, in.Department, in.Person, in.Day, Month(in.Day), in.Asked, in.DefaultDay, in.Ends)
	return n == 1, err
}

func putAnswer(tx *db.Tx, id, invitation int64, seq int, a Answer, o origin) error {
	return tx.Must1(qPutAnswer, tx.Centre, id, invitation, seq, a.Level, codes(a.Reasons), a.Text, o.place, tx.Now, o.network,
		stageList(a.Stages))
}

// codes writes reasons as "510,511"; reasonsFrom reads them.
func codes(all []int) string {
	parts := make([]string, len(all))
	for i, c := range all {
		parts[i] = strconv.Itoa(c)
	}
	return strings.Join(parts, ",")
}

func reasonsFrom(s string) (out []Reason) {
	for code := range strings.SplitSeq(s, ",") {
		for _, r := range Reasons {
			if strconv.Itoa(r.Code) == code {
				out = append(out, r)
			}
		}
	}
	return out
}

func scanUncounted(row db.Scan) (u uncounted, err error) {
	err = row(&u.Month, &u.Window, &u.Person, &u.Department, &u.counted, &u.standing, &u.n, &u.flagged)
	return u, err
}

func addSum(tx *db.Tx, s step) error {
	return tx.Must1(qAddSum, tx.Centre, s.Month, s.Window, s.Person, s.Department, s.by[VerySatisfied], s.by[Satisfied],
		s.by[Acceptable], s.by[Dissatisfied], s.by[VeryDissatisfied], s.by[Declined], s.by[Defaulted], tx.Now, s.by[SetAside], s.flagged)
}

func scanSum(row db.Scan) (r sumRow, err error) {
	l := &r.Levels
	err = row(&r.Month, &r.Window, &r.Person, &r.Department, &l[5], &l[4], &l[3], &l[2], &l[1], &r.Declined, &r.Defaulted, &r.at,
		&r.Aside, &r.Flagged)
	for _, n := range l {
		r.Count += n
	}
	return r, err
}

func scanAsked(row db.Scan) (r sumRow, err error) {
	err = row(&r.Month, &r.Window, &r.Person, &r.Department, &r.Invited)
	return r, err
}
