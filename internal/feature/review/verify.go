package review

import (
	"fmt"

	"lianban/internal/base/db"
)

var (
	qVerifyKeys = db.Q("review.verify_keys", `select cast(count(*) as bigint) from (select subject_id from review_invitation
		where centre_id = $1 group by channel, subject_id having count(*) > 1) twice`)
	qVerifyStanding = db.Q("review.verify_standing", `select i.id from review_invitation i
		left join review_answer a on a.centre_id = i.centre_id and a.invitation_id = i.id and a.centre_id = $1
		where i.centre_id = $1
		group by i.id, i.standing, i.added
		having i.standing <> 7 and i.standing <> coalesce(max(case when a.seq = 2 then a.level end),
			max(case when a.seq = 1 then a.level end),
			case when count(case when a.seq = 0 then 1 end) > 0 then 8
			when i.standing = 9 then 9 else 0 end)
		or i.added <> (count(case when a.seq = 2 then 1 end) > 0)
		or count(case when a.seq > 0 and a.level = 0 then 1 end) > 0`)
	qVerifyMatter = db.Q("review.verify_matter", `select a.invitation_id from review_answer a
		left join review_matter m on m.centre_id = a.centre_id and m.invitation_id = a.invitation_id and m.centre_id = $1
		where a.centre_id = $1 and a.level between 1 and 2 and m.id is null`)
	// Nothing is set aside but what somebody confirmed: the visitor, or a second person of the office.
	qVerifyAside = db.Q("review.verify_aside", `select i.id from review_invitation i
		left join review_matter m on m.centre_id = i.centre_id and m.invitation_id = i.id and m.centre_id = $1
		left join review_step s on s.centre_id = m.centre_id and s.matter_id = m.id and s.centre_id = $1
			and s.kind in ('confirmed', 'seconded')
		where i.centre_id = $1 and i.standing = 7 and s.id is null`)
	qVerifyLevels = db.Q("review.verify_levels", `select counted, cast(sum(n) as bigint) from (
		select counted, 1 as n from review_invitation where centre_id = $1 and counted > 0
		union all select 5, -level_5 from review_sum where centre_id = $1
		union all select 4, -level_4 from review_sum where centre_id = $1
		union all select 3, -level_3 from review_sum where centre_id = $1
		union all select 2, -level_2 from review_sum where centre_id = $1
		union all select 1, -level_1 from review_sum where centre_id = $1
		union all select 8, -declined from review_sum where centre_id = $1
		union all select 7, -set_aside from review_sum where centre_id = $1
		union all select 9, -defaulted from review_sum where centre_id = $1) both_sides
		group by counted having sum(n) <> 0`)
)

// Verify tells which invariants of the reviews are violated, as sentences.
func Verify(tx *db.Tx) ([]string, error) {
	var out []string
	twice, err := db.One(tx, qVerifyKeys, db.Value[int64], tx.Centre)
	if err != nil {
		return nil, err
	}
	if twice > 0 {
		out = append(out, fmt.Sprintf("I1: %d services were invited twice", twice))
	}
	for _, check := range []struct {
		q    *db.Stmt
		text string
	}{
		{qVerifyStanding, "I6: invitation %d does not stand as its answers say"},
		{qVerifyMatter, "I6: the bad review of invitation %d is nobody's matter"},
		{qVerifyAside, "I6: invitation %d is set aside and nobody confirmed it"},
	} {
		ids, err := db.Rows(tx, check.q, db.Value[int64], tx.Centre)
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			out = append(out, fmt.Sprintf(check.text, id))
		}
	}
	off, err := db.Rows(tx, qVerifyLevels, func(row db.Scan) (s string, err error) {
		var standing, n int64
		err = row(&standing, &n)
		return fmt.Sprintf("I6: the published sums of %d are off by %d", standing, n), err
	}, tx.Centre)
	return append(out, off...), err
}
