package casework

import (
	"encoding/json"
	"lianban/internal/feature/casework/acceptance"
	"lianban/internal/feature/casework/paper"

	"lianban/internal/base/db"
	"lianban/internal/core/calendar"
	"lianban/internal/core/identity"
	"lianban/internal/core/law"
	"lianban/internal/core/people"
	"lianban/internal/feature/casework/material"
)

var correctionDays = law.Number("case.correction_cap_days")

// papers gives out what the verdict calls for: 受理要出具书面凭证 (行政许可法第三十二条), 11(2) the one notice, 11(4) 出具《容缺受理通知书》.
func (s *Service) papers(tx *db.Tx, by identity.Actor, c Case, f acceptance.Facts) error {
	switch f.Verdict {
	case material.Accept:
		return s.acceptance(tx, by, c, f.Materials)
	case material.Tolerate:
		if err := s.acceptance(tx, by, c, f.Materials); err != nil {
			return err
		}
		p := paper.Paper{Kind: paper.Tolerance, Lines: paper.Lines(material.Outstanding(f.Materials))}
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
		return s.give(tx, by, c, paper.Paper{Kind: paper.Notice, Due: due.Day, Provisional: due.Provisional,
			Lines: paper.Lines(material.Lacking(f.Materials))})
	}
	return nil
}

func (s *Service) acceptance(tx *db.Tx, by identity.Actor, c Case, all []material.Material) error {
	p := paper.Paper{Kind: paper.Acceptance}
	for _, m := range all {
		if m.Mark.Here() || m.Mark == "" {
			p.Lines = append(p.Lines, paper.Lines([]material.Material{m})...)
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

// give writes the paper; seq counts the papers of a kind, and the key keeps two from being the same one.
func (s *Service) give(tx *db.Tx, by identity.Actor, c Case, p paper.Paper) error {
	if p.Lines == nil {
		p.Lines = []paper.Line{}
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
func (s *Service) Papers(tx *db.Tx, c Case) ([]paper.Paper, error) {
	return db.Rows(tx, qPapers, scanPaper, tx.Centre, c.ID)
}

func scanPaper(row db.Scan) (p paper.Paper, err error) {
	var raw []byte
	if err = row(&p.ID, &p.Case, &p.Kind, &p.Seq, &p.At, &p.Person, &p.PersonName, &p.WindowNo, &p.Due, &p.Provisional,
		&raw); err != nil {
		return p, err
	}
	return p, json.Unmarshal(raw, &p.Lines)
}
