package queueweb

import (
	"context"
	"strings"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/web"
	"lianban/internal/core/identity"
	"lianban/internal/feature/catalog"
	"lianban/internal/feature/queue"
)

// Spot is a window as e-guide and guide desk show it: nothing about whoever sits there.
type Spot struct {
	Window  int64             `json:"window,string"`
	No      string            `json:"no" example:"12"`
	Name    string            `json:"name" example:"企业开办"`
	Zone    string            `json:"zone" example:"A"`
	Place   string            `json:"place" example:"一楼东侧"`
	State   queue.WindowState `json:"state" enum:"open,paused,closed"`
	Now     string            `json:"now" doc:"The state in words" example:"暂停服务，10:35 前返回"`
	Ticket  string            `json:"ticket,omitempty" doc:"The number that is called or served there" example:"A032"`
	Waiting int               `json:"waiting" doc:"How many wait that this window may call"`
}

// Way is an item with the windows that serve it at this instant, those that call first.
type Way struct {
	Item       int64    `json:"item,string"`
	Name       string   `json:"name" example:"内资有限公司设立登记"`
	Department string   `json:"department" example:"市市场监管局"`
	Windows    []Spot   `json:"windows"`
	Waiting    int      `json:"waiting" doc:"How many wait in the zone"`
	Refused    []string `json:"refused" doc:"Why no number is given for it now; empty when one is"`
}

// Change is what the directory changes today at one window.
type Change struct {
	At   clock.Instant `json:"at" format:"date-time"`
	No   int           `json:"no" doc:"The window's number"`
	Text string        `json:"text" example:"3 号窗口停办 社会保障卡补领"`
}

// Directions are what e-guide and guide desk say, all from the directory at one instant.
type Directions struct {
	At      clock.Instant `json:"at" format:"date-time" doc:"The instant it is about"`
	Found   int           `json:"found" doc:"How many items fit the words"`
	Items   []Way         `json:"items" doc:"The first of them, the best first"`
	Windows []Spot        `json:"windows" doc:"Every window of the hall at this instant"`
	Changes []Change      `json:"changes,omitempty" doc:"What the directory changes today; guide desk only"`
}

type (
	directionsIn struct {
		Q string `query:"q" maxLength:"60" doc:"What it is about, in people's own words" example:"开公司"`
	}
	directionsOut struct{ Body Directions }
)

func (h Handler) apiGuide(s *web.Site) {
	web.API(s, web.Op{ID: "desk", Pattern: "GET /api/v1/desk", Action: "ticket.help", Title: "导办台", Tag: "queue"}, h.apiDesk)
	web.API(s, web.Op{ID: "eguide", Pattern: "GET /api/v1/eguide", Action: "kiosk.use", Title: "电子导引", Tag: "queue"}, h.apiEguide)
}

func (h Handler) apiDesk(ctx context.Context, in *directionsIn) (*directionsOut, error) {
	return h.directions(ctx, in, true)
}

func (h Handler) apiEguide(ctx context.Context, in *directionsIn) (*directionsOut, error) {
	return h.directions(ctx, in, false)
}

func (h Handler) directions(ctx context.Context, in *directionsIn, changes bool) (*directionsOut, error) {
	out := &directionsOut{Body: Directions{Items: []Way{}, Windows: []Spot{}}}
	var hits []catalog.Hit
	var err error
	if words := strings.TrimSpace(in.Q); words != "" {
		if hits, out.Body.Found, err = h.search(ctx, words, shownWays); err != nil {
			return nil, err
		}
	}
	err = h.Queue.Store.Read(ctx, identity.From(ctx).Centre, func(tx *db.Tx) error {
		n, err := h.around(ctx, tx)
		if err != nil {
			return err
		}
		out.Body.At, out.Body.Windows = n.at, spotsOut(n.spots(ctx, n.Open(n.at)))
		ways, err := h.ways(ctx, tx, n, hits)
		if err != nil {
			return err
		}
		out.Body.Items = waysOut(ways)
		if !changes {
			return nil
		}
		all, err := h.changes(ctx, tx, n)
		for _, c := range all {
			out.Body.Changes = append(out.Body.Changes, Change{At: c.At, No: c.No, Text: c.Text})
		}
		return err
	})
	return out, err
}

func spotsOut(all []spot) []Spot {
	out := make([]Spot, len(all))
	for i, s := range all {
		out[i] = Spot{Window: s.ID, No: s.No, Name: s.Name, Zone: s.Zone.Prefix, Place: s.Zone.Place, State: s.State, Now: s.Word,
			Ticket: s.Ticket, Waiting: s.Waiting}
	}
	return out
}

func waysOut(all []way) []Way {
	out := make([]Way, len(all))
	for i, w := range all {
		out[i] = Way{Item: w.Item, Name: w.Name, Department: w.Department, Windows: spotsOut(w.Spots), Waiting: w.Waiting,
			Refused: []string{}}
		for _, f := range w.Faults {
			out[i].Refused = append(out[i].Refused, f.Text)
		}
	}
	return out
}
