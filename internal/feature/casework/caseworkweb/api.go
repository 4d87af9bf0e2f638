package caseworkweb

import (
	"context"
	"lianban/internal/feature/casework/applicant"
	"lianban/internal/feature/casework/paper"
	"strconv"

	"lianban/internal/base/clock"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/base/web"
	"lianban/internal/core/calendar"
	"lianban/internal/core/deadline"
	"lianban/internal/core/identity"
	"lianban/internal/feature/casework"
	"lianban/internal/feature/casework/material"
)

// Case is a case as the API shows it: who applied is masked.
type Case struct {
	ID         string         `json:"id" example:"7340032000841"`
	No         string         `json:"no" example:"CJ20261123-0132"`
	Token      string         `json:"token" doc:"The public reference; whoever holds it may read the progress" example:"3f9k2m…"`
	State      casework.State `json:"state" enum:"handed_in,noticed,accepted,granted,refused,delivered,closed,withdrawn,declined"`
	StateName  string         `json:"state_name" example:"办理中"`
	Item       string         `json:"item" doc:"The item's id" example:"7340032000041"`
	Name       string         `json:"name" doc:"The item's name as it read at acceptance" example:"内资有限公司设立登记"`
	Department string         `json:"department" example:"昌吉市市场监督管理局"`
	Window     int            `json:"window" example:"12"`
	Ticket     string         `json:"ticket" example:"A032"`
	Source     string         `json:"source,omitempty" enum:"online," doc:"online: applied for on the integrated platform; else at a window"`
	Guide      string         `json:"guide" doc:"The version of the guide it was accepted under" example:"7340032000141"`
	Instant    bool           `json:"instant" doc:"Finished in the visit"`
	Promised   Limit          `json:"promised"`
	Tolerated  bool           `json:"tolerated" doc:"Accepted with materials to come (11(4))"`
	Letter     string         `json:"letter,omitempty" doc:"The delegation letter by which another window accepted it"`
	Reason     string         `json:"reason,omitempty"`
	Lamp       deadline.Lamp  `json:"lamp,omitempty" enum:"green,yellow,red,hold,done"`
	Left       string         `json:"left,omitempty" example:"剩 4 个工作日"`
	Due        clock.Day      `json:"due" format:"date" doc:"Empty when no limit runs" example:"2026-11-30"`
	Received   clock.Instant  `json:"received" format:"date-time"`
	Accepted   clock.Instant  `json:"accepted" format:"date-time"`
	Decided    clock.Instant  `json:"decided" format:"date-time"`
	Ended      clock.Instant  `json:"ended" format:"date-time"`
	Applicant  *Applicant     `json:"applicant,omitempty"`
	Materials  []Material     `json:"materials,omitempty"`
	Papers     []Paper        `json:"papers,omitempty"`
}

// Limit is a time allowed; nothing in working days is the day of the visit.
type Limit struct {
	N    int           `json:"n" example:"5"`
	Unit calendar.Unit `json:"unit" enum:"wd,days,months," example:"wd"`
}

// Applicant is who applied. In answers it is masked, but for the one that reveals it.
type Applicant struct {
	Name     string `json:"name" minLength:"1" maxLength:"60" example:"马国栋"`
	IDNumber string `json:"id_number" minLength:"1" maxLength:"24" doc:"Identity card, or unified social credit code" example:"91350100M000100Y43"`
	Phone    string `json:"phone,omitempty" maxLength:"20" example:"13909944471"`
	Agent    string `json:"agent,omitempty" maxLength:"60" doc:"Who came in their place" example:"刘小燕"`
}

// Material is one material of a case.
type Material struct {
	N         int           `json:"n" example:"3"`
	Name      string        `json:"name" example:"法定代表人、董事任职文件"`
	Originals int           `json:"originals" example:"1"`
	Copies    int           `json:"copies" example:"0"`
	Need      material.Need `json:"need" enum:"required,optional,deferrable"`
	Mark      material.Mark `json:"mark" enum:"present,deferred,missing,corrected," doc:"Empty: not looked at yet"`
	Fault     string        `json:"fault,omitempty" doc:"What is wrong with it" example:"第 2 页没有签字"`
	By        clock.Day     `json:"by" format:"date" doc:"Until when it may come" example:"2026-11-26"`
	Supplied  clock.Instant `json:"supplied" format:"date-time"`
}

// Paper is a paper given out, with the page that prints it.
type Paper struct {
	Kind paper.Kind    `json:"kind" enum:"acceptance,notice,tolerance,decline,special,prolong,refusal"`
	At   clock.Instant `json:"at" format:"date-time"`
	Due  clock.Day     `json:"due" format:"date" example:"2026-11-30"`
	Page string        `json:"page" example:"/cases/7340032000841/acceptance"`
}

