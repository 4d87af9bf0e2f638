package calendar

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lianban/internal/base/errs"
)

// shared is a file of the data that stands beside the repository.
func shared(t *testing.T, name string) []byte {
	t.Helper()
	dir, err := os.Getwd()
	for err == nil && dir != filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		dir = filepath.Dir(dir)
	}
	raw, err := os.ReadFile(filepath.Join(dir, "..", "shared", "data", name))
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("CI must compare the calendar with its source: ", err)
		}
		t.Skip("the data set is not here; the calendar was not compared: ", err)
	}
	return raw
}

func TestTheShippedNoticesAreTheStateCouncilsDayByDay(t *testing.T) {
	for _, year := range []int{2024, 2025, 2026} {
		want, err := ParseNotice(shared(t, fmt.Sprintf("holiday-cn-%d.json", year)))
		if err != nil {
			t.Fatal(err)
		}
		layers := Shipped().Layers()
		i := slices.IndexFunc(layers.Notices, func(n Notice) bool { return n.Region == National && n.Year == year })
		if i < 0 {
			t.Fatalf("no notice of %d", year)
		}
		got := layers.Notices[i]
		byDay := func(a, b Special) int { return int(a.Day - b.Day) }
		slices.SortFunc(got.Days, byDay)
		slices.SortFunc(want.Days, byDay)
		if !slices.Equal(got.Days, want.Days) || got.Source != want.Source || got.Number == "" || got.Dated == 0 {
			t.Errorf("%d:\nours   %v %s\nsource %v %s", year, got.Days, got.Source, want.Days, want.Source)
		}
	}
}

// The days reckoned from moon and sun are checked by the notices where there are any: a statutory day is always off.
func TestEveryNoticeHasTheStatutoryDaysOff(t *testing.T) {
	layers := Shipped().Layers()
	for _, n := range layers.Notices {
		if n.Region != National {
			continue
		}
		off := map[string]bool{}
		for _, d := range n.Days {
			off[d.Day.String()] = d.Off
		}
		statutory := 0
		for _, y := range layers.fixed(n.Year).Days {
			statutory++
			if !off[fmt.Sprintf("%d-%02d-%02d", n.Year, y.Month, y.Day)] {
				t.Errorf("%d: %02d-%02d is not off", n.Year, y.Month, y.Day)
			}
		}
		for _, m := range layers.Moving {
			if m.Day.Year() != n.Year {
				continue
			}
			statutory++
			if !off[m.Day.String()] {
				t.Errorf("%s %s is not off", m.Day, m.Name)
			}
		}
		if want := map[bool]int{true: 13, false: 11}[n.Year >= 2025]; statutory != want {
			t.Errorf("%d has %d statutory days, the statute knows %d", n.Year, statutory, want)
		}
	}
}

const aNotice = `{"$schema": "s", "$id": "i", "year": 2027, "papers": ["https://example.gov.cn/1"], "days": [
	{"name": "元旦", "date": "2026-12-27", "isOffDay": false},
	{"name": "元旦", "date": "2027-01-01", "isOffDay": true}]}`

func TestANoticeIsReadExactlyOrRefusedWithItsFaults(t *testing.T) {
	n, err := ParseNotice([]byte(aNotice))
	if err != nil || n.Region != National || n.Year != 2027 || n.Source != "https://example.gov.cn/1" || len(n.Days) != 2 ||
		n.Days[0] != (Special{day("2026-12-27"), "元旦", false}) {
		t.Fatalf("%+v, %v", n, err)
	}
	for name, c := range map[string]struct{ from, to, field string }{
		"not JSON":               {`{"$schema"`, `{"$schema`, ""},
		"something more":         {`"year"`, `"month": 1, "year"`, ""},
		"something after it":     {`]}`, `]} {}`, ""},
		"no days yet":            {aNotice[strings.Index(aNotice, "[\n"):], `[]}`, "days"},
		"no such date":           {"2027-01-01", "2027-02-30", "days.1.date"},
		"another year":           {"2027-01-01", "2028-05-01", "days.1.date"},
		"a day twice":            {"2027-01-01", "2026-12-27", "days.1.date"},
		"work on a weekday":      {"2026-12-27", "2026-12-28", "days.0.date"},
		"no name":                {`{"name": "元旦", "date": "2027`, `{"name": "", "date": "2027`, "days.1.name"},
		"off or not is not said": {`"2027-01-01", "isOffDay": true`, `"2027-01-01"`, "days.1.isOffDay"},
		"a year that is none":    {`"year": 2027`, `"year": 27`, "year"},
	} {
		_, err := ParseNotice([]byte(strings.Replace(aNotice, c.from, c.to, 1)))
		if !errs.Is(err, errs.Invalid) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if faults := errs.As(err).Faults; c.field != "" && (len(faults) == 0 || faults[0].Field != c.field) {
			t.Errorf("%s: faults %+v, want one at %s", name, faults, c.field)
		}
	}
	if _, err := ParseNotice(make([]byte, maxNotice+1)); !errs.Is(err, errs.Invalid) {
		t.Errorf("a file without end: %v", err)
	}
}

