package casework

import (
	"lianban/internal/feature/casework/acceptance"
	"lianban/internal/feature/casework/paper"
	"testing"

	"lianban/internal/base/clock"
	"lianban/internal/base/errs"
	"lianban/internal/core/deadline"
	"lianban/internal/feature/casework/material"
	"lianban/internal/testworld"
)

// refused fails unless the refusal is a Breach of that article which changed nothing and says what would be lawful.
func (b *bench) refused(t *testing.T, article, instead string, step func() (Case, error)) {
	t.Helper()
	before := b.state(t)
	_, err := step()
	e := errs.As(err)
	if e == nil || e.Code != errs.Breach || len(e.Faults) != 1 || e.Faults[0].Articles[0] != article || e.Faults[0].Earliest != instead {
		t.Errorf("%+v", err)
	}
	if e != nil {
		hear(e)
	}
	if after := b.state(t); after != before {
		t.Errorf("changed %s to %s", before, after)
	}
}

func aSpecialProcedureStopsThePromiseAndIsToldInWriting(t *testing.T, b *bench) {
	clerk := b.w.As(testworld.Ayxam)
	c := b.take(t, testworld.Ayxam, at1("ppppp"))
	b.w.Clock.Set(clock.Must("2026-11-24 11:00"))
	c = do(t)(b.BeginSpecial(t.Context(), clerk, c.ID, "experts", 3))
	v := b.view(t, c.ID)
	if v.clocks() != "promise paused 2026-11-30, special running 2026-11-27" || v.Shown.Lamp != deadline.Hold ||
		v.papers() != "acceptance1 2026-11-30 5, special1 2026-11-27 1" {
		t.Fatalf("[%s] [%s] %s", v.clocks(), v.papers(), v.Shown.Lamp)
	}
	instead := "程序结束后先登记结束，再作出决定"
	b.refused(t, "11.3", instead, func() (Case, error) { return b.Decide(t.Context(), clerk, c.ID, Decision{Granted: true}) })
	b.refused(t, "11.3", instead, func() (Case, error) { return b.BeginSpecial(t.Context(), clerk, c.ID, "hearing", 2) })
	b.w.Clock.Set(clock.Must("2026-11-27 16:00"))
	c = do(t)(b.EndSpecial(t.Context(), clerk, c.ID))
	// The day on which it began is the office's; 25, 26 and 27 November do not count.
	if v = b.view(t, c.ID); v.clocks() != "promise running 2026-12-03, special met 2026-11-27" || v.verbs() != "accepted suspended resumed" {
		t.Errorf("[%s] %s", v.clocks(), v.verbs())
	}
	if _, err := b.EndSpecial(t.Context(), clerk, c.ID); !errs.Is(err, errs.Conflict) {
		t.Errorf("ended twice: %v", err)
	}
	do(t)(b.Decide(t.Context(), clerk, c.ID, Decision{Granted: true}))
}

func aSpecialProcedureNamesItselfAndItsTime(t *testing.T, b *bench) {
	clerk := b.w.As(testworld.Ayxam)
	c := b.take(t, testworld.Ayxam, at1("ppppp"))
	before := b.state(t)
	for _, in := range []struct {
		kind Special
		days int
	}{{"dinner", 3}, {"hearing", 0}, {"hearing", longestSpecial + 1}} {
		if _, err := b.BeginSpecial(t.Context(), clerk, c.ID, in.kind, in.days); !errs.Is(err, errs.Invalid) {
			t.Errorf("%+v: %v", in, err)
		}
	}
	if after := b.state(t); after != before {
		t.Errorf("changed %s to %s", before, after)
	}
	instant := b.take(t, testworld.Ma, Take{Window: testworld.W3, Applicant: ma, Marks: marked("p")})
	b.refused(t, "11.3", "当场办结；不能当场办结的，请申请人撤回后改按承诺件申请", func() (Case, error) {
		return b.BeginSpecial(t.Context(), b.w.As(testworld.Ma), instant.ID, "hearing", 2)
	})
}

