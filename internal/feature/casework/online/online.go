// Package online reads what the integrated platform hands over of the cases that were applied for there: JSON Lines, XLSX or
// CSV, a case a row (11(2)). It knows no case and no store; whether a row may come in is judged where the cases are.
package online

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"lianban/internal/base/clock"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/core/calendar"
	"lianban/internal/core/file/register"
	"lianban/internal/feature/casework/applicant"
)

// Columns of the file, which are the fields of a line of JSON as well.
const (
	ColProject   = "project_no"
	ColItem      = "item_code"
	ColName      = "applicant"
	ColNumber    = "id_number"
	ColPhone     = "phone"
	ColAgent     = "agent"
	ColReceived  = "received_at"
	ColMaterials = "materials"
	ColSource    = "source"
	ColPromised  = "promised_days"
	wholeRow     = "row" // the field of a row that cannot be read
)

// Columns describe the file to people.
var Columns = register.Describe("casework.online", []register.Column{{Name: ColProject, Required: true, Width: 26},
	{Name: ColItem, Required: true, Width: 44}, {Name: ColName, Required: true, Width: 24}, {Name: ColNumber, Required: true, Width: 24},
	{Name: ColPhone, Width: 16}, {Name: ColAgent, Width: 16}, {Name: ColReceived, Required: true, Width: 20},
	{Name: ColMaterials, Width: 60}, {Name: ColSource, Width: 20},
	{Name: ColPromised, Width: 16}})

// Claim is what the platform says about a material: it was handed in there, or not.
type Claim struct {
	Name    string
	Present bool
}

// Row is a case as the platform has it. Verdict is its place among the verdicts of the file.
type Row struct {
	ProjectNo string
	Item      string // its code
	Applicant applicant.Applicant
	Received  clock.Instant
	Materials []Claim
	Source    string // the platform, as it calls itself
	Promised  string // the working days that it publishes as the promised limit; empty = it says nothing
	Verdict   int
}

// Content is the row in one form: the same case reads the same, whatever file it came in.
func (r Row) Content() string {
	parts := []string{r.Item, r.Applicant.Name, r.Applicant.IDNumber, r.Applicant.Phone, r.Applicant.Agent, r.Received.String(),
		r.Source, r.Promised}
	for _, c := range r.Materials {
		sign := "-"
		if c.Present {
			sign = "+"
		}
		parts = append(parts, sign+c.Name)
	}
	return strings.Join(parts, "\x1f")
}

// Incoming is a file as it was read: the verdict of every row, and the rows that can be used.
type Incoming struct {
	File     register.File
	Rows     []Row
	Verdicts []register.Verdict
	Ignored  []string
}

// Read reads a file; what it is, is told by its content. Invalid when the file as a whole cannot be used; what is wrong with
// a single row stands in its verdict.
func Read(f register.File) (Incoming, error) {
	in := Incoming{File: f}
	lines, ignored, err := linesOf(f.Raw)
	if err != nil {
		return in, err
	}
	in.Ignored = ignored
	seen := map[string]int{}
	for _, l := range lines {
		v := register.Verdict{Line: l.no, Label: l.get(ColProject), Fate: register.Refused}
		row, faults := l.row()
		if first, twice := seen[row.ProjectNo]; twice && row.ProjectNo != "" {
			faults = append(faults, register.Fault{Field: ColProject, Reason: text.M("casework.online.twice", "line", first),
				Value: row.ProjectNo})
		} else {
			seen[row.ProjectNo] = l.no
		}
		v.Faults, row.Verdict = faults, len(in.Verdicts)
		if faults == nil {
			in.Rows = append(in.Rows, row)
		}
		in.Verdicts = append(in.Verdicts, v)
	}
	return in, nil
}

// line is a row of any format: its values by column, and its materials where they came as a list.
type line struct {
	no     int
	wrong  text.Msg // why it cannot be read at all
	raw    string   // its beginning, then
	values map[string]string
	claims []Claim
}

func (l line) get(name string) string { return strings.TrimSpace(l.values[name]) }

