package intake

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"lianban/internal/base/clock"
	"lianban/internal/base/crypt"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/core/directory"
	"lianban/internal/core/file/register"
	"lianban/internal/core/identity"
	"lianban/internal/core/people"
	"lianban/internal/testworld"
)

// items knows the test world's items by a code and one name that two have.
func items(*db.Tx) (func(string) []int64, error) {
	known := map[string][]int64{"C-1": {testworld.Company}, "C-2": {testworld.Food}, "C-3": {testworld.Card}, "C-4": {testworld.Pension},
		"施工许可": {testworld.Building}, "变更登记": {testworld.Company, testworld.Food}}
	return func(word string) []int64 { return known[word] }, nil
}

// once runs a test of rules, which ask nothing of the engine, on one of them.
func once(t *testing.T, f func(t *testing.T, w *testworld.World)) {
	t.Helper()
	c := clock.At(testworld.Monday)
	f(t, testworld.New(t, testworld.Open(t, db.SQLite, c), c))
}

func windows(w *testworld.World) Windows { return Windows{Directory: w.Directory, Items: items} }

func file(head string, lines ...string) register.File {
	return register.File{Name: "list.csv", Raw: []byte(head + "\n" + strings.Join(lines, "\n") + "\n")}
}

func bring(t *testing.T, i register.Importer, by identity.Actor, f register.File) register.Result {
	t.Helper()
	out, err := i.Import(t.Context(), by, f, false)
	if err != nil {
		t.Fatal(err)
	}
	if out.Read != out.Added+out.Changed+out.Unchanged+len(out.Refused) {
		t.Fatalf("rows do not add up: %+v", out.Answer)
	}
	return out
}

var (
	qTestRows = db.Q("intake.test_rows", `select (select count(*) from directory_window where centre_id = $1)
		+ 1000 * (select count(*) from directory_department where centre_id = $1)
		+ 100000 * (select count(*) from people_person where centre_id = $1)
		+ 10000000 * (select count(*) from ledger_event where centre_id = $1)
		+ 1000000000 * (select count(*) from register_import where centre_id = $1)`)
	qTestSealed = db.Q("intake.test_sealed", `select id, phone, id_number, id_index from people_person
		where centre_id = $1 and name = $2`)
)

