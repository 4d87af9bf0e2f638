package casework

import (
	"cmp"
	"context"
	"fmt"
	"lianban/internal/feature/casework/acceptance"
	"lianban/internal/feature/casework/applicant"
	"slices"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	"lianban/internal/core/law"
	"lianban/internal/core/people"
	"lianban/internal/feature/casework/material"
)

// Take is what a case is taken in with.
type Take struct {
	Window    int64
	Ticket    int64 // the ticket the page showed; 0 = whichever is being served there
	Item      int64 // 0 = the ticket's; another one of the window's items for the visit's other business
	Applicant applicant.Applicant
	Marks     []material.Marking // one for each material of the guide in force
	Promise   bool               // the applicant has signed that the deferred materials will come
	Later     bool               // the papers stay to be checked: no marks yet (行政许可法第三十二条)
	Expect    material.Verdict   // what the page said it would do; empty = whatever follows
}

// Accept takes a case in from the ticket being served. What the marks come to follows from the rules (Judge): it is
// accepted, accepted with materials to come, or one notice says everything that is missing; the state of the answer tells.
// Conflict when the window serves another ticket now, or the ticket has brought this item already. A Breach says, with
// every reason at once, why the item cannot be accepted here and now, and what would be lawful.
func (s *Service) Accept(ctx context.Context, by identity.Actor, in Take) (Case, error) {
	return db.Do(ctx, s.Store, by.Centre, func(tx *db.Tx) (c Case, err error) {
		if err := s.allowed(tx, by, in.Window); err != nil {
			return c, err
		}
		t, err := s.ticket(tx, &in)
		if err != nil {
			return c, err
		}
		f, err := s.facts(tx, in.Window, in.Item)
		if err != nil {
			return c, err
		}
		who, err := s.judge(tx, &f, in)
		if err != nil {
			return c, err
		}
		if c, err = s.begin(tx, by, t, f, who); err != nil {
			return c, err
		}
		err = s.settle(tx, by, &c, none, f, who)
		return c, err
	})
}

// allowed refuses whoever does not stand at the window, and says where they, or who, may accept: 4(1)1 authorises the people
// of a window.
func (s *Service) allowed(tx *db.Tx, by identity.Actor, window int64) error {
	err := by.May("case.accept", identity.Thing{Window: window})
	if !errs.Is(err, errs.Forbidden) {
		return err
	}
	hall, failed := s.Directory.Hall(tx)
	if failed != nil {
		return failed
	}
	var own []directory.Window
	for _, id := range by.Sight("case.accept").Windows {
		if w, ok := hall.Window(id); ok {
			own = append(own, w)
		}
	}
	w, _ := hall.Window(window)
	instead := text.M("casework.instead.clerk")
	if len(own) > 0 {
		instead = text.M("casework.instead.own_window", "windows", acceptance.Windows(own))
	}
	return errs.As(err).With(errs.Fault{Text: text.M("casework.no.right", "no", w.No), Articles: []string{"4.1.1"},
		Earliest: instead.String()})
}

// ticket is the one being served at the window; the page must have shown the same one.
func (s *Service) ticket(tx *db.Tx, in *Take) (Ticket, error) {
	t, found, err := s.Serving(tx, in.Window)
	switch {
	case err != nil:
		return t, err
	case !found:
		return t, errs.New(errs.Conflict, "casework.nobody")
	case in.Ticket != 0 && in.Ticket != t.ID:
		return t, errs.New(errs.Conflict, "casework.other_ticket", "no", t.No)
	}
	if in.Item == 0 {
		in.Item = t.Item
	}
	no, found, err := db.Find(tx, qTwice, db.Value[string], tx.Centre, t.ID, in.Item)
	if err == nil && found {
		err = errs.New(errs.Conflict, "casework.twice", "ticket", t.No, "no", no)
	}
	return t, err
}

// facts gathers what is known about taking the item in at the window.
func (s *Service) facts(tx *db.Tx, window, item int64) (f acceptance.Facts, err error) {
	if f.Item, err = s.Item(tx, item); err != nil {
		return f, err
	}
	hall, err := s.Directory.Hall(tx)
	if err != nil {
		return f, err
	}
	w, ok := hall.Window(window)
	if !ok || !w.Holds(tx.Now) {
		return f, errs.New(errs.NotFound, "error.not_found")
	}
	f.Window, f.Serves = w, slices.Contains(hall.Items(window, tx.Now), item)
	for _, other := range hall.Serving(item, tx.Now) {
		if other.ID != window {
			f.Elsewhere = append(f.Elsewhere, other)
		}
	}
	if s.Letter != nil && w.Department != f.Item.Department {
		f.Letter, _, err = s.Letter(tx, item)
	}
	return f, err
}

// judge puts the marks to the facts and asks every rule; then it demands what is missing in the form.
func (s *Service) judge(tx *db.Tx, f *acceptance.Facts, in Take) (applicant.Applicant, error) {
	who, faults := in.Applicant.Clean()
	var unmarked []errs.Fault
	if f.Item.Guide != nil {
		f.Materials, unmarked = material.Checked(f.Item.Guide.Materials, in.Marks)
	}
	if !in.Later {
		faults = append(faults, unmarked...)
	}
	f.Verdict, f.Promise = material.Judge(f.Materials), in.Promise
	if in.Later {
		f.Verdict = material.Unchecked
	}
	if err := s.rule(tx, f); err != nil {
		return who, err
	}
	if err := filled(faults); err != nil {
		return who, err
	}
	return who, in.expected(f.Verdict)
}

