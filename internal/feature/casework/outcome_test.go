package casework

import (
	"fmt"
	"strings"
	"testing"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/core/deadline"
	"lianban/internal/feature/casework/acceptance"
	"lianban/internal/feature/casework/material"
	"lianban/internal/feature/casework/paper"
	"lianban/internal/testworld"
)

// kinds are those of items; what silence means differs between the first and the rest.
var kinds = []string{acceptance.Licence, "confirmation", "ruling", "benefit", "reward", "record", "other", "public"}

// ofKind makes the company item one of that kind.
func (b *bench) ofKind(kind string) {
	b.items[testworld.Company] = with(b.items[testworld.Company], func(i *acceptance.Item) {
		i.Kind, i.Licence = kind, kind == acceptance.Licence
	})
}

// outcomes are the lawful ways in which an application is answered at the window (行政许可法第三十二条), in its order.
var outcomes = []struct {
	name                         string
	run                          func(t *testing.T, b *bench) Case
	state                        State
	clocks, papers, verbs, spoke string
}{
	{"none is needed", func(t *testing.T, b *bench) Case {
		return do(t)(b.TurnAway(t.Context(), b.w.As(testworld.Ayxam), at1(""), Decline{NotNeeded, "", "现已取消审批"}))
	}, Declined, "", "decline1  1", "declined", "现已取消审批"},
	{"it is another organ's", func(t *testing.T, b *bench) Case {
		return do(t)(b.TurnAway(t.Context(), b.w.As(testworld.Ayxam), at1(""), Decline{NotOurs, "昌吉市住房和城乡建设局", "施工许可由住建部门办理"}))
	}, Declined, "", "decline1  2", "declined", "昌吉市住房和城乡建设局"},
	{"an error is corrected on the spot", func(t *testing.T, b *bench) Case {
		in := at1("pcppp")
		in.Marks[1].Fault = "落款日期写错"
		return b.take(t, testworld.Ayxam, in)
	}, Accepted, "promise running 2026-11-30", "acceptance1 2026-11-30 5", "accepted", "落款日期写错"},
	{"it is told once what is missing", func(t *testing.T, b *bench) Case {
		in := at1("pmcpp")
		in.Marks[1].Fault, in.Marks[2].Fault = "第 2 页没有签字", "落款日期写错"
		return b.take(t, testworld.Ayxam, in)
	}, Noticed, "", "notice1 2027-02-22 1", "noticed", "第 2 页没有签字"},
	{"it is accepted", func(t *testing.T, b *bench) Case { return b.take(t, testworld.Ayxam, at1("ppppp")) }, Accepted,
		"promise running 2026-11-30", "acceptance1 2026-11-30 5", "accepted", "公司章程"},
}

// covers: A11-2
func TestEachLawfulOutcomeAtTheWindowIsOnePaperForEveryKindOfItem(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		for _, kind := range kinds {
			for _, o := range outcomes {
				b.reset()
				b.ofKind(kind)
				v := b.view(t, o.run(t, b).ID)
				if v.State != o.state || v.clocks() != o.clocks || v.papers() != o.papers || v.verbs() != o.verbs {
					t.Errorf("%s, %s: %s [%s] [%s] [%s]", kind, o.name, v.State, v.clocks(), v.papers(), v.verbs())
				}
				if said := fmt.Sprint(v.Papers[0].Lines); !strings.Contains(said, o.spoke) {
					t.Errorf("%s, %s: the paper says %s", kind, o.name, said)
				}
			}
		}
	})
}

func whatIsCorrectedOnTheSpotStandsOnTheRecordAndIsNoNotice(t *testing.T, b *bench) {
	in, before := at1("pcppp"), b.state(t)
	if _, err := b.Accept(t.Context(), b.w.As(testworld.Ayxam), in); err == nil || b.state(t) != before {
		t.Errorf("nobody said what was corrected: %v", err)
	}
	in.Marks[1].Fault = "落款日期写错"
	v := b.view(t, b.take(t, testworld.Ayxam, in).ID)
	if m := v.Materials[1]; m.Mark != material.Corrected || m.Fault != "落款日期写错" || v.Tolerated || v.Papers[0].Lines[1].Fault != "落款日期写错" {
		t.Errorf("%+v %+v", m, v.Papers[0].Lines)
	}
	if got := v.Events[0].Facts; fmt.Sprint(got.Mended) != "[公司章程]" || len(got.Lacking) != 0 {
		t.Errorf("the ledger says %+v", got)
	}
	// After the one notice it is no second telling: what the notice said was wrong is corrected at the counter.
	b.serve(testworld.W1, b.w.DB.IDs().Next(), "A002", testworld.Company)
	in = at1("pmppp")
	in.Marks[1].Fault = "第 2 页没有签字"
	c := b.take(t, testworld.Ayxam, in)
	do(t)(b.Supply(t.Context(), b.w.As(testworld.Ayxam), c.ID, supplied(map[int]material.Mark{2: material.Corrected})))
	if v := b.view(t, c.ID); v.State != Accepted || v.papers() != "notice1 2027-02-22 1, acceptance1 2026-11-30 5" ||
		v.Materials[1].Fault != "第 2 页没有签字" || v.verbs() != "noticed accepted" {
		t.Errorf("%s [%s] %s", v.State, v.papers(), v.verbs())
	}
}

