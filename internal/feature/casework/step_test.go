package casework

import (
	"lianban/internal/feature/casework/acceptance"
	"sync"
	"testing"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/deadline"
	"lianban/internal/feature/casework/material"
	"lianban/internal/testworld"
)

// do fails when a step was refused.
func do(t *testing.T) func(Case, error) Case {
	return func(c Case, err error) Case {
		t.Helper()
		if err != nil {
			t.Fatalf("%+v", err)
		}
		return c
	}
}

func aCommitmentCaseIsDecidedAndDeliveredAndItsClocksAreMet(t *testing.T, b *bench) {
	clerk := b.w.As(testworld.Ayxam)
	c := b.take(t, testworld.Ayxam, at1("ppppp"))
	b.w.Clock.Set(clock.Must("2026-11-25 11:00"))
	c = do(t)(b.Decide(t.Context(), clerk, c.ID, Decision{Granted: true}))
	if v := b.view(t, c.ID); v.State != Granted || v.clocks() != "promise met 2026-11-30, deliver running 2026-12-09" {
		t.Fatalf("%s %s", v.State, v.clocks())
	}
	if _, err := b.Decide(t.Context(), clerk, c.ID, Decision{Granted: true}); !errs.Is(err, errs.Conflict) {
		t.Errorf("decided twice: %v", err)
	}
	if _, err := b.Deliver(t.Context(), clerk, c.ID, "pigeon"); !errs.Is(err, errs.Invalid) {
		t.Errorf("delivered by pigeon: %v", err)
	}
	c = do(t)(b.Deliver(t.Context(), clerk, c.ID, "mail"))
	v := b.view(t, c.ID)
	if v.State != Delivered || v.Ended == 0 || v.clocks() != "promise met 2026-11-30, deliver met 2026-12-09" ||
		v.verbs() != "accepted granted delivered" || v.Shown.Lamp != deadline.Done {
		t.Errorf("%s %s %s %s", v.State, v.clocks(), v.verbs(), v.Shown.Lamp)
	}
}

func anInstantCaseEndsInTheVisitAndEndsTheServiceWithIt(t *testing.T, b *bench) {
	clerk := b.w.As(testworld.Ma)
	c := b.take(t, testworld.Ma, Take{Window: testworld.W3, Applicant: ma, Marks: marked("p")})
	if v := b.view(t, c.ID); v.clocks() != "promise running 2026-11-23" || v.PromisedText().String() != "当场办结" {
		t.Fatalf("%s %s", v.clocks(), v.PromisedText())
	}
	b.w.Clock.Set(clock.Must("2026-11-23 20:10")) // 11(6): extended service is the same day
	c = do(t)(b.Finish(t.Context(), clerk, c.ID, testworld.W3))
	v := b.view(t, c.ID)
	if v.State != Delivered || v.Delivered != "window" || v.clocks() != "promise met 2026-11-23" || len(b.left) != 1 ||
		v.Clocks[0].Late() {
		t.Errorf("%s %s %s %v", v.State, v.Delivered, v.clocks(), b.left)
	}
	other := b.take(t, testworld.Ayxam, at1("ppppp"))
	if _, err := b.Finish(t.Context(), b.w.As(testworld.Ayxam), other.ID, 0); !errs.Is(err, errs.Conflict) {
		t.Errorf("a commitment case was finished at once: %v", err)
	}
}

func afterTheOneNoticeNothingElseCanBeAskedForAndWhatComesIsAccepted(t *testing.T, b *bench) {
	clerk := b.w.As(testworld.Ayxam)
	c := b.take(t, testworld.Ayxam, at1("pmpmp"))
	before := b.state(t)
	// The first one was found in order: it cannot be asked for any more, and alone brings nothing.
	if _, err := b.Supply(t.Context(), clerk, c.ID, supplied(map[int]material.Mark{1: material.Missing})); !errs.Is(err, errs.Invalid) {
		t.Errorf("asked for what the notice did not name: %v", err)
	}
	if after := b.state(t); after != before {
		t.Errorf("changed %s to %s", before, after)
	}
	c = do(t)(b.Supply(t.Context(), clerk, c.ID, supplied(map[int]material.Mark{1: material.Missing, 2: material.Present})))
	v := b.view(t, c.ID)
	if v.State != Noticed || v.Materials[0].Mark != material.Present || v.verbs() != "noticed supplied" || len(v.Papers) != 1 {
		t.Fatalf("%s %s %s", v.State, v.verbs(), v.papers())
	}
	b.w.Clock.Set(clock.Must("2026-11-26 12:00"))
	// Another window that serves the item takes the rest.
	c = do(t)(b.Supply(t.Context(), b.w.As(testworld.Serik), c.ID, supplied(map[int]material.Mark{4: material.Present})))
	v = b.view(t, c.ID)
	if v.State != Accepted || v.Accepted != clock.Must("2026-11-26 12:00") || v.clocks() != "promise running 2026-12-03" ||
		v.papers() != "notice1 2027-02-22 2, acceptance1 2026-12-03 5" {
		t.Errorf("%s %s [%s] [%s]", v.State, v.Accepted, v.clocks(), v.papers())
	}
	if _, err := b.Supply(t.Context(), clerk, c.ID, supplied(map[int]material.Mark{4: material.Present})); !errs.Is(err, errs.Conflict) {
		t.Errorf("supplied what nobody waits for: %v", err)
	}
	if _, err := b.Supply(t.Context(), b.w.As(testworld.Ma), c.ID, Supply{}); !errs.Is(err, errs.Forbidden) {
		t.Errorf("a window of another department: %v", err)
	}
}

