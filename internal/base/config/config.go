// Package config is what an installation may set: defaults, then a file, then LIANBAN_… variables, then flags, the later
// ones first. A key that nobody knows is an error wherever it stands, for a misspelt setting must not pass silently.
package config

import (
	"errors"
	"flag"
	"fmt"
	"net/netip"
	"net/url"
	"os"
	"slices"
	"strings"

	"github.com/peterbourgon/ff/v3"
)

// Prefix begins the names of our variables: --listen is LIANBAN_LISTEN.
const Prefix = "LIANBAN"

// Config is everything that can be set. The zero value of a field is safe.
type Config struct {
	Listen   string // HOST:PORT
	Data     string // the folder of database, keys and files
	Database string // a PostgreSQL URL; empty = embedded SQLite in Data
	Measures string // the folder of another rulebook; empty = the shipped one
	Suite    string // crypto suite: intl or gm
	Lang     string // the language of those who have not chosen one
	Log      string // debug, info, warn, error
	Node     int    // tells apart the processes of one installation, 0–1023
	Proxies  string // addresses and networks whose X-Forwarded-Proto and X-Forwarded-For are believed, with commas
	Address  string // where people reach the site, https://…: it stands in QR codes; empty = the host that was asked

	file string
}

// Register names the settings as flags of fs, with their defaults.
func (c *Config) Register(fs *flag.FlagSet) {
	fs.StringVar(&c.file, "config", "", "配置文件，每行“名称 值” / a file of lines \"name value\"")
	fs.StringVar(&c.Listen, "listen", "127.0.0.1:8080", "监听地址 / where to listen, HOST:PORT")
	fs.StringVar(&c.Data, "data", "./data", "数据目录 / the folder of database, keys and files")
	fs.StringVar(&c.Database, "database", "", "PostgreSQL 地址，空为内置数据库 / a PostgreSQL URL; empty: embedded SQLite")
	fs.StringVar(&c.Measures, "measures", "", "规则库目录，空为内置 / the folder of another rulebook; empty: the shipped one")
	fs.StringVar(&c.Suite, "suite", "intl", "密码算法 intl 或 gm / crypto suite: intl or gm")
	fs.StringVar(&c.Lang, "lang", "zh-CN", "默认语言 zh-CN 或 en / default language: zh-CN or en")
	fs.StringVar(&c.Log, "log", "info", "日志级别 / debug, info, warn or error")
	fs.IntVar(&c.Node, "node", 0, "进程号 0–1023 / tells apart the processes of one installation")
	fs.StringVar(&c.Address, "address", "", "对外网址 https://…，印在二维码里；空为访问时的地址 / where people reach the site; empty: the host asked")
	fs.StringVar(&c.Proxies, "proxies", "", "可信代理地址，逗号分隔 / proxies that are believed, with commas")
}

// own are variables of ours that are no settings: tests and scripts read them.
var own = []string{"LIANBAN_TEST_POSTGRES", "LIANBAN_CHROMIUM", "LIANBAN_POSTGRES_BIN", "LIANBAN_BUILT", "LIANBAN_SHOTS",
	"LIANBAN_THOROUGH"}

// Parse reads the settings of fs from args, the environment and the file that --config or LIANBAN_CONFIG names. The error
// says which key is wrong and where.
func Parse(fs *flag.FlagSet, args []string) error {
	if err := unknown(fs, os.Environ()); err != nil {
		return err
	}
	err := ff.Parse(fs, args, ff.WithEnvVarPrefix(Prefix), ff.WithConfigFileFlag("config"),
		ff.WithConfigFileParser(ff.PlainParser))
	if errors.Is(err, flag.ErrHelp) {
		return flag.ErrHelp
	}
	return err
}

func unknown(fs *flag.FlagSet, environ []string) error {
	known := slices.Clone(own)
	fs.VisitAll(func(f *flag.Flag) {
		known = append(known, Prefix+"_"+strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_")))
	})
	for _, kv := range environ {
		name, _, _ := strings.Cut(kv, "=")
		if strings.HasPrefix(name, Prefix+"_") && !slices.Contains(known, name) {
			return fmt.Errorf("unknown setting %s in the environment", name)
		}
	}
	return nil
}

// Check tells what cannot be right about the settings, each with its name.
func (c *Config) Check() error {
	var wrong []error
	one := func(name, value string, of ...string) {
		if !slices.Contains(of, value) {
			wrong = append(wrong, fmt.Errorf("%s: %q is none of %s", name, value, strings.Join(of, ", ")))
		}
	}
	one("suite", c.Suite, "intl", "gm")
	one("lang", c.Lang, "zh-CN", "en")
	one("log", c.Log, "debug", "info", "warn", "error")
	if c.Node < 0 || c.Node > 1023 {
		wrong = append(wrong, fmt.Errorf("node: %d is not within 0–1023", c.Node))
	}
	if c.Data == "" {
		wrong = append(wrong, errors.New("data: a folder is needed"))
	}
	if _, err := c.Trusted(); err != nil {
		wrong = append(wrong, err)
	}
	if _, err := c.Origin(); err != nil {
		wrong = append(wrong, err)
	}
	return errors.Join(wrong...)
}

// Origin is the public address without a slash at its end; empty when none is set.
func (c *Config) Origin() (string, error) {
	if c.Address == "" {
		return "", nil
	}
	u, err := url.Parse(c.Address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" ||
		u.Fragment != "" || u.User != nil {
		return "", fmt.Errorf("address: %q is not like https://hall.example.cn", c.Address)
	}
	return u.Scheme + "://" + u.Host, nil
}

// Trusted is the list of proxies as networks.
func (c *Config) Trusted() (all []netip.Prefix, err error) {
	for p := range strings.SplitSeq(c.Proxies, ",") {
		if p = strings.TrimSpace(p); p == "" {
			continue
		}
		if a, err := netip.ParseAddr(p); err == nil {
			all = append(all, netip.PrefixFrom(a, a.BitLen()))
			continue
		}
		n, err := netip.ParsePrefix(p)
		if err != nil {
			return nil, fmt.Errorf("proxies: %q is neither address nor network", p)
		}
		all = append(all, n)
	}
	return all, nil
}
