package calendar

import (
	"encoding/json"

	"lianban/internal/base/db"
)

var (
	qPutNotice = db.Q("calendar.put_notice", `insert into calendar_notice (centre_id, id, region, year, number, dated, title,
		source, days, at, by_ref) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`)
	qNotices = db.Q("calendar.notices", `select id, region, year, number, dated, title, source, days, at, by_ref
		from calendar_notice where centre_id = $1 order by id`)
	qPutException = db.Q("calendar.put_exception", `insert into calendar_exception (centre_id, id, from_day, to_day, spans,
		reason, number, at, by_ref, ended_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0)`)
	qEndException = db.Q("calendar.end_exception", `update calendar_exception set ended_at = $3
		where centre_id = $1 and id = $2 and ended_at = 0`)
	qExceptions = db.Q("calendar.exceptions", `select id, from_day, to_day, spans, reason, number, at, by_ref
		from calendar_exception where centre_id = $1 and ended_at = 0 order by id`)
)

// Notices lists what the centre's office imported, in the order in which it counts.
func Notices(tx *db.Tx) ([]Kept, error) {
	return db.Rows(tx, qNotices, func(row db.Scan) (k Kept, err error) {
		var days string
		if err = row(&k.ID, &k.Region, &k.Year, &k.Number, &k.Dated, &k.Title, &k.Source, &days, &k.At, &k.By); err == nil {
			err = json.Unmarshal([]byte(days), &k.Days)
		}
		return k, err
	}, tx.Centre)
}

// Exceptions lists the opening exceptions of the centre that hold, in the order they were entered.
func Exceptions(tx *db.Tx) ([]KeptException, error) {
	return db.Rows(tx, qExceptions, func(row db.Scan) (k KeptException, err error) {
		var spans string
		if err = row(&k.ID, &k.From, &k.To, &spans, &k.Reason, &k.Number, &k.At, &k.By); err == nil {
			k.Open, err = ParseSpans(spans)
		}
		return k, err
	}, tx.Centre)
}
