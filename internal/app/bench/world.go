package bench

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"path/filepath"
	"slices"

	"lianban/internal/app"
	"lianban/internal/app/sample"
	"lianban/internal/base/clock"
	"lianban/internal/base/config"
	"lianban/internal/base/db"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	"lianban/internal/core/people"
	"lianban/internal/feature/admin/adminweb"
)

// world is the running platform with the sample centre in it, a window and a clerk more for each connection, and the
// stores that are compared with it.
type world struct {
	app     *app.App
	address string
	data    string // its folder
	clerks  []clerk
	kiosk   string // cookies
	member  string
	display string
	raw     *db.DB // an empty store for the raw rows, so that the platform's sealer leaves them alone
	single  *db.DB // the same with one operation to a commit; nil on PostgreSQL, which has no groups of ours
	stop    func() error
	scratch []*scratch // on PostgreSQL
}

// clerk is somebody at a window of the bench, logged in.
type clerk struct {
	window, item int64
	cookie       string
}

// Ids of what the bench adds to the sample centre, far from the sample's own.
const (
	firstWindow = 9_000
	firstClerk  = 9_500
	boss        = 9_900
	itemsServed = 8 // each served by eight windows
)

// unlocked is a hasher that costs nothing: logins are not what is measured.
type unlocked struct{}

// Hash gives what anybody may have.
func (unlocked) Hash(string) (string, error) { return "bench", nil }

// Check lets everybody in.
func (unlocked) Check(string, string) bool { return true }

const password = "Bench-9-lianban-bench" // #nosec G101 -- of accounts in a store that is removed after the run

func (r *run) openWorld(ctx context.Context) (_ *world, err error) {
	w := &world{data: filepath.Join(r.dir, "world")}
	defer func() {
		if err != nil {
			err = errors.Join(err, w.close(context.WithoutCancel(ctx)))
		}
	}()
	cfg := config.Config{Data: w.data, Suite: "intl", Lang: "zh-CN", Log: "error"}
	if r.opt.Database != "" {
		s, err := newScratch(ctx, r.opt.Database)
		if err != nil {
			return nil, err
		}
		w.scratch, cfg.Database = []*scratch{s}, s.url
	}
	morning, err := sample.Morning(clock.Real{}.Now())
	if err != nil {
		return nil, err
	}
	c := sample.NewClock(morning)
	if w.app, err = app.Open(ctx, app.Options{Config: cfg, Clock: c, Log: silent()}); err != nil {
		return nil, err
	}
	if err := w.fill(ctx, c, r.opt.Quick); err != nil {
		return nil, err
	}
	c.Run(1)
	if err := w.stores(ctx, r.dir); err != nil {
		return nil, err
	}
	if err := w.serve(ctx); err != nil {
		return nil, err
	}
	return w, r.describe(ctx, w)
}

func silent() *slog.Logger { return slog.New(slog.DiscardHandler) }

// fill makes the sample centre with some days of history, and the windows of the bench.
func (w *world) fill(ctx context.Context, c *sample.Clock, quick bool) error {
	a := w.app
	a.Identity.Hasher = unlocked{}
	d := a.Sample(c)
	if d.Days, d.Visits = 6, 60; quick {
		d.Days, d.Visits = 2, 40
	}
	if _, err := sample.Fill(ctx, d); err != nil {
		return err
	}
	err := a.Store.Write(ctx, a.Identity.Centre, func(tx *db.Tx) error {
		w.clerks = nil
		return errors.Join(w.staff(tx), w.machines(tx))
	})
	if err != nil {
		return err
	}
	for i := range w.clerks {
		if w.clerks[i].cookie, err = w.login(ctx, firstClerk+i); err != nil {
			return err
		}
	}
	w.member, err = w.login(ctx, boss)
	return err
}

