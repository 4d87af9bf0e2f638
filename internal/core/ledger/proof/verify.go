package proof

import (
	"archive/zip"
	"bufio"
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
)

// The files of an export.
const (
	KeysFile    = "keys.txt"          // the public keys, one on a line
	LastFile    = "checkpoint.txt"    // the checkpoint over everything in the export
	HistoryFile = "checkpoints.jsonl" // earlier ones, one JSON text on a line
	RecordsFile = "records.jsonl"     // the records in their order, one on a line
)

// Known is what a verifier has got by another road than the export.
type Known struct {
	Keys []Key    // public keys; without any those of the export are believed
	Held []string // signed checkpoints in hand
}

// Fault is one thing that is wrong with an export.
type Fault struct {
	Code   Code   `json:"code"`
	From   int64  `json:"from,omitempty"` // the records it lies in, from 1
	To     int64  `json:"to,omitempty"`
	Detail string `json:"detail,omitempty"`
}

// Code says what is wrong.
type Code string

// The codes.
const (
	Unreadable Code = "unreadable" // a file is missing or not in its form
	Unsigned   Code = "unsigned"   // the checkpoint of the export is not signed by a known key
	Foreign    Code = "foreign"    // a checkpoint in hand is not of this ledger or not signed by a known key
	Older      Code = "older"      // the export ends before a checkpoint in hand
	Changed    Code = "changed"    // the records are not those that were signed
	Cut        Code = "cut"        // there are fewer records than were signed
	Surplus    Code = "surplus"    // there are more
	Disordered Code = "disordered" // the earlier checkpoints are not signed or not in order
)

// Day is how many records carry a date.
type Day struct {
	Day     string `json:"day"`
	Records int64  `json:"records"`
}

// Report is what a verification found. Without faults every record of the export is what was signed.
type Report struct {
	Origin   string  `json:"origin"`
	Suite    string  `json:"suite"`
	Key      string  `json:"key"`
	Believed bool    `json:"keyFromExport"` // the key came with the export and proves nothing about who made it
	Records  int64   `json:"records"`
	Signed   string  `json:"signed"` // when
	Root     string  `json:"root"`
	Held     int     `json:"held"` // checkpoints in hand that the export agrees with
	Days     []Day   `json:"days"`
	Faults   []Fault `json:"faults"`
}

// mark is a root that the tree must have at a size.
type mark struct {
	Checkpoint
	held bool
}

type verifier struct {
	Report
	files fs.FS
	keys  []Key
	last  Checkpoint
	by    Key
	marks []mark
}

// Verify reads an export once from beginning to end. The error is that of a disk that cannot be read.
func Verify(files fs.FS, known Known) (Report, error) {
	v := &verifier{files: files, Report: Report{Days: []Day{}, Faults: []Fault{}}}
	if !v.signatures(known) {
		return v.Report, nil
	}
	f, err := files.Open(RecordsFile)
	if err != nil {
		v.fault(Fault{Code: Unreadable, Detail: err.Error()})
		return v.Report, nil
	}
	defer f.Close()
	err = v.records(f)
	return v.Report, err
}

// VerifyAt is Verify for an export on the disk: a folder, or a zip file.
func VerifyAt(name string, known Known) (Report, error) {
	info, err := os.Stat(name)
	if err != nil {
		return Report{}, err
	}
	if info.IsDir() {
		return Verify(os.DirFS(name), known)
	}
	z, err := zip.OpenReader(name)
	if err != nil {
		return Report{}, err
	}
	defer z.Close()
	return Verify(z, known)
}

func (v *verifier) fault(f Fault) { v.Faults = append(v.Faults, f) }

// read reads a small file; one that is not there is a fault.
func (v *verifier) read(name string) string {
	b, err := fs.ReadFile(v.files, name)
	if err != nil {
		v.fault(Fault{Code: Unreadable, Detail: err.Error()})
	}
	return string(b)
}

// signatures reads keys and checkpoints; it tells whether the records are worth reading.
func (v *verifier) signatures(known Known) bool {
	keys, last, history := v.read(KeysFile), v.read(LastFile), v.read(HistoryFile)
	if v.keys, v.Believed = known.Keys, len(known.Keys) == 0; v.Believed {
		var err error
		if v.keys, err = ParseKeys(keys); err != nil {
			v.fault(Fault{Code: Unreadable, Detail: KeysFile})
		}
	}
	var err error
	if v.last, v.by, err = Open(last, v.keys); err != nil {
		v.fault(Fault{Code: Unsigned, Detail: err.Error()})
		return false
	}
	v.Origin, v.Suite, v.Key, v.Signed = v.last.Origin, v.by.Public.Suite.Name(), v.by.String(), v.last.At.Format(stamp)
	v.history(history)
	v.marks = append(v.marks, mark{v.last, false})
	v.inHand(known.Held)
	slices.SortStableFunc(v.marks, func(a, b mark) int { return cmp.Compare(a.Size, b.Size) })
	return true
}

