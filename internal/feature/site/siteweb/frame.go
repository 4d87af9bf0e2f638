package siteweb

import (
	"lianban/internal/base/clock"
	"lianban/internal/base/web/ui"
)

// The addresses that pages of the site lead to.
const (
	PathHome     = "/"
	PathSearch   = "/search"
	PathTake     = "/take"
	PathBook     = "/book"
	PathProgress = "/progress"
	PathReport   = "/report" // 办不成事
	PathHelp     = "/help"   // 帮办代办
	PathLaw      = "/law"
	PathReviews  = "/open/reviews" // 好差评公开
	PathPrivacy  = "/privacy"
	PathAccess   = "/accessibility"
)

// Frame is what every page of the site carries.
type Frame struct {
	Centre string        // 昌吉市政务服务中心
	Self   string        // this page's address without lang and view
	Elder  bool          // the elder version
	Now    clock.Instant // the server's time, for clocks of the page
	Phone  string        // whom to ring: 12345
}

// Offer is an item as lists show it.
type Offer struct {
	Item    int64
	Name    string
	Sub     string // 3 号窗口 · 5 工作日
	Waiting int    // how many wait; below 0 nothing is shown
	Href    string
}

// Home is the first page.
type Home struct {
	Frame
	Open       bool
	State      string   // 大厅开放中; when closed 午休中，15:30 开放
	Waiting    int      // shown only while open
	Minutes    int      // below 0 is not known
	Hours      []string // 上午 10:00–14:00
	Often      []Offer
	Book       bool // appointments are open
	Report     bool // the entry for what cannot be got done is open
	ReportDays int  // working days in which a report is answered; 0 = not said
	Help       bool // help and agency can be asked for
	PhoneHours string
	Host       string // 主办：…
	Record     string // 新ICP备…
}

// Search is what a search found.
type Search struct {
	Frame
	Query    string
	Subject  string // the zone whose items are listed
	Results  []Offer
	Total    int
	More     string   // the next results; none when empty
	Subjects []Offer  // shown when nothing was asked
	Often    []Offer  // offered when nothing was found
	Try      []string // other words to try
}

// Guide is the published description of an item.
type Guide struct {
	Frame
	Name      string
	Tags      []string // 行政许可, 可容缺, 可帮办代办
	Bare      bool     // no guide is published yet: there is the name, and whom to ask
	Can       bool     // it can be done now
	NowTitle  string   // 现在就能办：一楼东侧 12 号窗口
	NowText   string   // A 区等 14 人，约 11 分钟。
	Moved     string   // the item has moved: where to; none when empty
	Facts     []ui.Pair
	Materials []Material
	Steps     []string
	Questions []ui.Pair // what people ask, with the answers
	More      []Fold    // all else that the guide says, folded
	Consult   string    // whom to ask
	Past      string    // that this is no longer the version in force; none when empty
	Current   string    // where that one is
	Versions  []ui.Link // the other published ones
	Basis     []string  // 《公司法》
	Agency    string    // 实施机关
	Updated   string    // 2026-10-08
	Owner     string    // who answers for its being right
	Wrong     string    // where to say that something is wrong; none when empty
	Take      string    // where to take a number; none when it cannot be taken now
	Book      string    // where to book; none until there are appointments
}

// Fold is a part of a guide that opens when it is asked for.
type Fold struct {
	Title string
	Pairs []Said
}

// Said is one element of a guide with everything it says.
type Said struct {
	Label  string
	Values []string
}

// Material is one paper to bring.
type Material struct {
	Name      string
	Sub       string // 原件 1 份，现场可填
	Sample    string // where a filled sample is; none when empty
	Tolerance string // 可以后补，5 个工作日内; none when empty (11(4))
	Fetched   bool   // need not be brought: the window fetches it
}

// Take is the page on which a number is taken.
type Take struct {
	Frame
	Command string
	Item    string // its id; empty: nothing chosen yet
	Name    string
	Where   string // A 区 · 一楼东侧
	Windows string // 12、13 号窗口
	Waiting int
	Minutes int
	More    []Choice // what else can be done under the same number
	Closed  string   // why no number can be taken now; none when empty
	Texts   bool     // calls are sent as text messages
	Refused bool     // no number can be taken by the measures; Faults say why
	Often   []Offer
	Number  string // the phone number as typed
	Consent bool
	Faults  []ui.Fault
}