// silence lets five working days pass over papers that were left to be checked.
func (b *bench) silence(t *testing.T, kind string) (View, []string) {
	t.Helper()
	b.reset()
	b.ofKind(kind)
	var found []string
	b.Deadlines.Plans = map[string]deadline.Plan{CheckClock: {b.Silent(deadline.Step{Key: "finding", When: deadline.OnMissed,
		Do: func(_ *db.Tx, d deadline.Deadline) error {
			found = []string{fmt.Sprint(d.Owner.Person == testworld.Ayxam, " ", d.Day)} // a transaction may run twice
			return nil
		}})}}
	defer func() { b.Deadlines.Plans = nil }()
	in := at1("")
	in.Later = true
	c := b.take(t, testworld.Ayxam, in)
	b.w.Clock.Set(clock.Must("2026-12-01 00:30"))
	if _, err := b.Deadlines.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := b.AcceptUnanswered(t.Context(), testworld.Centre); err != nil {
		t.Fatal(err)
	}
	return b.view(t, c.ID), found
}

// covers: A11-2
func TestSilenceIsAcceptanceForAPermitAndAFindingForEverythingElse(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		for _, kind := range kinds {
			v, found := b.silence(t, kind)
			state, clocks, want := HandedIn, "check running 2026-11-30", "[true 2026-11-30]"
			if kind == acceptance.Licence {
				state, clocks, want = Accepted, "check met 2026-11-30, promise running 2026-11-30", "[]"
			}
			if v.State != state || v.clocks() != clocks || fmt.Sprint(found) != want {
				t.Errorf("%s: %s [%s], findings %v", kind, v.State, v.clocks(), found)
			}
			if kind == acceptance.Licence && (v.Accepted != v.Received || v.Papers[0].Kind != paper.Acceptance) {
				t.Errorf("accepted %s, received %s", v.Accepted, v.Received)
			}
		}
	})
}

// clocksOf are cases of domain 2.1: 行政许可法第八十二条 counts working days, the day itself is not counted; 6, 9 and 10 June 2025
// are holidays or rest days in Xinjiang.
var clocksOf = []struct {
	name string
	run  func(t *testing.T, b *bench) Case
	want string
}{
	{"the starting day does not count, nor do the days of 古尔邦节", func(t *testing.T, b *bench) Case {
		b.at(t, "2025-06-05 10:20")
		return b.take(t, testworld.Ayxam, at1("ppppp"))
	}, "promise running 2025-06-17"},
	{"nobody answers from 5 to 17 June: accepted from the day of receipt, every clock set back", func(t *testing.T, b *bench) Case {
		b.at(t, "2025-06-05 10:20")
		c := b.take(t, testworld.Ayxam, later())
		b.at(t, "2025-06-17 23:59:59")
		b.answered(t, 0)
		b.at(t, "2025-06-18 00:30")
		b.answered(t, 1)
		b.answered(t, 0)
		return c
	}, "check met 2025-06-17, promise running 2025-06-17"},
	{"an answer at 24:00 of the last day is in time", func(t *testing.T, b *bench) Case {
		b.at(t, "2025-06-05 10:20")
		c := b.take(t, testworld.Ayxam, later())
		b.at(t, "2025-06-17 23:59:59")
		return do(t)(b.Supply(t.Context(), b.w.As(testworld.Ayxam), c.ID, supplied(map[int]material.Mark{1: material.Present,
			2: material.Present, 3: material.Present, 4: material.Present, 5: material.Present})))
	}, "check met 2025-06-17, promise running 2025-06-24"},
	{"a special procedure keeps the promise still: its days do not count", func(t *testing.T, b *bench) Case {
		b.at(t, "2025-06-05 10:20")
		c := b.take(t, testworld.Ayxam, at1("ppppp"))
		b.at(t, "2025-06-11 11:00")
		do(t)(b.BeginSpecial(t.Context(), b.w.As(testworld.Ayxam), c.ID, "testing", 2))
		b.at(t, "2025-06-13 16:00")
		return do(t)(b.EndSpecial(t.Context(), b.w.As(testworld.Ayxam), c.ID))
	}, "promise running 2025-06-19, special met 2025-06-13"},
	{"a longer limit counts on from the old last day", func(t *testing.T, b *bench) Case {
		b.at(t, "2025-06-05 10:20")
		c := b.take(t, testworld.Ayxam, at1("ppppp"))
		return do(t)(b.Prolong(t.Context(), b.w.As(testworld.Li), c.ID, Prolong{Days: 10, Reason: "需要两个部门会审", Approver: "马建国"}))
	}, "promise running 2025-07-01"},
	{"a month ends on its last day, and on a day of rest on the next working day", func(t *testing.T, b *bench) Case {
		b.at(t, "2026-12-31 10:20")
		b.items[testworld.Company] = with(b.items[testworld.Company], func(i *acceptance.Item) { i.Guide.Promised = months(2) })
		return b.take(t, testworld.Ayxam, at1("ppppp"))
	}, "promise running 2027-03-01"},
}

// covers: A11-2 A11-3
func TestTheClocksOfACaseCountAsTheLawCounts(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		for _, c := range clocksOf {
			b.reset()
			if v := b.view(t, c.run(t, b).ID); v.clocks() != c.want {
				t.Errorf("%s: [%s], want [%s]", c.name, v.clocks(), c.want)
			} else if v.State == Accepted && v.verbs() == "handed_in deemed" && v.Accepted != v.Received {
				t.Errorf("%s: accepted %s, received %s", c.name, v.Accepted, v.Received)
			}
		}
	})
}

func (b *bench) at(t *testing.T, when string) {
	t.Helper()
	b.w.Clock.Set(clock.Must(when))
}

// answered lets the night's job run.
func (b *bench) answered(t *testing.T, want int) {
	t.Helper()
	if n, err := b.AcceptUnanswered(t.Context(), testworld.Centre); n != want || err != nil {
		t.Errorf("%d counted as accepted, want %d, %v", n, want, err)
	}
}

func later() Take {
	in := at1("")
	in.Later = true
	return in
}
