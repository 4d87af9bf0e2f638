package identity

import (
	"slices"

	"lianban/internal/base/errs"
)

// Scope says whose things a role may do something to.
type Scope int

// The scopes, from nothing to the whole centre.
const (
	No          Scope = iota
	OfWindow          // of the windows where the person stands now
	OfPerson          // of the person themselves
	OfDept            // of the department the role is for
	OfCentre          // of the whole centre
	OfEverybody       // anybody's: public things, or whoever holds the secret token
)

// Rule is a line of the permission table.
type Rule struct {
	Action  string
	Article string // the article it is written from; "" where it follows from the nature of the thing
	Who     map[Role]Scope
}

// roles makes a line's right side: every role with one scope.
func roles(s Scope, all ...Role) map[Role]Scope {
	out := map[Role]Scope{}
	for _, r := range all {
		out[r] = s
	}
	return out
}

// and joins right sides; the wider scope of a role counts.
func and(all ...map[Role]Scope) map[Role]Scope {
	out := map[Role]Scope{}
	for _, m := range all {
		for r, s := range m {
			out[r] = max(out[r], s)
		}
	}
	return out
}

var (
	everybody = roles(OfEverybody, Visitor, Clerk, Generalist, Guide, Desk, Chief, Manager, Member, Deputy, Director,
		Technician, Patroller, Leader, Sysadmin, Secadmin, Auditor, Kiosk, Display, Strip, Pad)
	staff   = roles(OfPerson, Roles...)
	serving = roles(OfWindow, Clerk, Generalist)
	office  = roles(OfCentre, Member, Deputy, Director)
	leads   = roles(OfDept, Chief, Manager)
	chief   = roles(OfDept, Chief)

	// concerned are those whom a patrol may find something about (20: 大厅工作人员): each reads and states their own.
	concerned = roles(OfPerson, Clerk, Generalist, Guide, Desk, Chief, Technician, Member, Deputy, Director)
)

// Policy is the permission table: who may do what, by which article. It is printed as docs/gen/rights.md and compared,
// cell by cell, with the expected table of internal/arch/testdata/rights.csv, which is written from the measures.
var Policy = []Rule{
	// For everybody: the law, guides, the hall now, and whatever one holds the token of.
	{"site.read", "11.3", everybody},
	{"ticket.take", "11", everybody},
	{"ticket.read", "11", everybody},
	{"case.progress", "11.3", everybody},
	{"review.give", "11.7", everybody},
	{"session.login", "", everybody},

	// Whoever is logged in.
	{"session.own", "", staff},
	{"notice.own", "", staff},
	{"law.questions", "22", and(office, leads)},

	// At the window.
	{"console.read", "11", serving},
	{"ticket.call", "11", serving},
	{"ticket.serve", "11", serving},
	{"window.pause", "9.4", serving},
	{"lease.end", "5.3", and(office, chief)},
	{"case.accept", "11.2", serving},
	{"case.decide", "4.1.1", and(serving, chief)},
	{"case.deliver", "11.1", and(serving, chief)},
	{"case.read", "11.3", and(serving, leads, office)},
	{"case.reveal", "15.2", and(serving, chief)},
	{"case.lapse", "11.4", chief},
	{"case.prolong", "11.3", chief},

	// Guide desk.
	{"ticket.help", "11.1", and(roles(OfCentre, Guide, Desk), serving)},

	// Letters of numbers, and how many are given a day.
	{"queue.manage", "5.3", office},

	// The board, for the office, departments and leaders.
	{"board.read", "3.2", and(office, leads, roles(OfCentre, Leader))},
	{"record.read", "3.2", and(office, leads)},
	{"review.sums", "11.7", and(serving, leads, office, roles(OfCentre, Leader))},
	{"review.verify", "11.7", office},
	{"review.rectify", "11.7", chief},
	{"deadline.read", "11.3", and(serving, leads, office, roles(OfCentre, Leader))},
	{"finding.read", "20", and(concerned, leads, office)},
	{"finding.state", "20", and(concerned, chief)},
	{"finding.decide", "20", office},
	{"case.urge", "3.2.3", office},
	{"case.import", "11.2", office},

	// Items and calendar.
	{"item.read", "4", and(leads, office, serving, roles(OfCentre, Guide, Desk))},
	{"item.import", "4", office},
	{"item.classify", "4", office},
	{"guide.read", "4.3", and(leads, office)},
	{"guide.draft", "4.3", leads},
	{"guide.import", "4.3", and(leads, office)},
	{"guide.publish", "4.3", chief},
	{"guide.confirm", "4.3", leads},
	{"directory.read", "5.3", and(leads, office, serving, roles(OfCentre, Leader, Guide, Desk, Technician))},
	{"directory.import", "5.3", office},
	{"people.import", "5", office},
	{"import.read", "", office},
	{"calendar.read", "", staff},
	{"calendar.import", "11.3", and(office, roles(OfCentre, Sysadmin))},
	{"figure.read", "22", staff},
	{"file.read", "13", and(serving, leads, office)},
	{"file.attach", "13", and(serving, leads, office)},
	{"incident.read", "13", and(office, chief)},

	// The three administrators: none of them sees business, none of them holds two.
	{"device.manage", "16", roles(OfCentre, Sysadmin, Technician)},
	{"job.manage", "", roles(OfCentre, Sysadmin)},
	{"account.manage", "16", roles(OfCentre, Secadmin)},
	{"session.end", "16", roles(OfCentre, Secadmin)},
	{"person.erase", "15.2", roles(OfCentre, Secadmin)},
	{"ledger.read", "16", roles(OfCentre, Auditor)},
	{"ledger.export", "16", roles(OfCentre, Auditor)},
	{"rights.read", "16", roles(OfCentre, Secadmin, Auditor, Director)},

	// Machines: one token, one duty.
	{"kiosk.use", "11", roles(OfCentre, Kiosk)},
	{"display.watch", "5.3", roles(OfCentre, Display)},
	{"strip.watch", "5.3", roles(OfWindow, Strip)},
	{"pad.use", "11.7", roles(OfWindow, Pad)},
}

