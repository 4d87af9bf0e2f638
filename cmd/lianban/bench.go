package main

import (
	"context"
	"encoding/json"
	"os"
	"strconv"
	"strings"

	"lianban/internal/app/bench"
	"lianban/internal/base/config"
)

var benchCommand = command{name: "bench", use: "[--quick] [--only 1,3] [--json] [--profile DIR] [--database URL]",
	zh: "测量性能：七项比值与数字，未达门槛时退出码为 1；数据在临时目录，用后删除",
	en: "measure: seven ratios and figures against their gates, exit code 1 when one is missed; its data are temporary", run: benchRun}

func benchRun(ctx context.Context, k *call) error {
	if len(k.args) > 0 && k.args[0] == bench.Word {
		return bench.Child(ctx, k.args[1:], os.Stdin, k.out)
	}
	var cfg config.Config
	var o bench.Options
	fs := k.flags()
	fs.BoolVar(&o.Quick, "quick", false, "短测，只看能否运行 / short rounds: to see that it runs, not to quote")
	only := fs.String("only", "", "只测这些项，如 1,3 / these probes only, as 1,3")
	asJSON := fs.Bool("json", false, "输出 JSON / print JSON")
	fs.StringVar(&o.Profile, "profile", "", "处理器剖析文件写入的目录 / where to write CPU profiles of the main loop and the page lists")
	words, err := k.parse(fs, &cfg)
	if err != nil {
		return err
	}
	if len(words) > 0 {
		return wrongUse("%q 是多余的 / is one word too many", words[0])
	}
	if o.Only, err = probes(*only); err != nil {
		return err
	}
	o.Database = cfg.Database
	report, err := bench.Run(ctx, o)
	if err != nil {
		return err
	}
	if !report.Passed() {
		k.code = exitFailed
	}
	if *asJSON {
		e := json.NewEncoder(k.out)
		e.SetIndent("", "  ")
		return e.Encode(report)
	}
	report.Print(k.out)
	return nil
}

// probes reads "1,3".
func probes(list string) (out []int, err error) {
	for one := range strings.SplitSeq(list, ",") {
		if one = strings.TrimSpace(one); one == "" {
			continue
		}
		n, err := strconv.Atoi(one)
		if err != nil {
			return nil, wrongUse("only: %q 不是编号 / is no number", one)
		}
		out = append(out, n)
	}
	return out, nil
}
