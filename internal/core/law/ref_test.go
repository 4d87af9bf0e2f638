package law

import "testing"

func TestARefReadsAsPeopleCiteIt(t *testing.T) {
	for ref, want := range map[Ref]string{
		"9": "第九条", "10": "第十条", "11": "第十一条", "20": "第二十条", "23": "第二十三条",
		"11.2": "第十一条（二）", "4.1.2": "第四条（一）2", "3.2.3": "第三条（二）3",
		"": "", "x": "x", "04": "04", "4.0": "4.0", "1.2.3.4": "1.2.3.4", "100": "100", // none of these names anything
	} {
		if got := ref.Zh(); got != want {
			t.Errorf("%q reads %q, want %q", ref, got, want)
		}
	}
	if got := Ref("4.1.2").Article(); got != "4" {
		t.Errorf("4.1.2 stands in article %q", got)
	}
}

func TestAClauseIsGivenInItsOwnWordsAndAnArticleWithAllItsParts(t *testing.T) {
	rb := Shipped()
	for ref, want := range map[Ref]string{
		"2":     "第二条 政务服务中心应遵循依法行政、公开规范、管理科学、便民高效、廉洁自律的原则，为企业和群众提供优质便捷的政务服务。",
		"9.4":   "（四）离岗。窗口工作人员在大厅内暂时离岗的，离岗时间不得超过15分钟，离岗后要摆放“暂停服务”标识，超过15分钟仍未回岗的视为擅自离岗。",
		"3.2.1": "1. 统筹协调政务服务中心重大事项；",
		"3.2":   "（二）政务服务管理办公室职责\n1. 统筹协调政务服务中心重大事项；\n2. 研究解决政务服务重点难点问题；\n3. 监督管理政务服务中心日常运行。",
		"24":    "",
		"9.5":   "",
	} {
		if got := rb.Text(ref); got != want {
			t.Errorf("%s is %q, want %q", ref.Zh(), got, want)
		}
	}
	five := rb.Articles()[4]
	if len(five.Parts) != 3 || len(five.Tail) != 1 || five.Chapter != "第二章 运行管理" {
		t.Errorf("article 5 has %d clauses, %d paragraphs after them, chapter %q", len(five.Parts), len(five.Tail), five.Chapter)
	}
	if n := len(rb.Refs()); n != 59 || !rb.Has("15.6") || rb.Has("15.7") {
		t.Errorf("%d articles and clauses", n)
	}
}

func TestArticlesOutOfOrderAreNotRead(t *testing.T) {
	for name, md := range map[string]string{
		"nothing":              "# 标题\n",
		"an article missing":   "**第一条** 甲\n\n**第三条** 乙\n",
		"a clause missing":     "**第一条** 甲\n\n- （二）乙\n",
		"a number missing":     "**第一条** 甲\n\n- （一）乙\n\n  2. 丙\n",
		"a clause after words": "**第一条** 甲\n\n- （一）乙\n\n丙\n\n- （二）丁\n",
		"indented too early":   "**第一条** 甲\n\n  乙\n",
	} {
		if _, err := readArticles(md); err == nil {
			t.Errorf("%s: was read", name)
		}
	}
}
