package calendar

import (
	"strconv"

	"lianban/internal/base/clock"
	"lianban/internal/base/text"
)

// Sentence is the explanation in one sentence, such as
// 自 2025-06-05（周四）次日起算 3 个工作日，跳过 6-06 至 6-10 古尔邦节，到期 2025-06-13（周五）.
func (e Explanation) Sentence() text.Msg {
	if e.Day == 0 {
		return text.M("calendar.out_of_range", "first", firstYear, "last", lastYear)
	}
	return text.M("calendar.said."+e.key, "from", dayText(e.From), "n", e.n, "due", dayText(e.Day),
		"skipped", e.skipped(), "made_up", e.madeUp(), "rolled", e.rolled(), "provisional", e.provisional())
}

// Lines are the days one by one, each with the reason why it counts or not.
func (e Explanation) Lines() []text.Msg {
	out := make([]text.Msg, 0, len(e.Steps))
	for _, s := range e.Steps {
		key := "calendar.line.skipped"
		switch {
		case s.Counted && isWeekend(s.Day):
			key = "calendar.line.made_up"
		case s.Counted:
			key = "calendar.line.counted"
		}
		out = append(out, text.M(key, "day", dayText(s.Day), "n", s.Nth, "reason", s.Reason()))
	}
	return out
}

// skipped names the holidays that were skipped, block by block, and how many days of weekend besides.
func (e Explanation) skipped() text.Msg {
	var parts []text.Msg
	weekend := 0
	for i := 0; i < len(e.Steps); {
		first := e.Steps[i]
		j := i + 1
		if first.Work || first.Name == "" {
			if !first.Work {
				weekend++
			}
			i = j
			continue
		}
		for j < len(e.Steps) && !e.Steps[j].Work && e.Steps[j].Name == first.Name {
			j++
		}
		parts = append(parts, block(first.Day, e.Steps[j-1].Day, first.Name, e.From.Year()))
		i = j
	}
	if weekend > 0 {
		parts = append(parts, text.M("calendar.weekend_days", "n", weekend))
	}
	return within("calendar.part.skipped", parts)
}

// block names one holiday and its days.
func block(first, last clock.Day, name string, year int) text.Msg {
	if first == last {
		return text.M("calendar.one_day", "day", shortDay(first, year), "name", name)
	}
	return text.M("calendar.days", "from", shortDay(first, year), "to", shortDay(last, year), "name", name)
}

// madeUp names the weekend days that count because work was ordered.
func (e Explanation) madeUp() text.Msg {
	var parts []text.Msg
	for _, s := range e.Steps {
		if s.Counted && isWeekend(s.Day) {
			parts = append(parts, text.M("calendar.one_day", "day", shortDay(s.Day, e.From.Year()), "name", s.Reason()))
		}
	}
	return within("calendar.part.made_up", parts)
}

// rolled says that the last day was one on which nobody works.
func (e Explanation) rolled() text.Msg {
	if e.last.Day == 0 || e.last.Work {
		return text.Plain("")
	}
	return text.M("calendar.part.rolled", "day", dayText(e.last.Day), "reason", e.last.Reason())
}

// provisional says which notices are missing.
func (e Explanation) provisional() text.Msg {
	var parts []text.Msg
	for _, g := range e.Missing {
		name := text.Plain(g.Name)
		if g.Region == National {
			name = text.M("calendar.national")
		}
		parts = append(parts, text.M("calendar.gap", "year", strconv.Itoa(g.Year), "region", name))
	}
	return within("calendar.part.provisional", parts)
}

// within joins the parts into a part of the sentence, empty when there are none.
func within(key string, parts []text.Msg) text.Msg {
	if len(parts) == 0 {
		return text.Plain("")
	}
	list := parts[0]
	for _, p := range parts[1:] {
		list = text.M("calendar.two", "a", list, "b", p)
	}
	return text.M(key, "list", list)
}
