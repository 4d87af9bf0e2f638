package identity

import (
	"context"
	"slices"
	"strconv"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/ledger"
)

// Device is a machine of the hall with a token for one duty: kiosk, display, strip or pad.
type Device struct {
	ID      int64
	Duty    Role
	Name    string
	Window  int64 // of a strip or pad
	Zone    int64 // of a display that shows one zone; 0 = the whole hall
	Created clock.Instant
	Seen    clock.Instant
	Ended   clock.Instant
}

// AddDevice makes a machine known and gives its secret, once; only its hash is kept. A repeat of the command gives none.
func (s *Service) AddDevice(ctx context.Context, by Actor, d Device) (id int64, secret string, err error) {
	id, err = db.Do(ctx, s.Store, by.Centre, func(tx *db.Tx) (id int64, err error) {
		if err := by.May("device.manage", Thing{}); err != nil {
			return 0, err
		}
		id, secret, err = s.PutDevice(tx, by.Ref(), d)
		return id, err
	})
	return id, secret, err
}

// PutDevice is AddDevice in the caller's transaction.
func (s *Service) PutDevice(tx *db.Tx, by string, d Device) (int64, string, error) {
	if err := s.fits(tx, d); err != nil {
		return 0, "", err
	}
	id, secret := tx.NewID(), strconv.FormatInt(tx.Centre, 10)+"."+tx.Token()
	if _, err := tx.Exec(qPutDevice, tx.Centre, id, d.Duty, d.Name, d.Window, d.Zone, hashed(secret), tx.Now); err != nil {
		return 0, "", err
	}
	_, err := ledger.Append(tx, ledger.Event{Actor: by, Verb: "device.added", Article: "16", Subject: ledger.Of("device", id),
		Facts: map[string]any{"duty": string(d.Duty), "name": d.Name}})
	return id, secret, err
}

// fits refuses a machine without a name, for no duty, or without the place its duty needs.
func (s *Service) fits(tx *db.Tx, d Device) error {
	hall, err := s.Directory.Fresh(tx)
	if err != nil {
		return err
	}
	window, known := hall.Window(d.Window)
	_, zone := hall.Zone(d.Zone)
	var faults []errs.Fault
	fault := func(field, key string, kv ...any) { faults = append(faults, errs.Field(field, key, kv...).Faults...) }
	if d.Name == "" {
		fault("name", "error.required")
	}
	switch {
	case !slices.Contains(Duties, d.Duty):
		fault("duty", "identity.unknown_role", "role", string(d.Duty))
	case d.Duty.AtWindow() && (!known || !window.Holds(tx.Now)):
		fault("window", "identity.window")
	case !d.Duty.AtWindow() && d.Window != 0:
		fault("window", "identity.no_window")
	case d.Zone != 0 && (!zone || d.Duty != Display):
		fault("zone", "identity.zone")
	}
	if faults == nil {
		return nil
	}
	return errs.New(errs.Invalid, faults[0].Text.Key, faults[0].Text.KV...).With(faults...)
}

// AtWindow tells whether a machine of that duty belongs to one window.
func (r Role) AtWindow() bool { return r == Strip || r == Pad }

// EndDevice takes a machine's token back; its streams end with it. NotFound for no machine of the centre, Conflict for one
// whose token was taken back already.
func (s *Service) EndDevice(ctx context.Context, by Actor, id int64) error {
	_, err := db.Do(ctx, s.Store, by.Centre, func(tx *db.Tx) (bool, error) {
		if err := by.May("device.manage", Thing{}); err != nil {
			return false, err
		}
		if _, err := db.One(tx, qDeviceByID, scanDevice, tx.Centre, id); err != nil {
			return false, err
		}
		if err := tx.Must1(qEndDevice, tx.Centre, id, tx.Now); err != nil {
			return false, err
		}
		if err := s.drop(tx, ended{device: id}); err != nil {
			return false, err
		}
		_, err := ledger.Append(tx, ledger.Event{Actor: by.Ref(), Verb: "device.ended", Article: "16",
			Subject: ledger.Of("device", id)})
		return true, err
	})
	return err
}

// Devices lists the machines, the ended ones last.
func (s *Service) Devices(tx *db.Tx) ([]Device, error) {
	return db.Rows(tx, qDevices, scanDevice, tx.Centre)
}

// ListDevices is Devices for whoever manages them.
func (s *Service) ListDevices(ctx context.Context, by Actor) (all []Device, err error) {
	if err := by.May("device.manage", Thing{}); err != nil {
		return nil, err
	}
	err = s.Store.Read(ctx, by.Centre, func(tx *db.Tx) error {
		all, err = s.Devices(tx)
		return err
	})
	return all, err
}

// quiet is after how long without a request or stream a machine counts as away.
const quiet = 3 * time.Minute

// Away tells whether a machine that should be there has not been heard of.
func (d Device) Away(now clock.Instant) bool { return d.Ended == 0 && now.Sub(d.Seen) > quiet }

// EnterDevice gives the actor of a machine's secret, and what is closed when it is taken back; a visitor when the secret
// is unknown or ended.
func (s *Service) EnterDevice(ctx context.Context, secret string) (Actor, <-chan struct{}, error) {
	none := Actor{Centre: s.Centre}
	centre, ok := centreOf(secret)
	if !ok {
		return none, nil, nil
	}
	hash := hashed(secret)
	k, err := s.kept.fetch(hash, func() (k *keptSession, err error) {
		err = s.Store.Read(ctx, centre, func(tx *db.Tx) error {
			d, found, err := db.Find(tx, qDevice, scanDevice, tx.Centre, hash)
			k = nil
			if err == nil && found {
				k = keptDevice(centre, d)
			}
			return err
		})
		return k, err
	})
	if err != nil || k == nil {
		return none, nil, err
	}
	k.visit(ctx)
	if k.due(s.Store.Clock().Now()) {
		err = s.Store.Write(ctx, centre, func(tx *db.Tx) error {
			_, err := tx.Exec(qSeenDevices, tx.Centre, db.Ints([]int64{k.actor.Device}), tx.Now)
			return err
		})
	}
	return k.actor, k.done, err
}

// keptDevice never idles: a screen runs all day.
func keptDevice(centre int64, d Device) *keptSession {
	a := Actor{Centre: centre, Device: d.ID, Name: d.Name, Zone: d.Zone, Grants: []Grant{{Role: d.Duty}}}
	if d.Window != 0 {
		a.Windows = []int64{d.Window}
	}
	return &keptSession{actor: a, written: d.Seen, done: make(chan struct{})}
}
