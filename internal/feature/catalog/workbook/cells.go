package workbook

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/text/unicode/norm"

	"lianban/internal/base/clock"
	"lianban/internal/base/text"
	"lianban/internal/feature/catalog"
)

// column is a column of a sheet whose rows are T: how its cell is written, and read into T. read gives why it cannot.
type column[T any] struct {
	name     string
	width    float64
	required bool
	note     text.Msg
	write    func(lang text.Lang, t *T) string
	read     func(t *T, cell string) (text.Msg, bool)
}

var fine = text.Msg{}

// words is a text.
func words[T any](name string, width float64, of func(t *T) *string) column[T] {
	return column[T]{name: name, width: width, note: text.M("catalog.book.note.text"),
		write: func(_ text.Lang, t *T) string { return strings.TrimSpace(*of(t)) },
		read: func(t *T, cell string) (text.Msg, bool) {
			*of(t) = cell
			return fine, true
		}}
}

// lines is a list of texts, one in each line of the cell.
func lines[T any](name string, width float64, of func(t *T) *[]string) column[T] {
	return column[T]{name: name, width: width, note: text.M("catalog.book.note.lines"),
		write: func(_ text.Lang, t *T) string { return strings.Join(split(strings.Join(*of(t), "\n"), "\n"), "\n") },
		read: func(t *T, cell string) (text.Msg, bool) {
			*of(t) = split(cell, "\n")
			return fine, true
		}}
}

// listed is a list of short words in one line.
func listed[T any](name string, width float64, of func(t *T) *[]string) column[T] {
	return column[T]{name: name, width: width, note: text.M("catalog.book.note.listed"),
		write: func(_ text.Lang, t *T) string { return strings.Join(*of(t), "、") },
		read: func(t *T, cell string) (text.Msg, bool) {
			*of(t) = split(cell, "、,，;；\n")
			return fine, true
		}}
}

// split cuts at any of the signs and leaves empty pieces away; nil for none.
func split(s, signs string) (out []string) {
	for piece := range strings.FieldsFuncSeq(s, func(r rune) bool { return strings.ContainsRune(signs, r) || r == '\r' }) {
		if piece = strings.TrimSpace(piece); piece != "" {
			out = append(out, piece)
		}
	}
	return out
}

// choice is a word of a closed list.
func choice[T any](name, list string, of func(t *T) *string) column[T] {
	return column[T]{name: name, width: 16, note: unlisted(list),
		write: func(lang text.Lang, t *T) string { return wordOf(lang, list, *of(t)) },
		read: func(t *T, cell string) (text.Msg, bool) {
			if cell == "" {
				*of(t) = ""
				return fine, true
			}
			w, ok := choose(list, cell)
			*of(t) = w
			return unlisted(list), ok
		}}
}

// choices are words of a closed list.
func choices[T any](name, list string, of func(t *T) *[]string) column[T] {
	return column[T]{name: name, width: 24, note: unlisted(list),
		write: func(lang text.Lang, t *T) string {
			var out []string
			for _, w := range *of(t) {
				out = append(out, wordOf(lang, list, w))
			}
			return strings.Join(out, "、")
		},
		read: func(t *T, cell string) (text.Msg, bool) {
			*of(t) = nil
			for _, piece := range split(cell, "、,，;；\n") {
				w, ok := choose(list, piece)
				if !ok {
					return unlisted(list), false
				}
				*of(t) = append(*of(t), w)
			}
			return fine, true
		}}
}

func wordOf(lang text.Lang, list, code string) string {
	if !slices.Contains(catalog.Choices[list], code) {
		return code
	}
	return text.Say(lang, text.M("catalog."+list+"."+code))
}

// choose finds a word by its code or its name in any language.
func choose(list, cell string) (string, bool) {
	code, ok := chosen()[list][strings.ToLower(cell)]
	return code, ok
}

// chosen are the words of every list, once: a prefecture's workbook asks a hundred thousand times.
var chosen = sync.OnceValue(func() map[string]map[string]string {
	out := map[string]map[string]string{}
	for list, codes := range catalog.Choices {
		out[list] = map[string]string{}
		for _, code := range codes {
			for _, lang := range text.Langs {
				out[list][strings.ToLower(text.Say(lang, text.M("catalog."+list+"."+code)))] = code
			}
			out[list][code] = code
		}
	}
	return out
})

// unlisted names what may stand there.
func unlisted(list string) text.Msg {
	var out []string
	for _, code := range catalog.Choices[list] {
		out = append(out, text.Say(text.Zh, text.M("catalog."+list+"."+code)))
	}
	return text.M("catalog.book.unlisted", "words", strings.Join(out, " / "))
}

