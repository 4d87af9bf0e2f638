package calendar

import (
	"lianban/internal/base/clock"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
)

// Query is a question as the command `workday` and the API put it.
type Query struct {
	Do       string // "add", "before", "count" or "explain"
	Calendar string // "national" or a region
	From     clock.Day
	To       clock.Day // for count
	N        int       // for the others
}

// Answer is the answer as JSON gives it: {"date","provisional","explain":[…]}, for count with "count" in place of "date".
// Explain is the sentence, and after it every day that was counted or skipped.
type Answer struct {
	Date        clock.Day `json:"date,omitzero"`
	Count       *int      `json:"count,omitempty"`
	Provisional bool      `json:"provisional"`
	Explain     []string  `json:"explain"`
}

// maxQuery bounds what is explained day by day, about eight years of working days; farther ahead lie no notices anyway.
const maxQuery = 2000

// Answer answers a question. Invalid, with the field, when there is no such question or calendar, a number is negative or
// beyond 2,000 working days, or a day lies outside 2000–2099.
func (s *Set) Answer(q Query, lang text.Lang) (Answer, error) {
	c, err := s.Named(q.Calendar)
	if err != nil {
		return Answer{}, err
	}
	if _, ok := slot(q.From); !ok {
		return Answer{}, errs.Field("from", "calendar.out_of_range", "first", firstYear, "last", lastYear)
	}
	if q.N < 0 || q.N > maxQuery {
		return Answer{}, errs.Field("n", "error.out_of_range", "min", 0, "max", maxQuery)
	}
	var e Explanation
	switch q.Do {
	case "add", "explain":
		e = c.ExplainAdd(q.From, q.N)
	case "before":
		e = c.ExplainBefore(q.From, q.N)
	case "count":
		return c.answerCount(q, lang)
	default:
		return Answer{}, errs.Field("do", "calendar.unknown_question", "do", q.Do)
	}
	if e.Day == 0 {
		return Answer{}, errs.Field("n", "calendar.out_of_range", "first", firstYear, "last", lastYear)
	}
	return Answer{Date: e.Day, Provisional: e.Provisional, Explain: e.say(lang)}, nil
}

func (c *Calendar) answerCount(q Query, lang text.Lang) (Answer, error) {
	if _, ok := slot(q.To); !ok {
		return Answer{}, errs.Field("to", "calendar.out_of_range", "first", firstYear, "last", lastYear)
	}
	n := c.Between(q.From, q.To)
	if n.Days < 0 || q.To < q.From || n.Days > maxQuery {
		return Answer{}, errs.Field("to", "calendar.count_range", "max", maxQuery)
	}
	return Answer{Count: &n.Days, Provisional: n.Provisional, Explain: c.ExplainBetween(q.From, q.To).say(lang)}, nil
}

// say is the sentence and the lines in that language.
func (e Explanation) say(lang text.Lang) []string {
	out := []string{text.Say(lang, e.Sentence())}
	for _, line := range e.Lines() {
		out = append(out, text.Say(lang, line))
	}
	return out
}
