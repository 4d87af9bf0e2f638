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

// quickest is how much faster than real time a day must be played: eleven hours in 132 seconds.
const quickest = 132

// A hall of sixty windows on every run; a whole prefecture's day with LIANBAN_THOROUGH.
//
// covers: Q-2 Q-8
func TestADayKilledInTheMiddleLeavesWhatADayLeavesThatWasNot(t *testing.T) {
	n := quick
	if os.Getenv("LIANBAN_THOROUGH") != "" {
		n = prefecture
	}
	o, one := day(t, n, db.SQLite)
	if one.Seconds > quickest {
		t.Errorf("eleven hours took %.0f s: less than 300 times real time", one.Seconds)
	}
	if n == quick {
		_, other := live(t, fresh(t, n, 2, db.SQLite), 0)
		sound(t, "another seed", other)
		if one.Digest == other.Digest {
			t.Error("another seed left the same day: the dump tells nothing")
		}
	}
	planted(t, o, "update queue_ticket set serial = serial + 100000 where id = (select max(id) from queue_ticket)")
	planted(t, o, "delete from queue_ticket where id = (select min(id) from queue_ticket)")
}
