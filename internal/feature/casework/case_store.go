package casework

import (
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/feature/casework/applicant"
	"lianban/internal/feature/casework/material"
)

const caseColumns = `id, no, token, day, ticket_id, ticket_no, item_id, item_code, item_name, item_kind, department_id,
	department_name, window_id, window_no, person_id, person_name, guide_id, guide_version, guide_day, instant, promised_n,
	promised_unit, statutory_n, statutory_unit, result_name, letter, applicant, source, state, tolerated, extended, reason, delivered,
	received_at, accepted_at, decided_at, ended_at, changed_at, version, masked`

var (
	qNext = db.Q("casework.next", `insert into casework_counter (centre_id, name, day, value) values ($1, $2, $3, 1)
		on conflict (centre_id, name, day) do update set value = casework_counter.value + 1 returning value`)
	qTwice = db.Q("casework.twice", `select no from casework_case where centre_id = $1 and ticket_id = $2
		and ticket_id <> 0 and item_id = $3`)
	qPut = db.Q("casework.put", `insert into casework_case (centre_id, id, no, token, day, ticket_id, ticket_no, item_id,
		item_code, item_name, item_kind, department_id, department_name, window_id, window_no, person_id, person_name,
		guide_id, guide_version, guide_day, instant, promised_n, promised_unit, statutory_n, statutory_unit, result_name,
		letter, applicant, applicant_index, state, tolerated, extended, reason, delivered, received_at, accepted_at, decided_at,
		ended_at, changed_at, version, folded, masked, source) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14,
		$15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, 0, $36, '', $32, $33, 0, $37, $32, 1, $34,
		$35, $38)`)
	// The state and version it was read in stand in the where: whoever was first wins, the other reads again.
	qMove = db.Q("casework.move", `update casework_case set state = $5, tolerated = $6, reason = $7, delivered = $8,
		accepted_at = $9, decided_at = $10, ended_at = $11, changed_at = $12, extended = $13, version = version + 1
		where centre_id = $1 and id = $2 and state = $3 and version = $4`)
	qOne      = db.Q("casework.one", `select `+caseColumns+` from casework_case where centre_id = $1 and id = $2`)
	qLock     = db.Q("casework.lock", `select `+caseColumns+` from casework_case where centre_id = $1 and id = $2 @lock`)
	qByNo     = db.Q("casework.by_no", `select `+caseColumns+` from casework_case where centre_id = $1 and no = $2`)
	qByToken  = db.Q("casework.by_token", `select `+caseColumns+` from casework_case where centre_id = $1 and token = $2`)
	qOfTicket = db.Q("casework.of_ticket", `select `+caseColumns+` from casework_case
		where centre_id = $1 and ticket_id = $2 order by id`)
	qUnanswered = db.Q("casework.unanswered", `select `+caseColumns+` from casework_case
		where centre_id = $1 and state = 'handed_in' and item_kind = 'licence' order by id`)
	qAll = db.Q("casework.all", `select `+caseColumns+` from casework_case where centre_id = $1 and id > $2 order by id limit 500`)

	qPutMaterial = db.Q("casework.put_material", `insert into casework_material (centre_id, case_id, n, name, source, originals,
		copies, need, days, fetched, mark, fault, supplied_at, deadline_id, claimed)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
		on conflict (centre_id, case_id, n) do update set days = excluded.days, mark = excluded.mark, fault = excluded.fault,
		supplied_at = excluded.supplied_at, deadline_id = excluded.deadline_id, claimed = excluded.claimed`)
	qMaterials = db.Q("casework.materials", `select n, name, source, originals, copies, need, days, fetched, mark, fault,
		supplied_at, deadline_id, claimed from casework_material where centre_id = $1 and case_id = $2 order by n`)

	qPaperSeq = db.Q("casework.paper_seq", `select count(*) from casework_paper
		where centre_id = $1 and case_id = $2 and kind = $3`)
	qPutPaper = db.Q("casework.put_paper", `insert into casework_paper (centre_id, id, case_id, kind, seq, at, person_id,
		person_name, window_no, due, provisional, lines) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`)
	qPapers = db.Q("casework.papers", `select id, case_id, kind, seq, at, person_id, person_name, window_no, due, provisional,
		lines from casework_paper where centre_id = $1 and case_id = $2 order by id`)

	qGuesses = db.Q("casework.guesses", `select n from casework_guess where centre_id = $1 and case_id = $2 and day = $3`)
	qGuess   = db.Q("casework.guess", `insert into casework_guess (centre_id, case_id, day, n) values ($1, $2, $3, 1)
		on conflict (centre_id, case_id, day) do update set n = casework_guess.n + 1`)
)

