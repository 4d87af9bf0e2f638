package casework

import (
	"encoding/json"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/text"
	"lianban/internal/core/calendar"
	"lianban/internal/core/identity"
	"lianban/internal/core/law"
	"lianban/internal/core/people"
	"lianban/internal/feature/casework/material"
)

// PaperKind is which paper it is.
type PaperKind string

// The papers that an applicant is given.
const (
	AcceptancePaper PaperKind = "acceptance" // 受理通知书
	NoticePaper     PaperKind = "notice"     // 一次性告知书
	TolerancePaper  PaperKind = "tolerance"  // 容缺受理通知书
	DeclinePaper    PaperKind = "decline"    // 不予受理通知书
	SpecialPaper    PaperKind = "special"    // 特别程序告知书
	ProlongPaper    PaperKind = "prolong"    // 延长办理期限告知书
	RefusalPaper    PaperKind = "refusal"    // 不予行政许可（办理）决定书
)

// PaperKinds lists the papers.
var PaperKinds = []PaperKind{AcceptancePaper, NoticePaper, TolerancePaper, DeclinePaper, SpecialPaper, ProlongPaper, RefusalPaper}

// Paper is a paper as it was given out. It never changes.
type Paper struct {
	ID          int64
	Case        int64
	Kind        PaperKind
	Seq         int
	At          clock.Instant
	Person      int64
	PersonName  string
	WindowNo    int
	Due         clock.Day // the date on it: the promise, or until when the applicant supplies; 0 = none
	Provisional bool
	Lines       []Line
}

// Line is a numbered line of a paper.
type Line struct {
	N          int       `json:"n"`
	Name       string    `json:"name"`
	Originals  int       `json:"originals,omitempty"`
	Copies     int       `json:"copies,omitempty"`
	Fetched    bool      `json:"fetched,omitempty"`
	Fault      string    `json:"fault,omitempty"`      // what is wrong with it; empty = it is not there
	Deferrable bool      `json:"deferrable,omitempty"` // it could come later (11(4))
	By         clock.Day `json:"by,omitempty"`         // until when
}

// Form is how many of which.
func (l Line) Form() text.Msg { return material.Form(l.Originals, l.Copies, l.Fetched) }

var correctionDays = law.Number("case.correction_cap_days")

// papers gives out what the verdict calls for: 受理要出具书面凭证 (行政许可法第三十二条), 11(2) the one notice, 11(4) 出具《容缺受理通知书》.
func (s *Service) papers(tx *db.Tx, by identity.Actor, c Case, f AcceptFacts) error {
	switch f.Verdict {
	case material.Accept:
		return s.acceptance(tx, by, c, f.Materials)
	case material.Tolerate:
		if err := s.acceptance(tx, by, c, f.Materials); err != nil {
			return err
		}
		p := Paper{Kind: TolerancePaper, Lines: lines(material.Outstanding(f.Materials))}
		for i := range p.Lines {
			p.Lines[i].By = f.Supply[p.Lines[i].N]
			p.Due = max(p.Due, p.Lines[i].By)
		}
		return s.give(tx, by, c, p)
	case material.Notify:
		v, err := s.view(tx)
		if err != nil {
			return err
		}
		cal, err := s.Calendar.Calendar(tx)
		if err != nil {
			return err
		}
		due := cal.Due(tx.Today(), calendar.Limit{N: correctionDays.In(v), Unit: calendar.Days})
		return s.give(tx, by, c, Paper{Kind: NoticePaper, Due: due.Day, Provisional: due.Provisional,
			Lines: lines(material.Lacking(f.Materials))})
	}
	return nil
}

func (s *Service) acceptance(tx *db.Tx, by identity.Actor, c Case, all []material.Material) error {
	p := Paper{Kind: AcceptancePaper}
	for _, m := range all {
		if m.Mark == material.Present || m.Mark == "" {
			p.Lines = append(p.Lines, lines([]material.Material{m})...)
		}
	}
	clocks, err := s.open(tx, c, PromiseClock)
	if err != nil {
		return err
	}
	for _, d := range clocks {
		p.Due, p.Provisional = d.Day, d.Provisional
	}
	return s.give(tx, by, c, p)
}

func lines(all []material.Material) []Line {
	out := make([]Line, 0, len(all))
	for _, m := range all {
		out = append(out, Line{N: m.N, Name: m.Name, Originals: m.Originals, Copies: m.Copies, Fetched: m.Fetched,
			Fault: m.Fault, Deferrable: m.Need == material.Deferrable})
	}
	return out
}

// give writes the paper; seq counts the papers of a kind, and the key keeps two from being the same one.
func (s *Service) give(tx *db.Tx, by identity.Actor, c Case, p Paper) error {
	if p.Lines == nil {
		p.Lines = []Line{}
	}
	raw, err := json.Marshal(p.Lines)
	if err != nil {
		return err
	}
	names, err := people.Names(tx, []int64{by.Person})
	if err != nil {
		return err
	}
	seq, err := db.One(tx, qPaperSeq, db.Value[int], tx.Centre, c.ID, p.Kind)
	if err != nil {
		return err
	}
	return tx.Must1(qPutPaper, tx.Centre, tx.NewID(), c.ID, p.Kind, seq+1, tx.Now, by.Person, names[by.Person], c.WindowNo,
		p.Due, p.Provisional, string(raw))
}

// Papers lists the papers given out for a case, oldest first.
func (s *Service) Papers(tx *db.Tx, c Case) ([]Paper, error) {
	return db.Rows(tx, qPapers, scanPaper, tx.Centre, c.ID)
}

func scanPaper(row db.Scan) (p Paper, err error) {
	var raw []byte
	if err = row(&p.ID, &p.Case, &p.Kind, &p.Seq, &p.At, &p.Person, &p.PersonName, &p.WindowNo, &p.Due, &p.Provisional,
		&raw); err != nil {
		return p, err
	}
	return p, json.Unmarshal(raw, &p.Lines)
}
