package register

import (
	"archive/zip"
	"bytes"
	"fmt"

	"github.com/xuri/excelize/v2"

	"lianban/internal/base/text"
)

// maxParts bounds the files inside an XLSX; a workbook of a hundred sheets with pictures has a few hundred.
const maxParts = 2000

// readXLSX reads the first visible sheet of a workbook: values as they are stored, dates as "2026-11-23". Formulas are
// refused with their cell: what they show here may be something else tomorrow.
func readXLSX(raw []byte, lim Limits) ([]record, error) {
	z, err := unpack(raw, lim)
	if err != nil {
		return nil, err
	}
	s, err := inspect(z, lim)
	if err != nil {
		return nil, err
	}
	return values(raw, s, lim)
}

// unpack opens the archive and adds up what it says it unpacks to, before anything is unpacked. archive/zip holds every
// part to what was said, so a bomb fails here or there.
func unpack(raw []byte, lim Limits) (*zip.Reader, error) {
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil || len(z.File) > maxParts {
		return nil, refuse("register.bad_xlsx").Cause(err)
	}
	left := uint64(lim.Unzipped) // #nosec G115 -- a limit is never negative
	for _, f := range z.File {
		if f.UncompressedSize64 > left {
			return nil, refuse("register.unzipped_too_large", "max", size(lim.Unzipped))
		}
		left -= f.UncompressedSize64
	}
	return z, nil
}

// values reads the cells of the inspected sheet.
func values(raw []byte, s sheet, lim Limits) (out []record, err error) {
	// The parser is somebody else's and the bytes are a stranger's: a panic there is a file that cannot be read.
	defer func() {
		if p := recover(); p != nil {
			out, err = nil, refuse("register.bad_xlsx").Cause(fmt.Errorf("excelize: %v", p))
		}
	}()
	o := excelize.Options{RawCellValue: true, UnzipSizeLimit: lim.Unzipped, UnzipXMLSizeLimit: lim.Unzipped}
	f, err := excelize.OpenReader(bytes.NewReader(raw), o)
	if err != nil {
		return nil, refuse("register.bad_xlsx").Cause(err)
	}
	defer f.Close()
	rows, err := f.Rows(s.name)
	if err != nil {
		return nil, refuse("register.bad_xlsx").Cause(err)
	}
	defer rows.Close()
	for line := 1; rows.Next(); line++ {
		cells, err := rows.Columns(o)
		if err != nil {
			return nil, refuse("register.bad_xlsx").Cause(err)
		}
		if rec := s.record(line, cells); !rec.blank() {
			if out = append(out, rec); len(out) > lim.Rows+1 {
				return nil, refuse("register.too_many_rows", "max", lim.Rows)
			}
		}
	}
	if err := rows.Error(); err != nil {
		return nil, refuse("register.bad_xlsx").Cause(err)
	}
	return out, nil
}

// record is a row with what the inspection knows about its cells.
func (s sheet) record(line int, cells []string) record {
	rec := record{line: line, cells: cells, broken: unreadable(cells)}
	for i := range cells {
		if day, ok := s.dates[cell{line, i + 1}]; ok {
			cells[i] = day
		}
	}
	if at, ok := s.damaged[line]; ok {
		rec.broken = text.M("register.row_long_number", "cell", at)
	}
	return rec
}