func thePromiseGoesOnOnlyWhenNeitherMaterialsNorAProcedureKeepIt(t *testing.T, b *bench) {
	clerk := b.w.As(testworld.Ayxam)
	c := b.take(t, testworld.Ayxam, at1("ppdpp"))
	c = do(t)(b.BeginSpecial(t.Context(), clerk, c.ID, "inspection", 2))
	c = do(t)(b.Supply(t.Context(), clerk, c.ID, supplied(map[int]material.Mark{3: material.Present})))
	if v := b.view(t, c.ID); v.clocks() != "promise paused 2026-11-30, supply met 2026-11-26, special running 2026-11-25" {
		t.Errorf("the material has come: %s", v.clocks())
	}
	c = do(t)(b.EndSpecial(t.Context(), clerk, c.ID))
	if v := b.view(t, c.ID); v.clocks() != "promise running 2026-11-30, supply met 2026-11-26, special met 2026-11-25" {
		t.Errorf("the procedure has ended: %s", v.clocks())
	}
	b.serve(testworld.W1, b.w.DB.IDs().Next(), "A002", testworld.Company)
	c = b.take(t, testworld.Ayxam, at1("ppdpp"))
	c = do(t)(b.BeginSpecial(t.Context(), clerk, c.ID, "inspection", 2))
	c = do(t)(b.EndSpecial(t.Context(), clerk, c.ID))
	if v := b.view(t, c.ID); v.clocks() != "promise paused 2026-11-30, supply running 2026-11-26, special met 2026-11-25" {
		t.Errorf("the material is still to come: %s", v.clocks())
	}
}

func aPermitIsProlongedOnceInTimeAndWithTheConsentOfTheOrgansHead(t *testing.T, b *bench) {
	chief := b.w.As(testworld.Li)
	c := b.take(t, testworld.Ayxam, at1("ppppp"))
	ask := func(days int, reason, approver string) func() (Case, error) {
		return func() (Case, error) {
			return b.Prolong(t.Context(), chief, c.ID, Prolong{Days: days, Reason: reason, Approver: approver})
		}
	}
	why := "需要两个部门会审"
	for _, in := range []func() (Case, error){ask(3, "忙", "马建国"), ask(3, why, " ")} {
		if _, err := in(); !errs.Is(err, errs.Invalid) {
			t.Errorf("%v", err)
		}
	}
	if _, err := b.Prolong(t.Context(), b.w.As(testworld.Ayxam), c.ID, Prolong{3, why, "马建国"}); !errs.Is(err, errs.Forbidden) {
		t.Errorf("the clerk prolonged: %v", err)
	}
	b.refused(t, "11.3", "请填写 1 至 10 个工作日", ask(11, why, "马建国"))
	// All that is missing in the form is said at once.
	if _, err := ask(0, "忙", " ")(); !errs.Is(err, errs.Invalid) || len(errs.As(err).Faults) != 3 {
		t.Errorf("%+v", err)
	}
	c = do(t)(ask(10, why, "马建国")())
	if v := b.view(t, c.ID); v.clocks() != "promise running 2026-12-14" || v.papers() != "acceptance1 2026-11-30 5, prolong1 2026-12-14 1" ||
		v.verbs() != "accepted prolonged" {
		t.Errorf("[%s] [%s] %s", v.clocks(), v.papers(), v.verbs())
	}
	b.refused(t, "11.3", "请在 2026-12-14 前作出决定", ask(1, why, "马建国"))
	b.serve(testworld.W1, b.w.DB.IDs().Next(), "A002", testworld.Company)
	c = b.take(t, testworld.Ayxam, at1("ppppp"))
	b.items[testworld.Company] = with(b.items[testworld.Company], func(i *acceptance.Item) { i.Licence = false })
	b.refused(t, "11.3", "请在 2026-11-30 前作出决定", ask(3, why, "马建国"))
	b.items[testworld.Company] = with(b.items[testworld.Company], func(i *acceptance.Item) { i.Licence = true })
	b.w.Clock.Set(clock.Must("2026-12-01 10:00"))
	b.refused(t, "11.3", "请尽快作出决定，并在办件中说明超期原因", ask(3, why, "马建国"))
}

func aJointPermitIsProlongedByMore(t *testing.T, b *bench) {
	b.items[testworld.Company] = with(b.items[testworld.Company], func(i *acceptance.Item) { i.Guide.Statutory = wd(45) })
	c := b.take(t, testworld.Ayxam, at1("ppppp"))
	in := Prolong{Days: 16, Reason: "三个部门联合现场核查", Approver: "马建国"}
	b.refused(t, "11.3", "请填写 1 至 15 个工作日", func() (Case, error) { return b.Prolong(t.Context(), b.w.As(testworld.Li), c.ID, in) })
	in.Days = 15
	c = do(t)(b.Prolong(t.Context(), b.w.As(testworld.Li), c.ID, in))
	if v := b.view(t, c.ID); v.clocks() != "promise running 2026-12-21" {
		t.Error(v.clocks())
	}
}

