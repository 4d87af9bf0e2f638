package groupweb

import (
	"context"
	"strconv"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/identity"
	"lianban/internal/feature/queue/series"
)

// Group is a group of items as the API shows it.
type Group struct {
	ID      int64    `json:"id,string"`
	Name    string   `json:"name" example:"社保卡"`
	Prefix  string   `json:"prefix" doc:"The letters of its numbers; empty = those of the zone" example:"S"`
	Ceiling int      `json:"ceiling" doc:"Numbers a day; 0 = as many as come"`
	Taken   int      `json:"taken" doc:"Of the ceiling, today"`
	Items   []string `json:"items"`
}

type groupsOut struct{ Body []Group }

type groupOut struct{ Body Group }

func (h Handler) apiGroups(ctx context.Context, _ *struct{}) (*groupsOut, error) {
	out := &groupsOut{Body: []Group{}}
	err := h.Groups.Store.Read(ctx, identity.From(ctx).Centre, func(tx *db.Tx) error {
		all, err := series.List(tx)
		for _, g := range all {
			one := shown(g)
			if one.Taken, err = h.Taken(tx, g.ID); err != nil {
				return err
			}
			out.Body = append(out.Body, one)
		}
		return err
	})
	return out, err
}

func shown(g series.Group) Group {
	out := Group{ID: g.ID, Name: g.Name, Prefix: g.Prefix, Ceiling: g.Ceiling, Items: []string{}}
	for _, item := range g.Items {
		out.Items = append(out.Items, strconv.FormatInt(item, 10))
	}
	return out
}

type putIn struct {
	Body struct {
		ID      string   `json:"id,omitempty" doc:"The group to change; none makes one"`
		Name    string   `json:"name" maxLength:"40"`
		Prefix  string   `json:"prefix,omitempty" maxLength:"4"`
		Ceiling int      `json:"ceiling" minimum:"0" maximum:"9999"`
		Items   []string `json:"items" maxItems:"500"`
	}
}

func (h Handler) apiPut(ctx context.Context, in *putIn) (*groupOut, error) {
	g := series.Group{Name: in.Body.Name, Prefix: in.Body.Prefix, Ceiling: in.Body.Ceiling}
	if in.Body.ID != "" {
		id, err := strconv.ParseInt(in.Body.ID, 10, 64)
		if err != nil {
			return nil, errs.New(errs.NotFound, "error.not_found")
		}
		g.ID = id
	}
	for _, raw := range in.Body.Items {
		item, err := strconv.ParseInt(raw, 10, 64)
		if err != nil {
			return nil, errs.Field("items", "error.not_number")
		}
		g.Items = append(g.Items, item)
	}
	g, err := h.Groups.Put(ctx, identity.From(ctx), g)
	if err != nil {
		return nil, err
	}
	return &groupOut{Body: shown(g)}, nil
}

func (h Handler) apiEnd(ctx context.Context, in *struct {
	ID string `path:"id"`
}) (*groupOut, error) {
	id, err := strconv.ParseInt(in.ID, 10, 64)
	if err != nil {
		return nil, errs.New(errs.NotFound, "error.not_found")
	}
	g, err := h.Groups.Drop(ctx, identity.From(ctx), id)
	if err != nil {
		return nil, err
	}
	return &groupOut{Body: shown(g)}, nil
}
