package adminweb

import (
	"net/http"
	"strings"
	"testing"

	"lianban/internal/core/identity/identityweb"
	"lianban/internal/testworld"
)

// token logs in through the API.
func (b browser) token(login string) string {
	b.t.Helper()
	var me identityweb.Me
	if code := b.call("", "POST", "/api/v1/session", map[string]string{"login": login, "password": right}, &me); code != http.StatusOK || me.Token == "" {
		b.t.Fatal(login, code)
	}
	return me.Token
}

// want asks the API and demands a status.
func (b browser) want(code int, token, method, path string, in, out any) {
	b.t.Helper()
	if got := b.call(token, method, path, in, out); got != code {
		b.t.Errorf("%s %s: %d, want %d", method, path, got, code)
	}
}

type obj = map[string]any

// covers: S-01
func TestTheAPIOfIdentityDoesWhatItsPagesDo(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		b := open(t, w).browser(t)
		liu, wang, chen, ayxam := b.token("liu"), b.token("wang"), b.token("chen"), b.token("ayxam")
		b.want(422, "", "POST", "/api/v1/session", obj{"login": "ayxam", "password": "wrong"}, nil)
		b.want(401, "", "GET", "/api/v1/session", nil, nil)
		var me identityweb.Me
		b.want(200, ayxam, "GET", "/api/v1/session", nil, &me)
		var sessions []identityweb.Session
		b.want(200, ayxam, "GET", "/api/v1/sessions", nil, &sessions)
		if me.Name != "阿依夏木·买买提" || me.Token != "" || len(me.Windows) != 1 || len(sessions) != 1 || !sessions[0].Here ||
			sessions[0].Address != "127.0.0.1" {
			t.Errorf("%+v %+v", me, sessions)
		}
		var a identityweb.Account
		b.want(200, liu, "POST", "/api/v1/accounts", obj{"person": key(testworld.Ma), "login": "ma", "roles": []obj{{"role": "clerk"}}}, &a)
		if a.Password == "" || a.Name != "马小军" || len(a.Roles) != 1 {
			t.Errorf("%+v", a)
		}
		b.want(403, wang, "GET", "/api/v1/accounts", nil, nil)
		one := "/api/v1/accounts/" + a.ID
		b.want(200, liu, "PUT", one+"/roles", obj{"roles": []obj{{"role": "chief", "department": "12", "until": "2026-11-27T20:00:00+08:00"}}}, &a)
		b.want(422, liu, "PUT", one+"/roles", obj{"roles": []obj{{"role": "king"}}}, nil)
		b.want(200, liu, "PUT", one+"/active", obj{"active": false}, &a)
		if a.Active || len(a.Roles) != 1 || a.Roles[0].Department != "12" {
			t.Errorf("%+v", a)
		}
		b.want(404, liu, "GET", "/api/v1/accounts/99", nil, nil)
		b.want(200, liu, "POST", one+"/password", nil, &a)
		b.want(200, liu, "GET", one+"/sessions", nil, &sessions)
		b.want(204, liu, "DELETE", one+"/sessions", nil, nil)
		var d identityweb.Device
		b.want(200, wang, "POST", "/api/v1/devices", obj{"duty": "pad", "name": "评价器", "window": key(testworld.W1)}, &d)
		if d.Secret == "" || !strings.HasPrefix(d.Link, "/pair?secret=") {
			t.Errorf("%+v", d)
		}
		b.want(204, wang, "DELETE", "/api/v1/devices/"+d.ID, nil, nil)
		b.want(200, wang, "GET", "/api/v1/devices", nil, &[]identityweb.Device{})
		b.want(200, chen, "GET", "/api/v1/rights", nil, &[]identityweb.Right{})
		b.want(404, ayxam, "DELETE", "/api/v1/sessions/7", nil, nil)
		b.want(204, ayxam, "PUT", "/api/v1/session/password", obj{"old": right, "password": "Bogda-2026-xueshan"}, nil)
		b.want(204, ayxam, "DELETE", "/api/v1/session", nil, nil)
		b.want(401, ayxam, "GET", "/api/v1/session", nil, nil)
	})
}

// covers: S-01
func TestTheAPIOfTheHouseDoesWhatItsPagesDo(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		h := open(t, w)
		b := h.browser(t)
		liu, wang, chen, zhang, ayxam := b.token("liu"), b.token("wang"), b.token("chen"), b.token("zhang"), b.token("ayxam")
		b.want(200, wang, "GET", "/api/v1/jobs", nil, &struct{ Jobs []Job }{})
		b.want(404, wang, "POST", "/api/v1/jobs/7/retry", nil, nil)
		b.want(200, ayxam, "GET", "/api/v1/notices?unread=true", nil, &[]Notice{})
		b.want(204, ayxam, "POST", "/api/v1/notices/read", nil, nil)
		b.want(404, ayxam, "POST", "/api/v1/notices/7/read", nil, nil)
		var year struct{ Days []Day }
		b.want(200, ayxam, "GET", "/api/v1/calendar/2026", nil, &year)
		if len(year.Days) != 365 {
			t.Error(len(year.Days))
		}
		b.want(200, ayxam, "GET", "/api/v1/figures", nil, &[]Figure{})
		notice := obj{"region": "xinjiang", "year": 2027, "number": "新政办发〔2026〕9号", "dated": "2026-11-10",
			"days": []obj{{"day": "2027-05-17", "name": "古尔邦节", "off": true}}}
		var moved struct{ Changed bool }
		b.want(200, zhang, "POST", "/api/v1/calendar/notices?preview=true", notice, &moved)
		b.want(200, zhang, "POST", "/api/v1/calendar/notices", notice, &moved)
		if !moved.Changed {
			t.Error("the preview took it")
		}
		b.want(403, ayxam, "POST", "/api/v1/calendar/notices", notice, nil)
		var e Exception
		b.want(200, zhang, "POST", "/api/v1/calendar/exceptions", obj{"from": "2026-12-01", "to": "2026-12-01", "open": "", "reason": "演练",
			"number": "3 号"}, &e)
		b.want(204, zhang, "DELETE", "/api/v1/calendar/exceptions/"+e.ID, nil, nil)
		if _, err := h.ledger.Sign(t.Context(), testworld.Centre); err != nil {
			t.Fatal(err)
		}
		var events []Event
		b.want(200, chen, "GET", "/api/v1/trail?verb=account.", nil, &events)
		var sound struct{ Sound bool }
		b.want(200, chen, "POST", "/api/v1/trail/verify", nil, &sound)
		if len(events) != len(logins) || !sound.Sound {
			t.Fatal(len(events), sound)
		}
		b.want(200, chen, "GET", "/api/v1/trail/"+events[0].ID+"/proof", nil, &obj{})
		p := b.do("GET", "/api/v1/trail/export", nil, map[string]string{"Authorization": "Bearer " + chen})
		if p.code != http.StatusOK || !strings.HasPrefix(p.body, "PK") {
			t.Error(p.code)
		}
		b.want(403, liu, "GET", "/api/v1/trail", nil, nil)
		b.want(200, liu, "POST", "/api/v1/persons/find", obj{"number": "13899994321"}, &[]Held{})
		b.want(422, liu, "POST", "/api/v1/persons/erase", obj{"number": "1", "chosen": []string{"case:1"}, "document": "x", "dated": "2026-11-20",
			"reason": "y"}, nil)
	})
}
