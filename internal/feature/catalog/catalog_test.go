package catalog

import (
	"errors"
	"testing"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/directory"
	"lianban/internal/testworld"
)

func serviceIn(w *testworld.World) *Service { return &Service{Store: w.DB, Directory: w.Directory} }

// Ids of the guides that the tests import, and of an item that nobody has placed.
const (
	companyGuide int64 = 141
	cardGuide    int64 = 143
	secret       int64 = 46 // on the negative list
)

// aGuide is a guide with nothing wrong in it.
func aGuide(name string, words ...string) Guide {
	return Guide{Name: name, Words: words, Audience: []string{"person", "company"}, Personal: []string{"证件办理"},
		Basis: []string{"《中华人民共和国公司法》"}, Organ: "昌吉市市场监督管理局", Statutory: Limit{15, WorkingDays},
		Promised: Limit{5, WorkingDays}, Online: "accept", Mail: true,
		Materials: []Material{{Name: "身份证", Source: "申请人自备", Originals: 1, Need: Required},
			{Name: "住所证明", Source: "申请人自备", Copies: 1, Need: Optional}},
		Steps:  []Step{{Name: "申请"}, {Name: "受理"}, {Name: "审查"}, {Name: "决定"}, {Name: "送达"}},
		Result: Result{Name: "营业执照", Kind: "licence", Sample: "sample.png"}, Place: "一楼东侧", Hours: "10:00–14:00",
		Consult: "0994-2345678", Complain: "12345", Questions: []Question{{"要几天？", "5 个工作日。"}}}
}

func entries() []Entry {
	item := func(id, dept int64, code, name string, k Kind, m Mode) Item {
		return Item{ID: id, Code: code, Name: name, Department: dept, Kind: k, National: "01", Level: "市", Mode: m, Source: "test"}
	}
	company, card := aGuide("内资有限公司设立登记", "开公司", "注册公司", "办营业执照"), aGuide("社会保障卡补领", "补社保卡", "社保卡丢了")
	card.Instant, card.Promised = true, Limit{0, WorkingDays}
	by := Declaration{Person: testworld.Li, Name: "李建国"}
	return []Entry{
		{Item: item(testworld.Company, testworld.Market, "C-001", "内资有限公司设立登记", Licence, Stationed), Guide: &company,
			GuideID: companyGuide, Declared: by},
		{Item: item(testworld.Food, testworld.Market, "C-002", "食品经营许可新办", Licence, Stationed)},
		{Item: item(testworld.Card, testworld.Social, "C-003", "社会保障卡补领", PublicService, Stationed), Guide: &card,
			GuideID: cardGuide, Declared: by},
		{Item: item(testworld.Building, testworld.Housing, "C-004", "建筑工程施工许可", Licence, Delegated)},
		{Item: item(secret, testworld.Housing, "C-005", "涉密测绘成果使用审批", Licence, Negative)},
	}
}

// filled gives the service with those items in the register of the centre.
func filled(t *testing.T, w *testworld.World) *Service {
	t.Helper()
	s := serviceIn(w)
	write(t, w, func(tx *db.Tx) error { return s.Import(tx, "test", entries()) })
	return s
}

func write(t *testing.T, w *testworld.World, f func(tx *db.Tx) error) {
	t.Helper()
	if err := w.DB.Write(t.Context(), testworld.Centre, f); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, w *testworld.World, f func(tx *db.Tx) error) {
	t.Helper()
	if err := w.DB.Read(t.Context(), testworld.Centre, f); err != nil {
		t.Fatal(err)
	}
}

var (
	qTestItems  = db.Q("catalog.test_items", `select count(*) from catalog_item where centre_id = $1`)
	qTestGuides = db.Q("catalog.test_guides", `select count(*) from catalog_guide where centre_id = $1 and state = $2`)
	qTestEvents = db.Q("catalog.test_events", `select count(*) from ledger_event where centre_id = $1 and verb = $2`)
)

