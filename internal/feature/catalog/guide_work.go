package catalog

import (
	"context"
	"net/url"
	"slices"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/core/calendar"
	"lianban/internal/core/deadline"
	"lianban/internal/core/identity"
	"lianban/internal/core/law"
	"lianban/internal/core/ledger"
)

// Clocks starts and meets the clock of a guide's update; core/deadline has it.
type Clocks interface {
	Start(tx *db.Tx, by string, n deadline.New) (deadline.Deadline, error)
	Of(tx *db.Tx, subject ledger.Subject) ([]deadline.Deadline, error)
	Meet(tx *db.Tx, by string, id int64) (deadline.Deadline, error)
}

// UpdateClock is the kind of the clock of 4(3): met when the integrated platform shows the guide.
const UpdateClock = "guide.update"

// updateLimit is within how many working days.
var updateLimit = law.Number("guide.update_wd")

// Cause is why a published guide changes (4(3)), and the day that happened on: the clock runs from there.
type Cause struct {
	Kind string // of Causes
	Day  clock.Day
}

// Causes are the three of 4(3): 流程再造、环节优化、时限压缩; 业务内容、要素信息; 其他便民需要.
var Causes = []string{"process", "content", "convenience"}

// check refuses a cause that is none and a day that has not come.
func (c Cause) check(today clock.Day) error {
	switch {
	case !slices.Contains(Causes, c.Kind):
		return errs.Field("cause", "catalog.cause.which")
	case c.Day == 0:
		return errs.Field("changed", "catalog.cause.day")
	case c.Day > today:
		return errs.Field("changed", "catalog.cause.future")
	}
	return nil
}

// DraftGuide writes the item's next version, for its department. Where a guide is in force, cause says what changed and
// when, and the clock of 4(3) starts unless one runs already; a first guide has no cause.
func (s *Service) DraftGuide(ctx context.Context, by identity.Actor, item int64, g Guide, cause Cause) (Version, error) {
	return db.Do(ctx, s.Store, by.Centre, func(tx *db.Tx) (Version, error) {
		it, err := s.Item(tx, item)
		if err != nil {
			return Version{}, err
		}
		if err := by.May("guide.draft", identity.Thing{Department: it.Department}); err != nil {
			return Version{}, err
		}
		return s.write(tx, by, it, g, cause)
	})
}

// write is DraftGuide for whoever has a transaction and has asked whether the actor may.
func (s *Service) write(tx *db.Tx, by identity.Actor, it Item, g Guide, cause Cause) (Version, error) {
	if it.Guide != 0 {
		if err := cause.check(tx.Today()); err != nil {
			return Version{}, err
		}
		if err := s.startUpdate(tx, by, it, cause); err != nil {
			return Version{}, err
		}
	}
	v, err := s.Draft(tx, by, it.ID, g)
	if err != nil {
		return v, err
	}
	_, err = ledger.Append(tx, ledger.Event{Actor: by.Ref(), Verb: "guide.drafted", Article: "4.3",
		Subject: ledger.Of("item", it.ID), Also: []ledger.Subject{ledger.Of("guide", v.ID)},
		Facts: map[string]any{"version": v.No, "digest": v.Digest, "cause": cause.Kind}})
	return v, err
}

// 4(3): 需在 2 个工作日内，在一体化政务服务平台更新发布办事指南.
func (s *Service) startUpdate(tx *db.Tx, by identity.Actor, it Item, cause Cause) error {
	open, err := s.updates(tx, it.ID)
	if err != nil || len(open) > 0 || s.Clocks == nil {
		return err
	}
	figures, err := s.view(tx, cause.Day)
	if err != nil {
		return err
	}
	from := tx.Now
	if cause.Day != tx.Today() {
		from = cause.Day.Start()
	}
	_, err = s.Clocks.Start(tx, by.Ref(), deadline.New{Kind: UpdateClock, Title: it.Name, Ref: it.Code, Path: Path(it.ID),
		Article: "4.3", Subject: ledger.Of("item", it.ID), Owner: deadline.Owner{Department: it.Department},
		Limit: calendar.Limit{N: updateLimit.In(figures), Unit: calendar.WorkingDays}, From: from})
	return err
}

// updates are the open clocks of the item's guide.
func (s *Service) updates(tx *db.Tx, item int64) ([]deadline.Deadline, error) {
	if s.Clocks == nil {
		return nil, nil
	}
	all, err := s.Clocks.Of(tx, ledger.Of("item", item))
	return slices.DeleteFunc(all, func(d deadline.Deadline) bool { return d.Kind != UpdateClock || !d.Open() }), err
}

func (s *Service) view(tx *db.Tx, day clock.Day) (law.View, error) {
	get := s.Figures
	if get == nil {
		get = func(*db.Tx) (*law.Figures, error) { return law.Shipped().Figures() }
	}
	figures, err := get(tx)
	if err != nil {
		return law.View{}, err
	}
	return figures.On(day), nil
}

// PublishGuide makes a draft the guide in force. Whoever publishes declares the content accurate, true and complete; only
// the department's chief may (4(3)).
func (s *Service) PublishGuide(ctx context.Context, by identity.Actor, guide int64) (Version, error) {
	return db.Do(ctx, s.Store, by.Centre, func(tx *db.Tx) (Version, error) {
		if err := s.mayGuide(tx, by, "guide.publish", guide); err != nil {
			return Version{}, err
		}
		return s.Publish(tx, by, guide, Declaration{Person: by.Person, Name: by.Name})
	})
}

