package bench

import (
	"strings"
	"testing"

	"lianban/internal/core/identity"
	"lianban/internal/feature/admin/adminweb"
)

func TestZZ(t *testing.T) {
	r := tiny(t, Options{})
	open1(t, r)
	a := r.world.app
	h, err := a.Directory.Now(t.Context(), a.Identity.Centre)
	t.Log(len(h.Windows), err)
	w, ok := h.Window(9000)
	t.Log(w, ok, w.Holds(a.Store.Clock().Now()), a.Store.Clock().Now())
	s, _ := strings.CutPrefix(r.world.clerks[0].cookie, adminweb.SessionCookie+"=")
	by, _, err := a.Identity.Enter(t.Context(), s)
	t.Logf("%+v %v", by, err)
	tk, err := a.Queue.CallNext(t.Context(), by, 9000)
	t.Logf("%+v %+v", tk, err)
	_ = identity.Clerk
	v, _ := r.world.visitors(t.Context())
	for range 4 {
	t.Log(v[1].next())
	t.Logf("%s", v[1].request)
	t.Logf("%s", v[1].conn.body)
	}
}