// yes is 是 or nothing.
func yes[T any](name string, of func(t *T) *bool) column[T] {
	return column[T]{name: name, width: 10, note: text.M("catalog.book.yes_no"),
		write: func(lang text.Lang, t *T) string {
			return text.Say(lang, text.M("catalog.book."+strconv.FormatBool(*of(t))))
		},
		read: func(t *T, cell string) (text.Msg, bool) {
			switch strings.ToLower(cell) {
			case "", "否", "no", "0", "false":
				*of(t) = false
			case "是", "yes", "1", "true":
				*of(t) = true
			default:
				return text.M("catalog.book.yes_no"), false
			}
			return fine, true
		}}
}

// number is a count from 0; nothing is 0.
func number[T any](name string, of func(t *T) *int) column[T] {
	return column[T]{name: name, width: 10, note: text.M("catalog.book.number"),
		write: func(_ text.Lang, t *T) string { return strconv.Itoa(*of(t)) },
		read: func(t *T, cell string) (text.Msg, bool) {
			n, err := strconv.Atoi(norm.NFKC.String(orZero(cell)))
			*of(t) = n
			return text.M("catalog.book.number"), err == nil && n >= 0 && n < 10_000
		}}
}

func orZero(s string) string {
	if s == "" {
		return "0"
	}
	return s
}

// day is a date.
func day[T any](name string, of func(t *T) *clock.Day) column[T] {
	return column[T]{name: name, width: 14, note: text.M("catalog.book.day"),
		write: func(_ text.Lang, t *T) string { return of(t).String() },
		read: func(t *T, cell string) (text.Msg, bool) {
			*of(t) = 0
			if cell == "" {
				return fine, true
			}
			d, err := clock.ParseDay(strings.NewReplacer("/", "-", ".", "-").Replace(cell))
			*of(t) = d
			return text.M("catalog.book.day"), err == nil
		}}
}

// money is yuan in the cell and fen in the guide.
func money[T any](name string, of func(t *T) *int64) column[T] {
	return column[T]{name: name, width: 12, note: text.M("catalog.book.money"),
		write: func(_ text.Lang, t *T) string {
			fen := *of(t)
			if fen%100 == 0 {
				return strconv.FormatInt(fen/100, 10)
			}
			return strconv.FormatInt(fen/100, 10) + "." + strconv.FormatInt(100+fen%100, 10)[1:]
		},
		read: func(t *T, cell string) (text.Msg, bool) {
			m := yuan.FindStringSubmatch(strings.TrimSpace(strings.TrimSuffix(norm.NFKC.String(orZero(cell)), "元")))
			if m == nil {
				return text.M("catalog.book.money"), false
			}
			fen, err := strconv.ParseInt(m[1]+(m[2] + "00")[:2], 10, 64)
			*of(t) = fen
			return text.M("catalog.book.money"), err == nil
		}}
}

// yuan is an amount: 12, 12.5, 12.50 元.
var yuan = regexp.MustCompile(`^[¥]?(\d{1,9})(?:\.(\d{1,2}))?$`)

// limit is a time limit as people write it: 5 个工作日, 20 个自然日, 4 小时, 当场办结.
func limit[T any](name string, of func(t *T) *catalog.Limit) column[T] {
	return column[T]{name: name, width: 16, note: text.M("catalog.book.limit"),
		write: func(lang text.Lang, t *T) string {
			if !of(t).Said() {
				return ""
			}
			return text.Say(lang, of(t).Text())
		},
		read: func(t *T, cell string) (text.Msg, bool) {
			l, ok := readLimit(cell)
			*of(t) = l
			return text.M("catalog.book.limit"), ok
		}}
}

var counted = regexp.MustCompile(`^(\d{1,4})\s*(\p{L}.*)$`)

// units are the words of a limit; days without saying which are refused, for they are not the same.
var units = map[string]catalog.Unit{"工作日": catalog.WorkingDays, "wd": catalog.WorkingDays, "working days": catalog.WorkingDays,
	"自然日": catalog.CalendarDays, "日历日": catalog.CalendarDays, "calendar days": catalog.CalendarDays, "小时": catalog.Hours,
	"hours": catalog.Hours, "h": catalog.Hours}

func readLimit(cell string) (catalog.Limit, bool) {
	cell = strings.ToLower(strings.TrimSpace(norm.NFKC.String(cell)))
	visit := []string{"0", "当场", "当场办结", "即办"}
	for _, lang := range text.Langs {
		visit = append(visit, strings.ToLower(text.Say(lang, text.M("catalog.limit.visit"))))
	}
	switch {
	case cell == "":
		return catalog.Limit{}, true
	case slices.Contains(visit, cell):
		return catalog.Limit{Unit: catalog.WorkingDays}, true
	}
	m := counted.FindStringSubmatch(strings.Replace(cell, "个", "", 1))
	if m == nil {
		return catalog.Limit{}, false
	}
	unit, known := units[m[2]]
	n, err := strconv.Atoi(m[1])
	return catalog.Limit{N: n, Unit: unit}, known && err == nil
}
