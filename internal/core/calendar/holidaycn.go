package calendar

import (
	"bytes"
	"encoding/json"
	"io"

	"lianban/internal/base/clock"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
)

// maxNotice is far more than a year of days needs.
const maxNotice = 1 << 20

// holidayCN is a file of the public data set holiday-cn, with nothing left out and nothing more.
type holidayCN struct {
	Schema string   `json:"$schema"`
	ID     string   `json:"$id"`
	Year   int      `json:"year"`
	Papers []string `json:"papers"`
	Days   []struct {
		Name     string `json:"name"`
		Date     string `json:"date"`
		IsOffDay *bool  `json:"isOffDay"`
	} `json:"days"`
}

// ParseNotice reads a State Council notice in the JSON of holiday-cn. Invalid, with every fault and its field, when it is
// not exactly such a file or a day cannot be right. Number and date are not in it; the office adds them.
func ParseNotice(raw []byte) (Notice, error) {
	if len(raw) > maxNotice {
		return Notice{}, errs.New(errs.Invalid, "error.too_large", "max", "1 MB")
	}
	var file holidayCN
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&file); err != nil {
		return Notice{}, errs.New(errs.Invalid, "calendar.notice.unreadable").Cause(err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return Notice{}, errs.New(errs.Invalid, "calendar.notice.unreadable").Cause(err)
	}
	n, faults := file.notice()
	if len(faults) == 0 {
		faults = n.faults()
	}
	return n, refusal(faults)
}

// notice takes over what the file says and tells what is missing in it.
func (f holidayCN) notice() (n Notice, faults []errs.Fault) {
	fault := func(i int, field, key string) {
		faults = append(faults, errs.Fault{Field: dayField(i, field), Text: text.M(key)})
	}
	n = Notice{Region: National, Year: f.Year}
	if len(f.Papers) > 0 {
		n.Source = f.Papers[0]
	}
	for i, d := range f.Days {
		day, err := clock.ParseDay(d.Date)
		if err != nil {
			fault(i, "date", "error.not_date")
			continue
		}
		if d.IsOffDay == nil {
			fault(i, "isOffDay", "error.required")
			continue
		}
		n.Days = append(n.Days, Special{Day: day, Name: d.Name, Off: *d.IsOffDay})
	}
	return n, faults
}
