package review

import (
	"lianban/internal/base/db"
	"lianban/internal/core/identity"
	"lianban/internal/core/ledger"
)

var (
	qMove = db.Q("review.move", `update review_matter set state = $4, verdict = $5, weight = $6, request_id = $7, clock_id = $8,
		rounds = $9, closed_at = $10 where centre_id = $1 and id = $2 and state = $3`)
	qPutStep = db.Q("review.put_step", `insert into review_step (centre_id, id, matter_id, kind, choice, word, person_id, at)
		values ($1, $2, $3, $4, $5, $6, $7, $8)`)
	qSteps = db.Q("review.steps", `select kind, choice, word, person_id, at from review_step
		where centre_id = $1 and matter_id = $2 order by id`)
	// Set aside stays where it is: the answers are not touched.
	qSetAside = db.Q("review.set_aside", `update review_invitation set standing = 7
		where centre_id = $1 and id = $2 and standing between 1 and $3`)
	qByRequest = db.Q("review.by_request", matterSelect+` and m.request_id = $2 and m.request_id > 0`)
	qRequests  = db.Q("review.requests", matterSelect+` and m.request_id > 0 and (cast($2 as boolean) or i.department_id in @ints($3))
		order by case m.state when 'asked' then 0 when 'rectifying' then 0 else 1 end, m.request_id desc limit $4`)
	qAlike = db.Q("review.alike", `select count(case when day = $4 then 1 end), count(*) from review_invitation
		where centre_id = $1 and department_id = $2 and item_id = $3 and month = $5`)
	qMatterOf = db.Q("review.matter_of", matterSelect+` and m.invitation_id = $2`)
)

// move writes where the matter stands now, what was done, and its event. The words stay in the row of the step.
func move(tx *db.Tx, by identity.Actor, was MatterState, m Matter, st Step) error {
	if err := tx.Must1(qMove, tx.Centre, m.ID, was, m.State, m.Verdict, m.Weight, m.Request, m.Clock, m.Rounds, m.Closed); err != nil {
		return err
	}
	st.Person = by.Person
	if err := putStep(tx, m.ID, st); err != nil {
		return err
	}
	about := ledger.Of("review.matter", m.ID)
	if st.Kind == "told" || st.Kind == "reported" { // the department's word leads to no matter
		about = ledger.Of("review.request", m.Request)
	}
	var facts map[string]any
	if st.Choice != "" {
		facts = map[string]any{"outcome": st.Choice}
	}
	_, err := ledger.Append(tx, ledger.Event{Actor: by.Ref(), Verb: "review." + verbs[st.Kind], Article: "11.7", Subject: about,
		Facts: facts})
	return err
}

// verbs are the events of the steps: what visitors and chiefs "answered" has words of its own.
var verbs = map[string]string{"asked": "facts_asked", "told": "facts_told", "ruled": "ruled", "seconded": "seconded",
	"refused": "malice_refused", "confirmed": "mistake_confirmed", "denied": "mistake_denied",
	"reported": "rectified", "answered": "replied", "called": "called_back"}

func putStep(tx *db.Tx, matter int64, st Step) error {
	return tx.Must1(qPutStep, tx.Centre, tx.NewID(), matter, st.Kind, st.Choice, st.Word, st.Person, tx.Now)
}

func scanStep(row db.Scan) (st Step, err error) {
	err = row(&st.Kind, &st.Choice, &st.Word, &st.Person, &st.At)
	return st, err
}

// Steps gives what was done about a matter, oldest first. Whoever asks has been given the matter.
func (m Matter) Steps(tx *db.Tx) ([]Step, error) {
	return db.Rows(tx, qSteps, scanStep, tx.Centre, m.ID)
}
