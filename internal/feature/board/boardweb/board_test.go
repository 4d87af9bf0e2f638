package boardweb

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"lianban/internal/base/db"
	"lianban/internal/base/text"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/calendar"
	"lianban/internal/core/deadline"
	"lianban/internal/core/finding"
	"lianban/internal/core/identity"
	"lianban/internal/core/ledger"
	"lianban/internal/feature/board"
	"lianban/internal/feature/casework"
	"lianban/internal/feature/queue"
	"lianban/internal/feature/review"
	"lianban/internal/testworld"
)

// hallOf is the board of the test world: two wait for the market's windows and one for each of the others', a bad review
// waits to be verified, a finding about the market department is heard, one about a clerk of it is not.
func hallOf(t *testing.T, w *testworld.World) Handler {
	t.Helper()
	cal := &calendar.Service{Store: w.DB}
	clocks := &deadline.Service{Store: w.DB, Calendar: cal}
	h := Handler{Store: w.DB, Directory: w.Directory, Calendar: cal, Deadlines: clocks,
		Board:    &board.Service{Store: w.DB, Deadlines: clocks},
		Findings: &finding.Service{Store: w.DB, Deadlines: clocks, Calendar: cal},
		Cases:    &casework.Service{Store: w.DB, Directory: w.Directory, Calendar: cal, Deadlines: clocks},
		Queue: &queue.Service{Store: w.DB, Directory: w.Directory, Hours: cal.Hours,
			Item: func(_ *db.Tx, item int64) (string, error) { return fmt.Sprintf("事项%d", item), nil }},
		Review: &review.Service{Store: w.DB, Directory: w.Directory, Calendar: cal, Deadline: clocks}, usual: &usual{}}
	for _, item := range []int64{testworld.Company, testworld.Food, testworld.Card, testworld.Building} {
		if _, err := h.Queue.Take(t.Context(), w.Visitor(), queue.Take{Item: item, Source: "kiosk"}); err != nil {
			t.Fatal(err)
		}
	}
	w.Clock.Advance(7 * time.Minute)
	h.complain(t, w)
	h.accuse(t, w)
	return h
}

func (h Handler) complain(t *testing.T, w *testworld.World) {
	t.Helper()
	var token string
	err := w.DB.Write(t.Context(), testworld.Centre, func(tx *db.Tx) error {
		if err := h.Review.Invite(tx, w.As(testworld.Ma), review.Invitation{Of: 7001, Item: testworld.Card, Name: "社会保障卡",
			Window: testworld.W3, Person: testworld.Ma}); err != nil {
			return err
		}
		var err error
		token, err = review.TokenOf(tx, 7001)
		return err
	})
	if err == nil {
		_, err = h.Review.Give(t.Context(), w.Visitor(), token, review.Answer{Level: 2, Reasons: []int{214}, Text: "态度不好"})
	}
	if err != nil {
		t.Fatal(err)
	}
}

func (h Handler) accuse(t *testing.T, w *testworld.World) {
	t.Helper()
	facts := []finding.New{
		{Kind: "limit.missed", Fact: "deadline:7", About: ledger.Of("case", 7), Department: testworld.Market, Text: text.Plain("超 1 天")},
		{Kind: "limit.missed", Fact: "deadline:8", About: ledger.Of("case", 8), Department: testworld.Market, Text: text.Plain("超 2 天")},
		{Kind: "offpost.over", Fact: "offpost:1", About: ledger.Of("window", testworld.W1), Department: testworld.Market,
			Person: testworld.Ayxam, Text: text.Plain("离岗 21 分钟")},
	}
	for i, n := range facts {
		var f finding.Finding
		err := w.DB.Write(t.Context(), testworld.Centre, func(tx *db.Tx) (err error) {
			f, err = h.Findings.Propose(tx, "job:detector", n)
			return err
		})
		if err == nil && i == 0 {
			_, err = h.Findings.State(t.Context(), w.As(testworld.Li), f.ID, "系统故障，已补办。")
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// drawn is the board as somebody sees it, without its tags.
func (h Handler) drawn(t *testing.T, by identity.Actor) (facts, string) {
	t.Helper()
	f, err := h.read(t.Context(), by)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := boardState(f).Render(ui.WithLang(t.Context(), text.Zh), &b); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), "[board.") {
		t.Error("words are missing")
	}
	return f, b.String()
}

func hold(t *testing.T, who, page string, want, never []string) {
	t.Helper()
	for _, s := range want {
		if !strings.Contains(page, s) {
			t.Errorf("%s does not see %q", who, s)
		}
	}
	for _, s := range never {
		if strings.Contains(page, s) {
			t.Errorf("%s sees %q", who, s)
		}
	}
}

// covers: A3-3 B-1 A11-7 A20-2
func TestEverybodySeesOnTheBoardWhatIsTheirsToDo(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		h := hallOf(t, w)
		f, page := h.drawn(t, w.As(testworld.Gulina))
		if f.waiting() != 4 || len(f.windows) != 4 {
			t.Errorf("the office sees %d waiting at %d windows", f.waiting(), len(f.windows))
		}
		hold(t, "the office", page, []string{"大厅等候", "今日取号", "1 条差评待核实", `href="/reviews"`, "差评 1 条待核实", "1 个问题待认定",
			`href="/findings?state=decide"`, "2 个问题待当事人申辩"}, []string{"可以申辩"})

		f, page = h.drawn(t, w.As(testworld.Li))
		if f.waiting() != 2 || len(f.windows) != 2 {
			t.Errorf("the chief sees %d waiting at %d windows", f.waiting(), len(f.windows))
		}
		hold(t, "the chief", page, []string{"本部门窗口等候", "等得最久的已等 7 分钟", "本部门窗口今日办结", "等 2 人", "1 个问题可以申辩",
			"1 个问题待当事人申辩"}, []string{"认定</", "待认定", "state=decide", "差评待核实", "条待核实", "/reviews", "大厅等候", "今日取号", "督办"})
	})
}

