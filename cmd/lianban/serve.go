package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"

	"lianban/internal/app"
	"lianban/internal/base/clock"
	"lianban/internal/base/config"
)

var serveCommand = command{name: "serve", use: "[--data DIR | --database URL] [--listen HOST:PORT]",
	zh: "运行平台", en: "run the platform", run: serve}

func serve(ctx context.Context, k *call) error {
	var cfg config.Config
	if err := k.alone(&cfg); err != nil {
		return err
	}
	a, err := app.Open(ctx, app.Options{Config: cfg, Clock: clock.Real{}, Log: k.log(cfg)})
	if err != nil {
		return err
	}
	return k.listen(ctx, a, cfg.Listen, func(url string) { fmt.Fprintf(k.out, "联办 %s\n", url) }, nil)
}

// alone parses a command that takes settings and no other words.
func (k *call) alone(cfg *config.Config) error {
	words, err := k.parse(k.flags(), cfg)
	if err == nil && len(words) > 0 {
		err = wrongUse("%q 是多余的 / is one word too many", words[0])
	}
	return err
}

// listen serves until the context ends, then closes. ready is told the address once requests are answered; end is what must
// have ended before the store closes.
func (k *call) listen(ctx context.Context, a *app.App, address string, ready func(url string), end func() error) (err error) {
	defer func() {
		if end != nil {
			err = errors.Join(err, end())
		}
		err = errors.Join(err, a.Close())
	}()
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return err
	}
	ready("http://" + l.Addr().String())
	return a.Serve(ctx, l)
}

// log is the log of a long-running command: JSON lines, which name no person.
func (k *call) log(cfg config.Config) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(cfg.Log)); err != nil {
		level = slog.LevelInfo
	}
	return slog.New(slog.NewJSONHandler(k.err, &slog.HandlerOptions{Level: level}))
}
