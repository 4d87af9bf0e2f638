package catalogweb

import (
	"context"
	"strconv"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/base/web"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	"lianban/internal/feature/catalog"
)

// Item is an item as the API shows it.
type Item struct {
	ID             string        `json:"id" example:"7340032000041"`
	Code           string        `json:"code" example:"511A0138000000-511602000000-000-115113010833722043-1-00"`
	Name           string        `json:"name" example:"内资有限公司设立登记"`
	Main           string        `json:"main,omitempty" doc:"The main item it hangs under" example:"公司设立登记"`
	Department     string        `json:"department,omitempty" doc:"The department's id; none while the published one is not of the hall" example:"7340032000011"`
	DepartmentName string        `json:"department_name" example:"市市场监管局"`
	Kind           catalog.Kind  `json:"kind" enum:"licence,confirmation,ruling,benefit,reward,record,other,public" example:"licence"`
	KindName       string        `json:"kind_name" example:"行政许可"`
	National       string        `json:"national" doc:"The national type code" example:"01"`
	Level          string        `json:"level,omitempty" example:"市"`
	Mode           catalog.Mode  `json:"mode" enum:"stationed,delegated,negative,none" example:"stationed"`
	Reason         string        `json:"mode_reason,omitempty" doc:"Why it is on the negative list, or not in the hall yet"`
	Document       string        `json:"mode_document,omitempty" doc:"The document that says so"`
	Since          clock.Day     `json:"mode_since,omitempty" format:"date" doc:"Of the mode"`
	Tolerance      bool          `json:"tolerance" doc:"On the published tolerance list (11(4))"`
	Guide          string        `json:"guide,omitempty" doc:"The id of the guide in force" example:"7340032000141"`
	Bookable       bool          `json:"bookable" doc:"Whether a number can be taken at all; whether now, the queue knows"`
	Changed        clock.Instant `json:"changed" format:"date-time" doc:"Of its last change; a change names it, so that none is overwritten unseen"`
	Note           string        `json:"note,omitempty" doc:"Why not" example:"办事指南尚未发布，不能取号"`
}

// Items is a page of items.
type Items struct {
	Items []Item `json:"items"`
	Total int    `json:"total" doc:"How many there are on all pages" example:"999"`
	Page  int    `json:"page" example:"1"`
	Size  int    `json:"size" example:"20"`
}

// GuideVersion is a version of a guide.
type GuideVersion struct {
	ID         string             `json:"id" example:"7340032000141"`
	Item       string             `json:"item" example:"7340032000041"`
	Version    int                `json:"version" example:"2"`
	State      catalog.GuideState `json:"state" enum:"draft,published,superseded" example:"published"`
	Published  clock.Instant      `json:"published" format:"date-time" example:"2026-11-23T10:20:00.000000+08:00"`
	Superseded clock.Instant      `json:"superseded" format:"date-time" doc:"Empty while in force"`
	Declared   string             `json:"declared,omitempty" doc:"Who declared it accurate, true and complete (4(3))" example:"李建国"`
	Digest     string             `json:"digest" doc:"SHA-256 of the published writing"`
	Confirmed  clock.Instant      `json:"confirmed" format:"date-time" doc:"When the integrated platform was seen to show it (4(3)); empty while it was not"`
	Platform   string             `json:"platform,omitempty" doc:"Its address there" example:"https://zwfw.xinjiang.gov.cn/guide/1"`
	Guide      catalog.Guide      `json:"guide"`
}

// Counts is how the register stands.
type Counts struct {
	Total        int                  `json:"total" example:"999"`
	WithGuide    int                  `json:"with_guide" example:"211"`
	WithoutGuide int                  `json:"without_guide" doc:"Searchable, not bookable" example:"788"`
	Unplaced     int                  `json:"unplaced" doc:"The published department is not of the hall" example:"12"`
	Records      int                  `json:"records" doc:"May be 行政备案; a person decides" example:"146"`
	Unserved     int                  `json:"unserved" doc:"In the hall, and no window serves it" example:"3"`
	Bare         int                  `json:"bare" doc:"A window serves it, and it has no published guide" example:"2"`
	ByKind       map[catalog.Kind]int `json:"by_kind"`
	ByMode       map[catalog.Mode]int `json:"by_mode"`
}

