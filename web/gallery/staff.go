package main

import (
	"net/url"

	"lianban/internal/base/text"
	"lianban/internal/base/web/ui"
)

// row is a line of the supervision table.
type row struct {
	kind                                                      ui.Kind
	lamp, code, item, dept, window, who, limit, state, action string
}

var rows = []row{
	{ui.Over, "超 1 工作日", "CJ20261112-0418", "不动产转移登记（存量房）", "市自然资源局", "7 号", "帕提古丽·吐尔逊", "5 工作日", "已督办 1 次", "督办"},
	{ui.Over, "超 1 小时", "CJ20261118-0077", "食品经营许可（新办）", "市市场监管局", "14 号", "李建国", "3 工作日", "未说明原因", "督办"},
	{ui.Over, "超 40 分钟", "CJ20261123-0109", "一次性告知未出具（材料不齐）", "市人社局", "19 号", long, "当场", "首次", "督办"},
	{ui.Warn, "剩 2 小时", "CJ20261119-0231", "建筑工程施工许可", "市住建局", "31 号", "马小军", "3 工作日", "办理中", "提醒"},
	{ui.Warn, "剩 4 小时", "CJ20261120-0056", "内资公司设立登记", "市市场监管局", "12 号", "阿依夏木·买买提", "1 工作日", "办理中", "提醒"},
	{ui.Hold, "停表", "CJ20261117-0312", "取水许可（变更）", "市水利局", "27 号", "赵文博", "7 工作日", "容缺补正中", "提醒"},
}

// todo is a line of what is to be done now.
type todo struct {
	ring              *ui.Arc
	icon, t1, t2, ref string
	action            string
	urgent            bool
}

var todos = []todo{
	{ring: &ui.Arc{Share: 1, Text: "16:05", Label: "离岗 16 分 05 秒", Kind: ui.Over}, t1: "26 号窗口离岗超 15 分钟", t2: "未摆“暂停服务” · 等候 4 人", ref: "9.4", action: "派员", urgent: true},
	{ring: &ui.Arc{Share: .845, Text: "12:41", Label: "离岗 12 分 41 秒", Kind: ui.Warn}, t1: "17 号窗口离岗计时", t2: "已摆“暂停服务” · 2:19 后视为擅自离岗", action: "看"},
	{icon: "message-report", t1: "“办不成事”反映待核实", t2: "营业执照遗失补领被要求登报 · 剩 5 小时", action: "核实"},
	{icon: "replace", t1: "明日 A 岗不到岗报备 2 份", t2: "市医保局 18 号 B 岗已确认；市税务局 3 号未确认", ref: "7", action: "催"},
	{icon: "arrows-exchange", t1: "窗口调整申请 1 份", t2: "市住建局 31 → 33 号，12 月 1 日起", ref: "5.3", action: "审"},
}

type seat struct{ no, class, text string }
type zone struct {
	name, waits string
	seats       []seat
}

var zones = []zone{
	{"A 企业开办与市场监管", "等 14 人", []seat{{"8", "", "办 3"}, {"9", "", "办 2"}, {"10", "idle", "空闲"}, {"11", "", "办 1"}, {"12", "", "办 5"}, {"13", "", "办 2"}, {"14", "", "办 1"}}},
	{"B 不动产与税务", "等 19 人", []seat{{"1", "", "办 4"}, {"2", "", "办 3"}, {"3", "", "办 3"}, {"4", "", "办 4"}, {"5", "", "办 3"}, {"6", "off", "未开"}, {"7", "", "办 2"}}},
	{"C 社保医保", "等 16 人", []seat{{"15", "", "办 3"}, {"16", "", "办 2"}, {"17", "away", "12:41"}, {"18", "", "办 4"}, {"19", "", "办 3"}, {"20", "", "办 2"}, {"21", "", "办 2"}}},
	{"D 综合受理（无差别）", "等 9 人", []seat{{"22", "", "办 2"}, {"23", "", "办 2"}, {"24", "", "办 1"}, {"25", "", "办 2"}, {"26", "gone", "16:05"}, {"27", "", "办 1"}, {"28", "", "办 1"}}},
	{"E 工程建设审批", "等 3 人", []seat{{"29", "idle", "空闲"}, {"30", "", "办 1"}, {"31", "", "办 1"}, {"32", "", "办 1"}, {"33", "idle", "空闲"}, {"34", "off", "未开"}, {"35", "idle", "空闲"}}},
	{"F 公安出入境 · 跨省通办", "等 3 人", []seat{{"36", "", "办 1"}, {"37", "", "办 1"}, {"38", "", "办 1"}, {"39", "idle", "空闲"}, {"40", "idle", "空闲"}, {"41", "off", "检修"}, {"42", "", "帮办"}}},
}

