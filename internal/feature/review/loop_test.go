package review

import (
	"slices"
	"strings"
	"testing"
	"time"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/deadline"
	"lianban/internal/core/ledger"
	"lianban/internal/testworld"
)

// contacted is a bad review whose visitor was reached by its verifier.
func contacted(t *testing.T, s *Service, w *testworld.World, in Invitation) Matter {
	t.Helper()
	give(t, s, w, in, Answer{Level: 1, Reasons: []int{110}, Text: "等了一上午"})
	m := mattersFor(t, s, w, testworld.Gulina)[0]
	do(t, s.Take(t.Context(), w.As(testworld.Gulina), m.ID))
	do(t, s.Contact(t.Context(), w.As(testworld.Gulina), m.ID, Reached, "说明了情况"))
	return again(t, s, w, m)
}

func again(t *testing.T, s *Service, w *testworld.World, m Matter) (out Matter) {
	t.Helper()
	read(t, w, func(tx *db.Tx) (err error) {
		out, err = s.Matter(tx, w.As(testworld.Gulina), m.ID)
		return err
	})
	return out
}

func do(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func refused(t *testing.T, what string, err error, code errs.Code) {
	t.Helper()
	if !errs.Is(err, code) {
		t.Fatalf("%s: %v, want %s", what, err, code)
	}
}

// clockOf is the clock that runs for the matter now.
func clockOf(t *testing.T, s *Service, w *testworld.World, m Matter) (d deadline.Deadline) {
	t.Helper()
	read(t, w, func(tx *db.Tx) (err error) {
		d, err = s.Deadline.One(tx, m.Clock)
		return err
	})
	return d
}

// covers: A11-7
func TestABadReviewThatIsRightIsRectifiedAnsweredAndCalledBack(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := serviceIn(w)
		var told []Request
		s.TellDepartment = func(_ *db.Tx, r Request) error { told = append(told, r); return nil }
		in := invite(t, s, w, 7001, testworld.W1, testworld.Ayxam)
		m := contacted(t, s, w, in)
		gulina, li := w.As(testworld.Gulina), w.As(testworld.Li)
		ctx := t.Context()

		refused(t, "a verdict before the department is heard", s.Rule(ctx, gulina, m.ID, Ruling{Verdict: True, Reason: "属实", Weight: "simple", Order: "补"}), errs.Conflict)
		refused(t, "another of the office asks", s.Ask(ctx, w.As(testworld.Zhang), m.ID, "?"), errs.Forbidden)
		do(t, s.Ask(ctx, gulina, m.ID, "当时要求提交哪些材料？"))
		m = again(t, s, w, m)
		if d := clockOf(t, s, w, m); d.Kind != FactsClock || d.Owner != (deadline.Owner{Department: testworld.Market}) || d.Day.String() != "2026-11-25" {
			t.Fatalf("%+v", d)
		}
		refused(t, "a verdict while the department may explain", s.Rule(ctx, gulina, m.ID, Ruling{Verdict: Unfounded, Reason: "无"}), errs.Conflict)
		refused(t, "the clerk tells", s.TellFacts(ctx, w.As(testworld.Ayxam), m.Request, "没有"), errs.Forbidden)
		do(t, s.TellFacts(ctx, li, m.Request, "当天系统故障，受理慢"))
		refused(t, "twice", s.TellFacts(ctx, li, m.Request, "再说"), errs.Conflict)

		refused(t, "without a weight", s.Rule(ctx, gulina, m.ID, Ruling{Verdict: Partly, Reason: "受理慢", Order: "加人"}), errs.Invalid)
		do(t, s.Rule(ctx, gulina, m.ID, Ruling{Verdict: Partly, Reason: "受理慢，要改流程", Weight: "complex", Order: "高峰加开窗口"}))
		m = again(t, s, w, m)
		if d := clockOf(t, s, w, m); d.Kind != RectifyClock || d.Total != 15 || m.State != Rectifying {
			t.Fatalf("%+v %+v", d, m)
		}
		do(t, s.Report(ctx, li, m.Request, "高峰已加开一个窗口"))
		refused(t, "a callback before the answer", s.CallBack(ctx, gulina, m.ID, Satisfying, "好"), errs.Conflict)
		do(t, s.Answer(ctx, gulina, m.ID, "部门已加开窗口，感谢您的意见"))
		if r, err := s.Reply(ctx, testworld.Centre, in.Token); err != nil || r.Word != "部门已加开窗口，感谢您的意见" || r.Confirm {
			t.Fatalf("%+v %v", r, err)
		}
		// Not satisfied: once more, and the second time it ends as what it is.
		do(t, s.CallBack(ctx, gulina, m.ID, Unsatisfy, "还是慢"))
		if m = again(t, s, w, m); m.State != Rectifying || m.Rounds != 1 {
			t.Fatalf("%+v", m)
		}
		do(t, s.Report(ctx, li, m.Request, "又加开一个"))
		do(t, s.Answer(ctx, gulina, m.ID, "又加开一个"))
		do(t, s.CallBack(ctx, gulina, m.ID, Unsatisfy, "仍不满意"))
		if m = again(t, s, w, m); m.State != Closed || m.Closed == 0 || m.Clock != 0 {
			t.Fatalf("%+v", m)
		}
		if len(told) != 3 || told[0].Department != testworld.Market {
			t.Fatalf("the chief was told %d times: %+v", len(told), told)
		}
		ways := kinds(t, s, w, m)
		if ways != "asked told ordered ruled reported answered called reported answered called" {
			t.Fatal(ways)
		}
		sound(t, w)
	})
}

