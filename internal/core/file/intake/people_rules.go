package intake

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"

	"lianban/internal/base/clock"
	"lianban/internal/base/text"
	"lianban/internal/core/directory"
	"lianban/internal/core/file/register"
	"lianban/internal/core/people"
)

// maxName is how many characters a name may have: twice what A5-1 asks, for the longest Uyghur names with their '·'.
const maxName = 40

// peopleFacts is all that the judgement of a row may know, and what the rows above have brought.
type peopleFacts struct {
	hall   *hall
	table  *register.Table
	seal   Sealer
	byID   map[string]people.Person
	byName map[string][]people.Person
	ids    map[string]int // index of an ID number → line in the file
	names  map[string]int // name and department → line, of those without an ID number

	added   []people.Person
	changed []changedPerson
}

// changedPerson is somebody who reads differently, and in which columns.
type changedPerson struct {
	now  people.Person
	what []string
}

func nameKey(name string, department int64) string {
	return fmt.Sprintf("%s %d", fold(name), department)
}

// personRow is a row that could be read. Phone and number are in the clear, for as long as the row is judged.
type personRow struct {
	person        people.Person
	dept          directory.Department
	phone, number string
}

// judge judges a row by every rule, gives every reason, and notes what goes in.
func (f *peopleFacts) judge(r register.Row) (register.Verdict, error) {
	if !r.Readable() {
		return unreadable(r, true), nil
	}
	var s say
	row := personRow{person: people.Person{Name: r.Get(colName), Position: r.Get(colPosition)}}
	f.read(r, &row, &s)
	old, known := f.find(row, &s)
	f.once(r, row, &s)
	v := register.Verdict{Line: r.Line, Label: row.person.Name, Fate: register.Refused, Faults: s.faults}
	if known && old.Department != row.person.Department && s.faults == nil {
		// 5(3): 进驻部门对进驻人员进行调整，应提交调整申请.
		s.no(colDept, r.Get(colDept), "people.refuse.adjustment")
	}
	if s.faults != nil {
		v.Faults = s.faults
		return v, nil
	}
	v.Warnings = s.warnings
	var err error
	v.Fate, err = f.note(old, known, row)
	if row.dept.ID != 0 {
		f.hall.take(row.dept)
	}
	return v, err
}

func (f *peopleFacts) read(r register.Row, row *personRow, s *say) {
	p := &row.person
	switch n := length(p.Name); {
	case n == 0:
		s.no(colName, "", "people.refuse.no_name")
	case n > maxName:
		s.no(colName, p.Name, "people.refuse.long_name", "max", maxName)
	}
	p.Kind = kindOf(r.Get(colKind))
	if p.Kind == "" {
		s.no(colKind, r.Get(colKind), "people.refuse.kind")
	}
	if r.Get(colDept) != "" {
		row.dept = f.hall.department(r, s)
		p.Department = row.dept.ID
	}
	if p.Kind != "" && (p.Kind == people.OfCentre) != (r.Get(colDept) == "") {
		s.no(colDept, r.Get(colDept), "people.refuse.department")
	}
	var ok bool
	if p.Party, ok = yes(r.Get(colParty)); !ok {
		s.no(colParty, r.Get(colParty), "people.refuse.party")
	}
	if day := r.Get(colSince); day != "" {
		var err error
		if p.Since, err = readDay(day); err != nil {
			s.no(colSince, day, "people.refuse.since")
		}
	}
	if row.phone = plain(r.Get(colPhone)); row.phone != "" && !phone.MatchString(row.phone) {
		s.no(colPhone, hidden(row.phone), "people.refuse.phone")
	}
	if row.number = strings.ToUpper(plain(r.Get(colIDNumber))); row.number != "" && !identityNumber(row.number) {
		s.no(colIDNumber, hidden(row.number), "people.refuse.id_number")
	}
	if row.number == "" && f.table.Has(colIDNumber) {
		s.odd("people", "no_id", colIDNumber, "")
	}
}

// find recognises somebody by the ID number, else by name and department.
func (f *peopleFacts) find(row personRow, s *say) (people.Person, bool) {
	if row.number != "" {
		if p, ok := f.byID[f.seal.Index(people.IDKind, row.number)]; ok {
			return p, true
		}
	}
	var out []people.Person
	for _, p := range f.byName[nameKey(row.person.Name, row.person.Department)] {
		if row.number == "" || p.IDIndex == "" {
			out = append(out, p)
		}
	}
	switch {
	case len(out) == 1:
		return out[0], true
	case len(out) > 1:
		s.no(colName, row.person.Name, "people.refuse.which", "n", len(out))
	}
	return people.Person{}, false
}

// once refuses a person who stands in the file already.
func (f *peopleFacts) once(r register.Row, row personRow, s *say) {
	lines, key := f.names, nameKey(row.person.Name, row.person.Department)
	if row.number != "" {
		lines, key = f.ids, f.seal.Index(people.IDKind, row.number)
	}
	switch first := lines[key]; {
	case first == 0:
		lines[key] = r.Line
	case row.number != "":
		s.no(colIDNumber, hidden(row.number), "people.refuse.twice", "line", first)
	default:
		s.no(colName, row.person.Name, "people.refuse.name_twice", "line", first)
	}
}

