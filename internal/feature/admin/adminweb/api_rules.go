package adminweb

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/danielgtaylor/huma/v2"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/base/web"
	"lianban/internal/base/web/form"
	"lianban/internal/core/calendar"
	"lianban/internal/core/identity"
	"lianban/internal/core/law"
	"lianban/internal/core/ledger"
)

func (h Handler) apiRules(s *web.Site) {
	o := op("calendar")
	web.API(s, o("calendar-year", "GET /api/v1/calendar/{year}", "calendar.read", "一年的工作日历"), h.apiYear)
	web.API(s, o("calendar-import", "POST /api/v1/calendar/notices", "calendar.import", "录入放假通知"), h.apiImport)
	web.API(s, o("calendar-exceptions", "GET /api/v1/calendar/exceptions", "calendar.read", "开放时间例外"), h.apiExceptions)
	web.API(s, o("calendar-except", "POST /api/v1/calendar/exceptions", "calendar.import", "录入开放时间例外"), h.apiExcept)
	web.API(s, o("calendar-except-end", "DELETE /api/v1/calendar/exceptions/{id}", "calendar.import", "撤回例外"), h.apiEndException)
	web.API(s, o("figures-list", "GET /api/v1/figures", "figure.read", "参数"), h.apiFigures)
	o = op("ledger")
	web.API(s, o("trail-search", "GET /api/v1/trail", "ledger.read", "查流水账"), h.apiTrail)
	web.API(s, o("trail-verify", "POST /api/v1/trail/verify", "ledger.read", "校验流水账"), h.apiVerify)
	web.API(s, o("trail-export", "GET /api/v1/trail/export", "ledger.export", "导出流水账"), h.apiExport)
	web.API(s, o("trail-proof", "GET /api/v1/trail/{id}/proof", "ledger.read", "一条记录的证明"), h.apiProof)
}

// Day is a day of the working calendar that is not what its weekday says, or every day where it was asked for.
type Day struct {
	Day         clock.Day `json:"day" format:"date"`
	Work        bool      `json:"work"`
	Why         string    `json:"why" example:"国庆节"`
	Basis       string    `json:"basis,omitempty" example:"国办发明电〔2024〕12 号"`
	Provisional bool      `json:"provisional,omitempty" doc:"The year's notice is missing"`
}

type yearOut struct {
	Body struct {
		Calendar string `json:"calendar" example:"xinjiang"`
		Days     []Day  `json:"days"`
	}
}

func (h Handler) apiYear(ctx context.Context, in *struct {
	Year int `path:"year" minimum:"2000" maximum:"2098"`
}) (*yearOut, error) {
	out := &yearOut{}
	err := h.Identity.Store.Read(ctx, identity.From(ctx).Centre, func(tx *db.Tx) error {
		cal, err := h.Calendar.Calendar(tx)
		if err != nil {
			return err
		}
		out.Body.Calendar, out.Body.Days = cal.Name(), []Day{}
		for day := clock.Date(in.Year, 1, 1); day.Year() == in.Year; day = day.Add(1) {
			i := cal.About(day)
			out.Body.Days = append(out.Body.Days, Day{Day: day, Work: i.Work, Why: text.Say(text.Of(ctx), i.Reason()), Basis: i.Basis,
				Provisional: i.Provisional})
		}
		return nil
	})
	return out, err
}

type importIn struct {
	Preview bool `query:"preview" doc:"Only say what it would move"`
	Body    struct {
		Region string          `json:"region,omitempty" maxLength:"40" doc:"Empty with a holiday-cn file" example:"xinjiang"`
		Year   int             `json:"year,omitempty"`
		Number string          `json:"number,omitempty" maxLength:"60" doc:"文号"`
		Dated  clock.Day       `json:"dated,omitempty" format:"date"`
		Days   []NoticeDay     `json:"days,omitempty" maxItems:"366"`
		File   json.RawMessage `json:"holiday_cn,omitempty" doc:"A file of the data set holiday-cn instead of region, year and days"`
	}
}

// NoticeDay is a day of a notice.
type NoticeDay struct {
	Day  clock.Day `json:"day" format:"date"`
	Name string    `json:"name" maxLength:"20" example:"古尔邦节"`
	Off  bool      `json:"off" doc:"false = worked by order"`
}

type importOut struct {
	Body struct {
		Changed bool        `json:"changed" doc:"false: that very notice is known"`
		Days    []clock.Day `json:"days" doc:"The days that become working days, or cease to be"`
		Open    int         `json:"open" doc:"How many clocks are open"`
		Moved   []Moved     `json:"moved"`
	}
}

