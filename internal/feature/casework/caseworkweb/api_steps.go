package caseworkweb

import (
	"context"

	"lianban/internal/base/clock"
	"lianban/internal/core/deadline"
	"lianban/internal/core/identity"
	"lianban/internal/feature/casework"
	"lianban/internal/feature/casework/material"
)

type idIn struct {
	ID string `path:"id" maxLength:"20" example:"7340032000841"`
}

func (h Handler) apiRead(ctx context.Context, in *idIn) (*caseOut, error) {
	n, err := ref(in.ID)
	if err != nil {
		return nil, err
	}
	v, err := h.Cases.Read(ctx, identity.From(ctx), n)
	if err != nil {
		return nil, err
	}
	return &caseOut{full(ctx, v)}, nil
}

type supplyIn struct {
	ID   string `path:"id" maxLength:"20" example:"7340032000841"`
	Body struct {
		Marks   []Mark `json:"marks" maxItems:"200" doc:"Only of materials that are not there yet"`
		Promise bool   `json:"promise,omitempty" doc:"The applicant has signed that deferred materials will come"`
	}
}

func (h Handler) apiSupply(ctx context.Context, in *supplyIn) (*caseOut, error) {
	n, err := ref(in.ID)
	if err != nil {
		return nil, err
	}
	marks := casework.Supply{Marks: map[int]material.Marking{}, Promise: in.Body.Promise}
	for _, m := range in.Body.Marks {
		marks.Marks[m.N] = material.Marking{Mark: m.Mark, Fault: m.Fault}
	}
	c, err := h.Cases.Supply(ctx, identity.From(ctx), n, marks)
	return done(ctx, c, err)
}

type decideIn struct {
	ID   string `path:"id" maxLength:"20" example:"7340032000841"`
	Body struct {
		Granted bool   `json:"granted"`
		Reason  string `json:"reason,omitempty" maxLength:"200" doc:"Of a refusal" example:"住所不符合要求"`
	}
}

func (h Handler) apiDecide(ctx context.Context, in *decideIn) (*caseOut, error) {
	n, err := ref(in.ID)
	if err != nil {
		return nil, err
	}
	c, err := h.Cases.Decide(ctx, identity.From(ctx), n, casework.Decision{Granted: in.Body.Granted, Reason: in.Body.Reason})
	return done(ctx, c, err)
}

type finishIn struct {
	ID   string `path:"id" maxLength:"20" example:"7340032000841"`
	Body struct {
		Leave string `json:"leave,omitempty" maxLength:"20" doc:"The window whose service ends with it" example:"7340032000031"`
	}
}

func (h Handler) apiFinish(ctx context.Context, in *finishIn) (*caseOut, error) {
	n, err := ref(in.ID)
	if err != nil {
		return nil, err
	}
	leave, err := ref(in.Body.Leave)
	if err != nil {
		return nil, err
	}
	c, err := h.Cases.Finish(ctx, identity.From(ctx), n, leave)
	return done(ctx, c, err)
}

type deliverIn struct {
	ID   string `path:"id" maxLength:"20" example:"7340032000841"`
	Body struct {
		How string `json:"how" enum:"window,mail,electronic" example:"window"`
	}
}

func (h Handler) apiDeliver(ctx context.Context, in *deliverIn) (*caseOut, error) {
	n, err := ref(in.ID)
	if err != nil {
		return nil, err
	}
	c, err := h.Cases.Deliver(ctx, identity.From(ctx), n, in.Body.How)
	return done(ctx, c, err)
}

type reasonIn struct {
	ID   string `path:"id" maxLength:"20" example:"7340032000841"`
	Body struct {
		Reason string `json:"reason" maxLength:"200" doc:"At least five characters" example:"核对领证人身份"`
	}
}

func (h Handler) apiWithdraw(ctx context.Context, in *reasonIn) (*caseOut, error) {
	n, err := ref(in.ID)
	if err != nil {
		return nil, err
	}
	c, err := h.Cases.Withdraw(ctx, identity.From(ctx), n, in.Body.Reason)
	return done(ctx, c, err)
}

