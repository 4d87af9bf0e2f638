package catalog

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lianban/internal/base/db"
	"lianban/internal/testworld"
)

func names(hits []Hit) (out []string) {
	for _, h := range hits {
		out = append(out, h.Item.Name)
	}
	return out
}

// covers: A4-1
func TestPeopleFindAnItemByTheirOwnWords(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := filled(t, w)
		for q, want := range map[string]string{
			"补社保卡":                  "社会保障卡补领",
			"社保卡丢了怎么办":              "社会保障卡补领",
			"补办社保卡":                 "社会保障卡补领",
			"社会保障卡":                 "社会保障卡补领",
			"人社局 社保卡":               "社会保障卡补领",
			"我要开公司":                 "内资有限公司设立登记",
			" 内资有限公司 设立 ":           "内资有限公司设立登记",
			"公司设立":                  "内资有限公司设立登记",
			"设立公司":                  "内资有限公司设立登记",
			"ｃ－００１":                 "内资有限公司设立登记",
			"c001":                  "内资有限公司设立登记",
			"施工":                    "建筑工程施工许可",
			"州住建局 许可":               "建筑工程施工许可",
			"食品经营许可新办":              "食品经营许可新办",
			strings.Repeat("食", 99): "食品经营许可新办", // long, but answered
			"火星移民":                  "",
			"%_' or 1=1":            "",
			" 、 ":                   "",
		} {
			hits, total, err := s.Search(t.Context(), testworld.Centre, q, 0, 10)
			if err != nil {
				t.Fatal(err)
			}
			if want == "" && total != 0 || want != "" && (total == 0 || hits[0].Item.Name != want) {
				t.Errorf("%s: found %v, want %q first", q, names(hits), want)
			}
		}
		hits, total, err := s.Search(t.Context(), testworld.Centre, "许可", 0, 1)
		if err != nil || total != 2 || len(hits) != 1 {
			t.Errorf("%d of %d, %v: want one of the two", len(hits), total, err)
		}
		if hits, _, _ := s.Search(t.Context(), testworld.Centre, "许可", testworld.Housing, 9); len(hits) != 1 ||
			hits[0].Department != "州住建局" || hits[0].Item.Guide != 0 || hits[0].Promised.Said() {
			t.Errorf("in one department: %+v", hits)
		}
	})
}

func TestTheIndexFollowsTheRegisterAfterTheCommitOnly(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := filled(t, w)
		find := func(q string) int {
			_, n, err := s.Search(t.Context(), testworld.Centre, q, 0, 10)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		if find("老字号") != 0 {
			t.Fatal("found before it was there")
		}
		kept := s.indexes[testworld.Centre]
		failed := errors.New("no")
		one := []Entry{{Item: Item{ID: 77, Code: "C-077", Name: "老字号认定", Kind: Confirmation, Mode: None}}}
		err := w.DB.Write(t.Context(), testworld.Centre, func(tx *db.Tx) error {
			if err := s.Import(tx, "test", one); err != nil {
				return err
			}
			return failed
		})
		if !errors.Is(err, failed) || find("老字号") != 0 || s.indexes[testworld.Centre] != kept {
			t.Fatalf("a failed import shows: %v", err)
		}
		write(t, w, func(tx *db.Tx) error { return s.Import(tx, "test", one) })
		if find("老字号") != 1 || s.indexes[testworld.Centre] == kept {
			t.Fatal("a committed import does not show")
		}
		if _, n, err := s.Search(t.Context(), testworld.Other, "老字号", 0, 10); err != nil || n != 0 {
			t.Fatalf("the other centre finds %d, %v", n, err)
		}
	})
}

// sample is the path of the published items; without them the test skips with a notice, and fails where CI=true.
func sample(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != "/"; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
	}
	path := filepath.Join(dir, "..", "shared", "data", "items.csv")
	if _, err := os.Stat(path); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip("NOTICE: the published items are not here: ", path)
	}
	return path
}
