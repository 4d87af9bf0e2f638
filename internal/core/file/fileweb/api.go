package fileweb

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/url"
	"strconv"

	"lianban/internal/base/clock"
	"lianban/internal/base/errs"
	"lianban/internal/core/file"
	"lianban/internal/core/identity"
	"lianban/internal/core/ledger"
)

// File is an attachment as the API shows it.
type File struct {
	ID      string        `json:"id" example:"7340032000041"`
	Kind    string        `json:"kind" doc:"Of what it belongs to" example:"case"`
	Subject string        `json:"subject" doc:"The id of what it belongs to" example:"7340032000007"`
	Field   string        `json:"field,omitempty" doc:"Where in it" example:"material.1"`
	Name    string        `json:"name" example:"营业执照.pdf"`
	Type    string        `json:"type" doc:"Of its content, found out from its bytes" example:"application/pdf"`
	Size    int64         `json:"size" example:"48213"`
	Hash    string        `json:"hash" doc:"The digest of its content, SHA-256 or SM3 by the installation"`
	Warning string        `json:"warning,omitempty" doc:"A mark for internal use that was confirmed" example:"内部资料"`
	At      clock.Instant `json:"at" format:"date-time" example:"2026-11-23T10:20:00.000000+08:00"`
}

func shown(a file.Attachment) File {
	return File{ID: strconv.FormatInt(a.ID, 10), Kind: a.Subject.Kind, Subject: strconv.FormatInt(a.Subject.ID, 10), Field: a.Field,
		Name: a.Name, Type: a.Type, Size: a.Size, Hash: a.Hash, Warning: a.Warning, At: a.At}
}

type fileOut struct{ Body File }

type filesOut struct {
	Body struct {
		Files []File `json:"files"`
	}
}

type subjectIn struct {
	Kind    string `query:"kind" required:"true" maxLength:"40" example:"case"`
	Subject string `query:"subject" required:"true" example:"7340032000007"`
}

func subjectOf(kind, id string) (ledger.Subject, error) {
	n, err := number(id)
	return ledger.Of(kind, n), err
}

type idIn struct {
	ID string `path:"id" example:"7340032000041"`
}

// number reads an id. What is no number names nothing.
func number(id string) (int64, error) {
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil || n <= 0 {
		return 0, errs.New(errs.NotFound, "error.not_found")
	}
	return n, nil
}

func (h Handler) apiList(ctx context.Context, in *subjectIn) (*filesOut, error) {
	subject, err := subjectOf(in.Kind, in.Subject)
	if err != nil {
		return nil, err
	}
	all, err := h.Files.List(ctx, identity.From(ctx), subject)
	out := &filesOut{}
	out.Body.Files = make([]File, len(all))
	for i, a := range all {
		out.Body.Files[i] = shown(a)
	}
	return out, err
}

func (h Handler) apiFile(ctx context.Context, in *idIn) (*fileOut, error) {
	id, err := number(in.ID)
	if err != nil {
		return nil, err
	}
	a, err := h.Files.Find(ctx, identity.From(ctx), id)
	return &fileOut{shown(a)}, err
}

type contentOut struct {
	Type string `header:"Content-Type"`
	Name string `header:"Content-Disposition"`
	Body []byte
}

func (h Handler) apiContent(ctx context.Context, in *idIn) (*contentOut, error) {
	id, err := number(in.ID)
	if err != nil {
		return nil, err
	}
	a, content, err := h.Files.Open(ctx, identity.From(ctx), id)
	if err != nil {
		return nil, err
	}
	raw, err := io.ReadAll(content)
	return &contentOut{Type: a.Type, Name: "attachment; filename*=UTF-8''" + url.PathEscape(a.Name), Body: raw},
		errors.Join(err, content.Close())
}