func noResultBeforeTheDeferredMaterialAndThePromiseStandsStillMeanwhile(t *testing.T, b *bench) {
	clerk := b.w.As(testworld.Ayxam)
	c := b.take(t, testworld.Ayxam, at1("ppddp"))
	if v := b.view(t, c.ID); v.Shown.Lamp != deadline.Hold {
		t.Errorf("lamp %s", v.Shown.Lamp)
	}
	before := b.state(t)
	_, err := b.Decide(t.Context(), clerk, c.ID, Decision{Granted: true})
	refused(t, "decided early", err, errs.Breach, "11.4", "“法定代表人、董事任职文件”还没补齐（共 2 份）", "最晚 2026-11-30 补交")
	if after := b.state(t); after != before {
		t.Errorf("changed %s to %s", before, after)
	}
	b.w.Clock.Set(clock.Must("2026-11-24 12:00"))
	do(t)(b.Supply(t.Context(), clerk, c.ID, supplied(map[int]material.Mark{3: material.Present})))
	if v := b.view(t, c.ID); v.clocks() != "promise paused 2026-11-30, supply met 2026-11-26, supply running 2026-11-30" {
		t.Errorf("after one: %s", v.clocks())
	}
	b.w.Clock.Set(clock.Must("2026-11-26 12:00"))
	do(t)(b.Supply(t.Context(), clerk, c.ID, supplied(map[int]material.Mark{4: material.Present})))
	// Three working days stood still: five are left from the 26th.
	if v := b.view(t, c.ID); v.clocks() != "promise running 2026-12-03, supply met 2026-11-26, supply met 2026-11-30" ||
		v.verbs() != "tolerated supplied supplied" {
		t.Errorf("after both: %s", v.clocks())
	}
	do(t)(b.Decide(t.Context(), clerk, c.ID, Decision{Granted: true}))
}

func lateDeferredMaterialsArePutOffOnceOrTheChiefDeemsTheCaseWithdrawn(t *testing.T, b *bench) {
	chief, clerk := b.w.As(testworld.Li), b.w.As(testworld.Ayxam)
	c := b.take(t, testworld.Ayxam, at1("ppdpp"))
	_, err := b.Lapse(t.Context(), chief, c.ID, "申请人没有补交")
	refused(t, "too early", err, errs.Breach, "11.4", "补交期限到 2026-11-26 为止", "2026-11-27 00:00")
	do(t)(b.Extend(t.Context(), chief, c.ID, 2, "大雪封路，车辆不通"))
	if v := b.view(t, c.ID); v.clocks() != "promise paused 2026-11-30, supply running 2026-11-30" {
		t.Fatalf("%s", v.clocks())
	}
	_, err = b.Extend(t.Context(), chief, c.ID, 2, "大雪封路，车辆不通")
	refused(t, "twice", err, errs.Breach, "11.4", "已经延长过 1 次", "首席代表决定视为撤回")
	if _, err := b.Lapse(t.Context(), clerk, c.ID, "申请人没有补交"); !errs.Is(err, errs.Forbidden) {
		t.Errorf("a clerk deemed it withdrawn: %v", err)
	}
	b.w.Clock.Set(clock.Must("2026-12-01 10:30"))
	do(t)(b.Lapse(t.Context(), chief, c.ID, "逾期未补交"))
	if v := b.view(t, c.ID); v.State != Withdrawn || v.clocks() != "promise cancelled 2026-12-08, supply cancelled 2026-11-30" {
		t.Errorf("%s %s", v.State, v.clocks())
	}
}

