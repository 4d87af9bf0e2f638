package e2e

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf16"

	_ "github.com/jackc/pgx/v5/stdlib"

	"lianban/internal/testworld"
)

// canaries are full values that nobody may find again: the numbers and phones of twenty visitors, made from a seed.
func canaries() (out []applicant) {
	names := []string{"马国栋", "阿依古丽·买买提", "叶尔肯·哈山", "刘小燕", "买买提·艾力"}
	for i := range 20 {
		out = append(out, applicant{Name: names[i%len(names)], IDNumber: card(i), Phone: fmt.Sprintf("1390994%04d", 7100+i*13)})
	}
	return out
}

// searcher finds values in whatever way they may have been written.
type searcher struct {
	needles map[string]string // what is looked for, and which value it is
	looked  int64
	places  int
}

func newSearcher(values []string) *searcher {
	s := &searcher{needles: map[string]string{}}
	for _, v := range values {
		var wide, little []byte
		for _, u := range utf16.Encode([]rune(v)) {
			wide, little = append(wide, byte(u>>8), byte(u)), append(little, byte(u), byte(u>>8))
		}
		spaced := v[:3] + " " + v[3:7] + " " + v[7:] // a phone
		if len(v) == 18 {
			spaced = v[:6] + " " + v[6:14] + " " + v[14:]
		}
		for _, form := range []string{v, spaced, strings.ReplaceAll(spaced, " ", "-"), string(wide), string(little),
			hex.EncodeToString([]byte(v)), strings.ToUpper(hex.EncodeToString([]byte(v)))} {
			s.needles[form] = v
		}
		// In Base64 a value looks different at each of three places; what its neighbours do not touch is looked for.
		for shift := range 3 {
			raw := base64.RawStdEncoding.EncodeToString(append(bytes.Repeat([]byte{0}, shift), v...))
			s.needles[raw[(shift*8+5)/6:len(raw)-1]] = v
		}
		// JSON may write every character as \u0031.
		var escaped strings.Builder
		for _, r := range v {
			fmt.Fprintf(&escaped, `\u%04x`, r)
		}
		s.needles[escaped.String()] = v
	}
	return s
}

// in tells which values stand in a text, in files inside of archives too.
func (s *searcher) in(place string, raw []byte) (found []string) {
	s.looked, s.places = s.looked+int64(len(raw)), s.places+1
	for form, v := range s.needles {
		if bytes.Contains(raw, []byte(form)) {
			found = append(found, fmt.Sprintf("%s has %s", place, v))
		}
	}
	if bytes.HasPrefix(raw, []byte("PK\x03\x04")) {
		if z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw))); err == nil {
			for _, f := range z.File {
				if part, err := read(f.Open); err == nil {
					found = append(found, s.in(place+"!"+f.Name, part)...)
				}
			}
		}
	}
	if bytes.HasPrefix(raw, []byte{0x1f, 0x8b}) {
		part, err := read(func() (io.ReadCloser, error) { return gzip.NewReader(bytes.NewReader(raw)) })
		if err == nil {
			found = append(found, s.in(place+"!gzip", part)...)
		}
	}
	return found
}

func read[R io.ReadCloser](open func() (R, error)) ([]byte, error) {
	r, err := open()
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }()
	return io.ReadAll(r)
}