type attachIn struct {
	Kind    string `query:"kind" required:"true" maxLength:"40" example:"case"`
	Subject string `query:"subject" required:"true" example:"7340032000007"`
	Field   string `query:"field" maxLength:"80" doc:"Where in the subject" example:"material.1"`
	Name    string `query:"name" maxLength:"255" doc:"The file's name; not needed when a form brings it" example:"营业执照.pdf"`
	Confirm bool   `query:"confirm" doc:"A mark for internal use was asked about and may come in"`
	Type    string `header:"Content-Type" doc:"multipart/form-data with the file in the part \"file\" (up to 20 MB), or anything else with the file as the body (up to 1 MB)" example:"application/pdf"`
	RawBody []byte `contentType:"application/octet-stream"`
}

func (h Handler) apiAttach(ctx context.Context, in *attachIn) (*fileOut, error) {
	subject, err := subjectOf(in.Kind, in.Subject)
	if err != nil {
		return nil, err
	}
	n := file.New{Subject: subject, Field: in.Field, Name: in.Name, Confirm: in.Confirm, Content: bytes.NewReader(in.RawBody)}
	if kind, params := plainType(in.Type); kind == "multipart/form-data" {
		if err := part(&n, multipart.NewReader(bytes.NewReader(in.RawBody), params["boundary"])); err != nil {
			return nil, err
		}
	}
	a, err := h.Files.Attach(ctx, identity.From(ctx), n)
	return &fileOut{shown(a)}, err
}

// part takes the file out of a form.
func part(n *file.New, form *multipart.Reader) error {
	for {
		p, err := form.NextPart()
		if err != nil {
			return errs.Field("file", "error.required").Cause(err)
		}
		if p.FormName() != "file" {
			continue
		}
		if n.Content = p; n.Name == "" {
			n.Name = p.FileName()
		}
		return nil
	}
}

func (h Handler) apiRemove(ctx context.Context, in *idIn) (*struct{}, error) {
	id, err := number(in.ID)
	if err != nil {
		return nil, err
	}
	return nil, h.Files.Remove(ctx, identity.From(ctx), id)
}

// Incident is a refused mark of secrecy as the API shows it.
type Incident struct {
	ID      string        `json:"id" example:"7340032000041"`
	Kind    string        `json:"kind" doc:"Of what it was to be attached to" example:"case"`
	Subject string        `json:"subject" example:"7340032000007"`
	Mark    string        `json:"mark" example:"机密★10年"`
	Place   file.Place    `json:"place" enum:"name,body,first" example:"body"`
	Hash    string        `json:"hash" doc:"The digest of what was refused; nothing else of it is kept"`
	By      string        `json:"by" example:"account:7"`
	Person  string        `json:"person" example:"7340032000051"`
	At      clock.Instant `json:"at" format:"date-time" example:"2026-11-23T10:20:00.000000+08:00"`
}

type incidentsOut struct {
	Body struct {
		Incidents []Incident `json:"incidents"`
	}
}

func (h Handler) apiIncidents(ctx context.Context, in *struct {
	Before string `query:"before" doc:"The id before which to go on; from the newest when empty"`
}) (*incidentsOut, error) {
	before, _ := strconv.ParseInt(in.Before, 10, 64)
	all, err := h.Files.Incidents(ctx, identity.From(ctx), before, 100)
	out := &incidentsOut{}
	out.Body.Incidents = make([]Incident, len(all))
	for i, x := range all {
		out.Body.Incidents[i] = Incident{ID: strconv.FormatInt(x.ID, 10), Kind: x.Subject.Kind,
			Subject: strconv.FormatInt(x.Subject.ID, 10), Mark: x.Mark, Place: x.Place, Hash: x.Hash, By: x.By,
			Person: strconv.FormatInt(x.Person, 10), At: x.At}
	}
	return out, err
}

// closing closes a content when it has been read to its end, or cannot be read further.
type closing struct{ io.ReadSeekCloser }

func (c closing) Read(b []byte) (int, error) {
	n, err := c.ReadSeekCloser.Read(b)
	if err != nil {
		_ = c.Close()
	}
	return n, err
}
