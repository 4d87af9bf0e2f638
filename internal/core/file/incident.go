package file

import (
	"context"
	"encoding/hex"

	"lianban/internal/base/clock"
	"lianban/internal/base/crypt"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/identity"
	"lianban/internal/core/ledger"
	"lianban/internal/core/people"
)

// Incident is that somebody tried to bring in something marked as a state secret. Of the thing itself only its digest is
// kept, so that the secrecy officer can recognise the file.
type Incident struct {
	ID      int64
	Subject ledger.Subject
	Mark    string
	Place   Place
	Hash    string
	Size    int64
	By      string
	Person  int64
	At      clock.Instant
}

// Check refuses a text, typed into a field of a form, that bears a mark of a state secret, and records the incident;
// confirm says that a mark for internal use was asked about. Every form with free text calls it before it keeps the text.
func (s *Service) Check(ctx context.Context, by identity.Actor, subject ledger.Subject, field, text string, confirm bool) error {
	mark := ScanText(text)
	if mark.Refused {
		return s.refuse(ctx, by, Attachment{Subject: subject, Field: field}, mark, []byte(text))
	}
	if mark.Found() && !confirm {
		return mark.question()
	}
	return nil
}

// refuse records the incident in a transaction of its own, for the refusal itself changes nothing, and gives the refusal.
// The same attempt repeated is one incident.
func (s *Service) refuse(ctx context.Context, by identity.Actor, a Attachment, m Marking, raw []byte) error {
	err := s.Store.Write(ctx, by.Centre, func(tx *db.Tx) error {
		sum := crypt.Sum(crypt.Intl, raw)
		if k := tx.Keys(); k != nil {
			sum = k.Sum(raw)
		}
		a.Hash, a.Size = hex.EncodeToString(sum[:]), int64(len(raw))
		id := tx.NewID()
		n, err := tx.Exec(qIncident, tx.Centre, id, a.Subject.Kind, a.Subject.ID, m.Mark, m.Place, a.Hash, a.Size, by.Ref(),
			by.Person, tx.Now)
		if err != nil || n == 0 {
			return err
		}
		// 15(5): 禁止在连接互联网的计算机上处理、存储涉密信息.
		_, err = ledger.Append(tx, ledger.Event{Actor: by.Ref(), Verb: "file.refused", Article: "15.5", Subject: a.Subject,
			Also:  []ledger.Subject{ledger.Of("incident", id), ledger.Of("person", by.Person)},
			Facts: map[string]any{"mark": m.Mark, "place": string(m.Place), "hash": a.Hash, "size": a.Size}})
		return err
	})
	if err != nil {
		return err
	}
	field := "file"
	if m.Place != InName && a.Name == "" {
		field = a.Field
	}
	return m.refusal(field)
}

// Incidents lists the newest incidents before that id (0 = from the end), newest first: all of them to the office, those of
// a department's people to its chief (13: 落实保密工作责任制).
func (s *Service) Incidents(ctx context.Context, by identity.Actor, before int64, limit int) (all []Incident, err error) {
	if err := by.Allow("incident.read"); err != nil {
		return nil, err
	}
	sight := by.Sight("incident.read")
	err = s.Store.Read(ctx, by.Centre, func(tx *db.Tx) error {
		all = nil
		departments := map[int64]int64{} // by person
		for at := before; len(all) < limit; {
			page, err := db.Rows(tx, qIncidents, scanIncident, tx.Centre, at, limit)
			if err != nil {
				return err
			}
			for _, one := range page {
				at = one.ID
				seen, err := sees(tx, sight, one.Person, departments)
				if err != nil {
					return err
				}
				if seen && len(all) < limit {
					all = append(all, one)
				}
			}
			if len(page) < limit {
				return nil
			}
		}
		return nil
	})
	return all, err
}

// sees tells whether what that person did is in sight: their department's.
func sees(tx *db.Tx, sight identity.Sight, person int64, departments map[int64]int64) (bool, error) {
	if sight.All || person == 0 {
		return sight.All, nil
	}
	if _, known := departments[person]; !known {
		p, err := people.One(tx, person)
		if err != nil && !errs.Is(err, errs.NotFound) {
			return false, err
		}
		departments[person] = p.Department
	}
	return sight.Sees(identity.Thing{Department: departments[person]}), nil
}
