package register

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/xuri/excelize/v2"

	"lianban/internal/base/text"
)

func outcome() Outcome {
	odd := func(kind string) Warning {
		return Warning{Kind: kind, Title: text.Plain("标题" + kind), Fault: Fault{Field: "code", Reason: text.Plain("奇怪" + kind), Value: "A"}}
	}
	o := Outcome{Ignored: []string{"备注"}}
	o.Verdicts = append(o.Verdicts,
		Verdict{Line: 2, Label: "甲", Fate: Added, Warnings: []Warning{odd("x"), odd("y")}},
		Verdict{Line: 3, Label: "乙", Fate: Refused, Faults: []Fault{{Field: "name", Reason: text.Plain("没有名称")}, {Field: "code", Reason: text.Plain("没有编码"), Value: "?"}}},
		Verdict{Line: 4, Label: "丙", Fate: Unchanged, Warnings: []Warning{odd("x")}},
		Verdict{Line: 5, Label: "丁", Fate: Changed})
	return o
}

func TestAnOutcomeAddsUpAndHasTheFormOfTheContract(t *testing.T) {
	a := outcome().In(text.Zh)
	if a.Read != a.Added+a.Changed+a.Unchanged+len(a.Refused) || a.Read != 4 {
		t.Errorf("%+v", a)
	}
	got, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"read":4,"added":1,"changed":1,"unchanged":1,` +
		`"refused":[{"line":3,"field":"name","reason":"没有名称；没有编码","value":""}],` +
		`"warnings":[{"kind":"x","text":"标题x","count":2,"lines":[2,4]},{"kind":"y","text":"标题y","count":1,"lines":[2]},` +
		`{"kind":"column_ignored","text":"没有使用的列：备注","count":1,"lines":[]}]}`
	if string(got) != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
}

func TestAnOutcomeOfNothingHasListsAndNotNulls(t *testing.T) {
	got, err := json.Marshal(Outcome{}.In(text.En))
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"read":0,"added":0,"changed":0,"unchanged":0,"refused":[],"warnings":[]}`; string(got) != want {
		t.Errorf("got %s", got)
	}
}

func TestTheReportHasTheSumsAndEveryRow(t *testing.T) {
	for _, lang := range text.Langs {
		var b bytes.Buffer
		if err := outcome().Report(&b, lang, "items.csv"); err != nil {
			t.Fatal(err)
		}
		f, err := excelize.OpenReader(&b)
		if err != nil {
			t.Fatal(err)
		}
		names := f.GetSheetList()
		sums, _ := f.GetRows(names[0])
		rows, _ := f.GetRows(names[1])
		if len(sums) != 1+6+3 || sums[2][1] != "4" || sums[7][1] != "2" {
			t.Errorf("%q", sums)
		}
		if len(rows) != 5 || rows[2][0] != "3" || rows[2][1] != "乙" || rows[2][3] != "name, code" || rows[1][6] != "奇怪x\n奇怪y" {
			t.Errorf("%q", rows)
		}
	}
}
