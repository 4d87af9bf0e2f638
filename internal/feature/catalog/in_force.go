package catalog

import (
	"lianban/internal/base/clock"
	"lianban/internal/base/db"
)

var qAllInForce = db.Q("catalog.all_in_force", `select `+versionColumns+` from catalog_guide
	where centre_id = $1 and published_at > 0 and published_at <= $2 and (superseded_at = 0 or superseded_at > $2)
	order by item_id, version`)

// GuidesInForce gives the guide of every item that was in force at that instant, by item: how far limits, steps and materials
// have come since (11(3)).
func (s *Service) GuidesInForce(tx *db.Tx, at clock.Instant) (map[int64]Guide, error) {
	all, err := db.Rows(tx, qAllInForce, scanVersion, tx.Centre, at)
	out := make(map[int64]Guide, len(all))
	for _, v := range all {
		out[v.Item] = v.Guide
	}
	return out, err
}
