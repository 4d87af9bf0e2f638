package catalog

import (
	"slices"
	"testing"

	"lianban/internal/base/db"
	"lianban/internal/testworld"
)

var (
	qBreakGuide = db.Q("catalog.test_break_guide", `update catalog_item set guide_id = 7 where centre_id = $1 and id = $2`)
	qBreakBody  = db.Q("catalog.test_break_body", `update catalog_guide set digest = 'x' where centre_id = $1 and id = $2`)
	qBreakDept  = db.Q("catalog.test_break_dept", `update catalog_item set department_id = 99 where centre_id = $1 and id = $2`)
)

// covers: A4-6
func TestVerifyFindsWhatIsBrokenAndNothingElse(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := serviceIn(w)
		all := append(entries(), Entry{Item: Item{ID: testworld.Pension, Code: "C-006", Name: "退休申请", Department: testworld.Social}})
		write(t, w, func(tx *db.Tx) error { return s.Import(tx, "test", all) })
		draft := drafted(t, s, w, testworld.Company, aGuide("内资有限公司设立登记"))
		w.Clock.Advance(1e9)
		write(t, w, func(tx *db.Tx) error {
			_, err := s.Publish(tx, w.As(testworld.Li), draft.ID, Declaration{Person: testworld.Li, Name: "李建国"})
			return err
		})
		verified(t, w)
		write(t, w, func(tx *db.Tx) error {
			return errFirst(tx.Must1(qBreakGuide, tx.Centre, testworld.Card), tx.Must1(qBreakBody, tx.Centre, companyGuide),
				tx.Must1(qBreakDept, tx.Centre, testworld.Food))
		})
		verified(t, w, "I8: guide 141 (version 1 of item 41) is not what its digest says",
			"I12: item 42 (C-002) is of department 99, which the centre does not have",
			"I6: item 43 (C-003) names guide 7, published is 143")
	})
}

func verified(t *testing.T, w *testworld.World, want ...string) {
	t.Helper()
	read(t, w, func(tx *db.Tx) error {
		got, err := Verify(tx)
		if !slices.Equal(got, want) {
			t.Errorf("found %q, want %q", got, want)
		}
		return err
	})
}
