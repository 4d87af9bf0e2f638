package outage

import (
	"strings"
	"testing"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/core/identity"
	"lianban/internal/feature/queue"
	"lianban/internal/testworld"
)

// kiosk is a machine of the hall.
func kiosk(device int64) identity.Actor {
	return identity.Actor{Centre: testworld.Centre, Device: device, Grants: []identity.Grant{{Role: identity.Kiosk}}}
}

func (h *hall) block(device int64) (zoneA []Spare) {
	h.t.Helper()
	all, err := h.s.Block(h.t.Context(), kiosk(device))
	h.must(err)
	return filterZone(all, testworld.ZoneA)
}

// covers: Q-1 Q-8
func TestAKioskKeepsABlockOfItsOwnAndWhatItGaveBecomesTicketsInTheOrderOfTheirTimes(t *testing.T) {
	each(t, func(h *hall) {
		one, two := h.block(7), h.block(8)
		h.want("blocks", one[0].No+"–"+one[19].No+" "+two[0].No+"–"+two[19].No, "KA001–KA020 KA021–KA040")
		h.want("asked again", h.block(7)[0].Token, one[0].Token)
		at := h.pass(3 * time.Minute)
		h.pass(time.Minute)
		given := []Given{{No: "KA002", Item: testworld.Company, At: at.Add(20 * time.Second)}, {No: "KA001", Item: testworld.Company, At: at},
			{No: "KA021", Item: testworld.Company, At: at}, {No: "KA003", Item: testworld.Company, At: at.Add(time.Hour)}}
		for range 2 {
			refused, err := h.s.Give(h.t.Context(), kiosk(7), given)
			h.must(err)
			h.want("refused", refused, "[KA021 KA003]")
		}
		for _, want := range []string{"KA001", "KA002"} {
			tk, err := h.q.CallNext(h.t.Context(), h.w.As(testworld.Ayxam), testworld.W1)
			h.must(err)
			if tk.No != want || tk.Mark != Mark || tk.Source != "kiosk" || tk.Late == 0 || tk.Taken < at {
				h.t.Errorf("%+v, want %s", tk, want)
			}
			_, err = h.q.Miss(h.t.Context(), h.w.As(testworld.Ayxam), testworld.W1)
			h.must(err)
		}
		h.want("left in the block", len(h.block(7)), 18)
		refused, err := h.s.Give(h.t.Context(), kiosk(7), []Given{{No: "KA003", Item: testworld.Company, At: h.w.Clock.Now()}})
		h.must(err)
		h.want("later the same day", refused, "[]")
		h.w.Clock.Set(clock.Must("2026-11-24 10:20"))
		h.want("the next day begins anew", h.block(7)[0].No, "KA001")
	})
}

var (
	qTestLose  = db.Q("queue.test_lose_reserved", `delete from outage_reserved where centre_id = $1 and serial = 5`)
	qTestStray = db.Q("queue.test_stray", `update queue_ticket set serial = 77, no = 'KA077' where centre_id = $1 and mark <> ''`)
	qTestGap   = db.Q("queue.test_gap", `update queue_ticket set serial = 9, no = 'A009' where centre_id = $1 and serial = 2 and mark = ''`)
)

func TestBlocksAreNoGapAndARealGapIsFound(t *testing.T) {
	for _, c := range []struct {
		wrong *db.Stmt
		says  string
	}{{nil, ""}, {qTestLose, "19 numbers reserved"}, {qTestStray, "KA077 of 2026-11-23 was reserved in no block"}, {qTestGap, "3 tickets have the numbers 1 to 9"}} {
		testworld.Each(t, func(t *testing.T, w *testworld.World) {
			h := &hall{t: t, w: w, q: &queue.Service{Store: w.DB, Directory: w.Directory, Hours: hours,
				Item: func(*db.Tx, int64) (string, error) { return "事项", nil }}}
			h.s = &Service{Store: w.DB, Directory: w.Directory, Queue: h.q}
			h.take(3)
			h.block(7)
			_, err := h.s.Give(t.Context(), kiosk(7), []Given{{No: "KA001", Item: testworld.Company, At: w.Clock.Now()}})
			h.must(err)
			if c.wrong != nil {
				h.must(w.DB.Write(t.Context(), testworld.Centre, func(tx *db.Tx) error {
					_, err := tx.Exec(c.wrong, tx.Centre)
					return err
				}))
			}
			got := strings.Join(h.verify(), "; ")
			if c.says == "" && got != "" || !strings.Contains(got, c.says) {
				t.Errorf("verify says %q, want %q", got, c.says)
			}
		})
	}
}