func FuzzParseNotice(f *testing.F) {
	f.Add([]byte(aNotice))
	f.Add([]byte(`{"year":2025,"days":[{"name":"x","date":"0000-01-01","isOffDay":true}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		n, err := ParseNotice(raw)
		if err != nil {
			return
		}
		if n.Source == "" {
			n.Number = "1" // a set wants to know where a notice comes from
		}
		if _, err := Shipped().With(n); err != nil {
			t.Fatalf("read, but cannot be used: %v", err)
		}
	})
}

func TestARegionsNoticeNeedsItsDocument(t *testing.T) {
	days := []Special{{day("2026-05-27"), "古尔邦节", true}, {day("2026-05-28"), "古尔邦节", true}}
	if n, err := Overlay("xinjiang", 2026, "新政办发〔2026〕1号", day("2026-01-05"), days); err != nil || n.basis() != n.Number {
		t.Fatalf("%+v, %v", n, err)
	}
	if _, err := Overlay("xinjiang", 2026, "", 0, days); !errs.Is(err, errs.Invalid) || len(errs.As(err).Faults) != 2 {
		t.Errorf("without a document: %v", err)
	}
	if _, err := Overlay("", 2026, "1", day("2026-01-05"), nil); !errs.Is(err, errs.Invalid) || len(errs.As(err).Faults) != 2 {
		t.Errorf("without region and days: %v", err)
	}
	bad := Notice{Region: "tibet", Year: 2026, Number: "1", Days: days}
	if _, err := Shipped().With(bad); err == nil {
		t.Error("a notice of a region nobody knows was taken")
	}
	bad = Notice{Region: "xinjiang", Year: 2026, Days: days}
	if _, err := Shipped().With(bad); err == nil {
		t.Error("a notice from nowhere was taken")
	}
}

func TestANoticeThatArrivesMovesOnlyTheDaysItNames(t *testing.T) {
	before := Shipped()
	n, err := Overlay("xinjiang", 2026, "新政办发〔2026〕1号", day("2026-01-05"), []Special{
		{day("2026-03-20"), "肉孜节", true}, {day("2026-05-27"), "古尔邦节", true}, {day("2026-05-30"), "古尔邦节", true}})
	if err != nil {
		t.Fatal(err)
	}
	after, err := before.With(n)
	if err != nil {
		t.Fatal(err)
	}
	old, _ := before.Named("xinjiang")
	now, _ := after.Named("xinjiang")
	d := Compare(old, now)
	if len(d.Days) != 2 || d.Days[0].Is.Day != day("2026-03-20") || d.Days[0].Is.Name != "肉孜节" || !d.Days[0].Was.Work ||
		d.Days[0].Is.Basis != "新政办发〔2026〕1号" || !slices.Equal(d.Settled, []int{2026}) || d.Unsettled != nil {
		t.Errorf("%+v", d) // 05-30 is a Saturday anyway
	}
	if !d.Touches(day("2026-03-18"), day("2026-03-20")) || d.Touches(day("2026-03-21"), day("2026-05-26")) {
		t.Error("the difference touches other limits than it should")
	}
	if got := now.AddWorkingDays(day("2026-03-19"), 1); got.Day != day("2026-03-23") || got.Provisional {
		t.Errorf("after the notice: %+v", got)
	}
	if got := old.AddWorkingDays(day("2026-03-19"), 1); got.Day != day("2026-03-20") || !got.Provisional {
		t.Errorf("the old set has changed: %+v", got)
	}
	if d := Compare(before.National(), after.National()); len(d.Days) != 0 || len(d.Settled) != 0 {
		t.Errorf("the national calendar moved: %+v", d)
	}
	if d := Compare(now, old); !slices.Equal(d.Unsettled, []int{2026}) {
		t.Errorf("the other way round: %+v", d)
	}
}

func TestALaterNoticeCountsBeforeAnEarlierOneForTheSameDay(t *testing.T) {
	set := Shipped()
	for _, n := range []Notice{ // the next year's notice orders work on a Sunday of December, then a change takes it back
		{Region: National, Year: 2027, Number: "甲", Days: []Special{{day("2026-12-27"), "元旦", false}}},
		{Region: National, Year: 2027, Number: "乙", Days: []Special{{day("2026-12-27"), "元旦", true}}},
	} {
		var err error
		if set, err = set.With(n); err != nil {
			t.Fatal(err)
		}
		if info := set.National().About(day("2026-12-27")); info.Work != (n.Number == "甲") || info.Basis != n.Number {
			t.Errorf("after %s: %+v", n.Number, info)
		}
	}
}

func TestASetDoesNotChangeWhenItsLayersDo(t *testing.T) {
	layers := Shipped().Layers()
	set, err := Build(layers)
	if err != nil {
		t.Fatal(err)
	}
	copied := set.Layers()
	copied.Notices[0].Days[0].Off = !copied.Notices[0].Days[0].Off
	layers.Notices[0].Days[0].Name = "x"
	if set.Layers().Notices[0].Days[0] != Shipped().Layers().Notices[0].Days[0] {
		t.Error("a caller changed the set")
	}
}