func papersLeftToBeCheckedAreAnsweredInTimeOrAPermitCountsAsAccepted(t *testing.T, b *bench) {
	in := at1("")
	in.Later = true
	c := b.take(t, testworld.Ayxam, in)
	if v := b.view(t, c.ID); v.State != HandedIn || v.clocks() != "check running 2026-11-30" {
		t.Fatalf("%s %s", v.State, v.clocks())
	}
	b.serve(testworld.W2, 902, "A002", testworld.Company)
	answered := b.take(t, testworld.Serik, Take{Window: testworld.W2, Applicant: ma, Later: true})
	do(t)(b.Supply(t.Context(), b.w.As(testworld.Serik), answered.ID,
		supplied(map[int]material.Mark{1: material.Present, 2: material.Missing, 3: material.Present, 4: material.Present, 5: material.Present})))
	b.w.Clock.Set(clock.Must("2026-11-30 23:59"))
	if n, err := b.AcceptUnanswered(t.Context(), testworld.Centre); n != 0 || err != nil {
		t.Fatalf("%d on the last day, %v", n, err)
	}
	b.w.Clock.Set(clock.Must("2026-12-01 00:30"))
	if n, err := b.AcceptUnanswered(t.Context(), testworld.Centre); n != 1 || err != nil {
		t.Fatalf("%d, %v", n, err)
	}
	v := b.view(t, c.ID)
	if v.State != Accepted || v.Accepted != v.Received || v.clocks() != "check met 2026-11-30, promise running 2026-11-30" ||
		!v.Clocks[0].Late() {
		t.Errorf("%s %s %s", v.State, v.Accepted, v.clocks())
	}
	if v := b.view(t, answered.ID); v.State != Noticed || v.clocks() != "check met 2026-11-30" {
		t.Errorf("answered: %s %s", v.State, v.clocks())
	}
}

func aDelegatedItemIsAcceptedByLetterAndDecidedByItsDepartment(t *testing.T, b *bench) {
	b.letters[testworld.Building] = acceptance.Letter{No: "昌授〔2026〕3号", Holds: true}
	c := b.take(t, testworld.Abduwali, Take{Window: testworld.W4, Applicant: ma, Marks: marked("ppppp")})
	if c.Letter != "昌授〔2026〕3号" {
		t.Errorf("letter %q", c.Letter)
	}
	before := b.state(t)
	_, err := b.Decide(t.Context(), b.w.As(testworld.Abduwali), c.ID, Decision{Granted: true})
	refused(t, "decided by the generalist", err, errs.Breach, "4.1.2", "授权委托只含接件和受理", "请转昌吉市人力资源和社会保障局窗口决定")
	if after := b.state(t); after != before {
		t.Errorf("changed %s to %s", before, after)
	}
}

func aCaseKeepsTheVersionAndTheNamesItWasAcceptedUnder(t *testing.T, b *bench) {
	c := b.take(t, testworld.Ayxam, at1("pmppp"))
	b.items[testworld.Company] = with(b.items[testworld.Company], func(i *acceptance.Item) {
		i.Name, i.Guide.ID, i.Guide.Version, i.Guide.Promised = "公司设立（新）", 999, 3, wd(1)
		i.Guide.Materials = []material.Material{{Name: "别的", Need: material.Required}}
	})
	do(t)(b.Supply(t.Context(), b.w.As(testworld.Ayxam), c.ID, supplied(map[int]material.Mark{2: material.Present})))
	v := b.view(t, c.ID)
	if v.Name != "内资有限公司设立登记" || v.Guide != 141 || v.GuideVersion != 2 || v.GuideDay != 20261008 || len(v.Materials) != 5 ||
		v.clocks() != "promise running 2026-11-30" {
		t.Errorf("%s %d/%d %s %d %s", v.Name, v.Guide, v.GuideVersion, v.GuideDay, len(v.Materials), v.clocks())
	}
}

