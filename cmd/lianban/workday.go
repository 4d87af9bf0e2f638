package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"lianban/internal/base/clock"
	"lianban/internal/base/text"
	"lianban/internal/core/calendar"
)

var workdayCommand = command{name: "workday", use: "add|before|explain DATE N · count FROM TO [--calendar xinjiang|national] [--json]",
	zh: "工作日：某日起第 N 个工作日、某日前 N 个工作日、两日之间几个，并逐日说明",
	en: "working days: add N to a date, N before it, between two, each explained day by day", run: workday}

func workday(_ context.Context, k *call) error {
	fs := k.flags()
	name := fs.String("calendar", "xinjiang", "xinjiang 或 national / which calendar")
	asJSON := fs.Bool("json", false, "输出 JSON / print JSON")
	lang := fs.String("lang", "zh-CN", "zh-CN 或 en / language of the explanation")
	words, err := k.parse(fs, nil)
	if err != nil {
		return err
	}
	q, err := question(words, *name)
	if err != nil {
		return err
	}
	a, err := calendar.Shipped().Answer(q, text.Lang(*lang))
	if err != nil {
		return usageError{fmt.Errorf("%s", say(err))}
	}
	if *asJSON {
		e := json.NewEncoder(k.out)
		e.SetIndent("", "  ")
		return e.Encode(a)
	}
	printAnswer(k, a)
	return nil
}

func printAnswer(k *call, a calendar.Answer) {
	if a.Count != nil {
		fmt.Fprint(k.out, *a.Count)
	} else {
		fmt.Fprint(k.out, a.Date)
	}
	if a.Provisional {
		fmt.Fprint(k.out, "（暂定 / provisional）")
	}
	fmt.Fprintln(k.out)
	for _, line := range a.Explain {
		fmt.Fprintln(k.out, "  "+line)
	}
}

// question reads "add DATE N" and its sisters.
func question(words []string, name string) (q calendar.Query, err error) {
	if len(words) != 3 {
		return q, wrongUse("add、before、explain 需要 日期 天数；count 需要两个日期 / wants three words, got %d", len(words))
	}
	q = calendar.Query{Do: words[0], Calendar: name}
	if q.From, err = clock.ParseDay(words[1]); err != nil {
		return q, wrongUse("%q 不是日期 / is no date, as 2026-11-24", words[1])
	}
	if q.Do == "count" {
		if q.To, err = clock.ParseDay(words[2]); err != nil {
			return q, wrongUse("%q 不是日期 / is no date, as 2026-11-24", words[2])
		}
		return q, nil
	}
	if q.N, err = strconv.Atoi(words[2]); err != nil {
		return q, wrongUse("%q 不是整数 / is no whole number", words[2])
	}
	return q, nil
}