// linesOf tells the formats apart: a line of JSON begins with a brace.
func linesOf(raw []byte) (out []line, ignored []string, err error) {
	if bytes.HasPrefix(bytes.TrimLeft(bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf")), " \t\r\n"), []byte("{")) {
		return jsonLines(raw)
	}
	table, err := register.Read(bytes.NewReader(raw), Columns, register.Limits{})
	if err != nil {
		return nil, nil, err
	}
	for _, r := range table.Rows {
		l := line{no: r.Line, values: map[string]string{}}
		if !r.Readable() {
			l.wrong, l.raw = r.Unreadable, r.Raw
		}
		for _, c := range Columns {
			l.values[c.Name] = r.Get(c.Name)
		}
		out = append(out, l)
	}
	return out, table.Ignored, nil
}

// Longest values, in characters.
const (
	maxProject = 64
	maxCode    = 80
	maxSource  = 40
	maxClaims  = 200
)

// row reads the values of a line, and says everything that is wrong with them.
func (l line) row() (r Row, faults []register.Fault) {
	if l.wrong.Key != "" {
		return r, []register.Fault{{Field: wholeRow, Reason: l.wrong, Value: l.raw}}
	}
	no := func(field string, reason text.Msg) {
		faults = append(faults, register.Fault{Field: field, Reason: reason, Value: l.get(field)})
	}
	r = Row{ProjectNo: l.get(ColProject), Item: l.get(ColItem), Source: l.get(ColSource)}
	for _, f := range []struct {
		name string
		must bool
		max  int
	}{{ColProject, true, maxProject}, {ColItem, true, maxCode}, {ColSource, false, maxSource}} {
		switch n := utf8.RuneCountInString(l.get(f.name)); {
		case n == 0 && f.must:
			no(f.name, text.M("error.required"))
		case n > f.max:
			no(f.name, text.M("error.too_long", "max", f.max, "n", n))
		}
	}
	who, wrong := applicant.Applicant{Name: l.get(ColName), IDNumber: l.get(ColNumber), Phone: l.get(ColPhone),
		Agent: l.get(ColAgent)}.Clean()
	for _, f := range inOrder(wrong) {
		no(f.Field, f.Text)
	}
	r.Applicant = who
	var ok bool
	if r.Received, ok = instant(l.get(ColReceived)); !ok {
		no(ColReceived, text.M("casework.online.not_time"))
	}
	if r.Promised = l.get(ColPromised); r.Promised != "" && !days.MatchString(r.Promised) {
		no(ColPromised, text.M("casework.online.not_days"))
	}
	if r.Materials, ok = l.materials(); !ok {
		no(ColMaterials, text.M("casework.online.not_materials"))
	}
	return r, faults
}

// days is how many working days a platform may promise.
var days = regexp.MustCompile(`^[0-9]{1,3}$`)

// Public is the promised limit that the platform publishes; false when it says nothing.
func (r Row) Public() (calendar.Limit, bool) {
	n, err := strconv.Atoi(r.Promised)
	return calendar.Limit{N: n, Unit: calendar.WorkingDays}, err == nil
}

// inOrder gives the faults of an applicant under the columns of the file, in their order.
func inOrder(all []errs.Fault) (out []errs.Fault) {
	for _, field := range [][2]string{{"name", ColName}, {"id_number", ColNumber}, {"phone", ColPhone}, {"agent", ColAgent}} {
		for _, f := range all {
			if f.Field == field[0] {
				f.Field = field[1]
				out = append(out, f)
			}
		}
	}
	return out
}

// forms are how an instant may be written; without a zone it is the hall's.
var forms = []string{"2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02T15:04:05", "2006-01-02T15:04", "2006/01/02 15:04:05",
	"2006/1/2 15:04:05", "2006/1/2 15:04"}

func instant(s string) (clock.Instant, bool) {
	if at, err := time.Parse(time.RFC3339, s); err == nil {
		return clock.Of(at), true
	}
	for _, f := range forms {
		if at, err := time.ParseInLocation(f, s, clock.Shanghai); err == nil {
			return clock.Of(at), true
		}
	}
	return 0, false
}

// materials reads what came as a list, or as a text: 申请书=有；身份证=缺.
func (l line) materials() (out []Claim, ok bool) {
	out = l.claims
	for part := range strings.FieldsFuncSeq(l.get(ColMaterials), func(r rune) bool { return r == '；' || r == ';' || r == '\n' }) {
		name, word, found := strings.Cut(strings.ReplaceAll(part, "＝", "="), "=")
		present, known := words[strings.ToLower(strings.TrimSpace(word))]
		if !found || !known {
			return nil, false
		}
		out = append(out, Claim{Name: strings.TrimSpace(name), Present: present})
	}
	names := map[string]bool{}
	for _, c := range out {
		if c.Name == "" || names[c.Name] {
			return nil, false
		}
		names[c.Name] = true
	}
	return out, len(out) <= maxClaims
}

// words say whether a material is there.
var words = map[string]bool{"有": true, "齐": true, "已上传": true, "present": true, "缺": false, "无": false, "未上传": false, "missing": false}