// note seals what has to be sealed and puts the person where it is written from.
func (f *peopleFacts) note(old people.Person, known bool, row personRow) (register.Fate, error) {
	if !known {
		now := row.person
		now.ID, now.From = f.hall.tx.NewID(), f.hall.tx.Now
		err := f.sealed(&now, row, true, true)
		f.added = append(f.added, now)
		return register.Added, err
	}
	now, what, err := f.differ(old, row)
	if err != nil || len(what) == 0 {
		return register.Unchanged, err
	}
	f.changed = append(f.changed, changedPerson{now, what})
	return register.Changed, nil
}

// differ writes the row over the person, column by column, where the file has the column, and names what differs.
func (f *peopleFacts) differ(old people.Person, row personRow) (now people.Person, what []string, err error) {
	now = old
	set := func(col string, same bool, do func()) {
		if !same && f.table.Has(col) {
			what = append(what, col)
			do()
		}
	}
	is := row.person
	set(colName, old.Name == is.Name, func() { now.Name = is.Name })
	set(colPosition, old.Position == is.Position, func() { now.Position = is.Position })
	set(colKind, old.Kind == is.Kind, func() { now.Kind = is.Kind })
	set(colParty, old.Party == is.Party, func() { now.Party = is.Party })
	set(colSince, old.Since == is.Since, func() { now.Since = is.Since })
	was := ""
	if old.Phone != "" && f.table.Has(colPhone) {
		if was, err = f.seal.Open(people.PhonePlace(old.ID), old.Phone); err != nil {
			return now, nil, err
		}
	}
	phoneDiffers, numberDiffers := false, false
	set(colPhone, was == row.phone, func() { phoneDiffers = true })
	// An ID number is never taken away by an empty cell: the person is recognised by it.
	set(colIDNumber, row.number == "" || old.IDIndex == f.seal.Index(people.IDKind, row.number), func() { numberDiffers = true })
	return now, what, f.sealed(&now, row, phoneDiffers, numberDiffers)
}

func (f *peopleFacts) sealed(p *people.Person, row personRow, phone, number bool) (err error) {
	if phone {
		p.Phone = ""
		if row.phone != "" {
			p.Phone, err = f.seal.Seal(people.PhonePlace(p.ID), row.phone)
		}
	}
	if err == nil && number && row.number != "" {
		p.IDIndex = f.seal.Index(people.IDKind, row.number)
		p.IDNumber, err = f.seal.Seal(people.IDPlace(p.ID), row.number)
	}
	return err
}

// kindOf reads a kind by its name in any language.
func kindOf(cell string) string {
	for _, k := range people.Kinds {
		for _, lang := range text.Langs {
			if fold(cell) == fold(text.Say(lang, people.KindText(k))) || fold(cell) == k {
				return k
			}
		}
	}
	return ""
}

// days are how people write a day: 2025-03-03, 2025/3/3, 2025.3.3, 20250303, and in characters.
var days = regexp.MustCompile(`^([0-9]{4})(?:[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})|([0-9]{2})([0-9]{2}))$`)

var characters = strings.NewReplacer("年", "-", "月", "-", "日", "")

func readDay(cell string) (clock.Day, error) {
	m := days.FindStringSubmatch(characters.Replace(norm.NFKC.String(cell)))
	if m == nil {
		return 0, errNoDay
	}
	return clock.ParseDay(fmt.Sprintf("%s-%02s-%02s", m[1], m[2]+m[4], m[3]+m[5]))
}

var errNoDay = errors.New("intake: not a day")

// yes reads a yes or no; an empty cell is no.
func yes(cell string) (is, ok bool) {
	switch fold(cell) {
	case "是", "党员", "中共党员", "y", "yes", "1", "true":
		return true, true
	case "", "否", "群众", "n", "no", "0", "false":
		return false, true
	}
	return false, false
}

// plain is a number without the blanks and hyphens people put between.
func plain(cell string) string {
	return strings.NewReplacer(" ", "", "-", "").Replace(norm.NFKC.String(cell))
}

// phone is a number as it is dialled.
var phone = regexp.MustCompile(`^\+?[0-9]{5,15}$`)

var eighteen = regexp.MustCompile(`^[0-9]{17}[0-9X]$`)

// identityNumber tells whether a citizen's number is one: eighteen characters, a day of birth, the check character of GB
// 11643.
func identityNumber(n string) bool {
	if !eighteen.MatchString(n) {
		return false
	}
	if _, err := clock.ParseDay(n[6:10] + "-" + n[10:12] + "-" + n[12:14]); err != nil {
		return false
	}
	sum, weight := 0, 1
	for i := 16; i >= 0; i-- {
		weight = weight * 2 % 11
		sum += int(n[i]-'0') * weight
	}
	return "10X98765432"[sum%11] == n[17]
}

// hidden shows the end of a personal number, enough for its owner to find it again.
func hidden(n string) string {
	if len(n) <= 4 {
		return "****"
	}
	return "****" + n[len(n)-4:]
}
