package catalogweb

import (
	"context"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/base/web"
	"lianban/internal/core/identity"
	"lianban/internal/feature/catalog"
)

// apiWork is what changes items and guides.
// covers: A4-2 A4-6
func (h Handler) apiWork(s *web.Site) {
	op := func(id, pattern, action, title string) web.Op {
		return web.Op{ID: id, Pattern: pattern, Action: action, Title: title, Tag: "items"}
	}
	web.API(s, op("item-classify", "PUT /api/v1/items/{id}/classification", "item.classify", "归类事项"), h.apiClassify)
	web.API(s, op("guide-versions", "GET /api/v1/items/{id}/guides", "item.read", "办事指南的各版本"), h.apiVersions)
	web.API(s, op("guide-draft", "PUT /api/v1/items/{id}/guide", "guide.draft", "写办事指南修订稿"), h.apiDraft)
	web.API(s, op("guide-check", "GET /api/v1/guides/{id}/check", "guide.draft", "检查修订稿"), h.apiCheck)
	web.API(s, op("guide-publish", "POST /api/v1/guides/{id}/publish", "guide.publish", "发布办事指南"), h.apiPublish)
	web.API(s, op("guide-confirm", "POST /api/v1/guides/{id}/confirm", "guide.confirm", "确认一体化平台已发布"), h.apiConfirm)
}

type classifyIn struct {
	ID   string `path:"id" maxLength:"20" example:"7340032000041"`
	Body struct {
		Seen      clock.Instant `json:"seen" format:"date-time" doc:"The item's last change as you read it (changed)"`
		Kind      catalog.Kind  `json:"kind" enum:"licence,confirmation,ruling,benefit,reward,record,other,public" example:"record"`
		Level     string        `json:"level,omitempty" maxLength:"2" example:"市"`
		Mode      catalog.Mode  `json:"mode" enum:"stationed,delegated,negative,none" example:"stationed"`
		Reason    string        `json:"reason,omitempty" maxLength:"500" example:"场地限制"`
		Document  string        `json:"document,omitempty" maxLength:"200" example:"昌州政办发〔2024〕8 号"`
		Since     clock.Day     `json:"since,omitempty" format:"date" example:"2024-02-26"`
		Tolerance bool          `json:"tolerance,omitempty" doc:"On the published tolerance list (11(4))"`
	}
}

func (h Handler) apiClassify(ctx context.Context, in *classifyIn) (*itemOut, error) {
	n, err := number(in.ID)
	if err != nil {
		return nil, err
	}
	b, by := in.Body, identity.From(ctx)
	it, err := h.Catalog.Classify(ctx, by, n, b.Seen, catalog.Classification{Kind: b.Kind, Level: b.Level, Mode: b.Mode,
		Reason: b.Reason, Document: b.Document, Since: b.Since, Tolerance: b.Tolerance})
	if err != nil {
		return nil, err
	}
	hall, err := h.Directory.Now(ctx, by.Centre)
	if err != nil {
		return nil, err
	}
	return &itemOut{Body: show(ctx, hall, it)}, nil
}

type versionsOut struct{ Body []GuideVersion }

func (h Handler) apiVersions(ctx context.Context, in *idIn) (*versionsOut, error) {
	n, err := number(in.ID)
	if err != nil {
		return nil, err
	}
	by, out := identity.From(ctx), &versionsOut{Body: []GuideVersion{}}
	err = h.Catalog.Read(ctx, by, func(tx *db.Tx) error {
		it, err := h.Catalog.Visible(tx, by, n)
		if err != nil {
			return err
		}
		all, err := h.Catalog.Versions(tx, it.ID)
		for _, v := range all {
			if v.State != catalog.Draft || h.Catalog.ReadsDrafts(by, it) {
				out.Body = append(out.Body, version(v))
			}
		}
		return err
	})
	return out, err
}