func count(t *testing.T, w *testworld.World, centre int64, q *db.Stmt, args ...any) (n int) {
	t.Helper()
	err := w.DB.Read(t.Context(), centre, func(tx *db.Tx) (err error) {
		n, err = db.One(tx, q, db.Value[int], append([]any{tx.Centre}, args...)...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// breach gives the faults of a Breach, and fails for anything else.
func breach(t *testing.T, err error) []errs.Fault {
	t.Helper()
	var e *errs.Error
	if !errors.As(err, &e) || e.Code != errs.Breach {
		t.Fatalf("want a breach, got %v", err)
	}
	return e.Faults
}

// covers: A4-1 A4-2
func TestANumberIsTakenOnlyForAnItemWithAPublishedGuide(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := filled(t, w)
		read(t, w, func(tx *db.Tx) error {
			if name, err := s.Bookable(tx, testworld.Company); err != nil || name != "内资有限公司设立登记" {
				t.Errorf("with a guide: %q, %v", name, err)
			}
			_, err := s.Bookable(tx, testworld.Food)
			f := breach(t, err)
			if len(f) != 1 || f[0].Text.String() != "办事指南尚未发布，不能取号" || f[0].Articles[0] != "4.3" || f[0].Earliest == "" {
				t.Errorf("without a guide: %+v", f)
			}
			_, err = s.Bookable(tx, secret)
			f = breach(t, err)
			if len(f) != 2 || f[0].Text.String() != "该事项在负面清单内，不能设置大厅取号" || f[0].Articles[0] != "4" {
				t.Errorf("on the negative list and without a guide, want both reasons: %+v", f)
			}
			if _, err := s.Bookable(tx, 9999); !errs.Is(err, errs.NotFound) {
				t.Errorf("an item that is not there: %v", err)
			}
			return nil
		})
	})
}

// covers: A4-6
func TestAPublishedDraftSupersedesTheFormerAndBothStayReadable(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s, chief := filled(t, w), w.As(testworld.Li)
		first := w.Clock.Now()
		w.Clock.Set(clock.Must("2026-11-24 10:00"))
		changed := aGuide("内资有限公司设立登记", "开公司")
		changed.Promised = Limit{3, WorkingDays}
		draft := drafted(t, s, w, testworld.Company, changed)
		if draft.No != 2 || draft.State != Draft || inForce(t, s, w, w.Clock.Now()).ID != companyGuide {
			t.Fatalf("the draft %+v is in force before it is published", draft)
		}
		write(t, w, func(tx *db.Tx) error {
			_, err := s.Publish(tx, chief, draft.ID, Declaration{Person: testworld.Li, Name: "李建国"})
			return err
		})
		for at, want := range map[clock.Instant]int64{first: companyGuide, w.Clock.Now() - 1: companyGuide, w.Clock.Now(): draft.ID} {
			if v := inForce(t, s, w, at); v.ID != want || !v.InForce(at) {
				t.Errorf("at %s version %d is in force", at, v.No)
			}
		}
		v := inForce(t, s, w, w.Clock.Now())
		if v.Guide.Promised.N != 3 || v.Declared.Name != "李建国" || v.Published != w.Clock.Now() || v.Digest != draft.Digest {
			t.Errorf("published %+v", v)
		}
		if n := count(t, w, testworld.Centre, qTestEvents, "guide.published"); n != 1 {
			t.Errorf("%d events of the publication", n)
		}
		if n := count(t, w, testworld.Centre, qTestGuides, "superseded"); n != 1 {
			t.Errorf("%d superseded versions", n)
		}
		if n := count(t, w, testworld.Other, qTestItems); n != 0 {
			t.Errorf("the other centre has %d items", n)
		}
	})
}

func drafted(t *testing.T, s *Service, w *testworld.World, item int64, g Guide) (v Version) {
	t.Helper()
	write(t, w, func(tx *db.Tx) (err error) {
		v, err = s.Draft(tx, w.As(testworld.Li), item, g)
		return err
	})
	return v
}

