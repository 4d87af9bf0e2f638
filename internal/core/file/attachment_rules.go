package file

import (
	"archive/zip"
	"bytes"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/unicode/norm"

	"lianban/internal/base/errs"
)

// MaxSize is the largest attachment in bytes: a scanned file of some fifty pages.
const MaxSize = 20 << 20

const (
	maxName    = 120       // characters
	maxParts   = 5_000     // entries of a zip
	maxUnpack  = 200 << 20 // bytes all entries of a zip say they have
	maxReading = 16 << 20  // bytes of text that are looked at
)

// kind is a type of file that may come in. What a file is, its bytes say; the name only has to agree.
type kind struct {
	mime string
	exts []string
	is   func(raw []byte, z *archive) bool
	read func(raw []byte, z *archive) body // nil: a picture has no text
}

var kinds = []kind{
	{mime: "application/pdf", exts: []string{".pdf"}, is: starts("%PDF-"), read: pdfBody},
	{mime: "image/png", exts: []string{".png"}, is: starts("\x89PNG\r\n\x1a\n")},
	{mime: "image/jpeg", exts: []string{".jpg", ".jpeg"}, is: starts("\xff\xd8\xff")},
	{mime: "application/vnd.openxmlformats-officedocument.wordprocessingml.document", exts: []string{".docx"},
		is: holds("word/document.xml"), read: docxBody},
	{mime: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", exts: []string{".xlsx"},
		is: holds("xl/workbook.xml"), read: xlsxBody},
	{mime: "application/ofd", exts: []string{".ofd"}, is: holds("OFD.xml"), read: ofdBody},
	{mime: "text/plain; charset=utf-8", exts: []string{".txt", ".csv"}, is: isText, read: textBody},
}

func starts(with string) func([]byte, *archive) bool {
	return func(raw []byte, _ *archive) bool { return bytes.HasPrefix(raw, []byte(with)) }
}

func holds(part string) func([]byte, *archive) bool {
	return func(_ []byte, z *archive) bool {
		return z != nil && slices.ContainsFunc(z.File, func(f *zip.File) bool { return f.Name == part })
	}
}

// isText tells whether the bytes are text and not a page that a browser would run.
func isText(raw []byte, _ *archive) bool {
	s, ok := decoded(raw)
	if !ok || strings.HasPrefix(strings.TrimSpace(s), "<") || strings.HasPrefix(s, "#!") || strings.HasPrefix(s, "MZ") {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && !strings.ContainsRune("\t\r\n\f", r) })
}

// decoded reads bytes as UTF-8 or, as old office programs write, GB18030.
func decoded(raw []byte) (string, bool) {
	raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	if utf8.Valid(raw) {
		return string(raw), true
	}
	s, err := simplifiedchinese.GB18030.NewDecoder().Bytes(raw)
	return string(s), err == nil && !bytes.ContainsRune(s, utf8.RuneError)
}

// recognise finds out what a file is. Refused: nothing, too much, a kind that may not come in, a name that says
// another kind, an archive that would unpack to more than a document has, a document with programs in it.
func recognise(name string, raw []byte) (kind, *archive, error) {
	if len(raw) == 0 {
		return kind{}, nil, errs.Field("file", "file.empty")
	}
	if len(raw) > MaxSize {
		return kind{}, nil, errs.Field("file", "file.too_large", "mb", MaxSize>>20)
	}
	var z *archive
	if bytes.HasPrefix(raw, []byte("PK\x03\x04")) {
		inside, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
		if err != nil {
			return kind{}, nil, errs.Field("file", "file.damaged").Cause(err)
		}
		if err := unpacks(inside); err != nil {
			return kind{}, nil, err
		}
		z = &archive{Reader: inside, left: maxReading}
	}
	for _, k := range kinds {
		if k.is(raw, z) {
			if !slices.Contains(k.exts, strings.ToLower(path.Ext(name))) {
				return kind{}, nil, errs.Field("file", "file.other_name", "ext", k.exts[0])
			}
			return k, z, nil
		}
	}
	return kind{}, nil, errs.Field("file", "file.unknown_kind", "kinds", "PDF、PNG、JPG、DOCX、XLSX、OFD、TXT、CSV")
}

// unpacks looks at an archive's table of contents.
func unpacks(z *zip.Reader) error {
	var sum uint64
	for _, f := range z.File {
		sum += min(f.UncompressedSize64, maxUnpack+1)
		lower := strings.ToLower(f.Name)
		if strings.Contains(lower, "vbaproject") || strings.Contains(lower, "activex") || strings.HasSuffix(lower, ".exe") {
			return errs.Field("file", "file.programs")
		}
	}
	if len(z.File) > maxParts || sum > maxUnpack {
		return errs.Field("file", "file.bomb")
	}
	return nil
}

// CleanName is what a file is called here: never a path, nothing invisible, nothing that turns the reading direction, at
// most 120 characters with its ending kept.
func CleanName(name string) string {
	name = norm.NFC.String(strings.ToValidUTF8(name, ""))
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || strings.ContainsRune(`:*?"<>|`, r) {
			return -1
		}
		return r
	}, name)
	name = strings.Trim(name, " .\u3000")
	ext := path.Ext(name)
	if utf8.RuneCountInString(ext) > 10 {
		ext = ""
	}
	stem := []rune(strings.TrimSuffix(name, ext))
	return string(stem[:min(len(stem), maxName-utf8.RuneCountInString(ext))]) + ext
}