func (s seat) kind() ui.Kind {
	return map[string]ui.Kind{"away": ui.Warn, "gone": ui.Over}[s.class]
}

func (s seat) css() string {
	if s.class == "" {
		return "seat"
	}
	return "seat seat-" + s.class
}

var legend = [][2]string{{"l-busy", "办理中"}, {"", "空闲"}, {"l-away", "离岗计时"}, {"l-gone", "超 15 分钟"}, {"l-off", "未开"}}

var stats = []ui.Figure{
	{Label: "红灯 · 超期或违规", Value: "3", Unit: "件", Detail: "1 件超 1 工作日以上", Kind: ui.Over, Href: "#a"},
	{Label: "黄灯 · 今日到期", Value: "17", Unit: "件", Detail: "最近一件剩 2 小时", Kind: ui.Warn, Href: "#b"},
	{Label: "在办件", Value: "1,286", Unit: "件", Detail: "今日受理 131，办结 108", Href: "#c"},
	{Label: "大厅等候", Value: "64", Unit: "人", Detail: "平均 9 分钟，最长 26", Href: "#d"},
	{Label: "窗口在岗", Value: "37", Unit: "/ 39 应开", Detail: "1 个计时，1 个已超时", Kind: ui.Warn, Href: "#e"},
	{Label: "今日好差评", Value: "82", Unit: "条", Detail: "参评 76%，差评 1 待核", Href: "#f"},
}

var flow = ui.BarChart{Label: "今日分时取号人数：10 时 96，11 时至今 58；前四周一均值 10 时 88，11 时 121", Bars: []ui.Bar{
	{Label: "10", Value: 96, Ghost: 88}, {Label: "11", Value: 58, Ghost: 121}, {Label: "12", Ghost: 109}, {Label: "13", Ghost: 72},
	{Label: "15:30", Ghost: 83}, {Label: "16", Ghost: 112}, {Label: "17", Ghost: 104}, {Label: "18", Ghost: 76}, {Label: "19", Ghost: 38}}}

var months = ui.BarChart{Label: "近六个月得分 94、96、97、93、95、93.5", Line: 95, From: 85, Bars: []ui.Bar{{Label: "6月", Value: 94}, {Label: "7", Value: 96},
	{Label: "8", Value: 97}, {Label: "9", Value: 93}, {Label: "10", Value: 95}, {Label: "11月", Value: 93, Text: "93.5", Now: true}}}

