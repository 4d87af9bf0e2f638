package register

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/text"
	"lianban/internal/core/identity"
)

// File is what somebody hands in.
type File struct {
	Name string // as its owner calls it
	Raw  []byte
}

// Importer brings files of one kind in: items, windows, people.
type Importer interface {
	// Kind names it in commands and addresses: "items".
	Kind() string
	// Columns are what a file has; the template is made of them.
	Columns() []Column
	// Import judges a file row by row and writes what goes in, all of it in one transaction. A dry run writes nothing.
	// Invalid when the file as a whole cannot be used: nothing is changed then.
	Import(ctx context.Context, by identity.Actor, f File, dryRun bool) (Result, error)
}

// Booklet is an importer of workbooks: its template has more than one sheet, and there is none as CSV.
type Booklet interface {
	Importer
	Template(w io.Writer, lang text.Lang) error
}

// Result is what an import did, or would do. In JSON it is the answer of the contract.
type Result struct {
	Answer
	ID   int64   `json:"-"` // of the record; 0 when nothing was changed
	Rows Outcome `json:"-"` // row by row; empty for the repeat of a command, whose record has it
}

// Plan is what a file would do to the centre as it stands.
type Plan struct {
	Outcome
	// Carry writes it, in the transaction that judged. It is called only when a row is added or changed.
	Carry func() error
	// Private says that the rows are about people: the record keeps lines and reasons, no names and no values.
	Private bool
}

// Run judges a file and carries the plan out in one transaction. A dry run only judges. A run that changes nothing leaves
// no trace; the repeat of a command is answered from the record of the first.
func Run(ctx context.Context, store *db.DB, by identity.Actor, kind string, f File, dryRun bool,
	judge func(tx *db.Tx) (Plan, error)) (Result, error) {
	var out Result
	if dryRun {
		err := store.Read(ctx, by.Centre, func(tx *db.Tx) error {
			p, err := judge(tx)
			out = Result{Answer: p.In(text.Of(ctx)), Rows: p.Outcome}
			return err
		})
		return out, err
	}
	ran := false
	id, err := db.Do(ctx, store, by.Centre, func(tx *db.Tx) (int64, error) {
		p, err := judge(tx)
		if err != nil {
			return 0, err
		}
		ran, out = true, Result{Answer: p.In(text.Of(ctx)), Rows: p.Outcome}
		if out.Added+out.Changed == 0 {
			return 0, nil
		}
		if err := p.Carry(); err != nil {
			return 0, err
		}
		return keep(tx, by, kind, f, p)
	})
	out.ID = id
	switch {
	case err != nil:
		return Result{}, err
	case ran:
		return out, nil
	case id == 0:
		return Run(ctx, store, by, kind, f, true, judge)
	}
	err = store.Read(ctx, by.Centre, func(tx *db.Tx) error {
		r, err := Import(tx, kind, id)
		out.Answer = r.Answer
		return err
	})
	return out, err
}

// Record is an import that changed something.
type Record struct {
	ID     int64
	Kind   string
	Name   string // of the file
	Digest string // SHA-256 of the file
	By     string
	ByName string // as it read then
	At     clock.Instant
	Answer Answer
}

var (
	qPut = db.Q("register.put", `insert into register_import (centre_id, id, kind, name, digest, by_ref, by_name, at, answer,
		report) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`)
	qOne = db.Q("register.one", `select id, kind, name, digest, by_ref, by_name, at, answer from register_import
		where centre_id = $1 and kind = $2 and id = $3`)
	qNewest = db.Q("register.newest", `select id, kind, name, digest, by_ref, by_name, at, answer from register_import
		where centre_id = $1 and kind = $2 order by id desc limit $3`)
	qReport = db.Q("register.report", `select report from register_import where centre_id = $1 and kind = $2 and id = $3`)
)

func scanRecord(row db.Scan) (r Record, err error) {
	var raw []byte
	if err = row(&r.ID, &r.Kind, &r.Name, &r.Digest, &r.By, &r.ByName, &r.At, &raw); err != nil {
		return r, err
	}
	return r, json.Unmarshal(raw, &r.Answer)
}

func keep(tx *db.Tx, by identity.Actor, kind string, f File, p Plan) (int64, error) {
	o := p.Outcome
	if p.Private {
		o = o.nameless()
	}
	lang := text.Of(tx.Ctx)
	var report bytes.Buffer
	if err := o.Report(&report, lang, f.Name); err != nil {
		return 0, err
	}
	answer, err := json.Marshal(o.In(lang))
	if err != nil {
		return 0, err
	}
	id, sum := tx.NewID(), sha256.Sum256(f.Raw)
	return id, tx.Must1(qPut, tx.Centre, id, kind, f.Name, hex.EncodeToString(sum[:]), by.Ref(), by.Name, tx.Now,
		string(answer), report.Bytes())
}

// nameless is the outcome without what stands in the rows.
func (o Outcome) nameless() Outcome {
	out := Outcome{Ignored: o.Ignored}
	for _, v := range o.Verdicts {
		n := Verdict{Line: v.Line, Fate: v.Fate}
		for _, f := range v.Faults {
			n.Faults = append(n.Faults, Fault{Field: f.Field, Reason: f.Reason})
		}
		for _, w := range v.Warnings {
			n.Warnings = append(n.Warnings, Warning{Kind: w.Kind, Title: w.Title, Fault: Fault{Field: w.Field, Reason: w.Title}})
		}
		out.Verdicts = append(out.Verdicts, n)
	}
	return out
}

// Import gives the record of an import of that kind. NotFound when there is none.
func Import(tx *db.Tx, kind string, id int64) (Record, error) {
	return db.One(tx, qOne, scanRecord, tx.Centre, kind, id)
}

// Newest lists the last imports of that kind, newest first.
func Newest(tx *db.Tx, kind string, limit int) ([]Record, error) {
	return db.Rows(tx, qNewest, scanRecord, tx.Centre, kind, limit)
}

// ReportOf writes the report of an import as it was made then. NotFound when there is none.
func ReportOf(tx *db.Tx, kind string, id int64, w io.Writer) error {
	raw, err := db.One(tx, qReport, db.Value[[]byte], tx.Centre, kind, id)
	if err != nil {
		return err
	}
	_, err = w.Write(raw)
	return err
}

var qAll = db.Q("register.all", `select id, kind, name, digest, by_ref, by_name, at, answer from register_import
	where centre_id = $1 order by id`)

// Verify tells which records of imports do not add up, each as a sentence; none when all do.
func Verify(tx *db.Tx) (out []string, err error) {
	all, err := db.Rows(tx, qAll, scanRecord, tx.Centre)
	for _, r := range all {
		if a := r.Answer; a.Read != a.Added+a.Changed+a.Unchanged+len(a.Refused) {
			out = append(out, fmt.Sprintf("I6: import %d of %s read %d rows, and tells of %d", r.ID, r.Kind, a.Read,
				a.Added+a.Changed+a.Unchanged+len(a.Refused)))
		}
	}
	return out, err
}
