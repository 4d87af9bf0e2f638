package catalogweb

import (
	"bytes"
	"context"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/base/web"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/identity"
	"lianban/internal/feature/catalog"
	"lianban/internal/feature/catalog/workbook"
)

// fullItems writes the items of a list with their guides: the newest version to whoever may read what is being written, the
// one in force to everybody else.
func (h Handler) fullItems(ctx context.Context, by identity.Actor, q catalog.Query) (*bytes.Buffer, error) {
	q.Page, q.Size = 1, catalog.Everything
	var all []workbook.Full
	if err := h.Catalog.Read(ctx, by, func(tx *db.Tx) error {
		all = nil
		p, err := h.Catalog.List(tx, by.Sight("item.read"), q)
		if err != nil {
			return err
		}
		newest, err := h.Catalog.Register(tx)
		if err != nil {
			return err
		}
		for _, it := range p.Items {
			one := workbook.Full{Item: it}
			v, there := newest.Newest[it.ID]
			if there && v.State == catalog.Draft && !h.Catalog.ReadsDrafts(by, it) {
				v, err = h.Catalog.GuideInForce(tx, it.ID, tx.Now)
				there = err == nil
			}
			if there {
				one.Guide = &v.Guide
			}
			if err != nil && !errs.Is(err, errs.NotFound) {
				return err
			}
			all = append(all, one)
		}
		return nil
	}); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	return &b, workbook.Write(&b, text.Of(ctx), all)
}

// exportFull is the register with everything its guides say, as it is filtered on the page. It can be imported again.
func (h Handler) exportFull(r *web.Request) (web.Reply, error) {
	q := query(r)
	if err := r.Faults(); err != nil {
		return web.Reply{}, err
	}
	b, err := h.fullItems(r.Ctx(), actor(r), q)
	if err != nil {
		return web.Reply{}, err
	}
	name := ui.T(r.Ctx(), "catalog.book.name", "day", h.now().Day()) + ".xlsx"
	return web.Reply{File: &web.File{Name: name, Type: xlsx, Body: b}}, nil
}

// apiFill is what the workbook, the declarations of many drafts and the rate are over the API.
// covers: A4-1 A4-2 A4-6
func (h Handler) apiFill(s *web.Site) {
	op := func(id, pattern, action, title string) web.Op {
		return web.Op{ID: id, Pattern: pattern, Action: action, Title: title, Tag: "items"}
	}
	web.API(s, op("items-full", "GET /api/v1/items/full", "item.read", "完整事项工作簿"), h.apiFull)
	web.API(s, op("item-rate", "GET /api/v1/items/rate", "item.read", "应进必进率"), h.apiRate)
	web.API(s, op("guides-waiting", "GET /api/v1/guides/waiting", "guide.publish", "待发布的修订稿"), h.apiWaiting)
	web.API(s, op("guides-publish", "POST /api/v1/guides/publish", "guide.publish", "一并发布修订稿"), h.apiPublishAll)
}

type fullIn struct {
	Q          string `query:"q" maxLength:"100" doc:"Stands in name, code, main item or department"`
	Department int64  `query:"department" minimum:"0" doc:"A department's id" example:"7340032000011"`
}

type fileOut struct {
	Type string `header:"Content-Type"`
	Body []byte
}

func (h Handler) apiFull(ctx context.Context, in *fullIn) (*fileOut, error) {
	b, err := h.fullItems(ctx, identity.From(ctx), catalog.Query{Text: in.Q, Department: in.Department})
	if err != nil {
		return nil, err
	}
	return &fileOut{Type: xlsx, Body: b.Bytes()}, nil
}

// Share is how the items of a department have entered the hall.
type Share struct {
	Department string `json:"department,omitempty" example:"7340032000011"`
	Name       string `json:"name" example:"市市场监管局"`
	All        int    `json:"all" example:"32"`
	Negative   int    `json:"negative" doc:"On the negative list: they need not enter" example:"1"`
	MustEnter  int    `json:"must_enter" example:"31"`
	Stationed  int    `json:"stationed" example:"25"`
	Delegated  int    `json:"delegated" example:"4"`
	NotYet     int    `json:"not_yet" doc:"Recorded by the office with reason and date; they lower the rate" example:"1"`
	Unsaid     int    `json:"unsaid" doc:"Nobody has said anything; they lower the rate" example:"1"`
	Permille   *int   `json:"permille,omitempty" doc:"Entered of those that must, in thousandths, cut; none when nothing must" example:"935"`
}

// OpenItem is an item that a list of the rate names.
type OpenItem struct {
	ID         string    `json:"id" example:"7340032000041"`
	Code       string    `json:"code"`
	Name       string    `json:"name"`
	Department string    `json:"department_name"`
	Reason     string    `json:"reason,omitempty"`
	Since      clock.Day `json:"since,omitempty" format:"date"`
}