func scanCase(row db.Scan) (c Case, err error) {
	err = row(&c.ID, &c.No, &c.Token, &c.Day, &c.Ticket, &c.TicketNo, &c.Item, &c.Code, &c.Name, &c.Kind, &c.Department,
		&c.DepartmentName, &c.Window, &c.WindowNo, &c.Person, &c.PersonName, &c.Guide, &c.GuideVersion, &c.GuideDay,
		&c.Instant, &c.Promised.N, &c.Promised.Unit, &c.Statutory.N, &c.Statutory.Unit, &c.Result, &c.Letter, &c.sealed,
		&c.Source, &c.State, &c.Tolerated, &c.Extended, &c.Reason, &c.Delivered, &c.Received, &c.Accepted, &c.Decided, &c.Ended, &c.Changed,
		&c.Version, &c.Masked)
	return c, err
}

// write puts a new case or moves one on; the machine must know the step.
func (s *Service) write(tx *db.Tx, c *Case, verb string, from, to State, who applicant.Applicant) error {
	if !can(verb, from, to) {
		return errs.New(errs.Conflict, "casework.wrong_state", "no", c.No, "state", c.State.Text())
	}
	c.State, c.Changed = to, tx.Now
	s.touched(tx, *c)
	if from == none {
		c.Version = 1
		return s.put(tx, *c, who)
	}
	if err := tx.Must1(qMove, tx.Centre, c.ID, from, c.Version, to, c.Tolerated, c.Reason, c.Delivered, c.Accepted, c.Decided,
		c.Ended, c.Changed, c.Extended); err != nil {
		return err
	}
	c.Version++
	return nil
}

func (s *Service) put(tx *db.Tx, c Case, who applicant.Applicant) error {
	err := tx.Must1(qPut, tx.Centre, c.ID, c.No, c.Token, c.Day, c.Ticket, c.TicketNo, c.Item, c.Code, c.Name, c.Kind,
		c.Department, c.DepartmentName, c.Window, c.WindowNo, c.Person, c.PersonName, c.Guide, c.GuideVersion, c.GuideDay,
		c.Instant, c.Promised.N, c.Promised.Unit, c.Statutory.N, c.Statutory.Unit, c.Result, c.Letter, c.sealed,
		s.Index("case.applicant", who.IDNumber), c.State, c.Tolerated, c.Received, c.Accepted, searched(c),
		who.Masked().Name, c.Reason, c.Ended, c.Source)
	if db.KindOf(err) == db.Unique {
		// Two at once with one ticket: the key lets one through.
		return errs.New(errs.Conflict, "casework.twice_now", "ticket", c.TicketNo)
	}
	return err
}

func putMaterials(tx *db.Tx, id int64, all []material.Material) error {
	for _, m := range all {
		if err := tx.Must1(qPutMaterial, tx.Centre, id, m.N, m.Name, m.Source, m.Originals, m.Copies, m.Need, m.Days, m.Fetched,
			m.Mark, m.Fault, m.Supplied, m.Deadline, m.Claimed); err != nil {
			return err
		}
	}
	return nil
}

func scanMaterial(row db.Scan) (m material.Material, err error) {
	err = row(&m.N, &m.Name, &m.Source, &m.Originals, &m.Copies, &m.Need, &m.Days, &m.Fetched, &m.Mark, &m.Fault, &m.Supplied,
		&m.Deadline, &m.Claimed)
	return m, err
}

// Materials lists the materials of a case in the order of its guide.
func (s *Service) Materials(tx *db.Tx, c Case) ([]material.Material, error) {
	return db.Rows(tx, qMaterials, scanMaterial, tx.Centre, c.ID)
}