// ownSession is what somebody who must change their password may do: that.
const ownSession = "session.own"

var lines = func() map[string]Rule {
	m := make(map[string]Rule, len(Policy))
	for _, r := range Policy {
		if _, twice := m[r.Action]; twice {
			panic("identity: the permission table has two lines for " + r.Action)
		}
		m[r.Action] = r
	}
	return m
}()

// Known tells whether the table has the action.
func Known(action string) bool {
	_, ok := lines[action]
	return ok
}

// Sight is what an actor may do an action to, as a check and as a scope for lists. The zero Sight is nothing.
type Sight struct {
	All         bool
	Departments []int64
	Windows     []int64
	Person      int64
}

// Thing is what a permission is asked about: whose it is.
type Thing struct {
	Department int64
	Window     int64
	Person     int64
}

// Sight gives what the actor may do the action to. The grants of an actor are those in force; see Service.Enter.
func (a Actor) Sight(action string) Sight {
	var s Sight
	who := lines[action].Who
	if who[Visitor] == OfEverybody {
		return Sight{All: true}
	}
	if a.Renew && action != ownSession {
		return s
	}
	for _, g := range a.Grants {
		switch who[g.Role] {
		case OfEverybody, OfCentre:
			s.All = true
		case OfDept:
			s.Departments = append(s.Departments, g.Department)
		case OfWindow:
			s.Windows = append(s.Windows, a.Windows...)
		case OfPerson:
			s.Person = a.Person
		}
		if g.Role == program {
			s.All = true
		}
	}
	return s
}

// Nothing tells whether the sight is empty.
func (s Sight) Nothing() bool {
	return !s.All && len(s.Departments) == 0 && len(s.Windows) == 0 && s.Person == 0
}

// Sees is the check: whether the thing is in sight.
func (s Sight) Sees(t Thing) bool {
	return s.All || t.Department != 0 && slices.Contains(s.Departments, t.Department) ||
		t.Window != 0 && slices.Contains(s.Windows, t.Window) || t.Person != 0 && t.Person == s.Person
}

// May refuses the action on that thing: Unauthenticated to nobody, Forbidden to somebody.
func (a Actor) May(action string, t Thing) error {
	if a.Sight(action).Sees(t) {
		return nil
	}
	return a.no()
}

// Allow refuses the action to whoever could do it to nothing at all.
func (a Actor) Allow(action string) error {
	if !a.Sight(action).Nothing() || !a.Renew && a.standsBy(action) {
		return nil
	}
	return a.no()
}

// standsBy lets somebody with the role in, whose windows are none just now: the page says so itself.
func (a Actor) standsBy(action string) bool {
	who := lines[action].Who
	return slices.ContainsFunc(a.Grants, func(g Grant) bool { return who[g.Role] == OfWindow })
}

func (a Actor) no() error {
	if a.Renew {
		return errs.New(errs.Forbidden, "identity.renew")
	}
	if a.Somebody() {
		return errs.New(errs.Forbidden, "error.forbidden")
	}
	return errs.New(errs.Unauthenticated, "error.unauthenticated")
}
