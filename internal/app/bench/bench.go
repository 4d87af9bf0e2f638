package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"lianban/internal/base/clock"
)

// Options say what is measured, and where.
type Options struct {
	Database string // PostgreSQL: probes 1 to 4 run in a database of their own beside the named one
	Only     []int  // these probes; nil = all that the engine has
	Quick    bool   // short rounds: to see that it runs, not to quote
	Profile  string // the folder for CPU profiles of the main loop and the page list; empty = none
}

// Sizes of a run.
const (
	connections = 64
	group       = 64 // steps to a commit of the raw store
	readers     = 8
)

// run is one run with what its probes share.
type run struct {
	opt      Options
	dir      string
	span     span // of one loop of a round
	rounds   int
	turns    int // of the sides in a round: a machine that is slow for half a second is slow for all of them
	screens  int
	idle     time.Duration // how long a platform stands before its memory is read
	world    *world        // nil before it is needed
	report   Report
	profiles int           // written so far
	quiet    *child        // a platform that nobody asks anything
	born     clock.Instant // when it was started
}

// probe is one thing that is measured.
type probe struct {
	no    int
	world bool // it needs the running platform
	run   func(*run, context.Context) error
}

var probes = []probe{
	{1, true, (*run).mainLoop}, {2, true, (*run).grouped}, {3, true, (*run).pageList}, {4, true, (*run).latency},
	{7, true, (*run).weight}, {5, true, (*run).screenMemory}, {6, false, (*run).start},
}

// Run measures. Everything it writes stands in a folder, or a database, that is gone afterwards.
func Run(ctx context.Context, o Options) (Report, error) {
	r, err := prepare(o)
	if err != nil {
		return Report{}, err
	}
	return r.all(ctx)
}

// all runs the probes that are wanted, one after the other.
func (r *run) all(ctx context.Context) (_ Report, err error) {
	defer func() { err = errors.Join(err, r.close(ctx)) }()
	begin, load := now(), loadAverage()
	if r.wants(6) {
		// It has nothing to do while the others are measured.
		r.born = now()
		if r.quiet, err = r.child("serve", filepath.Join(r.dir, "quiet")); err != nil {
			return Report{}, err
		}
	}
	for _, p := range probes {
		if !r.wants(p.no) {
			continue
		}
		if p.world && r.world == nil {
			if r.world, err = r.openWorld(ctx); err != nil {
				return Report{}, err
			}
		}
		if err := p.run(r, ctx); err != nil {
			return Report{}, fmt.Errorf("probe %d: %w", p.no, err)
		}
	}
	slices.SortStableFunc(r.report.Lines, func(a, b Line) int { return a.Probe - b.Probe })
	r.report.Seconds, r.report.Load = now().Sub(begin).Seconds(), load+" → "+loadAverage()
	return r.report, nil
}

func prepare(o Options) (*run, error) {
	r := &run{opt: o, span: span{warm: 500 * time.Millisecond, count: 2 * time.Second}, rounds: 5, turns: 8, screens: 1000,
		idle: 30 * time.Second}
	r.report = Report{Engine: "SQLite", Go: runtime.Version(), Cores: runtime.GOMAXPROCS(0), Quick: o.Quick, Definitions: definitions}
	if o.Database != "" {
		r.report.Engine = "PostgreSQL"
	}
	if o.Quick {
		r.span, r.turns, r.idle = span{warm: 100 * time.Millisecond, count: 300 * time.Millisecond}, 1, 5*time.Second
	}
	for _, n := range o.Only {
		if !slices.ContainsFunc(probes, func(p probe) bool { return p.no == n }) {
			return nil, fmt.Errorf("bench: there is no probe %d", n)
		}
	}
	var err error
	r.dir, err = os.MkdirTemp("", "lianban-bench-")
	return r, err
}

func (r *run) wants(no int) bool {
	if r.opt.Database != "" && no > 4 {
		return false // screens, start and bytes are the same on every engine
	}
	return len(r.opt.Only) == 0 || slices.Contains(r.opt.Only, no)
}

func (r *run) close(ctx context.Context) error {
	var all []error
	if r.world != nil {
		all = append(all, r.world.close(context.WithoutCancel(ctx)))
	}
	if r.quiet != nil {
		all = append(all, r.quiet.end())
	}
	return errors.Join(append(all, os.RemoveAll(r.dir))...)
}

// add puts a line into the report.
func (r *run) add(l Line) { r.report.Lines = append(r.report.Lines, l) }

// loadAverage is how busy the machine is: others may be at work on it.
func loadAverage() string {
	raw, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "?"
	}
	all := strings.Fields(string(raw))
	return strings.Join(all[:min(1, len(all))], " ")
}

// definitions are what the words of the report mean.
var definitions = []string{
	"主循环：一次办事的四步（取号、叫号、到窗、办结），每步一次带幂等键的接口请求，含会话、权限、命令、流水账、评价邀请、屏幕通知",
	"  main loop: the four steps of a visit, each an API POST with Idempotency-Key: session, permissions, command, ledger, review " +
		"invitation, screens touched",
	"原始分组写入：同一驱动、同样的设置，用同样的语句写同样的行（含流水账和命令）；SQLite 每 64 步提交一次，PostgreSQL 16 个连接各一步；无 HTTP、无规则",
	"  raw grouped store: the same rows by the same statements through the same driver, 64 steps to a commit (PostgreSQL: one, on 16 " +
		"connections); no HTTP, no rules",
	"未分组：同一存储，每步提交一次；门槛按每步三行（号码、状态、流水）计，主循环的行数另列 / ungrouped: the same store, one step to a commit; " +
		"the gate is for a step of three rows, the main loop's rows stand beside it",
	"列表页：员工的列表，每页 50 行，带会话，8 个连接；原始查询：同样的两条语句（一页的行、总行数），8 个并发读；裸页面：net/http、同样的语句、同样的页面框架",
	"  page list: a staff list of 50 rows with a session, 8 connections; raw query: the same two statements (the rows of a page, " +
		"how many there are) by 8 readers; bare page: net/http, the same statements and frame",
	"容量为闭环；时延为开环，从应当开始的时刻算起，门槛按地州级大厅开门高峰的十倍计；各方每轮轮流八次；预热不计；压测端与平台共用处理器",
	"  capacity is a closed loop, latency an open one from the intended start, its gate at ten times the opening peak of a prefecture; " +
		"the sides take turns, eight times a round; warm-up discarded; load generator and platform share the cores",
	"内存：子进程在 FreeOSMemory 之后的 /proc/self/statm / RSS: of a child process after FreeOSMemory",
}
