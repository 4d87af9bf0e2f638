package queue

import (
	"errors"
	"strings"
	"testing"

	"lianban/internal/base/db"
	"lianban/internal/testworld"
)

var (
	qSpoilState   = db.Q("queue.test_spoil_state", `update queue_ticket set state = 'finished' where centre_id = $1 and id = $2`)
	qSpoilSerial  = db.Q("queue.test_spoil_serial", `update queue_ticket set serial = 7 where centre_id = $1 and id = $2`)
	qSpoilWindow  = db.Q("queue.test_spoil_window", `update queue_ticket set window_id = 0 where centre_id = $1 and id = $2`)
	qSpoilCall    = db.Q("queue.test_spoil_call", `delete from queue_call where centre_id = $1 and ticket_id = $2`)
	qSpoilCounter = db.Q("queue.test_spoil_counter", `delete from queue_counter where centre_id = $1 and value <> $2`)
)

var errUndo = errors.New("undo")

//
func TestVerifySeesWhatIsWrongAndNothingElse(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := serviceIn(w)
		tk := called(t, s, w, true)
		take(t, s, w.Visitor(), testworld.Card)
		sound(t, w)
		for what, spoil := range map[string]*db.Stmt{"I6: ticket A001 of 2026-11-23: the row says": qSpoilState, "I2: A on": qSpoilSerial,
			"I3: 1 tickets are being served at no window": qSpoilWindow, "I6: ticket A001 of 2026-11-23: 0 calls": qSpoilCall,
			"the counter stands at 0": qSpoilCounter} {
			var told []string
			err := w.DB.Write(t.Context(), testworld.Centre, func(tx *db.Tx) (err error) {
				if _, err := tx.Exec(spoil, tx.Centre, tk.ID); err != nil {
					return err
				}
				if told, err = Verify(tx); err == nil {
					err = errUndo
				}
				return err
			})
			if !errors.Is(err, errUndo) {
				t.Fatalf("%s: %v", what, err)
			}
			if !strings.Contains(strings.Join(told, "\n"), what) {
				t.Errorf("%s: told %q", what, told)
			}
		}
		sound(t, w)
	})
}