type (
	caseOut      struct{ Body Case }
	applicantOut struct{ Body Applicant }
	progressOut  struct{ Body Asked }
	casesOut     struct {
		Body struct {
			Cases []Case `json:"cases"`
			Total int    `json:"total" example:"57"`
			Page  int    `json:"page" example:"1"`
			Size  int    `json:"size" example:"20"`
		}
	}
)

func (h Handler) api(s *web.Site) {
	op := func(id, pattern, action, title string) web.Op {
		return web.Op{ID: id, Pattern: pattern, Action: action, Title: title, Tag: "cases"}
	}
	web.API(s, op("case-accept", "POST /api/v1/cases", "case.accept", "受理办件"), h.apiAccept)
	web.API(s, op("case-turn-away", "POST /api/v1/cases/decline", "case.accept", "不予受理"), h.apiTurnAway)
	web.API(s, op("cases", "GET /api/v1/cases", "case.read", "查办件"), h.apiList)
	web.API(s, op("case", "GET /api/v1/cases/{id}", "case.read", "办件"), h.apiRead)
	one := "POST /api/v1/cases/{id}/"
	web.API(s, op("case-supply", one+"supply", "case.accept", "补收材料"), h.apiSupply)
	web.API(s, op("case-decide", one+"decide", "case.decide", "作出决定"), h.apiDecide)
	web.API(s, op("case-finish", one+"finish", "case.decide", "即办件办结"), h.apiFinish)
	web.API(s, op("case-deliver", one+"deliver", "case.deliver", "送达"), h.apiDeliver)
	web.API(s, op("case-withdraw", one+"withdraw", "case.accept", "撤回"), h.apiWithdraw)
	web.API(s, op("case-lapse", one+"lapse", "case.lapse", "视为撤回"), h.apiLapse)
	web.API(s, op("case-extend", one+"extend", "case.lapse", "延长补交期限"), h.apiExtend)
	web.API(s, op("case-decline", one+"decline", "case.accept", "收件后不予受理"), h.apiDecline)
	web.API(s, op("case-suspend", one+"suspend", "case.decide", "进入特别程序"), h.apiSuspend)
	web.API(s, op("case-resume", one+"resume", "case.decide", "特别程序结束"), h.apiResume)
	web.API(s, op("case-prolong", one+"prolong", "case.prolong", "延长办理期限"), h.apiProlong)
	web.API(s, op("case-reveal", one+"reveal", "case.reveal", "查看申请人"), h.apiReveal)
	web.API(s, op("case-progress", "GET /api/v1/progress/{code}", "case.progress", "查进度"), h.apiProgress)
}

func id(n int64) string { return strconv.FormatInt(n, 10) }

// ref reads an id; what is no number names nothing. An empty one is none.
func ref(s string) (int64, error) {
	if s == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n <= 0 {
		return 0, errs.New(errs.NotFound, "error.not_found")
	}
	return n, nil
}

func plain(ctx context.Context, c casework.Case, s casework.Shown) Case {
	out := Case{ID: id(c.ID), No: c.No, Token: c.Token, State: c.State, StateName: say(ctx, c.State.Text()), Item: id(c.Item),
		Name: c.Name, Department: c.DepartmentName, Window: c.WindowNo, Ticket: c.TicketNo, Source: c.Source, Guide: id(c.Guide),
		Instant: c.Instant, Promised: Limit{c.Promised.N, c.Promised.Unit}, Tolerated: c.Tolerated, Letter: c.Letter,
		Reason: c.Reason, Lamp: s.Lamp,
		Due: s.Due, Received: c.Received, Accepted: c.Accepted, Decided: c.Decided, Ended: c.Ended}
	if s.Lamp != "" {
		out.Left = text.Say(text.Of(ctx), s.Left)
	}
	return out
}

func full(ctx context.Context, v casework.View) Case {
	out := plain(ctx, v.Case, v.Shown)
	who := Applicant(v.Who)
	out.Applicant = &who
	for _, m := range v.Materials {
		out.Materials = append(out.Materials, Material{N: m.N, Name: m.Name, Originals: m.Originals, Copies: m.Copies, Need: m.Need,
			Mark: m.Mark, Fault: m.Fault, By: v.By(m), Supplied: m.Supplied})
	}
	for _, p := range v.Papers {
		out.Papers = append(out.Papers, Paper{Kind: p.Kind, At: p.At, Due: p.Due, Page: v.Path() + "/" + string(p.Kind)})
	}
	return out
}

