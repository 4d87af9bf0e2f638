package main

import (
	"context"
	"encoding/json"
	"fmt"

	"lianban/internal/app"
	"lianban/internal/base/clock"
	"lianban/internal/base/config"
)

var verifyCommand = command{name: "verify", use: "[--json] [--data DIR | --database URL]",
	zh: "核对全部数据的不变式，只读不改；有违反时退出码为 1",
	en: "check every invariant of the data, reading only; exit code 1 when one is broken", run: verify}

func verify(ctx context.Context, k *call) error {
	var cfg config.Config
	fs := k.flags()
	asJSON := fs.Bool("json", false, "输出 JSON / print JSON")
	if _, err := k.parse(fs, &cfg); err != nil {
		return err
	}
	if err := app.Existing(cfg); err != nil {
		return err
	}
	a, err := app.Open(ctx, app.Options{Config: cfg, Clock: clock.Real{}, Log: k.log(cfg)})
	if err != nil {
		return err
	}
	broken, err := a.Verify(ctx)
	if closing := a.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return err
	}
	if len(broken) > 0 {
		k.code = exitFailed
	}
	if *asJSON {
		e := json.NewEncoder(k.out)
		e.SetIndent("", "  ")
		return e.Encode(struct {
			Broken []app.Violation `json:"broken"`
		}{append([]app.Violation{}, broken...)})
	}
	for _, b := range broken {
		fmt.Fprintf(k.out, "%d %s %s\n", b.Centre, b.Who, b.What)
	}
	fmt.Fprintf(k.out, "%d 条违反 / violations\n", len(broken))
	return nil
}
