package catalog

import (
	"lianban/internal/base/clock"
	"lianban/internal/base/text"
)

// GuideState is where a version of a guide stands.
type GuideState string

// The states of a guide.
const (
	Draft      GuideState = "draft"      // 修订稿
	Published  GuideState = "published"  // 已发布
	Superseded GuideState = "superseded" // 已被替代
)

// Unit is what a limit counts.
type Unit string

// The units of limits.
const (
	WorkingDays  Unit = "wd"   // 工作日
	CalendarDays Unit = "day"  // 自然日
	Hours        Unit = "hour" // 小时
)

// Limit is a time limit: how many of which unit. N = 0 is within the visit (当场办结); the zero Limit says nothing.
type Limit struct {
	N    int  `json:"n"`
	Unit Unit `json:"unit"`
}

// Said tells whether there is a limit at all.
func (l Limit) Said() bool { return l.Unit != "" }

// Text is "15 个工作日"; 当场办结 for 0.
func (l Limit) Text() text.Msg {
	switch {
	case !l.Said():
		return text.M("catalog.limit.none")
	case l.N == 0:
		return text.M("catalog.limit.visit")
	}
	return text.M("catalog.limit."+string(l.Unit), "n", l.N)
}

// Need is whether a material must be there.
type Need string

// The necessities of a material.
const (
	Required   Need = "required"   // 必要
	Optional   Need = "optional"   // 非必要
	Deferrable Need = "deferrable" // 容缺后补
)

// Material is a paper to bring, or to be fetched.
type Material struct {
	Name      string `json:"name"`
	Source    string `json:"source"` // 申请人自备, 政府部门核发, 其他
	Originals int    `json:"originals"`
	Copies    int    `json:"copies"`
	Form      string `json:"form,omitempty"` // paper, electronic, both
	Need      Need   `json:"need"`
	Days      int    `json:"days,omitempty"` // working days in which a deferrable one may follow (11(4))
	Fetched   bool   `json:"fetched,omitempty"`
	Blank     string `json:"blank,omitempty"`  // the blank form
	Sample    string `json:"sample,omitempty"` // a filled one
	Note      string `json:"note,omitempty"`

	Type    string   `json:"type,omitempty"`    // certificate 证件证书证明, form 申请表格文书, other
	Size    string   `json:"size,omitempty"`    // 规格: A4
	Accept  string   `json:"accept,omitempty"`  // 受理标准
	Collect []string `json:"collect,omitempty"` // how it is handed in: paper, upload, scan, library, later
}

// Step is a step of the process: who does it and how long.
type Step struct {
	Name  string `json:"name"`
	Who   string `json:"who,omitempty"`
	Limit Limit  `json:"limit,omitzero"`
	Text  string `json:"text,omitempty"`
}

// Fee is money to pay, in fen.
type Fee struct {
	Name      string `json:"name"`
	Fen       int64  `json:"fen"`
	Standard  string `json:"standard,omitempty"`
	Basis     string `json:"basis"`
	Reduction string `json:"reduction,omitempty"`
}

// Result is what comes out.
type Result struct {
	Name   string `json:"name"`
	Kind   string `json:"kind"` // licence 出证办结, document 出文办结, approval 审批办结, none
	Sample string `json:"sample,omitempty"`
	Mail   bool   `json:"mail,omitempty"` // it can be sent

	Type     string   `json:"type,omitempty"`     // 证照, 批文, 其他: licence, document, other
	Delivery []string `json:"delivery,omitempty"` // how it is handed over: window, terminal, mail, online
}

// Question is a question people ask, with its answer.
type Question struct {
	Ask    string `json:"ask"`
	Answer string `json:"answer"`
}

// Relief is where to go against the decision.
type Relief struct {
	Kind  string `json:"kind"` // review 行政复议, suit 行政诉讼
	Organ string `json:"organ"`
	Place string `json:"place,omitempty"`
	Phone string `json:"phone,omitempty"`
}

// Guide is 办事指南: the published description of an item. It is kept as one JSON document per version, so its names
// never change; new fields are added with omitempty.
type Guide struct {
	Name       string     `json:"name"`
	Words      []string   `json:"words,omitempty"`     // what people call it: 补社保卡
	Audience   []string   `json:"audience"`            // person, company, public_body, association, unincorporated, organ, other
	Personal   []string   `json:"personal,omitempty"`  // themes of a person's life
	Business   []string   `json:"business,omitempty"`  // themes of a company's life
	Basis      []string   `json:"basis"`               // the laws it rests on
	Organ      string     `json:"organ"`               // who is responsible (实施机关)
	Decides    string     `json:"decides,omitempty"`   // who decides, where another
	Statutory  Limit      `json:"statutory,omitzero"`  // 法定时限
	Promised   Limit      `json:"promised"`            // 承诺时限
	Instant    bool       `json:"instant"`             // 即办件, else 承诺件
	Special    []string   `json:"special,omitempty"`   // special procedures that stop the clock
	Visits     int        `json:"visits"`              // 到办事现场次数
	VisitWhy   string     `json:"visit_why,omitempty"` // why a visit is needed
	Online     string     `json:"online,omitempty"`    // none, consult, accept, full
	Mail       bool       `json:"mail,omitempty"`      // accepted by mail
	Appoint    bool       `json:"appoint,omitempty"`   // can be booked (11(6))
	Agency     bool       `json:"agency,omitempty"`    // 可帮办代办 (11(5))
	Area       string     `json:"area,omitempty"`      // 通办范围
	Quantity   string     `json:"quantity,omitempty"`  // 数量限制
	Conditions []string   `json:"conditions,omitempty"`
	Forbidden  []string   `json:"forbidden,omitempty"`
	Materials  []Material `json:"materials,omitempty"`
	Steps      []Step     `json:"steps,omitempty"`
	Fees       []Fee      `json:"fees,omitempty"`
	PayOnline  bool       `json:"pay_online,omitempty"`
	Result     Result     `json:"result"`
	Place      string     `json:"place"` // the address of the hall
	Hours      string     `json:"hours"` // when
	Consult    string     `json:"consult"`
	Complain   string     `json:"complain"`
	Relief     []Relief   `json:"relief,omitempty"`
	Rights     string     `json:"rights,omitempty"`
	Questions  []Question `json:"questions,omitempty"`
	Codes
	Power
	Reach
	Clauses
}

