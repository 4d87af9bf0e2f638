package boardweb

import (
	"context"
	"strconv"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/deadline"
	"lianban/internal/core/identity"
)

// Clock is a running clock as the API shows it.
type Clock struct {
	ID          string        `json:"id" example:"7340032000041"`
	Kind        string        `json:"kind" example:"case.promise"`
	Title       string        `json:"title" example:"食品经营许可（新办）"`
	Ref         string        `json:"ref" example:"CJ20261118-0077"`
	Article     string        `json:"article" example:"11.3"`
	Lamp        deadline.Lamp `json:"lamp" enum:"green,yellow,red,hold,done"`
	Left        string        `json:"left" doc:"What is left, in words"`
	Day         clock.Day     `json:"day" format:"date" doc:"The last day in time, until 24:00"`
	Provisional bool          `json:"provisional" doc:"A holiday notice is missing for a year up to that day"`
	Department  string        `json:"department,omitempty"`
	Window      int           `json:"window,omitempty"`
	Urged       int           `json:"urged" doc:"How often the office has urged"`
	Explain     []string      `json:"explain,omitempty" doc:"How the last day was counted out"`
}

func (r row) api(ctx context.Context) Clock {
	return Clock{ID: strconv.FormatInt(r.ID, 10), Kind: r.Kind, Title: r.Title, Ref: r.Ref, Article: r.Article, Lamp: r.Lamp,
		Left: say(ctx, r.Left), Day: r.Day, Provisional: r.Provisional, Department: r.Department, Window: r.Window, Urged: r.Urged}
}

// Board is the board as figures.
type Board struct {
	At      clock.Instant         `json:"at" format:"date-time"`
	Lamps   map[deadline.Lamp]int `json:"lamps"`
	Waiting int                   `json:"waiting" doc:"Who waits for the windows in sight"`
	Taken   int                   `json:"taken" doc:"Numbers taken today in the whole hall"`
	Served  int                   `json:"served" doc:"Finished today in the whole hall"`
	Sitting int                   `json:"sitting" doc:"Windows in sight where somebody sits"`
	Windows int                   `json:"windows" doc:"Windows in sight"`
	Away    int                   `json:"away" doc:"Clerks away from their post now (9(4))"`
	Vacant  []int                 `json:"vacant" doc:"Windows in sight where nobody sits although the hall is open"`
	Silent  []string              `json:"silent" doc:"Machines not heard of: all for the office, those at its windows for a department"`
	Urgent  []Clock               `json:"urgent"`
}

func (h Handler) apiBoard(ctx context.Context, _ *struct{}) (*struct{ Body Board }, error) {
	f, err := h.read(ctx, identity.From(ctx))
	if err != nil {
		return nil, err
	}
	sitting, all := f.open()
	b := Board{At: f.now, Lamps: f.tally, Waiting: f.waiting(), Taken: f.flow.Taken, Served: f.flow.Served, Sitting: sitting,
		Windows: all, Away: len(f.away), Urgent: []Clock{},
		Vacant: append([]int{}, f.vacant...), Silent: []string{}}
	for _, d := range f.silent {
		b.Silent = append(b.Silent, d.Name)
	}
	for _, r := range f.rows {
		b.Urgent = append(b.Urgent, r.api(ctx))
	}
	return &struct{ Body Board }{b}, nil
}

type listIn struct {
	Lamp       deadline.Lamp `query:"lamp" enum:"green,yellow,red,hold,done" doc:"Only those; every open one when left out"`
	Department string        `query:"department" doc:"The department's id"`
	Page       int           `query:"page" minimum:"1" default:"1"`
}

// Clocks is a page of clocks.
type Clocks struct {
	Total  int     `json:"total"`
	Page   int     `json:"page"`
	Clocks []Clock `json:"clocks"`
}

func (h Handler) apiList(ctx context.Context, in *listIn) (*struct{ Body Clocks }, error) {
	v := listing{by: identity.From(ctx), lamp: string(in.Lamp)}
	v.list.Page = max(in.Page, 1)
	if in.Department != "" {
		n, err := strconv.ParseInt(in.Department, 10, 64)
		if err != nil {
			return nil, errs.Field("department", "error.not_number")
		}
		v.department = n
	}
	if err := h.Store.Read(ctx, v.by.Centre, func(tx *db.Tx) error { return h.fill(tx, &v) }); err != nil {
		return nil, err
	}
	out := Clocks{Total: v.list.Total, Page: v.list.Page, Clocks: []Clock{}}
	for _, r := range v.rows {
		out.Clocks = append(out.Clocks, r.api(ctx))
	}
	return &struct{ Body Clocks }{out}, nil
}

type clockIn struct {
	ID string `path:"id" doc:"The clock's id" example:"7340032000041"`
}

func (in clockIn) id() (int64, error) {
	n, err := strconv.ParseInt(in.ID, 10, 64)
	if err != nil {
		return 0, errs.New(errs.NotFound, "error.not_found")
	}
	return n, nil
}

func (h Handler) apiOne(ctx context.Context, in *clockIn) (*struct{ Body Clock }, error) {
	id, err := in.id()
	if err != nil {
		return nil, err
	}
	by, out := identity.From(ctx), Clock{}
	err = h.Store.Read(ctx, by.Centre, func(tx *db.Tx) error {
		d, err := h.seen(tx, by, id)
		if err != nil {
			return err
		}
		hall, err := h.Directory.Hall(tx)
		if err != nil {
			return err
		}
		lit, err := h.Deadlines.Lit(tx, d)
		if err != nil {
			return err
		}
		rows, err := h.rows(tx, hall, lit)
		if err != nil {
			return err
		}
		out = rows[0].api(ctx)
		why, err := h.Deadlines.Explain(tx, id)
		for _, line := range why {
			out.Explain = append(out.Explain, say(ctx, line))
		}
		return err
	})
	return &struct{ Body Clock }{out}, err
}

type urgeIn struct {
	ID   string `path:"id" doc:"The clock's id" example:"7340032000041"`
	Body struct {
		Word string `json:"word,omitempty" maxLength:"200" doc:"What the office says"`
	}
}

// Urged says that the office's word was sent.
type Urged struct {
	ID string        `json:"id"`
	At clock.Instant `json:"at" format:"date-time"`
}

func (h Handler) apiUrge(ctx context.Context, in *urgeIn) (*struct{ Body Urged }, error) {
	id, err := clockIn{in.ID}.id()
	if err != nil {
		return nil, err
	}
	u, err := h.Board.Urge(ctx, identity.From(ctx), id, in.Body.Word)
	if err != nil {
		return nil, err
	}
	return &struct{ Body Urged }{Urged{ID: strconv.FormatInt(u.ID, 10), At: u.At}}, nil
}
