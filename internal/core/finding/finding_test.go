package finding_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/core/calendar"
	"lianban/internal/core/deadline"
	"lianban/internal/core/finding"
	"lianban/internal/core/identity"
	"lianban/internal/core/law"
	"lianban/internal/core/ledger"
	"lianban/internal/core/notice"
	"lianban/internal/testworld"
)

// office is the findings of the test world, wired as the program is.
type office struct {
	*finding.Service
	w       *testworld.World
	notices *notice.Service
}

func officeIn(w *testworld.World) office {
	cal := &calendar.Service{Store: w.DB}
	clocks := &deadline.Service{Store: w.DB, Calendar: cal}
	notices := &notice.Service{Store: w.DB}
	s := &finding.Service{Store: w.DB, Deadlines: clocks, Calendar: cal, Notify: notices.Finding}
	clocks.Plans = map[string]deadline.Plan{finding.StatementClock: s.StatementPlan()}
	return office{s, w, notices}
}

// offpost is Ayxam's being away from window 1, as the detector reports it.
func offpost() finding.New {
	return finding.New{Kind: "offpost.over", Fact: "offpost:31:1", About: ledger.Of("window", testworld.W1), Department: testworld.Market,
		Window: testworld.W1, Person: testworld.Ayxam, Text: text.Plain("离岗 21 分钟"), Path: "/windows/31",
		Evidence: []finding.Evidence{{Source: "detector", Text: text.Plain("10:00:00 至 10:21:04"), Subject: ledger.Of("window", testworld.W1)}}}
}

func late() finding.New {
	return finding.New{Kind: "limit.missed", Fact: "deadline:7", About: ledger.Of("case", 7), Department: testworld.Housing,
		Window: testworld.W4, Person: testworld.Abduwali, Text: text.Plain("超 1 天"), Path: "/cases/7"}
}

