package review

import (
	"slices"
	"strconv"
	"unicode/utf8"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/identity"
)

// A matter shows the latest word: the addition where there is one.
const matterSelect = `select m.id, m.state, a.level, a.reasons, a.text, i.added, i.item_name, i.window_no, i.day, m.verifier_id,
	m.outcome, m.note, m.tries, m.deadline_id, m.opened_at, m.contacted_at, i.window_id, i.person_id, i.subject_id, i.channel,
	m.verdict, m.weight, m.request_id, m.clock_id, m.rounds, m.closed_at, i.standing, i.flag, a.stages, i.id, i.department_id, i.item_id
	from review_matter m
	join review_invitation i on i.centre_id = m.centre_id and i.id = m.invitation_id
	join review_answer a on a.centre_id = m.centre_id and a.invitation_id = m.invitation_id
	where m.centre_id = $1 and i.centre_id = $1 and a.centre_id = $1
	and a.seq = case when i.added then 2 else 1 end`

var (
	qPutMatter = db.Q("review.put_matter", `insert into review_matter (centre_id, id, invitation_id, state, verifier_id, outcome,
		note, tries, deadline_id, opened_at, taken_at, contacted_at) values ($1, $2, $3, 'open', 0, '', '', 0, 0, $4, 0, 0)
		on conflict (centre_id, invitation_id) do nothing`)
	qMatterClock = db.Q("review.matter_clock", `update review_matter set deadline_id = $3 where centre_id = $1 and id = $2`)
	qMatter      = db.Q("review.matter", matterSelect+` and m.id = $2`)
	qMatters     = db.Q("review.matters", matterSelect+` and i.person_id <> $2 and i.window_id not in @ints($3)
		order by case when m.state = 'closed' then 1 else 0 end, m.opened_at desc limit $4`)
	qTake = db.Q("review.take", `update review_matter set state = 'taken', verifier_id = $3, taken_at = $4
		where centre_id = $1 and id = $2 and state = 'open'`)
	qContact = db.Q("review.contact", `update review_matter set state = $3, outcome = $4, note = $5, tries = tries + 1,
		contacted_at = $6 where centre_id = $1 and id = $2 and state = 'taken'`)
)

func scanMatter(row db.Scan) (m Matter, err error) {
	var reasons, ch, stages string
	var standing Standing
	err = row(&m.ID, &m.State, &m.Level, &reasons, &m.Text, &m.Added, &m.Item, &m.WindowNo, &m.Day, &m.Verifier, &m.Outcome,
		&m.Note, &m.Tries, &m.Deadline, &m.Opened, &m.Contacted, &m.window, &m.person, &m.of, &ch,
		&m.Verdict, &m.Weight, &m.Request, &m.Clock, &m.Rounds, &m.Closed, &standing, &m.Flag, &stages,
		&m.invitation, &m.department, &m.item)
	m.Reasons, m.Stages = reasonsFrom(reasons), stagesFrom(stages)
	m.online, m.Aside = ch == channel(true), standing == SetAside
	return m, err
}

// putMatter writes a matter; false when the service has one.
func putMatter(tx *db.Tx, id, invitation int64) (bool, error) {
	n, err := tx.Exec(qPutMatter, tx.Centre, id, invitation, tx.Now)
	return n == 1, err
}

func number(id int64) string { return strconv.FormatInt(id, 10) }

// maxNote is how much of a conversation is written down.
const maxNote = 500

// mayContact judges a recorded try.
func mayContact(m Matter, by identity.Actor, outcome, word string) error {
	switch {
	case m.State != Taken:
		return errs.New(errs.Conflict, "review.matter.not_taken")
	case m.Verifier != by.Person:
		return errs.New(errs.Forbidden, "review.matter.not_yours")
	case !slices.Contains(Outcomes, outcome):
		return errs.Field("outcome", "review.matter.no_outcome")
	}
	if n := utf8.RuneCountInString(word); n > maxNote {
		return errs.Field("note", "error.too_long", "max", maxNote, "n", n)
	}
	return nil
}
