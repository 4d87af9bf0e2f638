package casework

import (
	"context"
	"slices"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/core/calendar"
	"lianban/internal/core/directory"
	"lianban/internal/core/file/register"
	"lianban/internal/core/identity"
	"lianban/internal/core/law"
	"lianban/internal/core/ledger"
	"lianban/internal/feature/casework/acceptance"
	"lianban/internal/feature/casework/applicant"
	"lianban/internal/feature/casework/material"
	"lianban/internal/feature/casework/online"
)

// Online is where a case comes from that was applied for on the integrated platform; the rest come to a window.
const Online = "online"

// Receipt brings in the cases that were applied for on the integrated platform, for the command line, the pages and the API.
type Receipt struct{ *Service }

// Kind is "cases".
func (Receipt) Kind() string { return "cases" }

// Columns are those of the platform's list.
func (Receipt) Columns() []register.Column { return online.Columns }

// Import reads a list of cases and receives them: their clocks run from when the platform received them, they wait to be
// checked like papers that were left at a window, and whoever applied is sealed at once. The platform's number is the key: the
// same row again is unchanged, another one changes what nobody has looked at yet. A refused row leaves nothing behind.
// covers: A11-2
func (r Receipt) Import(ctx context.Context, by identity.Actor, f register.File, dryRun bool) (register.Result, error) {
	// A file is not even read for somebody who may not import it.
	if err := by.May("case.import", identity.Thing{}); err != nil {
		return register.Result{}, err
	}
	in, err := online.Read(f)
	if err != nil {
		return register.Result{}, err
	}
	return register.Run(ctx, r.Store, by, r.Kind(), f, dryRun, func(tx *db.Tx) (register.Plan, error) {
		p, err := r.receipts(tx, in)
		return register.Plan{Outcome: p.outcome, Private: true, Carry: func() error { return r.receive(tx, by, p) }}, err
	})
}

// receipt is one row that goes in: a new case, or one that waits and is told anew.
type receipt struct {
	row  online.Row
	old  Case // ID 0 = new
	item acceptance.Item
	at   directory.Window
	all  []material.Material

	letter acceptance.Letter // by which another department's window takes it
}

// receipts is what a file would do.
type receipts struct {
	news    []receipt
	changes []receipt
	outcome register.Outcome
}

// receiving is what rows are judged by.
type receiving struct {
	hall *directory.Hall
	cal  *calendar.Calendar
	view law.View
}

func (s *Service) receipts(tx *db.Tx, in online.Incoming) (p receipts, err error) {
	p.outcome = register.Outcome{Verdicts: slices.Clone(in.Verdicts), Ignored: in.Ignored}
	var with receiving
	if with.hall, err = s.Directory.Hall(tx); err != nil {
		return p, err
	}
	if with.cal, err = s.Calendar.Calendar(tx); err != nil {
		return p, err
	}
	if with.view, err = s.view(tx); err != nil {
		return p, err
	}
	for _, row := range in.Rows {
		v := &p.outcome.Verdicts[row.Verdict]
		known, found, err := db.Find(tx, qOnline, scanKnown, tx.Centre, row.ProjectNo)
		if err != nil {
			return p, err
		}
		if found && known.content == s.digest(row) {
			v.Fate = register.Unchanged
			continue
		}
		r, faults, err := s.receipt(tx, with, row, known.id)
		if err != nil {
			return p, err
		}
		switch v.Faults = faults; {
		case faults != nil:
		case found:
			v.Fate, p.changes = register.Changed, append(p.changes, r)
		default:
			v.Fate, p.news = register.Added, append(p.news, r)
		}
		if last := s.answerBy(with, r); faults == nil && last < tx.Today() {
			v.Warnings = append(slices.Clip(v.Warnings), register.Warning{Kind: "late", Title: text.M("casework.online.late"),
				Fault: register.Fault{Field: online.ColReceived, Reason: text.M("casework.online.late_by", "day", last),
					Value: row.Received.String()}})
		}
	}
	return p, nil
}

