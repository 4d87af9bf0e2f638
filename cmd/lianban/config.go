package main

import (
	"context"
	"fmt"
	"runtime/debug"

	"lianban/internal/base/config"
	"lianban/internal/core/calendar"
	"lianban/internal/core/law"
)

var configCommand = command{name: "config", use: "check [settings]",
	zh: "检查配置、规则库和日历，不启动服务", en: "check settings, rulebook and calendars without serving", run: configCheck}

func configCheck(_ context.Context, k *call) error {
	var cfg config.Config
	words, err := k.parse(k.flags(), &cfg)
	if err != nil {
		return err
	}
	if len(words) != 1 || words[0] != "check" {
		return wrongUse("只有 config check / there is config check only")
	}
	rb, err := law.Open(cfg.Measures)
	if err != nil {
		return err
	}
	fmt.Fprintf(k.out, "listen %s\ndata %s\ndatabase %s\nsuite %s\nrulebook %s %s (%s)\ncalendars %v\n", cfg.Listen, cfg.Data,
		engine(cfg), cfg.Suite, rb.Code, rb.Version, rb.Title, calendar.Shipped().Names())
	return nil
}

// engine names the engine without the password of its URL.
func engine(cfg config.Config) string {
	if cfg.Database != "" {
		return "PostgreSQL"
	}
	return "SQLite"
}

var versionCommand = command{name: "version", use: "", zh: "显示版本", en: "print the version", run: version}

func version(_ context.Context, k *call) error {
	if _, err := k.parse(k.flags(), nil); err != nil {
		return err
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		fmt.Fprintln(k.out, "lianban")
		return nil
	}
	revision, dirty := "", ""
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			revision = " " + s.Value[:min(12, len(s.Value))]
		case "vcs.modified":
			if s.Value == "true" {
				dirty = "+"
			}
		}
	}
	fmt.Fprintf(k.out, "lianban %s%s%s %s\n", info.Main.Version, revision, dirty, info.GoVersion)
	return nil
}
