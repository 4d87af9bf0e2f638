package sample

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	"lianban/internal/core/people"
	"lianban/internal/feature/catalog"
)

// by is who made the sample centre, in the ledger.
const by = "job:sample"

// Fill makes the centre in an empty store and lives through its history, up to where the clock stands. It is one
// transaction: interrupted, it has not happened. Conflict when the store has a centre already.
func Fill(ctx context.Context, d Deps) (Logins, error) {
	all, err := load()
	if err != nil {
		return Logins{}, err
	}
	centres, err := d.Directory.Centres(ctx)
	if err != nil {
		return Logins{}, err
	}
	if len(centres) > 0 {
		return Logins{}, errs.New(errs.Conflict, "error.conflict")
	}
	end := d.Clock.Now()
	defer d.Clock.Set(end)
	hours, err := shipped(end.Day())
	if err != nil {
		return Logins{}, err
	}
	begin := back(hours, end.Day(), orInt(d.Days, historyDays))
	d.Clock.Set(begin.At(8, 0))
	out := Logins{}
	keys, err := all.passwords(d)
	if err != nil {
		return Logins{}, err
	}
	err = d.Store.Together(ctx, d.Centre, func(ctx context.Context) error {
		out = Logins{}
		if err := d.Store.Write(ctx, d.Centre, func(tx *db.Tx) error { return all.found(tx, d, keys, &out) }); err != nil {
			return err
		}
		h, err := open(ctx, d, all)
		if err != nil {
			return err
		}
		return h.history(ctx, begin, end)
	})
	return out, err
}

// found writes who and what there is.
func (d *data) found(tx *db.Tx, deps Deps, keys map[string]secret, out *Logins) error {
	if err := deps.Directory.Import(tx, by, d.setup()); err != nil {
		return err
	}
	if err := people.Import(tx, by, d.persons()); err != nil {
		return err
	}
	// The items ask the directory as it now is.
	entries, err := d.entries(tx.Now)
	if err != nil {
		return err
	}
	if err := deps.Catalog.Import(tx, by, entries); err != nil {
		return err
	}
	return d.doors(tx, deps, keys, out)
}

// setup is the hall for the directory.
func (d *data) setup() directory.Setup {
	s := directory.Setup{Centre: directory.Centre{Code: d.Centre.Code, Name: d.Centre.Name, Short: d.Centre.Short, Rulebook: "changji"}}
	for _, v := range d.Departments {
		s.Departments = append(s.Departments, directory.Department{ID: v.ID, Code: v.Code, Name: v.Name, Short: v.Short,
			Level: v.Level})
	}
	zones := map[string]int64{}
	for i, z := range d.Centre.Zones {
		zones[z.Prefix] = z.ID
		s.Zones = append(s.Zones, directory.Zone{ID: z.ID, Prefix: z.Prefix, Name: z.Name, Place: z.Place, Icon: z.Icon,
			Hint: z.Hint, Sort: i + 1})
	}
	for _, w := range d.Windows {
		dep, _ := d.department(w.Department)
		s.Windows = append(s.Windows, directory.Window{ID: w.id(), Zone: zones[w.Zone], Department: dep.ID, No: w.No,
			Name: w.Name, Short: w.Short})
		for _, post := range []struct{ name, login string }{{"A", w.A}, {"B", w.B}} {
			if p, ok := d.person(post.login); ok {
				s.Posts = append(s.Posts, directory.Post{Window: w.id(), Person: p.id, Post: post.name})
			}
		}
	}
	for _, it := range d.Items {
		for _, no := range it.Windows {
			s.Services = append(s.Services, directory.Serving{Window: windowBase + int64(no), Item: it.id})
		}
	}
	return s
}

func (d *data) persons() (out []people.Person) {
	for _, p := range d.People {
		dep, _ := d.department(p.Department)
		out = append(out, people.Person{ID: p.id, Department: dep.ID, Name: p.Name, Position: p.Position, Kind: p.Kind,
			Party: p.Party, Since: p.since})
	}
	return out
}

// entries are the items with their guides. A guide is published when its item is added, not before, and the chief answers
// for it by name (4(3)).
func (d *data) entries(now clock.Instant) (out []catalog.Entry, err error) {
	for _, it := range d.Items {
		e := catalog.Entry{}
		if e.Item, err = d.row(it); err != nil {
			return nil, err
		}
		if it.complete() {
			g := d.guide(it)
			c, _ := d.chief(it.Department)
			e.Guide, e.GuideID, e.Declared = &g, it.id+1000, catalog.Declaration{Person: c.id, Name: c.Name}
			e.Published = now
		}
		out = append(out, e)
	}
	return out, nil
}

