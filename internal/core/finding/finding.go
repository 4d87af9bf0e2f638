package finding

import (
	"fmt"

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

// State is where a finding stands.
type State string

// The states of a finding.
const (
	Proposed  State = "proposed"  // 待申辩
	Stated    State = "stated"    // 已申辩
	Ready     State = "ready"     // 待认定: the time to state one's case is over, and nothing was said
	Confirmed State = "confirmed" // 已认定: it counts
	Withdrawn State = "withdrawn" // 已撤销: it does not, and that fact never will
)

// Evidence is what a source knows about the fact: its words, and the thing that shows it (a case, a ticket, a file).
type Evidence struct {
	Source  string // who reports: "detector", "patrol", "office", "statement"
	Text    text.Msg
	Subject ledger.Subject
	At      clock.Instant // when it was added
	By      string        // who added it, as ledgers name them
}

// New is what a finding is proposed with.
type New struct {
	Kind       string // one of Kinds
	Fact       string // what happened, as a key that every source makes the same: "deadline:7", "offpost:31:1764037200"
	At         clock.Instant
	Day        clock.Day      // to which the fact belongs; 0 = the day of At
	About      ledger.Subject // the thing it is about: case, window, person
	Department int64
	Window     int64
	Person     int64 // left out where the article does not name the person
	Text       text.Msg
	Path       string // the page of the thing
	Evidence   []Evidence
}

// Finding is a finding as it stands.
type Finding struct {
	ID int64
	New
	Article   string
	State     State
	Clock     int64     // the clock of the statement
	Due       clock.Day // the last day to state one's case
	Proposed  clock.Instant
	By        string // who proposed it first
	Stated    clock.Instant
	Decided   clock.Instant
	DecidedBy int64 // the person of the office
	Reason    string
}

// Counts tells whether the finding counts: only a confirmed one does.
func (f Finding) Counts() bool { return f.State == Confirmed }

// Open tells whether nothing is decided yet.
func (f Finding) Open() bool { return f.State == Proposed || f.State == Stated || f.State == Ready }

// When is the moment of the fact for people. What was to be done by the end of a day was late with its 24:00.
func (f Finding) When() string {
	if f.At == f.Day.Add(1).Start() {
		return f.Day.String() + " 24:00"
	}
	return f.At.Format("2006-01-02 15:04")
}

// page is the finding's own page.
func (f Finding) page() string { return fmt.Sprintf("/findings/%d", f.ID) }

// Service keeps the findings.
type Service struct {
	Store     *db.DB
	Deadlines *deadline.Service
	Calendar  *calendar.Service
	// Figures gives the centre's figures; nil = the shipped ones.
	Figures func(tx *db.Tx) (*law.Figures, error)
	// Away tells whether a person is off work on that day (leave, sickness); their own working days leave it out. nil = never.
	Away func(tx *db.Tx, person int64, day clock.Day) (bool, error)
	// Notify tells those concerned what has happened: proposed, stated, ready, confirmed, withdrawn, last_day. nil = nobody.
	Notify func(tx *db.Tx, f Finding, what string) error
	// Touch tells the open pages after the commit.
	Touch func(topics ...string)
}

// Topic is what changes with every finding of a centre.
func Topic(centre int64) string { return fmt.Sprintf("finding:%d", centre) }

// StatementClock is the kind of clock by which the time to state one's case runs.
const StatementClock = "finding.statement"

// Propose records a fact as a finding, in the caller's transaction; by is who reports it (Actor.Ref). A fact that is known
// gives the finding there is, with the new evidence added while it is undecided. Breach for a fact from before the measures
// were in force.
func (s *Service) Propose(tx *db.Tx, by string, n New) (Finding, error) {
	f, err := s.draft(tx, by, n)
	if err != nil {
		return f, err
	}
	inserted, err := insert(tx, f)
	if err != nil {
		return f, err
	}
	if !inserted {
		return s.again(tx, by, f)
	}
	for i, e := range f.Evidence {
		if err := addEvidence(tx, f.ID, i+1, e, by); err != nil {
			return f, err
		}
	}
	if f, err = s.startClock(tx, by, f); err != nil {
		return f, err
	}
	return f, s.tell(tx, by, f, "finding.proposed", "proposed", map[string]any{"fact": f.Fact, "day": f.Day.String()})
}

// draft makes the finding of a report. Whom it is about, its kind says.
func (s *Service) draft(tx *db.Tx, by string, n New) (Finding, error) {
	k, known := KindOf(n.Kind)
	if !known || n.Fact == "" {
		return Finding{}, fmt.Errorf("finding: no such kind, or no fact: %q %q", n.Kind, n.Fact)
	}
	if n.At == 0 {
		n.At = tx.Now
	}
	if n.Day == 0 {
		n.Day = n.At.Day()
	}
	if n.Text.Key == "" && n.Text.String() == "" {
		n.Text = k.Title()
	}
	// 20: about the department unless the article names the person.
	if !k.Person {
		n.Person = 0
	}
	if n.Person == 0 && n.Department == 0 {
		return Finding{}, errs.Field("department", "finding.about_nobody")
	}
	figures, err := s.figures(tx)
	if err != nil {
		return Finding{}, err
	}
	if !figures.On(n.Day).InForce() {
		return Finding{}, law.Refuse(text.M("finding.not_in_force"),
			law.Because("23", text.M("finding.not_in_force"), law.NoAlternative).At("at"))
	}
	return Finding{ID: tx.NewID(), New: n, Article: string(k.Article), State: Proposed, Proposed: tx.Now, By: by}, nil
}

// again adds another source's evidence to a fact that is known.
func (s *Service) again(tx *db.Tx, by string, n Finding) (Finding, error) {
	f, err := db.One(tx, qFactLock, scan, tx.Centre, n.Fact)
	if err != nil || !f.Open() {
		return f, err
	}
	if f.Evidence, err = evidence(tx, f.ID); err != nil {
		return f, err
	}
	added := 0
	for _, e := range n.Evidence {
		if !has(f.Evidence, e) {
			if err := addEvidence(tx, f.ID, len(f.Evidence)+1, e, by); err != nil {
				return f, err
			}
			f.Evidence = append(f.Evidence, e)
			added++
		}
	}
	if added == 0 {
		return f, nil
	}
	return f, s.tell(tx, by, f, "finding.evidence_added", "", map[string]any{"evidence": added})
}

// has tells whether that source has said that already, so that a detector may run as often as it likes.
func has(all []Evidence, e Evidence) bool {
	for _, old := range all {
		if old.Source == e.Source && old.Subject == e.Subject && old.Text.String() == e.Text.String() {
			return true
		}
	}
	return false
}

// startClock lets the time to state one's case run.
func (s *Service) startClock(tx *db.Tx, by string, f Finding) (Finding, error) {
	days, err := s.ownDays(tx, f.Person)
	if err != nil {
		return f, err
	}
	d, err := s.Deadlines.Start(tx, by, deadline.New{Kind: StatementClock, Title: text.M("finding.statement").String(),
		Ref: f.title(), Path: f.page(), Article: "20", Subject: ledger.Of("finding", f.ID),
		Owner: deadline.Owner{Department: f.Department, Person: f.Person},
		Limit: calendar.Limit{N: days, Unit: calendar.WorkingDays}})
	if err != nil {
		return f, err
	}
	f.Clock, f.Due = d.ID, d.Day
	return f, tx.Must1(qClock, tx.Centre, f.ID, f.Clock)
}

// title is the kind in Chinese words, for records.
func (f Finding) title() string {
	k, _ := KindOf(f.Kind)
	return k.Title().String()
}

// ownDays counts how many working days it takes until the person had theirs.
func (s *Service) ownDays(tx *db.Tx, person int64) (int, error) {
	cal, err := s.Calendar.Calendar(tx)
	if err != nil {
		return 0, err
	}
	figures, err := s.figures(tx)
	if err != nil {
		return 0, err
	}
	view := figures.On(tx.Today())
	var wrong error
	away := func(day clock.Day) bool {
		if s.Away == nil || person == 0 || wrong != nil {
			return false
		}
		off, err := s.Away(tx, person, day)
		wrong = err
		return off
	}
	return statementDays(cal, view, tx.Today(), away), wrong
}

// tell writes the event on the timelines of the finding, the thing and whom it is about, notifies and wakes the pages.
// What a person says in their own case is not in the ledger.
func (s *Service) tell(tx *db.Tx, by string, f Finding, verb, what string, facts map[string]any) error {
	facts["kind"], facts["state"] = f.Kind, string(f.State)
	if _, err := ledger.Append(tx, ledger.Event{Actor: by, Verb: verb, Article: f.Article, Subject: ledger.Of("finding", f.ID),
		Also: []ledger.Subject{f.About, ledger.Of("person", f.Person), ledger.Of("department", f.Department),
			ledger.Of("window", f.Window)}, Facts: facts}); err != nil {
		return err
	}
	if s.Touch != nil {
		topic := Topic(tx.Centre)
		tx.After(func() { s.Touch(topic) })
	}
	if s.Notify == nil || what == "" {
		return nil
	}
	return s.Notify(tx, f, what)
}

func (s *Service) figures(tx *db.Tx) (*law.Figures, error) {
	if s.Figures != nil {
		return s.Figures(tx)
	}
	return law.Shipped().Figures()
}

// thing is whose the finding is, for permissions.
func (f Finding) thing() identity.Thing {
	return identity.Thing{Department: f.Department, Window: f.Window, Person: f.Person}
}

// StatementPlan is what happens while the time to state one's case runs: the last day is told, and when it is over without
// a statement the clock ends; the finding then waits for the office, which is told so. deadline.Service.Plans[StatementClock] is this.
func (s *Service) StatementPlan() deadline.Plan {
	of := func(tx *db.Tx, d deadline.Deadline) (Finding, error) { return s.one(tx, d.Subject.ID) }
	return deadline.Plan{
		{Key: "last_day", When: deadline.OnDueDay, Do: func(tx *db.Tx, d deadline.Deadline) error {
			f, err := of(tx, d)
			if err != nil || s.Notify == nil || f.State != Proposed {
				return err
			}
			return s.Notify(tx, f, "last_day")
		}},
		{Key: "over", When: deadline.OnMissed, Do: func(tx *db.Tx, d deadline.Deadline) error {
			if _, err := s.Deadlines.Cancel(tx, "job:finding", d.ID, text.M("finding.no_statement").String()); err != nil {
				return err
			}
			f, err := of(tx, d)
			if err != nil || f.State != Proposed {
				return err
			}
			if err := tx.Must1(qReady, tx.Centre, f.ID); err != nil {
				return err
			}
			f.State = Ready
			return s.tell(tx, "job:finding", f, "finding.ready", "ready", map[string]any{})
		}},
	}
}

// Missed is the step that proposes a finding of that kind when a clock is over, once for a clock: the same clock over again
// after an extension is the same fact. 11(3): the fact belongs to the last day of the limit, which ran out with its 24:00.
func (s *Service) Missed(kind string) deadline.Step {
	return deadline.Step{Key: "finding", When: deadline.OnMissed, Do: func(tx *db.Tx, d deadline.Deadline) error {
		_, err := s.Propose(tx, "job:deadline", New{Kind: kind, Fact: fmt.Sprintf("deadline:%d", d.ID), At: d.Due, Day: d.Day,
			About: d.Subject, Department: d.Owner.Department, Window: d.Owner.Window, Person: d.Owner.Person,
			Text: text.M("finding.missed", "title", d.Title, "ref", d.Ref, "day", d.Day), Path: d.Path,
			Evidence: []Evidence{{Source: "detector", Text: text.M("finding.missed_due", "day", d.Day), Subject: d.Subject}}})
		return err
	}}
}
