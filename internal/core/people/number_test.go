package people

import "testing"

func TestOneDigitTypedWrongNeverPasses(t *testing.T) {
	for _, good := range []string{"652301199003074475", "91652300MA77ABCD0P"} {
		if !NumberHolds(good) {
			t.Errorf("%s is right", good)
		}
		for i := range good {
			for _, c := range "0123456789X" {
				if bad := good[:i] + string(c) + good[i+1:]; bad != good && NumberHolds(bad) {
					t.Errorf("%s passes", bad)
				}
			}
		}
	}
}
