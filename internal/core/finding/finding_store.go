package finding

import (
	"encoding/json"
	"fmt"
	"slices"

	"lianban/internal/base/db"
	"lianban/internal/base/text"
	"lianban/internal/core/identity"
	"lianban/internal/core/ledger"
)

const columns = `id, kind, article, fact, at, day, department_id, window_id, person_id, about_kind, about_id, body, path, state,
	clock_id, proposed_at, proposed_by, stated_at, decided_at, decided_by, reason`

var (
	qPut = db.Q("finding.put", `insert into finding_finding (centre_id, id, kind, article, fact, at, day, department_id,
		window_id, person_id, about_kind, about_id, body, path, state, clock_id, proposed_at, proposed_by, stated_at, decided_at,
		decided_by, reason) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 'proposed', 0, $15, $16, 0, 0, 0, '')
		on conflict (centre_id, fact) do nothing`)
	qOne      = db.Q("finding.one", `select `+columns+` from finding_finding where centre_id = $1 and id = $2`)
	qLock     = db.Q("finding.lock", `select `+columns+` from finding_finding where centre_id = $1 and id = $2 @lock`)
	qFactLock = db.Q("finding.fact_lock", `select `+columns+` from finding_finding where centre_id = $1 and fact = $2 @lock`)
	qClock    = db.Q("finding.clock", `update finding_finding set clock_id = $3 where centre_id = $1 and id = $2 and clock_id = 0`)
	qState    = db.Q("finding.state", `update finding_finding set state = $3, stated_at = $4
		where centre_id = $1 and id = $2 and state in ('proposed', 'stated', 'ready')`)
	qReady = db.Q("finding.ready", `update finding_finding set state = 'ready'
		where centre_id = $1 and id = $2 and state = 'proposed'`)
	qDecide = db.Q("finding.decide", `update finding_finding set state = $4, decided_at = $5, decided_by = $6, reason = $7
		where centre_id = $1 and id = $2 and state = $3`)
	qOf = db.Q("finding.of", `select `+columns+` from finding_finding
		where centre_id = $1 and about_kind = $2 and about_id = $3 order by id`)
	qSeen = db.Q("finding.seen", `select `+columns+` from finding_finding where centre_id = $1
		and (cast($2 as boolean) or department_id in @ints($3) or window_id in @ints($4)
		or person_id > 0 and person_id = cast($5 as bigint))
		and (cast($6 as text) = '' or kind = cast($6 as text))
		and (cast($7 as bigint) = 0 or department_id = cast($7 as bigint))
		and (cast($8 as bigint) = 0 or person_id = cast($8 as bigint))
		and day >= $9 and day <= $10 and (cast($11 as bigint) = 0 or id < cast($11 as bigint))
		and (cast($12 as boolean) or state in (cast($13 as text), cast($14 as text), cast($15 as text), cast($16 as text)))
		order by id desc limit $17`)
	qCount = db.Q("finding.count", `select state, count(*) from finding_finding where centre_id = $1
		and (cast($2 as boolean) or department_id in @ints($3) or window_id in @ints($4)
		or person_id > 0 and person_id = cast($5 as bigint)) group by state`)

	qAddEvidence = db.Q("finding.add_evidence", `insert into finding_evidence (centre_id, finding_id, seq, source, body,
		about_kind, about_id, at, by_ref) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`)
	qEvidence = db.Q("finding.evidence", `select source, body, about_kind, about_id, at, by_ref from finding_evidence
		where centre_id = $1 and finding_id = $2 order by seq`)
	qWrong = db.Q("finding.wrong", `select id, state from finding_finding where centre_id = $1 and (
		(state in ('confirmed', 'withdrawn')) <> (decided_at > 0) or (decided_at > 0) <> (reason <> '')
		or state = 'stated' and stated_at = 0 or state in ('proposed', 'ready') and stated_at > 0 or clock_id = 0
		or decided_by > 0 and decided_by = person_id) order by id limit 20`)
)

func scan(row db.Scan) (f Finding, err error) {
	var body string
	err = row(&f.ID, &f.Kind, &f.Article, &f.Fact, &f.At, &f.Day, &f.Department, &f.Window, &f.Person, &f.About.Kind, &f.About.ID,
		&body, &f.Path, &f.State, &f.Clock, &f.Proposed, &f.By, &f.Stated, &f.Decided, &f.DecidedBy, &f.Reason)
	if err == nil {
		err = json.Unmarshal([]byte(body), &f.Text)
	}
	return f, err
}