func nav(cur string) []ui.NavGroup {
	g := []ui.NavGroup{
		{Title: "监督", Items: []ui.NavItem{{Icon: "layout-dashboard", Label: "监察台"}, {Icon: "traffic-lights", Label: "电子监察", Count: 20, Urgent: true},
			{Icon: "map-pin-check", Label: "大厅巡查"}, {Icon: "message-report", Label: "办不成事", Count: 2, Urgent: true},
			{Icon: "thumb-up", Label: "好差评"}, {Icon: "speakerphone", Label: "月度通报"}}},
		{Title: "审批与报备", Items: []ui.NavItem{{Icon: "inbox", Label: "待办事项", Count: 9}, {Icon: "list-check", Label: "进驻事项"},
			{Icon: "arrows-exchange", Label: "人员窗口调整", Count: 1}, {Icon: "device-tv", Label: "电子屏", Count: 1},
			{Icon: "calendar-event", Label: "会议室", Count: 2}, {Icon: "users-group", Label: "接待来访"}}},
		{Title: "队伍", Items: []ui.NavItem{{Icon: "clock-check", Label: "考勤与离岗"}, {Icon: "replace", Label: "AB 岗", Count: 2},
			{Icon: "clipboard-data", Label: "绩效考核"}}},
		{Title: "设施", Items: []ui.NavItem{{Icon: "devices-pc", Label: "设备与网络"}, {Icon: "book-2", Label: "制度与依据"}}}}
	for i := range g {
		for j := range g[i].Items {
			g[i].Items[j].Href = "#x"
			g[i].Items[j].Current = g[i].Items[j].Label == cur
		}
	}
	return g
}

func staff(title, sub string) ui.StaffPage {
	return ui.StaffPage{Title: title, Sub: sub, Centre: "昌吉政务服务中心", Nav: nav(title), Now: now, Search: "/find", Inbox: "/notices", Notices: 3,
		User: ui.User{Name: "古丽娜·艾山", Role: "联合管理办公室（值班）", Href: "/me"}, Logout: "/logout", Self: "/board"}
}

var console = ui.ConsolePage{Title: "企业开办 · 市市场监管局", Centre: "昌吉政务服务中心", Window: "12", Now: now, Day: "11 月 23 日 周一", Home: "/home",
	Clerk: "阿依夏木·买买提（A 岗）　B 岗：赛力克·叶尔兰 · 在厅", Facts: []ui.Pair{{Label: "今日办结", Value: "17 件"}, {Label: "平均用时", Value: "8 分 20 秒"},
		{Label: "本窗口等候", Value: "5 人"}}, Logout: "/logout"}

type waiter struct{ no, item, wait, tag string }

var waiters = []waiter{{"A033", "内资公司设立登记", "等 22 分", ""}, {"A035", "公司变更（住所）", "等 15 分", "预约"}, {"A036", "食品经营许可（新办）", "等 13 分", ""},
	{"A038", "个体户注销", "等 9 分", "优先 · 70 岁"}, {"A041", "内资公司设立登记", "等 4 分", ""}}

type paper struct{ name, sub, mark string }

var papers = []paper{{"公司登记（备案）申请书", "原件 1 份", "y"}, {"公司章程（全体股东签署）", "原件 1 份", "y"}, {"法定代表人、董事任职文件", "原件 1 份", "w"},
	{"住所（经营场所）使用证明", "复印件 1 份", "y"}, {"股东主体资格证明", "电子证照已调取", ""}}

var marks = []ui.Option{{Value: "y", Label: "齐", Tone: "ok"}, {Value: "w", Label: "容缺", Tone: "warn"}, {Value: "x", Label: "缺", Tone: "over"}}

var caseSteps = []ui.Step{{Text: "叫号", State: "done"}, {Text: "到窗", State: "done"}, {Text: "核材料", State: "now"}, {Text: "受理"}, {Text: "办结"}, {Text: "评价"}}

var list = ui.List{Path: "/cases", Query: url.Values{"dept": {"3"}, "lamp": {"over"}}, Sort: "limit", Desc: true, Page: 4, Size: 50, Total: 1286}

var columns = []ui.Column{{Label: "灯", Key: "lamp", Tight: true}, {Label: "办件与事项", Key: "item"}, {Label: "部门 · 窗口 · 经办人"},
	{Label: "承诺时限", Key: "limit", Num: true}, {Label: "现状"}, {Label: "处置", Hide: true}}