// Rate is 应进必进率 with what lowers it.
type Rate struct {
	Sum    Share      `json:"sum"`
	Shares []Share    `json:"departments"`
	Open   []OpenItem `json:"open" doc:"Neither entered nor on the negative list"`
	Themes struct {
		Personal []string `json:"personal"`
		Business []string `json:"business"`
	} `json:"themes" doc:"Themes of life under which no item has entered"`
	Idle []OpenItem `json:"idle" doc:"In the hall, and not accepted once within days"`
	Days int        `json:"days" example:"90"`
}

type rateOut struct{ Body Rate }

func (h Handler) apiRate(ctx context.Context, _ *struct{}) (*rateOut, error) {
	r, err := h.rateOf(ctx, identity.From(ctx))
	if err != nil {
		return nil, err
	}
	out := Rate{Sum: shareOut(r.Sum), Shares: []Share{}, Open: openOut(r.Open), Idle: openOut(r.Idle), Days: r.Days}
	out.Themes.Personal, out.Themes.Business = []string{}, []string{}
	for _, s := range r.Shares {
		out.Shares = append(out.Shares, shareOut(s))
	}
	for _, t := range r.Themes {
		if t.Life == "personal" {
			out.Themes.Personal = append(out.Themes.Personal, t.Name)
		} else {
			out.Themes.Business = append(out.Themes.Business, t.Name)
		}
	}
	return &rateOut{Body: out}, nil
}

func shareOut(s catalog.Share) Share {
	out := Share{Department: id(s.Department), Name: s.Name, All: s.All, Negative: s.Negative, MustEnter: s.MustEnter(),
		Stationed: s.Stationed, Delegated: s.Delegated, NotYet: s.NotYet, Unsaid: s.Unsaid}
	if n, ok := s.Permille(); ok {
		out.Permille = &n
	}
	return out
}

func openOut(all []catalog.Item) []OpenItem {
	out := []OpenItem{}
	for _, i := range all {
		out = append(out, OpenItem{ID: id(i.ID), Code: i.Code, Name: i.Name, Department: i.DepartmentName, Reason: i.Reason,
			Since: i.Since})
	}
	return out
}

// WaitingGuide is a draft that waits for its chief.
type WaitingGuide struct {
	Guide    string      `json:"guide" example:"7340032000141"`
	Item     string      `json:"item" example:"7340032000041"`
	Code     string      `json:"code"`
	Name     string      `json:"name"`
	Version  int         `json:"version" example:"2"`
	Refusals []web.Fault `json:"refusals" doc:"It is not published while one of these stands"`
}

type waitingOut struct{ Body []WaitingGuide }

func (h Handler) apiWaiting(ctx context.Context, _ *struct{}) (*waitingOut, error) {
	by, out := identity.From(ctx), &waitingOut{Body: []WaitingGuide{}}
	var all []catalog.Waiting
	err := h.Catalog.Read(ctx, by, func(tx *db.Tx) (err error) {
		all, err = h.Catalog.Waits(tx, by, 0)
		return err
	})
	for _, w := range all {
		out.Body = append(out.Body, WaitingGuide{Guide: id(w.Version.ID), Item: id(w.Item.ID), Code: w.Item.Code, Name: w.Item.Name,
			Version: w.Version.No, Refusals: faultsIn(ctx, w.Refusals)})
	}
	return out, err
}

type publishAllIn struct {
	Body struct {
		Guides   []string `json:"guides" minItems:"1" maxItems:"500" doc:"The drafts, by id"`
		Declared bool     `json:"declared" doc:"You declare the content of each accurate, true and complete (4(3))" example:"true"`
	}
}

// DeclaredGuide is what became of a draft.
type DeclaredGuide struct {
	Guide     string      `json:"guide" example:"7340032000141"`
	Item      string      `json:"item" example:"7340032000041"`
	Name      string      `json:"name"`
	Published bool        `json:"published"`
	Refusals  []web.Fault `json:"refusals"`
}

type publishAllOut struct{ Body []DeclaredGuide }

func (h Handler) apiPublishAll(ctx context.Context, in *publishAllIn) (*publishAllOut, error) {
	if !in.Body.Declared {
		return nil, catalog.NotDeclared()
	}
	var ids []int64
	for _, s := range in.Body.Guides {
		n, err := number(s)
		if err != nil {
			return nil, err
		}
		ids = append(ids, n)
	}
	done, err := h.Catalog.PublishAll(ctx, identity.From(ctx), ids)
	if err != nil {
		return nil, err
	}
	out := &publishAllOut{Body: []DeclaredGuide{}}
	for _, d := range done {
		one := DeclaredGuide{Guide: id(d.Guide), Item: id(d.Item), Name: d.Name, Published: len(d.Refusals) == 0, Refusals: []web.Fault{}}
		for _, f := range d.Refusals {
			one.Refusals = append(one.Refusals, web.Fault{Location: f.Field, Message: f.Text, Articles: f.Articles, Earliest: f.Earliest})
		}
		out.Body = append(out.Body, one)
	}
	return out, nil
}
