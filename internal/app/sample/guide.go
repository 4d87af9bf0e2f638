package sample

import (
	"fmt"
	"strings"

	"lianban/internal/base/clock"
	"lianban/internal/feature/catalog"
)

// itemFile is a file of data/items: the items of one department.
type itemFile struct {
	Department, Mode, Document string
	Items                      []item
}

// item is one government service with its guide, as the data writes it: what every guide of the hall or of its
// department says is not repeated.
type item struct {
	Name, Main, Kind   string
	Words              []string // what people call it
	Windows            []int
	Often              int     // visits in a thousand, roughly
	Minutes            float64 // at the window
	Audience           []string
	Personal, Business []string
	Basis              []string
	Statutory          limit
	Promised           limit
	Special            []string
	Visits             int
	Why                string
	Online             string
	Mail, Agency       bool
	Area               string
	Conditions         []string
	Forbidden          []string
	Materials          []paper
	Steps              []struct {
		Name, Who, Text string
		Limit           limit
	}
	Fees []struct {
		Name                       string
		Yuan                       int64
		Standard, Basis, Reduction string
	}
	Result struct {
		Name, Kind string
		Mail       bool
	}
	FAQ []struct{ Ask, Answer string } `yaml:"faq"`

	Department, Mode, Reason, Document, Since string
	Code                                      string `yaml:"-"`
	id                                        int64
}

// paper is a line of the list of materials. Later is in how many working days it may follow (容缺后补).
type paper struct {
	Name, Source, Need, Form, Note string
	Originals, Copies, Later       int
	Fetched                        bool
}

// limit is a time limit as one writes it: "5wd", "20day", "4h", "0" for within the visit, "" for none.
type limit struct{ catalog.Limit }

// UnmarshalText reads a limit.
func (l *limit) UnmarshalText(b []byte) error {
	s := string(b)
	if s == "0" {
		l.Limit = catalog.Limit{Unit: catalog.WorkingDays}
		return nil
	}
	for end, unit := range map[string]catalog.Unit{"wd": catalog.WorkingDays, "day": catalog.CalendarDays, "h": catalog.Hours} {
		if n, found := strings.CutSuffix(s, end); found {
			l.Unit = unit
			_, err := fmt.Sscanf(n, "%d", &l.N)
			return err
		}
	}
	return fmt.Errorf("%q is no limit such as 5wd", s)
}

// complete tells whether the item has a guide at all.
func (it item) complete() bool { return len(it.Materials) > 0 }

// tolerant tells whether the item is on the tolerance list: then a material may follow (11(4)).
func (it item) tolerant() bool {
	for _, m := range it.Materials {
		if m.Later > 0 {
			return true
		}
	}
	return false
}

// row is the item as the register keeps it.
func (d *data) row(it item) (catalog.Item, error) {
	dep, ok := d.department(it.Department)
	if !ok {
		return catalog.Item{}, fmt.Errorf("sample: %s is of no department", it.Name)
	}
	out := catalog.Item{ID: it.id, Code: it.Code, Name: it.Name, Main: it.Main, Department: dep.ID, DepartmentName: dep.Name,
		DepartmentCode: dep.Code, Kind: catalog.Kind(it.Kind), National: national[catalog.Kind(it.Kind)], Level: dep.Level,
		Mode: catalog.Mode(it.Mode), Reason: it.Reason, Document: it.Document, Tolerance: it.tolerant(), Source: "sample"}
	var err error
	if it.Since != "" {
		out.Since, err = clock.ParseDay(it.Since)
	}
	return out, err
}

// national is the national code of a kind; records have none of their own and stand under the other powers.
var national = map[catalog.Kind]string{catalog.Licence: "01", catalog.Benefit: "05", catalog.Confirmation: "07",
	catalog.Reward: "08", catalog.Ruling: "09", catalog.OtherPower: "10", catalog.Record: "10", catalog.PublicService: "20"}

// guide is the item's guide as people read it.
func (d *data) guide(it item) catalog.Guide {
	dep, _ := d.department(it.Department)
	g := catalog.Guide{Name: it.Name, Words: it.Words, Audience: it.Audience, Personal: it.Personal, Business: it.Business,
		Basis: it.Basis, Organ: dep.Name, Statutory: it.Statutory.Limit, Promised: it.Promised.Limit,
		Instant: it.Promised.N == 0, Special: it.Special, Visits: it.Visits, VisitWhy: it.Why, Online: it.Online,
		Mail: it.Mail, Appoint: true, Agency: it.Agency, Area: orText(it.Area, d.Centre.Areas[dep.Level]), Quantity: d.Centre.Quantity,
		Conditions: it.Conditions, Forbidden: it.Forbidden, PayOnline: len(it.Fees) > 0, Place: d.place(it),
		Hours: d.Centre.Hours, Consult: dep.Consult, Complain: d.Centre.Complain, Rights: d.Centre.Rights,
		Result: catalog.Result{Name: it.Result.Name, Kind: it.Result.Kind, Mail: it.Result.Mail,
			Sample: d.Centre.Shelf + " " + it.Code}}
	for _, m := range it.Materials {
		g.Materials = append(g.Materials, m.listed(d.Centre.Brought))
	}
	for _, s := range it.Steps {
		g.Steps = append(g.Steps, catalog.Step{Name: s.Name, Who: s.Who, Limit: s.Limit.Limit, Text: s.Text})
	}
	for _, f := range it.Fees {
		g.Fees = append(g.Fees, catalog.Fee{Name: f.Name, Fen: f.Yuan * 100, Standard: f.Standard, Basis: f.Basis,
			Reduction: f.Reduction})
	}
	for _, q := range it.FAQ {
		g.Questions = append(g.Questions, catalog.Question{Ask: q.Ask, Answer: q.Answer})
	}
	g.Relief = []catalog.Relief{{Kind: "review", Organ: dep.Review}, {Kind: "suit", Organ: d.Centre.Court}}
	return g
}

// place says where in the house one goes; which windows are open now, the directory knows.
func (d *data) place(it item) string {
	for _, no := range it.Windows {
		w, _ := d.window(no)
		for _, z := range d.Centre.Zones {
			if z.Prefix == w.Zone {
				return fmt.Sprintf("%s（%s）%s %s 区", d.Centre.Name, d.Centre.Address, z.Place, z.Prefix)
			}
		}
	}
	return ""
}

func (m paper) listed(brought string) catalog.Material {
	out := catalog.Material{Name: m.Name, Source: orText(m.Source, brought), Originals: m.Originals, Copies: m.Copies,
		Form: orText(m.Form, "both"), Need: catalog.Need(orText(m.Need, string(catalog.Required))), Fetched: m.Fetched, Note: m.Note}
	if m.Later > 0 {
		out.Need, out.Days = catalog.Deferrable, m.Later
	}
	return out
}

func lower(s string) string { return strings.ToLower(s) }
