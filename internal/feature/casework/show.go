package casework

import (
	"context"
	"encoding/json"
	"lianban/internal/feature/casework/applicant"
	"lianban/internal/feature/casework/paper"
	"slices"
	"strings"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/core/deadline"
	"lianban/internal/core/identity"
	"lianban/internal/core/ledger"
	"lianban/internal/feature/casework/material"
)

// Shown is what the lamp of a case says now: the one clock that matters in its state.
type Shown struct {
	Lamp        deadline.Lamp
	Left        text.Msg  // 剩 7 时 36 分
	Due         clock.Day // 0 = nothing runs
	Provisional bool
	Article     string
	Clock       int64
}

// Clock is a clock of a case with what it shows and how its date was counted.
type Clock struct {
	deadline.Lit
	Why []text.Msg
}

// Event is one thing that happened to a case.
type Event struct {
	Verb    string
	At      clock.Instant
	Article string
	Facts   Told
}

// Told is what an event says.
type Told struct {
	By      string   `json:"by"`
	Lacking []string `json:"lacking"`
	Came    []string `json:"came"`
	Mended  []string `json:"corrected"` // on the spot
	Reason  string   `json:"reason"`
	How     string   `json:"how"`
	Days    int      `json:"days"`
	Special Special  `json:"special"`
	Ground  Ground   `json:"ground"`
	Where   string   `json:"where"`
	Source  string   `json:"source"` // Online, of what was applied for there
}

// View is a case with everything around it.
type View struct {
	Case
	Who       applicant.Applicant // masked
	Materials []material.Material
	Papers    []paper.Paper
	Clocks    []Clock
	Events    []Event // oldest first
	Shown     Shown
	Project   string // the number of the integrated platform, of a case applied for there
}

// Read gives a case to whoever may read it. NotFound for no case, Forbidden for another's.
func (s *Service) Read(ctx context.Context, by identity.Actor, id int64) (v View, err error) {
	err = s.Store.Read(ctx, by.Centre, func(tx *db.Tx) error {
		c, err := db.One(tx, qOne, scanCase, tx.Centre, id)
		if err != nil {
			return err
		}
		if err := s.may(tx, by, "case.read", c); err != nil {
			return err
		}
		v, err = s.view1(tx, c)
		return err
	})
	return v, err
}

// May tells whether the actor may do the action to the case, for pages that offer it.
func (s *Service) May(tx *db.Tx, by identity.Actor, action string, c Case) bool {
	return s.may(tx, by, action, c) == nil
}

// view1 reads what belongs to the case.
func (s *Service) view1(tx *db.Tx, c Case) (v View, err error) {
	v.Case = c
	if v.Who, err = s.Masked(c); err != nil {
		return v, err
	}
	if v.Materials, err = s.Materials(tx, c); err != nil {
		return v, err
	}
	if v.Papers, err = s.Papers(tx, c); err != nil {
		return v, err
	}
	if v.Events, err = events(tx, c); err != nil {
		return v, err
	}
	all, err := s.Deadlines.Of(tx, c.Subject())
	if err != nil {
		return v, err
	}
	lit, err := s.Deadlines.Lit(tx, all...)
	if err != nil {
		return v, err
	}
	for _, d := range lit {
		why, err := s.Deadlines.Explain(tx, d.ID)
		if err != nil {
			return v, err
		}
		v.Clocks = append(v.Clocks, Clock{d, why})
	}
	v.Shown = shown(c, lit)
	if c.Source == Online {
		v.Project, _, err = db.Find(tx, qProject, db.Value[string], tx.Centre, c.ID)
	}
	return v, err
}

// Shown gives what the lamps of these cases say now, in their order: the clocks of a whole list are read at once.
func (s *Service) Shown(tx *db.Tx, all ...Case) ([]Shown, error) {
	ids := make([]int64, len(all))
	for i, c := range all {
		ids[i] = c.ID
	}
	clocks, err := s.Deadlines.Running(tx, Case{}.Subject().Kind, ids...)
	if err != nil {
		return nil, err
	}
	out := make([]Shown, len(all))
	for i, c := range all {
		out[i] = shown(c, clocks[c.ID])
	}
	return out, nil
}

// shown picks the clock that matters: what is waited for in this state.
func shown(c Case, all []deadline.Lit) Shown {
	kind := map[State]string{HandedIn: CheckClock, Accepted: PromiseClock, Granted: DeliverClock, Refused: DeliverClock}[c.State]
	for _, d := range slices.Backward(all) {
		if d.Kind == kind && d.Open() {
			return Shown{Lamp: d.Lamp, Left: d.Left, Due: d.Day, Provisional: d.Provisional, Article: d.Article, Clock: d.ID}
		}
	}
	if c.State == Noticed {
		return Shown{Lamp: deadline.Hold, Left: text.M("casework.waits_for_applicant"), Article: "11.2"}
	}
	return Shown{Lamp: deadline.Done, Left: c.State.Text()}
}

// longStory is more events than a case ever has.
const longStory = 1000

