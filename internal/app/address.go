package app

import (
	"net/http"
	"net/netip"
	"strings"
)

// origin is where people reach the site, as QR codes and links to be sent have it; empty when nobody has set it.
func (a *App) origin() string {
	origin, err := a.Config.Origin()
	if err != nil { // Check has refused it before
		return ""
	}
	return origin
}

// asked is the same, and the address that was asked for when none is set.
func (a *App) asked(r *http.Request) string {
	if origin := a.origin(); origin != "" {
		return origin
	}
	if a.secure(r) {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// secure tells whether a request came over TLS: directly, or through a proxy that is listed.
func (a *App) secure(r *http.Request) bool {
	if r.TLS != nil {
		return true
	}
	return r.Header.Get("X-Forwarded-Proto") == "https" && a.trusts(peer(r))
}

// client is the network address of whoever asks, for counting failed logins: the connection's, or, through proxies that are
// listed, the last one in X-Forwarded-For that is none of them. What a client writes there itself stands further left and
// is never read.
func (a *App) client(r *http.Request) string {
	at := peer(r)
	if !at.IsValid() {
		return r.RemoteAddr
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && a.trusts(at); i-- {
		next, ok := hop(hops[i])
		if !ok {
			break
		}
		at = next
	}
	return at.String()
}

// hop reads one entry of X-Forwarded-For; some proxies write the port as well.
func hop(s string) (netip.Addr, bool) {
	s = strings.TrimSpace(s)
	if at, err := netip.ParseAddr(strings.Trim(s, "[]")); err == nil {
		return at.Unmap(), true
	}
	at, err := netip.ParseAddrPort(s)
	return at.Addr().Unmap(), err == nil
}

// peer is the other end of the connection; not valid when it has no address.
func peer(r *http.Request) netip.Addr {
	at, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	return at.Addr().Unmap()
}

// trusts tells whether the address is that of a proxy that is listed.
func (a *App) trusts(at netip.Addr) bool {
	listed, err := a.Config.Trusted()
	if err != nil {
		return false
	}
	for _, p := range listed {
		if p.Contains(at) {
			return true
		}
	}
	return false
}