// answerBy is the last day on which the applicant is to be told.
func (s *Service) answerBy(with receiving, r receipt) clock.Day {
	return with.cal.AddWorkingDays(r.row.Received.Day(), acceptance.NoticeDays(with.view, r.item.Kind)).Day
}

// digest is the row as one keyed word: nothing about the person can be read from it.
func (s *Service) digest(r online.Row) string { return s.Index("platform.row", r.Content()) }

// receipt judges one row against the register and the hall as they stand, and says everything that is wrong with it.
func (s *Service) receipt(tx *db.Tx, with receiving, row online.Row, known int64) (r receipt, faults []register.Fault, err error) {
	no := func(field, value string, reason text.Msg) {
		faults = append(faults, register.Fault{Field: field, Reason: reason, Value: value})
	}
	r.row = row
	if row.Received > tx.Now {
		no(online.ColReceived, row.Received.String(), text.M("casework.online.future"))
	}
	if known != 0 {
		if r.old, err = db.One(tx, qOne, scanCase, tx.Centre, known); err != nil {
			return r, nil, err
		}
		switch {
		case r.old.State != HandedIn:
			no(online.ColProject, row.ProjectNo, text.M("casework.online.begun", "no", r.old.No, "state", r.old.State.Text()))
		case r.old.Code != row.Item:
			no(online.ColItem, row.Item, text.M("casework.online.other_item", "no", r.old.No))
		case r.old.Received != row.Received:
			no(online.ColReceived, row.Received.String(), text.M("casework.online.other_time", "no", r.old.No))
		}
		r.item.Kind = r.old.Kind
		all, err := s.Materials(tx, r.old)
		r.all = claimed(all, row.Materials, no)
		return r, faults, err
	}
	id, found, err := s.ByCode(tx, row.Item)
	if err != nil || !found {
		no(online.ColItem, row.Item, text.M("casework.online.no_item"))
		return r, faults, err
	}
	if r.item, err = s.Item(tx, id); err != nil {
		return r, nil, err
	}
	served, err := s.counter(tx, with.hall, &r)
	if err != nil {
		return r, nil, err
	}
	if !served {
		no(online.ColItem, row.Item, text.M("casework.online.no_window", "item", r.item.Name))
	}
	if r.item.Guide == nil {
		no(online.ColItem, row.Item, text.M("casework.no.guide", "item", r.item.Name))
	} else {
		all, _ := material.Checked(r.item.Guide.Materials, nil)
		r.all = claimed(all, row.Materials, no)
	}
	return r, faults, nil
}

// counter finds the window whose people see to it: of the item's own department, or another that serves it while a
// delegation letter holds (4(1)2).
func (s *Service) counter(tx *db.Tx, hall *directory.Hall, r *receipt) (bool, error) {
	all := hall.Serving(r.item.ID, tx.Now)
	if i := slices.IndexFunc(all, func(w directory.Window) bool { return w.Department == r.item.Department }); i >= 0 {
		r.at = all[i]
		return true, nil
	}
	if len(all) == 0 || s.Letter == nil {
		return false, nil
	}
	r.at = all[0]
	var err error
	r.letter, _, err = s.Letter(tx, r.item.ID)
	return r.letter.Holds, err
}

// claimed writes what the platform says beside the materials of the guide; what the guide does not know is refused.
func claimed(all []material.Material, claims []online.Claim, no func(field, value string, reason text.Msg)) []material.Material {
	for i := range all {
		all[i].Claimed = ""
	}
	for _, c := range claims {
		i := slices.IndexFunc(all, func(m material.Material) bool { return plain(m.Name) == plain(c.Name) })
		switch {
		case i < 0:
			no(online.ColMaterials, c.Name, text.M("casework.online.no_material", "material", c.Name))
		case c.Present:
			all[i].Claimed = material.Present
		default:
			all[i].Claimed = material.Missing
		}
	}
	return all
}