func kinds(t *testing.T, _ *Service, w *testworld.World, m Matter) (out string) {
	t.Helper()
	read(t, w, func(tx *db.Tx) error {
		all, err := m.Steps(tx)
		for _, st := range all {
			out += " " + st.Kind
		}
		return err
	})
	return strings.TrimSpace(out)
}

// covers: A11-7
func TestTheOfficeGoesOnWhenTheDepartmentSaysNothingInTime(t *testing.T) {
	quickly(t, func(w *testworld.World) {
		s := serviceIn(w)
		m := contacted(t, s, w, invite(t, s, w, 7001, testworld.W1, testworld.Ayxam))
		gulina := w.As(testworld.Gulina)
		do(t, s.Ask(t.Context(), gulina, m.ID, "怎么回事？"))
		w.Clock.Advance(72 * time.Hour)
		do(t, s.Rule(t.Context(), gulina, m.ID, Ruling{Verdict: True, Reason: "逾期未说明", Weight: "simple", Order: "按指南收件"}))
		m = again(t, s, w, m)
		if d := clockOf(t, s, w, m); d.Kind != RectifyClock || d.Total != 5 {
			t.Fatalf("%+v", d)
		}
		read(t, w, func(tx *db.Tx) error {
			all, err := s.Deadline.Of(tx, ledger.Of("review.request", m.Request))
			late := slices.ContainsFunc(all, func(d deadline.Deadline) bool { return d.Kind == FactsClock && d.Late() })
			if !late {
				t.Error("that the department was late is not on record")
			}
			return err
		})
	})
}

// covers: A11-7
func TestOnlyTheVisitorMakesAReviewAMistake(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := serviceIn(w)
		in := invite(t, s, w, 7001, testworld.W1, testworld.Ayxam)
		m := contacted(t, s, w, in)
		gulina, ctx := w.As(testworld.Gulina), t.Context()
		refused(t, "nothing to confirm yet", s.Confirm(ctx, w.Visitor(), in.Token, true), errs.Conflict)
		do(t, s.Rule(ctx, gulina, m.ID, Ruling{Verdict: Mistaken, Reason: "说点错了"}))
		if got := of(t, w, 7001); got.Standing != VeryDissatisfied {
			t.Fatalf("the office alone changed it: %v", got.Standing)
		}
		refused(t, "somebody of the hall by the link", s.Confirm(ctx, w.As(testworld.Ayxam), in.Token, true), errs.Forbidden)
		refused(t, "no way named", s.Confirmed(ctx, gulina, m.ID, true, "link", "说点错了"), errs.Invalid)
		do(t, s.Confirm(ctx, w.Visitor(), in.Token, false))
		if m = again(t, s, w, m); m.State != Contacted || m.Verdict != "" {
			t.Fatalf("the visitor said it was none: %+v", m)
		}
		do(t, s.Rule(ctx, gulina, m.ID, Ruling{Verdict: Mistaken, Reason: "来电说还是点错了"}))
		do(t, s.Confirmed(ctx, gulina, m.ID, true, "phone", "本人来电确认"))
		m = again(t, s, w, m)
		if m.State != Answering || !m.Aside || m.Level != 1 || of(t, w, 7001).Standing != SetAside {
			t.Fatalf("it is gone, or counts: %+v", m)
		}
		if _, err := s.Give(ctx, w.Visitor(), in.Token, Answer{Level: 5}); !errs.Is(err, errs.Conflict) {
			t.Fatalf("a second review: %v", err)
		}
		sound(t, w)
	})
}

