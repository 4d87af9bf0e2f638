package catalog

import (
	"slices"
	"strings"
)

// sayings are what people call things that items name otherwise, longest first where one holds another. Words of a single
// item stand in its guide.
var sayings = []struct {
	said   string
	formal []string
}{
	{"社保卡", []string{"社会保障卡"}},
	{"医保卡", []string{"医疗保障", "社会保障卡"}},
	{"医保", []string{"医疗保险", "医疗保障"}},
	{"社保", []string{"社会保险", "社会保障"}},
	{"低保", []string{"最低生活保障"}},
	{"退休金", []string{"养老金", "养老保险待遇"}},
	{"失业金", []string{"失业保险金"}},
	{"工伤赔偿", []string{"工伤保险待遇"}},
	{"房产证", []string{"不动产"}},
	{"房本", []string{"不动产"}},
	{"驾照", []string{"驾驶证"}},
	{"营业执照", []string{"设立登记"}},
	{"开公司", []string{"公司设立登记", "企业设立登记"}},
	{"注册公司", []string{"公司设立登记", "企业设立登记"}},
	{"注销公司", []string{"公司注销登记", "企业注销登记"}},
	{"开店", []string{"个体工商户设立", "个体工商户登记"}},
	{"开饭馆", []string{"食品经营许可", "餐饮"}},
	{"开饭店", []string{"食品经营许可", "餐饮"}},
	{"结婚证", []string{"结婚登记"}},
	{"离婚证", []string{"离婚登记"}},
	{"准生证", []string{"生育登记"}},
	{"残疾证", []string{"残疾人证"}},
	{"老年证", []string{"老年人优待证"}},
	{"迁户口", []string{"户口迁移"}},
	{"摆地摊", []string{"临时占用道路", "占道经营"}},
}

// fillers are what people say around what they want, longest first.
var fillers = []string{"我想要", "我要", "我想", "怎么办", "怎么", "如何", "需要", "什么", "材料", "在哪", "去哪", "办理", "申请",
	"一下", "办", "的", "吗"}

// maxWays bounds the ways of saying one word.
const maxWays = 8

// ways gives what was typed, then the other ways of saying it: without fillers, with the formal word.
func ways(t string) []string {
	out := []string{t}
	add := func(w string) {
		if w != "" && len(out) < maxWays && !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	for _, w := range []string{t, bare(t)} {
		for _, s := range sayings {
			if !strings.Contains(w, s.said) {
				continue
			}
			for _, f := range s.formal {
				add(strings.Replace(w, s.said, f, 1))
			}
			break
		}
		add(w)
	}
	return out
}

// bare takes the fillers away.
func bare(t string) string {
	for _, f := range fillers {
		t = strings.ReplaceAll(t, f, "")
	}
	return t
}