// history holds the earlier checkpoints to order: never fewer records, never an earlier time.
func (v *verifier) history(text string) {
	before := Checkpoint{}
	for line := range strings.Lines(text) {
		var signed string
		err := json.Unmarshal([]byte(line), &signed)
		c := Checkpoint{}
		if err == nil {
			c, _, err = Open(signed, v.keys)
		}
		if err != nil || c.Origin != v.last.Origin || c.Size < before.Size || c.At.Before(before.At) || c.Size > v.last.Size ||
			c.At.After(v.last.At) {
			v.fault(Fault{Code: Disordered, To: c.Size})
			return
		}
		before = c
		v.marks = append(v.marks, mark{c, false})
	}
}

func (v *verifier) inHand(held []string) {
	for _, signed := range held {
		c, _, err := Open(signed, v.keys)
		switch {
		case err != nil || c.Origin != v.last.Origin:
			v.fault(Fault{Code: Foreign, Detail: fmt.Sprint(err)})
		case c.Size > v.last.Size:
			v.fault(Fault{Code: Older, From: v.last.Size + 1, To: c.Size})
		default:
			v.marks = append(v.marks, mark{c, true})
		}
	}
}

// records builds the tree and compares its root at every mark.
func (v *verifier) records(f io.Reader) error {
	r, tree := bufio.NewScanner(f), NewTree(v.by.Public.Suite)
	r.Buffer(make([]byte, 1<<16), 1<<20)
	r.Split(line)
	good := v.compare(tree, 0)
	for r.Scan() {
		tree.Add(tree.Leaf(r.Bytes()))
		v.count(r.Bytes())
		good = v.compare(tree, good)
	}
	if err := r.Err(); errors.Is(err, errLine) || errors.Is(err, bufio.ErrTooLong) {
		v.fault(Fault{Code: Unreadable, From: tree.Size + 1, To: tree.Size + 1, Detail: err.Error()})
	} else if err != nil {
		return err
	}
	root := tree.Root()
	v.Records, v.Root = tree.Size, base64.StdEncoding.EncodeToString(root[:])
	if v.Records < v.last.Size {
		v.fault(Fault{Code: Cut, From: v.Records + 1, To: v.last.Size})
	} else if v.Records > v.last.Size {
		v.fault(Fault{Code: Surplus, From: v.last.Size + 1, To: v.Records})
	}
	return nil
}

// compare looks at the marks of the tree's size and gives up to where everything is as signed.
func (v *verifier) compare(t *Tree, good int64) int64 {
	for len(v.marks) > 0 && v.marks[0].Size == t.Size {
		m := v.marks[0]
		v.marks = v.marks[1:]
		if t.Root() == m.Root {
			good = m.Size
			if m.held {
				v.Held++
			}
			continue
		}
		if !slices.ContainsFunc(v.Faults, func(f Fault) bool { return f.Code == Changed }) || m.held {
			v.fault(Fault{Code: Changed, From: good + 1, To: m.Size})
		}
	}
	return good
}

var at = []byte(`,"at":"`)

// count counts the record's day. The first "at" of a canonical record is its own: what comes before is quoted.
func (v *verifier) count(record []byte) {
	day := "?"
	if i := bytes.Index(record, at); i >= 0 && len(record) >= i+len(at)+10 {
		day = string(record[i+len(at) : i+len(at)+10])
	}
	i := len(v.Days) - 1
	for i >= 0 && v.Days[i].Day != day {
		i--
	}
	if i < 0 {
		v.Days = append(v.Days, Day{Day: day})
		i = len(v.Days) - 1
	}
	v.Days[i].Records++
}

var errLine = errors.New("proof: a line without its end")

// line cuts records at their line feeds and takes nothing else away from them.
func line(data []byte, end bool) (int, []byte, error) {
	if i := bytes.IndexByte(data, '\n'); i >= 0 {
		return i + 1, data[:i], nil
	}
	if end && len(data) > 0 {
		return 0, nil, errLine
	}
	return 0, nil, nil
}

// One is the proof of a single record: small enough for paper.
type One struct {
	Record     string   `json:"record"`
	Seq        int64    `json:"seq,string"`
	Path       [][]byte `json:"path"` // the digests beside the way to the root
	Checkpoint string   `json:"checkpoint"`
}

// Verify tells whether the record stands in the ledger that one of the keys has signed, and gives the checkpoint.
func (o One) Verify(keys []Key) (Checkpoint, error) {
	c, by, err := Open(o.Checkpoint, keys)
	if err != nil {
		return c, err
	}
	path := make([]Hash, len(o.Path))
	for i, p := range o.Path {
		if copy(path[i][:], p) != len(path[i]) || len(p) != len(path[i]) {
			return c, errPath
		}
	}
	root, err := RootOf(by.Public.Suite, []byte(o.Record), o.Seq-1, c.Size, path)
	if err == nil && root != c.Root {
		err = errors.New("proof: the record does not stand in the signed ledger")
	}
	return c, err
}
