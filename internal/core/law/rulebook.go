package law

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"sync"

	"go.yaml.in/yaml/v3"

	"lianban/measures"
)

// Rulebook is the measures as data (规则库). It is complete and right from the moment it exists, never changes, and may be
// used by any number of goroutines. What it hands out is for reading only.
type Rulebook struct {
	Code        string // "changji"
	Title       string
	Version     string
	Interpreter string // who answers what an article means (第二十二条)
	Digest      string // SHA-256 over name, articles and figures: two rulebooks with one digest judge alike

	articles []Provision
	refs     []Ref
	byRef    map[Ref]Provision
	figures  []Figure
	byName   map[string]Figure
}

// Shipped is the rulebook compiled into the program.
func Shipped() *Rulebook { return shipped() }

var shipped = sync.OnceValue(func() *Rulebook {
	rb, err := Load(measures.Changji())
	if err != nil {
		panic(err) // compiled in and tested
	}
	return rb
})

// Open loads the rulebook in a folder of the shipped one's form (--measures DIR); "" is the shipped one.
func Open(dir string) (*Rulebook, error) {
	if dir == "" {
		return Load(measures.Changji())
	}
	return Load(os.DirFS(dir))
}

// Load reads and validates a rulebook. The error names every mistake: a gap in the articles, a figure whose words the
// article does not say, a figure the code declares (Number, Duration …) that the rulebook lacks or has in another form.
func Load(fsys fs.FS) (*Rulebook, error) {
	rb := &Rulebook{byRef: map[Ref]Provision{}, byName: map[string]Figure{}}
	sum := sha256.New()
	for _, part := range []struct {
		file string
		read func([]byte) error
	}{{"rulebook.yaml", rb.readName}, {"articles.md", rb.readArticles}, {"figures.yaml", rb.readFigures}} {
		raw, err := fs.ReadFile(fsys, part.file)
		if err != nil {
			return nil, fmt.Errorf("law: %w", err)
		}
		fmt.Fprintf(sum, "%s %d\n%s", part.file, len(raw), raw)
		if err := part.read(raw); err != nil {
			return nil, fmt.Errorf("law: %s: %w", part.file, err)
		}
	}
	rb.Digest = hex.EncodeToString(sum.Sum(nil))
	if err := rb.CheckDeclared(); err != nil {
		return nil, err
	}
	return rb, nil
}

func (rb *Rulebook) readName(raw []byte) error {
	var y struct {
		Code, Title, Version, Interpreter string
	}
	if err := yaml.Unmarshal(raw, &y); err != nil {
		return err
	}
	if y.Code == "" || y.Title == "" || y.Version == "" || y.Interpreter == "" {
		return errors.New("code, title, version and interpreter must be given")
	}
	rb.Code, rb.Title, rb.Version, rb.Interpreter = y.Code, y.Title, y.Version, y.Interpreter
	return nil
}

func (rb *Rulebook) readArticles(raw []byte) (err error) {
	if rb.articles, err = readArticles(string(raw)); err != nil {
		return err
	}
	index(rb.byRef, &rb.refs, rb.articles)
	return nil
}

func (rb *Rulebook) readFigures(raw []byte) (err error) {
	if rb.figures, err = readFigures(raw, rb.byRef); err != nil {
		return err
	}
	for _, f := range rb.figures {
		rb.byName[f.Name] = f
	}
	return nil
}

// Articles lists the articles in order.
func (rb *Rulebook) Articles() []Provision { return slices.Clone(rb.articles) }

// Refs lists every article and clause in the order of the measures.
func (rb *Rulebook) Refs() []Ref { return slices.Clone(rb.refs) }

// Has tells whether there is such an article or clause.
func (rb *Rulebook) Has(ref Ref) bool {
	_, ok := rb.byRef[ref]
	return ok
}

// Text is the article or clause in the words of the measures, one paragraph a line; empty when there is none.
func (rb *Rulebook) Text(ref Ref) string { return rb.byRef[ref].Text() }

// Listed lists every figure in the order of the articles.
func (rb *Rulebook) Listed() []Figure { return slices.Clone(rb.figures) }

// Figure gives a figure by name; false when the rulebook has none. Rules read figures through keys (Number, Duration …),
// whose names are checked when the rulebook is loaded.
func (rb *Rulebook) Figure(name string) (Figure, bool) {
	f, ok := rb.byName[name]
	return f, ok
}
