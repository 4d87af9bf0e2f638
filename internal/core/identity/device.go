package identity

import (
	"context"
	"slices"
	"strconv"

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

// AddDevice makes a machine known and gives its secret, once; only its hash is kept.
func (s *Service) AddDevice(ctx context.Context, by Actor, d Device) (id int64, secret string, err error) {
	if err := by.May("device.manage", Thing{}); err != nil {
		return 0, "", err
	}
	err = s.Store.Write(ctx, by.Centre, func(tx *db.Tx) error {
		id, secret, err = s.PutDevice(tx, by.Ref(), d)
		return err
	})
	return id, secret, err
}

// PutDevice is AddDevice in the caller's transaction.
func (s *Service) PutDevice(tx *db.Tx, by string, d Device) (int64, string, error) {
	if !slices.Contains(Duties, d.Duty) {
		return 0, "", errs.Field("duty", "identity.unknown_role", "role", string(d.Duty))
	}
	if (d.Duty == Strip || d.Duty == Pad) && d.Window == 0 {
		return 0, "", errs.Field("window", "error.required")
	}
	id, secret := tx.NewID(), strconv.FormatInt(tx.Centre, 10)+"."+tx.Token()
	if _, err := tx.Exec(qPutDevice, tx.Centre, id, d.Duty, d.Name, d.Window, d.Zone, hashed(secret), tx.Now); err != nil {
		return 0, "", err
	}
	_, err := ledger.Append(tx, ledger.Event{Actor: by, Verb: "device.added", Article: "16", Subject: ledger.Of("device", id),
		Facts: map[string]any{"duty": string(d.Duty), "name": d.Name}})
	return id, secret, err
}

// EndDevice takes a machine's token back.
func (s *Service) EndDevice(ctx context.Context, by Actor, id int64) error {
	if err := by.May("device.manage", Thing{}); err != nil {
		return err
	}
	return s.Store.Write(ctx, by.Centre, func(tx *db.Tx) error {
		if err := tx.Must1(qEndDevice, tx.Centre, id, tx.Now); err != nil {
			return err
		}
		tx.After(func() { s.kept.drop(func(k *keptSession) bool { return k.actor.Device == id }) })
		_, err := ledger.Append(tx, ledger.Event{Actor: by.Ref(), Verb: "device.ended", Article: "16",
			Subject: ledger.Of("device", id)})
		return err
	})
}

// Devices lists the machines, the ended ones too.
func (s *Service) Devices(tx *db.Tx) ([]Device, error) {
	return db.Rows(tx, qDevices, scanDevice, tx.Centre)
}

// EnterDevice gives the actor of a machine's secret; a visitor when it is unknown or ended.
func (s *Service) EnterDevice(ctx context.Context, secret string) (Actor, <-chan struct{}, error) {
	none := Actor{Centre: s.Centre}
	centre, ok := centreOf(secret)
	if !ok {
		return none, nil, nil
	}
	hash := hashed(secret)
	k := s.kept.get(hash)
	if k == nil {
		age := s.kept.age()
		err := s.Store.Read(ctx, centre, func(tx *db.Tx) error {
			d, found, err := db.Find(tx, qDevice, scanDevice, tx.Centre, hash)
			if err == nil && found {
				k = keptDevice(centre, d)
			}
			return err
		})
		if err != nil || k == nil {
			return none, nil, err
		}
		k = s.kept.put(hash, k, age)
	}
	return k.actor, k.done, nil
}

// keptDevice never idles: a screen runs all day.
func keptDevice(centre int64, d Device) *keptSession {
	a := Actor{Centre: centre, Device: d.ID, Name: d.Name, Zone: d.Zone, Grants: []Grant{{Role: d.Duty}}}
	if d.Window != 0 {
		a.Windows = []int64{d.Window}
	}
	return &keptSession{actor: a, done: make(chan struct{})}
}
