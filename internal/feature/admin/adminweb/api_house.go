package adminweb

import (
	"context"
	"strconv"

	"lianban/internal/base/clock"
	"lianban/internal/base/errs"
	"lianban/internal/base/jobs"
	"lianban/internal/base/text"
	"lianban/internal/base/web"
	"lianban/internal/base/web/form"
	"lianban/internal/core/identity"
	"lianban/internal/core/ledger"
	"lianban/internal/core/notice"
)

func (h Handler) apiHouse(s *web.Site) {
	o := op("admin")
	web.API(s, o("jobs-list", "GET /api/v1/jobs", "job.manage", "后台任务"), h.apiJobs)
	web.API(s, o("job-retry", "POST /api/v1/jobs/{id}/retry", "job.manage", "再次执行任务"), h.apiRetry)
	web.API(s, o("persons-find", "POST /api/v1/persons/find", "person.erase", "查找个人信息"), h.apiFind)
	web.API(s, o("persons-erase", "POST /api/v1/persons/erase", "person.erase", "按决定删除个人信息"), h.apiErase)
	o = op("notice")
	web.API(s, o("notices-list", "GET /api/v1/notices", "notice.own", "自己的通知"), h.apiNotices)
	web.API(s, o("notice-read", "POST /api/v1/notices/{id}/read", "notice.own", "标为已读"), h.apiReadNotice)
	web.API(s, o("notices-read", "POST /api/v1/notices/read", "notice.own", "全部标为已读"), h.apiReadNotices)
}

// idIn is an operation about one thing.
type idIn struct {
	ID string `path:"id" doc:"The thing's id" example:"7340032000000"`
}

// about does something to the thing the path names; what is no number names nothing.
func (in idIn) about(do func(id int64) error) error {
	id, err := strconv.ParseInt(in.ID, 10, 64)
	if err != nil || id <= 0 {
		return errs.New(errs.NotFound, "error.not_found")
	}
	return do(id)
}

func op(tag string) func(id, pattern, action, title string) web.Op {
	return func(id, pattern, action, title string) web.Op {
		return web.Op{ID: id, Pattern: pattern, Action: action, Title: title, Tag: tag}
	}
}

// Job is a piece of work the system does by itself.
type Job struct {
	ID      string        `json:"id"`
	Kind    string        `json:"kind" example:"notice.send"`
	State   jobs.State    `json:"state" enum:"available,running,retryable,completed,discarded"`
	Attempt int           `json:"attempt"`
	Next    clock.Instant `json:"next" format:"date-time"`
	Ended   clock.Instant `json:"ended" format:"date-time"`
	Error   string        `json:"error,omitempty"`
}

type jobsOut struct {
	Body struct {
		Jobs   []Job              `json:"jobs"`
		Counts map[jobs.State]int `json:"counts"`
	}
}

