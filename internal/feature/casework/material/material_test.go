package material

import (
	"fmt"
	"strings"
	"testing"

	"lianban/internal/base/clock"
)

// list is materials written as need and mark, a letter each: r required, o optional, d deferrable; p present, l later, m missing, c corrected on the spot,
// - not looked at.
func list(letters string) (out []Material) {
	for i, two := range strings.Fields(letters) {
		out = append(out, Material{N: i + 1, Name: two, Need: map[byte]Need{'r': Required, 'o': Optional, 'd': Deferrable}[two[0]],
			Mark: map[byte]Mark{'p': Present, 'l': Deferred, 'm': Missing, 'c': Corrected}[two[1]], Fault: map[byte]string{'c': "日期写错"}[two[1]]})
	}
	return out
}

// covers: A11-2 A11-4
func TestOneMaterialThatIsMissingMakesANoticeOfAllThatAre(t *testing.T) {
	for letters, want := range map[string]string{
		"rp dp op":    "accept []",
		"rp dp om":    "accept []", // what is optional hinders nothing
		"rp dl op":    "tolerate [dl]",
		"rm dl op":    "notify [rm dl]", // the one notice says both
		"rp dm om":    "notify [dm]",
		"rp d- op":    "unchecked []",
		"rm d- dl om": "unchecked [rm dl]",
		"rc dp oc":    "accept []", // 行政许可法第三十二条第三项: corrected on the spot is there
		"rc dl om":    "tolerate [dl]",
		"rc rm op":    "notify [rm]", // and no notice names it
		"":            "accept []",
	} {
		all := list(letters)
		if got := fmt.Sprint(Judge(all), " ", Names(Lacking(all))); got != want {
			t.Errorf("%q: %s, want %s", letters, got, want)
		}
	}
}

func TestWhatWasFoundInOrderStaysSoAndWhatComesHasItsInstant(t *testing.T) {
	now := clock.Must("2026-11-26 12:00")
	was := list("rp rm dl")
	now1 := Remarked(now, was, map[int]Marking{1: {Mark: Missing}, 2: {Mark: Present}, 3: {Mark: Missing, Fault: " 没有签字 "}, 9: {Mark: Present}})
	if now1[0].Mark != Present || now1[1].Supplied != now || now1[2].Fault != "没有签字" || fmt.Sprint(Came(was, now1)) != "[rm]" {
		t.Errorf("%+v", now1)
	}
	if was[1].Mark != Missing {
		t.Error("the old list was changed")
	}
}

func TestMarksThatCannotBeReadAreNamedByTheirField(t *testing.T) {
	_, faults := Checked(list("r- r- r-"), []Marking{{Mark: Present}, {Mark: "perhaps"}, {Mark: Missing, Fault: strings.Repeat("长", MaxFault+1)}})
	if len(faults) != 2 || faults[0].Field != "marks.1" || faults[1].Field != "faults.2" {
		t.Errorf("%+v", faults)
	}
}

// covers: A11-2
func TestWhatIsCorrectedOnTheSpotSaysWhatWasWrong(t *testing.T) {
	all, faults := Checked(list("r- r- d-"), []Marking{{Mark: Corrected}, {Mark: Corrected, Fault: " 日期写错 "}, {Mark: Deferred, Fault: "不算"}})
	if len(faults) != 1 || faults[0].Field != "faults.0" || all[1].Fault != "日期写错" || all[2].Fault != "" {
		t.Errorf("%+v %+v", all, faults)
	}
	was := list("rm rm")
	was[0].Fault = "第 2 页没有签字"
	now := Remarked(clock.Must("2026-11-26 12:00"), was, map[int]Marking{1: {Mark: Corrected}, 2: {Mark: Corrected}})
	if now[0].Fault != "第 2 页没有签字" || len(Untold(now)) != 1 || Untold(now)[0].Field != "faults.1" || fmt.Sprint(Came(was, now)) != "[rm rm]" {
		t.Errorf("%+v", now)
	}
}