// mayGuide refuses the action on a guide of a department that is not in sight.
func (s *Service) mayGuide(tx *db.Tx, by identity.Actor, action string, guide int64) error {
	v, err := s.GuideVersion(tx, guide)
	if err != nil {
		return err
	}
	it, err := s.Item(tx, v.Item)
	if err != nil {
		return err
	}
	return by.May(action, identity.Thing{Department: it.Department})
}

var qConfirm = db.Q("catalog.confirm", `update catalog_guide set confirmed_at = $3, confirmed_by = $4, confirmed_url = $5,
	confirmed_digest = $6 where centre_id = $1 and id = $2 and state = 'published' and confirmed_at = 0`)

// ConfirmGuide records that the integrated platform shows the version in force: when it was seen there, at which address,
// and the digest of the text that was compared. That, and not the publication here, meets the clock of 4(3). Conflict when
// it is not in force or is confirmed already; a Breach when the platform shows another text.
func (s *Service) ConfirmGuide(ctx context.Context, by identity.Actor, guide int64, c PlatformConfirmation) (Version, error) {
	return db.Do(ctx, s.Store, by.Centre, func(tx *db.Tx) (Version, error) {
		if err := s.mayGuide(tx, by, "guide.confirm", guide); err != nil {
			return Version{}, err
		}
		v, err := s.GuideVersion(tx, guide)
		if err != nil {
			return v, err
		}
		if c.At == 0 {
			c.At = tx.Now
		}
		if err := confirmable(v, c, tx.Now); err != nil {
			return v, err
		}
		if err := tx.Must1(qConfirm, tx.Centre, v.ID, c.At, by.Ref(), c.URL, c.Digest); err != nil {
			return v, err
		}
		open, err := s.updates(tx, v.Item)
		if err != nil {
			return v, err
		}
		for _, d := range open {
			if _, err := s.Clocks.Meet(tx, by.Ref(), d.ID); err != nil {
				return v, err
			}
		}
		if _, err := ledger.Append(tx, ledger.Event{Actor: by.Ref(), Verb: "guide.confirmed", Article: "4.3",
			Subject: ledger.Of("item", v.Item), Also: []ledger.Subject{ledger.Of("guide", v.ID)},
			Facts: map[string]any{"version": v.No, "digest": c.Digest, "url": c.URL}}); err != nil {
			return v, err
		}
		return s.GuideVersion(tx, v.ID)
	})
}

// confirmable judges a confirmation: of the version in force, seen after its publication, at an address, the same text.
func confirmable(v Version, c PlatformConfirmation, now clock.Instant) error {
	if v.State != Published || v.Confirmed.At != 0 {
		return errs.New(errs.Conflict, "catalog.confirm.not_now", "version", v.No)
	}
	if u, err := url.Parse(c.URL); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return errs.Field("url", "catalog.confirm.url")
	}
	if c.At < v.Published || c.At > now {
		return errs.Field("at", "catalog.confirm.at")
	}
	if c.Digest != v.Digest {
		// 4(3): 对事项及清单内容的准确性、真实性和完整性负责.
		return law.Refuse(text.M("catalog.confirm.other_text"), law.Because("4.3", text.M("catalog.confirm.other_text"),
			law.Instead(text.M("catalog.confirm.publish_there"))).At("digest"))
	}
	return nil
}

// Visible gives an item to staff who may see it: their department's, what their windows serve, or all; and what has a
// published guide, for that is public (11(3)) and whoever serves knows what the next window does (11(2): 应熟悉业务).
// NotFound otherwise.
func (s *Service) Visible(tx *db.Tx, by identity.Actor, item int64) (Item, error) {
	it, err := s.Item(tx, item)
	if err != nil {
		return it, err
	}
	sight := by.Sight("item.read")
	if sight.Sees(identity.Thing{Department: it.Department}) || it.Guide != 0 && by.Allow("item.read") == nil {
		return it, nil
	}
	hall, err := s.hall(tx)
	if err != nil {
		return Item{}, err
	}
	for _, w := range hall.Serving(item, tx.Now) {
		if sight.Sees(identity.Thing{Window: w.ID}) {
			return it, nil
		}
	}
	return Item{}, errs.New(errs.NotFound, "error.not_found")
}

// ReadsDrafts tells whether the actor may read what is being written for the item: its department and the office.
func (s *Service) ReadsDrafts(by identity.Actor, it Item) bool {
	return by.May("guide.read", identity.Thing{Department: it.Department}) == nil
}

// Check judges a version as it would stand if it were published now.
func (s *Service) Check(tx *db.Tx, v Version) (refusals, advice []errs.Fault, err error) {
	it, err := s.Item(tx, v.Item)
	if err != nil {
		return nil, nil, err
	}
	hall, err := s.hall(tx)
	if err != nil {
		return nil, nil, err
	}
	refusals, advice = CheckGuide(it, v.Guide, len(hall.Serving(it.ID, tx.Now)))
	return refusals, advice, nil
}

// Updates are the open clocks of the item's guide, for its page.
func (s *Service) Updates(tx *db.Tx, item int64) ([]deadline.Deadline, error) {
	return s.updates(tx, item)
}
