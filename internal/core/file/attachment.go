package file

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"sync"

	"lianban/internal/base/blob"
	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/identity"
	"lianban/internal/core/ledger"
)

// Service keeps attachments.
type Service struct {
	Store *db.DB
	Blobs blob.Store
	// Access says whether somebody may see, or (change) attach to and take from, that subject; a refusal says why not.
	// Without it nobody may.
	Access func(tx *db.Tx, by identity.Actor, subject ledger.Subject, change bool) error
	Log    *slog.Logger

	// turn keeps the removal of a content apart from those who are just putting the same content in again.
	turn sync.RWMutex
}

// Attachment is 附件: a file that belongs to something.
type Attachment struct {
	ID      int64
	Subject ledger.Subject
	Field   string // where in it: the field of a form, the material of a case
	Name    string
	Type    string // of its content, for the answer's Content-Type
	Size    int64
	Hash    string
	Warning string // the mark for internal use that was confirmed, or "locked"
	By      string
	Person  int64
	At      clock.Instant
}

// New is a file that comes in.
type New struct {
	Subject ledger.Subject
	Field   string
	Name    string
	Content io.Reader
	Confirm bool // somebody was asked about a mark for internal use and said yes
}

// slots bounds how many files are unpacked and searched at once.
var slots = make(chan struct{}, 4)

// Attach takes a file in: content on the disk, row and ledger event in one transaction. Refused: what has no access, a
// file of the wrong size or kind, a mark of a state secret (13, 15(5)), which is recorded as an incident and of which
// nothing is kept. A mark for internal use is asked about unless Confirm is set.
func (s *Service) Attach(ctx context.Context, by identity.Actor, n New) (Attachment, error) {
	if err := s.may(ctx, by, n.Subject, true); err != nil {
		return Attachment{}, err
	}
	raw, err := io.ReadAll(io.LimitReader(n.Content, MaxSize+1))
	if err != nil {
		return Attachment{}, errs.Field("file", "error.unreadable").Cause(err)
	}
	slots <- struct{}{}
	defer func() { <-slots }()
	a := Attachment{Subject: n.Subject, Field: n.Field, Name: CleanName(n.Name), By: by.Ref(), Person: by.Person}
	mark, err := examine(&a, raw)
	if err != nil {
		return Attachment{}, err
	}
	if mark.Refused {
		return Attachment{}, s.refuse(ctx, by, a, mark, raw)
	}
	if mark.Found() && !n.Confirm {
		return Attachment{}, mark.question()
	}
	if a.Warning = mark.Mark; mark.Place == Locked {
		a.Warning = string(Locked)
	}
	return s.keep(ctx, by, a, raw)
}

// examine finds out what the file is and what marks it bears.
func examine(a *Attachment, raw []byte) (Marking, error) {
	if mark := scanName(a.Name); mark.Refused {
		return mark, nil
	}
	k, z, err := recognise(a.Name, raw)
	if err != nil {
		return Marking{}, err
	}
	a.Type = k.mime
	mark := Marking{}
	if k.read != nil {
		mark = scanBody(k.read(raw, z))
	}
	if name := scanName(a.Name); !mark.Found() {
		mark = name
	}
	return mark, nil
}

// keep puts the content on the disk before its row is written: a row never lacks its content. A content whose row was not
// written after all is seen by nobody, and Sweep removes it.
func (s *Service) keep(ctx context.Context, by identity.Actor, a Attachment, raw []byte) (Attachment, error) {
	s.turn.RLock()
	defer s.turn.RUnlock()
	b, err := s.Blobs.Put(by.Centre, bytes.NewReader(raw))
	if err != nil {
		return a, errs.New(errs.Unavailable, "error.unavailable").Cause(err)
	}
	a.Hash, a.Size = b.Hash, b.Size
	// The answer is the id alone: a name may say whose file it is, and answers are kept beside commands.
	a.ID, err = db.Do(ctx, s.Store, by.Centre, func(tx *db.Tx) (int64, error) {
		if err := s.allow(tx, by, a.Subject, true); err != nil {
			return 0, err
		}
		id := tx.NewID()
		a.At = tx.Now
		if err := tx.Must1(qPut, tx.Centre, id, a.Subject.Kind, a.Subject.ID, a.Field, a.Name, a.Type, a.Size, a.Hash, a.Warning,
			a.By, a.Person, a.At); err != nil {
			return 0, err
		}
		return id, tell(tx, by, "file.attached", id, a)
	})
	if err != nil {
		return a, err
	}
	return s.Find(ctx, by, a.ID)
}

// tell writes down what happened to a file: its digest, never its name.
func tell(tx *db.Tx, by identity.Actor, verb string, id int64, a Attachment) error {
	_, err := ledger.Append(tx, ledger.Event{Actor: by.Ref(), Verb: verb, Article: "13", Subject: a.Subject,
		Also:  []ledger.Subject{ledger.Of("file", id), ledger.Of("person", by.Person)},
		Facts: map[string]any{"hash": a.Hash, "size": a.Size, "type": a.Type, "field": a.Field, "warned": a.Warning != ""}})
	return err
}

