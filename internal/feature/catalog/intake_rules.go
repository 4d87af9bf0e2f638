package catalog

import (
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"

	"lianban/internal/base/text"
	"lianban/internal/core/file/register"
	"lianban/internal/feature/catalog/find"
)

// nationalKinds are the types of the national lists that are services, and the kind each is (A4-1). 行政备案 has no code.
var nationalKinds = map[string]Kind{"01": Licence, "05": Benefit, "07": Confirmation, "08": Reward, "09": Ruling,
	"10": OtherPower, "20": PublicService}

// kindOf reads a type: a national code with or without its zero, or one of the eight names of Article 4 in any language.
func kindOf(s string) (k Kind, national string, ok bool) {
	s = strings.TrimSpace(norm.NFKC.String(s))
	if len(s) == 1 {
		s = "0" + s
	}
	if k, ok := nationalKinds[s]; ok {
		return k, s, true
	}
	for _, k := range Kinds {
		for _, lang := range text.Langs {
			if strings.EqualFold(s, text.Say(lang, k.Text())) || s == string(k) {
				return k, codeOf(k), true
			}
		}
	}
	return "", "", false
}

// codeOf is the national code of a kind; empty for 行政备案.
func codeOf(k Kind) string {
	for code, kind := range nationalKinds {
		if kind == k {
			return code
		}
	}
	return ""
}

// rowFacts is all that the rules of a row may know.
type rowFacts struct {
	row  incomingRow
	line int
	kind string // the type as it stands in the file
	seen seenRows
}

// seenRows are the rows above this one, by what must not come twice.
type seenRows struct {
	codes map[string]int // code → line
	names map[string]int // department and name → line
}

func (s seenRows) add(r incomingRow, line int) {
	for _, m := range []struct {
		lines map[string]int
		key   string
	}{{s.codes, r.Code}, {s.names, nameKey(r)}} {
		if _, there := m.lines[m.key]; !there && m.key != "" {
			m.lines[m.key] = line
		}
	}
}

func nameKey(r incomingRow) string {
	if r.Name == "" {
		return ""
	}
	return find.Fold(r.Department) + " " + find.Fold(r.Name)
}

// rowRule is one rule of a row: it gives the reason why the row is refused, or what is odd about it.
type rowRule struct {
	warns string // the kind of warning; empty refuses
	field string
	judge func(f rowFacts) (reason text.Msg, value string, hit bool)
}

// rowRules are all of them; each is run, and every reason is given at once.
var rowRules = []rowRule{
	// 4: a service has a name, somebody who is responsible, and a code by which it is the same tomorrow.
	{"", colDepartment, func(f rowFacts) (text.Msg, string, bool) {
		return text.M("catalog.refuse.no_department"), "", f.row.Department == ""
	}},
	{"", colName, func(f rowFacts) (text.Msg, string, bool) {
		return text.M("catalog.refuse.no_name"), "", f.row.Name == ""
	}},
	{"", colCode, func(f rowFacts) (text.Msg, string, bool) {
		return text.M("catalog.refuse.no_code"), "", f.row.Code == ""
	}},
	{"", colCode, codeTwice},
	// 4: eight kinds, and no ninth.
	{"", colKind, func(f rowFacts) (text.Msg, string, bool) {
		_, _, known := kindOf(f.kind)
		key := "catalog.refuse.kind"
		if f.kind == "" {
			key = "catalog.refuse.no_kind"
		}
		return text.M(key, "kind", f.kind), f.kind, !known
	}},
	{"code_shape", colCode, oddCode},
	{"organ", colOrgan, otherOrgan},
	{"name_twice", colName, nameTwice},
	// A4-1: a person decides whether it is 行政备案.
	{"record", colKind, func(f rowFacts) (text.Msg, string, bool) {
		return text.M("catalog.warn.record", "kind", f.row.Kind.Text()), f.kind,
			f.row.Kind != "" && f.row.Kind != Record && strings.Contains(f.row.Name, recordWord)
	}},
}