func (o office) propose(t *testing.T, n finding.New) finding.Finding {
	t.Helper()
	var f finding.Finding
	err := o.Store.Write(t.Context(), testworld.Centre, func(tx *db.Tx) (err error) {
		f, err = o.Propose(tx, "job:detector", n)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func (o office) read(t *testing.T, id int64) finding.Finding {
	t.Helper()
	f, err := o.Read(t.Context(), o.w.As(testworld.Gulina), id)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// told lists what somebody was told, the newest first.
func (o office) told(t *testing.T, by identity.Actor) (out []string) {
	t.Helper()
	all, err := o.notices.Inbox(t.Context(), by, notice.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range all {
		out = append(out, n.Title.String())
	}
	return out
}

func (o office) verified(t *testing.T) {
	t.Helper()
	err := o.Store.Read(t.Context(), testworld.Centre, func(tx *db.Tx) error {
		for _, check := range []func(*db.Tx) ([]string, error){finding.Verify, o.Deadlines.Verify, notice.Verify} {
			wrong, err := check(tx)
			if err != nil {
				return err
			}
			for _, w := range wrong {
				t.Error(w)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestTheKindsAndRulesSayWhatTheArticlesSay(t *testing.T) {
	rb := law.Shipped()
	if err := law.CheckRules(rb, finding.Rules); err != nil {
		t.Error(err)
	}
	var kinds []law.Rule[int]
	for _, k := range finding.Kinds {
		kinds = append(kinds, law.Rule[int]{ID: k.Code, Article: k.Article, Wording: k.Wording, Modality: law.Must,
			Check: func(int, law.View) law.Outcome { return law.Pass() }})
		if words := k.Title().String(); words == "" || words[0] == '[' {
			t.Errorf("%s has no words", k.Code)
		}
	}
	if err := law.CheckRules(rb, kinds); err != nil {
		t.Error(err)
	}
}

// covers: A20-2
func TestAFindingIsHeardThenConfirmedAndCountsOnlyThen(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		o, ayxam, gulina := officeIn(w), w.As(testworld.Ayxam), w.As(testworld.Gulina)
		f := o.propose(t, offpost())
		if f.State != finding.Proposed || f.Counts() || f.Due != 20261125 || f.Article != "9.4" || f.Person != testworld.Ayxam {
			t.Fatalf("%+v", f)
		}
		_, err := o.Confirm(t.Context(), gulina, f.ID, "属实")
		var e *errs.Error
		if !errors.As(err, &e) || e.Code != errs.Breach || e.Faults[0].Articles[0] != "20" || e.Faults[0].Earliest != "最早可于 2026-11-26 00:00 办理" {
			t.Fatalf("confirmed before the person was heard: %v %+v", err, e)
		}
		if a, err := o.State(t.Context(), ayxam, f.ID, "去三楼送材料，忘了按键。"); err != nil || a.State != finding.Stated {
			t.Fatal(a, err)
		}
		if _, err := o.State(t.Context(), ayxam, f.ID, "有首席代表作证。"); err != nil {
			t.Fatalf("a statement could not be added to: %v", err)
		}
		if a, err := o.Confirm(t.Context(), gulina, f.ID, "核查属实"); err != nil || a.State != finding.Confirmed {
			t.Fatal(a, err)
		}
		got := o.read(t, f.ID)
		if !got.Counts() || got.DecidedBy != testworld.Gulina || got.Reason != "核查属实" || len(got.Evidence) != 3 ||
			got.Evidence[1].Source != "statement" || got.Evidence[1].Text.String() != "去三楼送材料，忘了按键。" {
			t.Errorf("%+v", got)
		}
		for name, do := range map[string]func() error{
			"a second decision": func() error { _, err := o.Withdraw(t.Context(), gulina, f.ID, "误认"); return err },
			"a late statement":  func() error { _, err := o.State(t.Context(), ayxam, f.ID, "再说一句"); return err },
		} {
			if err := do(); !errs.Is(err, errs.Conflict) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if said := fmt.Sprint(o.told(t, ayxam)); said != "[问题已认定：擅自离岗 发现一条问题：擅自离岗]" {
			t.Errorf("the person was told %s", said)
		}
		if said := fmt.Sprint(o.told(t, gulina)); said != "[当事人已申辩：擅自离岗]" {
			t.Errorf("the office was told %s", said)
		}
		o.verified(t)
	})
}

// covers: A20-2
func TestWhenTheTimeForAStatementIsOverTheOfficeMayDecide(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		o := officeIn(w)
		f := o.propose(t, late())
		// 11(3) names the department: the clerk is left out, the chief speaks.
		if f.Person != 0 || f.Department != testworld.Housing {
			t.Fatalf("%+v", f)
		}
		w.Clock.Set(clock.Must("2026-11-26 00:00:00"))
		if _, err := o.Confirm(t.Context(), w.As(testworld.Zhang), f.ID, "属实"); !errs.Is(err, errs.Breach) {
			t.Fatalf("24:00 itself is still the person's: %v", err)
		}
		for _, at := range []string{"2026-11-25 10:00", "2026-11-26 00:00:01"} {
			w.Clock.Set(clock.Must(at))
			if _, err := o.Deadlines.Sweep(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		// It no longer says that a statement is awaited, and the office is told that it may decide.
		if got := o.read(t, f.ID); got.State != finding.Ready || got.Counts() || !got.Open() {
			t.Fatalf("after the time: %+v", got)
		}
		if said := fmt.Sprint(o.told(t, w.As(testworld.Gulina))); said != "[申辩期已满，没有申辩，可以认定：超过承诺时限]" {
			t.Errorf("the office was told %s", said)
		}
		o.verified(t)
		if _, err := o.Confirm(t.Context(), w.As(testworld.Zhang), f.ID, "属实"); err != nil {
			t.Fatal(err)
		}
		o.verified(t)
	})
}

// covers: A20-2
func TestOneFactIsOneFindingWhateverTheSources(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		o := officeIn(w)
		var mu sync.Mutex
		ids := map[int64]bool{}
		var wg sync.WaitGroup
		for i := range 12 {
			wg.Go(func() {
				n := offpost()
				n.Evidence[0].Source = []string{"detector", "patrol", "office"}[i%3]
				var f finding.Finding
				err := o.Store.Write(context.Background(), testworld.Centre, func(tx *db.Tx) (err error) {
					f, err = o.Propose(tx, "job:x", n)
					return err
				})
				mu.Lock()
				defer mu.Unlock()
				ids[f.ID] = true
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		f := o.propose(t, offpost())
		if len(ids) != 1 || !ids[f.ID] || len(o.read(t, f.ID).Evidence) != 3 {
			t.Fatalf("%d findings with %d pieces of evidence", len(ids), len(o.read(t, f.ID).Evidence))
		}
		if said := o.told(t, w.As(testworld.Ayxam)); len(said) != 1 {
			t.Errorf("told %v", said)
		}
		if _, err := o.Withdraw(t.Context(), w.As(testworld.Gulina), f.ID, "设备故障"); err != nil {
			t.Fatal(err)
		}
		if again := o.propose(t, offpost()); again.ID != f.ID || again.State != finding.Withdrawn || again.Counts() {
			t.Errorf("a withdrawn fact came back: %+v", again)
		}
		o.verified(t)
	})
}

// covers: A20-2
func TestNobodyDecidesTheirOwnOrSpeaksForAnother(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		o := officeIn(w)
		own := offpost()
		own.Fact, own.Department, own.Window, own.Person = "offpost:56", testworld.Market, 0, testworld.Gulina
		mine, theirs, dept := o.propose(t, own), o.propose(t, offpost()), o.propose(t, late())
		w.Clock.Set(clock.Must("2026-12-01 10:00"))
		decide := func(by int64, id int64) func() error {
			return func() error { _, err := o.Confirm(t.Context(), w.As(by), id, "属实"); return err }
		}
		state := func(by identity.Actor, id int64, words string) func() error {
			return func() error { _, err := o.State(t.Context(), by, id, words); return err }
		}
		housing := w.As(testworld.Li)
		housing.Grants[0].Department = testworld.Housing
		long := make([]rune, 2001)
		for name, c := range map[string]struct {
			do   func() error
			code errs.Code
		}{
			"a member decides about themselves":      {decide(testworld.Gulina, mine.ID), errs.Breach},
			"a clerk decides":                        {decide(testworld.Ayxam, theirs.ID), errs.Forbidden},
			"a chief decides":                        {decide(testworld.Li, theirs.ID), errs.Forbidden},
			"nobody decides":                         {func() error { _, err := o.Confirm(t.Context(), w.Visitor(), theirs.ID, "x"); return err }, errs.Unauthenticated},
			"no reason":                              {func() error { _, err := o.Withdraw(t.Context(), w.As(testworld.Zhang), theirs.ID, ""); return err }, errs.Invalid},
			"a colleague speaks":                     {state(w.As(testworld.Serik), theirs.ID, "不是他"), errs.NotFound},
			"the chief speaks for a clerk":           {state(w.As(testworld.Li), theirs.ID, "不是他"), errs.Forbidden},
			"the chief of another department speaks": {state(w.As(testworld.Li), dept.ID, "不是我们"), errs.NotFound},
			"a clerk speaks for the department":      {state(w.As(testworld.Abduwali), dept.ID, "不是我们"), errs.NotFound},
			"a statement without words":              {state(w.As(testworld.Ayxam), theirs.ID, ""), errs.Invalid},
			"a statement that is a novel":            {state(w.As(testworld.Ayxam), theirs.ID, string(long)), errs.Invalid},
			"a finding that is not there":            {decide(testworld.Zhang, 7), errs.NotFound},
			"a person by hand without evidence": {func() error {
				n := offpost()
				n.Evidence = nil
				_, err := o.Add(t.Context(), w.As(testworld.Zhang), n)
				return err
			}, errs.Invalid},
			"a kind there is not, by hand": {func() error {
				n := offpost()
				n.Kind = "x"
				_, err := o.Add(t.Context(), w.As(testworld.Zhang), n)
				return err
			}, errs.Invalid},
			"a report by hand of a clerk": {func() error { _, err := o.Add(t.Context(), w.As(testworld.Ayxam), offpost()); return err }, errs.Forbidden},
		} {
			if err := c.do(); !errs.Is(err, c.code) {
				t.Errorf("%s: %v, want %s", name, err, c.code)
			}
		}
		if f := o.read(t, theirs.ID); f.State != finding.Proposed || len(f.Evidence) != 1 {
			t.Errorf("a refusal changed something: %+v", f)
		}
		if err := errors.Join(state(housing, dept.ID, "系统故障，已报修。")(), decide(testworld.Zhang, mine.ID)()); err != nil {
			t.Errorf("the chief of the department is heard and another of the office decides: %v", err)
		}
		o.verified(t)
	})
}

func TestOnesOwnWorkingDaysLeaveOutDaysOffUpToFive(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		o := officeIn(w)
		off := map[clock.Day]bool{}
		o.Away = func(_ *db.Tx, person int64, day clock.Day) (bool, error) {
			return person == testworld.Ayxam && off[day], nil
		}
		for i, c := range []struct {
			off  []clock.Day
			want clock.Day
		}{
			{nil, 20261125}, {[]clock.Day{20261124}, 20261126}, {[]clock.Day{20261125, 20261126}, 20261127},
			{[]clock.Day{20261124, 20261125, 20261126, 20261127, 20261130, 20261201}, 20261130},
		} {
			clear(off)
			for _, day := range c.off {
				off[day] = true
			}
			n := offpost()
			n.Fact = fmt.Sprint("offpost:", i)
			if f := o.propose(t, n); f.Due != c.want {
				t.Errorf("off on %v: due %s, want %s", c.off, f.Due, c.want)
			}
		}
	})
}

func TestAFactFromBeforeTheMeasuresIsNoFinding(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		o := officeIn(w)
		n := offpost()
		n.At = clock.Must("2024-12-31 23:59")
		err := o.Store.Write(t.Context(), testworld.Centre, func(tx *db.Tx) error {
			_, err := o.Propose(tx, "job:x", n)
			return err
		})
		if !errs.Is(err, errs.Breach) {
			t.Errorf("got %v", err)
		}
		if all, err := o.List(t.Context(), w.As(testworld.Gulina), finding.Filter{}); err != nil || len(all) != 0 {
			t.Errorf("%d findings, %v", len(all), err)
		}
	})
}

func TestACommandSentTwiceDecidesOnce(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		o := officeIn(w)
		f := o.propose(t, offpost())
		ctx := db.WithCommand(t.Context(), db.Command{Key: "k1", Action: "finding.state", Actor: "a", Input: "i"})
		for range 2 {
			if a, err := o.State(ctx, w.As(testworld.Ayxam), f.ID, "已说明"); err != nil || a.ID != f.ID || a.State != finding.Stated {
				t.Fatal(a, err)
			}
		}
		if n := len(o.read(t, f.ID).Evidence); n != 2 {
			t.Errorf("%d pieces of evidence, want the report and one statement", n)
		}
	})
}
