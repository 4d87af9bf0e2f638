package law

import (
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/text"
	"lianban/measures"
)

// view is the shipped figures on a day, without overrides.
func view(t *testing.T, day string, overrides ...Override) View {
	t.Helper()
	figures, err := Shipped().Figures(overrides...)
	if err != nil {
		t.Fatal(err)
	}
	return figures.On(clock.MustDay(day))
}

// altered is the shipped rulebook with one text replaced in one file.
func altered(t *testing.T, file, from, to string) fs.FS {
	t.Helper()
	out := fstest.MapFS{}
	for _, name := range []string{"rulebook.yaml", "articles.md", "figures.yaml"} {
		raw, err := fs.ReadFile(measures.Changji(), name)
		if err != nil {
			t.Fatal(err)
		}
		s := string(raw)
		if name == file {
			if !strings.Contains(s, from) {
				t.Fatalf("%s does not contain %q", file, from)
			}
			s = strings.Replace(s, from, to, 1)
		}
		out[name] = &fstest.MapFile{Data: []byte(s)}
	}
	return out
}

func TestTheFiguresOfTheMeasuresAreTheirNumbers(t *testing.T) {
	v := view(t, "2026-06-01")
	for name, want := range map[string]int{
		"item.filing_wd": 3, "guide.update_wd": 2, "tenure.min_years": 1, "cover.lead_wd": 1, "reception.lead_wd": 1,
		"leave.min_half_days": 1, "offpost.max_minutes": 15, "helper.per_window": 1, "network.lead_wd": 2,
		"room.lead_wd": 1, "notice.consecutive": 2,
	} {
		f, ok := Shipped().Figure(name)
		if !ok || f.Given != ByMeasures {
			t.Errorf("%s: %+v", name, f)
			continue
		}
		if got := Number(name).In(v); got != want {
			t.Errorf("%s = %d, want %d", name, got, want)
		}
	}
	given := 0
	for _, f := range Shipped().Listed() {
		if f.Given == ByMeasures {
			given++
		}
	}
	if given != 11 {
		t.Errorf("%d figures are given by the measures, 11 are checked here", given)
	}
}

func TestEveryKindOfFigureIsReadAsItsType(t *testing.T) {
	v := view(t, "2026-06-01")
	if d := Duration("offpost.merge_gap_s").In(v); d != 2*time.Minute {
		t.Errorf("merge gap %s", d)
	}
	if d := Date("measures.in_force_from").In(v); d != 20250101 {
		t.Errorf("in force from %s", d)
	}
	if w := Word("deadline.calendar").In(v); w != "xinjiang" {
		t.Errorf("calendar %q", w)
	}
	list := Numbers("complaint.limits_wd").In(v)
	if len(list) != 4 || list[0] != 0 || list[3] != 10 {
		t.Errorf("limits %v", list)
	}
	list[0] = 99
	if again := Numbers("complaint.limits_wd").In(v); again[0] != 0 {
		t.Error("a caller could change the rulebook")
	}
	got, ok := v.Value("complaint.limits_wd")
	if !ok || got.String() != "0、3、5、10 个工作日" || text.Say(text.En, got) != "0、3、5、10 working days" {
		t.Errorf("in words: %s", got)
	}
	if _, ok := v.Value("no.such"); ok {
		t.Error("a figure that does not exist has a value")
	}
}

// covers: A23-1
func TestAFigureChangesOnItsDayAndOldFactsKeepTheOldNumber(t *testing.T) {
	rb, err := Load(altered(t, "figures.yaml", "values: {2025-01-01: 15}", "values: {2027-03-01: 10, 2025-01-01: 15}"))
	if err != nil {
		t.Fatal(err)
	}
	f, _ := rb.Figure("offpost.max_minutes")
	for day, want := range map[string]string{"2024-12-31": "15", "2025-01-01": "15", "2027-02-28": "15", "2027-03-01": "10"} {
		if got := f.On(clock.MustDay(day)).String(); got != want {
			t.Errorf("on %s: %s, want %s", day, got, want)
		}
	}
}