func TestALeaderWatchesTheHallAndIsOfferedNothingToDecide(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		h := hallOf(t, w)
		leader := w.As(testworld.Chen)
		leader.Grants = []identity.Grant{{Role: identity.Leader}}
		f, page := h.drawn(t, leader)
		if f.waiting() != 4 {
			t.Errorf("%d waiting", f.waiting())
		}
		hold(t, "a leader", page, []string{"大厅等候"}, []string{"问题待", "可以申辩", "/findings", "/reviews", "督办"})
	})
}

// covers: B-2 B-3 B-6 B-7
func TestEmptyWindowsAndSilentMachinesAreLitForWhoeverAnswersForThem(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		h := hallOf(t, w)
		h.Devices = w.Identity.Devices
		for _, d := range []identity.Device{{Duty: identity.Kiosk, Name: "大门自助机"}, {Duty: identity.Strip, Name: "1 号条屏", Window: testworld.W1},
			{Duty: identity.Strip, Name: "3 号条屏", Window: testworld.W3}} {
			if err := w.DB.Write(t.Context(), testworld.Centre, func(tx *db.Tx) error {
				_, _, err := w.Identity.PutDevice(tx, "test", d)
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := h.Queue.CallNext(t.Context(), w.As(testworld.Ayxam), testworld.W1); err != nil {
			t.Fatal(err)
		}
		w.Clock.Advance(4 * time.Minute)
		_, page := h.drawn(t, w.As(testworld.Gulina))
		hold(t, "the office", page, []string{"3 个窗口开放时间没有人在岗", "2、3、4 号", "3 台设备没有信号"}, []string{"本部门窗口</h2>", "/admin/devices"})
		f, page := h.drawn(t, w.As(testworld.Li))
		hold(t, "the chief", page, []string{"1 个窗口开放时间没有人在岗", "1 台设备没有信号", "1 号条屏", "本部门窗口</h2>", "阿依夏木·买买提", "A001"},
			[]string{"大门自助机", "3 号条屏", "马小军", "2、3"})
		if own := f.own(t.Context()); len(own) != 2 || own[0].ticket != "A001" || own[0].waits != 1 || own[1].waits != 1 || own[1].who != "" {
			t.Errorf("the chief's windows: %+v", own)
		}
		w.Clock.Set(w.Clock.Now().Day().At(14, 30))
		if f, _ := h.drawn(t, w.As(testworld.Gulina)); len(f.vacant) != 0 {
			t.Errorf("over lunch %v are said to be empty", f.vacant)
		}
	})
}

func TestALampThatCountsNoneIsCalm(t *testing.T) {
	for lamp, want := range map[deadline.Lamp]ui.Kind{deadline.Red: "none", deadline.Yellow: ui.Warn} {
		f := facts{tally: deadline.Tally{deadline.Red: 0, deadline.Yellow: 3}}
		if got := f.lamp(lamp); got != want {
			t.Errorf("%s looks %s, want %s", lamp, got, want)
		}
	}
}
