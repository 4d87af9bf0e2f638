package catalog

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	"lianban/internal/core/law"
	"lianban/internal/core/ledger"
)

// Classification is what a person decides about an item: its kind where the national code does not say it (行政备案), whose
// power it is, how it enters the hall (4(1)) and whether it is on the published tolerance list (11(4)).
type Classification struct {
	Kind      Kind
	Level     string // 州 or 市; empty while nobody has said
	Mode      Mode
	Reason    string // why it is on the negative list, or not in the hall yet
	Document  string // the document that says so
	Since     clock.Day
	Tolerance bool
}

var qClassify = db.Q("catalog.classify", `update catalog_item set kind = $4, level = $5, mode = $6, mode_reason = $7,
	mode_document = $8, mode_day = $9, tolerance = $10, changed_at = $11 where centre_id = $1 and id = $2 and changed_at = $3`)

// Classify sets the item's classification. seen is the instant of the item's last change as whoever asks has read it:
// Conflict when it has changed since. A Breach, with every reason, when the rules refuse it. What changes nothing leaves
// no trace.
func (s *Service) Classify(ctx context.Context, by identity.Actor, item int64, seen clock.Instant, c Classification) (Item, error) {
	if err := by.May("item.classify", identity.Thing{}); err != nil {
		return Item{}, err
	}
	c.Reason, c.Document = strings.TrimSpace(c.Reason), strings.TrimSpace(c.Document)
	return db.Do(ctx, s.Store, by.Centre, func(tx *db.Tx) (Item, error) {
		old, err := db.One(tx, qLock, scanItem, tx.Centre, item)
		if err != nil {
			return Item{}, err
		}
		if seen != old.Changed {
			return Item{}, errs.New(errs.Conflict, "error.conflict")
		}
		hall, err := s.hall(tx)
		if err != nil {
			return Item{}, err
		}
		if err := c.lawful(len(hall.Serving(item, tx.Now))); err != nil {
			return Item{}, err
		}
		facts := c.differ(old)
		if len(facts) == 0 {
			return old, nil
		}
		// An item keeps one instant for each change, also when two come at once.
		now := max(tx.Now, old.Changed+1)
		if err := tx.Must1(qClassify, tx.Centre, item, old.Changed, c.Kind, c.Level, c.Mode, c.Reason, c.Document, c.Since,
			c.Tolerance, now); err != nil {
			return Item{}, err
		}
		s.changed(tx)
		facts["code"] = old.Code
		if _, err := ledger.Append(tx, ledger.Event{Actor: by.Ref(), Verb: "item.classified", Article: "4.1",
			Subject: ledger.Of("item", item), Also: []ledger.Subject{ledger.Of("department", old.Department)},
			Facts: facts}); err != nil {
			return Item{}, err
		}
		return s.Item(tx, item)
	})
}

// lawful judges a classification; windows is how many serve the item now.
func (c Classification) lawful(windows int) error {
	var out []law.Ground
	no := func(g law.Ground) { out = append(out, g) }
	choose := law.Instead(text.M("catalog.classify.choose"))
	if !slices.Contains(Kinds, c.Kind) {
		no(law.Because("4", text.M("catalog.classify.kind"), choose).At("kind"))
	}
	if c.Level != "" && !slices.Contains(directory.Levels, c.Level) {
		no(law.Because("4", text.M("catalog.classify.level"), choose).At("level"))
	}
	switch c.Mode {
	case Stationed, Delegated:
	case Negative:
		// 4: 除纳入"进驻事项负面清单"的事项: the list has a reason and a document, and its items are not done in the hall.
		if c.Reason == "" {
			no(law.Because("4", text.M("catalog.classify.reason"), law.Instead(text.M("catalog.classify.list_later"))).At("reason"))
		}
		if c.Document == "" {
			no(law.Because("4", text.M("catalog.classify.document"), law.Instead(text.M("catalog.classify.list_later"))).At("document"))
		}
		if windows > 0 {
			no(law.Because("4", text.M("catalog.classify.served", "n", windows),
				law.Instead(text.M("catalog.classify.adjust_first"))).And("5.3").At("mode"))
		}
	case None:
		// A4-2: "not yet" is said with reason and date, or nobody has said anything.
		if (c.Reason == "") != (c.Since == 0) {
			no(law.Because("4", text.M("catalog.classify.not_yet"), law.Instead(text.M("catalog.classify.both"))).At("reason"))
		}
	default:
		no(law.Because("4", text.M("catalog.classify.mode"), choose).At("mode"))
	}
	return law.Refuse(text.M("catalog.classify.refused"), out...)
}

// differ names what the classification changes, with both values.
func (c Classification) differ(i Item) map[string]any {
	out := map[string]any{}
	for _, f := range []struct{ name, was, is string }{
		{"kind", string(i.Kind), string(c.Kind)}, {"level", i.Level, c.Level}, {"mode", string(i.Mode), string(c.Mode)},
		{"mode_reason", i.Reason, c.Reason}, {"mode_document", i.Document, c.Document}, {"mode_day", i.Since.String(), c.Since.String()},
		{"tolerance", strconv.FormatBool(i.Tolerance), strconv.FormatBool(c.Tolerance)},
	} {
		if f.was != f.is {
			out[f.name] = []string{f.was, f.is}
		}
	}
	return out
}
