package app_test

import (
	"context"
	"fmt"
	"lianban/internal/feature/casework/acceptance"
	"log/slog"
	"os"
	"slices"
	"sync"
	"testing"

	"lianban/internal/app"
	"lianban/internal/base/clock"
	"lianban/internal/base/config"
	"lianban/internal/base/db"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	"lianban/internal/core/people"
	"lianban/internal/feature/casework"
	"lianban/internal/feature/catalog"
	"lianban/internal/testworld"
)

// place is where a thing belongs: a window of a department, its items, and the clerk who works there.
type place struct {
	name               string
	centre, department int64
	window, clerk      int64
}

// Items and the second window of a place are named after its window; another place's windows serve none of them.
func (p place) item() int64    { return 400 + p.first() } // with limits and a material that may come later
func (p place) instant() int64 { return 700 + p.first() } // finished in the visit
func (p place) unready() int64 { return 900 + p.first() } // without a published guide

func (p place) twin() int64 { // serves the same
	if p == twin {
		return own.window
	}
	return 10 + p.window
}

func (p place) first() int64 {
	if p == twin {
		return own.window
	}
	return p.window
}

// owner is the department whose cases they are: what the comprehensive window takes in is the market department's.
func (p place) owner() int64 {
	if p == hall {
		return market
	}
	return p.department
}

// The departments and places of the house. The comprehensive window of hall serves the market department's items, which
// are delegated to it (4(1)2). Twin is the second window of own.
const market, social, office, far int64 = 11, 12, 14, 111

var (
	own   = place{"own", 1, market, 31, 51}
	next  = place{"next", 1, market, 32, 52}
	other = place{"other", 1, social, 33, 53}
	hall  = place{"hall", 1, office, 35, 54}
	away  = place{"away", 2, far, 131, 151}
	twin  = place{"twin", 1, market, 41, 56}

	places = []place{own, next, other, hall, away}
)

// asker is somebody who asks: nobody, a person with one role, or a machine with one duty.
type asker struct {
	role                       identity.Role
	gone                       bool // the term has run out
	person, account, dept, dev int64
	windows                    []int64
	secret                     string
}

func (a *asker) String() string {
	if a.gone {
		return "former " + string(a.role)
	}
	return string(a.role)
}

// world is the real house with people of every role.
type world struct {
	*app.App
	t             testing.TB
	clock         *clock.Fixed
	config        config.Config
	askers        []*asker
	rows          *rows
	base          shot // the rows before anything happened
	logins, asked int
	staged        bool // something stands that was not there in the morning

	// overdue are cases, by window, whose deferred material did not come in time.
	overdue map[int64]casework.Case
	mu      sync.Mutex // of what follows
	// unsafe lists the answers without a strict content security policy.
	unsafe []string
}

const password = "Tianshan-2026-dong"

// house opens the real house on that engine and fills it.
func house(t testing.TB, e db.Engine) *world {
	t.Helper()
	w := &world{t: t, clock: clock.At("2026-11-02 10:20"), overdue: map[int64]casework.Case{}}
	w.config = config.Config{Data: t.TempDir(), Suite: "intl", Lang: "zh-CN"}
	if dir, err := os.MkdirTemp("/dev/shm", "rights"); err == nil { // the disk's waiting is not what is measured here
		w.config.Data = dir
		t.Cleanup(func() { _ = os.RemoveAll(dir) })
	}
	if e == db.Postgres {
		w.config.Database = testworld.Database(t)
	}
	w.open()
	t.Cleanup(func() { w.close() })
	for _, centre := range []int64{1, 2} {
		w.must(w.Store.Write(t.Context(), centre, func(tx *db.Tx) error { return w.fill(tx) }))
	}
	for _, p := range append(slices.Clone(places), twin) {
		w.overdue[p.window] = w.tolerated(p)
		_, err := w.Queue.Finish(t.Context(), w.clerkOf(p), p.window)
		w.must(err)
	}
	w.clock.Set(clock.Must(testworld.Monday))
	w.enter()
	for _, a := range w.askers { // a machine's first word is written down
		w.send(w.request(a, "GET", "/livez", "", scene{}, ""))
	}
	w.base = w.rows.shoot()
	return w
}

// open opens the house, again when it was closed.
func (w *world) open() {
	w.t.Helper()
	a, err := app.Open(context.Background(), app.Options{Config: w.config, Clock: w.clock, Log: slog.New(slog.DiscardHandler)})
	w.must(err)
	w.App = a
	w.Identity.Hasher = testworld.Plain{}
	w.Casework.Letter = func(_ *db.Tx, item int64) (acceptance.Letter, bool, error) {
		held := item == hall.item() || item == hall.instant()
		return acceptance.Letter{No: "昌委〔2026〕1 号", Holds: held}, held, nil
	}
	w.rows = besides(w.t, w.config)
}

