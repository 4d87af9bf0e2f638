package ledger

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"lianban/internal/base/clock"
	"lianban/internal/base/crypt"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
)

var (
	qSalt = db.Q("ledger.salt", `insert into ledger_salt (centre_id, commitment, subject_kind, subject_id, field, sealed)
		values ($1, $2, $3, $4, $5, $6)`)
	qReveal = db.Q("ledger.reveal", `select subject_kind, subject_id, field, sealed from ledger_salt
		where centre_id = $1 and commitment = $2`)
	qErase = db.Q("ledger.erase", `delete from ledger_salt where centre_id = $1 and subject_kind = $2 and subject_id = $3`)
)

// salted is what stands sealed beside a commitment.
type salted struct {
	Salt  []byte `json:"salt"`
	Value string `json:"value"`
}

// Commit turns a personal value into a commitment that may stand in Facts: it proves the value as long as salt and value
// are kept, and says nothing once they are erased. Equal values have different commitments. The value is kept sealed under
// the subject it is about, whose erasure takes it along.
func Commit(tx *db.Tx, subject Subject, field, value string) (commitment string, err error) {
	keys := tx.Keys()
	if keys == nil {
		return "", errors.New("ledger: no keys, a personal value cannot be sealed")
	}
	s := salted{Salt: tx.Bytes(crypt.Size), Value: value}
	commitment = commitmentOf(keys.Suite(), subject, field, s)
	raw, err := json.Marshal(s)
	if err != nil {
		return "", err
	}
	sealed, err := keys.Seal(place(tx, commitment), string(raw))
	if err != nil {
		return "", err
	}
	return commitment, tx.Must1(qSalt, tx.Centre, commitment, subject.Kind, subject.ID, field, sealed)
}

func place(tx *db.Tx, commitment string) string {
	return fmt.Sprintf("ledger:%d:%s", tx.Centre, commitment)
}

// commitmentOf is H(0x02 ‖ salt ‖ JSON of subject, field and value); no record and no node of the tree begins with 0x02.
func commitmentOf(s crypt.Suite, subject Subject, field string, v salted) string {
	text := fmt.Appendf(nil, "[%q,%d,%q,%q]", subject.Kind, subject.ID, field, base64.StdEncoding.EncodeToString([]byte(v.Value)))
	sum := crypt.Sum(s, []byte{2}, v.Salt, text)
	return hex.EncodeToString(sum[:])
}

// Reveal gives the value behind a commitment; none when it was erased. A value that does not fit its commitment is an
// error. Whoever calls it has asked for the permission and writes down why.
func Reveal(tx *db.Tx, commitment string) (value string, found bool, err error) {
	keys := tx.Keys()
	if keys == nil {
		return "", false, errors.New("ledger: no keys, nothing can be opened")
	}
	type row struct {
		subject       Subject
		field, sealed string
	}
	r, found, err := db.Find(tx, qReveal, func(scan db.Scan) (r row, err error) {
		err = scan(&r.subject.Kind, &r.subject.ID, &r.field, &r.sealed)
		return r, err
	}, tx.Centre, commitment)
	if err != nil || !found {
		return "", false, err
	}
	plain, err := keys.Open(place(tx, commitment), r.sealed)
	if err != nil {
		return "", false, err
	}
	var s salted
	if err := json.Unmarshal([]byte(plain), &s); err != nil {
		return "", false, err
	}
	if commitmentOf(keys.Suite(), r.subject, r.field, s) != commitment {
		return "", false, errors.New("ledger: the value does not fit its commitment")
	}
	return s.Value, true, nil
}

// Decision is the paper an erasure rests on.
type Decision struct {
	Number string    // of the document
	Day    clock.Day // of the document
	Reason string    // one line, without personal values
}

// Erase removes salts and values of the subject and writes that down with the decision; the sealed records stay and
// verify. It gives how many values went. The permission is asked by whoever opened the transaction.
func Erase(tx *db.Tx, by string, subject Subject, d Decision) (int64, error) {
	if d.Number == "" || d.Day == 0 || d.Day > tx.Today() {
		return 0, errs.Field("decision", "ledger.no_decision")
	}
	n, err := tx.Exec(qErase, tx.Centre, subject.Kind, subject.ID)
	if err != nil {
		return 0, err
	}
	_, err = Append(tx, Event{Actor: by, Verb: "person.erased", Article: "15.2", Subject: subject,
		Facts: map[string]any{"decision": d.Number, "decided": d.Day.String(), "reason": d.Reason, "values": n}})
	return n, err
}

// Erase removes everything personal about the subject, here and wherever Clear reaches, in one transaction, and then what
// is left of it in the files. Only the security administrator may, on a decision that is named.
func (s *Service) Erase(ctx context.Context, by Asker, centre int64, subject Subject, d Decision) (int64, error) {
	n, err := db.Do(ctx, s.Store, centre, func(tx *db.Tx) (int64, error) { return s.Wipe(tx, by, subject, d) })
	if err != nil {
		return 0, err
	}
	return n, s.Store.Checkpoint(ctx)
}

// Wipe is Erase in the caller's transaction, for several subjects on one decision. Whoever calls it empties the files
// afterwards (db.DB.Checkpoint).
func (s *Service) Wipe(tx *db.Tx, by Asker, subject Subject, d Decision) (int64, error) {
	if err := by.Allow("person.erase"); err != nil {
		return 0, err
	}
	for _, clear := range s.Clear {
		if err := clear(tx, subject); err != nil {
			return 0, err
		}
	}
	return Erase(tx, by.Ref(), subject, d)
}
