package casework

import (
	"fmt"
	"strings"
	"testing"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/calendar"
	"lianban/internal/core/file/register"
	"lianban/internal/core/identity"
	"lianban/internal/feature/casework/acceptance"
	"lianban/internal/feature/casework/material"
	"lianban/internal/testworld"
)

// platformRow is a case as the platform hands it over; change says what of it is different.
func platformRow(no string, change ...string) string {
	return strings.NewReplacer(change...).Replace(`{"project_no":"` + no + `","item_code":"C-001","applicant":"马国栋","id_number":"` +
		cardNo + `","phone":"13909944471","received_at":"2026-11-20 16:30","materials":[{"name":"公司章程","present":true},` +
		`{"name":"住所使用证明","present":false}],"source":"新疆政务服务网"}`)
}

// bring imports rows as the office does, and fails unless the counts are these: added, changed, unchanged, refused.
func (b *bench) bring(t *testing.T, want string, rows ...string) register.Result {
	t.Helper()
	out, err := Receipt{b.Service}.Import(t.Context(), b.w.As(testworld.Gulina),
		register.File{Name: "a.jsonl", Raw: []byte(strings.Join(rows, "\n"))}, false)
	if got := fmt.Sprint(out.Added, out.Changed, out.Unchanged, len(out.Refused)); err != nil || got != want {
		t.Fatalf("%s, want %s: %+v %v", got, want, out.Refused, err)
	}
	if out.Read != out.Added+out.Changed+out.Unchanged+len(out.Refused) {
		t.Errorf("%+v does not add up", out.Answer)
	}
	return out
}

// byProject finds the case of a project number.
func (b *bench) byProject(t *testing.T, want string) (out View) {
	t.Helper()
	p, err := b.List(t.Context(), b.w.As(testworld.Gulina), Query{Size: 200})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range p.Rows {
		if v := b.view(t, r.ID); v.Project == want {
			return v
		}
	}
	t.Fatalf("no case of %s", want)
	return out
}

func whatWasAppliedForOnlineIsReceivedOnceAndItsClockRunsFromThen(t *testing.T, b *bench) {
	b.bring(t, "1 0 0 0", platformRow("P-1"))
	v := b.byProject(t, "P-1")
	// Friday 20 November: five working days end on the 27th.
	if v.State != HandedIn || v.Source != Online || v.clocks() != "check running 2026-11-27" || v.verbs() != "handed_in" || v.Who.Name != "马××" ||
		v.Received.String() != "2026-11-20 16:30:00" || v.Materials[1].Claimed != material.Present || v.Materials[3].Claimed != material.Missing ||
		v.Materials[1].Mark != "" || v.WindowNo == 0 || len(v.Papers) != 0 {
		t.Errorf("%s %s [%s] %s %s %s %+v", v.State, v.Source, v.clocks(), v.verbs(), v.Who.Name, v.Received, v.Materials)
	}
	if n := count(t, b, qTestSealed, "%马国栋%", "%"+cardNo+"%"); n != 0 {
		t.Errorf("%d rows have the applicant in the clear", n)
	}
	before := b.state(t)
	b.bring(t, "0 0 1 0", platformRow("P-1"))
	if after := b.state(t); after != before {
		t.Errorf("the same row again changed %s to %s", before, after)
	}
	// The window's clerks find it in their list without a ticket.
	p, err := b.List(t.Context(), b.w.As(testworld.Ayxam), Query{State: HandedIn})
	if err != nil || len(p.Rows) != 1 || p.Rows[0].ID != v.ID {
		t.Errorf("%+v %v", p.Rows, err)
	}
	b.bring(t, "0 1 0 0", platformRow("P-1", "13909944471", "13909944472", `"present":false`, `"present":true`))
	if v = b.view(t, v.ID); v.verbs() != "handed_in amended" || v.Materials[3].Claimed != material.Present || v.Who.Phone != "139××××4472" {
		t.Errorf("%s %+v %s", v.verbs(), v.Materials[3], v.Who.Phone)
	}
}

func anOnlineCaseIsJudgedLikeOthersAndInvitesOnceAtItsEnd(t *testing.T, b *bench) {
	b.bring(t, "2 0 0 0", platformRow("P-2"), platformRow("P-3"))
	clerk := b.w.As(testworld.Ayxam)
	c := b.byProject(t, "P-2").Case
	all := map[int]material.Mark{}
	for n := range 5 {
		all[n+1] = material.Present
	}
	c = do(t)(b.Supply(t.Context(), clerk, c.ID, supplied(all)))
	if v := b.view(t, c.ID); v.State != Accepted || v.papers() != "acceptance1 2026-11-30 5" || v.clocks() != "check met 2026-11-27, promise running 2026-11-30" {
		t.Errorf("%s [%s] [%s]", v.State, v.papers(), v.clocks())
	}
	b.bring(t, "0 0 0 1", platformRow("P-2", "13909944471", "13909944472"))
	do(t)(b.Decide(t.Context(), clerk, c.ID, Decision{Granted: true}))
	if len(b.ended) != 0 {
		t.Errorf("invited before the end: %v", b.ended)
	}
	do(t)(b.Deliver(t.Context(), clerk, c.ID, "electronic"))
	if fmt.Sprint(b.ended) != fmt.Sprint([]int64{c.ID}) {
		t.Errorf("ended %v, want %d once", b.ended, c.ID)
	}
	other := b.byProject(t, "P-3")
	do(t)(b.Decline(t.Context(), clerk, other.ID, Decline{NotNeeded, "", "现已取消审批"}))
	if len(b.ended) != 2 {
		t.Errorf("turned away and not invited: %v", b.ended)
	}
	at := b.take(t, testworld.Ayxam, at1("ppppp"))
	do(t)(b.Decide(t.Context(), clerk, at.ID, Decision{Granted: true}))
	do(t)(b.Deliver(t.Context(), clerk, at.ID, "window"))
	if len(b.ended) != 2 {
		t.Errorf("a case handed in at a window was invited: its ticket is")
	}
}

