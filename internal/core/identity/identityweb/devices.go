package identityweb

import (
	"net/url"
	"slices"
	"strconv"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/qr"

	"lianban/internal/base/clock"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/base/web"
	"lianban/internal/base/web/form"
	"lianban/internal/base/web/ui"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
)

// devicesView is the page of the machines.
type devicesView struct {
	Page    ui.StaffPage
	Now     clock.Instant
	Hall    *directory.Hall
	Devices []identity.Device // in use
	Ended   []identity.Device
	Command string
	Form    identity.Device // as typed
	Duties  []ui.Option
	Windows []ui.Option
	Zones   []ui.Option
	Faults  []ui.Fault
	Made    *madeView // what was made just now
}

// madeView is a machine's secret, shown once.
type madeView struct {
	Name   string
	Secret string // empty: it was shown already
	Link   string
	QR     code
}

// code is a QR code as one SVG path of unit squares.
type code struct {
	Path string
	Size int // with the quiet zone around it
}

func (c code) box() string { return "0 0 " + itoa(c.Size) + " " + itoa(c.Size) }

// quietZone is the white border a reader needs, in modules.
const quietZone = 4

// codeOf draws a text as a QR code.
func codeOf(s string) (code, error) {
	b, err := qr.Encode(s, qr.M, qr.Auto)
	if err != nil {
		return code{}, err
	}
	size := b.Bounds().Dx()
	path := []byte{}
	for y := range size {
		for x := range size {
			if dark(b, x, y) {
				path = append(path, 'M')
				path = strconv.AppendInt(path, int64(x+quietZone), 10)
				path = append(path, ' ')
				path = strconv.AppendInt(path, int64(y+quietZone), 10)
				path = append(path, "h1v1h-1z"...)
			}
		}
	}
	return code{Path: string(path), Size: size + 2*quietZone}, nil
}

func dark(b barcode.Barcode, x, y int) bool {
	r, _, _, _ := b.At(x, y).RGBA()
	return r == 0
}

func (h Handler) devices(r *web.Request) (web.Reply, error) {
	v, err := h.devicesView(r)
	return web.Reply{Page: devicesPage(v)}, err
}

func (h Handler) devicesView(r *web.Request) (v devicesView, err error) {
	v = devicesView{Page: h.shell(r, "device"), Now: h.now(), Command: h.command(), Form: identity.Device{Duty: identity.Display}}
	if v.Hall, err = h.Directory.Now(r.Ctx(), actor(r).Centre); err != nil {
		return v, err
	}
	all, err := h.Identity.ListDevices(r.Ctx(), actor(r))
	for _, d := range all {
		if d.Ended == 0 {
			v.Devices = append(v.Devices, d)
		} else {
			v.Ended = append(v.Ended, d)
		}
	}
	// Who is away comes first: that is what one looks for here.
	slices.SortStableFunc(v.Devices, func(a, b identity.Device) int { return order(b.Away(v.Now)) - order(a.Away(v.Now)) })
	v.choices(r)
	return v, err
}

func order(first bool) int {
	if first {
		return 1
	}
	return 0
}

// choices are what a new machine can be and where.
func (v *devicesView) choices(r *web.Request) {
	for _, d := range identity.Duties {
		v.Duties = append(v.Duties, ui.Option{Value: string(d), Label: text.Say(text.Of(r.Ctx()), d.Words())})
	}
	v.Windows = []ui.Option{{Value: "0", Label: ui.T(r.Ctx(), "identity.device.no_window")}}
	for _, w := range v.Hall.Open(v.Now) {
		label := ui.T(r.Ctx(), "identity.device.window_no", "no", w.No, "name", w.Name)
		v.Windows = append(v.Windows, ui.Option{Value: form.Key(w.ID), Label: label})
	}
	v.Zones = []ui.Option{{Value: "0", Label: ui.T(r.Ctx(), "identity.device.whole_hall")}}
	for _, z := range v.Hall.Zones {
		v.Zones = append(v.Zones, ui.Option{Value: form.Key(z.ID), Label: z.Prefix + " " + z.Name})
	}
}

func (h Handler) addDevice(r *web.Request) (web.Reply, error) {
	d := identity.Device{Duty: identity.Role(r.Must("duty", 20)), Name: r.Must("name", 40), Window: r.Int("window", 0, 1<<62),
		Zone: r.Int("zone", 0, 1<<62)}
	err := r.Faults()
	secret := ""
	if err == nil {
		_, secret, err = h.Identity.AddDevice(r.Ctx(), actor(r), d)
	}
	if err != nil && !form.Shown(err) {
		return web.Reply{}, err
	}
	v, failed := h.devicesView(r)
	if failed != nil {
		return web.Reply{}, failed
	}
	if err != nil {
		v.Form, v.Faults = d, form.Faults(r.Ctx(), err)
		return web.Reply{Page: devicesPage(v)}, err
	}
	v.Made, err = h.made(r, d.Name, secret)
	return web.Reply{Page: devicesPage(v)}, err
}

// made shows a secret once: typed, as a link, and as a QR code.
func (h Handler) made(r *web.Request, name, secret string) (*madeView, error) {
	if secret == "" {
		return &madeView{Name: name}, nil
	}
	link := h.origin(r.Request) + "/pair?secret=" + url.QueryEscape(secret)
	qr, err := codeOf(link)
	if err != nil {
		return nil, errs.New(errs.Internal, "error.internal").Cause(err)
	}
	return &madeView{Name: name, Secret: secret, Link: link, QR: qr}, nil
}

func (h Handler) endDevice(r *web.Request) (web.Reply, error) {
	id, err := r.ID("id")
	if err != nil {
		return web.Reply{}, err
	}
	if err := h.Identity.EndDevice(r.Ctx(), actor(r), id); err != nil {
		return web.Reply{}, err
	}
	return form.Done("/admin/devices", "device_ended")
}
