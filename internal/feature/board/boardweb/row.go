package boardweb

import (
	"context"
	"fmt"

	"lianban/internal/base/db"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/deadline"
	"lianban/internal/core/directory"
	"lianban/internal/core/people"
	"lianban/internal/feature/board"
)

// row is a running clock as lists show it.
type row struct {
	deadline.Lit
	Department string
	Window     int
	Person     string
	Urged      int
}

func (r row) kind() ui.Kind { return kinds[r.Lamp] }

// limit is the time that was given, in words; within the visit for none.
func (r row) limit(ctx context.Context) string {
	if r.Limit.N == 0 {
		return ui.T(ctx, "board.within_visit")
	}
	return say(ctx, r.Limit.Text())
}

// standing says what happens to the clock now.
func (r row) standing(ctx context.Context) string {
	switch {
	case r.Urged > 0:
		return ui.T(ctx, "board.urged", "n", r.Urged)
	case r.State == deadline.Paused:
		return r.Reason
	}
	return ui.T(ctx, "board.state."+string(r.Lamp))
}

func (r row) path() string { return fmt.Sprintf("/deadlines/%d", r.ID) }

// rows puts names to clocks.
func (h Handler) rows(tx *db.Tx, hall *directory.Hall, all []deadline.Lit) ([]row, error) {
	ids, persons := make([]int64, len(all)), make([]int64, 0, len(all))
	for i, d := range all {
		ids[i] = d.ID
		if d.Owner.Person != 0 {
			persons = append(persons, d.Owner.Person)
		}
	}
	urged, err := board.Urged(tx, ids)
	if err != nil {
		return nil, err
	}
	names, err := people.Names(tx, persons)
	if err != nil {
		return nil, err
	}
	out := make([]row, len(all))
	for i, d := range all {
		out[i] = row{Lit: d, Person: names[d.Owner.Person], Urged: urged[d.ID]}
		if dept, ok := hall.Department(d.Owner.Department); ok {
			out[i].Department = dept.Short
		}
		if w, ok := hall.Window(d.Owner.Window); ok {
			out[i].Window = w.No
		}
	}
	return out, nil
}
