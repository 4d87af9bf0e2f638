package outage

import (
	"context"
	"slices"
	"strings"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	"lianban/internal/core/law"
	"lianban/internal/core/ledger"
	"lianban/internal/feature/queue"
)

// Mark is what stands on a number that a kiosk gave while the network was away, and before its zone's letter.
const Mark = "K"

var kioskBlock = law.Number("queue.kiosk_block")

// Spare is a number that a kiosk may give while the network is away. Its token was made ahead.
type Spare struct {
	Zone   int64
	No     string
	Token  string
	Prefix string
	Serial int64
}

// Given is a number that a kiosk gave from its block.
type Given struct {
	No   string
	Item int64
	At   clock.Instant
}

var (
	qPutBlock = db.Q("outage.put_block", `insert into outage_block (centre_id, id, day, zone_id, prefix, first, last, device_id, made_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`)
	qReserve = db.Q("outage.reserve", `insert into outage_reserved (centre_id, day, prefix, serial, block_id, token, ticket_id)
		values ($1, $2, $3, $4, $5, $6, 0)`)
	qSpares = db.Q("outage.spares", `select b.zone_id, r.prefix, r.serial, r.token from outage_block b
		join outage_reserved r on r.centre_id = $1 and r.block_id = b.id
		where b.centre_id = $1 and b.day = $2 and b.device_id = $3 and r.ticket_id = 0 order by r.prefix, r.serial`)
	qReserved = db.Q("outage.reserved", `select b.zone_id, r.prefix, r.serial, r.token, r.ticket_id, b.made_at from outage_block b
		join outage_reserved r on r.centre_id = $1 and r.block_id = b.id
		where b.centre_id = $1 and b.day = $2 and b.device_id = $3`)
	qUse = db.Q("outage.reserved_use", `update outage_reserved set ticket_id = $5 where centre_id = $1 and day = $2 and prefix = $3
		and serial = $4 and ticket_id = 0`)
)

func scanSpare(row db.Scan) (s Spare, err error) {
	err = row(&s.Zone, &s.Prefix, &s.Serial, &s.Token)
	s.No = queue.Number(s.Prefix, s.Serial)
	return s, err
}

// Block gives the kiosk that asks the numbers it may give while the network is away: of every zone that serves something as many
// as the figure says, those that it has not given yet among them. They are of today.
func (s *Service) Block(ctx context.Context, by identity.Actor) ([]Spare, error) {
	return db.Do(ctx, s.Store, by.Centre, func(tx *db.Tx) ([]Spare, error) {
		if err := by.May("kiosk.use", identity.Thing{}); err != nil {
			return nil, err
		}
		view, err := s.view(tx)
		if err != nil {
			return nil, err
		}
		hall, err := s.Directory.Hall(tx)
		if err != nil {
			return nil, err
		}
		has, err := db.Rows(tx, qSpares, scanSpare, tx.Centre, tx.Today(), by.Device)
		if err != nil {
			return nil, err
		}
		for _, z := range hall.Zones {
			prefix, clash := series(hall, z)
			if clash || !serves(hall, z.ID, tx.Now) {
				continue
			}
			n := len(filterZone(has, z.ID))
			if want := kioskBlock.In(view); n <= want/2 {
				if err := s.reserve(tx, by, z.ID, prefix, int64(want-n)); err != nil {
					return nil, err
				}
			}
		}
		return db.Rows(tx, qSpares, scanSpare, tx.Centre, tx.Today(), by.Device)
	})
}

// series is the series of a zone's numbers while the network is away; clash when another zone has it as its own.
func series(hall *directory.Hall, z directory.Zone) (prefix string, clash bool) {
	prefix = Mark + z.Prefix
	return prefix, slices.ContainsFunc(hall.Zones, func(o directory.Zone) bool { return o.Prefix == prefix })
}

func serves(hall *directory.Hall, zone int64, at clock.Instant) bool {
	return slices.ContainsFunc(hall.InZone(zone, at), func(w directory.Window) bool { return len(hall.Items(w.ID, at)) > 0 })
}