// Moved is a deadline that is due on another day.
type Moved struct {
	Ref   string    `json:"ref" example:"CJ20261119-0231"`
	Title string    `json:"title"`
	Was   clock.Day `json:"was" format:"date"`
	Is    clock.Day `json:"is" format:"date"`
	Over  bool      `json:"over"`
}

func (h Handler) apiImport(ctx context.Context, in *importIn) (*importOut, error) {
	by := identity.From(ctx)
	n := calendar.Notice{Region: in.Body.Region, Year: in.Body.Year}
	if len(in.Body.File) > 0 {
		var err error
		if n, err = calendar.ParseNotice(in.Body.File); err != nil {
			return nil, err
		}
	}
	for _, d := range in.Body.Days {
		n.Days = append(n.Days, calendar.Special{Day: d.Day, Name: d.Name, Off: d.Off})
	}
	n.Number, n.Dated = in.Body.Number, in.Body.Dated
	done, err := h.Calendar.Import(ctx, by.Centre, by, n, in.Preview)
	if err != nil {
		return nil, err
	}
	out := &importOut{}
	out.Body.Changed, out.Body.Open, out.Body.Days, out.Body.Moved = done.Changed, done.Open, []clock.Day{}, []Moved{}
	for _, d := range done.Days.Days {
		out.Body.Days = append(out.Body.Days, d.Is.Day)
	}
	for _, m := range done.Moved {
		out.Body.Moved = append(out.Body.Moved, Moved{Ref: m.Ref, Title: m.Title, Was: m.Was, Is: m.Is, Over: m.Over})
	}
	return out, nil
}

// Exception is days on which the windows open at other hours.
type Exception struct {
	ID     string    `json:"id,omitempty" readOnly:"true"`
	From   clock.Day `json:"from" format:"date"`
	To     clock.Day `json:"to" format:"date"`
	Open   string    `json:"open" maxLength:"60" doc:"Empty = closed" example:"10:00-14:00"`
	Reason string    `json:"reason" maxLength:"60"`
	Number string    `json:"number" maxLength:"60"`
}

func (h Handler) apiExceptions(ctx context.Context, _ *struct{}) (*struct{ Body []Exception }, error) {
	out := &struct{ Body []Exception }{Body: []Exception{}}
	err := h.Identity.Store.Read(ctx, identity.From(ctx).Centre, func(tx *db.Tx) error {
		all, err := calendar.Exceptions(tx)
		out.Body = []Exception{}
		for _, e := range all {
			out.Body = append(out.Body, Exception{ID: form.Key(e.ID), From: e.From, To: e.To, Open: hoursOf(e.Open), Reason: e.Reason,
				Number: e.Number})
		}
		return err
	})
	return out, err
}

func (h Handler) apiExcept(ctx context.Context, in *struct{ Body Exception }) (*struct{ Body Exception }, error) {
	by, e := identity.From(ctx), calendar.Exception{From: in.Body.From, To: in.Body.To, Reason: in.Body.Reason, Number: in.Body.Number}
	var err error
	if e.Open, err = spans(in.Body.Open); err != nil {
		return nil, err
	}
	id, err := h.Calendar.Except(ctx, by.Centre, by, e)
	in.Body.ID = form.Key(id)
	return &struct{ Body Exception }{Body: in.Body}, err
}

func (h Handler) apiEndException(ctx context.Context, in *idIn) (*struct{}, error) {
	by := identity.From(ctx)
	return nil, in.about(func(id int64) error { return h.Calendar.EndException(ctx, by.Centre, by, id) })
}

// Figure is a number of the rulebook.
type Figure struct {
	Name    string    `json:"name" example:"offpost.max_minutes"`
	Title   string    `json:"title" example:"离岗最长时间"`
	Value   string    `json:"value" example:"15 分钟"`
	Article string    `json:"article" example:"9.4"`
	Wording string    `json:"wording,omitempty"`
	Given   law.Given `json:"given" enum:"measures,law,default"`
	Since   clock.Day `json:"since" format:"date"`
	Number  string    `json:"number,omitempty" doc:"The centre's own document, where it changed the figure"`
}

