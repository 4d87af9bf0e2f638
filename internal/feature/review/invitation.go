package review

import (
	"context"
	"fmt"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/calendar"
	"lianban/internal/core/deadline"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	"lianban/internal/core/law"
	"lianban/internal/core/ledger"
)

// Standing is what counts of an invitation: a level from 1 to 5, or one of these.
type Standing int

// The standings that are no level.
const (
	Open      Standing = 0 // nothing yet
	SetAside  Standing = 7 // a mistake or malicious: it stays, and counts apart
	Declined  Standing = 8 // 不评价
	Defaulted Standing = 9 // 默认评价, kept apart from real ones
)

// Given tells whether somebody has said how it was.
func (s Standing) Given() bool { return s >= VeryDissatisfied && s <= VerySatisfied }

// Answered tells whether no first review is taken any more.
func (s Standing) Answered() bool { return s.Given() || s == SetAside }

// Bad tells whether it is 差评.
func (s Standing) Bad() bool { return s.Given() && s <= Dissatisfied }

// Invitation is one request for a review. Whoever invites gives what was served: Online, Of, Item, Name, Window, Person;
// a service at a window belongs to who served it, whatever their post is later.
type Invitation struct {
	ID         int64
	Token      string // whoever holds it may answer, once
	Online     bool   // a case applied for online, else a service at a window
	Of         int64  // the ticket or the case
	Item       int64
	Name       string // the item's name as it read then
	Window     int64
	WindowNo   int
	Department int64
	Person     int64
	Day        clock.Day
	Standing   Standing
	Added      bool // the one addition has been made
	Asked      clock.Instant
	DefaultDay clock.Day     // the last day before the default
	Ends       clock.Instant // the first instant at which no answer is taken any more
}

// Contact is how a visitor can be reached, as the office's verifier sees it.
type Contact struct{ Name, Phone, Ticket string }

// Service keeps the reviews.
type Service struct {
	Store     *db.DB
	Directory *directory.Service
	Calendar  *calendar.Service
	Deadline  *deadline.Service
	// Figures gives the centre's figures; nil = the shipped ones.
	Figures func(tx *db.Tx) (*law.Figures, error)
	// Reach gives how the visitor of a ticket or an online case can be reached, opened; nil = nobody can.
	Reach func(tx *db.Tx, online bool, of int64) (Contact, error)
	// Tell sends word of a bad review to the office's verifiers; nil = nobody is told.
	Tell func(tx *db.Tx, m Matter) error
	// TellDepartment sends word of what the office asks to the department's chief; nil = nobody is told.
	TellDepartment func(tx *db.Tx, r Request) error
	// Known gives what the program itself knows beside what a bad review claims; nil = nothing.
	Known func(tx *db.Tx, s Subject) ([]Known, error)
	// Finished counts the finished services at windows in a period, whoever sees them; nil = they are not counted.
	Finished func(tx *db.Tx, p Period) ([]Finished, error)
	// Network gives a keyed word for the network address that asks, another one every day; nil or "" = not known.
	Network func(ctx context.Context) string
	// Names gives the names that may not stand in what is made public about a service: who served, who was served.
	Names func(tx *db.Tx, online bool, of, person int64) ([]string, error)
	// Touch tells the pads after the commit.
	Touch func(topics ...string)
}

var (
	defaultDays = law.Number("review.default_wd")
	windowDays  = law.Number("review.window_days")
	padWait     = law.Duration("review.device_timeout_s")
)

// PadTopic is what changes with the pad of a window.
func PadTopic(centre, window int64) string { return fmt.Sprintf("pad:%d:%d", centre, window) }