func TestARulebookWithAMistakeIsNotLoadedAndTheErrorNamesIt(t *testing.T) {
	for name, c := range map[string]struct{ file, from, to, say string }{
		"no title":              {"rulebook.yaml", "title: 昌", "tittle: 昌", "title"},
		"an article missing":    {"articles.md", "**第七条**", "第七条", "第七条"},
		"words not in the text": {"figures.yaml", "离岗时间不得超过15分钟", "离岗时间不得超过10分钟", "第九条（四）"},
		"an article too many":   {"figures.yaml", `article: "9.4"`, `article: "9.5"`, "9.5"},
		"an unknown unit":       {"figures.yaml", "unit: minutes", "unit: minuets", "minuets"},
		"an unknown field":      {"figures.yaml", "wording: 离岗", "wordin: 离岗", "wordin"},
		"a figure twice":        {"figures.yaml", "- name: offpost.nudge_min", "- name: offpost.max_minutes", "twice"},
		"a value that is none":  {"figures.yaml", "{2025-01-01: 15}", "{2025-01-01: fifteen}", "offpost.max_minutes"},
		"a negative value":      {"figures.yaml", "{2025-01-01: 15}", "{2025-01-01: -1}", "offpost.max_minutes"},
		"a day that is none":    {"figures.yaml", "{2025-01-01: 15}", "{2025-02-30: 15}", "2025-02-30"},
		"two forms":             {"figures.yaml", "{2025-01-01: 15}", "{2025-01-01: 15, 2026-01-01: [1, 2]}", "a list"},
		"no value":              {"figures.yaml", "{2025-01-01: 15}", "{}", "no value"},
		"no source":             {"figures.yaml", "source: domain default", "source: ''", "source"},
		"given by nobody":       {"figures.yaml", "given: default", "given: hearsay", "hearsay"},
		"a figure code needs":   {"figures.yaml", "- name: measures.in_force_from", "- name: measures.in_force_till", "has no figure"},
	} {
		if _, err := Load(altered(t, c.file, c.from, c.to)); err == nil || !strings.Contains(err.Error(), c.say) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Load(fstest.MapFS{}); err == nil {
		t.Error("an empty folder was loaded")
	}
}

func TestAShareEndsAtAHundred(t *testing.T) {
	if _, err := parseValue(percent, aNumber, "101"); err == nil {
		t.Error("101 % was read")
	}
	if v, err := parseValue(percent, aNumber, " 100 "); err != nil || v.String() != "100" {
		t.Errorf("%v, %v", v, err)
	}
}

func TestACodesFigureThatNoRulebookKnowsStopsTheStart(t *testing.T) {
	for _, declaring := range []func(){
		func() { Number("test.unknown") },
		func() { Duration("cover.lead_wd") }, // working days are no duration
		func() { Number("complaint.limits_wd") },
	} {
		before := snapshot()
		declaring()
		_, err := Load(measures.Changji())
		restore(before)
		if err == nil {
			t.Error("was loaded")
		}
	}
}

func snapshot() map[string][]kind {
	declared.Lock()
	defer declared.Unlock()
	out := map[string][]kind{}
	for name, kinds := range declared.all {
		out[name] = append([]kind{}, kinds...)
	}
	return out
}

func restore(all map[string][]kind) {
	declared.Lock()
	defer declared.Unlock()
	declared.all = all
}

// covers: A22-1
func TestAnotherFolderOfTheSameFormCanBeOpenedAndHasTheSameDigestOnlyWhenItIsTheSame(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, measures.Changji()); err != nil {
		t.Fatal(err)
	}
	same, err := Open(dir)
	if err != nil || same.Digest != Shipped().Digest {
		t.Fatalf("%v, digest %s", err, same.Digest)
	}
	other, err := Load(altered(t, "figures.yaml", "{2025-01-01: 15}", "{2025-01-01: 16}"))
	if err != nil || other.Digest == same.Digest {
		t.Fatalf("%v, digest %s", err, other.Digest)
	}
	if rb, err := Open(""); err != nil || rb.Code != "changji" || rb.Interpreter != "昌吉州数字化发展局" {
		t.Fatalf("%+v, %v", rb, err)
	}
}
