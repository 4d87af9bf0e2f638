package fileweb

import (
	"mime"
	"strings"

	"lianban/internal/base/errs"
	"lianban/internal/base/web"
	"lianban/internal/core/file"
	"lianban/internal/core/identity"
	"lianban/internal/core/ledger"
)

// Handler is what the routes need.
type Handler struct {
	Files *file.Service
}

// Routes is the table of contents.
func (h Handler) Routes(s *web.Site) {
	// covers: A13-2
	s.Page("GET /files/{id}", "file.read", h.save)
	s.Page("POST /files", "file.attach", h.take)
	s.Page("POST /files/{id}/remove", "file.attach", h.remove)

	op := func(id, pattern, action, title string) web.Op {
		return web.Op{ID: id, Pattern: pattern, Action: action, Title: title, Tag: "files"}
	}
	web.API(s, op("files", "GET /api/v1/files", "file.read", "附件列表"), h.apiList)
	web.API(s, op("file", "GET /api/v1/files/{id}", "file.read", "附件"), h.apiFile)
	web.API(s, op("file-content", "GET /api/v1/files/{id}/content", "file.read", "附件内容"), h.apiContent)
	web.API(s, op("file-attach", "POST /api/v1/files", "file.attach", "上传附件"), h.apiAttach)
	web.API(s, op("file-remove", "DELETE /api/v1/files/{id}", "file.attach", "移除附件"), h.apiRemove)
	web.API(s, op("incidents", "GET /api/v1/incidents", "incident.read", "保密标志拦截记录"), h.apiIncidents)
}

// save gives the file to be saved under its name.
func (h Handler) save(r *web.Request) (web.Reply, error) {
	id, err := r.ID("id")
	if err != nil {
		return web.Reply{}, err
	}
	a, content, err := h.Files.Open(r.Ctx(), identity.From(r.Ctx()), id)
	if err != nil {
		return web.Reply{}, err
	}
	return web.Reply{File: &web.File{Name: a.Name, Type: a.Type, Body: closing{content}}}, nil
}

// take takes the file of a form in: fields kind, subject, field, confirm, back and the file itself. Then it leads back.
func (h Handler) take(r *web.Request) (web.Reply, error) {
	subject := ledger.Of(r.Must("kind", 40), r.Int("subject", 1, 1<<62))
	n := file.New{Subject: subject, Field: r.Text("field", 80), Confirm: r.Text("confirm", 5) != ""}
	back := r.Text("back", 200)
	if err := r.Faults(); err != nil {
		return web.Reply{}, err
	}
	content, head, err := r.FormFile("file")
	if err != nil {
		return web.Reply{}, errs.Field("file", "error.required").Cause(err)
	}
	defer content.Close()
	n.Name, n.Content = head.Filename, content
	if _, err := h.Files.Attach(r.Ctx(), identity.From(r.Ctx()), n); err != nil {
		return web.Reply{}, err
	}
	return web.Reply{Redirect: own(back)}, nil
}

func (h Handler) remove(r *web.Request) (web.Reply, error) {
	id, err := r.ID("id")
	if err != nil {
		return web.Reply{}, err
	}
	back := r.Text("back", 200)
	if err := r.Faults(); err != nil {
		return web.Reply{}, err
	}
	if err := h.Files.Remove(r.Ctx(), identity.From(r.Ctx()), id); err != nil {
		return web.Reply{}, err
	}
	return web.Reply{Redirect: own(back)}, nil
}

// own keeps a way back inside this site.
func own(back string) string {
	if !strings.HasPrefix(back, "/") || strings.HasPrefix(back, "//") || strings.ContainsAny(back, "\\\r\n\t") {
		return "/"
	}
	return back
}

// plainType is a content type without what a form adds to it.
func plainType(s string) (kind string, params map[string]string) {
	kind, params, err := mime.ParseMediaType(s)
	if err != nil {
		return "", nil
	}
	return kind, params
}
