package file

import (
	"strings"
	"testing"
)

// covers: A13-2 A15-5
func TestMarksOfStateSecretsAreRefusedAndWordsAreNot(t *testing.T) {
	refused := []string{"机密★", "绝密★启用前", "秘密★10年", "机 密 ★ 30 年", "机　密　★", "文件密级：机密★", "秘密 3 年", "绝密三十年", "机密*２０年",
		"秘密★长期", "机密长期", "秘密6个月", "机\u200b密★", "附件（秘密☆5年）"}
	for _, s := range refused {
		if m := ScanText("前文\n" + s + "后文"); !m.Refused || m.Place != InBody {
			t.Errorf("%q: %+v", s, m)
		}
	}
	free := []string{"商业秘密", "商业秘密★", "保护商业秘密 5 年", "商 业 秘 密 3 年", "保密", "保密 3 年", "保密★", "严守秘密", "国家秘密", "秘密", "机密文件", "绝密",
		"加密★", "秘密地办了10年", "机密性★", "", "十年"}
	for _, s := range free {
		if m := ScanText("前文\n" + s + "\n后文"); m.Found() {
			t.Errorf("%q: %+v", s, m)
		}
	}
	for _, s := range []string{"内部资料", "内部文件 请勿外传", "注意保存", "内 部 资 料"} {
		if m := ScanText(s); m.Refused || m.Place != InBody || m.Mark == "" {
			t.Errorf("%q: %+v", s, m)
		}
	}
	for _, s := range []string{"内部", "资料", "注意保管", "室内部分资料"} {
		if m := ScanText(s); m.Found() {
			t.Errorf("%q: %+v", s, m)
		}
	}
}

// covers: A13-2
func TestALevelAloneOnALineOfTheFirstPageIsAMark(t *testing.T) {
	for _, s := range []string{"机密", " 秘密 ", "绝　密", "机 密"} {
		if m := scanBody(body{first: "第一行\r\n" + s + "\r\n第三行"}); !m.Refused || m.Place != OnFirst {
			t.Errorf("%q: %+v", s, m)
		}
		if m := scanBody(body{first: "第一行", rest: "\n" + s + "\n"}); m.Found() {
			t.Errorf("%q on a later page: %+v", s, m)
		}
	}
	if m := scanBody(body{first: "密级\n秘密文件\n商业秘密\n保密"}); m.Found() {
		t.Errorf("%+v", m)
	}
}

// covers: A13-2
func TestNamesAreScanned(t *testing.T) {
	for name, want := range map[string]Marking{
		"机密.pdf":           {true, "机密", InName},
		"关于x的通知（机密★）.docx": {true, "机密★", InName},
		"秘密_5年_方案.txt":     {true, "秘密 5年", InName},
		"内部资料.xlsx":        {false, "内部资料", InName},
		"商业秘密.pdf":         {},
		"保密承诺书.pdf":        {},
		"秘密花园.txt":         {},
	} {
		if got := scanName(name); got != want {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
}

func TestNamesAreNeverPaths(t *testing.T) {
	for in, want := range map[string]string{
		"../../etc/passwd":                "passwd",
		`C:\fakepath\身份证.jpg`:             "身份证.jpg",
		"a\x00b\r\n.pdf":                  "ab.pdf",
		"\u202efdp.exe":                   "fdp.exe",
		" ..hidden. ":                     "hidden",
		"<script>.txt":                    "script.txt",
		"阿依夏木·买买提.pdf":                    "阿依夏木·买买提.pdf",
		"..":                              "",
		strings.Repeat("长", 300) + ".pdf": strings.Repeat("长", 116) + ".pdf",
	} {
		if got := CleanName(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
