package casework

import (
	"fmt"
	"lianban/internal/feature/casework/acceptance"
	"lianban/internal/feature/casework/applicant"
	"strings"
	"testing"

	"lianban/internal/base/clock"
	"lianban/internal/base/crypt"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/calendar"
	"lianban/internal/core/deadline"
	"lianban/internal/core/identity"
	"lianban/internal/feature/casework/material"
	"lianban/internal/testworld"
)

// bench is the service over the world, with a register and a queue that the tests set.
type bench struct {
	*Service
	w       *testworld.World
	items   map[int64]acceptance.Item
	tickets map[int64]Ticket            // by window
	letters map[int64]acceptance.Letter // by item
	left    []int64                     // windows whose service was ended
	ended   []int64                     // online cases that came to their end
}

// Valid numbers: an identity card and a unified social credit code.
const (
	cardNo = "652301199003074475"
	codeNo = "91652300MA77ABCD0P"
)

func papers() []material.Material {
	return []material.Material{{Name: "公司登记（备案）申请书", Originals: 1, Need: material.Required}, {Name: "公司章程", Originals: 1, Need: material.Required},
		{Name: "法定代表人、董事任职文件", Originals: 1, Need: material.Deferrable, Days: 3}, {Name: "住所使用证明", Copies: 1, Need: material.Deferrable},
		{Name: "股东主体资格证明", Need: material.Optional, Fetched: true}}
}

func wd(n int) calendar.Limit { return calendar.Limit{N: n, Unit: calendar.WorkingDays} }

func months(n int) calendar.Limit { return calendar.Limit{N: n, Unit: calendar.Months} }

func inRegister() map[int64]acceptance.Item {
	published := clock.Must("2026-10-08 10:00")
	return map[int64]acceptance.Item{
		testworld.Company: {ID: testworld.Company, Code: "C-001", Name: "内资有限公司设立登记", Kind: "licence", Licence: true,
			Department: testworld.Market, DepartmentName: "昌吉市市场监督管理局", Tolerance: true, Guide: &acceptance.Guide{ID: 141, Version: 2,
				Published: published, Promised: wd(5), Statutory: wd(15), Result: "营业执照", Materials: papers()}},
		testworld.Food: {ID: testworld.Food, Code: "C-002", Name: "食品经营许可新办", Kind: "licence", Licence: true,
			Department: testworld.Market, DepartmentName: "昌吉市市场监督管理局"},
		testworld.Card: {ID: testworld.Card, Code: "C-003", Name: "社会保障卡补领", Kind: "public", Department: testworld.Social,
			DepartmentName: "昌吉市人力资源和社会保障局", Guide: &acceptance.Guide{ID: 143, Version: 1, Published: published, Promised: wd(0),
				Instant: true, Result: "社会保障卡", Materials: []material.Material{{Name: "身份证", Originals: 1, Need: material.Required}}}},
		testworld.Pension: {ID: testworld.Pension, Code: "C-004", Name: "养老保险参保登记", Kind: "public", Negative: true,
			Department: testworld.Social, DepartmentName: "昌吉市人力资源和社会保障局", Guide: &acceptance.Guide{ID: 144, Version: 1,
				Published: published, Promised: wd(1)}},
		testworld.Building: {ID: testworld.Building, Code: "C-005", Name: "建筑工程施工许可", Kind: "licence", Licence: true,
			Department: testworld.Social, DepartmentName: "昌吉市人力资源和社会保障局", Tolerance: false, Guide: &acceptance.Guide{ID: 145, Version: 1,
				Published: published, Promised: wd(2), Materials: papers()}},
	}
}

func set(w *testworld.World) *bench {
	cal := &calendar.Service{Store: w.DB}
	keys, err := crypt.New(crypt.Intl)
	if err != nil {
		panic(err)
	}
	b := &bench{w: w}
	b.Service = &Service{Store: w.DB, Directory: w.Directory, Calendar: cal, Prefix: "CJ",
		Deadlines: &deadline.Service{Store: w.DB, Calendar: cal}, Seal: keys.Seal, Open: keys.Open, Index: keys.Index,
		Item: func(_ *db.Tx, id int64) (acceptance.Item, error) {
			it, ok := b.items[id]
			if !ok {
				return it, errs.New(errs.NotFound, "error.not_found")
			}
			return it, nil
		},
		Serving: func(_ *db.Tx, window int64) (Ticket, bool, error) {
			t, ok := b.tickets[window]
			return t, ok, nil
		},
		Letter: func(_ *db.Tx, item int64) (acceptance.Letter, bool, error) {
			l, ok := b.letters[item]
			return l, ok, nil
		},
		ByCode: func(_ *db.Tx, code string) (int64, bool, error) {
			for id, it := range b.items {
				if it.Code == code {
					return id, true, nil
				}
			}
			return 0, false, nil
		},
		Ended: func(_ *db.Tx, _ identity.Actor, c Case) error {
			b.ended = append(b.ended, c.ID)
			return nil
		},
		Leave: func(_ *db.Tx, _ identity.Actor, window int64) error {
			b.left = append(b.left, window)
			return nil
		}}
	b.reset()
	return b
}

