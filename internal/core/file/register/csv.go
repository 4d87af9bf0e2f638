package register

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"lianban/internal/base/text"
)

// readCSV reads RFC 4180 in UTF-8, with or without its mark, or in GB18030. Broken quotes refuse the whole: nobody can
// say any more where a row ends. A line in which characters cannot be read is one row that cannot be read.
func readCSV(raw []byte, lim Limits) ([]record, string, error) {
	body, format, err := decode(raw)
	if err != nil {
		return nil, "", err
	}
	var out []record
	r := csv.NewReader(strings.NewReader(body))
	r.FieldsPerRecord = -1
	for {
		cells, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, "", badCSV(err)
		}
		line, _ := r.FieldPos(0)
		rec := record{line: line, cells: cells, broken: unreadable(cells)}
		if rec.blank() {
			continue
		}
		if out = append(out, rec); len(out) > lim.Rows+1 {
			return nil, "", refuse("register.too_many_rows", "max", lim.Rows)
		}
		if len(cells) > lim.Columns {
			return nil, "", refuse("register.too_many_columns", "line", line, "max", lim.Columns)
		}
	}
	return out, format, nil
}

func badCSV(err error) error {
	var p *csv.ParseError
	if !errors.As(err, &p) {
		return refuse("register.broken_off").Cause(err)
	}
	return refuse("register.bad_csv", "line", p.StartLine).Cause(err)
}

// unreadable says that a character of the row was lost, here or in whatever wrote the file.
func unreadable(cells []string) text.Msg {
	if slices.ContainsFunc(cells, func(c string) bool { return strings.ContainsRune(c, utf8.RuneError) }) {
		return text.M("register.row_encoding")
	}
	return text.Msg{}
}

var utf8Mark = []byte("\xef\xbb\xbf")

// decode finds out how the file is written. The mark decides; without it, valid UTF-8 is UTF-8. A file that is neither
// is judged by its lines: nearly no line of Chinese in GB18030 happens to be valid UTF-8, so a file of mostly valid lines
// is UTF-8 with some faulty ones, and must not be read as GB18030, which takes almost any bytes for some character.
func decode(raw []byte) (body, format string, err error) {
	if bytes.HasPrefix(raw, []byte("\xff\xfe")) || bytes.HasPrefix(raw, []byte("\xfe\xff")) {
		return "", "", refuse("register.utf16")
	}
	if bytes.IndexByte(raw, 0) >= 0 {
		return "", "", refuse("register.not_a_table")
	}
	rest, marked := bytes.CutPrefix(raw, utf8Mark)
	if marked || utf8.Valid(rest) {
		return strings.ToValidUTF8(string(rest), "\ufffd"), "csv/utf-8", nil
	}
	good, bad := 0, 0
	for line := range bytes.Lines(rest) {
		switch {
		case !utf8.Valid(line):
			bad++
		case slices.ContainsFunc(line, func(b byte) bool { return b >= utf8.RuneSelf }):
			good++
		}
	}
	if good > bad {
		return strings.ToValidUTF8(string(rest), "\ufffd"), "csv/utf-8", nil
	}
	return decodeGB(rest, good+bad)
}

// decodeGB reads GB18030 (GB2312 and GBK are parts of it). A file in which every second line fails is something else.
func decodeGB(raw []byte, lines int) (body, format string, err error) {
	out, err := simplifiedchinese.GB18030.NewDecoder().Bytes(raw)
	if err != nil {
		return "", "", refuse("register.not_a_table").Cause(err)
	}
	failed := 0
	for line := range bytes.Lines(out) {
		if bytes.ContainsRune(line, utf8.RuneError) {
			failed++
		}
	}
	if 2*failed > lines {
		return "", "", refuse("register.not_a_table")
	}
	return string(out), "csv/gb18030", nil
}
