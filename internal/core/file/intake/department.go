package intake

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/core/directory"
	"lianban/internal/core/file/register"
)

// Columns that windows and people share.
const (
	colDept      = "department"
	colDeptCode  = "department_code"
	colDeptShort = "department_short"
	colDeptLevel = "department_level"
	wholeRow     = "row" // the field of a row that cannot be read
)

// deptColumns describe the department of a row; code, short name and level are asked for once, when it is new.
func deptColumns(required bool) []register.Column {
	return []register.Column{{Name: colDept, Required: required, Width: 28}, {Name: colDeptCode, Width: 22},
		{Name: colDeptShort, Width: 18}, {Name: colDeptLevel, Width: 10}}
}

// say collects what is wrong and what is odd about a row.
type say struct {
	faults   []register.Fault
	warnings []register.Warning
}

func (s *say) no(field, value, key string, kv ...any) {
	s.faults = append(s.faults, register.Fault{Field: field, Reason: text.M(key, kv...), Value: value})
}

// odd notes a warning: <owner>.warning.<kind> names its kind, <owner>.warn.<kind> says what is odd.
func (s *say) odd(owner, kind, field, value string, kv ...any) {
	s.warnings = append(s.warnings, register.Warning{Kind: kind, Title: text.M(owner + ".warning." + kind),
		Fault: register.Fault{Field: field, Reason: text.M(owner+".warn."+kind, kv...), Value: value}})
}

// hall is the directory as it will stand: what is there, and what the accepted rows of the file add to it.
type hall struct {
	tx    *db.Tx
	there *directory.Hall
	depts map[string]directory.Department // by everything they are called
	zones map[string]directory.Zone       // by name and by prefix
	add   directory.Setup
}

// standing is the directory as this transaction sees it; a centre that has said nothing about itself yet has an empty one.
func standing(tx *db.Tx, d *directory.Service) (*directory.Hall, error) {
	h, err := d.Fresh(tx)
	if errs.Is(err, errs.NotFound) {
		return &directory.Hall{}, nil
	}
	return h, err
}

func hallOf(tx *db.Tx, there *directory.Hall) *hall {
	h := &hall{tx: tx, there: there, depts: map[string]directory.Department{}, zones: map[string]directory.Zone{}}
	for _, d := range there.Departments {
		if d.Holds(tx.Now) {
			h.know(d)
		}
	}
	for _, z := range there.Zones {
		h.zones[fold(z.Name)], h.zones[fold(z.Prefix)] = z, z
	}
	return h
}

func (h *hall) know(d directory.Department) {
	for _, name := range []string{d.Name, d.Short, d.Code} {
		if name != "" {
			h.depts[fold(name)] = d
		}
	}
}

// take makes a department part of the hall, if it is new.
func (h *hall) take(d directory.Department) {
	if _, there := h.depts[fold(d.Code)]; !there {
		h.know(d)
		h.add.Departments = append(h.add.Departments, d)
	}
}

// maxShort is how many characters a short name may have: what a strip shows at once.
const maxShort = 8

// department finds the department of a row, or makes it of the row when its code is given and nobody has it.
func (h *hall) department(r register.Row, s *say) directory.Department {
	name, code := r.Get(colDept), r.Get(colDeptCode)
	if d, ok := h.depts[fold(name)]; ok {
		if known := h.depts[fold(code)]; code != "" && fold(code) != fold(d.Code) {
			s.no(colDeptCode, code, "directory.refuse.other_code", "department", d.Name, "code", d.Code, "other", known.Name)
		}
		return d
	}
	d := directory.Department{ID: h.tx.NewID(), Code: code, Name: name, Short: r.Get(colDeptShort), Level: r.Get(colDeptLevel)}
	if d.Short == "" {
		d.Short = name
	}
	if code == "" {
		s.no(colDept, name, "directory.refuse.unknown_department", "department", name)
		return d
	}
	if other, taken := h.depts[fold(code)]; taken {
		s.no(colDeptCode, code, "directory.refuse.code_taken", "code", code, "department", other.Name)
	}
	if d.Level != "" && !slices.Contains(directory.Levels, d.Level) {
		s.no(colDeptLevel, d.Level, "directory.refuse.level")
	}
	s.odd("directory", "new_department", colDept, name, "department", name)
	return d
}

// zonePrefix is what the numbers of a zone's tickets begin with.
var zonePrefix = regexp.MustCompile(`^[A-Z]{1,2}$`)

// zone finds the zone of a window, or makes it of the row when its prefix is given and free.
func (h *hall) zone(r register.Row, s *say) directory.Zone {
	name, prefix := r.Get(colZone), strings.ToUpper(norm.NFKC.String(r.Get(colPrefix)))
	if z, ok := h.zones[fold(name)]; ok {
		if prefix != "" && prefix != z.Prefix {
			s.no(colPrefix, prefix, "directory.refuse.other_prefix", "zone", z.Name, "prefix", z.Prefix)
		}
		return z
	}
	z := directory.Zone{ID: h.tx.NewID(), Prefix: prefix, Name: name, Place: r.Get(colPlace), Icon: "building",
		Sort: len(h.there.Zones) + len(h.add.Zones) + 1}
	other, taken := h.zones[fold(prefix)]
	switch {
	case prefix == "":
		s.no(colZone, name, "directory.refuse.unknown_zone", "zone", name)
	case !zonePrefix.MatchString(prefix):
		s.no(colPrefix, prefix, "directory.refuse.prefix")
	case taken:
		s.no(colPrefix, prefix, "directory.refuse.prefix_taken", "prefix", prefix, "zone", other.Name)
	default:
		s.odd("directory", "new_zone", colZone, name, "zone", name)
	}
	return z
}

func (h *hall) takeZone(z directory.Zone) {
	if _, there := h.zones[fold(z.Prefix)]; !there {
		h.zones[fold(z.Name)], h.zones[fold(z.Prefix)] = z, z
		h.add.Zones = append(h.add.Zones, z)
	}
}

// fold compares names without width, case and spaces.
func fold(s string) string {
	return strings.ToLower(strings.Join(strings.Fields(norm.NFKC.String(s)), ""))
}

// list reads a cell of several: one a line, or between commas, semicolons and enumeration marks.
func list(cell string) (out []string) {
	for _, v := range strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune(",，;；、\n\r", r) }) {
		if v = strings.TrimSpace(v); v != "" {
			out = append(out, v)
		}
	}
	return out
}

func length(s string) int { return utf8.RuneCountInString(s) }

// unreadable is the verdict of a row that cannot be read.
func unreadable(r register.Row, private bool) register.Verdict {
	v := register.Verdict{Line: r.Line, Fate: register.Refused, Faults: []register.Fault{{Field: wholeRow, Reason: r.Unreadable}}}
	if !private {
		v.Label, v.Faults[0].Value = r.Raw, r.Raw
	}
	return v
}