var lampOptions = []ui.Option{{Value: "", Label: "全部"}, {Value: "over", Label: "红灯"}, {Value: "warn", Label: "黄灯"}}

var grades = []ui.Option{{Value: "a", Label: "优秀"}, {Value: "b", Label: "良好", Tone: "ok"}, {Value: "c", Label: "合格"}, {Value: "d", Label: "不合格", Tone: "over"}}

var faults = []ui.Fault{{Field: "day", Text: "A 岗不到岗要提前 1 个工作日报备，您选的是今天。", Articles: []string{"7"}, Earliest: "11 月 24 日 周二"},
	{Field: "why", Text: "请填写事由。"}}

var fields = []ui.Field{
	{Name: "day", Label: "不到岗日期", Type: "date", Value: "2026-11-23", Required: true, Error: "要提前 1 个工作日报备。", Hint: "周一至周五"},
	{Name: "b", Label: "B 岗", Type: "select", Value: "2", Options: []ui.Option{{Value: "1", Label: "赛力克·叶尔兰"}, {Value: "2", Label: long}}},
	{Name: "why", Label: "事由", Type: "textarea", Required: true, Error: "请填写此项。", Max: 200, Hint: "不得填写涉密内容"},
	{Name: "tel", Label: "联系电话", Type: "tel", Mode: "tel", Complete: "tel"},
	{Name: "sudden", Label: "突发急病或意外（事后由联办核实）", Type: "checkbox"},
}

// event is one block of the room calendar, by quarter hours from 10:00.
type event struct {
	day, at, span          int
	class, title, from, by string
}

var events = []event{
	{0, 1, 6, "", "数据发展局周例会", "10:00–11:30", "联办 · 18 人"}, {0, 25, 6, "", "工程建设联审", "16:00–17:30", "市住建局 · 12 人"},
	{1, 3, 6, "event-main", "州政务服务调研座谈", "10:30–12:00", "联办 · 重要 · 30 人"}, {1, 25, 8, "event-pending", "首席代表培训", "16:00–18:00", "待审 · 40 人"},
	{2, 5, 6, "event-new", "不动产“带押过户”培训", "11:00–12:30", "你正在申请 · 25 人"}, {2, 29, 6, "", "企业开办帮办碰头", "17:00–18:30", "市市场监管局 · 8 人"},
	{3, 1, 12, "event-main", "营商环境评价迎检", "10:00–13:00", "联办 · 重要 · 50 人"}, {3, 25, 4, "event-pending", "医保异地结算说明会", "16:00–17:00", "候补 2"},
	{4, 23, 6, "", "党支部主题党日", "15:30–17:00", "机关党支部 · 35 人"}}

var weekdays = []string{"周一 11-23 今天", "周二 11-24", "周三 11-25", "周四 11-26", "周五 11-27"}

func boardPage() ui.StaffPage {
	p := staff("监察台", "2026年11月23日 星期一 11:24 · 上午 10:00–14:00 开放中")
	p.Said = "已派员到 26 号窗口"
	return p
}

func formPage() ui.StaffPage {
	p := staff("AB 岗", "第七条：提前 1 个工作日报备")
	p.Crumbs = []ui.Link{{Label: "AB 岗", Href: "#"}, {Label: "不到岗报备", Href: "#"}}
	return p
}

func waiterTone(s string) ui.Tone {
	if s == "预约" {
		return ui.Blue
	}
	return ui.Amber
}

// staffPages are the staff's documents and every widget.
func staffPages() []page {
	return []page{
		{"board", text.Zh, boardSample()}, {"console", text.Zh, consoleSample()}, {"list", text.Zh, listSample()}, {"form", text.Zh, formSample()},
		{"calendar", text.Zh, calendarSample()}, {"widgets", text.Zh, widgetSample()}, {"widgets-en", text.En, widgetSample()},
		{"patrol", text.Zh, patrolSample()}, {"live", text.Zh, liveStaffSample()},
	}
}
