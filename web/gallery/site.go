package main

import (
	"lianban/internal/base/clock"
	"lianban/internal/base/text"
	"lianban/internal/base/web/ui"
	s "lianban/internal/feature/site/siteweb"
)

const (
	centre = "昌吉市政务服务中心"
	long   = "阿布都热合曼·买买提吐尔逊"
)

var now = clock.Must("2026-11-23 11:24:36")

func frame(self string) s.Frame {
	return s.Frame{Centre: centre, Self: self, Now: now, Phone: "12345"}
}

func elder(f s.Frame) s.Frame { f.Elder = true; return f }

var often = []s.Offer{
	{Name: "不动产转移登记（存量房）", Sub: "3 号窗口 · 5 工作日", Waiting: 19, Href: "/guide/1"},
	{Name: "内资公司设立登记", Sub: "12 号窗口 · 1 工作日", Waiting: 14, Href: "/guide/2"},
	{Name: "灵活就业人员参保登记", Sub: "18 号窗口 · 当场", Waiting: 16, Href: "/guide/3"},
	{Name: "身份证补领", Sub: "36 号窗口 · 跨省通办", Waiting: 3, Href: "/guide/4"},
}

func home() s.Home {
	return s.Home{Frame: frame("/"), Open: true, State: "大厅开放中", Waiting: 64, Minutes: 9, Often: often, Book: true, Report: true,
		Help: true, ReportDays: 5, Hours: []string{"上午 10:00–14:00", "下午 15:30–19:30"}, PhoneHours: "工作日 10:00–19:30",
		Host: "昌吉州数字化发展局", Record: "新ICP备××××号"}
}

func guide() s.Guide {
	return s.Guide{Frame: frame("/guide/2"), Name: "内资有限公司设立登记", Tags: []string{"行政许可", "可容缺", "可帮办代办", "可网上办"},
		Can: true, NowTitle: "现在就能办：一楼东侧 12 号窗口", NowText: "A 区等 14 人，约 11 分钟。今天取号，今天办完。",
		Facts: []ui.Pair{{Label: "承诺办结", Value: "1 个工作日"}, {Label: "法定时限", Value: "15 个工作日"},
			{Label: "收费", Value: "不收费"}, {Label: "跑动次数", Value: "最多 1 次"}},
		Materials: []s.Material{{Name: "公司登记（备案）申请书", Sub: "原件 1 份，现场可填", Sample: "/sample/1"},
			{Name: "公司章程", Sub: "原件 1 份，全体股东签署", Sample: "/sample/2"},
			{Name: "法定代表人、董事任职文件", Sub: "原件 1 份", Tolerance: "可以后补，5 个工作日内"},
			{Name: "住所（经营场所）使用证明", Sub: "复印件 1 份"}, {Name: "股东主体资格证明", Fetched: true}},
		Steps: []string{"取号或预约，到 A 区等候", "12 号窗口核材料，缺什么一次说清", "当场受理，1 个工作日内发照", "到窗口领，或免费邮寄"},
		Basis: []string{"《公司法》", "《市场主体登记管理条例》"}, Agency: "昌吉市市场监督管理局", Updated: "2026-10-08",
		Owner: "市场监管局", Wrong: "/report", Take: "/take?item=2", Book: "/book?item=2"}
}

func take() s.Take {
	return s.Take{Frame: frame("/take"), Command: "c1", Item: "2", Name: "内资有限公司设立登记", Where: "A 区 · 一楼东侧",
		Windows: "8、9、11、12 号", Waiting: 14, Minutes: 11, Often: often}
}

func ticket(state string) s.Ticket {
	return s.Ticket{Frame: frame("/ticket/k3v"), No: "A045", State: state, Item: "内资有限公司设立登记", Ahead: 14, Minutes: 11, Window: "12",
		Where: "A 区 · 一楼东侧", Taken: "11:24", AsOf: "11:24:36", Guide: "/guide/2", Reviews: []ui.Link{{Label: "评价这次服务", Href: "/review/x"}},
		Bring: []string{"公司登记（备案）申请书", "公司章程", "住所（经营场所）使用证明"},
		Rule:  "过号 3 个以内可到窗口示意，无需重取。"}
}

