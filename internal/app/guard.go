package app

import (
	"context"
	"net/http"
	"strings"

	"lianban/internal/core/identity"
	"lianban/internal/feature/admin/adminweb"
)

// guard lets base/web ask identity.
type guard struct {
	identity *identity.Service
	client   func(*http.Request) string // the network address that asks
}

// Known tells whether the permission table has the action.
func (g guard) Known(action string) bool { return identity.Known(action) }

// Enter finds out who asks: a bearer token or session cookie of a person, else the token of a machine, else a visitor.
func (g guard) Enter(r *http.Request) (context.Context, error) {
	ctx := context.WithValue(withPath(r.Context(), r.URL.RequestURI()), addressKey{}, g.client(r))
	bearer, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	for _, try := range []struct {
		secret string
		enter  func(context.Context, string) (identity.Actor, <-chan struct{}, error)
	}{
		{bearer, g.identity.Enter}, {cookie(r, adminweb.SessionCookie), g.identity.Enter},
		{bearer, g.identity.EnterDevice}, {cookie(r, adminweb.DeviceCookie), g.identity.EnterDevice},
	} {
		if try.secret == "" {
			continue
		}
		a, done, err := try.enter(ctx, try.secret)
		if err != nil {
			return ctx, err
		}
		if a.Somebody() {
			return identity.With(identity.WithDone(ctx, done), a), nil
		}
	}
	return identity.With(ctx, identity.Actor{Centre: g.identity.Centre}), nil
}

// Allow says whether whoever asks may do the action to anything at all.
func (g guard) Allow(ctx context.Context, action string) error {
	return identity.From(ctx).Allow(action)
}

// Who names whoever asks.
func (g guard) Who(ctx context.Context) string { return identity.From(ctx).Ref() }

// digest names what was typed into a command: keyed, for a phone number or password is soon guessed from a plain digest.
func (a *App) digest(input []byte) string {
	sum := a.Keys.Sum(input)
	return a.Keys.Index("command", string(sum[:]))
}

func cookie(r *http.Request, name string) string {
	if c, err := r.Cookie(name); err == nil {
		return c.Value
	}
	return ""
}