type draftIn struct {
	ID   string `path:"id" maxLength:"20" example:"7340032000041"`
	Body struct {
		Cause   string        `json:"cause,omitempty" enum:"process,content,convenience" doc:"Why a published guide changes (4(3)); a first guide has none"`
		Changed clock.Day     `json:"changed,omitempty" format:"date" doc:"The day it changed on; two working days run from there" example:"2026-11-23"`
		Guide   catalog.Guide `json:"guide"`
	}
}

func (h Handler) apiDraft(ctx context.Context, in *draftIn) (*guideOut, error) {
	n, err := number(in.ID)
	if err != nil {
		return nil, err
	}
	v, err := h.Catalog.DraftGuide(ctx, identity.From(ctx), n, in.Body.Guide, catalog.Cause{Kind: in.Body.Cause, Day: in.Body.Changed})
	if err != nil {
		return nil, err
	}
	return &guideOut{Body: version(v)}, nil
}

// Checked is what the rules say about a guide.
type Checked struct {
	Refusals []web.Fault `json:"refusals" doc:"It is not published while one of these stands"`
	Advice   []web.Fault `json:"advice" doc:"Worth a look before it is published"`
}

type checkedOut struct{ Body Checked }

func (h Handler) apiCheck(ctx context.Context, in *idIn) (*checkedOut, error) {
	n, err := number(in.ID)
	if err != nil {
		return nil, err
	}
	by, out := identity.From(ctx), &checkedOut{}
	err = h.Catalog.Read(ctx, by, func(tx *db.Tx) error {
		v, err := h.Catalog.VisibleVersion(tx, by, n)
		if err != nil {
			return err
		}
		refusals, advice, err := h.Catalog.Check(tx, v)
		out.Body = Checked{Refusals: faultsIn(ctx, refusals), Advice: faultsIn(ctx, advice)}
		return err
	})
	return out, err
}

func faultsIn(ctx context.Context, all []errs.Fault) []web.Fault {
	out := []web.Fault{}
	for _, f := range all {
		out = append(out, web.Fault{Location: f.Field, Message: text.Say(text.Of(ctx), f.Text), Articles: f.Articles, Earliest: f.Earliest})
	}
	return out
}

type publishIn struct {
	ID   string `path:"id" maxLength:"20" example:"7340032000141"`
	Body struct {
		Declared bool `json:"declared" doc:"You declare the content accurate, true and complete (4(3))" example:"true"`
	}
}

func (h Handler) apiPublish(ctx context.Context, in *publishIn) (*guideOut, error) {
	n, err := number(in.ID)
	if err != nil {
		return nil, err
	}
	if !in.Body.Declared {
		return nil, catalog.NotDeclared()
	}
	v, err := h.Catalog.PublishGuide(ctx, identity.From(ctx), n)
	if err != nil {
		return nil, err
	}
	return &guideOut{Body: version(v)}, nil
}

type confirmIn struct {
	ID   string `path:"id" maxLength:"20" example:"7340032000141"`
	Body struct {
		At     clock.Instant `json:"at,omitempty" format:"date-time" doc:"When it was seen there; now without" example:"2026-11-23T10:20:00+08:00"`
		URL    string        `json:"url" maxLength:"500" example:"https://zwfw.xinjiang.gov.cn/guide/1"`
		Digest string        `json:"digest" maxLength:"64" doc:"Of the text that was compared: the digest of the version in force"`
	}
}

func (h Handler) apiConfirm(ctx context.Context, in *confirmIn) (*guideOut, error) {
	n, err := number(in.ID)
	if err != nil {
		return nil, err
	}
	v, err := h.Catalog.ConfirmGuide(ctx, identity.From(ctx), n, catalog.PlatformConfirmation{At: in.Body.At, URL: in.Body.URL,
		Digest: in.Body.Digest})
	if err != nil {
		return nil, err
	}
	return &guideOut{Body: version(v)}, nil
}