// Choice is an item that can be ticked.
type Choice struct {
	Value, Label string
	On           bool
}

// Ticket is a number as its holder sees it.
type Ticket struct {
	Frame
	No      string
	State   string // waiting called serving held finished missed void
	Item    string
	Ahead   int
	Minutes int     // about how long; below 0 is not known
	From    int     // and between how many minutes and how many
	Until   int     // in eight of ten cases; 0 is not known
	First   int     // of those before, how many go first by a reason
	Things  []Thing // what is to be done, where it is more than one thing
	Window  string  // once called
	Where   string  // A 区 · 一楼东侧
	Taken   string  // 11:02
	AsOf    string  // 11:24:36: when this was drawn
	Live    string  // its stream
	Bring   []string
	Guide   string
	Reviews []ui.Link // where to review what is finished
	Rule    string    // 过号 3 个以内可到窗口示意
}

// Thing is one of the things to do under one number.
type Thing struct {
	Name  string
	State string // ahead now done dropped
}

// Lookup asks for a case.
type Lookup struct {
	Frame
	Code   string
	Tail   string
	Faults []ui.Fault
}

// Progress is how far a case has come.
type Progress struct {
	Frame
	Token   string // its page is /p/{Token}
	Code    string // CJ20261123-0132
	Item    string
	Applied string // 11 月 23 日 11:26 受理 · 市市场监管局 12 号窗口
	Lamp    ui.Kind
	State   string // 办理中 · 剩 7 时 36 分
	Due     string // 11 月 24 日 周二 19:30 前
	Stopped string // since when its clock stands still, and why; then nothing is due
	Why     string // how the date is counted, in a line
	Article string // 11.3
	Days    []string
	Missing []string // what is still to be brought
	Bring   string   // until when and where
	Next    string   // what the state means, and what to do now
	Appeal  string   // how a decision may be challenged (行政许可法第三十八条); empty when there is none to challenge
	Moments []ui.Moment
	Papers  []ui.Link
	AsOf    string
}

// Review asks how it was, once, by a link.
type Review struct {
	Frame
	Command  string
	State    string // "ask", "thanks", "declined", "over"
	Item     string
	Where    string // 12 号窗口 · 11 月 23 日
	Level    string
	Reasons  map[string][]ui.Option // by level
	Chosen   []string
	Text     string
	Max      int  // characters
	More     bool // it is the one addition
	Declined bool // the pad at the window has been answered with no, or nobody answered
	Faults   []ui.Fault
	Later    string      // until when something can still be said, after thanks
	Again    string      // where
	Stages   []ui.Option // of a case applied for online
	Staged   []string    // those chosen
	Answer   string      // what the office answered to a bad review
	Answered string      // when
	Confirm  bool        // the office asks whether the level was a mistake
}

// Article is one article of the measures.
type Article struct {
	Frame
	Ref      string
	Rulebook string // 昌吉州市政务服务中心联合管理办法
	Chapter  string
	This     bool     // the whole article was asked for
	Text     []string // the article's paragraphs before its clauses
	Clauses  []Clause
	Tail     []string // and after them
	Depends  []Dependent
	Version  string // 2026-07-01 起施行
	Prev     string // refs
	Next     string
}

// LawIndex lists the articles of the measures.
type LawIndex struct {
	Frame
	Title       string
	Version     string
	Interpreter string // who answers what an article means
	Chapters    []Chapter
}

// Chapter is a chapter with its articles.
type Chapter struct {
	Name     string
	Articles []ArticleLine
}

// ArticleLine is an article in the list.
type ArticleLine struct {
	Ref    string
	Begins string // its first words
}

// Clause is one clause of an article.
type Clause struct {
	Ref   string
	Text  []string
	This  bool // the one that was asked for
	Depth int  // 1 a clause, 2 a number of a clause
}

// Dependent is something that follows the article.
type Dependent struct {
	What   string // 离岗超时：擅自离岗
	Figure string // 15 分钟; none when empty
	Href   string
}

// Refusal is a no as people read it.
type Refusal struct {
	Frame
	Status int
	Text   string
	Faults []ui.Fault
	Trace  string // the number to quote; none when empty
	Retry  string // where to try again; none when empty
}

// About fills the pages on privacy and accessibility.
type About struct {
	Frame
	Office  string // who answers for it
	Mail    string
	Keep    int    // days a phone number of a ticket is kept
	Updated string // 2026-11-01
}