func filterZone(all []Spare, zone int64) (out []Spare) {
	for _, s := range all {
		if s.Zone == zone {
			out = append(out, s)
		}
	}
	return out
}

// reserve draws a block from the counter of its series (I2).
func (s *Service) reserve(tx *db.Tx, by identity.Actor, zone int64, prefix string, n int64) error {
	first, err := queue.Reserve(tx, prefix, n)
	if err != nil {
		return err
	}
	id := tx.NewID()
	if err := tx.Must1(qPutBlock, tx.Centre, id, tx.Today(), zone, prefix, first, first+n-1, by.Device, tx.Now); err != nil {
		return err
	}
	for i := range n {
		if err := tx.Must1(qReserve, tx.Centre, tx.Today(), prefix, first+i, id, tx.Token()); err != nil {
			return err
		}
	}
	_, err = ledger.Append(tx, ledger.Event{Actor: by.Ref(), Verb: "block.reserved", Article: "11", Subject: ledger.Of("zone", zone),
		Facts: map[string]any{"first": queue.Number(prefix, first), "numbers": n}})
	return err
}

// reserved is a number of a block as the server knows it.
type reserved struct {
	Spare
	ticket int64
	made   clock.Instant
}

// Give takes in the numbers that the kiosk gave while the network was away: each becomes a ticket, in the order of the times that are
// said. A number comes once. One that was not reserved for this kiosk today, or whose time cannot be, is named in the answer.
func (s *Service) Give(ctx context.Context, by identity.Actor, given []Given) ([]string, error) {
	if len(given) > mostSteps {
		return nil, errs.Field("given", "error.too_long", "max", mostSteps, "n", len(given))
	}
	given = slices.SortedStableFunc(slices.Values(given), func(a, b Given) int { return int(a.At - b.At) })
	return db.Do(ctx, s.Store, by.Centre, func(tx *db.Tx) ([]string, error) {
		refused := []string{}
		if err := by.May("kiosk.use", identity.Thing{}); err != nil {
			return nil, err
		}
		all, err := db.Rows(tx, qReserved, func(row db.Scan) (r reserved, err error) {
			err = row(&r.Zone, &r.Prefix, &r.Serial, &r.Token, &r.ticket, &r.made)
			return r, err
		}, tx.Centre, tx.Today(), by.Device)
		if err != nil {
			return nil, err
		}
		for _, g := range given {
			r := find(all, g.No)
			if r != nil && r.ticket != 0 {
				continue // told before
			}
			if r == nil || g.At < r.made || g.At > tx.Now {
				refused = append(refused, g.No)
				continue
			}
			t, err := s.Queue.TakeReserved(tx, by, queue.Reserved{Item: g.Item, Zone: r.Zone, Prefix: r.Prefix, Serial: r.Serial,
				Token: r.Token, At: g.At, Mark: Mark})
			if errs.Is(err, errs.Breach) || errs.Is(err, errs.NotFound) {
				refused = append(refused, g.No)
				continue
			}
			if err != nil {
				return nil, err
			}
			if err := tx.Must1(qUse, tx.Centre, tx.Today(), r.Prefix, r.Serial, t.ID); err != nil {
				return nil, err
			}
			r.ticket = t.ID
		}
		return refused, s.lost(tx, by, refused)
	})
}

func find(all []reserved, no string) *reserved {
	i := slices.IndexFunc(all, func(r reserved) bool { return queue.Number(r.Prefix, r.Serial) == no })
	if i < 0 {
		return nil
	}
	return &all[i]
}

// lost writes down numbers that stand on paper and could not become tickets: their holders are served at the guide desk.
func (s *Service) lost(tx *db.Tx, by identity.Actor, numbers []string) error {
	if len(numbers) == 0 {
		return nil
	}
	_, err := ledger.Append(tx, ledger.Event{Actor: by.Ref(), Verb: "block.refused", Article: "11",
		Subject: ledger.Of("centre", tx.Centre), Facts: map[string]any{"numbers": strings.Join(numbers, " ")}})
	return err
}
