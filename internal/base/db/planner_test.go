package db_test

import (
	"strings"
	"testing"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/testworld"
)

func TestSQLiteFindsFewRowsByTheirOwnIndexAlsoWhenTheyComeInOrder(t *testing.T) {
	d := testworld.Open(t, db.SQLite, clock.At(testworld.Monday))
	for sql, index := range map[string]string{
		"select id from deadline_clock where centre_id = 1 and subject_kind = 'case' and subject_id = 7 order by id": "deadline_clock_subject",
		"select id from catalog_item where centre_id = 1 and department_id = 7 order by id":                          "catalog_item_department",
	} {
		var a, b, c int
		var plan string
		if err := d.Pool().QueryRowContext(t.Context(), "explain query plan "+sql).Scan(&a, &b, &c, &plan); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(plan, index) {
			t.Errorf("%s: %s, want %s", sql, plan, index)
		}
	}
}
