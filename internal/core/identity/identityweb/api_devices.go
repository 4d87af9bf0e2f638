package identityweb

import (
	"context"
	"net/url"
	"strconv"

	"lianban/internal/base/clock"
	"lianban/internal/base/errs"
	"lianban/internal/base/web"
	"lianban/internal/base/web/form"
	"lianban/internal/core/identity"
)

func (h Handler) apiHouse(s *web.Site) {
	o := op("device")
	web.API(s, o("devices-list", "GET /api/v1/devices", "device.manage", "设备"), h.apiDevices)
	web.API(s, o("device-add", "POST /api/v1/devices", "device.manage", "配对设备"), h.apiAddDevice)
	web.API(s, o("device-end", "DELETE /api/v1/devices/{id}", "device.manage", "停用设备"), h.apiEndDevice)
	o = op("account")
	web.API(s, o("rights-list", "GET /api/v1/rights", "rights.read", "谁可以做什么"), h.apiRights)
}

// Device is a machine of the hall.
type Device struct {
	ID      string        `json:"id"`
	Duty    identity.Role `json:"duty" enum:"kiosk,display,strip,pad"`
	Name    string        `json:"name" example:"一楼东侧叫号屏"`
	Window  string        `json:"window,omitempty" doc:"Of a strip or pad: the window's id"`
	Zone    string        `json:"zone,omitempty" doc:"Of a display that shows one zone"`
	Away    bool          `json:"away" doc:"Nothing was heard of it for three minutes"`
	Created clock.Instant `json:"created" format:"date-time"`
	Seen    clock.Instant `json:"seen" format:"date-time"`
	Ended   clock.Instant `json:"ended" format:"date-time"`
	Secret  string        `json:"secret,omitempty" doc:"Made just now and given this once"`
	Link    string        `json:"link,omitempty" doc:"Where the device is paired with the secret"`
}

func deviceOf(d identity.Device, now clock.Instant) Device {
	out := Device{ID: form.Key(d.ID), Duty: d.Duty, Name: d.Name, Away: d.Away(now), Created: d.Created, Seen: d.Seen, Ended: d.Ended}
	if d.Window != 0 {
		out.Window = form.Key(d.Window)
	}
	if d.Zone != 0 {
		out.Zone = form.Key(d.Zone)
	}
	return out
}

func (h Handler) apiDevices(ctx context.Context, _ *struct{}) (*struct{ Body []Device }, error) {
	all, err := h.Identity.ListDevices(ctx, identity.From(ctx))
	out := &struct{ Body []Device }{Body: []Device{}}
	for _, d := range all {
		out.Body = append(out.Body, deviceOf(d, h.now()))
	}
	return out, err
}

type addDeviceIn struct {
	Body struct {
		Duty   identity.Role `json:"duty" enum:"kiosk,display,strip,pad"`
		Name   string        `json:"name" minLength:"1" maxLength:"40"`
		Window string        `json:"window,omitempty" maxLength:"20"`
		Zone   string        `json:"zone,omitempty" maxLength:"20"`
	}
}

func (h Handler) apiAddDevice(ctx context.Context, in *addDeviceIn) (*struct{ Body Device }, error) {
	d := identity.Device{Duty: in.Body.Duty, Name: in.Body.Name}
	for _, f := range []struct {
		name, value string
		into        *int64
	}{{"window", in.Body.Window, &d.Window}, {"zone", in.Body.Zone, &d.Zone}} {
		if f.value == "" {
			continue
		}
		var err error
		if *f.into, err = strconv.ParseInt(f.value, 10, 64); err != nil {
			return nil, errs.Field(f.name, "error.not_number")
		}
	}
	id, secret, err := h.Identity.AddDevice(ctx, identity.From(ctx), d)
	if err != nil {
		return nil, err
	}
	d.ID = id
	out := &struct{ Body Device }{Body: deviceOf(d, h.now())}
	if secret != "" {
		out.Body.Secret, out.Body.Link = secret, "/pair?secret="+url.QueryEscape(secret)
	}
	return out, nil
}

func (h Handler) apiEndDevice(ctx context.Context, in *idIn) (*struct{}, error) {
	return nil, about(in.id, func(id int64) error { return h.Identity.EndDevice(ctx, identity.From(ctx), id) })
}

// Right is a line of the permission table.
type Right struct {
	Action  string            `json:"action" example:"ticket.call"`
	Words   string            `json:"words" example:"叫号"`
	Article string            `json:"article,omitempty" example:"11"`
	Who     map[string]string `json:"who" doc:"By role: window, person, dept, centre or everybody"`
}

var scopeCodes = map[identity.Scope]string{identity.OfWindow: "window", identity.OfPerson: "person", identity.OfDept: "dept",
	identity.OfCentre: "centre", identity.OfEverybody: "everybody"}

func (h Handler) apiRights(ctx context.Context, _ *struct{}) (*struct{ Body []Right }, error) {
	all, err := h.Identity.Rights(ctx, identity.From(ctx))
	out := &struct{ Body []Right }{Body: []Right{}}
	for _, rule := range all {
		r := Right{Action: rule.Action, Words: ruleText(ctx, rule), Article: rule.Article, Who: map[string]string{}}
		for role, scope := range rule.Who {
			r.Who[string(role)] = scopeCodes[scope]
		}
		out.Body = append(out.Body, r)
	}
	return out, err
}