func insert(tx *db.Tx, f Finding) (bool, error) {
	body, err := json.Marshal(f.Text)
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(qPut, tx.Centre, f.ID, f.Kind, f.Article, f.Fact, f.At, f.Day, f.Department, f.Window, f.Person,
		f.About.Kind, f.About.ID, string(body), f.Path, f.Proposed, f.By)
	return n == 1, err
}

func addEvidence(tx *db.Tx, id int64, seq int, e Evidence, by string) error {
	body, err := json.Marshal(e.Text)
	if err != nil {
		return err
	}
	return tx.Must1(qAddEvidence, tx.Centre, id, seq, e.Source, string(body), e.Subject.Kind, e.Subject.ID, tx.Now, by)
}

func evidence(tx *db.Tx, id int64) ([]Evidence, error) {
	return db.Rows(tx, qEvidence, func(row db.Scan) (e Evidence, err error) {
		var body string
		if err = row(&e.Source, &body, &e.Subject.Kind, &e.Subject.ID, &e.At, &e.By); err == nil {
			err = json.Unmarshal([]byte(body), &e.Text)
		}
		return e, err
	}, tx.Centre, id)
}

// one reads a finding with the last day of its statement.
func (s *Service) one(tx *db.Tx, id int64) (Finding, error) {
	f, err := db.One(tx, qOne, scan, tx.Centre, id)
	if err != nil {
		return f, err
	}
	all, err := s.dated(tx, []Finding{f})
	if err != nil {
		return f, err
	}
	return all[0], nil
}

// dated gives findings with the last day of their statement, which moves with the calendar.
func (s *Service) dated(tx *db.Tx, all []Finding) ([]Finding, error) {
	for i := range all {
		if !all[i].Open() {
			continue
		}
		d, err := s.Deadlines.One(tx, all[i].Clock)
		if err != nil {
			return nil, err
		}
		all[i].Due = d.Day
	}
	return all, nil
}

// Of lists the findings about a thing, in the order they were proposed.
func (s *Service) Of(tx *db.Tx, about ledger.Subject) ([]Finding, error) {
	all, err := db.Rows(tx, qOf, scan, tx.Centre, about.Kind, about.ID)
	if err != nil {
		return nil, err
	}
	return s.dated(tx, all)
}

// sighted turns a sight into the arguments of the scope.
func sighted(tx *db.Tx, sight identity.Sight) []any {
	some := func(ids []int64) string {
		return db.Ints(slices.DeleteFunc(slices.Clone(ids), func(id int64) bool { return id == 0 }))
	}
	return []any{tx.Centre, sight.All, some(sight.Departments), some(sight.Windows), sight.Person}
}

// Seen is List in a transaction, for whatever a sight shows.
func (s *Service) Seen(tx *db.Tx, sight identity.Sight, f Filter) ([]Finding, error) {
	if f.Limit == 0 {
		f.Limit = 100
	}
	if f.To == 0 {
		f.To = 99991231
	}
	var states [4]string
	for i, st := range f.States[:min(len(f.States), len(states))] {
		states[i] = string(st)
	}
	args := append(sighted(tx, sight), f.Kind, f.Department, f.Person, f.From, f.To, f.Before, len(f.States) == 0, states[0],
		states[1], states[2], states[3], f.Limit)
	all, err := db.Rows(tx, qSeen, scan, args...)
	if err != nil {
		return nil, err
	}
	return s.dated(tx, all)
}

// Count counts the findings a sight shows by state, for the board.
func (s *Service) Count(tx *db.Tx, sight identity.Sight) (map[State]int, error) {
	out := map[State]int{}
	_, err := db.Rows(tx, qCount, func(row db.Scan) (struct{}, error) {
		var st State
		var n int
		err := row(&st, &n)
		out[st] = n
		return struct{}{}, err
	}, sighted(tx, sight)...)
	return out, err
}

// Verify tells every finding that violates I5: a state that its instants and reason contradict, one without a clock, one
// decided by whom it is about.
func Verify(tx *db.Tx) ([]string, error) {
	return db.Rows(tx, qWrong, func(row db.Scan) (string, error) {
		var id int64
		var st State
		err := row(&id, &st)
		return fmt.Sprintf("I5: finding %d is %s and its row says otherwise", id, st), err
	}, tx.Centre)
}

// Word is the state in words.
func (s State) Word() text.Msg { return text.M("finding.state." + string(s)) }
