package applicant

import "testing"

func TestWhoAppliedIsCheckedAndMasked(t *testing.T) {
	for _, c := range []struct {
		in     Applicant
		faults int
	}{
		{Applicant{Name: "马国栋", IDNumber: " 11010519491231002x ", Phone: "139 0994 4471"}, 0}, // the sample of GB 11643
		{Applicant{Name: "昌吉市丰源商贸有限公司", IDNumber: "91350100M000100Y43"}, 0},                   // the sample of GB 32100
		{Applicant{Name: "John Smith", IDNumber: "E12345678"}, 0},                             // a passport
		{Applicant{Name: "马国栋", IDNumber: "110105194912310021"}, 1},
		{Applicant{Name: "马国栋", IDNumber: "101105194912310021"}, 1},
		{Applicant{Name: "", IDNumber: "91350100M000100Y44", Phone: "没有"}, 3},
		{Applicant{Name: "马国栋", IDNumber: "身份证"}, 1},
	} {
		if _, faults := c.in.Clean(); len(faults) != c.faults {
			t.Errorf("%+v: %v", c.in, faults)
		}
	}
	m := Applicant{Name: "阿不都外力·阿不都热合曼·买买提吐尔逊", IDNumber: "11010519491231002X", Phone: "13909944471", Agent: "刘燕"}.Masked()
	if m != (Applicant{Name: "阿××", IDNumber: "110105××××××××002X", Phone: "139××××4471", Agent: "刘×"}) {
		t.Errorf("%+v", m)
	}
}
