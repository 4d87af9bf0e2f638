package main

import "lianban/internal/base/web/ui"

var checks = []string{"在岗在位，无串岗", "未看与工作无关的网页、视频", "离岗已摆“暂停服务”"}

var letterHead = []string{"单位", "窗口", "姓名", "事由", "依据", "连续"}

var sheetRows = [][4]string{{"申请人", "马××（代理人：刘×燕）", "联系电话", "139××××4471"}, {"事项名称", "内资有限公司设立登记", "受理窗口", "12号（市市场监管局）"},
	{"受理时间", "2026年11月23日 11:26", "承诺时限", "1个工作日（补正齐全后起算）"}}

var rooms = []ui.Option{{Value: "1", Label: "第一会议室 · 50 座", Tone: "solid"}, {Value: "2", Label: "第二会议室 · 20 座"}, {Value: "3", Label: "洽谈室 · 8 座"}}

// words are the sample texts of the gallery's own pages.
var words = map[string]string{
	"supervision": "电子监察", "red": "红灯 3", "yellow": "黄灯 17", "hold": "停表 46", "green": "正常 1,220", "closed": "已办结", "department": "部门", "print": "打印", "todo": "现在要处理",
	"by_limit": "按时限排", "map": "大厅窗口图", "window": "号窗口", "taken": "今日取号", "mean": "虚框为前四周一均值", "electronic": "电子监察", "list_sub": "红灯与黄灯在前",
	"find": "办件号、事项、姓名", "from": "受理日期自", "empty_first": "有人申请后，这里会出现申请单。", "empty_done": "最近一次变化 10:52", "create": "新建申请", "clear": "清除条件",
	"report": "A 岗不到岗报备", "grade": "等次建议", "submit": "提交", "months": "近 6 个月", "dashed": "虚线为优秀线 95", "off_post": "11 月 12 日 离岗 18 分 04 秒",
	"off_post_text": "16:20:11 起 — 16:38:15 返岗；未摆“暂停服务”", "posted": "公示 3 个工作日，本人可逐行申诉；申诉期内不锁定得分。", "progress": "进展", "room": "会议室",
	"room_sub": "先申请、后使用；至少提前 1 个工作日（第十八条）", "week_before": "上一周", "week_after": "下一周", "week": "11 月 23—27 日", "noon": "午休 14:00–15:30", "widgets": "部件",
	"undo": "整体撤回", "waiting": "等候", "order": "按规则自动排序", "pick": "指定叫号 / 转入", "strip": "窗口条屏正在显示", "strip_1": "企业开办", "strip_2": "正在办理",
	"serving": "正在办理", "item": "内资有限公司设立登记", "applicant": "申请人 马×× · 代理人 刘×燕 · 手机尾号 4471", "promise": "承诺 1 工作日 · 剩 7 时 36 分",
	"tolerance": "容缺事项", "help": "可帮代办", "time": "本次用时", "average": "平均 9:40", "check": "材料核对", "by_guide": "按指南 2026-10-08 版 · 5 份",
	"can_defer": "可容缺受理，须一次性告知并出具《容缺受理通知书》", "defer": "容缺受理并打印通知书", "missing": "缺件，一次性告知", "lead": "引导到其他窗口", "suspend": "挂起",
	"can_defer_text": "“任职文件”在可容缺清单内，补正期限 5 个工作日（11 月 30 日前）。系统已填好通知书，申请人在评价器上签字即可。",
	"calls":          "叫号", "keys": "全部快捷键", "recall": "重呼", "miss": "过号", "transfer": "转窗口", "finish": "办结", "pause": "暂停服务",
	"pause_text": "按下即：条屏亮“暂停服务”、本窗口停叫、15 分钟倒计时开始。", "leave": "离岗", "b_post": "B 岗接替", "broken": "设备故障", "off_today": "今日离岗 2 次，共 11 分 40 秒",
	"to_do_today": "今天要补的", "review_note": "办结后评价器自动请申请人评价。评价自愿，分数次日汇总显示，不对单次展示。", "patrol": "大厅巡查", "general": "综合受理",
	"system": "市民政局 · A 岗 · 系统：离岗 16 分 05 秒", "today": "11月23日 星期一", "zones": "各区等候", "people": "人", "passed": "刚过号",
	"paused": "17 号窗口，11:27 前返回；C 区由 15、16、18 号继续叫号。", "go_to": "请到　→", "zone_a": "企业开办区 · 一楼东侧", "overview": "昌吉政务服务运行总览",
	"as_of": "数据截至 11:24 · 每 30 秒刷新 · 口径见“指标说明”", "heat": "窗口 × 时段 忙闲", "coordinate": "需要领导协调", "cases": "件", "ask": "您来办什么事？",
	"id_card": "放身份证，直接取号", "id_card_text": "有预约的自动核对；70 岁以上、孕妇、残疾人自动优先", "or": "没带身份证，也可以选下面一项", "cannot": "办不成事、来过多次没办成",
	"cannot_text": "到 1 号服务台，专人接待", "sixty": "60 秒没有操作，自动回到首页，不留下您的信息", "how": "这次服务，您觉得怎么样？",
	"voluntary": "自愿评价。窗口人员看不到您选了哪一项，评价不影响您办事。", "decline": "这次不评价", "at_home": "回家用手机评", "part_1": "一、总体情况", "part_2": "二、通报人员",
	"notice": "容缺受理通知书", "number": "编号：昌容〔2026〕1123-0132", "copies": "一式两份：申请人一份，窗口存档一份。办不成事请到1号服务台，或拨12345。",
	"notice_text": "您申请的上述事项，主要材料齐全，符合容缺受理条件，现予先行受理。下列材料请在期限内补交。", "upload": "上传与查进度（样码）", "sign": "申请人签字：＿＿＿＿＿＿＿＿",
	"accepted_by": "受理人：阿依夏木·买买提", "round": "第 3 轮 · 已查 11 / 39", "discipline": "工作纪律", "fits": "符合", "fails": "不符", "day": "2026年11月23日　（窗口受理专用章）",
}
