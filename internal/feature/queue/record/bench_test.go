package record

import (
	"testing"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/testworld"
)

var qFill = db.Q("record.test_fill", `insert into queue_ticket (centre_id, id, token, day, zone_id, prefix, serial, no,
	item_id, item_name, state, rank, reason, source, phone, phone_index, for_window, window_id, person_id, calls, returns,
	taken_at, queued_at, waited, called_at, served, arrived_at, ended_at)
	values ($1, $2, $3, $4, 21, 'A', $2, '', $5, '事项', 'finished', 1, '', 'kiosk', '', '', 0, $6, $7, 1, 0, $8, $8, $9, $10, $11, $10, $12)`)

// BenchmarkRead is the figures of a day of 8,000 tickets and of a month of 170,000 (a prefecture, design 9).
func BenchmarkRead(b *testing.B) {
	for _, e := range []db.Engine{db.SQLite, db.Postgres} {
		b.Run(string(e), func(b *testing.B) {
			c := clock.At(testworld.Monday)
			d := testworld.Open(b, e, c)
			w := testworld.New(b, d, c)
			days := 0
			for day := clock.Day(20261101); day <= 20261130; day = day.Add(1) {
				if day.Weekday() == 0 || day.Weekday() == 6 {
					continue
				}
				days++
				fill(b, d, day)
			}
			s := &Service{Directory: w.Directory, Hours: hours}
			for name, p := range map[string]Period{"day": {20261123, 20261123}, "month": {20261101, 20261130}} {
				b.Run(name, func(b *testing.B) {
					for b.Loop() {
						if err := d.Read(b.Context(), testworld.Centre, func(tx *db.Tx) error {
							f, err := s.Read(tx, p, everything, everything)
							b.ReportMetric(float64(f.Total.Taken), "tickets")
							return err
						}); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
		})
	}
}

func fill(b *testing.B, d *db.DB, day clock.Day) {
	b.Helper()
	err := d.Write(b.Context(), testworld.Centre, func(tx *db.Tx) error {
		for i := range 8000 {
			taken := day.At(10, 0).Add(time.Duration(i) * 3 * time.Second)
			called := taken.Add(time.Duration(i%2400) * time.Second)
			ended := called.Add(time.Duration(i%900) * time.Second)
			if err := tx.Must1(qFill, tx.Centre, tx.NewID(), tx.Token(), day, 40+i%300, 31+i%300, 51+i%375, taken,
				called.Sub(taken).Microseconds(), called, ended.Sub(called).Microseconds(), ended); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}
