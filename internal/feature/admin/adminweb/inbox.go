package adminweb

import (
	"lianban/internal/base/text"
	"lianban/internal/base/web"
	"lianban/internal/base/web/form"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/notice"
)

// inboxView is what somebody was told.
type inboxView struct {
	Page    ui.StaffPage
	Unread  bool // only what is not read yet
	Notices []notice.Notice
	Lang    text.Lang
	More    int64
	Command string
}

func (h Handler) inbox(r *web.Request) (web.Reply, error) {
	v := inboxView{Page: h.shell(r, "inbox"), Unread: r.URL.Query().Get("show") != "all", Lang: text.Of(r.Ctx()), Command: h.command()}
	before := r.Int("before", 0, 1<<62)
	if err := r.Faults(); err != nil {
		return web.Reply{}, err
	}
	var err error
	v.Notices, err = h.Notice.Inbox(r.Ctx(), actor(r), notice.Filter{Unread: v.Unread, Before: before, Limit: pageSize + 1})
	if len(v.Notices) > pageSize {
		v.Notices = v.Notices[:pageSize]
		v.More = v.Notices[pageSize-1].ID
	}
	return web.Reply{Page: inboxPage(v)}, err
}

func (v inboxView) older() string {
	show := "unread"
	if !v.Unread {
		show = "all"
	}
	return "/inbox?show=" + show + "&before=" + form.Key(v.More)
}

// readOne notes that a notice was read and leads to what it is about.
func (h Handler) readOne(r *web.Request) (web.Reply, error) {
	id, err := r.ID("id")
	if err != nil {
		return web.Reply{}, err
	}
	n, err := h.Notice.Read(r.Ctx(), actor(r), id)
	return web.Reply{Redirect: form.Local(n.Path, "/inbox")}, err
}

func (h Handler) readAll(r *web.Request) (web.Reply, error) {
	if _, err := h.Notice.ReadAll(r.Ctx(), actor(r)); err != nil {
		return web.Reply{}, err
	}
	return form.Done("/inbox", "read_all")
}
