package notice_test

import (
	"fmt"
	"testing"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/core/calendar"
	"lianban/internal/core/deadline"
	"lianban/internal/core/finding"
	"lianban/internal/core/identity"
	"lianban/internal/core/ledger"
	"lianban/internal/core/notice"
	"lianban/internal/testworld"
)

// covers: A11-3
func TestAnOverdueClockIsRemindedOfProposedAsAFindingAndClimbsTheRungsOnce(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		cal := &calendar.Service{Store: w.DB}
		clocks := &deadline.Service{Store: w.DB, Calendar: cal, Plans: map[string]deadline.Plan{}}
		notices := &notice.Service{Store: w.DB, Directory: w.Directory}
		findings := &finding.Service{Store: w.DB, Deadlines: clocks, Calendar: cal, Notify: notices.Finding}
		clocks.Plans[finding.StatementClock] = findings.StatementPlan()
		clocks.Plans["case.promised"] = append(notices.Reminders(), findings.Missed("limit.missed"))
		var d deadline.Deadline
		err := w.DB.Write(t.Context(), testworld.Centre, func(tx *db.Tx) (err error) {
			d, err = clocks.Start(tx, "account:1", deadline.New{Kind: "case.promised", Title: "食品经营许可", Ref: "昌受2026-0481",
				Path: "/cases/481", Article: "11.3", Subject: ledger.Of("case", 481),
				Owner: deadline.Owner{Department: testworld.Market, Window: testworld.W1},
				Limit: calendar.Limit{N: 3, Unit: calendar.WorkingDays}})
			return err
		})
		if err != nil || d.Day != 20261126 {
			t.Fatal(d.Day, err)
		}
		for end := clock.Must("2026-12-03 12:00"); w.Clock.Now() < end; w.Clock.Advance(2 * time.Hour) {
			for range 2 {
				if _, err := clocks.Sweep(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
		}
		heardBy(t, w, notices)
		all, err := findings.List(t.Context(), w.As(testworld.Gulina), finding.Filter{})
		if err != nil || len(all) != 1 || all[0].Fact != fmt.Sprintf("deadline:%d", d.ID) || all[0].Day != 20261126 || all[0].Person != 0 {
			t.Errorf("%+v, %v", all, err)
		}
	})
}

// heardBy holds against each inbox what should be in it.
func heardBy(t *testing.T, w *testworld.World, notices *notice.Service) {
	t.Helper()
	heard := "“食品经营许可”昌受2026-0481 已超期 “食品经营许可”昌受2026-0481 今天到期 “食品经营许可”昌受2026-0481 快到期了"
	manager, director := w.As(testworld.Li), w.As(testworld.Zhang)
	manager.Grants = []identity.Grant{{Role: identity.Manager, Department: testworld.Market}}
	director.Grants = []identity.Grant{{Role: identity.Director}}
	for name, c := range map[string]struct {
		by   identity.Actor
		want string
	}{
		"the A post":            {w.As(testworld.Ayxam), heard},
		"the B post":            {w.As(testworld.Serik), heard},
		"the chief":             {w.As(testworld.Li), "今天是申辩的最后一天：超过承诺时限 发现一条问题：超过承诺时限 " + heard},
		"the manager":           {manager, "“食品经营许可”昌受2026-0481 超期仍未办结"},
		"the deputy director":   {w.As(testworld.Zhang), "“食品经营许可”昌受2026-0481 超期仍未办结"},
		"the director":          {director, "“食品经营许可”昌受2026-0481 超期仍未办结"},
		"somebody else's clerk": {w.As(testworld.Ma), ""},
	} {
		all, err := notices.Inbox(t.Context(), c.by, notice.Filter{})
		if err != nil {
			t.Fatal(err)
		}
		said := ""
		for i, n := range all {
			if i > 0 {
				said += " "
			}
			said += n.Title.String()
		}
		if said != c.want {
			t.Errorf("%s heard %q, want %q", name, said, c.want)
		}
	}
}