func progress() s.Progress {
	return s.Progress{Frame: frame("/progress/x"), Code: "CJ20261123-0132", Item: "内资有限公司设立登记", Lamp: ui.OK,
		Applied: "11 月 23 日 11:26 受理 · 市市场监管局 12 号窗口", State: "办理中 · 剩 7 时 36 分", Due: "11 月 24 日 周二 19:30 前",
		Why: "承诺 1 个工作日，从受理的第二天起算。", Article: "11.3",
		Days:    []string{"11 月 23 日 周一 受理，不计", "11 月 24 日 周二 第 1 个工作日"},
		Missing: []string{"法定代表人、董事任职文件（原件 1 份）"}, Bring: "11 月 30 日前送到 12 号窗口，也可邮寄。",
		Moments: []ui.Moment{{Title: "收件", At: "11-23 11:18", Text: "窗口收到 4 份材料。"},
			{Title: "容缺受理", At: "11-23 11:26", Text: "缺 1 份可后补的材料，已给您《容缺受理通知书》。", Kind: "warn"},
			{Title: "审查", At: "11-23 14:02", Text: "经办人 " + long + "。"}, {Title: "发照", Text: "办好后短信通知。", Kind: "next"}},
		Papers: []ui.Link{{Label: "容缺受理通知书", Href: "/paper/1"}}, AsOf: "11:24:36"}
}

func review(state string) s.Review {
	o := func(w ...string) (out []ui.Option) {
		for i, t := range w {
			out = append(out, ui.Option{Value: string(rune('a' + i)), Label: t})
		}
		return out
	}
	return s.Review{Frame: frame("/review/x"), State: state, Item: "内资有限公司设立登记", Where: "12 号窗口 · 11 月 23 日", Level: "2", Max: 150,
		Reasons: map[string][]ui.Option{"5": o("一窗受理一次办结", "服务热情效率高"), "2": o("没有提供材料清单", "未在承诺时间内办结", "服务态度生硬")},
		Chosen:  []string{"c"}, Later: "12 月 23 日", Again: "/review/x?more=1"}
}

func article() s.Article {
	return s.Article{Frame: frame("/law/9.4"), Ref: "9.4", Rulebook: "联合管理办法", Chapter: "第三章 效能管理", Version: "2026-07-01 起施行",
		Clauses: []s.Clause{{Ref: "9.4", This: true, Text: []string{"（四）离岗。窗口工作人员在大厅内暂时离岗的，离岗时间不得超过15分钟，离岗后要摆放“暂停服务”标识，超过15分钟仍未回岗的视为擅自离岗。"}}},
		Depends: []s.Dependent{{What: "离岗计时与擅自离岗的认定", Figure: "15 分钟", Href: "/law/9"}, {What: "窗口条屏“暂停服务”"}}, Prev: "9.3", Next: "10"}
}

func about() s.About {
	return s.About{Frame: frame("/privacy"), Office: "昌吉政务服务管理办公室", Mail: "fuwu@example.cn", Keep: 30, Updated: "2026-11-01"}
}