func theShorterLimitBindsWhereThePlatformPublishesAnother(t *testing.T, b *bench) {
	for no, c := range map[string]struct{ days, due, told string }{
		"P-20": {"3", "2026-11-25", "[5wd 3wd]"},
		"P-21": {"5", "2026-11-27", "[]"},
		"P-22": {"8", "2026-11-27", "[5wd 8wd]"},
	} {
		var told []string
		b.Differs = func(_ *db.Tx, _ identity.Actor, _ Case, ours, public calendar.Limit) error {
			told = []string{fmt.Sprintf("%d%s %d%s", ours.N, ours.Unit, public.N, public.Unit)}
			return nil
		}
		b.bring(t, "1 0 0 0", platformRow(no, `"source"`, `"promised_days":"`+c.days+`","source"`))
		b.Differs = nil
		v := b.byProject(t, no)
		var due string
		err := b.w.DB.Read(t.Context(), testworld.Centre, func(tx *db.Tx) error {
			cal, err := b.Calendar.Calendar(tx)
			due = cal.Due(v.Received.Day(), v.Promised).Day.String()
			return err
		})
		if err != nil || due != c.due || fmt.Sprint(told) != c.told {
			t.Errorf("%s days: due %s, told %v, %v", c.days, due, told, err)
		}
	}
}

func anOnlinePermitNobodyLooksAtCountsAsAcceptedFromTheDayOfReceipt(t *testing.T, b *bench) {
	out := b.bring(t, "1 0 0 0", platformRow("P-4", "2026-11-20 16:30", "2026-11-09 09:00"))
	if len(out.Warnings) != 1 || out.Warnings[0].Kind != "late" {
		t.Errorf("%+v", out.Warnings)
	}
	b.answered(t, 1)
	v := b.byProject(t, "P-4")
	if v.State != Accepted || v.Accepted != v.Received || v.clocks() != "check met 2026-11-16, promise running 2026-11-16" {
		t.Errorf("%s %s [%s]", v.State, v.Accepted, v.clocks())
	}
}

func whatCannotBeReceivedIsRefusedAndLeavesNothingBehind(t *testing.T, b *bench) {
	b.items[testworld.Building] = with(b.items[testworld.Building], func(i *acceptance.Item) { i.Department = testworld.Market })
	b.items[testworld.Food] = with(b.items[testworld.Food], func(i *acceptance.Item) { i.Code = "C-002" })
	b.bring(t, "1 0 0 0", platformRow("P-5"))
	before := b.state(t)
	for name, c := range map[string]struct{ row, field string }{
		"an unknown item":                    {platformRow("P-9", "C-001", "C-999"), "item_code"},
		"an item without a guide":            {platformRow("P-9", "C-001", "C-002"), "item_code,materials,materials"},
		"a receipt in the future":            {platformRow("P-9", "2026-11-20 16:30", "2026-11-23 10:21"), "received_at"},
		"a material the guide does not know": {platformRow("P-9", "公司章程", "别的"), "materials"},
		"a received case of another item":    {platformRow("P-5", "C-001", "C-003"), "item_code"},
		"a received case of another time":    {platformRow("P-5", "16:30", "16:31"), "received_at"},
		"a person who cannot be":             {platformRow("P-9", cardNo, "652301199003074472"), "id_number"},
	} {
		out := b.bring(t, "0 0 0 1", c.row)
		if got := out.Refused[0]; got.Line != 1 || !strings.Contains(c.field, strings.Split(got.Field, ",")[0]) || got.Reason == "" || got.Value == "" {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if after := b.state(t); after != before {
		t.Errorf("changed %s to %s", before, after)
	}
	for _, who := range []int64{testworld.Ayxam, testworld.Li} {
		_, err := Receipt{b.Service}.Import(t.Context(), b.w.As(who), register.File{Raw: []byte(platformRow("P-9"))}, false)
		if !errs.Is(err, errs.Forbidden) {
			t.Errorf("%d brought cases in: %v", who, err)
		}
	}
	if _, err := (Receipt{b.Service}).Import(t.Context(), b.w.As(testworld.Gulina), register.File{Raw: []byte(platformRow("P-8"))}, true); err != nil ||
		b.state(t) != before {
		t.Errorf("a dry run changed something: %v", err)
	}
}
