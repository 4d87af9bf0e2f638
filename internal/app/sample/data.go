package sample

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"sync"

	"go.yaml.in/yaml/v3"

	"lianban/internal/base/clock"
)

//go:embed data
var files embed.FS

// icons: building-store home heart-rate-monitor id-badge-2

// Centre is the head of the data.
type centre struct {
	Code, Name, Short, Address, Hours, Complain, Rights string
	Court, Shelf, Quantity, Brought, Strip, Pad         string
	Areas                                               map[string]string

	Zones []struct {
		ID                              int64
		Prefix, Name, Place, Icon, Hint string
	}
	Devices []struct{ Duty, Name, Zone string }
}

// department is a stationed department with what every guide of it says.
type department struct {
	ID                                        int64
	Code, Name, Short, Level, Consult, Review string
}

// window is a window with who stands there, by login.
type window struct {
	No                            int
	Zone, Department, Name, Short string
	A, B                          string
	Paused                        bool // when the demo begins
}

// person is somebody with a login. Of names the departments of a chief who leads others than their own.
type person struct {
	Login, Name, Department, Position, Office, Kind string
	Party                                           bool
	Since                                           string
	Roles, Of                                       []string
	id                                              int64
	since                                           clock.Day
}

// visitors are what invented visitors and their words are put together from.
type visitors struct {
	Surnames, Given, Names, Firms, Refusals, Withdrawals, Needless, Words, Complaints, Notes []string
}

// data is everything the sample centre consists of.
type data struct {
	Centre      centre
	Departments []department
	Windows     []window
	People      []person
	Visitors    visitors
	Items       []item
}

// Ids of the sample are small and the same in every installation: /guide/1001 is a page one can tell others about.
const (
	firstPerson = 301
	firstItem   = 1001
	windowBase  = 200 // window 7 is 207
)

func (w window) id() int64 { return windowBase + int64(w.No) }

// load reads the data; it is compiled in and tested.
var load = sync.OnceValues(func() (*data, error) {
	d := &data{}
	for name, into := range map[string]any{"centre": &d.Centre, "departments": &d.Departments, "windows": &d.Windows,
		"people": &d.People, "visitors": &d.Visitors} {
		if err := read("data/"+name+".yaml", into); err != nil {
			return nil, err
		}
	}
	for i := range d.People {
		p := &d.People[i]
		p.id = firstPerson + int64(i)
		var err error
		if p.since, err = clock.ParseDay(orText(p.Since, "2025-01-06")); err != nil {
			return nil, fmt.Errorf("sample: %s: %w", p.Login, err)
		}
	}
	return d, d.readItems()
})

// readItems reads the items by department, in the order of the departments, so that ids stay.
func (d *data) readItems() error {
	for _, dep := range d.Departments {
		var f itemFile
		if err := read("data/items/"+lower(dep.Code)+".yaml", &f); err != nil {
			return err
		}
		if f.Department != dep.Code {
			return fmt.Errorf("sample: the items of %s say that they are of %s", dep.Code, f.Department)
		}
		for i, it := range f.Items {
			it.Department, it.Code = dep.Code, fmt.Sprintf("CJ-%s-%03d", dep.Code, i+1)
			it.Mode, it.Document = orText(f.Mode, "stationed"), f.Document
			d.Items = append(d.Items, it)
		}
	}
	var out itemFile
	if err := read("data/items/outside.yaml", &out); err != nil {
		return err
	}
	for i, it := range out.Items {
		it.Code = fmt.Sprintf("CJ-%s-%03d", it.Department, 900+i)
		d.Items = append(d.Items, it)
	}
	for i := range d.Items {
		d.Items[i].id = firstItem + int64(i)
	}
	return nil
}

func read(name string, into any) error {
	raw, err := fs.ReadFile(files, name)
	if err != nil {
		return err
	}
	dec := yaml.NewDecoder(bytes.NewReader(raw))
	dec.KnownFields(true)
	if err := dec.Decode(into); err != nil {
		return fmt.Errorf("sample: %s: %w", name, err)
	}
	return nil
}

func (d *data) department(code string) (department, bool) {
	i := slices.IndexFunc(d.Departments, func(v department) bool { return v.Code == code })
	if i < 0 {
		return department{}, false
	}
	return d.Departments[i], true
}

func (d *data) person(login string) (person, bool) {
	i := slices.IndexFunc(d.People, func(v person) bool { return v.Login == login })
	if i < 0 {
		return person{}, false
	}
	return d.People[i], true
}

// chief is who leads the department in the hall.
func (d *data) chief(code string) (person, bool) {
	i := slices.IndexFunc(d.People, func(p person) bool {
		return slices.Contains(p.Roles, "chief") && (slices.Contains(p.Of, code) || p.Of == nil && p.Department == code)
	})
	if i < 0 {
		return person{}, false
	}
	return d.People[i], true
}

// serving lists the windows of an item, by number as the data names them.
func (d *data) window(no int) (window, bool) {
	i := slices.IndexFunc(d.Windows, func(w window) bool { return w.No == no })
	if i < 0 {
		return window{}, false
	}
	return d.Windows[i], true
}

func orText(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
