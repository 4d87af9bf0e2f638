package queueweb

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	"lianban/internal/feature/queue"
	"lianban/internal/testworld"
)

// direct lets Wang of the world sit at the guide desk, and gives the cookie.
func (x *hall) direct() *http.Cookie {
	x.guide = identity.Actor{Centre: testworld.Centre, Account: 1900, Person: testworld.Wang, Grants: []identity.Grant{{Role: identity.Guide}}}
	return &http.Cookie{Name: "guide", Value: "1"}
}

// shift ends at noon what window 3 does for cards, and lets window 4 begin it: a decided adjustment.
func (x *hall) shift(noon clock.Instant) {
	x.t.Helper()
	err := x.w.DB.Write(x.t.Context(), testworld.Centre, func(tx *db.Tx) error {
		_, err := tx.Exec(qTestShift, tx.Centre, testworld.W3, testworld.Card, noon)
		if err != nil {
			return err
		}
		return x.w.Directory.Add(tx, "test", directory.Setup{Services: []directory.Serving{
			{Window: testworld.W4, Item: testworld.Card, Span: directory.Span{From: noon}}}})
	})
	if err != nil {
		x.t.Fatal(err)
	}
}

var qTestShift = db.Q("queueweb.test_shift", `update directory_service set until_at = $4
	where centre_id = $1 and window_id = $2 and item_id = $3`)

// covers: Q-6 A11-1
func TestTheGuideDeskFindsTheWindowAndTakesANumberForWhoGoesFirst(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		x := open(t, w)
		desk := x.direct()
		x.has(x.send("/desk", nil, desk), "大厅一览", "今天窗口没有调整", "/law/5.3", `data-live="/live/desk"`)
		a := x.send("/desk?q="+url.QueryEscape("开公司"), nil, desk)
		x.has(a, names[testworld.Company], "A 区 · 一楼东侧", "/law/11.1", "/law/11.5", `data-live="/live/desk?q=`)
		form := forms(a.body)["/desk/take"]
		form.Set("first", "elder")
		done := x.send("/desk/take", form, desk)
		if done.code != http.StatusSeeOther || !strings.HasPrefix(done.to, "/desk?ticket=") {
			t.Fatalf("%d %s %s", done.code, done.to, done.body)
		}
		if again := x.send("/desk/take", form, desk); again.to != done.to {
			t.Error("the same key twice gave two numbers")
		}
		token := strings.TrimPrefix(done.to, "/desk?ticket=")
		x.has(x.send(done.to, nil, desk), "A001", "请到 A 区 · 一楼东侧 等候", `href="/slip/`+token)
		p, err := x.queue.ByToken(t.Context(), testworld.Centre, token)
		if err != nil || p.Reason != "70 岁以上" || p.Source != "desk" || p.Rank != 0 {
			t.Errorf("%+v %v", p.Ticket, err)
		}
		bad := x.send("/desk/take", url.Values{"item": {"41"}, "first": {"hurry"}}, desk)
		if bad.code != http.StatusUnprocessableEntity || !strings.Contains(bad.body, "请选择优先的原因") {
			t.Errorf("a reason of one's own: %d", bad.code)
		}
		x.has(x.send("/desk?q=查无此物", nil, desk), "没有找到“查无此物”")
	})
}

// 11(7): the slip leads to the review; whoever is reviewed takes the number and does not get it.
func TestAClerkTakesANumberAtTheDeskAndDoesNotSeeItsSlip(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		x := open(t, w)
		x.direct()
		clerk := person(testworld.Ayxam)
		done := x.send("/desk/take", url.Values{"item": {"41"}}, clerk)
		if done.code != http.StatusSeeOther || done.to != "/desk" {
			t.Fatalf("%d %s", done.code, done.to)
		}
		x.has(x.send("/desk", nil, clerk, done.cookie[saidCookie]), "A001 已取好")
		kept := x.take(testworld.Company)
		x.hasNot(x.send("/desk?ticket="+kept.Token, nil, clerk), kept.Token)
	})
}