// Find gives an attachment to whoever may see what it belongs to. NotFound to everybody else: that it is there may not be
// known.
func (s *Service) Find(ctx context.Context, by identity.Actor, id int64) (a Attachment, err error) {
	err = s.Store.Read(ctx, by.Centre, func(tx *db.Tx) error {
		if a, err = db.One(tx, qFind, scan, tx.Centre, id); err != nil {
			return err
		}
		return hidden(s.allow(tx, by, a.Subject, false))
	})
	if err != nil {
		return Attachment{}, err
	}
	return a, nil
}

func hidden(err error) error {
	if errs.Is(err, errs.Forbidden) {
		return errs.New(errs.NotFound, "error.not_found").Cause(err)
	}
	return err
}

// Open gives the content as well; the caller closes it.
func (s *Service) Open(ctx context.Context, by identity.Actor, id int64) (Attachment, io.ReadSeekCloser, error) {
	a, err := s.Find(ctx, by, id)
	if err != nil {
		return a, nil, err
	}
	r, err := s.Blobs.Open(by.Centre, a.Hash)
	if err != nil {
		return Attachment{}, nil, errs.New(errs.Unavailable, "error.unavailable").Cause(err)
	}
	return a, r, nil
}

// Of lists the attachments of a subject in the order they came. The caller has asked whether the subject may be seen.
func Of(tx *db.Tx, subject ledger.Subject) ([]Attachment, error) {
	return db.Rows(tx, qOf, scan, tx.Centre, subject.Kind, subject.ID)
}

// List is Of for whoever may see the subject.
func (s *Service) List(ctx context.Context, by identity.Actor, subject ledger.Subject) (all []Attachment, err error) {
	err = s.Store.Read(ctx, by.Centre, func(tx *db.Tx) error {
		if err := s.allow(tx, by, subject, false); err != nil {
			return err
		}
		all, err = Of(tx, subject)
		return err
	})
	return all, err
}

// Remove takes an attachment away from its subject, and its content unless something else has it too.
func (s *Service) Remove(ctx context.Context, by identity.Actor, id int64) error {
	_, err := db.Do(ctx, s.Store, by.Centre, func(tx *db.Tx) (bool, error) {
		a, err := db.One(tx, qFind, scan, tx.Centre, id)
		if err != nil {
			return false, err
		}
		if err := s.allow(tx, by, a.Subject, true); err != nil {
			return false, hidden(err)
		}
		if err := tx.Must1(qDrop, tx.Centre, id); err != nil {
			return false, err
		}
		s.dropLater(tx, a.Hash)
		return true, tell(tx, by, "file.removed", id, a)
	})
	return err
}

// Clear removes every attachment of a subject whose person is erased: a func for ledger.Service.Clear.
func (s *Service) Clear(tx *db.Tx, subject ledger.Subject) error {
	all, err := Of(tx, subject)
	if err != nil {
		return err
	}
	for _, a := range all {
		if err := tx.Must1(qDrop, tx.Centre, a.ID); err != nil {
			return err
		}
		s.dropLater(tx, a.Hash)
	}
	return nil
}

// dropLater removes a content after the commit when no row has it any more.
func (s *Service) dropLater(tx *db.Tx, hash string) {
	ctx, centre := context.WithoutCancel(tx.Ctx), tx.Centre
	tx.After(func() {
		if _, err := s.drop(ctx, centre, hash); err != nil {
			s.log().Error("file: a removed content stays until the next sweep", "hash", hash, "err", err)
		}
	})
}

// drop removes a content that no row has; it tells whether it did.
func (s *Service) drop(ctx context.Context, centre int64, hash string) (bool, error) {
	s.turn.Lock()
	defer s.turn.Unlock()
	var rows int64
	err := s.Store.Read(ctx, centre, func(tx *db.Tx) (err error) {
		rows, err = db.One(tx, qUses, db.Value[int64], tx.Centre, hash)
		return err
	})
	if err != nil || rows > 0 {
		return false, err
	}
	return true, s.Blobs.Delete(centre, hash)
}

// lister is a store that can tell what it has.
type lister interface {
	Each(centre int64, told func(blob.Blob) error) error
}

// Sweep removes contents without a row, which a crash between disk and commit leaves behind. It tells how many.
func (s *Service) Sweep(ctx context.Context, centre int64) (n int, err error) {
	l, ok := s.Blobs.(lister)
	if !ok {
		return 0, errors.New("file: this store cannot list its contents")
	}
	err = l.Each(centre, func(b blob.Blob) error {
		gone, err := s.drop(ctx, centre, b.Hash)
		if gone {
			n++
		}
		return err
	})
	return n, err
}

func (s *Service) may(ctx context.Context, by identity.Actor, subject ledger.Subject, change bool) error {
	return s.Store.Read(ctx, by.Centre, func(tx *db.Tx) error { return s.allow(tx, by, subject, change) })
}

func (s *Service) allow(tx *db.Tx, by identity.Actor, subject ledger.Subject, change bool) error {
	if s.Access == nil {
		return errs.New(errs.Forbidden, "error.forbidden")
	}
	return s.Access(tx, by, subject, change)
}

func (s *Service) log() *slog.Logger {
	if s.Log == nil {
		return slog.Default()
	}
	return s.Log
}
