package outageweb

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	"lianban/internal/feature/queue/outage"
)

// Spare is a number that a kiosk may give while the network is away, with the drawing of its QR code.
type Spare struct {
	Zone  string    `json:"zone"`
	No    string    `json:"no" example:"KA001"`
	Token string    `json:"token"`
	Day   clock.Day `json:"day" example:"2026-11-23"`
	Box   string    `json:"box" doc:"The code's viewBox"`
	Code  string    `json:"code" doc:"The code's path, drawn by the server"`
}

type (
	blockIn struct {
		Body struct {
			Origin string `json:"origin,omitempty" maxLength:"200" doc:"The address under which the kiosk asks, where the site has no other"`
		}
	}
	blockOut struct {
		Body struct {
			Spares []Spare `json:"spares"`
		}
	}
	givenIn struct {
		Body struct {
			Given []struct {
				No   string        `json:"no" maxLength:"20" example:"KA001"`
				Item string        `json:"item" example:"7340032000041"`
				At   clock.Instant `json:"at" format:"date-time"`
			} `json:"given" maxItems:"200"`
		}
	}
	givenOut struct {
		Body struct {
			Refused []string `json:"refused" doc:"Numbers that were not reserved for this kiosk today"`
		}
	}
)

func (h Handler) apiBlock(ctx context.Context, in *blockIn) (*blockOut, error) {
	by := identity.From(ctx)
	all, err := h.Outage.Block(ctx, by)
	if err != nil {
		return nil, err
	}
	origin := h.Origin
	if origin == "" {
		origin = in.Body.Origin
	}
	out := &blockOut{}
	out.Body.Spares = []Spare{}
	today := h.Outage.Store.Clock().Now().Day()
	for _, s := range all {
		box, code := ui.Code(strings.TrimSuffix(origin, "/") + "/t/" + s.Token)
		out.Body.Spares = append(out.Body.Spares, Spare{Zone: id(s.Zone), No: s.No, Token: s.Token, Day: today, Box: box, Code: code})
	}
	return out, nil
}

func (h Handler) apiGiven(ctx context.Context, in *givenIn) (*givenOut, error) {
	var all []outage.Given
	for _, g := range in.Body.Given {
		item, err := strconv.ParseInt(g.Item, 10, 64)
		if err != nil {
			return nil, errs.Field("item", "error.not_number")
		}
		all = append(all, outage.Given{No: g.No, Item: item, At: g.At})
	}
	out := &givenOut{}
	var err error
	out.Body.Refused, err = h.Outage.Give(ctx, identity.From(ctx), all)
	if err != nil {
		return nil, err
	}
	return out, nil
}

// awayKiosk is the kiosk without a network: every question in one document.
type awayKiosk struct {
	Page  ui.KioskPage
	Zones []awayZone
	Open  string // today's hours as "from-to from-to" in ms
	Print bool   // the machine prints by itself
}

// awayZone is a zone with what is taken a number for there.
type awayZone struct {
	directory.Zone
	Items []ui.Option
}

// kioskAway is what the worker keeps for the time without a network.
func (h Handler) kioskAway(r *web.Request) (web.Reply, error) {
	ctx := r.Ctx()
	v := awayKiosk{Print: printing(r)}
	err := h.read(ctx, func(tx *db.Tx) error {
		hall, err := h.Directory.Hall(tx)
		if err != nil {
			return err
		}
		v.Page = ui.KioskPage{Title: ui.T(ctx, "outage.kiosk.title"), Centre: hall.Centre.Name, Machine: actor(r).Name, Home: ui.KioskHome,
			Self: "/kiosk/offline", Now: tx.Now}
		hours, err := h.Queue.Hours(tx)
		if err != nil {
			return err
		}
		var open []string
		for _, s := range hours.On(tx.Today()).Open {
			open = append(open, ms(tx.Today().At(0, s.From))+"-"+ms(tx.Today().At(0, s.To)))
		}
		v.Open = strings.Join(open, " ")
		v.Zones, err = h.awayZones(tx, hall)
		return err
	})
	return web.Reply{Page: kioskAwayPage(v)}, err
}

func printing(r *web.Request) bool {
	c, err := r.Cookie("kiosk_print")
	return err == nil && c.Value == "1"
}

func (h Handler) awayZones(tx *db.Tx, hall *directory.Hall) (out []awayZone, err error) {
	for _, z := range hall.Zones {
		one := awayZone{Zone: z}
		var seen []int64
		for _, w := range hall.InZone(z.ID, tx.Now) {
			for _, item := range hall.Items(w.ID, tx.Now) {
				if slices.Contains(seen, item) {
					continue
				}
				seen = append(seen, item)
				name, err := h.Queue.Item(tx, item)
				if errs.Is(err, errs.Breach) || errs.Is(err, errs.NotFound) {
					continue
				}
				if err != nil {
					return nil, err
				}
				one.Items = append(one.Items, ui.Option{Value: id(item), Label: name})
			}
		}
		if len(one.Items) > 0 {
			out = append(out, one)
		}
	}
	return out, nil
}

// worker is the script that stands between the kiosk and the network.
func (h Handler) worker(*web.Request) (web.Reply, error) {
	return web.Reply{File: &web.File{Type: "text/javascript; charset=utf-8", Body: strings.NewReader(h.Worker)}}, nil
}

// ms is an instant as the clocks of a page count.
func ms(t clock.Instant) string { return strconv.FormatInt(t.Time().UnixMilli(), 10) }

func printSelf(v awayKiosk) string {
	if v.Print {
		return "1"
	}
	return ""
}
