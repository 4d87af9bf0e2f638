package catalog

import (
	"errors"
	"testing"
	"time"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/file/register"
	"lianban/internal/testworld"
)

func incoming(rows ...incomingRow) (in Incoming) {
	for i, r := range rows {
		r.verdict = i
		in.rows = append(in.rows, r)
		in.verdicts = append(in.verdicts, register.Verdict{Line: i + 2, Label: r.Name})
	}
	return in
}

func row(code, name string) incomingRow {
	return incomingRow{Code: code, Name: name, Department: "市人社局", DepartmentCode: "D12", National: "10", Kind: OtherPower}
}

func imported(t *testing.T, s *Service, w *testworld.World, in Incoming) register.Result {
	t.Helper()
	out, err := s.ImportItems(t.Context(), w.As(testworld.Gulina), in, false)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// trace is everything an import could leave behind.
func trace(t *testing.T, w *testworld.World) [4]int {
	t.Helper()
	return [4]int{count(t, w, testworld.Centre, qTestItems), count(t, w, testworld.Centre, qTestEvents, "items.imported"),
		count(t, w, testworld.Centre, qTestEvents, "item.changed"), count(t, w, testworld.Other, qTestItems)}
}

// covers: A4-1
func TestAnImportAddsChangesAndLeavesTheRestAlone(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := filled(t, w)
		first := incoming(row("X-1", "社保卡补办"), row("X-2", "退休申请"))
		if out := imported(t, s, w, first); out.Read != 2 || out.Added != 2 || out.Refused == nil || out.Warnings == nil {
			t.Fatalf("first: %+v", out)
		}
		was := trace(t, w)
		if was != [4]int{7, 2, 0, 0} {
			t.Fatalf("after the first: %v", was)
		}
		w.Clock.Advance(time.Hour)
		if out := imported(t, s, w, first); out.Unchanged != 2 || out.Added+out.Changed != 0 || trace(t, w) != was {
			t.Fatalf("the same again: %+v, %v", out, trace(t, w))
		}
		if out := imported(t, s, w, incoming(row("X-2", "正常退休申请"), row("X-3", "失业登记"))); out.Added != 1 || out.Changed != 1 {
			t.Fatalf("second: %+v", out)
		}
		if got := trace(t, w); got != [4]int{8, 3, 1, 0} {
			t.Fatalf("after the second: %v", got)
		}
		read(t, w, func(tx *db.Tx) error {
			it, _, err := s.ItemByCode(tx, "X-2")
			if it.Name != "正常退休申请" || it.Department != testworld.Social || it.Level != "市" || it.Mode != None || it.Guide != 0 ||
				it.Changed != w.Clock.Now() {
				t.Errorf("%+v", it)
			}
			_, refused := s.Bookable(tx, it.ID)
			breach(t, refused)
			one, err2 := s.Item(tx, testworld.Company)
			if one.Changed == w.Clock.Now() || one.Guide != companyGuide {
				t.Errorf("an item that was not in the file: %+v", one)
			}
			return errors.Join(err, err2)
		})
		if hits, _, err := s.Search(t.Context(), testworld.Centre, "正常退休", 0, 5); err != nil || len(hits) != 1 {
			t.Errorf("found %v, %v", names(hits), err)
		}
	})
}

func TestAKindSetByAPersonIsNotOverruledByTheSameCode(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := serviceIn(w)
		write(t, w, func(tx *db.Tx) error {
			return s.Import(tx, "test", []Entry{{Item: Item{ID: 7, Code: "X-1", Name: "备案", Kind: Record, National: "10",
				Department: testworld.Social, DepartmentName: "市人社局", DepartmentCode: "D12", Level: "市", Mode: Stationed}}})
		})
		if out := imported(t, s, w, incoming(row("X-1", "备案"))); out.Unchanged != 1 {
			t.Fatalf("%+v", out)
		}
		r := row("X-1", "备案")
		r.National, r.Kind = "20", PublicService
		imported(t, s, w, incoming(r))
		read(t, w, func(tx *db.Tx) error {
			it, err := s.Item(tx, 7)
			if it.Kind != PublicService || it.Mode != Stationed {
				t.Errorf("%+v", it)
			}
			return err
		})
	})
}

func TestADryRunTellsAndChangesNothingAndOnlyTheOfficeImports(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := filled(t, w)
		was := trace(t, w)
		in := incoming(row("C-001", "改名"), row("X-1", "新的"))
		out, err := s.ImportItems(t.Context(), w.As(testworld.Gulina), in, true)
		if err != nil || out.Added != 1 || out.Changed != 1 {
			t.Errorf("%+v, %v", out, err)
		}
		for who, want := range map[int64]errs.Code{testworld.Li: errs.Forbidden, testworld.Ayxam: errs.Forbidden, 0: errs.Unauthenticated} {
			by := w.As(who)
			if who == 0 {
				by = w.Visitor()
			}
			if _, err := s.ImportItems(t.Context(), by, in, false); !errs.Is(err, want) {
				t.Errorf("%d: %v, want %s", who, err, want)
			}
		}
		twice := incoming(row("X-1", "新的"), row("X-1", "又一个"))
		if _, err := s.ImportItems(t.Context(), w.As(testworld.Gulina), twice, false); !errs.Is(err, errs.Conflict) {
			t.Errorf("a code twice: %v", err)
		}
		if got := trace(t, w); got != was {
			t.Errorf("from %v to %v", was, got)
		}
	})
}

func TestTwoImportsAtOnceAddEveryItemOnce(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := serviceIn(w)
		var rows []incomingRow
		for _, c := range "ABCDEFGHIJ" {
			rows = append(rows, row("X-"+string(c), "事项"+string(c)))
		}
		done := make(chan error, 4)
		for range cap(done) {
			go func() {
				_, err := s.ImportItems(t.Context(), w.As(testworld.Gulina), incoming(rows...), false)
				done <- err
			}()
		}
		ok := 0
		for range cap(done) {
			err := <-done
			if err == nil {
				ok++
			} else if !errs.Is(err, errs.Conflict) {
				t.Error(err)
			}
		}
		if got := trace(t, w); ok == 0 || got != [4]int{10, 1, 0, 0} {
			t.Errorf("%d went well and left %v", ok, got)
		}
	})
}
