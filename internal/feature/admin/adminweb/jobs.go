package adminweb

import (
	"context"
	"slices"
	"strings"

	"lianban/internal/base/clock"
	"lianban/internal/base/jobs"
	"lianban/internal/base/web"
	"lianban/internal/base/web/form"
	"lianban/internal/base/web/ui"
	"lianban/internal/feature/admin"
)

// jobsView is the page of the to-do list.
type jobsView struct {
	Page    ui.StaffPage
	Now     clock.Instant
	State   string
	Kind    string
	Jobs    admin.Jobs
	More    int64 // the next page begins before that id; 0 = there is none
	Command string
	Faults  []ui.Fault
	Regular []regularRow
}

// Regular is a job that is done every day at that time without being asked for.
type Regular struct {
	Kind         string
	Hour, Minute int
}

// regularRow is a regular job with when it was done and when it begins next.
type regularRow struct {
	Regular
	Last clock.Instant
}

// next is when it begins next.
func (r Regular) next(now clock.Instant) clock.Instant {
	if at := now.Day().At(r.Hour, r.Minute); at > now {
		return at
	}
	return now.Day().Add(1).At(r.Hour, r.Minute)
}

// jobName is a job in words; the program's own name of it stands in the logs.
func jobName(ctx context.Context, kind string) string {
	return jobWord(ctx, "name", kind, "admin.job.unknown")
}

// jobAbout says what a job does.
func jobAbout(ctx context.Context, kind string) string {
	return jobWord(ctx, "about", kind, "admin.job.unknown_about")
}

func jobWord(ctx context.Context, what, kind, other string) string {
	if s := ui.T(ctx, "admin.job."+what+"."+strings.ReplaceAll(kind, ".", "_")); !strings.HasPrefix(s, "[") {
		return s
	}
	return ui.T(ctx, other)
}

func (h Handler) jobs(r *web.Request) (web.Reply, error) {
	v, err := h.jobsView(r)
	return web.Reply{Page: jobsPage(v)}, err
}

func (h Handler) jobsView(r *web.Request) (v jobsView, err error) {
	v = jobsView{Page: h.shell(r, "job"), Now: h.now(), Command: h.command(), State: r.Text("state", 20), Kind: r.Text("kind", 60)}
	before := r.Int("before", 0, 1<<62)
	if err := r.Faults(); err != nil {
		return v, err
	}
	if v.State != "" && !slices.Contains(jobs.States, jobs.State(v.State)) {
		v.State = ""
	}
	f := jobs.Filter{State: jobs.State(v.State), Kind: v.Kind, Before: before, Limit: pageSize + 1}
	v.Jobs, err = h.Admin.ListJobs(r.Ctx(), actor(r), f)
	if len(v.Jobs.List) > pageSize {
		v.Jobs.List = v.Jobs.List[:pageSize]
		v.More = v.Jobs.List[pageSize-1].ID
	}
	if err != nil || v.State != "" || v.Kind != "" || before != 0 {
		return v, err
	}
	for _, one := range h.Regular {
		done, err := h.Admin.ListJobs(r.Ctx(), actor(r), jobs.Filter{Kind: one.Kind, State: jobs.Completed, Limit: 1})
		if err != nil {
			return v, err
		}
		row := regularRow{Regular: one}
		if len(done.List) > 0 {
			row.Last = done.List[0].Ended
		}
		v.Regular = append(v.Regular, row)
	}
	return v, nil
}

// here is the address of the list as it is narrowed now.
func (v jobsView) here(before int64) string {
	l := ui.List{Path: "/admin/jobs", Query: map[string][]string{}}
	for k, s := range map[string]string{"state": v.State, "kind": v.Kind} {
		if s != "" {
			l.Query.Set(k, s)
		}
	}
	if before != 0 {
		l.Query.Set("before", form.Key(before))
	}
	return l.Turn(1)
}

func (h Handler) retryJob(r *web.Request) (web.Reply, error) {
	id, err := r.ID("id")
	if err != nil {
		return web.Reply{}, err
	}
	err = h.Admin.RetryJob(r.Ctx(), actor(r), id)
	if err == nil {
		return form.Done(form.Local(r.FormValue("back"), "/admin/jobs"), "job_again")
	}
	if !form.Shown(err) {
		return web.Reply{}, err
	}
	v, failed := h.jobsView(r)
	if failed != nil {
		return web.Reply{}, failed
	}
	v.Faults = form.Faults(r.Ctx(), err)
	return web.Reply{Page: jobsPage(v)}, err
}

// jobKind is how grave a state is.
func jobKind(s jobs.State) ui.Kind {
	switch s {
	case jobs.Discarded:
		return ui.Over
	case jobs.Retryable:
		return ui.Warn
	case jobs.Completed:
		return ui.Done
	case jobs.Running:
		return ui.OK
	}
	return ui.Hold
}

// grave colours the figure of a state that wants somebody.
func grave(s jobs.State, n int) ui.Kind {
	if n > 0 && (s == jobs.Discarded || s == jobs.Retryable) {
		return jobKind(s)
	}
	return ""
}