// sitePages are the visitors' pages in their states.
func sitePages() []page {
	closed := home()
	closed.Open, closed.State, closed.Book, closed.Report, closed.Help = false, "午休中，15:30 开放", false, false, false
	old := home()
	old.Frame = elder(old.Frame)
	oldGuide := guide()
	oldGuide.Frame = elder(oldGuide.Frame)
	lean := guide()
	lean.Book, lean.Can, lean.NowTitle, lean.NowText = "", false, "大厅已下班", "明天 10:00 开门；可以先取明天的号。"
	lean.Materials, lean.Moved = nil, "12 月 1 日起到 33 号窗口（二楼北侧）办理。"
	choose, shut, bad := take(), take(), take()
	choose.Item = ""
	shut.Closed = "大厅现在不在受理时间内，15:30 起可以取号。"
	bad.Number, bad.Faults = "1399912", []ui.Fault{{Field: "phone", Text: "手机号是 11 位数字，请检查。"}, {Field: "consent", Text: "填了手机号，要先同意接收短信。"}}
	oldTicket, oldReview := ticket("waiting"), review("ask")
	oldTicket.Frame, oldReview.Frame = elder(oldTicket.Frame), elder(oldReview.Frame)
	next := ticket("waiting")
	next.Ahead, next.Minutes = 0, -1
	red := progress()
	red.Lamp, red.State, red.Missing = ui.Over, "超 1 工作日", nil
	lookup := s.Lookup{Frame: frame("/progress"), Code: "CJ2026-1", Faults: []ui.Fault{{Field: "code", Text: "没有这个办件号，请看受理通知书左上角。"}}}
	found := s.Search{Frame: frame("/search?q=x"), Query: "公司", Total: 23, Results: often, More: "/search?q=x&page=2"}
	none := s.Search{Frame: frame("/search?q=y"), Query: "养宠物狗狗狗证", Try: []string{"犬证", "防疫"}, Often: often[:2]}
	none.Phone = "12345"
	subjects := s.Search{Frame: frame("/search"), Subjects: []s.Offer{{Name: "企业开办与经营", Sub: "86 项", Waiting: -1, Href: "/search?subject=1"},
		{Name: "买房、过户、抵押", Sub: "41 项", Waiting: -1, Href: "/search?subject=2"}, {Name: "社保、医保、退休", Sub: "77 项", Waiting: -1, Href: "/search?subject=3"}}}
	broken := s.Refusal{Frame: frame("/take"), Status: 500, Text: "系统出了故障，刚才的操作没有生效。请稍后重试；如需帮助，请提供追踪号。", Trace: "7KQ2M9XA", Retry: "/take"}
	missing := s.Refusal{Frame: frame("/x"), Status: 404, Text: "没有找到您要的内容，它可能已被移走，或您没有查看的权限。"}
	out := []page{
		{"home", text.Zh, s.HomePage(home())}, {"home-closed", text.Zh, s.HomePage(closed)}, {"home-elder", text.Zh, s.HomePage(old)},
		{"home-en", text.En, s.HomePage(home())}, {"search", text.Zh, s.SearchPage(found)}, {"search-none", text.Zh, s.SearchPage(none)},
		{"search-subjects", text.Zh, s.SearchPage(subjects)}, {"guide", text.Zh, s.GuidePage(guide())},
		{"guide-elder", text.Zh, s.GuidePage(oldGuide)}, {"guide-lean", text.Zh, s.GuidePage(lean)}, {"guide-en", text.En, s.GuidePage(guide())},
		{"take", text.Zh, s.TakePage(take())}, {"take-choose", text.Zh, s.TakePage(choose)}, {"take-closed", text.Zh, s.TakePage(shut)},
		{"take-error", text.Zh, s.TakePage(bad)}, {"ticket-elder", text.Zh, s.TicketPage(oldTicket)}, {"ticket-next", text.Zh, s.TicketPage(next)},
		{"lookup", text.Zh, s.LookupPage(lookup)}, {"progress", text.Zh, s.ProgressPage(progress())}, {"progress-over", text.Zh, s.ProgressPage(red)},
		{"progress-en", text.En, s.ProgressPage(progress())}, {"review", text.Zh, s.ReviewPage(review("ask"))},
		{"review-elder", text.Zh, s.ReviewPage(oldReview)}, {"review-thanks", text.Zh, s.ReviewPage(review("thanks"))},
		{"review-over", text.Zh, s.ReviewPage(review("over"))}, {"review-en", text.En, s.ReviewPage(review("ask"))},
		{"law", text.Zh, s.ArticlePage(article())}, {"error-500", text.Zh, s.RefusalPage(broken)}, {"error-404", text.Zh, s.RefusalPage(missing)},
		{"privacy", text.Zh, s.PrivacyPage(about())}, {"access", text.Zh, s.AccessPage(about())}, {"privacy-en", text.En, s.PrivacyPage(about())},
	}
	moving := ticket("waiting")
	moving.Live = "/live/ticket"
	out = append(out, page{"ticket-live", text.Zh, s.TicketPage(moving)})
	for _, st := range []string{"waiting", "called", "serving", "finished", "missed", "void"} {
		out = append(out, page{"ticket-" + st, text.Zh, s.TicketPage(ticket(st))})
	}
	return out
}
