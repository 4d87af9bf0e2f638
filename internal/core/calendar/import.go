package calendar

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/core/ledger"
)

// Actor is whoever changes the calendars; identity.Actor, which stands above, is one.
type Actor interface {
	Ref() string
	Allow(action string) error
}

// action is what the permission table calls changing the calendars.
const action = "calendar.import"

// Topic is what changes with the calendars and hours of a centre.
func Topic(centre int64) string { return fmt.Sprintf("calendar:%d", centre) }

// Kept is a notice that a centre's office imported.
type Kept struct {
	ID int64
	Notice
	At clock.Instant
	By string
}

// KeptException is an opening exception that a centre's office entered.
type KeptException struct {
	ID int64
	Exception
	At clock.Instant
	By string
}

// Effect is what a set of calendars moves: "moves 37 deadlines".
type Effect struct {
	Open    int    // how many clocks are open
	Moved   []Move // the ones that are due on another day
	Settled int    // how many dates are provisional no more
}

// Move is one clock that is due on another day.
type Move struct {
	Deadline         int64
	Kind, Title, Ref string
	Path             string
	Was, Is          clock.Day
	Over             bool // it would be over by this alone
}

// Imported is what an import did, or would do.
type Imported struct {
	Region  string
	Year    int
	Changed bool       // false: that very notice is known already
	Days    Difference // of the calendar that the centre counts by
	Effect
}

// Import takes a year's notice of the State Council or of a region for the centre, in place of what was known of that year,
// and counts every open deadline again in the same transaction. preview says what it would do and does nothing. Invalid,
// with every fault, when the notice cannot be right; a region's must name its document.
func (s *Service) Import(ctx context.Context, centre int64, by Actor, n Notice, preview bool) (out Imported, err error) {
	if err := by.Allow(action); err != nil {
		return out, err
	}
	if err := refusal(n.document(n.faults())); err != nil {
		return out, err
	}
	if preview {
		err = s.Store.Read(ctx, centre, func(tx *db.Tx) error {
			var after *Set
			if out, after, err = s.foresee(tx, n); err == nil && out.Changed && s.Moves != nil {
				out.Effect, err = s.Moves(tx, after)
			}
			return err
		})
		return out, err
	}
	return db.Do(ctx, s.Store, centre, func(tx *db.Tx) (Imported, error) {
		out, after, err := s.foresee(tx, n)
		if err != nil || !out.Changed {
			return out, err
		}
		if err := putNotice(tx, by.Ref(), n); err != nil {
			return out, err
		}
		if s.Recompute != nil {
			if out.Effect, err = s.Recompute(tx, by.Ref(), after); err != nil {
				return out, err
			}
		}
		s.Forget(tx)
		return out, told(tx, by, "calendar.imported", map[string]any{"region": n.Region, "year": n.Year, "number": n.Number,
			"dated": n.Dated.String(), "days": len(n.Days), "moved": len(out.Moved)})
	})
}

// document demands what a notice rests on: a region's its number and date, the State Council's at least its source.
func (n Notice) document(faults []errs.Fault) []errs.Fault {
	if n.Number == "" && (n.Region != National || n.Source == "") {
		faults = append(faults, errs.Fault{Field: "number", Text: text.M("calendar.notice.number")})
	}
	if n.Dated == 0 && (n.Region != National || n.Number != "") {
		faults = append(faults, errs.Fault{Field: "dated", Text: text.M("error.required")})
	}
	return faults
}

