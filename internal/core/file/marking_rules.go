package file

import (
	"cmp"
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/core/law"
)

// Marking is what the scan for marks of secrecy found: the zero Marking is nothing.
type Marking struct {
	Refused bool
	Mark    string // the words of the mark
	Place   Place
}

// Place is where a mark stands.
type Place string

// The places.
const (
	InName  Place = "name"   // 文件名
	InBody  Place = "body"   // 正文
	OnFirst Place = "first"  // 首页单独一行
	Locked  Place = "locked" // the content cannot be read: encrypted
)

// Found tells whether there is anything to say.
func (m Marking) Found() bool { return m.Place != "" }

const blank = `[ \t\x{00a0}\x{3000}]*`

// 保守国家秘密法 and its implementing rules: the mark is the level, ★ and the term; 绝密、机密、秘密 are the levels. Spaces may
// stand between the characters, as they do on red-headed documents.
var (
	level  = `(?:` + spaced("绝密") + `|` + spaced("机密") + `|` + spaced("秘密") + `)`
	term   = `(?:(?:[0-9]{1,3}|[` + numerals + `]{1,4})` + blank + `(?:年|` + spaced("个月") + `)|` + spaced("长期") + `)`
	secret = regexp.MustCompile(level + blank + `(?:[★☆](?:` + blank + term + `)?|\*?` + blank + term + `)`)
	alone  = regexp.MustCompile(`^` + blank + level + blank + `$`)
	inner  = regexp.MustCompile(spaced("内部资料") + `|` + spaced("内部文件") + `|` + spaced("注意保存"))
	trade  = regexp.MustCompile(spaced("商业") + blank + `$`)
)

const numerals = "一二三四五六七八九十"

// spaced matches a word whose characters may stand apart.
func spaced(word string) string { return strings.Join(strings.Split(word, ""), blank) }

// firstLines is how many lines count as the first page where a text has no pages.
const firstLines = 60

// ScanText looks at a text somebody typed, such as a field of a form.
func ScanText(s string) Marking { return scanBody(body{rest: s}) }

// scanName looks at a file's name: it is a line of its own.
func scanName(name string) Marking {
	name = plain(name)
	stem := name
	if i := strings.LastIndexByte(name, '.'); i > 0 {
		stem = name[:i]
	}
	if m := secretIn(strings.ReplaceAll(name, "_", " ")); m != "" || alone.MatchString(stem) {
		return Marking{Refused: true, Mark: cmp.Or(m, strings.TrimSpace(stem)), Place: InName}
	}
	if m := innerIn(name); m != "" {
		return Marking{Mark: m, Place: InName}
	}
	return Marking{}
}

// body is the text of a document: the first page in lines, and the rest.
type body struct {
	first, rest string
	locked      bool
}

// A13-2: refused are 绝密, 机密, 秘密 followed by ★ or a term, or alone on a line of the first page; 内部资料, 内部文件 and
// 注意保存 are asked about. 商业秘密 is no level, and 保密 is only a word.
func scanBody(b body) Marking {
	head, rest := plain(b.first), plain(b.rest)
	for _, s := range []string{head, rest} {
		if m := secretIn(s); m != "" {
			return Marking{Refused: true, Mark: m, Place: InBody}
		}
	}
	for line := range strings.Lines(head) {
		if line = strings.TrimRight(line, "\r\n"); alone.MatchString(line) {
			return Marking{Refused: true, Mark: strings.TrimSpace(line), Place: OnFirst}
		}
	}
	for _, s := range []string{head, rest} {
		if m := innerIn(s); m != "" {
			return Marking{Mark: m, Place: InBody}
		}
	}
	if b.locked {
		return Marking{Place: Locked}
	}
	return Marking{}
}

// innerIn finds a mark for internal use.
func innerIn(s string) string {
	if !strings.Contains(s, "内") && !strings.Contains(s, "注") {
		return "" // the plain search is many times faster, and most texts have neither
	}
	return strings.TrimSpace(inner.FindString(s))
}

// secretIn finds a level with its star or term that is not part of 商业秘密.
func secretIn(s string) string {
	if !strings.Contains(s, "密") {
		return ""
	}
	for _, at := range secret.FindAllStringIndex(s, -1) {
		if before := s[max(0, at[0]-64):at[0]]; !trade.MatchString(before) {
			return strings.TrimSpace(s[at[0]:at[1]])
		}
	}
	return ""
}

// plain is the text as an eye reads it: wide digits are digits, invisible characters are nothing.
func plain(s string) string {
	s = norm.NFKC.String(strings.ToValidUTF8(s, ""))
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, s)
}

// refusal says no to a mark of a state secret, naming the lawful way.
func (m Marking) refusal(field string) error {
	return law.Refuse(text.M("file.secret"), law.Because("13",
		text.M("file.secret_why", "mark", m.Mark, "place", text.M("file.place_"+string(m.Place))),
		law.Instead(text.M("file.secret_instead"))).And("15.5").At(field))
}

// question asks whether a mark for internal use is meant to come in.
func (m Marking) question() error {
	key := "file.warned"
	if m.Place == Locked {
		key = "file.locked"
	}
	e := errs.New(errs.Invalid, "file.confirm")
	return e.With(errs.Fault{Field: "confirm", Articles: []string{"13"}, Text: text.M(key, "mark", m.Mark)})
}