// events reads the story of a case from the ledger, oldest first.
func events(tx *db.Tx, c Case) ([]Event, error) {
	all, err := ledger.Timeline(tx, c.Subject(), longStory)
	if err != nil {
		return nil, err
	}
	var out []Event
	for _, e := range slices.Backward(all) {
		if !strings.HasPrefix(e.Verb, "case.") {
			continue
		}
		var record struct {
			Facts Told `json:"facts"`
		}
		if err := json.Unmarshal([]byte(e.Record), &record); err != nil {
			return nil, err
		}
		out = append(out, Event{Verb: e.Verb, At: e.At, Article: e.Article, Facts: record.Facts})
	}
	return out, nil
}

// OfTicket lists the cases that a ticket has brought, oldest first.
func (s *Service) OfTicket(tx *db.Tx, ticket int64) ([]Case, error) {
	return db.Rows(tx, qOfTicket, scanCase, tx.Centre, ticket)
}

// View gives a case with everything around it, for a page that has its own transaction. Whoever calls has asked May.
func (s *Service) View(tx *db.Tx, c Case) (View, error) { return s.view1(tx, c) }

// Asked is how far a case has come, as whoever proved to be concerned may see it: nothing about the person.
type Asked struct {
	Case
	Shown   Shown
	Why     []text.Msg // how the date was counted: the sentence, then the days
	Stopped clock.Instant
	Because string       // why its clock stands still since then; nothing is due meanwhile
	Lacking []paper.Line // what is still to be brought
	Events  []Event
	Papers  []paper.Paper
}

// maxGuesses is how many wrong proofs for one case are answered in a day. Whoever holds the code needs none.
const maxGuesses = 10

// Progress tells how far a case has come: by its secret code alone, or by its number with the last four of the phone or of
// the document number. NotFound for no case as for a wrong proof, so that numbers tell nothing; Conflict after too many.
func (s *Service) Progress(ctx context.Context, centre int64, code, tail string) (a Asked, err error) {
	wrong := int64(0)
	err = s.Store.Read(ctx, centre, func(tx *db.Tx) error {
		c, err := s.asked(tx, strings.TrimSpace(code), strings.ToUpper(strings.TrimSpace(tail)))
		if errs.Is(err, errs.NotFound) {
			wrong = c.ID
		}
		if err != nil {
			return err
		}
		a, err = s.show(tx, c)
		return err
	})
	if wrong != 0 {
		if err := s.Store.Write(ctx, centre, func(tx *db.Tx) error {
			_, err := tx.Exec(qGuess, tx.Centre, wrong, tx.Today())
			return err
		}); err != nil {
			return Asked{}, err
		}
	}
	return a, err
}

// asked finds the case and checks the proof. With NotFound comes the case whose proof was wrong, if there is one.
func (s *Service) asked(tx *db.Tx, code, tail string) (Case, error) {
	unknown := errs.New(errs.NotFound, "casework.no_such")
	c, found, err := db.Find(tx, qByToken, scanCase, tx.Centre, code)
	if err != nil || found {
		return c, err
	}
	if c, found, err = db.Find(tx, qByNo, scanCase, tx.Centre, strings.ToUpper(code)); err != nil {
		return c, err
	}
	if !found {
		return Case{}, unknown
	}
	n, _, err := db.Find(tx, qGuesses, db.Value[int], tx.Centre, c.ID, tx.Today())
	if err != nil {
		return Case{}, err
	}
	if n >= maxGuesses {
		return Case{}, errs.New(errs.Conflict, "casework.too_many_guesses")
	}
	who, err := s.applicant(c)
	if err != nil {
		return Case{}, err
	}
	if !slices.Contains(who.Tails(), tail) {
		return Case{ID: c.ID}, unknown
	}
	return c, nil
}

func (s *Service) show(tx *db.Tx, c Case) (a Asked, err error) {
	v, err := s.view1(tx, c)
	if err != nil {
		return a, err
	}
	a = Asked{Case: c, Shown: v.Shown, Papers: v.Papers}
	for _, k := range v.Clocks {
		if k.ID == v.Shown.Clock {
			a.Why = k.Why
		}
		if k.ID == v.Shown.Clock && k.State == deadline.Paused {
			a.Stopped, a.Because = k.Since, k.Reason
		}
	}
	a.rest(v)
	for _, e := range v.Events {
		if e.Verb != "case.revealed" {
			a.Events = append(a.Events, e)
		}
	}
	if c.State.Open() {
		a.Lacking = paper.Lines(material.Lacking(v.Materials))
		for i := range a.Lacking {
			a.Lacking[i].By = v.By(v.Materials[a.Lacking[i].N-1])
		}
	}
	return a, nil
}

// rest takes away the date of a clock that stands still: it moves with every day of standing, so it would be wrong.
func (a *Asked) rest(v View) {
	for _, e := range v.Events {
		if e.Verb == "case.noticed" && a.State == Noticed { // 11(2): the applicant's time to correct is not the office's
			a.Stopped, a.Because = e.At, a.Shown.Left.String()
		}
	}
	if a.Stopped != 0 {
		a.Shown.Due, a.Why = 0, nil
	}
}

// By is until when a material may still come: its own clock's day, else the day on the notice; 0 when it is not waited for.
func (v View) By(m material.Material) clock.Day {
	if m.Mark.Here() || !v.State.Open() {
		return 0
	}
	for _, k := range v.Clocks {
		if m.Deadline != 0 && k.ID == m.Deadline {
			return k.Day
		}
	}
	for _, p := range slices.Backward(v.Papers) {
		if p.Kind == paper.Notice && v.State == Noticed {
			return p.Due
		}
	}
	return 0
}