func (w *world) close() {
	w.t.Helper()
	w.rows.close()
	w.must(w.App.Close())
}

// within lets a part of a test fail by itself; the result ends that.
func (w *world) within(t testing.TB) func() {
	whole := w.t
	w.t, w.rows.t = t, t
	return func() { w.t, w.rows.t = whole, whole }
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// fill writes the hall, its people, items and accounts.
func (w *world) fill(tx *db.Tx) error {
	if err := w.Directory.Import(tx, "test", setup(tx.Centre)); err != nil {
		return err
	}
	if err := people.Import(tx, "test", w.staff(tx.Centre)); err != nil {
		return err
	}
	if err := w.Catalog.Import(tx, "test", entries(tx.Centre)); err != nil {
		return err
	}
	if tx.Centre != 1 {
		return nil
	}
	for _, a := range w.askers {
		if a.person == 0 {
			continue
		}
		g := identity.Grant{Role: a.role}
		if a.role.OfDepartment() {
			g.Department = market
		}
		if a.gone {
			g.Until = clock.Must("2026-11-20 18:00")
		}
		var err error
		if a.account, err = w.Identity.Create(tx, "test", identity.NewAccount{Person: a.person, Login: fmt.Sprintf("p%d", a.person),
			Password: password, Grants: []identity.Grant{g}}); err != nil {
			return fmt.Errorf("%s: %w", a, err)
		}
	}
	return nil
}

// of are the places of a centre, the second window of own among them.
func of(centre int64) (out []place) {
	for _, p := range append(slices.Clone(places), twin) {
		if p.centre == centre {
			out = append(out, p)
		}
	}
	return out
}

func setup(centre int64) directory.Setup {
	s := directory.Setup{Centre: directory.Centre{Code: fmt.Sprint("65230", centre), Name: "昌吉政务服务中心", Short: "昌吉", Rulebook: "changji"}}
	for _, id := range []int64{market, social, office, far} {
		if (id == far) == (centre == 2) {
			s.Departments = append(s.Departments, directory.Department{ID: id, Code: fmt.Sprint("D", id), Name: fmt.Sprint("单位", id),
				Short: fmt.Sprint("单位", id), Level: "市"})
		}
	}
	letter := 'A'
	for _, p := range of(centre) {
		s.Posts = append(s.Posts, directory.Post{Window: p.window, Person: p.clerk, Post: "A"})
		if p == twin { // it stands beside own already
			continue
		}
		s.Zones = append(s.Zones, directory.Zone{ID: 200 + p.window, Prefix: string(letter), Name: p.name, Place: "一楼", Sort: int(letter)})
		letter++
		for _, id := range []int64{p.window, p.twin()} {
			s.Windows = append(s.Windows, directory.Window{ID: id, Zone: 200 + p.window, Department: p.department, No: int(id), Name: p.name,
				Short: p.name})
			for _, item := range []int64{p.item(), p.instant(), p.unready()} {
				s.Services = append(s.Services, directory.Serving{Window: id, Item: item})
			}
		}
	}
	if centre == 1 {
		s.Posts = append(s.Posts, directory.Post{Window: own.window, Person: formerClerk, Post: "B"},
			directory.Post{Window: hall.window, Person: formerGeneralist, Post: "B"})
	}
	return s
}

// roles are those who have an account, in the order of their persons' ids from firstPerson on; clerk and generalist are
// the ones of own and hall.
var roles = []identity.Role{identity.Clerk, identity.Generalist, identity.Guide, identity.Desk, identity.Chief, identity.Manager,
	identity.Member, identity.Deputy, identity.Director, identity.Technician, identity.Leader, identity.Sysadmin,
	identity.Secadmin, identity.Auditor}

const (
	firstPerson, firstFormer int64 = 70, 90
	formerClerk                    = firstFormer
	formerGeneralist               = firstFormer + 1
)

// staff are the people of a centre; those of the first become askers.
func (w *world) staff(centre int64) (out []people.Person) {
	one := func(id, dept int64) {
		out = append(out, people.Person{ID: id, Department: dept, Name: fmt.Sprint("某某", id), Kind: "regular", Since: clock.MustDay("2025-03-03")})
	}
	for _, p := range of(centre) {
		one(p.clerk, p.department)
	}
	if centre != 1 {
		return out
	}
	w.askers = []*asker{{role: identity.Visitor}}
	for i, role := range roles {
		dept := map[identity.Role]int64{identity.Clerk: market, identity.Chief: market, identity.Manager: market, identity.Generalist: office}[role]
		windows := map[identity.Role][]int64{identity.Clerk: {own.window}, identity.Generalist: {hall.window}}[role]
		person := map[identity.Role]int64{identity.Clerk: own.clerk, identity.Generalist: hall.clerk}[role]
		if person == 0 {
			person = firstPerson + int64(i)
			one(person, dept)
		}
		one(firstFormer+int64(i), dept)
		w.askers = append(w.askers, &asker{role: role, person: person, dept: dept, windows: windows},
			&asker{role: role, gone: true, person: firstFormer + int64(i), dept: dept, windows: windows})
	}
	return out
}

// enter opens a session for every person and pairs the machines.
func (w *world) enter() {
	w.t.Helper()
	for _, a := range w.askers {
		if a.person != 0 {
			a.secret = w.login(a)
		}
	}
	w.must(w.Store.Write(w.t.Context(), 1, func(tx *db.Tx) (err error) {
		for _, duty := range identity.Duties {
			for _, gone := range []bool{false, true} {
				a := &asker{role: duty, gone: gone}
				d := identity.Device{Duty: duty, Name: string(duty)}
				if duty.AtWindow() {
					d.Window, a.windows = own.window, []int64{own.window}
				}
				if a.dev, a.secret, err = w.Identity.PutDevice(tx, "test", d); err != nil {
					return err
				}
				w.askers = append(w.askers, a)
			}
		}
		return nil
	}))
	for _, a := range w.askers {
		if a.dev != 0 && a.gone {
			w.must(w.Identity.EndDevice(w.t.Context(), w.acting(identity.Sysadmin, 1, 0), a.dev))
		}
	}
}

// login opens a session for somebody and gives its secret.
func (w *world) login(a *asker) string {
	w.t.Helper()
	w.logins++
	s, err := w.Identity.Login(w.t.Context(), 1, fmt.Sprintf("p%d", a.person), password, "test", fmt.Sprint("10.0.0.", w.logins))
	w.must(err)
	return s
}

// as gives the asker of a role.
func (w *world) as(role identity.Role) *asker {
	for _, a := range w.askers {
		if a.role == role && !a.gone {
			return a
		}
	}
	panic("no " + role)
}

// acting is somebody who brings a thing into the state in which it is asked about, past every page.
func (w *world) acting(role identity.Role, centre, dept int64) identity.Actor {
	return identity.Actor{Centre: centre, Account: 999, Person: 9999, Name: "某某", Department: dept,
		Grants: []identity.Grant{{Role: role, Department: dept}}}
}

// clerkOf is the clerk of a place.
func (w *world) clerkOf(p place) identity.Actor {
	a := w.acting(identity.Clerk, p.centre, 0)
	a.Person, a.Department, a.Windows = p.clerk, p.department, []int64{p.window}
	return a
}

func entries(centre int64) (out []catalog.Entry) {
	for _, p := range of(centre) {
		if p == twin {
			continue
		}
		for _, id := range []int64{p.item(), p.instant()} {
			g := guide(fmt.Sprint("事项", id), id == p.instant())
			out = append(out, catalog.Entry{Item: catalog.Item{ID: id, Code: fmt.Sprint("C-", id), Name: g.Name, Department: p.owner(),
				Kind: catalog.Licence, National: "01", Level: "市", Mode: catalog.Stationed, Source: "test", Tolerance: true}, Guide: &g,
				Published: clock.Must("2026-10-08 10:00"), Declared: catalog.Declaration{Person: 1, Name: "某某"}})
		}
		out = append(out, catalog.Entry{Item: catalog.Item{ID: p.unready(), Code: fmt.Sprint("C-", p.unready()), Name: "将要进驻的事项",
			Department: p.owner(), Kind: catalog.Licence, National: "01", Level: "市", Mode: catalog.Stationed, Source: "test"}})
	}
	return out
}

func guide(name string, instant bool) catalog.Guide {
	g := catalog.Guide{Name: name, Audience: []string{"person", "company"}, Basis: []string{"《中华人民共和国公司法》"}, Organ: "昌吉市市场监督管理局",
		Statutory: catalog.Limit{N: 15, Unit: catalog.WorkingDays}, Promised: catalog.Limit{N: 5, Unit: catalog.WorkingDays}, Online: "accept",
		Materials: []catalog.Material{{Name: "身份证", Source: "申请人自备", Originals: 1, Need: catalog.Required},
			{Name: "住所证明", Source: "申请人自备", Copies: 1, Need: catalog.Deferrable, Days: 3}},
		Steps:  []catalog.Step{{Name: "申请"}, {Name: "受理"}, {Name: "审查"}, {Name: "决定"}, {Name: "送达"}},
		Result: catalog.Result{Name: "营业执照", Kind: "licence"}, Place: "一楼", Hours: "10:00–14:00", Consult: "0994-2345678", Complain: "12345"}
	if instant {
		g.Instant, g.Promised = true, catalog.Limit{N: 0, Unit: catalog.WorkingDays}
		g.Materials[1].Need, g.Materials[1].Days = catalog.Optional, 0
	}
	return g
}
