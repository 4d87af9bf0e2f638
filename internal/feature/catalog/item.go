package catalog

import (
	"lianban/internal/base/clock"
	"lianban/internal/base/text"
)

// Kind is the nature of an item: one of the eight of Article 4. The national code is a field of its own.
type Kind string

// The eight kinds (4).
const (
	Licence       Kind = "licence"      // 行政许可
	Confirmation  Kind = "confirmation" // 行政确认
	Ruling        Kind = "ruling"       // 行政裁决
	Benefit       Kind = "benefit"      // 行政给付
	Reward        Kind = "reward"       // 行政奖励
	Record        Kind = "record"       // 行政备案
	OtherPower    Kind = "other"        // 其他行政权力
	PublicService Kind = "public"       // 公共服务
)

// Kinds lists the eight in the order of the measures.
var Kinds = []Kind{Licence, Confirmation, Ruling, Benefit, Reward, Record, OtherPower, PublicService}

// Text is the kind's name.
func (k Kind) Text() text.Msg { return text.M("catalog.kind." + string(k)) }

// Mode is how an item enters the hall (4(1)).
type Mode string

// The modes. None is an item that has not entered and stands on no list: it is counted until it does.
const (
	Stationed Mode = "stationed" // 派驻进驻
	Delegated Mode = "delegated" // 委托进驻
	Negative  Mode = "negative"  // 进驻事项负面清单
	None      Mode = "none"      // 未进驻
)

// Modes lists the modes.
var Modes = []Mode{Stationed, Delegated, Negative, None}

// Text is the mode's name.
func (m Mode) Text() text.Msg { return text.M("catalog.mode." + string(m)) }

// Item is 政务服务事项: one government service.
type Item struct {
	ID             int64
	Code           string // the national implementation code or the centre's own; unique in the centre
	Name           string
	Main           string // the main item (主项) it hangs under; empty for none
	Department     int64  // of the directory; 0 while the published department is not of the hall
	DepartmentName string // as published
	DepartmentCode string // as published
	Kind           Kind
	National       string // the national type code: "01" … "20"
	Level          string // 州 or 市; empty while nobody has said
	Mode           Mode
	Reason         string    // why it is on the negative list, or not in the hall yet
	Document       string    // the document that says so
	Since          clock.Day // of the mode
	Tolerance      bool      // on the published tolerance list (11(4))
	Source         string    // where the row comes from: "sample", "import"
	Guide          int64     // the guide in force; 0 for none
	Added          clock.Instant
	Changed        clock.Instant
}

// InHall tells whether the item is done in the hall.
func (i Item) InHall() bool { return i.Mode == Stationed || i.Mode == Delegated }
