// Command lianban is the platform of a government service centre (政务服务中心): one program with one small file for each
// of its commands.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"lianban/internal/base/config"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
)

// The exit codes of every command.
const (
	exitDone    = 0 // done
	exitFailed  = 1 // failed, and nothing changed
	exitUsage   = 2 // wrong use
	exitRefused = 3 // done, with refused rows
)

// command is one word after lianban.
type command struct {
	name, use string
	zh, en    string
	run       func(ctx context.Context, c *call) error
}

// commands in the order of the help.
var commands = []command{
	serveCommand, demoCommand, importCommand, workdayCommand, verifyCommand, ledgerCommand, backupCommand, userCommand,
	benchCommand, configCommand, versionCommand,
}

// call is one run of a command: its arguments and where it writes.
type call struct {
	command
	args     []string
	out, err io.Writer
	code     int // the exit code of a run without an error
}

func main() {
	// A request leaves more behind than it keeps: collecting at three times what lives, not at twice, halves that work.
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(200)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

func run(ctx context.Context, args []string, out, errOut io.Writer) int {
	if len(args) == 0 || args[0] == "help" || args[0] == "-h" || args[0] == "--help" {
		usage(out)
		if len(args) == 0 {
			return exitUsage
		}
		return exitDone
	}
	for _, c := range commands {
		if c.name != args[0] {
			continue
		}
		k := &call{command: c, args: args[1:], out: out, err: errOut}
		return k.end(c.run(ctx, k))
	}
	fmt.Fprintf(errOut, "lianban: 没有“%s”这个命令 / no such command\n\n", args[0])
	usage(errOut)
	return exitUsage
}

// usageError is a wrong use: the command says what is wrong and how it is used.
type usageError struct{ error }

func wrongUse(format string, a ...any) error { return usageError{fmt.Errorf(format, a...)} }

// end turns the result of a command into its exit code, and says what went wrong.
func (k *call) end(err error) int {
	var use usageError
	switch {
	case err == nil:
		return k.code
	case errors.Is(err, flag.ErrHelp):
		return exitDone
	case errors.As(err, &use):
		fmt.Fprintf(k.err, "lianban %s: %v\n\n%s\n", k.name, err, k.help())
		return exitUsage
	}
	fmt.Fprintf(k.err, "lianban %s: %s\n", k.name, say(err))
	return exitFailed
}

// say is an error as people read it: a refusal of ours in Chinese with every fault, anything else as it is.
func say(err error) string {
	var e *errs.Error
	if !errors.As(err, &e) {
		return err.Error()
	}
	s := text.Say(text.Zh, e.Text)
	for _, f := range e.Faults {
		s += "\n  "
		if f.Field != "" {
			s += f.Field + ": "
		}
		s += text.Say(text.Zh, f.Text)
	}
	if cause := e.Unwrap(); cause != nil {
		s += "\n  " + cause.Error()
	}
	return s
}

func (k *call) help() string {
	return fmt.Sprintf("用法 / use: lianban %s %s\n%s\n%s", k.name, k.use, k.zh, k.en)
}

// flags makes the flag set of a command, whose help is Chinese and English.
func (k *call) flags() *flag.FlagSet {
	fs := flag.NewFlagSet(k.name, flag.ContinueOnError)
	fs.SetOutput(k.out)
	fs.Usage = func() {
		fmt.Fprintf(k.out, "%s\n\n", k.help())
		fs.PrintDefaults()
	}
	return fs
}

// parse reads the flags of a command, which may stand before and after the other words. The settings of the installation
// are read with them when cfg is given.
func (k *call) parse(fs *flag.FlagSet, cfg *config.Config) (words []string, err error) {
	if cfg != nil {
		cfg.Register(fs)
	}
	// Flags may stand between the words: the words are picked out first, then all flags are read together with the settings.
	var flags []string
	for args := k.args; len(args) > 0; {
		if err := fs.Parse(args); err != nil {
			return nil, orHelp(err)
		}
		rest := fs.Args()
		flags = append(flags, args[:len(args)-len(rest)]...)
		if args = rest; len(args) > 0 {
			words, args = append(words, args[0]), args[1:]
		}
	}
	if cfg != nil {
		if err := config.Parse(fs, flags); err != nil {
			return nil, orHelp(err)
		}
	}
	if cfg != nil {
		if err := cfg.Check(); err != nil {
			return nil, usageError{err}
		}
	}
	return words, nil
}

// orHelp is a wrong use, unless somebody asked for help.
func orHelp(err error) error {
	if errors.Is(err, flag.ErrHelp) {
		return err
	}
	return usageError{err}
}

func usage(w io.Writer) {
	fmt.Fprint(w, "Lianban 联办 — 政务服务中心联合管理平台 / the platform of a government service centre\n\n")
	for _, c := range commands {
		fmt.Fprintf(w, "  %-9s %s\n            %s\n", c.name, c.zh, c.en)
	}
	fmt.Fprint(w, "\nlianban 命令 --help 显示用法 / shows how a command is used\n")
}