func (h Handler) apiFigures(ctx context.Context, _ *struct{}) (*struct{ Body []Figure }, error) {
	out := &struct{ Body []Figure }{Body: []Figure{}}
	err := h.Identity.Store.Read(ctx, identity.From(ctx).Centre, func(tx *db.Tx) error {
		figures, err := h.held(tx)
		if err != nil {
			return err
		}
		out.Body = []Figure{}
		for _, a := range figureList(ctx, figures, tx.Today()) {
			for _, f := range a.Figures {
				v := Figure{Name: f.Name, Title: f.Title, Value: f.Value, Article: f.Ref, Wording: f.Wording, Given: f.Given,
					Since: f.Since}
				if f.Own != nil {
					v.Number = f.Own.Number
				}
				out.Body = append(out.Body, v)
			}
		}
		return nil
	})
	return out, err
}

// Event is an entry of the ledger.
type Event struct {
	ID      string          `json:"id"`
	Seq     int64           `json:"seq" doc:"Its number in the sealed ledger; 0 = not sealed yet"`
	At      clock.Instant   `json:"at" format:"date-time"`
	Actor   string          `json:"actor" example:"account:7340032000007"`
	Verb    string          `json:"verb" example:"ticket.called"`
	Article string          `json:"article,omitempty"`
	Record  json.RawMessage `json:"record" doc:"The canonical record, whose bytes are sealed"`
}

func (h Handler) apiTrail(ctx context.Context, in *struct {
	Kind  string    `query:"kind" maxLength:"30" example:"case"`
	ID    int64     `query:"id" minimum:"0"`
	Actor string    `query:"actor" maxLength:"60"`
	Verb  string    `query:"verb" maxLength:"60" doc:"A verb or its beginning"`
	From  clock.Day `query:"from" format:"date"`
	To    clock.Day `query:"to" format:"date"`
	At    int64     `query:"at" minimum:"0" doc:"With after: at and id of the last one seen, at in microseconds"`
	After int64     `query:"after" minimum:"0"`
	Limit int       `query:"limit" minimum:"1" maximum:"500" default:"50"`
}) (*struct{ Body []Event }, error) {
	out := &struct{ Body []Event }{Body: []Event{}}
	by := identity.From(ctx)
	err := h.Ledger.Read(ctx, by, by.Centre, func(tx *db.Tx) error {
		all, err := ledger.Search(tx, ledger.Query{Subject: ledger.Of(in.Kind, in.ID), Actor: in.Actor, Verb: in.Verb, From: in.From,
			To: in.To, Before: ledger.Place{At: clock.Instant(in.At), ID: in.After}, Limit: in.Limit})
		out.Body = []Event{}
		for _, e := range all {
			out.Body = append(out.Body, Event{ID: form.Key(e.ID), Seq: e.Seq, At: e.At, Actor: e.Actor, Verb: e.Verb, Article: e.Article,
				Record: json.RawMessage(e.Record)})
		}
		return err
	})
	return out, err
}

type verifyOut struct {
	Body struct {
		Sound bool     `json:"sound"`
		Wrong []string `json:"wrong"`
	}
}

func (h Handler) apiVerify(ctx context.Context, _ *struct{}) (*verifyOut, error) {
	out, by := &verifyOut{}, identity.From(ctx)
	err := h.Ledger.Read(ctx, by, by.Centre, func(tx *db.Tx) error {
		wrong, err := ledger.Verify(tx)
		out.Body.Wrong = append([]string{}, wrong...)
		out.Body.Sound = len(wrong) == 0
		return err
	})
	return out, err
}

func (h Handler) apiExport(ctx context.Context, _ *struct{}) (*huma.StreamResponse, error) {
	by := identity.From(ctx)
	if err := by.May("ledger.export", identity.Thing{}); err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(c huma.Context) {
		c.SetHeader("Content-Type", "application/zip")
		// What fails here cuts the archive off: an archive without its end opens nowhere, so nobody takes it for whole.
		_, _ = h.Ledger.ExportZip(c.Context(), by, by.Centre, c.BodyWriter())
	}}, nil
}

func (h Handler) apiProof(ctx context.Context, in *idIn) (*struct{ Body any }, error) {
	out, by := &struct{ Body any }{}, identity.From(ctx)
	err := in.about(func(id int64) error {
		return h.Ledger.Read(ctx, by, by.Centre, func(tx *db.Tx) (err error) {
			out.Body, err = ledger.Prove(tx, id)
			return err
		})
	})
	if errors.Is(err, ledger.ErrNotSigned) {
		err = errs.New(errs.Conflict, "admin.trail.not_signed")
	}
	return out, err
}