func (h Handler) apiJobs(ctx context.Context, in *struct {
	State  string `query:"state" enum:"available,running,retryable,completed,discarded"`
	Kind   string `query:"kind" maxLength:"60"`
	Before int64  `query:"before" minimum:"0" doc:"The id of the last one seen"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}) (*jobsOut, error) {
	all, err := h.Admin.ListJobs(ctx, identity.From(ctx), jobs.Filter{State: jobs.State(in.State), Kind: in.Kind, Before: in.Before,
		Limit: in.Limit})
	out := &jobsOut{}
	out.Body.Jobs, out.Body.Counts = []Job{}, all.Counts
	for _, j := range all.List {
		out.Body.Jobs = append(out.Body.Jobs, Job{ID: form.Key(j.ID), Kind: j.Kind, State: j.State, Attempt: j.Attempt, Next: j.Next,
			Ended: j.Ended, Error: j.Error})
	}
	return out, err
}

func (h Handler) apiRetry(ctx context.Context, in *idIn) (*struct{}, error) {
	return nil, in.about(func(id int64) error { return h.Admin.RetryJob(ctx, identity.From(ctx), id) })
}

// Held is something kept about a person.
type Held struct {
	Subject string        `json:"subject" doc:"To be named when it is erased" example:"case:7340032000099"`
	Label   string        `json:"label" example:"CJ20261119-0231"`
	Since   clock.Instant `json:"since" format:"date-time"`
	Open    bool          `json:"open" doc:"Under way: it cannot be erased yet"`
}

func (h Handler) apiFind(ctx context.Context, in *struct {
	Body struct {
		Number string `json:"number" minLength:"1" maxLength:"40" doc:"Of a document, a phone or a case; kept nowhere"`
	}
}) (*struct{ Body []Held }, error) {
	all, err := h.Admin.Find(ctx, identity.From(ctx), in.Body.Number)
	out := &struct{ Body []Held }{Body: []Held{}}
	for _, k := range all {
		out.Body = append(out.Body, Held{Subject: subjectKey(k.Subject), Label: k.Label, Since: k.Since, Open: k.Open})
	}
	return out, err
}

type eraseIn struct {
	Body struct {
		Number   string    `json:"number" minLength:"1" maxLength:"40"`
		Chosen   []string  `json:"chosen" minItems:"1" maxItems:"200" doc:"What find gave as subject"`
		Document string    `json:"document" minLength:"1" maxLength:"60" example:"昌政服决〔2026〕7 号"`
		Dated    clock.Day `json:"dated" format:"date"`
		Reason   string    `json:"reason" minLength:"1" maxLength:"200" doc:"Without personal data"`
	}
}

type eraseOut struct {
	Body struct {
		Erased int `json:"erased"`
	}
}

func (h Handler) apiErase(ctx context.Context, in *eraseIn) (*eraseOut, error) {
	n, err := h.Admin.Erase(ctx, identity.From(ctx), in.Body.Number, subjects(in.Body.Chosen),
		ledger.Decision{Number: in.Body.Document, Day: in.Body.Dated, Reason: in.Body.Reason})
	out := &eraseOut{}
	out.Body.Erased = n
	return out, err
}

// Notice is something one was told.
type Notice struct {
	ID      string        `json:"id"`
	Title   string        `json:"title"`
	Text    string        `json:"text,omitempty"`
	Path    string        `json:"path,omitempty" doc:"The page it is about"`
	Article string        `json:"article,omitempty"`
	At      clock.Instant `json:"at" format:"date-time"`
	Read    bool          `json:"read"`
}

func noticeOf(ctx context.Context, n notice.Notice) Notice {
	lang := text.Of(ctx)
	return Notice{ID: form.Key(n.ID), Title: text.Say(lang, n.Title), Text: text.Say(lang, n.Text), Path: n.Path, Article: n.Article,
		At: n.At, Read: n.Read}
}

func (h Handler) apiNotices(ctx context.Context, in *struct {
	Unread bool  `query:"unread"`
	Before int64 `query:"before" minimum:"0" doc:"The id of the last one seen"`
	Limit  int   `query:"limit" minimum:"1" maximum:"200" default:"50"`
}) (*struct{ Body []Notice }, error) {
	all, err := h.Notice.Inbox(ctx, identity.From(ctx), notice.Filter{Unread: in.Unread, Before: in.Before, Limit: in.Limit})
	out := &struct{ Body []Notice }{Body: []Notice{}}
	for _, n := range all {
		out.Body = append(out.Body, noticeOf(ctx, n))
	}
	return out, err
}

func (h Handler) apiReadNotice(ctx context.Context, in *idIn) (*struct{ Body Notice }, error) {
	out := &struct{ Body Notice }{}
	err := in.about(func(id int64) error {
		n, err := h.Notice.Read(ctx, identity.From(ctx), id)
		out.Body = noticeOf(ctx, n)
		return err
	})
	return out, err
}

func (h Handler) apiReadNotices(ctx context.Context, _ *struct{}) (*struct{}, error) {
	_, err := h.Notice.ReadAll(ctx, identity.From(ctx))
	return nil, err
}
