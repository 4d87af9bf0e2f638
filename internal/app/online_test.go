package app_test

import (
	"fmt"
	"testing"

	"lianban/internal/base/db"
	"lianban/internal/core/file/register"
	"lianban/internal/core/identity"
	"lianban/internal/feature/casework"
	"lianban/internal/feature/casework/material"
)

// covers: A11-2 A11-3 A11-7
func TestACaseAppliedForOnlineHasOneReviewAtItsEndAndADifferentPublicLimitIsAFinding(t *testing.T) {
	w := house(t, db.SQLite)
	i, _ := w.Importer("cases")
	rows := "项目编号,事项编码,申请人,证件号码,手机,收件时间,承诺工作日数\n" +
		fmt.Sprintf("P-1,C-%d,马国栋,%s,13909944471,2026-11-20 16:30,1\n", own.item(), cardNo)
	out, err := i.Import(t.Context(), w.acting(identity.Director, own.centre, 0), register.File{Name: "a.csv", Raw: []byte(rows)}, false)
	if err != nil || out.Added != 1 {
		t.Fatalf("%+v %v", out, err)
	}
	id := w.rows.one("select case_id from casework_online where centre_id = $1", own.centre)
	if n := w.rows.one("select count(*) from finding_finding where centre_id = $1 and kind = 'limit.published'", own.centre); n != 1 {
		t.Errorf("%d findings about the public limit", n)
	}
	invited := func() int64 {
		return w.rows.one("select count(*) from review_invitation where centre_id = $1 and subject_id = $2 and channel = 'online'", own.centre, id)
	}
	by := w.clerkOf(own)
	_, err = w.Casework.Supply(t.Context(), by, id, casework.Supply{Marks: map[int]material.Marking{1: {Mark: material.Present},
		2: {Mark: material.Present}}})
	w.must(err)
	_, err = w.Casework.Decide(t.Context(), by, id, casework.Decision{Granted: true})
	w.must(err)
	if n := invited(); n != 0 {
		t.Errorf("%d invitations before the end", n)
	}
	_, err = w.Casework.Deliver(t.Context(), by, id, "electronic")
	w.must(err)
	if n := invited(); n != 1 {
		t.Errorf("%d invitations at the end", n)
	}
}