func withdrawalAndRefusalNeedAReasonAndEndTheClocks(t *testing.T, b *bench) {
	clerk := b.w.As(testworld.Ayxam)
	c := b.take(t, testworld.Ayxam, at1("ppppp"))
	before := b.state(t)
	for _, reason := range []string{"", " 不要了 ", "四个字啊"} {
		if _, err := b.Withdraw(t.Context(), clerk, c.ID, reason); !errs.Is(err, errs.Invalid) {
			t.Errorf("withdrawn for %q: %v", reason, err)
		}
		if _, err := b.Decide(t.Context(), clerk, c.ID, Decision{Reason: reason}); !errs.Is(err, errs.Invalid) {
			t.Errorf("refused for %q: %v", reason, err)
		}
	}
	if after := b.state(t); after != before {
		t.Errorf("changed %s to %s", before, after)
	}
	do(t)(b.Withdraw(t.Context(), clerk, c.ID, "申请人改变主意"))
	if v := b.view(t, c.ID); v.State != Withdrawn || v.clocks() != "promise cancelled 2026-11-30" {
		t.Errorf("%s %s", v.State, v.clocks())
	}
	in := at1("ppppp")
	b.serve(testworld.W1, 905, "A005", testworld.Company)
	in.Ticket = 905
	c = b.take(t, testworld.Ayxam, in)
	do(t)(b.Decide(t.Context(), clerk, c.ID, Decision{Reason: "住所不符合要求"}))
	if v := b.view(t, c.ID); v.State != Refused || v.Reason != "住所不符合要求" || v.clocks() != "promise met 2026-11-30, deliver running 2026-12-07" {
		t.Errorf("%s %s %s", v.State, v.Reason, v.clocks())
	}
}

func TestOneTicketBringsAnItemOnceAlsoWhenTwoClerksPressAtOnce(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		for round := range int64(3) {
			ticket := 5000 + round
			b.serve(testworld.W1, ticket, "A", testworld.Company)
			var mu sync.Mutex
			var won []Case
			var wg sync.WaitGroup
			for i := range 8 {
				clerk := b.w.As([]int64{testworld.Ayxam, testworld.Serik}[i%2]) // A and B post of window 1
				wg.Go(func() {
					in := at1("ppdpp")
					in.Ticket = ticket
					c, err := b.Accept(t.Context(), clerk, in)
					mu.Lock()
					defer mu.Unlock()
					switch {
					case err == nil:
						won = append(won, c)
					case !errs.Is(err, errs.Conflict):
						t.Errorf("%+v", err)
					}
				})
			}
			wg.Wait()
			if len(won) != 1 || won[0].No != "CJ20261123-000"+string(rune('1'+round)) {
				t.Fatalf("round %d: %d cases, %v", round, len(won), won)
			}
		}
		if n := count(t, b, qTestRows); n != 15 {
			t.Errorf("%d materials of three cases", n)
		}
		// The same visit's other business is another case of the ticket.
		b.items[testworld.Food] = with(b.items[testworld.Company], func(i *acceptance.Item) { i.ID, i.Name = testworld.Food, "食品经营许可新办" })
		in := at1("ppppp")
		in.Ticket, in.Item = 5002, testworld.Food
		if c := b.take(t, testworld.Ayxam, in); c.No != "CJ20261123-0004" || c.Name != "食品经营许可新办" {
			t.Errorf("%s %s", c.No, c.Name)
		}
		decideAtOnce(t, b, in)
	})
}

// decideAtOnce lets eight clerks grant and withdraw one case: one step wins.
func decideAtOnce(t *testing.T, b *bench, in Take) {
	t.Helper()
	b.serve(testworld.W1, 6000, "A", testworld.Company)
	in.Ticket, in.Item = 6000, 0
	c := b.take(t, testworld.Ayxam, in)
	var mu sync.Mutex
	won := 0
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			var err error
			if i%2 == 0 {
				_, err = b.Decide(t.Context(), b.w.As(testworld.Ayxam), c.ID, Decision{Granted: true})
			} else {
				_, err = b.Withdraw(t.Context(), b.w.As(testworld.Serik), c.ID, "申请人改变主意")
			}
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				won++
			} else if !errs.Is(err, errs.Conflict) {
				t.Errorf("%+v", err)
			}
		})
	}
	wg.Wait()
	if won != 1 {
		t.Errorf("%d steps won", won)
	}
}

func aRepeatOfTheSameCommandIsAnsweredFromTheFirstAnswer(t *testing.T, b *bench) {
	ctx := db.WithCommand(t.Context(), db.Command{Key: "k1", Action: "case.accept", Actor: "account:1051", Input: "x"})
	before := count(t, b, qTestCases)
	first := do(t)(b.Accept(ctx, b.w.As(testworld.Ayxam), at1("ppppp")))
	again := do(t)(b.Accept(ctx, b.w.As(testworld.Ayxam), at1("ppppp")))
	if first.No != again.No || first.ID != again.ID || count(t, b, qTestCases) != before+1 {
		t.Errorf("%s and %s", first.No, again.No)
	}
}
