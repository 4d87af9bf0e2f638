package main

import (
	"lianban/internal/base/text"
	"lianban/internal/base/web/ui"

	"github.com/a-h/templ"
)

type call struct{ no, zone, window, id string }

var calls = []call{{"B117", "不动产登记", "3", "39"}, {"C064", "社保医保", "18", "38"}, {"D021", "综合受理", "24", "37"}, {"A031", "企业开办", "9", "36"}, {"F008", "公安出入境", "37", "35"}}

type wait struct{ letter, zone, n, m string }

var waits = []wait{{"A", "企业开办", "14", "约 11 分钟"}, {"B", "不动产与税务", "19", "约 18 分钟"}, {"C", "社保医保", "16", "约 12 分钟"},
	{"D", "综合受理", "9", "约 7 分钟"}, {"E", "工程建设", "3", "约 2 分钟"}, {"F", "公安出入境", "3", "约 4 分钟"}}

var passed = []string{"A029", "B113", "B115", "C060", "D018"}

var rules = []string{"过号 3 个以内可到窗口示意，无需重取", "下班前已取号的都会办完", "“办不成事”请到 1 号服务台，或拨 12345"}

var screenPage = ui.ScreenPage{Title: "大厅叫号屏", Centre: centre, Now: now, Live: "/live/display"}

var kioskPage = ui.KioskPage{Title: "自助取号", Centre: centre, Machine: "自助取号 · 1 号机", Home: "/kiosk", Self: "/kiosk", Now: now}

var tiles = []ui.KioskTile{{Icon: "building-store", Label: "企业开办", Sub: "公司、个体、食品", Now: "A 区 · 等 14 人", Href: "/k/1"},
	{Icon: "home", Label: "不动产与税务", Sub: "买卖、抵押、契税", Now: "B 区 · 等 19 人", Href: "/k/2"},
	{Icon: "heart-rate-monitor", Label: "社保医保", Sub: "参保、报销、退休", Now: "C 区 · 等 16 人", Href: "/k/3"},
	{Icon: "files", Label: "综合受理", Sub: "教育、民政、交通等", Now: "D 区 · 等 9 人", Href: "/k/4"},
	{Icon: "crane", Label: "工程建设", Sub: "施工许可、联合验收", Now: "E 区 · 等 3 人", Href: "/k/5"},
	{Icon: "id-badge-2", Label: "公安出入境", Sub: "身份证、护照、签注", Now: "F 区 · 等 3 人", Href: "/k/6"}}

var padPage = ui.PadPage{Title: "好差评", Centre: centre, Head: "12 号窗口 · 企业开办", Sub: "办件 CJ20261123-0132 · 内资有限公司设立登记", Now: now}

var letter = ui.Letter{Office: "昌吉政务服务管理办公室", Number: "昌政服办〔2026〕31号", Title: []string{"关于2026年10月大厅巡查情况的", "通　　报"},
	To: "各进驻部门（单位）：", Sign: "昌吉政务服务管理办公室", Day: "2026年11月3日　　"}

var letterText = []string{"根据《昌吉州市政务服务中心联合管理办法》第二十条，10月采取“现场巡查＋电子监察”两种方式，共巡查42轮、1,612窗次。现将情况通报如下。",
	"记录问题19起，较上月减少6起；其中工作纪律11起、仪容仪表5起、服务规范3起。红灯办件9件，均已督办，办结8件。",
	"热依汗·阿不都连续通报2次，按规定书面通报至市民政局。"}

var letterRows = [][]string{{"市民政局", "26", "热依汗·阿不都", "离岗21分未摆标识", "第九条(四)", "2次"}, {"市税务局", "5", "王海涛", "浏览无关网页", "第十五条(一)", "1次"}}

var heatHours = []string{"10", "11", "12", "13", "15:30", "16", "17", "18", "19"}

type heatRow struct {
	zone string
	v    []int
}

var heat = []heatRow{{"企业开办", []int{8, 12, 11, 6, 7, 11, 9, 6, 3}}, {"不动产税务", []int{12, 19, 18, 10, 11, 17, 15, 9, 4}}, {"社保医保", []int{9, 14, 12, 7, 8, 13, 11, 7, 3}},
	{"综合受理", []int{5, 8, 7, 4, 5, 7, 6, 4, 2}}, {"工程建设", []int{2, 3, 3, 2, 2, 4, 3, 2, 1}}, {"公安出入境", []int{4, 6, 5, 3, 4, 6, 5, 3, 2}}}

func heatClass(v int) string { return "heat-" + string(rune('0'+min(v/4, 5))) }

type strip struct {
	class, no, what, sub, before, ticket, after string
	pause                                       bool
}

var strips = []strip{{"", "12", "企业开办 · 内资公司登记", "市市场监管局", "正在办理", "A032", "", false},
	{"strip-call", "12", "企业开办 · 内资公司登记", "市市场监管局", "请", "A033", "到窗口", false},
	{"strip-pause", "17", "社保待遇核定", "请到 15、16、18 号窗口，或稍候", "暂停服务", "11:27", "前返回", true},
	{"strip-idle", "33", "施工许可 · 联合审图", "市住建局　由 31 号迁来，12 月 1 日起", "空闲 · 可直接办理", "", "", false}}

func liveSample(name string, n int) templ.Component {
	if name == "ticket" {
		t := ticket("waiting")
		if n == 2 {
			t = ticket("called")
		}
		return ticketState(t)
	}
	if name == "staff" {
		return staffLive(n)
	}
	return displayState(n)
}

func screenPages() []page {
	large := kioskPage
	large.Large, large.Low = true, true
	out := []page{{"display", text.Zh, displaySample()}, {"leaders", text.Zh, leadersSample()}, {"kiosk", text.Zh, kioskSample(kioskPage)},
		{"kiosk-large", text.Zh, kioskSample(large)}, {"pad", text.Zh, padSample("")}, {"pad-bad", text.Zh, padSample("2")},
		{"print-letter", text.Zh, letterSample()}, {"print-form", text.Zh, sheetSample()}}
	for i, s := range strips {
		out = append(out, page{"strip-" + string(rune('1'+i)), text.Zh, stripSample(s)})
	}
	return out
}

func pages() []page {
	return append(append(sitePages(), staffPages()...), screenPages()...)
}
