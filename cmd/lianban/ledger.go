package main

import (
	"context"
	"encoding/json"
	"errors"

	"lianban/internal/app"
	"lianban/internal/base/clock"
	"lianban/internal/base/config"
	"lianban/internal/core/identity"
)

var ledgerCommand = command{name: "ledger", use: "export FILE.zip|DIR [--data DIR | --database URL]",
	zh: "流水账：导出全部已封存的记录，供第三方用 lianban-verify 核验",
	en: "the ledger: export every sealed record, for a third party to verify with lianban-verify", run: ledgerExport}

func ledgerExport(ctx context.Context, k *call) (err error) {
	var cfg config.Config
	words, err := k.parse(k.flags(), &cfg)
	if err != nil {
		return err
	}
	if len(words) != 2 || words[0] != "export" {
		return wrongUse("需要 export 和文件 / wants export and a file")
	}
	if err := app.Existing(cfg); err != nil {
		return err
	}
	a, err := app.Open(ctx, app.Options{Config: cfg, Clock: clock.Real{}, Log: k.log(cfg)})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	done, err := a.Ledger.Export(ctx, identity.Job(a.Identity.Centre, "export"), a.Identity.Centre, words[1])
	if err != nil {
		return err
	}
	e := json.NewEncoder(k.out)
	e.SetIndent("", "  ")
	return e.Encode(done)
}
