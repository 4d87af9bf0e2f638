package app

import (
	"fmt"
	"testing"

	"lianban/internal/base/db"
	"lianban/internal/base/text"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/calendar"
	"lianban/internal/core/deadline"
	"lianban/internal/core/identity"
	"lianban/internal/core/law"
	"lianban/internal/feature/casework"
	"lianban/internal/feature/catalog"
	"lianban/internal/feature/queue"
	"lianban/internal/testworld"
)

// searching is the app over the test world, with a number taken for the market's item and one for the social department's.
func searching(t *testing.T, w *testworld.World) *App {
	t.Helper()
	cal := &calendar.Service{Store: w.DB}
	a := &App{Store: w.DB, Directory: w.Directory, Rulebook: law.Shipped(), Catalog: &catalog.Service{Store: w.DB, Directory: w.Directory},
		Casework: &casework.Service{Store: w.DB, Directory: w.Directory, Calendar: cal, Index: testworld.Keys(t).Index,
			Deadlines: &deadline.Service{Store: w.DB, Calendar: cal}},
		Queue: &queue.Service{Store: w.DB, Directory: w.Directory, Hours: cal.Hours,
			Item: func(_ *db.Tx, item int64) (string, error) { return fmt.Sprintf("事项%d", item), nil }}}
	for _, item := range []int64{testworld.Company, testworld.Card} {
		if _, err := a.Queue.Take(t.Context(), w.Visitor(), queue.Take{Item: item, Source: "kiosk"}); err != nil {
			t.Fatal(err)
		}
	}
	return a
}

// covers: B-1
func TestTheSearchFindsWhatOneMaySeeAndNothingElse(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		a := searching(t, w)
		for _, c := range []struct {
			who    string
			person int64
			word   string
			want   string
		}{
			{"the office", testworld.Gulina, "A001", "[ticket:A001]"},
			{"the office", testworld.Gulina, "b001", "[ticket:B001]"},
			{"the market's chief", testworld.Li, "A001", "[ticket:A001]"},
			{"the market's chief", testworld.Li, "B001", "[]"},
			{"the auditor", testworld.Chen, "A001", "[]"},
			{"the office", testworld.Gulina, "A999", "[]"},
			{"the office", testworld.Gulina, "马小军", "[person:马小军]"},
			{"the market's chief", testworld.Li, "马小军", "[]"},
			{"the market's chief", testworld.Li, "赛力克", "[person:赛力克·叶尔兰]"},
			{"the auditor", testworld.Chen, "马小军", "[]"},
			{"who keeps the accounts", testworld.Liu, "马小军", "[person:马小军]"},
			{"the office", testworld.Gulina, "3号窗口", "[window:3 号窗口]"},
			{"the market's chief", testworld.Li, "3 号", "[]"},
			{"the market's chief", testworld.Li, "1 号", "[window:1 号窗口]"},
			{"the auditor", testworld.Chen, "9.4", "[article:第九条（四）]"},
			{"the auditor", testworld.Chen, "离岗时间", "[article:第九条（四）]"},
			{"the office", testworld.Gulina, "没有这样的东西", "[]"},
		} {
			found, err := a.find(ui.WithLang(t.Context(), text.Zh), w.As(c.person), c.word)
			if err != nil {
				t.Fatal(err)
			}
			all := []string{}
			for _, f := range found {
				for _, hit := range f.Hits {
					all = append(all, f.Kind+":"+hit.Title)
				}
			}
			if got := fmt.Sprint(all); got != c.want {
				t.Errorf("%s finds by %q %s, want %s", c.who, c.word, got, c.want)
			}
		}
		if found, err := a.find(t.Context(), identity.Actor{Centre: testworld.Other}, "A001"); err != nil || len(found) != 0 {
			t.Errorf("somebody of another centre finds %v, %v", found, err)
		}
	})
}