// judgeRow judges a row by every rule that a file can be judged by without knowing the centre.
func judgeRow(f rowFacts) (faults []register.Fault, warnings []register.Warning) {
	for _, r := range rowRules {
		reason, value, hit := r.judge(f)
		fault := register.Fault{Field: r.field, Reason: reason, Value: value}
		switch {
		case hit && r.warns == "":
			faults = append(faults, fault)
		case hit:
			warnings = append(warnings, warning(r.warns, fault))
		}
	}
	if faults != nil {
		warnings = nil // what does not go in is not odd, it is refused
	}
	return faults, warnings
}

func warning(kind string, f register.Fault) register.Warning {
	return register.Warning{Kind: kind, Title: text.M("catalog.warning." + kind), Fault: f}
}

func codeTwice(f rowFacts) (text.Msg, string, bool) {
	first, there := f.seen.codes[f.row.Code]
	return text.M("catalog.refuse.code_twice", "line", first), f.row.Code, there && f.row.Code != ""
}

func nameTwice(f rowFacts) (text.Msg, string, bool) {
	key := nameKey(f.row)
	first, there := f.seen.names[key]
	return text.M("catalog.warn.name_twice", "line", first), f.row.Name, there && key != ""
}

// code is an implementation code in its parts: 511Z07001006-511602000000-000-11511301008778183N-1-00.
type code struct{ head, area, organ string }

// parts reads a code from its fixed middle and end; heads and organs have hyphens of their own.
var parts = regexp.MustCompile(`^(.+?)-(\d{12})-(\d{3})-(.+)-(\d)-(\d{2})$`)

func readCode(s string) (c code, ok bool) {
	m := parts.FindStringSubmatch(s)
	if m == nil {
		return code{}, false
	}
	return code{head: m[1], area: m[2], organ: m[4]}, true
}

// Lengths met in published lists; others go in with a warning, for no list keeps to one (A4-1).
var (
	usualHead  = regexp.MustCompile(`^[0-9A-Z][0-9A-Z-]{11,13}$`)
	usualOrgan = regexp.MustCompile(`^([0-9A-Z]{18}|[0-9A-Z]{9}|[0-9A-Z]{8}-[0-9A-Z])$`)
)

// oddCode says which part of the code is unlike those of the national list.
func oddCode(f rowFacts) (text.Msg, string, bool) {
	c, ok := readCode(f.row.Code)
	part := ""
	switch {
	case !ok:
		part = "whole"
	case !usualHead.MatchString(c.head):
		part = "head"
	case !usualOrgan.MatchString(c.organ):
		part = "organ"
	}
	return text.M("catalog.warn.code_" + part), f.row.Code, part != ""
}

// otherOrgan compares the organ in the code with the department's own code.
func otherOrgan(f rowFacts) (text.Msg, string, bool) {
	c, ok := readCode(f.row.Code)
	organ, dept := find.Fold(c.organ), find.Fold(f.row.DepartmentCode)
	if !ok || dept == "" || organ == dept {
		return text.Msg{}, "", false
	}
	key := "catalog.warn.organ"
	if strings.Contains(organ, dept) || strings.Contains(dept, organ) {
		key = "catalog.warn.organ_part" // a credit code holds the older organisation code
	}
	return text.M(key, "organ", c.organ, "code", f.row.DepartmentCode), f.row.DepartmentCode, true
}

// homeOf is the division of the centre: its own code, or, while the centre has none, the one most codes of the file name.
func homeOf(centre string, rows []incomingRow) string {
	if len(centre) >= 6 {
		return centre[:6]
	}
	count, home := map[string]int{}, ""
	for _, r := range rows {
		if c, ok := readCode(r.Code); ok {
			area := c.area[:6]
			if count[area]++; count[area] > count[home] {
				home = area
			}
		}
	}
	return home
}

// otherArea says that the code is of another area than home: neither that division nor its prefecture.
func otherArea(home, itemCode string) (register.Warning, bool) {
	c, ok := readCode(itemCode)
	if !ok || home == "" || c.area[:6] == home || c.area[:6] == home[:4]+"00" {
		return register.Warning{}, false
	}
	return warning("other_area", register.Fault{Field: colCode, Value: itemCode,
		Reason: text.M("catalog.warn.other_area", "area", c.area, "centre", home)}), true
}
