package casework

import (
	"lianban/internal/feature/casework/applicant"
	"slices"
	"strings"
	"testing"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/deadline"
	"lianban/internal/core/identity"
	"lianban/internal/core/ledger"
	"lianban/internal/testworld"
)

func progressIsForWhoeverProvesToBeConcernedAndSaysNothingAboutThePerson(t *testing.T, b *bench) {
	in := at1("ppdpp")
	in.Applicant.Agent = "刘小燕"
	c := b.take(t, testworld.Ayxam, in)
	ask := func(code, tail string) (Asked, error) { return b.Progress(t.Context(), testworld.Centre, code, tail) }
	for _, proof := range [][2]string{{c.Token, ""}, {c.No, "4471"}, {strings.ToLower(c.No), cardNo[14:]}} {
		a, err := ask(proof[0], proof[1])
		if err != nil || a.No != c.No || a.Shown.Lamp != deadline.Hold || len(a.Lacking) != 1 || a.Lacking[0].By != 20261126 ||
			a.Shown.Due != 0 || a.Stopped != c.Accepted || a.Because == "" || len(a.Papers) != 2 {
			t.Errorf("%v: %+v, %v", proof, a, err)
		}
	}
	for _, wrong := range [][2]string{{c.No, ""}, {c.No, "0000"}, {"CJ20261123-9999", "4471"}, {"", ""}, {c.Token + "x", ""}} {
		if _, err := ask(wrong[0], wrong[1]); !errs.Is(err, errs.NotFound) {
			t.Errorf("%v: %v", wrong, err)
		}
	}
	if _, err := b.Progress(t.Context(), testworld.Other, c.Token, ""); !errs.Is(err, errs.NotFound) {
		t.Errorf("another centre: %v", err)
	}
	for range maxGuesses {
		_, _ = ask(c.No, "0001")
	}
	if _, err := ask(c.No, "4471"); !errs.Is(err, errs.Conflict) {
		t.Errorf("guessed for ever: %v", err)
	}
	if _, err := ask(c.Token, ""); err != nil {
		t.Errorf("the code needs no proof: %v", err)
	}
	b.w.Clock.Set(clock.Must("2026-11-24 10:20"))
	if _, err := ask(c.No, "4471"); err != nil {
		t.Errorf("the next day: %v", err)
	}
}

func whoAppliedIsSealedMaskedAndOpenedOnlyForAReasonThatStands(t *testing.T, b *bench) {
	c := b.take(t, testworld.Ayxam, at1("ppppp"))
	if n := count(t, b, qTestSealed, "%马国栋%", "%"+cardNo+"%"); n != 0 {
		t.Error("a name or number stands in the row")
	}
	v := b.view(t, c.ID)
	if v.Who.Name != "马××" || v.Who.Phone != "139××××4471" || strings.Contains(v.Who.IDNumber, "19900307") {
		t.Errorf("%+v", v.Who)
	}
	for _, asked := range []struct {
		person int64
		reason string
		code   errs.Code
	}{{testworld.Ayxam, "看看", errs.Invalid}, {testworld.Gulina, "核对领证人身份", errs.Forbidden}, {testworld.Ma, "核对领证人身份", errs.Forbidden},
		{testworld.Wang, "核对领证人身份", errs.Forbidden}} {
		if who, err := b.Reveal(t.Context(), b.w.As(asked.person), c.ID, asked.reason); !errs.Is(err, asked.code) || who != (applicant.Applicant{}) {
			t.Errorf("%d: %v, %v", asked.person, who, err)
		}
	}
	for _, person := range []int64{testworld.Ayxam, testworld.Li} {
		who, err := b.Reveal(t.Context(), b.w.As(person), c.ID, "核对领证人身份")
		if err != nil || who != ma {
			t.Errorf("%d: %+v, %v", person, who, err)
		}
	}
	if v := b.view(t, c.ID); v.verbs() != "accepted revealed revealed" || v.Events[1].Facts.Reason != "核对领证人身份" {
		t.Errorf("%s %+v", v.verbs(), v.Events)
	}
	if n := count(t, b, qTestLedger, "%马国栋%", "%"+cardNo+"%", "%13909944471%"); n != 0 {
		t.Errorf("%d events hold what is personal", n)
	}
}

