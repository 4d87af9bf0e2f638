package casework

import (
	"fmt"
	"lianban/internal/feature/casework/acceptance"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/core/calendar"
	"lianban/internal/core/deadline"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	"lianban/internal/core/law"
	"lianban/internal/core/ledger"
)

// Case is 办件: one application for an item. It holds nothing about the person: that is sealed (Reveal, Masked).
type Case struct {
	ID             int64
	No             string // CJ20261123-0132
	Token          string // the public reference, in the QR code of its papers
	Day            clock.Day
	Ticket         int64 // the ticket it was accepted from
	TicketNo       string
	Item           int64
	Code           string // of the item, like the names below as it read then
	Name           string
	Kind           string // of the item, such as "licence"
	Department     int64
	DepartmentName string
	Window         int64
	WindowNo       int
	Person         int64 // who took it in
	PersonName     string
	Guide          int64 // the version of the guide it was accepted under
	GuideVersion   int
	GuideDay       clock.Day // when that was published
	Instant        bool      // 即办件, else 承诺件
	Promised       calendar.Limit
	Statutory      calendar.Limit
	Result         string // what comes out; empty when nothing is handed over
	Letter         string // the delegation letter by which another window accepted it (4(1)2)
	Source         string // Online, or empty for what is handed in at a window
	State          State
	Tolerated      bool   // accepted with materials to come (11(4))
	Extended       int    // how often their time was put off
	Reason         string // of a refusal or withdrawal
	Delivered      string // how the result went out: window, mail, electronic
	Received       clock.Instant
	Accepted       clock.Instant
	Decided        clock.Instant
	Ended          clock.Instant
	Changed        clock.Instant
	Version        int    // grows with every step
	Masked         string // the applicant's name as lists show it; empty when erased

	sealed string // the applicant
}

// Subject is the case in ledger and clocks.
func (c Case) Subject() ledger.Subject { return ledger.Of("case", c.ID) }

// Path is the case's own page.
func (c Case) Path() string { return fmt.Sprintf("/cases/%d", c.ID) }

// thing is whose the case is, for permissions.
func (c Case) thing() identity.Thing {
	return identity.Thing{Department: c.Department, Window: c.Window}
}

// Kinds of the clocks of a case. They are permanent: rows carry them.
const (
	CheckClock   = "case.check"   // papers left to be checked: told within 5 working days (行政许可法第三十二条)
	PromiseClock = "case.promise" // the promised limit (11(3))
	SupplyClock  = "case.supply"  // a deferred material (11(4))
	DeliverClock = "case.deliver" // the result (行政许可法第四十四条)
	SpecialClock = "case.special" // a procedure while which the promise stands still (行政许可法第四十五条)
)

// Ticket is the number being served at a window, as the queue has it.
type Ticket struct {
	ID   int64
	No   string
	Item int64
}

// Service keeps the cases.
type Service struct {
	Store     *db.DB
	Directory *directory.Service
	Calendar  *calendar.Service
	Deadlines *deadline.Service
	// Figures gives the centre's figures; nil = the shipped ones.
	Figures func(tx *db.Tx) (*law.Figures, error)
	// Prefix begins the numbers of cases: "CJ".
	Prefix string
	// Item gives an item and its guide in force at the transaction's instant, nil for none. NotFound when there is no item.
	Item func(tx *db.Tx, item int64) (acceptance.Item, error)
	// Serving gives the ticket that a window serves now.
	Serving func(tx *db.Tx, window int64) (Ticket, bool, error)
	// Letter gives the newest delegation letter for an item; nil = there are none.
	Letter func(tx *db.Tx, item int64) (acceptance.Letter, bool, error)
	// Leave ends the service at the window, in the same transaction; nil = that is a key of its own.
	Leave func(tx *db.Tx, by identity.Actor, window int64) error
	// ByCode finds the item of that code, for what comes from the integrated platform.
	ByCode func(tx *db.Tx, code string) (item int64, found bool, err error)
	// Ended is told when an application made online has come to its end, in the same transaction; nil = nobody is.
	Ended func(tx *db.Tx, by identity.Actor, c Case) error
	// Differs is told that the integrated platform publishes another promised limit than our guide (11(3)); nil = nobody is.
	Differs func(tx *db.Tx, by identity.Actor, c Case, ours, public calendar.Limit) error
	// Seal and Open encrypt what is personal; Index gives the same word for the same value, so that it is found again.
	Seal  func(context, plain string) (string, error)
	Open  func(context, sealed string) (string, error)
	Index func(kind, value string) string
	// Touch tells the screens after the commit.
	Touch func(topics ...string)
}

// Topic is what changes with every case of a centre; CaseTopic with one of them.
func Topic(centre int64) string { return fmt.Sprintf("cases:%d", centre) }

// CaseTopic is what changes with one case, by its token.
func CaseTopic(token string) string { return "case:" + token }

func (s *Service) touched(tx *db.Tx, c Case) {
	if s.Touch != nil {
		topics := []string{Topic(tx.Centre), CaseTopic(c.Token), fmt.Sprintf("window:%d:%d", tx.Centre, c.Window)}
		tx.After(func() { s.Touch(topics...) })
	}
}

// view is the figures of the centre today.
func (s *Service) view(tx *db.Tx) (v law.View, err error) {
	var f *law.Figures
	if s.Figures != nil {
		f, err = s.Figures(tx)
	} else {
		f, err = law.Shipped().Figures()
	}
	if err != nil {
		return v, err
	}
	return f.On(tx.Today()), nil
}
