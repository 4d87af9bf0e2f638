package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"lianban/internal/app"
	"lianban/internal/app/sample"
	"lianban/internal/base/clock"
	"lianban/internal/base/config"
)

var demoCommand = command{name: "demo", use: "[--data DIR] [--listen HOST:PORT] [--speed N] [--at \"2026-11-23 10:20\"] [--still]",
	zh: "运行示例中心：首次启动时建立，之后一直有群众来办事，只在本机可访问",
	en: "run a living sample centre, made at the first start: visitors walk through it; reachable from this machine only", run: demo}

// loginsFile holds the passwords that were made at the first start; only its owner can read it.
const loginsFile = "logins.txt"

func demo(ctx context.Context, k *call) error {
	var cfg config.Config
	fs := k.flags()
	speed := fs.Float64("speed", 1, "示例中心的时间走得多快 / how fast its time runs")
	at := fs.String("at", "", "从何时开始，空为最近一个工作日 10:20 / where it begins; empty: 10:20 of the latest working day")
	days := fs.Int("days", 20, "建立时写入多少个工作日的历史 / working days of history when it is made")
	still := fs.Bool("still", false, "没有群众来 / nobody comes")
	if _, err := k.parse(fs, &cfg); err != nil {
		return err
	}
	if *speed <= 0 || *speed > 600 || *days < 1 || *days > 60 {
		return wrongUse("speed 1–600, days 1–60")
	}
	begin, err := beginning(*at)
	if err != nil {
		return err
	}
	c := sample.NewClock(begin)
	a, err := app.Open(ctx, app.Options{Config: cfg, Clock: c, Log: k.log(cfg)})
	if err != nil {
		return err
	}
	d := a.Sample(c)
	d.Days = *days
	if err := k.settle(ctx, d, cfg); err != nil {
		return errors.Join(err, a.Close())
	}
	c.Run(*speed)
	living, stop := context.WithCancel(ctx)
	defer stop()
	done := make(chan error, 1)
	go func() {
		if *still {
			done <- nil
			return
		}
		done <- sample.Run(living, d)
	}()
	return k.listen(ctx, a, cfg.Listen, func(url string) { k.addresses(cfg, url) }, func() error {
		stop()
		return <-done
	})
}

func beginning(at string) (clock.Instant, error) {
	if at == "" {
		return sample.Morning(clock.Real{}.Now())
	}
	t, err := clock.Parse(at)
	if err != nil {
		return 0, wrongUse("at: %q 不是时间 / is no time, as 2026-11-23 10:20", at)
	}
	return t, nil
}

// settle makes the sample centre, or takes up the one that is there where it stood.
func (k *call) settle(ctx context.Context, d sample.Deps, cfg config.Config) error {
	stood, there, err := sample.Stands(ctx, d)
	if err != nil {
		return err
	}
	if there {
		if stood > d.Clock.Now() {
			d.Clock.Set(stood)
		}
		return nil
	}
	logins, err := sample.Fill(ctx, d)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(cfg.Data, loginsFile), []byte(logins.Text()), 0o600)
}

// shownLogins are the people of the sample centre whose logins are printed: one for each role.
var shownLogins = []string{"w01", "w20", "daoban", "banbucheng", "ziran", "zhujian", "banzi1", "fuzhuren1", "zhuren", "jishu", "lingdao",
	"sysadmin", "secadmin", "auditor"}

// addresses prints where to go and how to get in.
func (k *call) addresses(cfg config.Config, url string) {
	file := filepath.Join(cfg.Data, loginsFile)
	fmt.Fprintf(k.out, `
联办示例中心 / a living sample centre

  群众 visitors            %[1]s/
  员工登录 staff           %[1]s/login
  自助机、叫号屏 machines  %[1]s/pair
  接口 API                 %[1]s/api/openapi.json

`, url)
	raw, err := os.ReadFile(filepath.Clean(file))
	if err != nil {
		fmt.Fprintf(k.out, "  用户名和密码已不在 / the passwords are gone: %v\n", err)
		return
	}
	for line := range strings.SplitSeq(string(raw), "\n") {
		if login, _, _ := strings.Cut(line, " "); slices.Contains(shownLogins, login) {
			fmt.Fprintln(k.out, "  "+line)
		}
	}
	fmt.Fprintf(k.out, "\n  全部用户和设备口令 / every login and machine: %s\n\n", file)
}