// trace is a number that any trace of an import would change.
func trace(t *testing.T, w *testworld.World) (n int64) {
	t.Helper()
	err := w.DB.Read(t.Context(), testworld.Centre, func(tx *db.Tx) (err error) {
		n, err = db.One(tx, qTestRows, db.Value[int64], tx.Centre)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

const windowHead = "窗口号,区域,区域字母,区域位置,部门,部门代码,部门简称,部门级别,窗口名称,窗口简称,办理事项,A岗,B岗"

// asItIs are the windows of the test world as a list.
var asItIs = []string{
	"1,企业开办,A,,市市场监管局,,,,企业开办,,C-1;C-2,阿依夏木·买买提,赛力克·叶尔兰", "2,企业开办,,,D11,,,,食品经营许可,食品许可,C-2、C-1,赛力克·叶尔兰,",
	"3号,B,,,昌吉市人力资源和社会保障局,,,,社保卡与养老保险,社保,\"C-3\nC-4\",马小军,",
	"４,社保与建设,,,州住建局,,,,施工许可,,施工许可,阿不都外力·阿不都热合曼·买买提吐尔逊,"}

// covers: A5-4
func TestWindowsThatStandAreRecognisedAndNewOnesAreAddedOnce(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		was := trace(t, w)
		if out := bring(t, windows(w), w.As(testworld.Gulina), file(windowHead, asItIs...)); out.Unchanged != 4 || trace(t, w) != was {
			t.Fatalf("the windows as they are: %+v", out.Answer)
		}
		more := append(slices.Clone(asItIs), "12,不动产,C,二楼南侧,昌吉市自然资源局,11652301X,市自然资源局,市,不动产转移登记,不动产,C-1,李建国@市市场监管局,马小军",
			"13,不动产,,,市自然资源局,,,,不动产查询,,,,")
		out := bring(t, windows(w), w.As(testworld.Gulina), file(windowHead, more...))
		if out.Unchanged != 4 || out.Added != 2 || len(out.Refused) != 0 || out.ID == 0 {
			t.Fatalf("with two new ones: %+v", out.Answer)
		}
		var kinds []string
		for _, k := range out.Warnings {
			kinds = append(kinds, fmt.Sprint(k.Kind, k.Count))
		}
		if got := strings.Join(kinds, " "); got != "new_zone1 new_department1 no_items1" {
			t.Errorf("warned of %s", got)
		}
		hall, err := w.Directory.Now(t.Context(), testworld.Centre)
		if err != nil {
			t.Fatal(err)
		}
		now := w.Clock.Now()
		twelve, _ := hall.WindowNo(12, now)
		thirteen, _ := hall.WindowNo(13, now)
		zone, _ := hall.Zone(twelve.Zone)
		dept, _ := hall.Department(thirteen.Department)
		posts := hall.Posts(twelve.ID, now)
		if twelve.Short != "不动产" || zone.Prefix != "C" || zone.Place != "二楼南侧" || thirteen.Zone != zone.ID || dept.Level != "市" ||
			twelve.Department != dept.ID || len(posts) != 2 || posts[0].Person != testworld.Li || posts[1].Person != testworld.Ma ||
			!slices.Equal(hall.Items(twelve.ID, now), []int64{testworld.Company}) || thirteen.From != now {
			t.Errorf("%+v\n%+v\n%+v\n%+v\n%+v", twelve, thirteen, zone, dept, posts)
		}
		was = trace(t, w)
		if again := bring(t, windows(w), w.As(testworld.Gulina), file(windowHead, more...)); again.Unchanged != 6 || trace(t, w) != was {
			t.Errorf("the same again: %+v", again.Answer)
		}
	})
}

func TestTwoListsAtOnceAddEveryWindowOnce(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		list := file(windowHead, "12,A,,,D11,,,,企业变更,,C-1,,", "13,新区,C,,税务局,99,,,税务,,,,")
		done := make(chan error, 4)
		for range cap(done) {
			go func() {
				_, err := windows(w).Import(t.Context(), w.As(testworld.Gulina), list, false)
				done <- err
			}()
		}
		ok := 0
		for range cap(done) {
			if err := <-done; err == nil {
				ok++
			} else if !errs.Is(err, errs.Conflict) {
				t.Error(err)
			}
		}
		hall, err := w.Directory.Now(t.Context(), testworld.Centre)
		if err != nil || ok == 0 || len(hall.Open(w.Clock.Now())) != 6 || len(hall.Departments) != 4 || len(hall.Zones) != 3 {
			t.Errorf("%d went well: %d windows, %d departments, %d zones, %v", ok, len(hall.Open(w.Clock.Now())), len(hall.Departments),
				len(hall.Zones), err)
		}
	})
}

// covers: A5-4
func TestAChangedWindowIsRefusedWithTheArticleAndWhatIsLawful(t *testing.T) {
	once(t, func(t *testing.T, w *testworld.World) {
		was := trace(t, w)
		for what, line := range map[string]string{
			"区域现在是“企业开办”":             "1,社保与建设,,,市市场监管局,,,,企业开办,,C-1;C-2,阿依夏木·买买提,赛力克·叶尔兰",
			"部门现在是“昌吉市市场监督管理局”":       "1,企业开办,,,市人社局,,,,企业开办,,C-1;C-2,阿依夏木·买买提,赛力克·叶尔兰",
			"窗口名称现在是“企业开办”":           "1,企业开办,,,市市场监管局,,,,企业开办综合,企业开办,C-1;C-2,阿依夏木·买买提,赛力克·叶尔兰",
			"办理事项与名录不同":               "1,企业开办,,,市市场监管局,,,,企业开办,,C-1,阿依夏木·买买提,赛力克·叶尔兰",
			"A岗与名录不同":                 "1,企业开办,,,市市场监管局,,,,企业开办,,C-1;C-2,李建国,赛力克·叶尔兰",
			"B岗与名录不同":                 "1,企业开办,,,市市场监管局,,,,企业开办,,C-1;C-2,阿依夏木·买买提,",
			"窗口简称现在是“社保”":             "3,B,,,市人社局,,,,社保卡与养老保险,社保卡,C-3;C-4,马小军,",
			"A岗与名录不同；B岗与名录不同":         "2,A,,,市市场监管局,,,,食品经营许可,食品许可,C-1;C-2,,赛力克·叶尔兰",
			"窗口名称现在是“施工许可”；办理事项与名录不同": "4,B,,,州住建局,,,,许可,施工许可,C-1,阿不都外力·阿不都热合曼·买买提吐尔逊,",
		} {
			out := bring(t, windows(w), w.As(testworld.Gulina), file(windowHead, line))
			if len(out.Refused) != 1 || !strings.HasPrefix(out.Refused[0].Reason, "第五条（三）：未经批准，不得擅自调整") ||
				!strings.Contains(out.Refused[0].Reason, "调整申请") || !strings.HasSuffix(out.Refused[0].Reason, "；"+what) {
				t.Errorf("%s: %+v", what, out.Answer)
			}
		}
		// What the file does not speak of is not compared.
		if out := bring(t, windows(w), w.As(testworld.Gulina), file("窗口号,区域,部门,窗口名称", "1,A,D11,企业开办")); out.Unchanged != 1 {
			t.Errorf("a file without the other columns: %+v", out.Answer)
		}
		if trace(t, w) != was {
			t.Error("a refused change left a trace")
		}
	})
}