// Invite asks for a review of what has just been finished, in the caller's transaction: a link for the phone, and for a
// window the offer on its pad. A second invitation for the same ticket or case is none (一次一评、一事一评).
func (s *Service) Invite(tx *db.Tx, by identity.Actor, in Invitation) error {
	figures, err := s.view(tx)
	if err != nil {
		return err
	}
	in.ID, in.Token = tx.NewID(), tx.Token()
	if in.Asked == 0 { // a service that was entered later ended before now
		in.Asked = tx.Now
	}
	if in.Day == 0 {
		in.Day = tx.Today()
	}
	if in.Online && in.Window != 0 {
		// 11(7), 一事一评: what was handed in at a window had its invitation there.
		return nil
	}
	if err := s.place(tx, &in); err != nil {
		return err
	}
	cal, err := s.Calendar.Calendar(tx)
	if err != nil {
		return err
	}
	in.DefaultDay = cal.AddWorkingDays(in.Day, defaultDays.In(figures)).Day
	// 民法典 1259: within n days includes the n-th day.
	in.Ends = in.Day.Add(windowDays.In(figures) + 1).Start()
	put, err := putInvitation(tx, in)
	if err != nil || !put {
		return err
	}
	s.touched(tx, in.Window)
	about := ledger.Of("ticket", in.Of)
	if in.Online {
		about = ledger.Of("case", in.Of)
	}
	// The invitation is no secret; what is answered is an event of its own that does not name it.
	_, err = ledger.Append(tx, ledger.Event{Actor: by.Ref(), Verb: "review.invited", Article: "11.7", Subject: about})
	return err
}

// place notes the window and department as they are now.
func (s *Service) place(tx *db.Tx, in *Invitation) error {
	if in.Window == 0 {
		return nil
	}
	hall, err := s.Directory.Hall(tx)
	if err != nil {
		return err
	}
	w, ok := hall.Window(in.Window)
	if !ok {
		return errs.New(errs.NotFound, "error.not_found")
	}
	in.WindowNo, in.Department = w.No, w.Department
	return nil
}

// view is the figures as they hold today.
func (s *Service) view(tx *db.Tx) (law.View, error) {
	if s.Figures == nil {
		figures, err := law.Shipped().Figures()
		return figures.On(tx.Today()), err
	}
	figures, err := s.Figures(tx)
	if err != nil {
		return law.View{}, err
	}
	return figures.On(tx.Today()), nil
}

func (s *Service) touched(tx *db.Tx, window int64) {
	if s.Touch == nil || window == 0 {
		return
	}
	topic := PadTopic(tx.Centre, window)
	tx.After(func() { s.Touch(topic) })
}

// TokenOfCase is TokenOf of a case applied for online.
func TokenOfCase(tx *db.Tx, of int64) (string, error) {
	token, _, err := db.Find(tx, qTokenOfCase, db.Value[string], tx.Centre, of, tx.Now)
	return token, err
}

// ByToken gives the invitation to whoever holds its token. NotFound otherwise.
func (s *Service) ByToken(ctx context.Context, centre int64, token string) (in Invitation, err error) {
	err = s.Store.Read(ctx, centre, func(tx *db.Tx) error {
		in, err = db.One(tx, qByToken, scanInvitation, tx.Centre, token)
		return err
	})
	if errs.Is(err, errs.NotFound) {
		err = errs.New(errs.NotFound, "review.no_link")
	}
	return in, err
}

// TokenOf gives the token for a ticket's review while it can be used, whether it has been or not; empty when there is
// none.
func TokenOf(tx *db.Tx, ticket int64) (string, error) {
	token, _, err := db.Find(tx, qTokenOf, db.Value[string], tx.Centre, ticket, tx.Now)
	return token, err
}

// Offer gives what the pad of a window asks about now, and until when; none once it was answered or nobody touched it.
func (s *Service) Offer(ctx context.Context, by identity.Actor, window int64) (in Invitation, until clock.Instant, found bool, err error) {
	if err := by.May("pad.use", identity.Thing{Window: window}); err != nil {
		return in, 0, false, err
	}
	err = s.Store.Read(ctx, by.Centre, func(tx *db.Tx) error {
		in, until, found, err = s.offer(tx, window)
		found = found && tx.Now < until
		return err
	})
	return in, until, found, err
}

// offer is the newest service at the window, if nothing has been said about it. until is when the pad closes untouched.
func (s *Service) offer(tx *db.Tx, window int64) (in Invitation, until clock.Instant, found bool, err error) {
	figures, err := s.view(tx)
	if err != nil {
		return in, 0, false, err
	}
	in, found, err = db.Find(tx, qNewest, scanInvitation, tx.Centre, window)
	return in, in.Asked.Add(padWait.In(figures)), found && in.Standing == Open, err
}