// done answers a step with the case as it stands now.
func done(ctx context.Context, c casework.Case, err error) (*caseOut, error) {
	if err != nil {
		return nil, err
	}
	return &caseOut{plain(ctx, c, casework.Shown{})}, nil
}

type acceptIn struct {
	Body struct {
		Window    string    `json:"window" doc:"The window's id" example:"7340032000031"`
		Ticket    string    `json:"ticket,omitempty" doc:"The ticket that is meant; without it whichever is being served" example:"7340032000901"`
		Item      string    `json:"item,omitempty" doc:"Another item of the window, for the visit's other business" example:"7340032000042"`
		Applicant Applicant `json:"applicant"`
		Marks     []Mark    `json:"marks" maxItems:"200" doc:"One for each material of the guide in force, in its order"`
		Promise   bool      `json:"promise,omitempty" doc:"The applicant has signed that deferred materials will come"`
		Later     bool      `json:"later,omitempty" doc:"The papers stay to be checked; no marks yet"`
	}
}

// Mark is how a material was found.
type Mark struct {
	N     int           `json:"n,omitempty" minimum:"0" maximum:"200" doc:"Which material, when supplying" example:"3"`
	Mark  material.Mark `json:"mark" enum:"present,deferred,missing,corrected" example:"present"`
	Fault string        `json:"fault,omitempty" maxLength:"100" doc:"What is wrong with it, or was corrected on the spot" example:"第 2 页没有签字"`
}

func (h Handler) apiAccept(ctx context.Context, in *acceptIn) (*caseOut, error) {
	b := in.Body
	take := casework.Take{Applicant: applicant.Applicant(b.Applicant), Promise: b.Promise, Later: b.Later}
	if err := refs(&take, b.Window, b.Ticket, b.Item); err != nil {
		return nil, err
	}
	for _, m := range b.Marks {
		take.Marks = append(take.Marks, material.Marking{Mark: m.Mark, Fault: m.Fault})
	}
	c, err := h.Cases.Accept(ctx, identity.From(ctx), take)
	return done(ctx, c, err)
}

// refs reads the ids of a take.
func refs(take *casework.Take, window, ticket, item string) error {
	for _, f := range []struct {
		to   *int64
		from string
	}{{&take.Window, window}, {&take.Ticket, ticket}, {&take.Item, item}} {
		n, err := ref(f.from)
		if err != nil {
			return err
		}
		*f.to = n
	}
	return nil
}

type listIn struct {
	Q          string         `query:"q" maxLength:"60" doc:"Number, item, its code, the ticket, or the whole document number" example:"CJ20261123-0132"`
	State      casework.State `query:"state" enum:"handed_in,noticed,accepted,granted,refused,delivered,closed,withdrawn,declined,"`
	Open       bool           `query:"open" doc:"Only those that can still go on"`
	Department string         `query:"department" maxLength:"20" doc:"A department's id" example:"7340032000011"`
	From       string         `query:"from" maxLength:"10" format:"date" doc:"Received on that day or later" example:"2026-11-01"`
	To         string         `query:"to" maxLength:"10" format:"date" example:"2026-11-30"`
	Sort       string         `query:"sort" enum:"received,no,item,department,state,"`
	Desc       bool           `query:"desc"`
	Page       int            `query:"page" minimum:"1" maximum:"1000000" default:"1"`
	Size       int            `query:"size" minimum:"1" maximum:"200" default:"20"`
}

func (h Handler) apiList(ctx context.Context, in *listIn) (*casesOut, error) {
	q := casework.Query{Text: in.Q, State: in.State, Open: in.Open, Sort: in.Sort, Desc: in.Desc, Page: in.Page, Size: in.Size}
	var err error
	if q.Department, err = ref(in.Department); err != nil {
		return nil, errs.Field("department", "error.not_number")
	}
	if err := q.From.UnmarshalText([]byte(in.From)); err != nil {
		return nil, errs.Field("from", "error.not_date")
	}
	if err := q.To.UnmarshalText([]byte(in.To)); err != nil {
		return nil, errs.Field("to", "error.not_date")
	}
	p, err := h.Cases.List(ctx, identity.From(ctx), q)
	if err != nil {
		return nil, err
	}
	out := &casesOut{}
	out.Body.Cases, out.Body.Total, out.Body.Page, out.Body.Size = []Case{}, p.Total, p.Page, p.Size
	for _, r := range p.Rows {
		out.Body.Cases = append(out.Body.Cases, plain(ctx, r.Case, r.Shown))
	}
	return out, nil
}