// filled is what is still missing in a form; nil when nothing is.
func filled(faults []errs.Fault) error {
	if len(faults) == 0 {
		return nil
	}
	return errs.New(errs.Invalid, "casework.fill_in").With(faults...)
}

// expected keeps a page from doing something else than its button said: the marks had changed under it. A page that had
// said nothing yet accepts, but tolerates or gives notice only after it has said so.
func (in Take) expected(v material.Verdict) error {
	if in.Expect == "" || in.Expect == v || in.Later || in.Expect == material.Unchecked && v == material.Accept {
		return nil
	}
	return errs.New(errs.Conflict, "casework.now_"+string(v))
}

// Weigh tells what marks would come to, before anything is done: the facts with the verdict and the last days of deferred
// materials, and the Breach that stands in the way, if one does. The applicant's promise is taken as given.
func (s *Service) Weigh(tx *db.Tx, window, item int64, marks []material.Marking) (acceptance.Facts, error) {
	f, err := s.facts(tx, window, item)
	if err != nil {
		return f, err
	}
	if f.Item.Guide != nil {
		f.Materials, _ = material.Checked(f.Item.Guide.Materials, marks)
	}
	f.Verdict, f.Promise = material.Judge(f.Materials), true
	return f, s.rule(tx, &f)
}

// rule counts out the limits of deferred materials and asks the rules.
func (s *Service) rule(tx *db.Tx, f *acceptance.Facts) error {
	v, err := s.view(tx)
	if err != nil {
		return err
	}
	if f.Item.Guide != nil {
		cal, err := s.Calendar.Calendar(tx)
		if err != nil {
			return err
		}
		f.Count(cal, v, tx.Today())
	}
	return law.Judge(v, acceptance.Rules, *f).Refusal()
}

// begin makes the case as it will stand, with its number. The number is drawn in this transaction: no gap, never twice.
func (s *Service) begin(tx *db.Tx, by identity.Actor, t Ticket, f acceptance.Facts, who applicant.Applicant) (Case, error) {
	g := cmp.Or(f.Item.Guide, &acceptance.Guide{}) // what is turned away needs none
	c := Case{ID: tx.NewID(), Token: tx.Token(), Day: tx.Today(), Ticket: t.ID, TicketNo: t.No, Item: f.Item.ID,
		Code: f.Item.Code, Name: f.Item.Name, Kind: f.Item.Kind, Department: f.Item.Department,
		DepartmentName: f.Item.DepartmentName, Window: f.Window.ID, WindowNo: f.Window.No, Person: by.Person, Guide: g.ID,
		GuideVersion: g.Version, GuideDay: g.Published.Day(), Instant: g.Instant, Promised: g.Promise(),
		Statutory: g.Statutory, Result: g.Result, Received: tx.Now, Changed: tx.Now}
	if g.ID == 0 {
		c.GuideDay = 0
	}
	if f.Window.Department != f.Item.Department {
		c.Letter = f.Letter.No
	}
	names, err := people.Names(tx, []int64{by.Person})
	if err != nil {
		return c, err
	}
	c.PersonName = names[by.Person]
	serial, err := db.One(tx, qNext, db.Value[int64], tx.Centre, "case", c.Day)
	if err != nil {
		return c, err
	}
	c.No = fmt.Sprintf("%s%d-%04d", s.Prefix, c.Day, serial)
	c.sealed, err = s.seal(c.context(), who)
	return c, err
}

// settle writes what the verdict comes to: the state, the materials, the clocks, the papers, the event.
func (s *Service) settle(tx *db.Tx, by identity.Actor, c *Case, from State, f acceptance.Facts, who applicant.Applicant) error {
	verb, to := stepOf(f.Verdict)
	if to == Accepted {
		c.Accepted, c.Tolerated = tx.Now, c.Tolerated || f.Verdict == material.Tolerate
	}
	if err := s.write(tx, c, verb, from, to, who); err != nil {
		return err
	}
	if from == HandedIn {
		if err := s.meet(tx, by, *c, CheckClock); err != nil {
			return err
		}
	}
	if err := s.clocks(tx, by, *c, f); err != nil {
		return err
	}
	if err := putMaterials(tx, c.ID, f.Materials); err != nil {
		return err
	}
	if err := s.papers(tx, by, *c, f); err != nil {
		return err
	}
	return s.tell(tx, by, *c, verb, "11.2", told(f), who)
}

// stepOf is the step of the machine that a verdict takes.
func stepOf(v material.Verdict) (verb string, to State) {
	switch v {
	case material.Accept:
		return "case.accepted", Accepted
	case material.Tolerate:
		return "case.tolerated", Accepted
	case material.Notify:
		return "case.noticed", Noticed
	}
	return "case.handed_in", HandedIn
}

// told is what an event says about the materials: their names are the guide's, nobody's secret.
func told(f acceptance.Facts) map[string]any {
	facts := map[string]any{"materials": len(f.Materials)}
	if lacking := material.Names(material.Lacking(f.Materials)); len(lacking) > 0 && f.Verdict != material.Unchecked {
		facts["lacking"] = lacking
	}
	if mended := material.Names(material.Mended(f.Materials)); len(mended) > 0 {
		facts["corrected"] = mended // 行政许可法第三十二条第三项: no notice, and no second telling
	}
	return facts
}