// The negative control: a value that is written anywhere, in any of these ways, is found.
func TestTheSearcherFindsAValueHoweverItIsWritten(t *testing.T) {
	v := card(3)
	s := newSearcher([]string{v, "13909947139"})
	var zipped, packed bytes.Buffer
	z := zip.NewWriter(&zipped)
	w, err := z.Create("xl/sharedStrings.xml")
	if err == nil {
		_, err = w.Write([]byte("<t>" + v + "</t>"))
	}
	if err == nil {
		err = z.Close()
	}
	g := gzip.NewWriter(&packed)
	if err == nil {
		_, err = g.Write([]byte(v))
	}
	if err == nil {
		err = g.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	for name, raw := range map[string][]byte{"plain": []byte("x" + v + "x"), "spaces": []byte(v[:6] + " " + v[6:14] + " " + v[14:]),
		"hex": []byte(hex.EncodeToString([]byte(v))), "zip": zipped.Bytes(), "gzip": packed.Bytes(),
		"base64":     []byte(base64.StdEncoding.EncodeToString([]byte("ab" + v + "cde"))),
		"base64 url": []byte(base64.RawURLEncoding.EncodeToString([]byte(`{"id":"` + v + `"}`))), "phone": []byte("139 0994 7139"),
		"utf-16": {'1', 0, '3', 0, '9', 0, '0', 0, '9', 0, '9', 0, '4', 0, '7', 0, '1', 0, '3', 0, '9', 0}} {
		if len(s.in(name, raw)) == 0 {
			t.Errorf("%s is not found", name)
		}
	}
	if found := s.in("others", []byte(card(4)+" 13909947138")); len(found) > 0 {
		t.Errorf("found what is not there: %v", found)
	}
}

// firstVisit lets twenty visitors take numbers, apply, be decided, fetch their result and review.
func (c *cast) firstVisit(all []applicant) (cases []file) {
	c.h.t.Helper()
	for i, who := range all {
		t := c.serve("clerk", slowItem, who.Phone)
		f := c.accept("clerk", slowItem, who, map[int]func(*application, []string){1: missing, 2: deferred, 3: later}[i%5])
		if f.State == "accepted" && i%5 == 0 {
			c.do("clerk", "POST", "/api/v1/cases/"+f.ID+"/decide", map[string]any{"granted": true}, nil)
			c.do("clerk", "POST", "/api/v1/cases/"+f.ID+"/deliver", map[string]any{"how": "window"}, nil)
		}
		c.step("clerk", "finish", nil)
		level := map[string]any{"level": 5}
		if i%4 == 0 {
			level = map[string]any{"level": 1, "reasons": []int{108}}
		}
		c.do("visitor", "POST", "/api/v1/reviews/"+c.review(t.Token), level, nil)
		cases = append(cases, f)
	}
	return cases
}

var apiPaths = []string{"/api/v1/cases?size=200", "/api/v1/cases/$accepted", "/api/v1/cases/$lacking", "/api/v1/bad-reviews", "/api/v1/bad-reviews/$matter",
	"/api/v1/windows/$window/queue", "/api/v1/tickets/$waiting", "/api/v1/progress/$accepted_code", "/api/v1/reviews/sums",
	"/api/v1/deadlines", "/api/v1/deadlines/$deadline", "/api/v1/findings", "/api/v1/board", "/api/v1/calls", "/api/v1/trail",
	"/api/v1/trail/export", "/api/v1/notices", "/api/v1/jobs", "/api/v1/accounts", "/api/v1/devices", "/api/v1/sessions", "/api/v1/session",
	"/api/v1/files?kind=case&subject=$accepted", "/api/v1/files/$file", "/api/v1/files/$file/content", "/api/v1/incidents",
	"/api/v1/imports/items", "/api/v1/imports/items/$import/report", "/api/v1/items", "/api/v1/items/counts", "/api/v1/hall"}

// pages are every address that anybody may open, with those of the visitors' own cases.
func addresses(s scene, cases []file) (out []string) {
	for _, looks := range visits {
		for _, l := range looks {
			out = append(out, s.fill(l.path))
		}
	}
	for _, p := range apiPaths {
		out = append(out, s.fill(p))
	}
	for _, f := range cases {
		out = append(out, "/cases/"+f.ID, "/cases?q="+f.No, "/api/v1/cases/"+f.ID, "/p/"+f.Token, "/api/v1/progress/"+f.Token,
			"/cases/"+f.ID+"/acceptance", "/cases/"+f.ID+"/notice", "/cases/"+f.ID+"/tolerance", "/p/"+f.Token+"/acceptance")
	}
	return out
}

// canary lets the twenty visit and searches everything that is left of them.
func canary(t *testing.T, database string) {
	h := open(t, built, database, "--log", "debug")
	c := h.enter()
	c.free("clerk")
	all := canaries()
	cases := c.firstVisit(all)
	values := []string{}
	for _, a := range all {
		values = append(values, a.IDNumber, a.Phone)
	}
	s := newSearcher(values)
	tell := func(found []string) {
		for _, f := range found {
			t.Error(f)
		}
	}
	c.revealed(cases[1], all[1])
	scenery := c.stage()
	answers := 0
	for role := range c.who {
		for _, path := range addresses(scenery, cases) {
			if strings.HasPrefix(path, "/live/") {
				tell(s.in(role+" "+path, []byte(c.listen(role, path))))
				continue
			}
			_, body, _ := c.get(role, path)
			answers++
			tell(s.in(role+" "+path, []byte(body)))
		}
	}
	for _, path := range []string{"/screen/display", "/screen/strip/" + scenery["window"], "/live/display"} {
		role := "display"
		if strings.Contains(path, "strip") {
			role = "strip"
		}
		_, body, _ := c.get(role, strings.Replace(path, "/live/display", "/screen/display", 1))
		for _, a := range all {
			if strings.Contains(body, a.Name) {
				t.Errorf("%s names %s", path, a.Name)
			}
		}
	}
	h.stop()
	tell(s.in("the log", h.log.Bytes()))
	if _, err := h.run("ledger", "export", filepath.Join(h.data, "ledger.zip")); err != nil {
		t.Error("no ledger is exported")
	}
	if database == "" {
		if out, err := h.run("backup", filepath.Join(h.data, "backup")); err != nil {
			t.Errorf("backup: %v %s", err, out)
		}
	} else {
		tell(s.in("every table", dump(t, database)))
	}
	tell(s.folder(t, h.data))
	t.Logf("%d values in %d ways of writing, %d answers to %d roles, %d places, %d MB", len(values), len(s.needles)/len(values), answers,
		len(c.who), s.places, s.looked>>20)
}

// revealed looks an applicant up: not without a reason, and it stays on record who did.
func (c *cast) revealed(f file, who applicant) {
	c.h.t.Helper()
	path := "/api/v1/cases/" + f.ID + "/reveal"
	if status, err := c.h.call(http.MethodPost, path, c.who["clerk"].secret, "", map[string]string{"reason": ""}, nil); err == nil {
		c.h.t.Errorf("an applicant was shown without a reason: %d", status)
	}
	var shown applicant
	c.do("clerk", "POST", path, map[string]string{"reason": "核对领证人身份"}, &shown)
	if shown.IDNumber != who.IDNumber {
		c.h.t.Errorf("revealed %s, not %s", shown.IDNumber, who.IDNumber)
	}
	_, trail, _ := c.get("auditor", "/api/v1/trail")
	if !regexp.MustCompile(`"verb":"[^"]*reveal[^"]*"`).MatchString(trail) {
		c.h.t.Error("that somebody looked stands in no ledger")
	}
}

// folder searches every file of a folder: database, log ahead of it, keys, attachments, backup.
func (s *searcher) folder(t *testing.T, dir string) (found []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(filepath.Clean(path))
		found = append(found, s.in(path, raw)...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// dump reads every row of every table of a PostgreSQL database as text.
func dump(t *testing.T, database string) []byte {
	t.Helper()
	pool, err := sql.Open("pgx", database)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = pool.Close() }()
	var tables []string
	rows := func(query string, each func(v string)) {
		all, err := pool.QueryContext(t.Context(), query)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = all.Close() }()
		for all.Next() {
			var v string
			if err := all.Scan(&v); err != nil {
				t.Fatal(err)
			}
			each(v)
		}
		if err := all.Err(); err != nil {
			t.Fatal(err)
		}
	}
	rows("select tablename from pg_tables where schemaname = 'public'", func(v string) { tables = append(tables, v) })
	var out bytes.Buffer
	for _, name := range tables {
		// As JSON: text as it is, bytes as hex.
		rows(`select row_to_json(x)::text from "`+name+`" x`, func(v string) { out.WriteString(v + "\n") })
	}
	if out.Len() == 0 || !json.Valid(bytes.SplitN(out.Bytes(), []byte("\n"), 2)[0]) {
		t.Fatal("nothing was read")
	}
	return out.Bytes()
}

// covers: A15-2
func TestNoFullNumberOfAVisitorIsFoundAnywhereOnSQLite(t *testing.T) { canary(t, "") }

// covers: A15-2
func TestNoFullNumberOfAVisitorIsFoundAnywhereOnPostgreSQL(t *testing.T) {
	canary(t, testworld.Database(t))
}
