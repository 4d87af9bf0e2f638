package online

import (
	"fmt"
	"strings"
	"testing"

	"lianban/internal/base/clock"
	"lianban/internal/core/file/register"
)

const good = `{"project_no":"6523-1","item_code":"C-001","applicant":"马国栋","id_number":"652301199003074475","phone":"13909944471","received_at":"2026-11-20 16:30","materials":[{"name":"公司章程","present":true},{"name":"住所使用证明","present":false}],"source":"新疆政务服务网"}`

// read gives the rows and, by line, the fields that were refused.
func read(t *testing.T, raw string) (Incoming, string) {
	t.Helper()
	in, err := Read(register.File{Name: "a", Raw: []byte(raw)})
	if err != nil {
		t.Fatal(err)
	}
	var wrong []string
	for _, v := range in.Verdicts {
		for _, f := range v.Faults {
			wrong = append(wrong, fmt.Sprintf("%d %s", v.Line, f.Field))
			if f.Reason.String() == "" || strings.HasPrefix(f.Reason.String(), "[") {
				t.Errorf("line %d, %s: no reason", v.Line, f.Field)
			}
		}
	}
	return in, strings.Join(wrong, ", ")
}

// covers: A11-2
func TestTheSameCaseReadsTheSameFromEveryFormat(t *testing.T) {
	table := "项目编号,事项编码,申请人,证件号码,联系电话,收件时间,申请材料,来源\n" +
		"6523-1,C-001,马国栋,652301199003074475,13909944471,2026-11-20 16:30,公司章程=有；住所使用证明=缺,新疆政务服务网\n"
	json, wrong := read(t, "\xef\xbb\xbf"+good+"\n\n")
	csv, wrong2 := read(t, table)
	if wrong+wrong2 != "" || len(json.Rows) != 1 || len(csv.Rows) != 1 || json.Rows[0].Content() != csv.Rows[0].Content() {
		t.Fatalf("%+v %+v %s %s", json.Rows, csv.Rows, wrong, wrong2)
	}
	r := json.Rows[0]
	if r.Received != clock.Must("2026-11-20 16:30") || fmt.Sprint(r.Materials) != "[{公司章程 true} {住所使用证明 false}]" || r.Applicant.Name != "马国栋" {
		t.Errorf("%+v", r)
	}
	zone, _ := read(t, strings.Replace(good, "2026-11-20 16:30", "2026-11-20T08:30:00Z", 1))
	if zone.Rows[0].Received != r.Received {
		t.Errorf("%s", zone.Rows[0].Received)
	}
}

func TestAWrongRowIsRefusedWithEveryFieldAndTheOthersStand(t *testing.T) {
	with := func(old, now string) string {
		return strings.Replace(strings.Replace(good, "6523-1", "6523-2", 1), old, now, 1)
	}
	for wrong, want := range map[string]string{
		with(`"C-001"`, `""`):                                    "2 item_code",
		with(`"马国栋"`, `" "`):                                     "2 applicant",
		with(`652301199003074475`, `652301199003074476`):         "2 id_number",
		with(`"13909944471"`, `"电话"`):                            "2 phone",
		with(`2026-11-20 16:30`, `11月20日`):                       "2 received_at",
		with(`"present":true`, `"present":"是"`):                  "2 row",
		with(`"name":"公司章程"`, `"name":"住所使用证明"`):                 "2 materials",
		with(`"C-001"`, `7`):                                     "2 row",
		"不是 JSON":                                                "2 row",
		good:                                                     "2 project_no", // twice
		strings.Replace(with(`"C-001"`, `""`), "马国栋", "", 1):     "2 item_code, 2 applicant",
		with(`6523-2`, strings.Repeat("9", maxProject+1)):        "2 project_no",
		with(`"source"`, `"unknown":1,"source"`) + "\n" + "null": "3 row",
	} {
		in, got := read(t, good+"\n"+wrong)
		if got != want {
			t.Errorf("%s: %q, want %q", wrong, got, want)
		}
		if len(in.Verdicts) != len(in.Rows)+strings.Count(want, "row")+b2i(!strings.Contains(want, "row")) {
			t.Errorf("%s: %d rows of %d", wrong, len(in.Rows), len(in.Verdicts))
		}
	}
	in, _ := read(t, strings.Replace(good, `"source"`, `"extra":1,"source"`, 1))
	if fmt.Sprint(in.Ignored) != "[extra]" {
		t.Errorf("ignored %v", in.Ignored)
	}
	if _, err := Read(register.File{Raw: []byte("{\xff}")}); err == nil {
		t.Error("what is no UTF-8 was read")
	}
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(good))
	f.Add([]byte("项目编号,事项编码,申请人,证件号码,收件时间\n1,2,3,4,5\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		in, err := Read(register.File{Raw: raw})
		if err == nil && len(in.Rows) > len(in.Verdicts) {
			t.Errorf("%d rows, %d verdicts", len(in.Rows), len(in.Verdicts))
		}
	})
}
