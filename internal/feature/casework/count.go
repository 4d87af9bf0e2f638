package casework

import (
	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/core/identity"
)

// Counts is how the cases in sight stand: open ones, those received and those decided since the day began.
type Counts struct{ Open, Received, Ended int }

var qCounts = db.Q("casework.counts", `select count(case when ended_at = 0 then 1 end),
	count(case when received_at >= cast($6 as bigint) then 1 end), count(case when ended_at >= cast($6 as bigint) then 1 end)
	from casework_case where centre_id = $1
	and (cast($2 as boolean) or department_id in @ints($3) or window_id in @ints($4) or item_id in @ints($5))
	and (ended_at = 0 or received_at >= cast($6 as bigint) or ended_at >= cast($6 as bigint))`)

// Counts counts the cases in sight since that instant, for the board.
func (s *Service) Counts(tx *db.Tx, sight identity.Sight, since clock.Instant) (c Counts, err error) {
	args, err := s.scope(tx, sight, Query{})
	if err != nil {
		return c, err
	}
	return db.One(tx, qCounts, func(row db.Scan) (c Counts, err error) {
		err = row(&c.Open, &c.Received, &c.Ended)
		return c, err
	}, append(args[:5:5], since)...)
}
