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