// covers: A11-7
func TestMaliceIsFoundByTwoPeopleOfTheOffice(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := serviceIn(w)
		for n := range int64(6) { // what is set aside counts apart, also after it was published
			give(t, s, w, invite(t, s, w, 7100+n, testworld.W1, testworld.Ayxam), Answer{Level: 5})
		}
		m := contacted(t, s, w, invite(t, s, w, 7001, testworld.W1, testworld.Ayxam))
		_, err := s.Publish(t.Context(), testworld.Centre)
		do(t, err)
		gulina, ctx := w.As(testworld.Gulina), t.Context()
		do(t, s.Rule(ctx, gulina, m.ID, Ruling{Verdict: Malicious, Reason: "多次辱骂"}))
		refused(t, "the same person", s.Second(ctx, gulina, m.ID, true, "确认"), errs.Forbidden)
		refused(t, "a chief", s.Second(ctx, w.As(testworld.Li), m.ID, true, "确认"), errs.Forbidden)
		do(t, s.Second(ctx, w.As(testworld.Zhang), m.ID, false, "证据不足"))
		if m = again(t, s, w, m); m.State != Contacted || m.Aside {
			t.Fatalf("%+v", m)
		}
		do(t, s.Rule(ctx, gulina, m.ID, Ruling{Verdict: Malicious, Reason: "补了录音"}))
		do(t, s.Second(ctx, w.As(testworld.Zhang), m.ID, true, "听过录音"))
		if m = again(t, s, w, m); !m.Aside || m.State != Answering {
			t.Fatalf("%+v", m)
		}
		for n := range int64(4) {
			give(t, s, w, invite(t, s, w, 7200+n, testworld.W1, testworld.Ayxam), Answer{Level: 4})
		}
		_, err = s.Publish(ctx, testworld.Centre)
		do(t, err)
		read(t, w, func(tx *db.Tx) error {
			sums, err := s.Sums(tx, gulina.Sight("review.sums"), Period{202611, 202611})
			if sums.Total.Count != 10 || sums.Total.Levels[1] != 0 || sums.Total.Aside != 0 {
				t.Errorf("%+v", sums.Total) // one left out is too few to be shown as a number
			}
			return err
		})
		sound(t, w)
	})
}

// covers: A11-7
func TestTheDepartmentLearnsNothingThatLeadsToTheVisitor(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := serviceIn(w)
		m := contacted(t, s, w, invite(t, s, w, 7001, testworld.W1, testworld.Ayxam))
		do(t, s.Ask(t.Context(), w.As(testworld.Gulina), m.ID, "当时要求提交哪些材料？"))
		m = again(t, s, w, m)
		for person, want := range map[int64]int{testworld.Ayxam: 0, testworld.Serik: 0, testworld.Ma: 0, testworld.Li: 1} {
			read(t, w, func(tx *db.Tx) error {
				all, err := s.Deadline.List(tx, w.As(person).Sight("deadline.read"), deadline.Filter{})
				if len(all) != want {
					t.Errorf("%d sees %d clocks of the department's work on a bad review, want %d", person, len(all), want)
				}
				return err
			})
		}
		look := func() (r Request) {
			read(t, w, func(tx *db.Tx) (err error) {
				r, err = s.Request(tx, w.As(testworld.Li), m.Request)
				return err
			})
			return r
		}
		if r := look(); r.Day != 0 || r.Month != 0 || r.Item == "" || len(r.Steps) != 1 || r.ID == m.ID {
			t.Fatalf("the only one of the month is named by its day: %+v", r)
		}
		for n := range int64(4) {
			invite(t, s, w, 7100+n, testworld.W1, testworld.Ayxam)
		}
		if r := look(); r.Day.String() != "2026-11-23" || r.Month != 202611 {
			t.Fatalf("%+v", r)
		}
		// What the office thinks of the visitor is not the department's business either.
		do(t, s.TellFacts(t.Context(), w.As(testworld.Li), m.Request, "按指南收件"))
		do(t, s.Rule(t.Context(), w.As(testworld.Gulina), m.ID, Ruling{Verdict: Malicious, Reason: "辱骂"}))
		if r := look(); r.State != Told || r.Verdict != "" || len(r.Steps) != 2 {
			t.Fatalf("%+v", r)
		}
		for _, person := range []int64{testworld.Ayxam, testworld.Serik, testworld.Gulina, testworld.Zhang, testworld.Wang} {
			read(t, w, func(tx *db.Tx) error {
				if _, err := s.Requests(tx, w.As(person), 10); !errs.Is(err, errs.Forbidden) {
					t.Errorf("%d lists what the chief is asked: %v", person, err)
				}
				return nil
			})
		}
	})
}