func inForce(t *testing.T, s *Service, w *testworld.World, at clock.Instant) (v Version) {
	t.Helper()
	read(t, w, func(tx *db.Tx) (err error) {
		v, err = s.GuideInForce(tx, testworld.Company, at)
		return err
	})
	return v
}

func TestARefusedPublicationChangesNothing(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s, li := filled(t, w), Declaration{Person: testworld.Li, Name: "李建国"}
		wrong := aGuide("内资有限公司设立登记")
		wrong.Promised, wrong.Complain = Limit{20, WorkingDays}, "(0994) 2345678"
		bad := drafted(t, s, w, testworld.Company, wrong)
		publish := func(id int64, d Declaration) error {
			return w.DB.Write(t.Context(), testworld.Centre, func(tx *db.Tx) error {
				_, err := s.Publish(tx, w.As(testworld.Li), id, d)
				return err
			})
		}
		if f := breach(t, publish(bad.ID, li)); len(f) != 2 {
			t.Errorf("want the limit and the phone at once: %+v", f)
		}
		if f := breach(t, publish(bad.ID, Declaration{})); f[0].Articles[0] != "4.3" {
			t.Errorf("nobody declared it: %+v", f)
		}
		if err := publish(companyGuide, li); !errs.Is(err, errs.Conflict) {
			t.Errorf("the published one again: %v", err)
		}
		if err := publish(9999, li); !errs.Is(err, errs.NotFound) {
			t.Errorf("a version that is not there: %v", err)
		}
		if v := inForce(t, s, w, w.Clock.Now()); v.ID != companyGuide || v.Superseded != 0 {
			t.Errorf("the former is no longer in force: %+v", v)
		}
		if n := count(t, w, testworld.Centre, qTestEvents, "guide.published"); n != 0 {
			t.Errorf("%d events", n)
		}
		again := drafted(t, s, w, testworld.Company, aGuide("内资有限公司设立登记"))
		if again.ID != bad.ID || again.No != 2 || again.Digest == bad.Digest || count(t, w, testworld.Centre, qTestGuides, "draft") != 1 {
			t.Errorf("the draft was not written anew: %+v", again)
		}
	})
}

func TestAnImportThatTheRulesRefuseWritesNothing(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s, all := serviceIn(w), entries()
		all[2].Guide.Promised = Limit{5, WorkingDays} // an instant case that takes five days
		err := w.DB.Write(t.Context(), testworld.Centre, func(tx *db.Tx) error { return s.Import(tx, "test", all) })
		if f := breach(t, err); f[0].Articles[0] != "11.3" {
			t.Errorf("%+v", f)
		}
		if n := count(t, w, testworld.Centre, qTestItems) + count(t, w, testworld.Centre, qTestGuides, "published"); n != 0 {
			t.Errorf("%d rows are left", n)
		}
	})
}

func TestOneDraftIsPublishedOnce(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := filled(t, w)
		draft := drafted(t, s, w, testworld.Company, aGuide("内资有限公司设立登记"))
		done := make(chan error, 6)
		for range cap(done) {
			go func() {
				done <- w.DB.Write(t.Context(), testworld.Centre, func(tx *db.Tx) error {
					_, err := s.Publish(tx, w.As(testworld.Li), draft.ID, Declaration{Person: testworld.Li, Name: "李建国"})
					return err
				})
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
		if n := count(t, w, testworld.Centre, qTestEvents, "guide.published"); ok != 1 || n != 1 {
			t.Errorf("published %d times, with %d events", ok, n)
		}
	})
}

func TestTheDirectoryIsNotNeededToReadAnItem(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		s := filled(t, w)
		s.Directory = &directory.Service{Store: w.DB}
		read(t, w, func(tx *db.Tx) error {
			it, err := s.Item(tx, testworld.Company)
			if it.DepartmentName != "昌吉市市场监督管理局" || it.Guide != companyGuide || !it.InHall() {
				t.Errorf("%+v", it)
			}
			return err
		})
	})
}