// receive writes the new cases, those that changed, and the event of the whole.
func (s *Service) receive(tx *db.Tx, by identity.Actor, p receipts) error {
	for _, r := range p.news {
		if err := s.receive1(tx, by, r); err != nil {
			return err
		}
	}
	for _, r := range p.changes {
		if err := s.amend(tx, by, r); err != nil {
			return err
		}
	}
	_, err := ledger.Append(tx, ledger.Event{Actor: by.Ref(), Verb: "cases.imported", Article: "11.2",
		Subject: ledger.Of("centre", tx.Centre), Facts: p.outcome.Facts()})
	return err
}

func (s *Service) receive1(tx *db.Tx, by identity.Actor, r receipt) error {
	c, err := s.begin(tx, identity.Actor{}, Ticket{}, acceptance.Facts{Item: r.item, Window: r.at, Letter: r.letter}, r.row.Applicant)
	if err != nil {
		return err
	}
	c.Received, c.Source = r.row.Received, Online
	if err := s.bind(tx, by, &c, r.row); err != nil {
		return err
	}
	if err := s.write(tx, &c, "case.handed_in", none, HandedIn, r.row.Applicant); err != nil {
		return err
	}
	err = tx.Must1(qPutOnline, tx.Centre, r.row.ProjectNo, c.ID, s.digest(r.row))
	if db.KindOf(err) == db.Unique {
		return errs.New(errs.Conflict, "error.conflict").Cause(err)
	}
	if err != nil {
		return err
	}
	if err := s.clocks(tx, by, c, acceptance.Facts{Verdict: material.Unchecked}); err != nil {
		return err
	}
	if err := putMaterials(tx, c.ID, r.all); err != nil {
		return err
	}
	return s.tell(tx, by, c, "case.handed_in", "11.2", map[string]any{"materials": len(r.all), "source": Online,
		"platform": r.row.Source, "project": r.row.ProjectNo}, r.row.Applicant)
}

// bind lets the shorter limit bind where the platform publishes another one than our guide, and tells of the difference (11(3)).
func (s *Service) bind(tx *db.Tx, by identity.Actor, c *Case, row online.Row) error {
	public, told := row.Public()
	if !told {
		return nil
	}
	cal, err := s.Calendar.Calendar(tx)
	if err != nil {
		return err
	}
	ours, differs := c.Promised, false
	c.Promised, differs = acceptance.Binding(cal, row.Received.Day(), ours, public)
	if !differs || s.Differs == nil {
		return nil
	}
	return s.Differs(tx, by, *c, ours, public)
}

// amend takes what the platform says now about a case that nobody has looked at yet.
func (s *Service) amend(tx *db.Tx, by identity.Actor, r receipt) (err error) {
	c := r.old
	if c.sealed, err = s.seal(c.context(), r.row.Applicant); err != nil {
		return err
	}
	if err := s.bind(tx, by, &c, r.row); err != nil {
		return err
	}
	if err := s.write(tx, &c, "case.amended", HandedIn, HandedIn, applicant.Applicant{}); err != nil {
		return err
	}
	if err := tx.Must1(qAmend, tx.Centre, c.ID, c.sealed, s.Index("case.applicant", r.row.Applicant.IDNumber),
		r.row.Applicant.Masked().Name, c.Promised.N, c.Promised.Unit); err != nil {
		return err
	}
	if err := tx.Must1(qSetOnline, tx.Centre, r.row.ProjectNo, s.digest(r.row)); err != nil {
		return err
	}
	if err := putMaterials(tx, c.ID, r.all); err != nil {
		return err
	}
	return s.tell(tx, by, c, "case.amended", "11.2", map[string]any{"project": r.row.ProjectNo}, r.row.Applicant)
}

// over tells whoever invites to a review that an application made online has come to its end (11(7): 线上一事一评).
func (s *Service) over(tx *db.Tx, by identity.Actor, c Case) error {
	if c.Source != Online || s.Ended == nil {
		return nil
	}
	return s.Ended(tx, by, c)
}

// Reach gives who applied for a case, opened, for the office's verifier of a bad review alone: whoever calls has asked.
func (s *Service) Reach(tx *db.Tx, id int64) (who applicant.Applicant, err error) {
	c, err := db.One(tx, qOne, scanCase, tx.Centre, id)
	if err != nil {
		return who, err
	}
	return s.applicant(c)
}
