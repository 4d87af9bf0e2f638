package sqllint

import (
	"slices"
	"strings"
	"testing"
)

func TestTablesOfAStatementAreFoundWithoutItsOwnNames(t *testing.T) {
	got := Tables(`with due as materialized (select id as due_id from jobs_job where centre_id = $1)
		update jobs_job set state = 'running from here' from due where centre_id = $1 and id = due_id`)
	if !slices.Equal(got, []string{"jobs_job"}) {
		t.Errorf("got %v", got)
	}
	got = Tables(`select e.id from ledger_subject s join ledger_event e on e.centre_id = s.centre_id where s.centre_id = $1`)
	if !slices.Equal(got, []string{"ledger_event", "ledger_subject"}) {
		t.Errorf("got %v", got)
	}
}

func TestRightStatementsPass(t *testing.T) {
	for _, sql := range []string{
		`select id, no from queue_ticket where centre_id = $1 and id = $2`,
		`insert into queue_ticket (centre_id, id) values ($1, $2) on conflict (centre_id, id) do update set id = excluded.id`,
		`update queue_ticket set state = 'called' where centre_id = $1 and id = (select id from queue_ticket
			where centre_id = $1 and state = 'waiting' limit 1 @skip) returning id`,
		`select e.id from ledger_subject s join ledger_event e on e.centre_id = s.centre_id and e.id = s.event_id
			where s.centre_id = $1 and e.centre_id = $1`,
		`delete from jobs_job where centre_id = $1 and id in (select id from jobs_job where centre_id = $1 limit $2)`,
	} {
		if faults := Faults(sql, false); faults != nil {
			t.Errorf("%s: %v", sql, faults)
		}
	}
}

func TestWrongStatementsAreCaught(t *testing.T) {
	for sql, want := range map[string]string{
		`select id from queue_ticket where id = $1`:                                       "centre_id",
		`SELECT id from queue_ticket where centre_id = $1`:                                "lower case",
		`select * from queue_ticket where centre_id = $1`:                                 "*",
		`select id from a_b where centre_id = $1 and id = (select id from a_c limit 1)`:   "centre_id",
		`select id::text from queue_ticket where centre_id = $1`:                          "::",
		`update queue_ticket set at = now() where centre_id = $1`:                         "time or chance",
		`select id from queue_ticket where centre_id = $1 and no like $2`:                 "like",
		`insert into a_b (centre_id, n) values ($1, (select max(n) from a_b))`:            "subselect",
		`select x.id from a_b x join a_c y on y.id = x.id where x.centre_id = $1`:         "of y",
		`insert into a_b (id) values ($1)`:                                                "centre_id",
		`select id from a_b where centre_id = $1 for update`:                              "by hand",
		`update a_b set n = 1 where id = (select id from a_b where centre_id = $1 @skip)`: "centre_id",
	} {
		faults := Faults(sql, false)
		if !slices.ContainsFunc(faults, func(f string) bool { return strings.Contains(f, want) }) {
			t.Errorf("%s: got %v, want a fault about %q", sql, faults, want)
		}
	}
	if faults := Faults(`select centre_id, count(*) from jobs_job group by centre_id`, true); faults != nil {
		t.Errorf("across the centres: %v", faults)
	}
}
