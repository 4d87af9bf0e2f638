package caseworkweb

import (
	"context"
	"lianban/internal/feature/casework/applicant"

	"lianban/internal/core/identity"
	"lianban/internal/feature/casework"
)

// Declined is why an application is not taken up (行政许可法第三十二条).
type Declined struct {
	Ground casework.Ground `json:"ground" enum:"not_needed,not_ours" example:"not_ours"`
	Where  string          `json:"where,omitempty" maxLength:"60" doc:"The organ that is competent; needed for not_ours" example:"昌吉市住房和城乡建设局"`
	Reason string          `json:"reason" maxLength:"200" doc:"At least five characters" example:"该事项由住建部门办理"`
}

type turnAwayIn struct {
	Body struct {
		Window    string    `json:"window" doc:"The window's id" example:"7340032000031"`
		Ticket    string    `json:"ticket,omitempty" doc:"The ticket that is meant; without it whichever is being served" example:"7340032000901"`
		Item      string    `json:"item,omitempty" doc:"Another item of the window" example:"7340032000042"`
		Applicant Applicant `json:"applicant"`
		Why       Declined  `json:"why"`
	}
}

func (h Handler) apiTurnAway(ctx context.Context, in *turnAwayIn) (*caseOut, error) {
	b := in.Body
	take := casework.Take{Applicant: applicant.Applicant(b.Applicant)}
	if err := refs(&take, b.Window, b.Ticket, b.Item); err != nil {
		return nil, err
	}
	c, err := h.Cases.TurnAway(ctx, identity.From(ctx), take, casework.Decline(b.Why))
	return done(ctx, c, err)
}

type declineIn struct {
	ID   string `path:"id" maxLength:"20" example:"7340032000841"`
	Body Declined
}

func (h Handler) apiDecline(ctx context.Context, in *declineIn) (*caseOut, error) {
	n, err := ref(in.ID)
	if err != nil {
		return nil, err
	}
	c, err := h.Cases.Decline(ctx, identity.From(ctx), n, casework.Decline(in.Body))
	return done(ctx, c, err)
}

type suspendIn struct {
	ID   string `path:"id" maxLength:"20" example:"7340032000841"`
	Body struct {
		Special casework.Special `json:"special" enum:"hearing,tender,auction,inspection,testing,quarantine,appraisal,experts" example:"experts"`
		Days    int              `json:"days" minimum:"1" maximum:"250" doc:"Working days it is to take" example:"10"`
	}
}

func (h Handler) apiSuspend(ctx context.Context, in *suspendIn) (*caseOut, error) {
	n, err := ref(in.ID)
	if err != nil {
		return nil, err
	}
	c, err := h.Cases.BeginSpecial(ctx, identity.From(ctx), n, in.Body.Special, in.Body.Days)
	return done(ctx, c, err)
}

func (h Handler) apiResume(ctx context.Context, in *idIn) (*caseOut, error) {
	n, err := ref(in.ID)
	if err != nil {
		return nil, err
	}
	c, err := h.Cases.EndSpecial(ctx, identity.From(ctx), n)
	return done(ctx, c, err)
}

type prolongIn struct {
	ID   string `path:"id" maxLength:"20" example:"7340032000841"`
	Body struct {
		Days     int    `json:"days" minimum:"1" maximum:"100" doc:"Working days" example:"10"`
		Reason   string `json:"reason" maxLength:"200" doc:"Told to the applicant" example:"需要两个部门会审"`
		Approver string `json:"approver" maxLength:"60" doc:"The head of the organ who agreed" example:"马建国"`
	}
}

func (h Handler) apiProlong(ctx context.Context, in *prolongIn) (*caseOut, error) {
	n, err := ref(in.ID)
	if err != nil {
		return nil, err
	}
	b := in.Body
	c, err := h.Cases.Prolong(ctx, identity.From(ctx), n, casework.Prolong{Days: b.Days, Reason: b.Reason, Approver: b.Approver})
	return done(ctx, c, err)
}