// staff adds a window with its clerk for every connection, and a member of the office.
func (w *world) staff(tx *db.Tx) error {
	hall, err := w.app.Directory.Fresh(tx)
	if err != nil {
		return err
	}
	items, err := w.items(tx, hall)
	if err != nil {
		return err
	}
	home := hall.Windows[0]
	var add directory.Setup
	crew := []people.Person{person(boss, 0)}
	for i := range connections {
		one := clerk{window: firstWindow + int64(i), item: items[i%len(items)]}
		w.clerks = append(w.clerks, one)
		add.Windows = append(add.Windows, directory.Window{ID: one.window, Zone: home.Zone, Department: home.Department, No: 201 + i,
			Name: "压力测试", Short: "测试"})
		add.Services = append(add.Services, directory.Serving{Window: one.window, Item: one.item})
		add.Posts = append(add.Posts, directory.Post{Window: one.window, Person: firstClerk + int64(i), Post: "A"})
		crew = append(crew, person(firstClerk+i, home.Department))
	}
	if err := w.app.Directory.Add(tx, "job:bench", add); err != nil {
		return err
	}
	if err := people.Import(tx, "job:bench", crew); err != nil {
		return err
	}
	for _, p := range crew {
		g := identity.Grant{Role: identity.Clerk}
		if p.ID == boss {
			g.Role = identity.Member
		}
		if _, err := w.app.Identity.Create(tx, "job:bench", identity.NewAccount{Person: p.ID, Login: loginName(int(p.ID)),
			Password: password, Grants: []identity.Grant{g}}); err != nil {
			return err
		}
	}
	return nil
}

// machines adds a kiosk and a display of the whole hall.
func (w *world) machines(tx *db.Tx) error {
	for _, m := range []struct {
		duty identity.Role
		into *string
	}{{identity.Kiosk, &w.kiosk}, {identity.Display, &w.display}} {
		_, secret, err := w.app.Identity.PutDevice(tx, "job:bench", identity.Device{Duty: m.duty, Name: "bench"})
		if err != nil {
			return err
		}
		*m.into = adminweb.DeviceCookie + "=" + secret
	}
	return nil
}

func person(id int, department int64) people.Person {
	kind := people.Regular
	if department == 0 {
		kind = people.OfCentre
	}
	return people.Person{ID: int64(id), Department: department, Name: fmt.Sprintf("阿不都外力·买买提 %d", id), Position: "科员", Kind: kind,
		Since: 20250303}
}

func loginName(id int) string { return fmt.Sprintf("bench%d", id) }

// items are those that numbers can be taken for.
func (w *world) items(tx *db.Tx, hall *directory.Hall) (out []int64, err error) {
	for _, s := range hall.Services() {
		if len(out) == itemsServed {
			break
		}
		if _, err := w.app.Catalog.Bookable(tx, s.Item); err == nil && !slices.Contains(out, s.Item) {
			out = append(out, s.Item)
		}
	}
	if len(out) == 0 {
		return nil, errors.New("bench: no item can be taken a number for")
	}
	return out, nil
}

func (w *world) login(ctx context.Context, id int) (string, error) {
	secret, err := w.app.Identity.Login(ctx, w.app.Identity.Centre, loginName(id), password, "bench", fmt.Sprintf("bench-%d", id))
	return adminweb.SessionCookie + "=" + secret, err
}

// serve lets the platform answer on the loopback.
func (w *world) serve(ctx context.Context) error {
	l, err := listen(ctx)
	if err != nil {
		return err
	}
	w.address = l.Addr().String()
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() { done <- w.app.Serve(ctx, l) }()
	w.stop = func() error {
		cancel()
		return <-done
	}
	return nil
}

func listen(ctx context.Context) (net.Listener, error) {
	return new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
}

// shut ends the platform and the stores; its data stay.
func (w *world) shut() error {
	var all []error
	if w.stop != nil {
		all = append(all, w.stop())
	}
	for _, s := range []*db.DB{w.raw, w.single} {
		if s != nil {
			all = append(all, s.Close())
		}
	}
	if w.app != nil {
		all = append(all, w.app.Close())
	}
	w.stop, w.raw, w.single, w.app = nil, nil, nil, nil
	return errors.Join(all...)
}

func (w *world) close(ctx context.Context) error {
	err := w.shut()
	for _, s := range w.scratch {
		err = errors.Join(err, s.drop(ctx))
	}
	return err
}
