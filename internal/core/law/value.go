package law

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/text"
)

// Unit is what a figure counts. Its words stand in the catalogue under law.unit.
type Unit string

// The units of time a Duration may be read from.
const (
	Seconds Unit = "seconds"
	Minutes Unit = "minutes"
	Hours   Unit = "hours"
)

// The units whose values are no numbers, and the one that ends at a hundred.
const (
	date    Unit = "date"
	word    Unit = "word"
	percent Unit = "pct"
)

var units = []Unit{Seconds, Minutes, Hours, "wd", "days", "half_days", "years", "times", "people", "count", percent,
	"points", "chars", date, word}

// kind is the form of a value.
type kind string

const (
	aNumber kind = "a number"
	aList   kind = "a list of numbers"
	aDay    kind = "a day"
	aWord   kind = "a word"
)

// maxNumber keeps typing mistakes out: no figure of a hall is larger.
const maxNumber = 100_000

// Value is what a figure says from a day on.
type Value struct {
	numbers []int
	day     clock.Day
	word    string
}

// String writes the value as it is typed and stored: "15", "30,15,5", "2025-01-01", "xinjiang".
func (v Value) String() string {
	switch {
	case v.day != 0:
		return v.day.String()
	case v.word != "":
		return v.word
	}
	parts := make([]string, len(v.numbers))
	for i, n := range v.numbers {
		parts[i] = strconv.Itoa(n)
	}
	return strings.Join(parts, ",")
}

// In gives the value in words with its unit, such as 15 分钟 or 0、3、5、10 个工作日.
func (v Value) In(unit Unit) text.Msg {
	switch {
	case v.day != 0 || v.word != "":
		return text.Plain(v.String())
	case len(v.numbers) == 1:
		return text.M("law.unit."+string(unit), "n", v.numbers[0])
	}
	return text.M("law.unit."+string(unit), "n", strings.ReplaceAll(v.String(), ",", "、"))
}

// parseValue reads what String wrote.
func parseValue(unit Unit, k kind, s string) (Value, error) {
	s = strings.TrimSpace(s)
	switch k {
	case aDay:
		day, err := clock.ParseDay(s)
		if err != nil || day == 0 {
			return Value{}, fmt.Errorf("%q is not a day such as 2025-01-01", s)
		}
		return Value{day: day}, nil
	case aWord:
		if s == "" {
			return Value{}, fmt.Errorf("the word is empty")
		}
		return Value{word: s}, nil
	}
	numbers, err := parseNumbers(unit, s)
	if err == nil && k == aNumber && len(numbers) != 1 {
		err = fmt.Errorf("%q is not one number", s)
	}
	return Value{numbers: numbers}, err
}

func parseNumbers(unit Unit, s string) ([]int, error) {
	limit := maxNumber
	if unit == percent {
		limit = 100
	}
	var out []int
	for _, part := range strings.Split(s, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(part))
		if err != nil || n < 0 || n > limit {
			return nil, fmt.Errorf("%q is not a number from 0 to %d", part, limit)
		}
		out = append(out, n)
	}
	return out, nil
}

// duration is the value as a time, for the units of time.
func (v Value) duration(unit Unit) time.Duration {
	each := map[Unit]time.Duration{Seconds: time.Second, Minutes: time.Minute, Hours: time.Hour}[unit]
	return time.Duration(v.numbers[0]) * each
}

// list is a copy of the numbers, so that no caller can change the rulebook.
func (v Value) list() []int { return slices.Clone(v.numbers) }
