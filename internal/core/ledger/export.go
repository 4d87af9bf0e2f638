package ledger

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"lianban/internal/base/db"
	"lianban/internal/core/ledger/proof"
)

// papers go into every export as they are: how to read and verify it.
//
//go:embed paper
var papers embed.FS

var qRecords = db.Q("ledger.records", `select seq, record from ledger_event where centre_id = $1 and seq > $2 and seq <= $3
	order by seq limit 2000`)

var qDaily = db.Q("ledger.daily", `select size, at, note from ledger_checkpoint where centre_id = $1 and size in
	(select max(size) from ledger_checkpoint where centre_id = $1 group by (at + $2) / 86400000000) order by size`)

// Exported says what an export holds.
type Exported struct {
	Records    int64  `json:"records"`
	Checkpoint string `json:"checkpoint"` // the signed note over all of them
}

// ExportZip writes the whole ledger of a centre as one zip archive, everything up to now sealed and signed. The export is
// itself an event of the ledger, and the last one in it.
func (s *Service) ExportZip(ctx context.Context, by Asker, centre int64, w io.Writer) (Exported, error) {
	z := zip.NewWriter(w)
	e, err := s.export(ctx, by, centre, func(name string) (io.WriteCloser, error) {
		f, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: s.Store.Clock().Now().Time()})
		return open{f}, err
	})
	return e, errors.Join(err, z.Close())
}

type open struct{ io.Writer }

func (open) Close() error { return nil }

// Export writes the ledger to a new folder, or to a file if its name ends in ".zip". Nothing half-written stays under
// that name: it appears when everything is on the disk. A name that is taken is refused.
func (s *Service) Export(ctx context.Context, by Asker, centre int64, name string) (e Exported, err error) {
	if _, err := os.Lstat(name); err == nil {
		return e, fmt.Errorf("ledger: %s is there already", name)
	}
	temp, err := os.MkdirTemp(filepath.Dir(name), ".ledger-*")
	if err != nil {
		return e, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(temp)) }()
	if strings.HasSuffix(name, ".zip") {
		f, err := create(temp, "export.zip")
		if err != nil {
			return e, err
		}
		e, err = s.ExportZip(ctx, by, centre, f)
		if err = errors.Join(err, f.Close()); err != nil {
			return e, err
		}
		return e, os.Rename(filepath.Join(temp, "export.zip"), name)
	}
	inner := filepath.Join(temp, "export")
	if err := os.Mkdir(inner, 0o700); err != nil {
		return e, err
	}
	e, err = s.export(ctx, by, centre, func(name string) (io.WriteCloser, error) { return create(inner, name) })
	if err != nil {
		return e, err
	}
	return e, os.Rename(inner, name)
}

// synced is a file that is on the disk when it is closed.
type synced struct{ *os.File }

func create(dir, name string) (synced, error) {
	f, err := os.OpenFile(filepath.Join(dir, name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	return synced{f}, err
}

func (s synced) Close() error { return errors.Join(s.Sync(), s.File.Close()) }

// export signs what there is, then copies it page by page: sealed records never change, so no long transaction is needed.
func (s *Service) export(ctx context.Context, by Asker, centre int64, file func(name string) (io.WriteCloser, error)) (e Exported,
	err error) {
	err = s.Store.Write(ctx, centre, func(tx *db.Tx) error {
		if err := by.Allow("ledger.export"); err != nil {
			return err
		}
		_, err := Append(tx, Event{Actor: by.Ref(), Verb: "ledger.exported", Article: "16", Subject: Of("centre", centre)})
		return err
	})
	if err != nil {
		return e, err
	}
	if _, err := s.Sign(ctx, centre); err != nil {
		return e, err
	}
	small, err := s.small(ctx, centre, &e)
	if err != nil {
		return e, err
	}
	for name, text := range small {
		if err := put(file, name, func(w io.Writer) error { _, err := w.Write(text); return err }); err != nil {
			return e, err
		}
	}
	return e, put(file, proof.RecordsFile, func(w io.Writer) error { return s.records(ctx, centre, e.Records, w) })
}

func put(file func(name string) (io.WriteCloser, error), name string, write func(io.Writer) error) error {
	f, err := file(name)
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Close())
}

// small gathers the small files and what the export will hold.
func (s *Service) small(ctx context.Context, centre int64, e *Exported) (map[string][]byte, error) {
	out := map[string][]byte{}
	for _, name := range []string{"README.txt", "schema.json"} {
		b, err := papers.ReadFile("paper/" + name)
		if err != nil {
			return nil, err
		}
		out[name] = b
	}
	return out, s.Store.Read(ctx, centre, func(tx *db.Tx) error {
		notes, err := db.Rows(tx, qDaily, scanCheckpoint, tx.Centre, -int64(firstDay.Start()))
		if err != nil {
			return err
		}
		keys, err := db.Rows(tx, qKeys, db.Value[string], tx.Centre)
		if err != nil || len(notes) == 0 {
			return err
		}
		last := notes[len(notes)-1]
		*e = Exported{Records: last.size, Checkpoint: last.note}
		out[proof.LastFile] = []byte(last.note)
		out[proof.KeysFile] = []byte(strings.Join(keys, "\n") + "\n")
		out[proof.HistoryFile], err = texts(notes[:len(notes)-1])
		return err
	})
}

// texts writes notes as JSON texts, one on a line.
func texts(notes []checkpoint) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	for _, n := range notes {
		if err := e.Encode(n.note); err != nil {
			return nil, err
		}
	}
	return b.Bytes(), nil
}

// records copies the records up to that number.
func (s *Service) records(ctx context.Context, centre, size int64, w io.Writer) error {
	out := bufio.NewWriterSize(w, 1<<16)
	for after := int64(0); after < size; {
		var page []numbered
		err := s.Store.Read(ctx, centre, func(tx *db.Tx) (err error) {
			page, err = db.Rows(tx, qRecords, scanNumbered, tx.Centre, after, size)
			return err
		})
		if err != nil {
			return err
		}
		if len(page) == 0 {
			return fmt.Errorf("ledger: record %d is missing", after+1)
		}
		for _, r := range page {
			if _, err := fmt.Fprintln(out, r.record); err != nil {
				return err
			}
			after = r.seq
		}
	}
	return out.Flush()
}

type numbered struct {
	seq    int64
	record string
}

func scanNumbered(row db.Scan) (n numbered, err error) {
	err = row(&n.seq, &n.record)
	return n, err
}
