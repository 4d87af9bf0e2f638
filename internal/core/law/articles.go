package law

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Provision is an article, or a clause of one, in the exact words of the measures, its own label included.
type Provision struct {
	Ref     Ref
	Chapter string      // the chapter's heading, for articles
	Head    []string    // the paragraphs before the parts
	Parts   []Provision // the clauses （一）, （二） …, or the numbers 1., 2. … of a clause
	Tail    []string    // the paragraphs after the parts, which belong to the whole again
}

// Text is the provision with all its parts, one paragraph a line.
func (p Provision) Text() string {
	all := append([]string{}, p.Head...)
	for _, part := range p.Parts {
		all = append(all, part.Text())
	}
	return strings.Join(append(all, p.Tail...), "\n")
}

// The markup of articles.md; rulebook.yaml describes it.
var (
	articleLine = regexp.MustCompile(`^\*\*第(.+)条\*\* `)
	clauseLine  = regexp.MustCompile(`^- [（(](.+?)[）)]`)
	numberLine  = regexp.MustCompile(`^  (\d+)\. `)
)

// strip takes the markup off one line of articles.md. What is left are the measures' own words.
func strip(line string) string {
	line = strings.TrimLeft(line, " ")
	for _, mark := range []string{"# ", "## ", "- "} {
		if rest, found := strings.CutPrefix(line, mark); found {
			return rest
		}
	}
	return strings.ReplaceAll(line, "**", "")
}

// articleReader reads articles.md line by line.
type articleReader struct {
	chapter  string
	articles []Provision
	inClause bool // the last line belonged to a clause, so an indented line goes on with it
}

// readArticles reads the whole text. Articles, clauses and numbers must follow each other without a gap, or a Ref would
// name the wrong words.
func readArticles(md string) ([]Provision, error) {
	r := &articleReader{}
	for i, line := range strings.Split(md, "\n") {
		if strings.TrimSpace(line) == "" {
			continue
		}
		if err := r.line(line); err != nil {
			return nil, fmt.Errorf("line %d: %w", i+1, err)
		}
	}
	if len(r.articles) == 0 {
		return nil, fmt.Errorf("no article")
	}
	return r.articles, nil
}

func (r *articleReader) line(line string) error {
	words := strip(line)
	if chapter, found := strings.CutPrefix(line, "## "); found {
		r.chapter, r.inClause = chapter, false
		return nil
	}
	if m := articleLine.FindStringSubmatch(line); m != nil {
		return r.article(m[1], words)
	}
	if len(r.articles) == 0 { // what stands before the first article is the title
		return nil
	}
	article := &r.articles[len(r.articles)-1]
	if m := clauseLine.FindStringSubmatch(line); m != nil {
		r.inClause = true
		return add(article, m[1] == numeral(len(article.Parts)+1), words)
	}
	if !strings.HasPrefix(line, "  ") {
		r.inClause = false
		article.paragraph(words)
		return nil
	}
	if !r.inClause {
		return fmt.Errorf("indented, but there is no clause: %s", words)
	}
	clause := &article.Parts[len(article.Parts)-1]
	if m := numberLine.FindStringSubmatch(line); m != nil {
		return add(clause, m[1] == strconv.Itoa(len(clause.Parts)+1), words)
	}
	clause.paragraph(words)
	return nil
}

func (r *articleReader) article(label, words string) error {
	n := len(r.articles) + 1
	if label != numeral(n) {
		return fmt.Errorf("article %s stands where 第%s条 was expected", label, numeral(n))
	}
	r.inClause = false
	r.articles = append(r.articles, Provision{Ref: Ref(strconv.Itoa(n)), Chapter: r.chapter, Head: []string{words}})
	return nil
}

// add appends the next part of whole. inOrder says whether its label is the one expected.
func add(whole *Provision, inOrder bool, words string) error {
	if !inOrder || len(whole.Tail) > 0 {
		return fmt.Errorf("out of order: %s", words)
	}
	whole.Parts = append(whole.Parts, Provision{Ref: whole.Ref.part(len(whole.Parts) + 1), Head: []string{words}})
	return nil
}

// paragraph appends a paragraph of the provision's own, before its parts or after them.
func (p *Provision) paragraph(words string) {
	if len(p.Parts) == 0 {
		p.Head = append(p.Head, words)
	} else {
		p.Tail = append(p.Tail, words)
	}
}

// index lists every provision under its Ref.
func index(into map[Ref]Provision, order *[]Ref, all []Provision) {
	for _, p := range all {
		into[p.Ref] = p
		*order = append(*order, p.Ref)
		index(into, order, p.Parts)
	}
}
