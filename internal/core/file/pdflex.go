package file

import (
	"bytes"
	"encoding/hex"
	"strconv"
	"strings"
)

// lexer cuts PDF into words and strings.
type lexer struct{ rest []byte }

const (
	lexEnd = iota
	lexWord
	lexText
)

const white = "\x00\t\n\f\r "

func (l *lexer) next() (word string, text []byte, kind int) {
	l.skip()
	if len(l.rest) == 0 {
		return "", nil, lexEnd
	}
	switch c := l.rest[0]; {
	case c == '(':
		return "", l.literal(), lexText
	case bytes.HasPrefix(l.rest, []byte("<<")), bytes.HasPrefix(l.rest, []byte(">>")):
		return l.take(2), nil, lexWord
	case c == '<':
		i := bytes.IndexByte(l.rest, '>')
		if i < 0 {
			return "", nil, lexEnd
		}
		raw := l.rest[1:i]
		l.rest = l.rest[i+1:]
		return "", unhex(raw), lexText
	case strings.IndexByte("[]{}>)", c) >= 0:
		return l.take(1), nil, lexWord
	}
	i := bytes.IndexAny(l.rest[1:], white+"()<>[]{}/%")
	if i < 0 {
		return l.take(len(l.rest)), nil, lexWord
	}
	return l.take(i + 1), nil, lexWord
}

// skip goes over white space and remarks.
func (l *lexer) skip() {
	for {
		l.rest = bytes.TrimLeft(l.rest, white)
		if len(l.rest) == 0 || l.rest[0] != '%' {
			return
		}
		end := bytes.IndexAny(l.rest, "\r\n")
		if end < 0 {
			end = len(l.rest)
		}
		l.rest = l.rest[end:]
	}
}

func (l *lexer) take(n int) string {
	s := string(l.rest[:n])
	l.rest = l.rest[n:]
	return s
}

// literal reads a string in parentheses, which may nest and have escapes.
func (l *lexer) literal() (out []byte) {
	depth, i := 1, 1
	for ; i < len(l.rest); i++ {
		switch c := l.rest[i]; c {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				l.rest = l.rest[i+1:]
				return out
			}
		case '\\':
			var b []byte
			b, i = escape(l.rest, i+1)
			out = append(out, b...)
			continue
		}
		out = append(out, l.rest[i])
	}
	l.rest = nil
	return out
}

// escape reads what follows a backslash at i and gives the place of its last byte.
func escape(s []byte, i int) ([]byte, int) {
	if i >= len(s) {
		return nil, i
	}
	if at := strings.IndexByte("nrtbf", s[i]); at >= 0 {
		return []byte{"\n\r\t\b\f"[at]}, i
	}
	if s[i] == '\n' {
		return nil, i
	}
	if s[i] < '0' || s[i] > '7' {
		return s[i : i+1], i
	}
	n, end := 0, i
	for ; end < len(s) && end < i+3 && s[end] >= '0' && s[end] <= '7'; end++ {
		n = n*8 + int(s[end]-'0')
	}
	return []byte{byte(n)}, end - 1
}

func unhex(raw []byte) []byte {
	digits := bytes.Map(func(r rune) rune {
		if strings.ContainsRune("0123456789abcdefABCDEF", r) {
			return r
		}
		return -1
	}, raw)
	if len(digits)%2 == 1 {
		digits = append(digits, '0')
	}
	out := make([]byte, len(digits)/2)
	_, _ = hex.Decode(out, digits) // only digits are left
	return out
}

// value reads one value; nil at the end and at a closing bracket.
func (l *lexer) value(depth int) any {
	w, text, kind := l.next()
	switch {
	case kind == lexEnd || w == ">>" || w == "]" || depth > maxDepth:
		return nil
	case kind == lexText:
		return text
	case w == "[":
		all := list{}
		for {
			v := l.value(depth + 1)
			if v == nil {
				return all
			}
			all = append(all, v)
		}
	case w == "<<":
		m := dict{}
		for {
			name, ok := l.value(depth + 1).(word)
			if !ok {
				return m
			}
			if m[string(name)] = l.value(depth + 1); m[string(name)] == nil {
				return m
			}
		}
	}
	if n, err := strconv.Atoi(w); err == nil && n >= 0 {
		after := *l
		if g, _, _ := after.next(); len(g) > 0 && g[0] >= '0' && g[0] <= '9' {
			if r, _, _ := after.next(); r == "R" {
				*l = after
				return ref(n)
			}
		}
	}
	return word(w)
}
