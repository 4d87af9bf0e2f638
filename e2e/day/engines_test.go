package day

import (
	"database/sql"
	"errors"
	"os"
	"testing"

	"lianban/internal/base/db"
)

func exec1(file, statement string) error {
	c, err := sql.Open("sqlite", file)
	if err != nil {
		return err
	}
	_, err = c.Exec(statement)
	return errors.Join(err, c.Close())
}

func TestADayKilledInTheMiddleLeavesWhatADayLeavesThatWasNot(t *testing.T) {
	o, one := day(t, quick, db.SQLite)
	_, other := live(t, fresh(t, quick, 2, db.SQLite), 0)
	sound(t, "another seed", other)
	if one.Digest == other.Digest {
		t.Error("another seed left the same day: the dump tells nothing")
	}
	planted(t, o, "update queue_ticket set serial = serial + 100000 where id = (select max(id) from queue_ticket)")
	planted(t, o, "delete from queue_ticket where id = (select min(id) from queue_ticket)")
}

func TestAPrefecturesDayKilledInTheMiddleIsWholeAndThreeHundredTimesFaster(t *testing.T) {
	if os.Getenv("LIANBAN_THOROUGH") == "" {
		t.Skip("a whole prefecture's day runs with LIANBAN_THOROUGH=1")
	}
	if _, one := day(t, prefecture, db.SQLite); one.Seconds > 132 {
		t.Errorf("eleven hours took %.0f s: less than 300 times real time", one.Seconds)
	}
}
