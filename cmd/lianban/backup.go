package main

import (
	"context"
	"errors"
	"fmt"

	"lianban/internal/app"
	"lianban/internal/base/clock"
	"lianban/internal/base/config"
)

var backupCommand = command{name: "backup", use: "DIR [--data DIR]",
	zh: "把内置数据库、密钥和附件备份到一个新目录（PostgreSQL 请用 pg_dump）",
	en: "copy the embedded database, the keys and the attachments into a new folder (PostgreSQL: pg_dump)", run: backup}

func backup(ctx context.Context, k *call) (err error) {
	var cfg config.Config
	words, err := k.parse(k.flags(), &cfg)
	if err != nil {
		return err
	}
	if len(words) != 1 {
		return wrongUse("需要一个新目录 / wants a new folder")
	}
	if err := app.Existing(cfg); err != nil {
		return err
	}
	a, err := app.Open(ctx, app.Options{Config: cfg, Clock: clock.Real{}, Log: k.log(cfg)})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if err := a.Backup(ctx, words[0]); err != nil {
		return err
	}
	fmt.Fprintln(k.out, words[0])
	return nil
}
