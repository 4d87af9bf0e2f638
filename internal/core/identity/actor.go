package identity

import (
	"context"
	"fmt"
	"slices"
)

// Role is what a person is in the hall.
type Role string

// The roles (measures.md, Actors). Visitor and device are what nobody and a machine are.
const (
	Visitor    Role = "visitor"
	Clerk      Role = "clerk"      // 窗口工作人员
	Generalist Role = "generalist" // 综合窗口人员
	Guide      Role = "guide"      // 导办人员
	Desk       Role = "desk"       // "办不成事"窗口人员
	Chief      Role = "chief"      // 首席代表，代理的有起止
	Manager    Role = "manager"    // 部门负责人、部门管理员
	Member     Role = "member"     // 政务服务管理办公室成员
	Deputy     Role = "deputy"     // 副主任
	Director   Role = "director"   // 主任
	Technician Role = "technician" // 信息化人员
	Patroller  Role = "patroller"  // 巡查员
	Leader     Role = "leader"     // 领导
	Sysadmin   Role = "sysadmin"   // 系统管理员
	Secadmin   Role = "secadmin"   // 安全管理员
	Auditor    Role = "auditor"    // 审计管理员
	Kiosk      Role = "kiosk"      // 自助机
	Display    Role = "display"    // 叫号屏
	Strip      Role = "strip"      // 条屏
	Pad        Role = "pad"        // 评价器
)

// Roles lists what a person can be given, in the order of the page of roles.
var Roles = []Role{Clerk, Generalist, Guide, Desk, Chief, Manager, Member, Deputy, Director, Technician, Patroller, Leader,
	Sysadmin, Secadmin, Auditor}

// Duties lists what a device token can be for: exactly one each.
var Duties = []Role{Kiosk, Display, Strip, Pad}

// administrators are three different people (GB/T 22239: 系统、安全、审计管理员分设), and none of them serves.
var administrators = []Role{Sysadmin, Secadmin, Auditor}

// Actor is whoever asks: a person, a machine or a visitor.
type Actor struct {
	Centre     int64
	Account    int64
	Session    int64
	Person     int64
	Name       string
	Department int64 // the person's own
	Grants     []Grant
	Windows    []int64 // where the person stands now, A posts first
	Renew      bool    // the password must be changed before anything else
	Device     int64
	Zone       int64 // of a device
	Key        string
}

// Is tells whether the actor has one of those roles now.
func (a Actor) Is(roles ...Role) bool {
	return slices.ContainsFunc(a.Grants, func(g Grant) bool { return slices.Contains(roles, g.Role) })
}

// Somebody tells whether the actor is logged in or a known machine.
func (a Actor) Somebody() bool { return a.Account != 0 || a.Device != 0 }

// Window is the actor's own window, 0 for none.
func (a Actor) Window() int64 {
	if len(a.Windows) > 0 {
		return a.Windows[0]
	}
	return 0
}

// Ref names the actor in ledger and commands.
func (a Actor) Ref() string {
	switch {
	case a.Account != 0:
		return fmt.Sprintf("account:%d", a.Account)
	case a.Device != 0:
		return fmt.Sprintf("device:%d", a.Device)
	case a.Key != "":
		return a.Key
	}
	return "visitor"
}

// Job is the actor of work that nobody asked for: the program itself, named after the job.
func Job(centre int64, name string) Actor {
	return Actor{Centre: centre, Key: "job:" + name, Grants: []Grant{{Role: program}}}
}

// program may do what its jobs do; no person and no machine can be given it.
const program Role = "program"

type actorKey struct{}

// With puts the actor into a context.
func With(ctx context.Context, a Actor) context.Context { return context.WithValue(ctx, actorKey{}, a) }

// From is the actor of a context; a visitor when there is none.
func From(ctx context.Context) Actor {
	a, _ := ctx.Value(actorKey{}).(Actor)
	return a
}

type doneKey struct{}

// WithDone puts into a context what is closed when the session behind it ends, so that open streams end with it.
func WithDone(ctx context.Context, done <-chan struct{}) context.Context {
	return context.WithValue(ctx, doneKey{}, done)
}

// Done is closed when the session of the context ends; nil for a visitor.
func Done(ctx context.Context) <-chan struct{} {
	done, _ := ctx.Value(doneKey{}).(<-chan struct{})
	return done
}