// Codes are the numbers an item has in other lists (domain.md §2.3, identity); its own is Item.Code.
type Codes struct {
	CatalogCode string `json:"catalog_code,omitempty"` // 基本目录编码
	TaskCode    string `json:"task_code,omitempty"`    // 实施清单编码
	HandleCode  string `json:"handle_code,omitempty"`  // 业务办理项编码
	LocalCode   string `json:"local_code,omitempty"`   // 本地编码
	TaskVersion string `json:"task_version,omitempty"` // the platform's own count; ours is Version.No
}

// Power is whose power it is and who takes part in it.
type Power struct {
	Source    string   `json:"power_source,omitempty"` // 权力来源, of Choices
	OrganType string   `json:"organ_type,omitempty"`   // 实施主体性质
	Entrusted string   `json:"entrusted,omitempty"`    // 受委托部门
	Joint     []string `json:"joint,omitempty"`        // 联办机构
	UseLevel  string   `json:"use_level,omitempty"`    // 行使层级
}

// Reach is how and where people come to it.
type Reach struct {
	Depth         string    `json:"depth,omitempty"`          // 网办深度
	Terminal      bool      `json:"terminal,omitempty"`       // 自助终端可办
	TerminalPlace string    `json:"terminal_place,omitempty"` // where the terminal stands
	AppointNumber string    `json:"appoint_number,omitempty"` // 预约电话或号量
	AppointRule   string    `json:"appoint_rule,omitempty"`   // 预约规则
	Cross         bool      `json:"cross,omitempty"`          // 列入跨省通办清单
	Window        string    `json:"window,omitempty"`         // 办理窗口 as published; which serves now, the directory knows
	Traffic       string    `json:"traffic,omitempty"`        // 交通指引
	Map           string    `json:"map,omitempty"`            // 经度,纬度
	Progress      string    `json:"progress,omitempty"`       // 进度查询途径
	Effective     clock.Day `json:"effective,omitzero"`       // 计划生效日期
	Cancel        clock.Day `json:"cancel,omitzero"`          // 计划取消日期
}

// Clauses are the limits and explanations beside the main ones.
type Clauses struct {
	Scope         string `json:"scope,omitempty"`          // 适用范围
	Receive       Limit  `json:"receive,omitzero"`         // 收件时限
	Precheck      Limit  `json:"precheck,omitzero"`        // 预审时限
	PromisedNote  string `json:"promised_note,omitempty"`  // 承诺时限说明
	StatutoryNote string `json:"statutory_note,omitempty"` // 法定时限说明
	QuantityWhy   string `json:"quantity_why,omitempty"`   // 数量限制说明
	FlowChart     string `json:"flow_chart,omitempty"`     // 流程图
	Duties        string `json:"duties,omitempty"`         // 申请人义务; rights stand in Rights
}

// Choices are the closed lists of a guide's words, by the name of the list; catalog.<list>.<word> is its text.
var Choices = map[string][]string{
	"audience":    {"person", "company", "public_body", "association", "unincorporated", "organ", "other"},
	"online_way":  {"none", "consult", "accept", "full"},
	"depth":       {"consult", "receive", "precheck", "accept", "handle", "result"},
	"power":       {"statutory", "handed_down", "authorised_above", "authorised_level", "entrusted_above", "entrusted_level"},
	"organ_type":  {"organ", "authorised", "entrusted"},
	"use_level":   {"state", "province", "prefecture", "county", "town", "village"},
	"material":    {"certificate", "form", "other"},
	"form":        {"paper", "electronic", "both"},
	"need":        {string(Required), string(Optional), string(Deferrable)},
	"collect":     {"paper", "upload", "scan", "library", "later"},
	"result_kind": {"licence", "document", "approval", "none"},
	"result_type": {"licence", "document", "other"},
	"relief":      {"review", "suit"},
	"cause":       Causes,
	"delivery":    {"window", "terminal", "mail", "online"},
}

// Version is a version of an item's guide.
type Version struct {
	ID         int64
	Item       int64
	No         int // 1, 2, 3 … of the item
	State      GuideState
	Guide      Guide
	Digest     string // of the body, to compare what another platform shows
	Drafted    clock.Instant
	DraftedBy  string
	Published  clock.Instant
	Superseded clock.Instant
	Declared   Declaration
	Confirmed  PlatformConfirmation
}

// Declaration is the chief's word that the content is accurate, true and complete (4(3)).
type Declaration struct {
	Person int64
	Name   string // as it read then
}

// PlatformConfirmation is the word that the integrated platform shows this version (4(3)).
type PlatformConfirmation struct {
	At     clock.Instant
	By     string
	URL    string
	Digest string
}

// InForce tells whether the version was the published one at that instant.
func (v Version) InForce(at clock.Instant) bool {
	return v.Published != 0 && v.Published <= at && (v.Superseded == 0 || at < v.Superseded)
}