// covers: Q-6 A5-4
func TestAnAdjustmentShowsAtItsMinuteOnTheDeskAndTheEguide(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		x := open(t, w)
		desk, machine := x.direct(), x.machine(identity.Device{Duty: identity.Kiosk, Name: "导引机"})
		item, card := "/screen/eguide?item="+id(testworld.Card), "/desk?q="+url.QueryEscape("社保卡")
		x.shift(clock.Must("2026-11-23 12:00"))
		for path, c := range map[string]*http.Cookie{item: machine, "/screen/eguide?zone=22": machine, card: desk} {
			w.Clock.Set(clock.Must("2026-11-23 11:59"))
			before := x.send(path, nil, c)
			w.Clock.Set(clock.Must("2026-11-23 12:00"))
			after := x.send(path, nil, c)
			switch path {
			case item:
				x.has(before, "请到 3 号窗口")
				x.has(after, "请到 4 号窗口")
				x.hasNot(after, "社保卡与养老保险")
			case card:
				x.has(before, "3 号窗口停办 "+names[testworld.Card], "4 号窗口起办 "+names[testworld.Card], "未到时间", `<b class="num">3</b> 未开`)
				x.has(after, `<b class="num">4</b> 未开`)
				x.hasNot(after, "未到时间", `<b class="num">3</b> 未开`)
			default:
				if strings.Count(before.body, names[testworld.Card]) != 1 || strings.Count(after.body, names[testworld.Card]) != 1 {
					t.Error("the card is served at one window, before and after")
				}
			}
		}
	})
}

func TestWhoMayNotDirectPeopleIsRefusedAtTheDesk(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		x := open(t, w)
		for _, c := range []*http.Cookie{person(testworld.Gulina), person(testworld.Chen),
			x.machine(identity.Device{Duty: identity.Kiosk, Name: "导引机"})} {
			for _, path := range []string{"/desk", "/live/desk", "/api/v1/desk"} {
				if a := x.send(path, nil, c); a.code != http.StatusForbidden {
					t.Errorf("%s: %d", path, a.code)
				}
			}
			if a := x.send("/desk/take", url.Values{"item": {"41"}}, c); a.code != http.StatusForbidden {
				t.Errorf("a number: %d", a.code)
			}
		}
		screen := x.machine(identity.Device{Duty: identity.Display, Name: "大厅屏"})
		for _, path := range []string{"/screen/eguide", "/live/eguide", "/api/v1/eguide"} {
			if a := x.send(path, nil, screen); a.code != http.StatusForbidden {
				t.Errorf("%s on a display: %d", path, a.code)
			}
		}
	})
}

func TestProgramsAreToldTheSameDirections(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		x := open(t, w)
		desk := x.direct()
		x.take(testworld.Company)
		if _, err := x.queue.Pause(t.Context(), w.As(testworld.Ayxam), testworld.W1, queue.Away); err != nil {
			t.Fatal(err)
		}
		x.shift(clock.Must("2026-11-23 12:00"))
		a := x.send("/api/v1/desk?q="+url.QueryEscape("开公司"), nil, desk)
		x.has(a)
		var d Directions
		if err := json.Unmarshal([]byte(a.body), &d); err != nil {
			t.Fatal(err)
		}
		if d.Found != 1 || len(d.Items) != 1 || len(d.Windows) != 4 || len(d.Changes) != 2 {
			t.Fatalf("%+v", d)
		}
		if w := d.Items[0].Windows; len(w) != 2 || w[0].No != "1" || w[0].State != queue.Paused || w[0].Waiting != 1 || w[1].State != queue.Closed {
			t.Errorf("%+v", w)
		}
		machine := x.machine(identity.Device{Duty: identity.Kiosk, Name: "导引机"})
		if e := x.send("/api/v1/eguide", nil, machine); e.code != http.StatusOK || strings.Contains(e.body, `"changes"`) {
			t.Errorf("%d %s", e.code, e.body)
		}
	})
}
