package calendar

import (
	"testing"
	"testing/fstest"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
)

func hours(t *testing.T, exceptions ...Exception) *Hours {
	t.Helper()
	h, err := Shipped().Hours("xinjiang", exceptions...)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestOpeningHoursFollowTheSeasonOnWorkingDaysOnly(t *testing.T) {
	h := hours(t)
	for date, want := range map[string]string{
		"2025-04-30": "2025-04-30（周三）10:00–14:00、15:30–19:30（工作日、冬季作息）", // the last day of winter
		"2025-05-01": "2025-05-01（周四）不开放（劳动节）",
		"2025-05-06": "2025-05-06（周二）10:00–14:00、16:00–20:00（工作日、夏季作息）",
		"2025-09-30": "2025-09-30（周二）10:00–14:00、16:00–20:00（工作日、夏季作息）", // the last day of summer
		"2025-10-09": "2025-10-09（周四）10:00–14:00、15:30–19:30（工作日、冬季作息）",
		"2025-01-02": "2025-01-02（周四）10:00–14:00、15:30–19:30（工作日、冬季作息）", // winter runs over the new year
		"2021-07-01": "2021-07-01（周四）10:00–14:00、16:00–20:00（工作日、夏季作息）", // before the first timetable
		"2025-06-06": "2025-06-06（周五）不开放（古尔邦节）",
		"2025-06-14": "2025-06-14（周六）不开放（周末）",
		"2026-05-09": "2026-05-09（周六）10:00–14:00、16:00–20:00（劳动节调休上班、夏季作息）", // made-up Saturdays: same hours
		"2026-10-10": "2026-10-10（周六）10:00–14:00、15:30–19:30（国庆节调休上班、冬季作息）",
	} {
		if got := h.On(day(date)).Explain().String(); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

func TestWindowsAreOpenFromTheFirstMinuteUntilBeforeTheLast(t *testing.T) {
	h := hours(t)
	for at, want := range map[string]bool{
		"2025-05-06 09:59:59": false, "2025-05-06 10:00:00": true, "2025-05-06 13:59:59": true, "2025-05-06 14:00:00": false,
		"2025-05-06 16:00:00": true, "2025-05-06 20:00:00": false, "2025-06-06 11:00:00": false,
	} {
		if got := h.IsOpen(clock.Must(at)); got != want {
			t.Errorf("open at %s: %v", at, got)
		}
	}
}

func TestDaysAheadEndWhenTheOfficeClosesOnTheLatestDay(t *testing.T) {
	storm := Exception{From: day("2025-06-05"), To: day("2025-06-05"), Reason: "沙尘暴停办", Number: "昌政务办〔2025〕9号"}
	short := Exception{From: day("2025-06-05"), To: day("2025-06-05"), Open: []Span{{600, 780}}, Reason: "演练", Number: "1"}
	for _, c := range []struct {
		h     *Hours
		event string
		n     int
		want  string
	}{
		{hours(t), "2025-06-11", 1, "2025-06-05 20:00"},
		{hours(t), "2026-02-24", 1, "2026-02-14 19:30"},
		{hours(t), "2025-05-06", 2, "2025-04-29 19:30"},        // the season of the latest day, not of the event
		{hours(t, storm), "2025-06-11", 1, "2025-06-05 20:00"}, // a closed hall moves no limit
		{hours(t, short), "2025-06-11", 1, "2025-06-05 13:00"},
	} {
		if got := c.h.Ahead(day(c.event), c.n); got.At != clock.Must(c.want) {
			t.Errorf("%d before %s: %s, want %s", c.n, c.event, got.At, c.want)
		}
	}
	if m := hours(t).Ahead(day("2026-02-24"), 1); !m.Provisional {
		t.Error("2026 is not provisional")
	}
	if m := hours(t).Ahead(0, 1); m.At != 0 {
		t.Errorf("ahead of nothing: %+v", m)
	}
	if _, open := hours(t).Closing(day("2025-06-06")); open {
		t.Error("a day off has a closing time")
	}
}

func TestOnlyOpeningHoursAreWorkingTime(t *testing.T) {
	h := hours(t)
	for _, c := range []struct {
		from, to string
		want     time.Duration
	}{
		{"2025-05-06 10:00", "2025-05-06 10:15", 15 * time.Minute},
		{"2025-05-06 13:55", "2025-05-06 16:05", 10 * time.Minute},       // summer lunch: two hours
		{"2025-04-30 13:55", "2025-04-30 16:05", 40 * time.Minute},       // winter lunch: an hour and a half
		{"2025-05-06 00:00", "2025-05-07 00:00", 8 * time.Hour},          // both seasons have eight hours
		{"2025-04-29 00:00", "2025-04-30 00:00", 8 * time.Hour},          //
		{"2025-04-30 19:00", "2025-05-06 11:00", 90 * time.Minute},       // over 劳动节 and the change of season
		{"2025-06-05 19:59:30", "2025-06-11 10:00:15", 45 * time.Second}, // over 古尔邦节
		{"2026-05-08 19:00", "2026-05-09 11:00", 2 * time.Hour},          // into a made-up Saturday
		{"2025-06-06 10:00", "2025-06-10 20:00", 0},
		{"2025-05-06 12:00", "2025-05-06 12:00", 0},
		{"2025-05-06 12:00", "2025-05-06 11:00", 0},
	} {
		from, to := clock.Must(c.from), clock.Must(c.to)
		got, explained := h.WorkingTime(from, to), h.ExplainWorkingTime(from, to)
		var sum time.Duration
		for _, d := range explained.Days {
			sum += d.Time
		}
		if got.Time != c.want || explained.Worked != got || sum != c.want || got.Provisional != (from.Day().Year() == 2026 && to > from) {
			t.Errorf("from %s to %s: %+v, explained %s, want %s", c.from, c.to, got, sum, c.want)
		}
	}
	lines := h.ExplainWorkingTime(clock.Must("2025-06-05 19:59:30"), clock.Must("2025-06-06 12:00")).Lines()
	if len(lines) != 2 || lines[0].String() != "2025-06-05（周四）10:00–14:00、16:00–20:00（工作日、夏季作息），计 0 分 30 秒" ||
		lines[1].String() != "2025-06-06（周五）不开放（古尔邦节），计 0 分 0 秒" {
		t.Errorf("%v", lines)
	}
	if got := h.WorkingTime(clock.Must("1960-01-01 00:00"), clock.Must("1999-12-31 23:00")); got.Time != 0 {
		t.Errorf("before the calendar: %+v", got)
	}
}

func TestAnExceptionOpensOrClosesOneHallAndMovesNoLimit(t *testing.T) {
	saturday := Exception{From: day("2025-06-14"), To: day("2025-06-15"), Open: []Span{{600, 840}}, Reason: "周末延时服务",
		Number: "昌政务办〔2025〕8号"}
	h := hours(t, saturday)
	if !h.IsOpen(clock.Must("2025-06-15 11:00")) || h.IsOpen(clock.Must("2025-06-16 15:00")) {
		t.Error("the exception does not hold on its days only")
	}
	if got := h.On(day("2025-06-14")).Explain().String(); got != "2025-06-14（周六）10:00–14:00（周末延时服务，昌政务办〔2025〕8号）" {
		t.Error(got)
	}
	if named(t, "xinjiang").IsWorkday(day("2025-06-14")) {
		t.Error("the hall's exception made a working day")
	}
	for name, bad := range map[string]Exception{
		"no document":  {From: day("2025-06-14"), To: day("2025-06-14"), Reason: "x"},
		"no reason":    {From: day("2025-06-14"), To: day("2025-06-14"), Number: "1"},
		"backwards":    {From: day("2025-06-14"), To: day("2025-06-13"), Reason: "x", Number: "1"},
		"a decade":     {From: day("2025-06-14"), To: day("2035-06-14"), Reason: "x", Number: "1"},
		"overlapping":  {From: day("2025-06-14"), To: day("2025-06-14"), Reason: "x", Number: "1", Open: []Span{{600, 840}, {800, 900}}},
		"past its day": {From: day("2025-06-14"), To: day("2025-06-14"), Reason: "x", Number: "1", Open: []Span{{600, 1500}}},
	} {
		if _, err := Shipped().Hours("xinjiang", bad); !errs.Is(err, errs.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Shipped().Hours("tibet"); !errs.Is(err, errs.Invalid) {
		t.Error(err)
	}
	if _, err := Shipped().HoursOf("xinjiang", nil); !errs.Is(err, errs.Invalid) {
		t.Error(err)
	}
}

func TestANewTimetableHoldsFromItsDay(t *testing.T) {
	all := append(Shipped().Layers().Timetables, Timetable{From: day("2026-06-01"),
		Seasons: []Season{{Name: "试行", Month: 1, Day: 1, Open: []Span{{570, 1080}}}}})
	h, err := Shipped().HoursOf("xinjiang", all)
	if err != nil {
		t.Fatal(err)
	}
	if a, b := h.On(day("2026-05-29")).Season, h.On(day("2026-06-01")).Season; a != "夏季作息" || b != "试行" {
		t.Errorf("%s, %s", a, b)
	}
}

func TestHoursAreReadStrictly(t *testing.T) {
	for _, s := range []string{"", "10:00", "14:00-10:00", "10:00-10:00", "10-14", "10:00-25:00", "10:60-11:00"} {
		if _, err := ParseSpan(s); err == nil {
			t.Errorf("%q was read", s)
		}
	}
	if s, err := ParseSpan("22:00-24:00"); err != nil || s.String() != "22:00–24:00" {
		t.Errorf("%s, %v", s, err)
	}
}

func TestAFolderWithAMistakeIsNotLoaded(t *testing.T) {
	for name, yaml := range map[string]string{
		"an unknown word":     "notice: []",
		"nobody's notices":    "notices: [{year: 2025}]",
		"a range backwards":   "region: {code: x, name: x}\nnotices: [{year: 2025, days: [{name: x, off: [05-05..05-01]}]}]",
		"a date that is none": "region: {code: x, name: x}\nnotices: [{year: 2025, days: [{name: x, off: [02-30]}]}]",
		"no day of signing":   "region: {code: x, name: x}\nnotices: [{year: 2025, dated: soon}]",
		"no hours":            "timetables: [{from: 2025-01-01, seasons: [{name: x, from: 05-01, open: [ten]}]}]",
		"no season's date":    "timetables: [{from: 2025-01-01, seasons: [{name: x, from: May}]}]",
		"no fixed date":       "fixed: [{from: 2025-01-01, days: {May: x}}]",
		"no moving date":      "moving: [{year: 2025, days: {x: May}}]",
	} {
		if _, err := Load(fstest.MapFS{"calendar/x.yaml": {Data: []byte(yaml)}}); err == nil {
			t.Errorf("%s: was loaded", name)
		}
	}
	if _, err := Load(fstest.MapFS{}); err == nil {
		t.Error("an empty folder was loaded")
	}
	season := func(month time.Month, open ...Span) Season {
		return Season{Name: "x", Month: month, Day: 1, Open: open}
	}
	for name, l := range map[string]Layers{
		"a region twice":      {Regions: []Region{{"x", "x"}, {"x", "x"}}},
		"a region unnamed":    {Regions: []Region{{"x", ""}}},
		"no seasons":          {Timetables: []Timetable{{From: 20250101}}},
		"seasons in disarray": {Timetables: []Timetable{{Seasons: []Season{season(10, Span{1, 2}), season(5, Span{1, 2})}}}},
		"a season closed":     {Timetables: []Timetable{{Seasons: []Season{season(5)}}}},
	} {
		if _, err := Build(l); err == nil {
			t.Errorf("%s: was built", name)
		}
	}
}

func TestWordsOfTheCalendarExistInEnglishToo(t *testing.T) {
	if got := text.Say(text.En, hours(t).On(day("2026-05-09")).Explain()); got !=
		"2026-05-09 (Sat): 10:00–14:00、16:00–20:00 (worked for 劳动节, 夏季作息)" {
		t.Error(got)
	}
}
