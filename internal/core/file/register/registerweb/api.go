package registerweb

import (
	"bytes"
	"context"
	"io"
	"mime"
	"mime/multipart"
	"strconv"
	"strings"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/base/web"
	"lianban/internal/core/file/register"
	"lianban/internal/core/identity"
)

func (h Handler) api(s *web.Site) {
	op := func(id, pattern, action, title string) web.Op {
		return web.Op{ID: id, Pattern: pattern, Action: action, Title: title, Tag: "import"}
	}
	web.API(s, op("item-import", "POST /api/v1/items/import", "item.import", "导入事项"), h.apiImport("items"))
	web.API(s, op("window-import", "POST /api/v1/windows/import", "directory.import", "导入窗口"), h.apiImport("windows"))
	web.API(s, op("people-import", "POST /api/v1/people/import", "people.import", "导入人员"), h.apiImport("people"))
	web.API(s, op("guide-import", "POST /api/v1/guides/import", "guide.import", "导入完整事项"), h.apiImport("guides"))
	web.API(s, op("case-import", "POST /api/v1/cases/online", "case.import", "导入网上办件"), h.apiImport("cases"))
	web.API(s, op("imports", "GET /api/v1/imports/{kind}", "import.read", "导入记录"), h.apiRecords)
	web.API(s, op("import-report", "GET /api/v1/imports/{kind}/{id}/report", "import.read", "导入的逐行报告"), h.apiReport)
	web.API(s, op("import-template", "GET /api/v1/imports/{kind}/template", "import.read", "导入模板"), h.apiTemplate)
}

type importIn struct {
	Type    string `header:"Content-Type" doc:"text/csv, application/vnd.openxmlformats-officedocument.spreadsheetml.sheet, application/x-ndjson (cases only), or multipart/form-data with the file in the part \"file\"" example:"text/csv"`
	Name    string `query:"name" maxLength:"120" doc:"What its owner calls the file, for the record" example:"事项清单.csv"`
	DryRun  bool   `query:"dry_run" doc:"Tell what would happen and change nothing"`
	RawBody []byte `contentType:"text/csv" doc:"The file: CSV in UTF-8 or GB18030, or XLSX, with the columns of the template"`
}

type importOut struct{ Body register.Answer }

func (h Handler) apiImport(kind string) func(ctx context.Context, in *importIn) (*importOut, error) {
	return func(ctx context.Context, in *importIn) (*importOut, error) {
		i, err := h.kind(identity.From(ctx), kind)
		if err != nil {
			return nil, err
		}
		f, err := upload(in.Type, in.RawBody)
		if err != nil {
			return nil, err
		}
		if f.Name == "" {
			f.Name = plainName(in.Name)
		}
		out, err := i.Import(ctx, identity.From(ctx), f, in.DryRun)
		if err != nil {
			return nil, err
		}
		return &importOut{Body: out.Answer}, nil
	}
}

// upload takes the file out of what was sent: the body itself, or the first file of a form.
func upload(contentType string, body []byte) (register.File, error) {
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil || !strings.HasPrefix(kind, "multipart/") {
		return register.File{Raw: bytes.Clone(body)}, nil
	}
	form := multipart.NewReader(bytes.NewReader(body), params["boundary"])
	for {
		part, err := form.NextPart()
		if err != nil {
			return register.File{}, errs.Field("file", "error.required").Cause(err)
		}
		if part.FileName() == "" && part.FormName() != "file" {
			continue
		}
		raw, err := io.ReadAll(part)
		if err != nil {
			return register.File{}, errs.Field("file", "error.unreadable").Cause(err)
		}
		return register.File{Name: plainName(part.FileName()), Raw: raw}, nil
	}
}

// Record is an import that changed something.
type Record struct {
	ID     string          `json:"id" example:"7340032000991"`
	Name   string          `json:"name" doc:"Of the file" example:"事项清单.csv"`
	Digest string          `json:"digest" doc:"SHA-256 of the file"`
	By     string          `json:"by" doc:"Who brought it in, as the name read then" example:"古丽娜·艾山"`
	At     clock.Instant   `json:"at" format:"date-time"`
	Answer register.Answer `json:"answer"`
}

type recordsOut struct{ Body []Record }

type kindIn struct {
	Kind string `path:"kind" enum:"items,windows,people,guides,cases" example:"items"`
}

func (h Handler) apiRecords(ctx context.Context, in *kindIn) (*recordsOut, error) {
	by := identity.From(ctx)
	if _, err := h.kind(by, in.Kind); err != nil {
		return nil, err
	}
	var all []register.Record
	err := h.Store.Read(ctx, by.Centre, func(tx *db.Tx) (err error) {
		all, err = register.Newest(tx, in.Kind, 100)
		return err
	})
	out := &recordsOut{Body: []Record{}}
	for _, r := range all {
		out.Body = append(out.Body, Record{ID: number(r.ID), Name: r.Name, Digest: r.Digest, By: r.ByName, At: r.At, Answer: r.Answer})
	}
	return out, err
}

// fileOut is a file as an answer.
type fileOut struct {
	Type string `header:"Content-Type"`
	Body []byte
}

type reportIn struct {
	Kind string `path:"kind" enum:"items,windows,people,guides,cases" example:"items"`
	ID   string `path:"id" maxLength:"20" example:"7340032000991"`
}

func (h Handler) apiReport(ctx context.Context, in *reportIn) (*fileOut, error) {
	by := identity.From(ctx)
	if _, err := h.kind(by, in.Kind); err != nil {
		return nil, err
	}
	id, err := strconv.ParseInt(in.ID, 10, 64)
	if err != nil {
		return nil, errs.New(errs.NotFound, "error.not_found")
	}
	var b bytes.Buffer
	err = h.Store.Read(ctx, by.Centre, func(tx *db.Tx) error {
		b.Reset()
		return register.ReportOf(tx, in.Kind, id, &b)
	})
	return &fileOut{Type: xlsx, Body: b.Bytes()}, err
}

func (h Handler) apiTemplate(ctx context.Context, in *kindIn) (*fileOut, error) {
	i, err := h.kind(identity.From(ctx), in.Kind)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	title := text.Say(text.Of(ctx), text.M("register.kind."+in.Kind+".name"))
	err = templateOf(&b, text.Of(ctx), title, i)
	return &fileOut{Type: xlsx, Body: b.Bytes()}, err
}