// reset puts register, queue and letters back to how they were.
func (b *bench) reset() {
	b.items, b.tickets, b.letters, b.left = inRegister(), map[int64]Ticket{}, map[int64]acceptance.Letter{}, nil
	b.ended = nil
	b.w.Clock.Set(clock.Must(testworld.Monday))
	b.serve(testworld.W1, b.w.DB.IDs().Next(), "A001", testworld.Company)
	b.serve(testworld.W3, b.w.DB.IDs().Next(), "B001", testworld.Card)
	b.serve(testworld.W4, b.w.DB.IDs().Next(), "B002", testworld.Building)
}

func (b *bench) serve(window, id int64, no string, item int64) {
	b.tickets[window] = Ticket{ID: id, No: no, Item: item}
}

// marked are markings written as one letter each: p present, d deferred, m missing, c corrected on the spot.
func marked(letters string) []material.Marking {
	var out []material.Marking
	for _, l := range letters {
		out = append(out, material.Marking{Mark: map[rune]material.Mark{'p': material.Present, 'd': material.Deferred, 'm': material.Missing, 'c': material.Corrected}[l]})
	}
	return out
}

func supplied(marks map[int]material.Mark) Supply {
	in := Supply{Marks: map[int]material.Marking{}, Promise: true}
	for n, m := range marks {
		in.Marks[n] = material.Marking{Mark: m}
	}
	return in
}

var ma = applicant.Applicant{Name: "马国栋", IDNumber: cardNo, Phone: "13909944471"}

func at1(marks string) Take {
	return Take{Window: testworld.W1, Applicant: ma, Marks: marked(marks), Promise: true}
}

var (
	qTestCases  = db.Q("casework.test_cases", `select count(*) from casework_case where centre_id = $1`)
	qTestRows   = db.Q("casework.test_materials", `select count(*) from casework_material where centre_id = $1`)
	qTestPapers = db.Q("casework.test_papers", `select count(*) from casework_paper where centre_id = $1`)
	qTestNumber = db.Q("casework.test_numbers", `select coalesce(sum(value), 0) from casework_counter where centre_id = $1`)
	qTestMoves  = db.Q("casework.test_versions", `select coalesce(sum(version), 0) from casework_case where centre_id = $1`)
	qTestEvents = db.Q("casework.test_events", `select count(*) from ledger_event where centre_id = $1 and verb like 'case.%'`)
	qTestClocks = db.Q("casework.test_clocks", `select count(*) from deadline_clock where centre_id = $1 and state = $2`)
	qTestLedger = db.Q("casework.test_ledger", `select count(*) from ledger_event where centre_id = $1
		and (record like $2 or record like $3 or record like $4)`)
	qTestSealed = db.Q("casework.test_sealed", `select count(*) from casework_case where centre_id = $1
		and (applicant like $2 or applicant like $3 or folded like $2 or applicant_index like $3)`)
)