func TestAListShowsWhatAClickMayOpenAndNothingElse(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		company := b.take(t, testworld.Ayxam, at1("ppppp"))
		card := b.take(t, testworld.Ma, Take{Window: testworld.W3, Applicant: applicant.Applicant{Name: "李红", IDNumber: codeNo}, Marks: marked("p")})
		for person, want := range map[int64][]int64{testworld.Ayxam: {company.ID}, testworld.Serik: {company.ID},
			testworld.Ma: {card.ID}, testworld.Li: {company.ID}, testworld.Gulina: {card.ID, company.ID}, testworld.Abduwali: nil,
			testworld.Wang: nil, testworld.Chen: nil} {
			p, err := b.List(t.Context(), b.w.As(person), Query{})
			if err != nil {
				t.Fatal(err)
			}
			var got []int64
			for _, r := range p.Rows {
				got = append(got, r.ID)
				if !strings.HasSuffix(r.Masked, "×") {
					t.Errorf("%s stands open", r.Masked)
				}
			}
			if !slices.Equal(got, want) || p.Total != len(want) {
				t.Errorf("%d sees %v of %d, want %v", person, got, p.Total, want)
			}
			for _, id := range []int64{company.ID, card.ID} {
				_, err := b.Read(t.Context(), b.w.As(person), id)
				if (err == nil) != slices.Contains(want, id) {
					t.Errorf("%d opens %d: %v", person, id, err)
				}
			}
		}
		search(t, b, b.w.As(testworld.Gulina))
	})
}

func search(t *testing.T, b *bench, by identity.Actor) {
	t.Helper()
	for name, q := range map[string]struct {
		Query
		want int
	}{
		"the number": {Query{Text: "cj20261123-0001"}, 1}, "the item": {Query{Text: "公司设立"}, 1}, "its code": {Query{Text: "C-003"}, 1},
		"the ticket": {Query{Text: "b001"}, 1}, "the whole document number": {Query{Text: strings.ToLower(codeNo)}, 1},
		"a part of it": {Query{Text: codeNo[:10]}, 0}, "the name": {Query{Text: "李红"}, 0}, "a pattern": {Query{Text: "%"}, 2},
		"a state": {Query{State: Accepted}, 2}, "open ones": {Query{Open: true}, 2}, "a department": {Query{Department: testworld.Social}, 1},
		"the day": {Query{From: 20261123, To: 20261123}, 2}, "the day before": {Query{To: 20261122}, 0},
		"every order": {Query{Sort: "department", Desc: true}, 2}, "an order that is none": {Query{Sort: "id; drop table"}, 2},
		"a page far away": {Query{Page: 1 << 40}, 2},
	} {
		if p, err := b.List(t.Context(), by, q.Query); err != nil || p.Total != q.want {
			t.Errorf("%s: %d, %v", name, p.Total, err)
		}
	}
}

var (
	qBreakState = db.Q("casework.test_break_state", `update casework_case set state = 'granted', decided_at = 1 where centre_id = $1 and id = $2`)
	qBreakStamp = db.Q("casework.test_break_stamp", `update casework_case set ended_at = 5 where centre_id = $1 and id = $2`)
	qBreakRoom  = db.Q("casework.test_break_window", `update casework_case set window_id = 77 where centre_id = $1 and id = $2`)
	qBreakMark  = db.Q("casework.test_break_mark", `update casework_material set mark = 'deferred' where centre_id = $1 and case_id = $2 and n = 1`)
)

func TestVerifyFindsWhatCannotBeRight(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		for q, want := range map[*db.Stmt]string{qBreakState: "I6:", qBreakStamp: "I5:", qBreakRoom: "I12:", qBreakMark: "I5:"} {
			b := set(w)
			b.serve(testworld.W1, w.DB.IDs().Next(), "A", testworld.Company)
			in := at1("ppppp")
			in.Ticket = 0
			c := b.take(t, testworld.Ayxam, in)
			var got []string
			err := w.DB.Write(t.Context(), testworld.Centre, func(tx *db.Tx) (err error) {
				if err := tx.Must1(q, tx.Centre, c.ID); err != nil {
					return err
				}
				if got, err = Verify(tx); err == nil {
					err = errs.New(errs.Conflict, "error.conflict") // put back
				}
				return err
			})
			if !errs.Is(err, errs.Conflict) || !slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, want) }) {
				t.Errorf("%s: %v, %v", q.Name, got, err)
			}
		}
	})
}

func anErasedCaseKnowsNobodyAndStaysSound(t *testing.T, b *bench) {
	c := b.take(t, testworld.Ayxam, at1("ppppp"))
	other := b.take(t, testworld.Ma, Take{Window: testworld.W3, Applicant: ma, Marks: marked("p")})
	err := b.w.DB.Write(t.Context(), testworld.Centre, func(tx *db.Tx) error {
		if err := b.Clear(tx, ledger.Of("person", c.ID)); err != nil {
			return err
		}
		return b.Clear(tx, c.Subject())
	})
	if err != nil {
		t.Fatal(err)
	}
	if v := b.view(t, c.ID); v.Who != (applicant.Applicant{}) || v.State != Accepted {
		t.Errorf("%+v", v.Who)
	}
	if _, err := b.Progress(t.Context(), testworld.Centre, c.No, "4471"); !errs.Is(err, errs.NotFound) {
		t.Errorf("the tail still proves: %v", err)
	}
	if v := b.view(t, other.ID); v.Who.Name != "马××" {
		t.Errorf("the other case lost %+v", v.Who)
	}
}