func (h Handler) api(s *web.Site) {
	op := func(id, pattern, action, title string) web.Op {
		return web.Op{ID: id, Pattern: pattern, Action: action, Title: title, Tag: "items"}
	}
	web.API(s, op("items", "GET /api/v1/items", "site.read", "查事项"), h.apiItems)
	web.API(s, op("item", "GET /api/v1/items/{id}", "site.read", "事项"), h.apiItem)
	web.API(s, op("item-guide", "GET /api/v1/items/{id}/guide", "site.read", "事项的办事指南"), h.apiItemGuide)
	web.API(s, op("guide", "GET /api/v1/guides/{id}", "site.read", "办事指南的一个版本"), h.apiGuide)
	web.API(s, op("item-counts", "GET /api/v1/items/counts", "item.read", "事项统计"), h.apiCounts)
}

type (
	itemsOut  struct{ Body Items }
	itemOut   struct{ Body Item }
	guideOut  struct{ Body GuideVersion }
	countsOut struct{ Body Counts }
)

type itemsIn struct {
	Q          string `query:"q" maxLength:"200" doc:"People's own words; the best fit comes first" example:"补社保卡"`
	Department string `query:"department" maxLength:"20" doc:"A department's id" example:"7340032000011"`
	Kind       string `query:"kind" enum:"licence,confirmation,ruling,benefit,reward,record,other,public" doc:"Without q only"`
	Mode       string `query:"mode" enum:"stationed,delegated,negative,none" doc:"Without q only"`
	Guide      string `query:"guide" enum:"with,without" doc:"Without q only"`
	Only       string `query:"only" enum:"record,unplaced,unserved,bare" doc:"A fault to narrow to; without q only"`
	Sort       string `query:"sort" enum:"code,name,department,changed" doc:"Without q only" example:"code"`
	Desc       bool   `query:"desc"`
	Page       int    `query:"page" minimum:"1" default:"1" example:"1"`
	Size       int    `query:"size" minimum:"1" maximum:"200" default:"20" example:"20"`
}

func (h Handler) apiItems(ctx context.Context, in *itemsIn) (*itemsOut, error) {
	by := identity.From(ctx)
	var department int64
	if in.Department != "" {
		var err error
		if department, err = strconv.ParseInt(in.Department, 10, 64); err != nil {
			return nil, errs.Field("department", "error.not_number")
		}
	}
	if in.Q != "" {
		return h.found(ctx, by, in, department)
	}
	var p catalog.Page
	err := h.Catalog.Read(ctx, by, func(tx *db.Tx) (err error) {
		p, err = h.Catalog.List(tx, by.Sight("site.read"), catalog.Query{Department: department,
			Kind: catalog.Kind(in.Kind), Mode: catalog.Mode(in.Mode), Guide: in.Guide, Only: in.Only, Sort: in.Sort, Desc: in.Desc,
			Page: in.Page, Size: in.Size})
		return err
	})
	if err != nil {
		return nil, err
	}
	return h.page(ctx, by, p)
}

// found is a page of what a search finds.
func (h Handler) found(ctx context.Context, by identity.Actor, in *itemsIn, department int64) (*itemsOut, error) {
	end := min(in.Page, 1000) * in.Size
	hits, total, err := h.Catalog.Search(ctx, by.Centre, in.Q, department, end)
	if err != nil {
		return nil, err
	}
	p := catalog.Page{Total: total, Page: in.Page, Size: in.Size}
	for _, hit := range hits[min(end-in.Size, len(hits)):] {
		p.Items = append(p.Items, hit.Item)
	}
	return h.page(ctx, by, p)
}

func (h Handler) page(ctx context.Context, by identity.Actor, p catalog.Page) (*itemsOut, error) {
	hall, err := h.Directory.Now(ctx, by.Centre)
	if err != nil {
		return nil, err
	}
	out := &itemsOut{Body: Items{Items: []Item{}, Total: p.Total, Page: p.Page, Size: p.Size}}
	for _, it := range p.Items {
		out.Body.Items = append(out.Body.Items, show(ctx, hall, it))
	}
	return out, nil
}

