package main

import (
	"context"
	"errors"
	"fmt"

	"lianban/internal/app"
	"lianban/internal/base/clock"
	"lianban/internal/base/config"
	"lianban/internal/core/identity"
)

var userCommand = command{name: "user", use: "add LOGIN --name NAME --role ROLE [--centre NAME] [--data DIR | --database URL]",
	zh: "建立首个用户（安全管理员），其余用户由其在页面上建立；显示初始密码，首次登录须修改",
	en: "let the first person in (a security administrator), who makes the others on the page; prints a first password, to be " +
		"changed at the first login", run: user}

func user(ctx context.Context, k *call) (err error) {
	var cfg config.Config
	u := app.FirstUser{}
	fs := k.flags()
	fs.StringVar(&u.Name, "name", "", "姓名 / the person's name")
	role := fs.String("role", string(identity.Secadmin), "角色 / the role")
	fs.StringVar(&u.Centre, "centre", "", "中心名称，空库时必填 / the centre's name, on an empty store")
	words, err := k.parse(fs, &cfg)
	if err != nil {
		return err
	}
	if len(words) != 2 || words[0] != "add" || u.Name == "" {
		return wrongUse("需要 add、用户名和 --name / wants add, a login and --name")
	}
	u.Login, u.Role = words[1], identity.Role(*role)
	a, err := app.Open(ctx, app.Options{Config: cfg, Clock: clock.Real{}, Log: k.log(cfg)})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	password, err := a.AddUser(ctx, u)
	if err != nil {
		return err
	}
	fmt.Fprintf(k.out, "%s  %s\n", u.Login, password)
	return nil
}