func (h Handler) apiLapse(ctx context.Context, in *reasonIn) (*caseOut, error) {
	n, err := ref(in.ID)
	if err != nil {
		return nil, err
	}
	c, err := h.Cases.Lapse(ctx, identity.From(ctx), n, in.Body.Reason)
	return done(ctx, c, err)
}

type extendIn struct {
	ID   string `path:"id" maxLength:"20" example:"7340032000841"`
	Body struct {
		Days   int    `json:"days" minimum:"1" maximum:"100" doc:"Working days" example:"3"`
		Reason string `json:"reason" maxLength:"200" doc:"The force majeure" example:"大雪封路，车辆不通"`
	}
}

func (h Handler) apiExtend(ctx context.Context, in *extendIn) (*caseOut, error) {
	n, err := ref(in.ID)
	if err != nil {
		return nil, err
	}
	c, err := h.Cases.Extend(ctx, identity.From(ctx), n, in.Body.Days, in.Body.Reason)
	return done(ctx, c, err)
}

func (h Handler) apiReveal(ctx context.Context, in *reasonIn) (*applicantOut, error) {
	n, err := ref(in.ID)
	if err != nil {
		return nil, err
	}
	who, err := h.Cases.Reveal(ctx, identity.From(ctx), n, in.Body.Reason)
	if err != nil {
		return nil, err
	}
	return &applicantOut{Applicant(who)}, nil
}

// Asked is how far a case has come, for whoever proved to be concerned: nothing about the person.
type Asked struct {
	No        string         `json:"no" example:"CJ20261123-0132"`
	Item      string         `json:"item" example:"内资有限公司设立登记"`
	State     casework.State `json:"state" enum:"handed_in,noticed,accepted,granted,refused,delivered,closed,withdrawn,declined"`
	StateName string         `json:"state_name" example:"办理中"`
	Lamp      deadline.Lamp  `json:"lamp" enum:"green,yellow,red,hold,done"`
	Left      string         `json:"left" example:"剩 4 个工作日"`
	Due       clock.Day      `json:"due" format:"date" doc:"Empty when no limit runs" example:"2026-11-30"`
	Stopped   clock.Instant  `json:"stopped" format:"date-time" doc:"Since when the clock stands still; nothing is due meanwhile"`
	Because   string         `json:"because,omitempty" doc:"Why it stands still" example:"等申请人补交容缺材料"`
	Why       []string       `json:"why" doc:"How the date was counted, day by day"`
	Missing   []Material     `json:"missing" doc:"What is still to be brought"`
	Story     []Step         `json:"story"`
}

// Step is one thing that happened.
type Step struct {
	At   clock.Instant `json:"at" format:"date-time"`
	What string        `json:"what" example:"已受理"`
}

func (h Handler) apiProgress(ctx context.Context, in *struct {
	Code string `path:"code" maxLength:"40" doc:"The secret code, or the number with a tail" example:"CJ20261123-0132"`
	Tail string `query:"tail" maxLength:"4" doc:"The last four of the phone or document number" example:"4471"`
}) (*progressOut, error) {
	a, err := h.Cases.Progress(ctx, identity.From(ctx).Centre, in.Code, in.Tail)
	if err != nil {
		return nil, err
	}
	out := Asked{No: a.No, Item: a.Name, State: a.State, StateName: say(ctx, a.State.Text()), Lamp: a.Shown.Lamp,
		Left: say(ctx, a.Shown.Left), Due: a.Shown.Due, Why: []string{}, Missing: []Material{}, Story: []Step{}}
	if a.Stopped != 0 {
		out.Stopped, out.Because = a.Stopped, a.Because
	}
	for _, w := range a.Why {
		out.Why = append(out.Why, say(ctx, w))
	}
	for _, l := range a.Lacking {
		out.Missing = append(out.Missing, Material{N: l.N, Name: l.Name, Originals: l.Originals, Copies: l.Copies,
			Fault: l.Fault, By: l.By})
	}
	for i, m := range story(ctx, a.Case, a.Events, false) {
		if i < len(a.Events) {
			out.Story = append(out.Story, Step{At: a.Events[i].At, What: m.Title})
		}
	}
	return &progressOut{out}, nil
}