// secret is a password and its hash, which takes a machine long to make, as it should.
type secret struct{ password, hash string }

// passwords makes everybody's, on every core, outside the transaction.
func (d *data) passwords(deps Deps) (map[string]secret, error) {
	out, failed := map[string]secret{}, error(nil)
	var mu sync.Mutex
	var wg sync.WaitGroup
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	for _, p := range d.People {
		wg.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			s := secret{password: password(deps.Store.IDs())}
			var err error
			s.hash, err = deps.Identity.Hasher.Hash(s.password)
			mu.Lock()
			defer mu.Unlock()
			if out[p.Login] = s; err != nil {
				failed = err
			}
		})
	}
	wg.Wait()
	return out, failed
}

// made is a hasher of what has been hashed already.
type made map[string]secret

// Hash gives the hash that was made before.
func (m made) Hash(password string) (string, error) {
	for _, s := range m {
		if s.password == password {
			return s.hash, nil
		}
	}
	return "", fmt.Errorf("sample: a password that nobody made")
}

// Check is never asked.
func (m made) Check(string, string) bool { return false }

// doors makes the accounts and the machines.
func (d *data) doors(tx *db.Tx, deps Deps, keys map[string]secret, out *Logins) error {
	maker := &identity.Service{Store: deps.Store, Directory: deps.Directory, Hasher: made(keys), Centre: deps.Centre}
	for _, p := range d.People {
		if _, err := maker.Create(tx, by, identity.NewAccount{Person: p.id, Login: p.Login, Password: keys[p.Login].password,
			Grants: d.grants(p)}); err != nil {
			return fmt.Errorf("sample: %s: %w", p.Login, err)
		}
		out.People = append(out.People, Login{Name: p.Name, Position: p.Position, Login: p.Login, Password: keys[p.Login].password})
	}
	for _, v := range d.machines() {
		_, s, err := maker.PutDevice(tx, by, v)
		if err != nil {
			return err
		}
		out.Machines = append(out.Machines, Machine{Duty: string(v.Duty), Name: v.Name, Secret: s})
	}
	return nil
}

func (d *data) grants(p person) (out []identity.Grant) {
	of := p.Of
	if of == nil {
		of = []string{p.Department}
	}
	for _, r := range p.Roles {
		role := identity.Role(r)
		if role != identity.Chief && role != identity.Manager {
			out = append(out, identity.Grant{Role: role})
			continue
		}
		for _, code := range of {
			dep, _ := d.department(code)
			out = append(out, identity.Grant{Role: role, Department: dep.ID})
		}
	}
	return out
}

// machines are the kiosks and displays, and a strip and a pad at every window.
func (d *data) machines() (out []identity.Device) {
	for _, v := range d.Centre.Devices {
		one := identity.Device{Duty: identity.Role(v.Duty), Name: v.Name}
		for _, z := range d.Centre.Zones {
			if z.Prefix == v.Zone {
				one.Zone = z.ID
			}
		}
		out = append(out, one)
	}
	for _, w := range d.Windows {
		out = append(out, identity.Device{Duty: identity.Strip, Name: fmt.Sprintf(d.Centre.Strip, w.No), Window: w.id()},
			identity.Device{Duty: identity.Pad, Name: fmt.Sprintf(d.Centre.Pad, w.No), Window: w.id()})
	}
	return out
}

// history lives through the days from begin up to the instant at which the demo begins.
func (h *hall) history(ctx context.Context, begin clock.Day, end clock.Instant) error {
	n := float64(orInt(h.Visits, historyVisits))
	h.redFrom, h.redTo = back(h.hours, end.Day(), 9), back(h.hours, end.Day(), 7)
	for day := begin; day < end.Day(); day = day.Add(1) {
		if err := h.night(ctx, day); err != nil {
			return err
		}
		spans := h.hours.On(day).Open
		if len(spans) == 0 {
			continue
		}
		visitors := n
		if day.Weekday() == time.Monday {
			visitors *= monday
		}
		h.pace = pacePast
		h.coming = h.visits(day, spans, past(spans, visitors))
		if err := h.live(ctx, day.Add(1).Start()); err != nil {
			return err
		}
	}
	if err := h.night(ctx, end.Day()); err != nil {
		return err
	}
	h.pace = paceLive
	h.begin(end.Day())
	h.leaves(end)
	return h.live(ctx, end)
}

// leaves lets the clerk of the window that stands paused when the demo begins get up some minutes before.
func (h *hall) leaves(end clock.Instant) {
	for _, w := range h.data.Windows {
		for _, one := range h.desks {
			if w.Paused && one.window == w.id() {
				h.paused, h.from = one.window, end.Add(-12*time.Minute)
				one.pause = h.from
			}
		}
	}
}