func count(t *testing.T, b *bench, q *db.Stmt, args ...any) (n int) {
	t.Helper()
	err := b.w.DB.Read(t.Context(), testworld.Centre, func(tx *db.Tx) (err error) {
		n, err = db.One(tx, q, db.Value[int], append([]any{tx.Centre}, args...)...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// state is everything that a refusal must not change.
func (b *bench) state(t *testing.T) string {
	t.Helper()
	return fmt.Sprint(count(t, b, qTestCases), count(t, b, qTestRows), count(t, b, qTestPapers), count(t, b, qTestNumber),
		count(t, b, qTestMoves), count(t, b, qTestEvents), count(t, b, qTestClocks, "running"), count(t, b, qTestClocks, "paused"),
		len(b.left))
}

// sound fails when an invariant is broken.
func (b *bench) sound(t *testing.T) {
	t.Helper()
	err := b.w.DB.Read(t.Context(), testworld.Centre, func(tx *db.Tx) error {
		wrong, err := Verify(tx)
		for _, s := range wrong {
			t.Error(s)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func each(t *testing.T, f func(t *testing.T, b *bench)) {
	t.Helper()
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b := set(w)
		f(t, b)
		b.sound(t)
	})
}

func (b *bench) take(t *testing.T, person int64, in Take) Case {
	t.Helper()
	c, err := b.Accept(t.Context(), b.w.As(person), in)
	if err != nil {
		t.Fatalf("%+v", err)
	}
	return c
}

func (b *bench) view(t *testing.T, id int64) View {
	t.Helper()
	v, err := b.Read(t.Context(), b.w.As(testworld.Gulina), id)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// clocks writes the clocks of a case as "kind state day", open ones first started.
func (v View) clocks() string {
	var all []string
	for _, k := range v.Clocks {
		all = append(all, fmt.Sprintf("%s %s %s", strings.TrimPrefix(k.Kind, "case."), k.State, k.Day))
	}
	return strings.Join(all, ", ")
}

func (v View) papers() string {
	var all []string
	for _, p := range v.Papers {
		all = append(all, fmt.Sprintf("%s%d %s %d", p.Kind, p.Seq, p.Due, len(p.Lines)))
	}
	return strings.Join(all, ", ")
}

func (v View) verbs() string {
	var all []string
	for _, e := range v.Events {
		all = append(all, strings.TrimPrefix(e.Verb, "case."))
	}
	return strings.Join(all, " ")
}

// covers: A11-2 A11-3 A11-4
func TestWhatTheMarksComeToFollowsFromTheRules(t *testing.T) {
	cases := map[string]struct {
		marks  string
		state  State
		clocks string
		papers string
		verbs  string
	}{
		"everything is there": {"ppppp", Accepted, "promise running 2026-11-30", "acceptance1 2026-11-30 5", "accepted"},
		"what is optional may be missing": {"ppppm", Accepted, "promise running 2026-11-30", "acceptance1 2026-11-30 4",
			"accepted"},
		"only deferrable ones are missing": {"ppdpp", Accepted, "promise paused 2026-11-30, supply running 2026-11-26",
			"acceptance1 2026-11-30 4, tolerance1 2026-11-26 1", "tolerated"},
		"two deferred ones have a clock each": {"ppddp", Accepted,
			"promise paused 2026-11-30, supply running 2026-11-26, supply running 2026-11-30",
			"acceptance1 2026-11-30 3, tolerance1 2026-11-30 2", "tolerated"},
		"a required one is missing":                                {"pmppp", Noticed, "", "notice1 2027-02-22 1", "noticed"},
		"a deferrable one that the applicant does not promise":     {"ppmpp", Noticed, "", "notice1 2027-02-22 1", "noticed"},
		"the one notice lists everything, the deferrable ones too": {"mmdmp", Noticed, "", "notice1 2027-02-22 4", "noticed"},
	}
	each(t, func(t *testing.T, b *bench) {
		n := int64(0)
		for name, c := range cases {
			n++
			b.serve(testworld.W1, 2000+n, "A", testworld.Company)
			in := at1(c.marks)
			in.Ticket = 2000 + n
			got := b.take(t, testworld.Ayxam, in)
			v := b.view(t, got.ID)
			if got.State != c.state || v.State != c.state || got.No != fmt.Sprintf("CJ20261123-%04d", n) || v.clocks() != c.clocks ||
				v.papers() != c.papers || v.verbs() != c.verbs {
				t.Errorf("%s: %s %s [%s] [%s] [%s]", name, got.No, v.State, v.clocks(), v.papers(), v.verbs())
			}
			for i, l := range v.Papers[len(v.Papers)-1].Lines {
				if l.N < i+1 || l.Name != papers()[l.N-1].Name {
					t.Errorf("%s: line %d is %+v", name, i+1, l)
				}
			}
		}
	})
}

// scenarios are the ways of a case. They share a world, for an empty database costs more than all of them; each begins on
// Monday with windows that serve new tickets.
var scenarios = []struct {
	name string
	run  func(t *testing.T, b *bench)
}{
	{"a commitment case is decided and delivered and its clocks are met", aCommitmentCaseIsDecidedAndDeliveredAndItsClocksAreMet},
	{"an instant case ends in the visit and ends the service with it", anInstantCaseEndsInTheVisitAndEndsTheServiceWithIt},
	{"after the one notice nothing else can be asked for and what comes is accepted", afterTheOneNoticeNothingElseCanBeAskedForAndWhatComesIsAccepted},
	{"no result before the deferred material and the promise stands still meanwhile", noResultBeforeTheDeferredMaterialAndThePromiseStandsStillMeanwhile},
	{"late deferred materials are put off once or the chief deems the case withdrawn", lateDeferredMaterialsArePutOffOnceOrTheChiefDeemsTheCaseWithdrawn},
	{"papers left to be checked are answered in time or a permit counts as accepted", papersLeftToBeCheckedAreAnsweredInTimeOrAPermitCountsAsAccepted},
	{"a delegated item is accepted by letter and decided by its department", aDelegatedItemIsAcceptedByLetterAndDecidedByItsDepartment},
	{"a case keeps the version and the names it was accepted under", aCaseKeepsTheVersionAndTheNamesItWasAcceptedUnder},
	{"withdrawal and refusal need a reason and end the clocks", withdrawalAndRefusalNeedAReasonAndEndTheClocks},
	{"a special procedure stops the promise and is told in writing", aSpecialProcedureStopsThePromiseAndIsToldInWriting},
	{"a special procedure names itself and its time", aSpecialProcedureNamesItselfAndItsTime},
	{"the promise goes on only when neither materials nor a procedure keep it", thePromiseGoesOnOnlyWhenNeitherMaterialsNorAProcedureKeepIt},
	{"a permit is prolonged once, in time and with the consent of the organ's head", aPermitIsProlongedOnceInTimeAndWithTheConsentOfTheOrgansHead},
	{"a joint permit is prolonged by more", aJointPermitIsProlongedByMore},
	{"what needs no permit or is another's is turned away at once in writing", whatNeedsNoPermitOrIsAnothersIsTurnedAwayAtOnceInWriting},
	{"what was left to be checked may be turned away too", whatWasLeftToBeCheckedMayBeTurnedAwayToo},
	{"nothing is put off or deemed withdrawn where nothing is to come", nothingIsPutOffOrDeemedWithdrawnWhereNothingIsToCome},
	{"a refusal is given out with its reason", aRefusalIsGivenOutWithItsReason},
	{"what is corrected on the spot stands on the record and is no notice", whatIsCorrectedOnTheSpotStandsOnTheRecordAndIsNoNotice},
	{"what was applied for online is received once and its clock runs from then", whatWasAppliedForOnlineIsReceivedOnceAndItsClockRunsFromThen},
	{"an online case is judged like others and invites once at its end", anOnlineCaseIsJudgedLikeOthersAndInvitesOnceAtItsEnd},
	{"an online permit nobody looks at counts as accepted from the day of receipt", anOnlinePermitNobodyLooksAtCountsAsAcceptedFromTheDayOfReceipt},
	{"what cannot be received is refused and leaves nothing behind", whatCannotBeReceivedIsRefusedAndLeavesNothingBehind},
	{"the shorter limit binds where the platform publishes another", theShorterLimitBindsWhereThePlatformPublishesAnother},
	{"a repeat of the same command is answered from the first answer", aRepeatOfTheSameCommandIsAnsweredFromTheFirstAnswer},
	{"progress is for whoever proves to be concerned and says nothing about the person", progressIsForWhoeverProvesToBeConcernedAndSaysNothingAboutThePerson},
	{"who applied is sealed masked and opened only for a reason that stands", whoAppliedIsSealedMaskedAndOpenedOnlyForAReasonThatStands},
	{"an erased case knows nobody and stays sound", anErasedCaseKnowsNobodyAndStaysSound},
}

// covers: A11-2 A11-3 A11-4 A4-3 A4-4 A15-2
func TestTheWaysOfACase(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		for _, s := range scenarios {
			t.Run(s.name, func(t *testing.T) {
				b.reset()
				s.run(t, b)
				b.sound(t)
			})
		}
		b.refuseAll(t)
		b.reset()
		missing, all := unheard(t)
		if len(missing) > 0 || all < 20 {
			t.Errorf("of %d refusals of the rules no scenario tries %v", all, missing)
		}
	})
}