// show is an item in the reader's language.
func show(ctx context.Context, hall *directory.Hall, it catalog.Item) Item {
	lang := text.Of(ctx)
	out := Item{ID: id(it.ID), Code: it.Code, Name: it.Name, Main: it.Main, Department: id(it.Department),
		DepartmentName: it.DepartmentName, Kind: it.Kind, KindName: text.Say(lang, it.Kind.Text()), National: it.National,
		Level: it.Level, Mode: it.Mode, Reason: it.Reason, Document: it.Document, Since: it.Since,
		Changed: it.Changed, Tolerance: it.Tolerance, Guide: id(it.Guide), Bookable: true}
	if d, ok := hall.Department(it.Department); ok {
		out.DepartmentName = d.Short
	}
	if e := errs.As(it.MayBook()); e != nil {
		out.Bookable, out.Note = false, text.Say(lang, e.Faults[0].Text)
	}
	return out
}

// id writes an id; none is empty.
func id(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

type idIn struct {
	ID string `path:"id" maxLength:"20" example:"7340032000041"`
}

func (h Handler) apiItem(ctx context.Context, in *idIn) (*itemOut, error) {
	n, err := number(in.ID)
	if err != nil {
		return nil, err
	}
	by := identity.From(ctx)
	hall, err := h.Directory.Now(ctx, by.Centre)
	if err != nil {
		return nil, err
	}
	out := &itemOut{}
	err = h.Catalog.Read(ctx, by, func(tx *db.Tx) error {
		it, err := h.Catalog.Item(tx, n)
		out.Body = show(ctx, hall, it)
		return err
	})
	return out, err
}

// guideIn repeats the id: huma leaves embedded structs of unexported types out.
type guideIn struct {
	ID string `path:"id" maxLength:"20" example:"7340032000041"`
	At string `query:"at" maxLength:"40" doc:"The guide in force at that instant, RFC 3339; now without" example:"2026-11-23T10:20:00+08:00"`
}

func (h Handler) apiItemGuide(ctx context.Context, in *guideIn) (*guideOut, error) {
	n, err := number(in.ID)
	if err != nil {
		return nil, err
	}
	at := h.Catalog.Store.Clock().Now()
	if in.At != "" {
		if err := at.UnmarshalText([]byte(in.At)); err != nil {
			return nil, errs.Field("at", "error.not_date")
		}
	}
	out := &guideOut{}
	err = h.Catalog.Read(ctx, identity.From(ctx), func(tx *db.Tx) error {
		v, err := h.Catalog.GuideInForce(tx, n, at)
		out.Body = version(v)
		return err
	})
	return out, err
}

func (h Handler) apiGuide(ctx context.Context, in *idIn) (*guideOut, error) {
	n, err := number(in.ID)
	if err != nil {
		return nil, err
	}
	by, out := identity.From(ctx), &guideOut{}
	err = h.Catalog.Read(ctx, by, func(tx *db.Tx) error {
		v, err := h.Catalog.VisibleVersion(tx, by, n)
		out.Body = version(v)
		return err
	})
	return out, err
}

func version(v catalog.Version) GuideVersion {
	return GuideVersion{ID: id(v.ID), Item: id(v.Item), Version: v.No, State: v.State, Published: v.Published,
		Superseded: v.Superseded, Declared: v.Declared.Name, Digest: v.Digest, Confirmed: v.Confirmed.At,
		Platform: v.Confirmed.URL, Guide: v.Guide}
}

func (h Handler) apiCounts(ctx context.Context, _ *struct{}) (*countsOut, error) {
	by, out := identity.From(ctx), &countsOut{}
	err := h.Catalog.Read(ctx, by, func(tx *db.Tx) error {
		c, err := h.Catalog.Count(tx, by.Sight("item.read"))
		out.Body = Counts(c)
		return err
	})
	return out, err
}
