package reviewweb

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/identity"
	"lianban/internal/core/people"
	"lianban/internal/feature/review"
)

// SumRow is one line of the sums.
type SumRow struct {
	Name string
	review.Tally
}

// SumTable is the sums by one thing.
type SumTable struct {
	Title string
	Rows  []SumRow
}

// Sums is the sums as a page or a part of a board shows them.
type Sums struct {
	Period review.Period
	Least  int // fewer are not shown
	Total  review.Tally
	Tables []SumTable
	AsOf   string // empty: never published
}

func (h Handler) sums(r *web.Request) (web.Reply, error) {
	period := h.thisMonth()
	for field, at := range map[string]*int{"from": &period.From, "to": &period.To} {
		if err := monthOf(r.FormValue(field), at); err != nil {
			return web.Reply{}, errs.Field(field, "review.sums.no_month")
		}
	}
	v, err := h.SumsOf(r.Ctx(), actor(r), period)
	page := h.Shell(r.Ctx(), ui.T(r.Ctx(), "review.sums.title"), "")
	return shown(SumsPage(page, v), err)
}

// thisMonth is the running month.
func (h Handler) thisMonth() review.Period {
	m := review.Month(h.Review.Store.Clock().Now().Day())
	return review.Period{From: m, To: m}
}

// SumsOf reads the sums in sight of whoever asks, named; boards draw them with SumsPart.
func (h Handler) SumsOf(ctx context.Context, by identity.Actor, p review.Period) (v Sums, err error) {
	v.Period = p
	err = h.Review.Store.Read(ctx, by.Centre, func(tx *db.Tx) error {
		all, err := h.Review.Sums(tx, by.Sight("review.sums"), p)
		if err != nil {
			return err
		}
		if v.Least, err = h.Review.Least(tx); err != nil {
			return err
		}
		v.Total = all.Total
		if all.AsOf != 0 {
			v.AsOf = all.AsOf.Format("2006-01-02 15:04")
		}
		return h.name(ctx, tx, all, &v)
	})
	return v, err
}

// name puts names to the sums.
func (h Handler) name(ctx context.Context, tx *db.Tx, all review.Sums, v *Sums) error {
	hall, err := h.Directory.Hall(tx)
	if err != nil {
		return err
	}
	ids := make([]int64, len(all.People))
	for i, p := range all.People {
		ids[i] = p.ID
	}
	names, err := people.Names(tx, ids)
	if err != nil {
		return err
	}
	table := func(key string, parts []review.Part, name func(int64) string) {
		t := SumTable{Title: ui.T(ctx, "review.sums."+key)}
		for _, p := range parts {
			t.Rows = append(t.Rows, SumRow{Name: name(p.ID), Tally: p.Tally})
		}
		if len(t.Rows) > 0 {
			v.Tables = append(v.Tables, t)
		}
	}
	table("departments", all.Departments, func(id int64) string { d, _ := hall.Department(id); return d.Short })
	table("windows", all.Windows, func(id int64) string {
		w, _ := hall.Window(id)
		return ui.T(ctx, "review.matter.window_no", "n", w.No) + " " + w.Short
	})
	table("people", all.People, func(id int64) string { return names[id] })
	if len(all.Months) > 1 {
		table("months", all.Months, func(m int64) string { return ui.T(ctx, "review.sums.month", "y", m/100, "m", m%100) })
	}
	return nil
}

// share writes tenths of a percent: 96.4 %.
func share(tenths int) string { return fmt.Sprintf("%d.%d%%", tenths/10, tenths%10) }

// some writes a number, and nothing for what is not shown.
func some(n int) string {
	if n == 0 {
		return "–"
	}
	return strconv.Itoa(n)
}

// monthOf reads a month as browsers send it, 2026-11; nothing typed leaves it as it is.
func monthOf(typed string, into *int) error {
	if typed == "" {
		return nil
	}
	t, err := time.Parse("2006-01", typed)
	if err == nil {
		*into = t.Year()*100 + int(t.Month())
	}
	return err
}

// monthText is a month as browsers want it.
func monthText(m int) string { return fmt.Sprintf("%04d-%02d", m/100, m%100) }

// goodOf, countOf and below are the head of the sums: a number, or why there is none.
func goodOf(t review.Tally) string {
	if !t.Shown {
		return "–"
	}
	return share(t.Good())
}

func countOf(t review.Tally) string {
	if !t.Shown {
		return "–"
	}
	return strconv.Itoa(t.Count)
}

// askedOf is the share of finished services with an invitation; none where they are not counted.
func askedOf(t review.Tally) string {
	if t.Finished == 0 {
		return "–"
	}
	return share(t.Asked())
}

func below(ctx context.Context, v Sums, otherwise string) string {
	if !v.Total.Shown {
		return ui.T(ctx, "review.sums.few", "n", v.Least)
	}
	return otherwise
}

func asOf(ctx context.Context, v Sums) string {
	if v.AsOf == "" {
		return ui.T(ctx, "review.sums.never")
	}
	return ui.T(ctx, "review.sums.as_of", "at", v.AsOf)
}