func TestWhatIsWrongWithAWindowIsToldWithEveryReason(t *testing.T) {
	once(t, func(t *testing.T, w *testworld.World) {
		out := bring(t, windows(w), w.As(testworld.Gulina), file(windowHead,
			"零,没有的区,,,没有的部门,,,,,,X-9,无名氏,",
			"5,A,,,D11,,,,企业开办二,,变更登记,王芳,", "5,A,,,D11,,,,企业开办三,,,,", "6,A,,,D11,,,,一个很长很长的窗口名称,,C-1,马小军,",
			"7,新区,A,,D11,,,,税务,,,李建国,李建国", "8,新区,甲,,D11,99,,,税务,,,\"李建国、古丽娜·艾山\",",
			"10000,A,B,,税务局,D11,,区,税务,,,,", "9,A,,,D11"))
		var got []string
		for _, r := range out.Refused {
			got = append(got, fmt.Sprint(r.Line, " ", r.Field, " ", r.Reason))
		}
		want := []string{
			"2 window_no 窗口号应是 1 至 9999 的整数；没有窗口名称；窗口名称超过 8 个字，须填不超过 8 个字的简称；名录里没有区域“没有的区”；要新建请同时填区域字母；名录里没有部门“没有的部门”；要新建请同时填部门代码；事项库里没有“X-9”；人员名单里没有“无名氏”",
			"3 items 名称“变更登记”有 2 个事项，请写事项编码",
			"4 window_no 窗口号与第 3 行重复",
			"5 short 窗口名称超过 8 个字，须填不超过 8 个字的简称；“马小军”已在 3 号窗口 A 岗",
			"6 zone_prefix 区域字母 A 已是“企业开办”的；A 岗与 B 岗不能是同一人",
			"7 zone_prefix 区域字母应为一两个大写字母；“昌吉市市场监督管理局”在名录中的代码是 D11；A 岗只能有一人",
			"8 window_no 窗口号应是 1 至 9999 的整数；“企业开办”在名录中的区域字母是 A；代码 D11 已是“昌吉市市场监督管理局”的；部门级别应为 州 或 市",
			"9 row 这一行有 5 列，表头有 13 列",
		}
		if !slices.Equal(got, want) {
			t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		if out.Added != 0 {
			t.Errorf("%d went in", out.Added)
		}
	})
}

const peopleHead = "姓名,部门,部门代码,职务,类别,是否党员,进驻日期,手机号,身份证号"

func peopleOf(t *testing.T, w *testworld.World) People {
	t.Helper()
	keys, err := crypt.New(crypt.Intl)
	if err != nil {
		t.Fatal(err)
	}
	return People{Directory: w.Directory, Sealer: keys}
}

type sealedPerson struct {
	id                   int64
	phone, number, index string
}

func sealed(t *testing.T, w *testworld.World, name string) (p sealedPerson) {
	t.Helper()
	err := w.DB.Read(t.Context(), testworld.Centre, func(tx *db.Tx) (err error) {
		p, err = db.One(tx, qTestSealed, func(s db.Scan) (p sealedPerson, err error) {
			err = s(&p.id, &p.phone, &p.number, &p.index)
			return p, err
		}, tx.Centre, name)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// covers: A5-1
func TestPeopleComeInSealedAreRecognisedAndARepeatChangesNothing(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		im, by := peopleOf(t, w), w.As(testworld.Gulina)
		list := file(peopleHead, "帕提古丽·吐尔逊,市人社局,,科员,正式,是,2025/3/3,138 0000 0001,11010519491231002X",
			"努尔兰·哈孜,昌吉市自然资源局,11652301X,工程师,临时,否,2026年1月5日,,", "巴合提别克·马合木提江·阿布都克里木,,,导办,中心人员,,,0994-2345678,",
			"马小军,市人社局,,副主任科员,正式,否,2025-03-03,,440524188001010014")
		out := bring(t, im, by, list)
		if out.Added != 3 || out.Changed != 1 || len(out.Refused) != 0 {
			t.Fatalf("%+v", out.Answer)
		}
		p := sealed(t, w, "帕提古丽·吐尔逊")
		phone, err := im.Sealer.Open(people.PhonePlace(p.id), p.phone)
		number, err2 := im.Sealer.Open(people.IDPlace(p.id), p.number)
		if phone != "13800000001" || number != "11010519491231002X" || strings.Contains(p.phone+p.number+p.index, "1380") {
			t.Errorf("%q %q %v %v in %+v", phone, number, err, err2, p)
		}
		if ma := sealed(t, w, "马小军"); ma.id != testworld.Ma || ma.index == "" {
			t.Errorf("somebody known by name became another: %+v", ma)
		}
		was := trace(t, w)
		if again := bring(t, im, by, list); again.Unchanged != 4 || trace(t, w) != was {
			t.Errorf("the same again: %+v", again.Answer)
		}
		// Known by the number whatever the name; a changed phone is a change, another department takes an adjustment.
		out = bring(t, im, by, file(peopleHead, "帕提古力·吐尔逊,市人社局,,科员,正式,是,2025-03-03,13800000002,11010519491231002x",
			"马小军,市市场监管局,,副主任科员,正式,否,2025-03-03,,440524188001010014"))
		if out.Changed != 1 || len(out.Refused) != 1 || !strings.HasPrefix(out.Refused[0].Reason, "第五条（三）") {
			t.Errorf("%+v", out.Answer)
		}
		if again := sealed(t, w, "帕提古力·吐尔逊"); again.id != p.id || again.phone == p.phone || again.number != p.number {
			t.Errorf("%+v was %+v", again, p)
		}
	})
}

func TestWhatIsWrongWithAPersonIsToldAndNeverShowsTheirNumber(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		im, by := peopleOf(t, w), w.As(testworld.Gulina)
		out := bring(t, im, by, file(peopleHead, ",没有的部门,,,无,也许,昨天,abc,110105194912310021", "张三,,,,正式,,,,", "李四,市人社局,,,中心人员,,,,",
			"王五,市人社局,,,正式,,,,11010519491231002X", "王五,市人社局,,,正式,,,,11010519491231002X", "赵六,市人社局,,,正式,,,,", "赵六,市人社局,,,正式,,,,",
			strings.Repeat("长", 41)+",市人社局,,,正式,,,,"))
		var got []string
		for _, r := range out.Refused {
			got = append(got, fmt.Sprint(r.Line, " ", r.Field, " ", r.Reason))
			if strings.Contains(r.Value, "0021") && len(r.Value) > 8 || strings.Contains(r.Value, "1949") {
				t.Errorf("a number is shown: %q", r.Value)
			}
		}
		want := []string{
			"2 name 没有姓名；类别应为 正式、临时 或 中心人员；名录里没有部门“没有的部门”；要新建请同时填部门代码；是否党员应为 是 或 否；进驻日期读不懂，请写成 2025-03-03；手机号应为数字；身份证号不对，请核对 18 位",
			"3 department 正式和临时人员须填部门，中心人员不填部门", "4 department 正式和临时人员须填部门，中心人员不填部门",
			"6 id_number 与第 5 行是同一身份证号", "8 name 与第 7 行同部门同名，请填身份证号区分", "9 name 姓名超过 40 个字",
		}
		if !slices.Equal(got, want) || out.Added != 2 {
			t.Errorf("%d went in; got\n%s\nwant\n%s", out.Added, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		err := w.DB.Read(t.Context(), testworld.Centre, func(tx *db.Tx) error {
			r, err := register.Import(tx, "people", out.ID)
			for _, line := range r.Answer.Refused {
				if line.Value != "" {
					t.Errorf("the record keeps %q", line.Value)
				}
			}
			var report bytes.Buffer
			if err := register.ReportOf(tx, "people", out.ID, &report); err != nil {
				t.Error(err)
			}
			book, _ := excelize.OpenReader(&report)
			rows, _ := book.GetRows(book.GetSheetList()[1])
			if s := fmt.Sprint(rows); strings.Contains(s, "王五") || len(rows) != 9 {
				t.Errorf("the kept report names people: %s", s)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestOnlyTheOfficeBringsListsIn(t *testing.T) {
	once(t, func(t *testing.T, w *testworld.World) {
		was := trace(t, w)
		for _, im := range []register.Importer{windows(w), peopleOf(t, w)} {
			for who, want := range map[int64]errs.Code{testworld.Li: errs.Forbidden, testworld.Ayxam: errs.Forbidden, 0: errs.Unauthenticated} {
				by := w.Visitor()
				if who != 0 {
					by = w.As(who)
				}
				if _, err := im.Import(t.Context(), by, file(windowHead, asItIs...), false); !errs.Is(err, want) {
					t.Errorf("%s by %d: %v", im.Kind(), who, err)
				}
			}
			if _, err := im.Import(t.Context(), w.As(testworld.Gulina), file("a,b", "1,2"), false); !errs.Is(err, errs.Invalid) {
				t.Errorf("%s without its columns: %v", im.Kind(), err)
			}
		}
		if trace(t, w) != was {
			t.Error("something was left")
		}
	})
}

func TestAFilledTemplateOfEveryKindIsRead(t *testing.T) {
	once(t, func(t *testing.T, w *testworld.World) {
		fill := map[string][]any{"windows": {"12", "企业开办", "", "", "企业开办二", "", "C-1", "", "", "D11"}, "people": {"张三", "D12", "", "", "", "科员", "正式", "否"}}
		for _, im := range []register.Importer{windows(w), peopleOf(t, w)} {
			var b, filled bytes.Buffer
			if err := register.Template(&b, text.Zh, im.Kind(), im.Columns()); err != nil {
				t.Fatal(err)
			}
			book, err := excelize.OpenReader(&b)
			if err != nil {
				t.Fatal(err)
			}
			row := fill[im.Kind()]
			if err := errFirst(book.SetSheetRow(im.Kind(), "A2", &row), book.Write(&filled)); err != nil {
				t.Fatal(err)
			}
			if out := bring(t, im, w.As(testworld.Gulina), register.File{Raw: filled.Bytes()}); out.Added != 1 {
				t.Errorf("%s: %+v", im.Kind(), out.Answer)
			}
		}
	})
}

func errFirst(all ...error) error {
	for _, err := range all {
		if err != nil {
			return err
		}
	}
	return nil
}

func TestAHallIsBroughtInWholeFromNothing(t *testing.T) {
	testworld.Stores(t, func(t *testing.T, d *db.DB, _ *clock.Fixed) {
		w := &testworld.World{DB: d, Directory: &directory.Service{Store: d}}
		err := d.Write(t.Context(), testworld.Centre, func(tx *db.Tx) error {
			return w.Directory.Import(tx, "test", directory.Setup{Centre: directory.Centre{Code: "652301", Name: "昌吉政务服务中心"}})
		})
		if err != nil {
			t.Fatal(err)
		}
		by := identity.Actor{Centre: testworld.Centre, Account: 1, Grants: []identity.Grant{{Role: identity.Member}}}
		if out := bring(t, peopleOf(t, w), by, file(peopleHead, "马小军,市人社局,D12,,正式,,,,", "王芳,,,,中心人员,,,,")); out.Added != 2 {
			t.Fatalf("%+v", out.Answer)
		}
		if out := bring(t, windows(w), by, file(windowHead, "1,社保区,B,,市人社局,,,,社保卡,,C-3,马小军,王芳")); out.Added != 1 {
			t.Fatalf("%+v", out.Answer)
		}
	})
}