func whatNeedsNoPermitOrIsAnothersIsTurnedAwayAtOnceInWriting(t *testing.T, b *bench) {
	clerk := b.w.As(testworld.Ayxam)
	before := b.state(t)
	for name, why := range map[string]Decline{"no ground": {Reason: "不属于本部门"}, "no reason": {Ground: NotNeeded},
		"nowhere to go": {Ground: NotOurs, Reason: "由住建部门办理"}} {
		if _, err := b.TurnAway(t.Context(), clerk, at1(""), why); !errs.Is(err, errs.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := b.TurnAway(t.Context(), b.w.As(testworld.Ma), at1(""), Decline{NotNeeded, "", "现已取消审批"}); !errs.Is(err, errs.Forbidden) {
		t.Errorf("at another's window: %v", err)
	}
	if after := b.state(t); after != before {
		t.Errorf("changed %s to %s", before, after)
	}
	c := do(t)(b.TurnAway(t.Context(), clerk, at1(""), Decline{NotOurs, "昌吉市住房和城乡建设局", "施工许可由住建部门办理"}))
	v := b.view(t, c.ID)
	if v.State != Declined || v.Ended == 0 || v.clocks() != "" || v.papers() != "decline1  2" || v.verbs() != "declined" ||
		v.Papers[0].Lines[1].Name != "昌吉市住房和城乡建设局" || v.Shown.Lamp != deadline.Done {
		t.Errorf("%s %s [%s] [%s] %s", v.State, v.Ended, v.clocks(), v.papers(), v.verbs())
	}
	if _, err := b.TurnAway(t.Context(), clerk, at1(""), Decline{NotNeeded, "", "现已取消审批"}); !errs.Is(err, errs.Conflict) {
		t.Errorf("the same item of one ticket twice: %v", err)
	}
}

func whatWasLeftToBeCheckedMayBeTurnedAwayToo(t *testing.T, b *bench) {
	clerk := b.w.As(testworld.Ayxam)
	in := at1("")
	in.Later = true
	c := b.take(t, testworld.Ayxam, in)
	c = do(t)(b.Decline(t.Context(), clerk, c.ID, Decline{NotNeeded, "", "现已取消审批"}))
	if v := b.view(t, c.ID); v.State != Declined || v.clocks() != "check met 2026-11-30" || v.verbs() != "handed_in declined" {
		t.Errorf("%s [%s] %s", v.State, v.clocks(), v.verbs())
	}
	b.serve(testworld.W1, b.w.DB.IDs().Next(), "A002", testworld.Company)
	c = b.take(t, testworld.Ayxam, at1("ppppp"))
	if _, err := b.Decline(t.Context(), clerk, c.ID, Decline{NotNeeded, "", "现已取消审批"}); !errs.Is(err, errs.Conflict) {
		t.Errorf("an accepted case was turned away: %v", err)
	}
}

func nothingIsPutOffOrDeemedWithdrawnWhereNothingIsToCome(t *testing.T, b *bench) {
	c := b.take(t, testworld.Ayxam, at1("ppppp"))
	before := b.state(t)
	_, err := b.Lapse(t.Context(), b.w.As(testworld.Li), c.ID, "材料一直没有补来")
	refused(t, "deemed withdrawn", err, errs.Breach, "11.4", "没有未补交的容缺材料", "")
	_, err = b.Extend(t.Context(), b.w.As(testworld.Li), c.ID, 1, "大雪封路，车辆不通")
	refused(t, "put off", err, errs.Breach, "11.4", "没有未补交的容缺材料", "")
	if after := b.state(t); after != before {
		t.Errorf("changed %s to %s", before, after)
	}
}

func aRefusalIsGivenOutWithItsReason(t *testing.T, b *bench) {
	c := b.take(t, testworld.Ayxam, at1("ppppp"))
	c = do(t)(b.Decide(t.Context(), b.w.As(testworld.Ayxam), c.ID, Decision{Reason: "住所不符合要求"}))
	v := b.view(t, c.ID)
	if last := v.Papers[len(v.Papers)-1]; last.Kind != paper.Refusal || last.Lines[0].Name != "住所不符合要求" {
		t.Errorf("%+v", last)
	}
}