// foresee builds the calendars with the notice and compares.
func (s *Service) foresee(tx *db.Tx, n Notice) (out Imported, after *Set, err error) {
	out = Imported{Region: n.Region, Year: n.Year}
	before, err := s.Fresh(tx)
	if err != nil {
		return out, nil, err
	}
	if _, err := before.Named(n.Region); err != nil {
		return out, nil, errs.Field("region", "calendar.unknown", "name", n.Region)
	}
	layers := before.Layers()
	known := slices.DeleteFunc(slices.Clone(layers.Notices), func(k Notice) bool {
		return k.Region != n.Region || k.Year != n.Year
	})
	if len(known) == 1 && same(known[0], n) {
		return out, before, nil
	}
	out.Changed = true
	layers.Notices = append(without(layers.Notices, n.Region, n.Year), n)
	if after, err = Build(layers); err != nil {
		return out, nil, err
	}
	name, err := s.name(tx, tx.Today())
	if err != nil {
		return out, nil, err
	}
	was, err := before.Named(name)
	if err != nil {
		return out, nil, err
	}
	is, err := after.Named(name)
	if err != nil {
		return out, nil, err
	}
	out.Days = Compare(was, is)
	return out, after, nil
}

// same tells whether two notices say the same, document and days.
func same(a, b Notice) bool {
	return a.Number == b.Number && a.Dated == b.Dated && a.Title == b.Title && a.Source == b.Source &&
		slices.Equal(a.Days, b.Days)
}

// Except enters days on which the windows open at other hours, or not at all. It moves no limit. Invalid when it cannot be
// right or names no document.
func (s *Service) Except(ctx context.Context, centre int64, by Actor, e Exception) (id int64, err error) {
	if err := by.Allow(action); err != nil {
		return 0, err
	}
	return db.Do(ctx, s.Store, centre, func(tx *db.Tx) (int64, error) {
		set, err := s.Fresh(tx)
		if err != nil {
			return 0, err
		}
		if _, err := set.Hours(National, e); err != nil {
			return 0, err
		}
		id := tx.NewID()
		if err := tx.Must1(qPutException, tx.Centre, id, e.From, e.To, writeSpans(e.Open), e.Reason, e.Number, tx.Now,
			by.Ref()); err != nil {
			return 0, err
		}
		s.Forget(tx)
		return id, told(tx, by, "calendar.excepted", map[string]any{"from": e.From.String(), "to": e.To.String(),
			"open": writeSpans(e.Open), "reason": e.Reason, "number": e.Number})
	})
}

// EndException takes an exception back. NotFound when there is none that holds.
func (s *Service) EndException(ctx context.Context, centre int64, by Actor, id int64) error {
	if err := by.Allow(action); err != nil {
		return err
	}
	_, err := db.Do(ctx, s.Store, centre, func(tx *db.Tx) (bool, error) {
		n, err := tx.Exec(qEndException, tx.Centre, id, tx.Now)
		if err == nil && n != 1 {
			err = errs.New(errs.NotFound, "error.not_found")
		}
		if err != nil {
			return false, err
		}
		s.Forget(tx)
		return true, told(tx, by, "calendar.exception_ended", map[string]any{"exception": fmt.Sprint(id)})
	})
	return err
}

func told(tx *db.Tx, by Actor, verb string, facts map[string]any) error {
	_, err := ledger.Append(tx, ledger.Event{Actor: by.Ref(), Verb: verb, Subject: ledger.Of("centre", tx.Centre), Facts: facts})
	return err
}

func putNotice(tx *db.Tx, by string, n Notice) error {
	days, err := json.Marshal(n.Days)
	if err != nil {
		return err
	}
	return tx.Must1(qPutNotice, tx.Centre, tx.NewID(), n.Region, n.Year, n.Number, n.Dated, n.Title, n.Source, string(days),
		tx.Now, by)
}

// writeSpans writes hours as ParseSpan reads them, with commas.
func writeSpans(all []Span) string {
	parts := make([]string, len(all))
	for i, s := range all {
		parts[i] = strings.ReplaceAll(s.String(), "–", "-")
	}
	return strings.Join(parts, ",")
}

// ParseSpans reads hours such as "10:00-14:00,16:00-20:00"; nothing is closed.
func ParseSpans(s string) (out []Span, err error) {
	for part := range strings.SplitSeq(s, ",") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		span, err := ParseSpan(part)
		if err != nil {
			return nil, err
		}
		out = append(out, span)
	}
	return out, nil
}
