package casework

import (
	"lianban/internal/feature/casework/acceptance"
	"lianban/internal/feature/casework/decision"
	"slices"
	"testing"

	"lianban/internal/core/law"
)

// covers: A11-3
func TestTheMachineKnowsItsStepsAndNoOthers(t *testing.T) {
	allowed := map[string]string{ // from state and verb to state, written from Article 11 and 行政许可法 32, 38, 42, 44, 45
		"handed_in case.amended": "handed_in", " case.handed_in": "handed_in", " case.accepted": "accepted", " case.tolerated": "accepted", " case.noticed": "noticed",
		"handed_in case.accepted": "accepted", "handed_in case.tolerated": "accepted", "handed_in case.noticed": "noticed",
		"handed_in case.deemed": "accepted", "handed_in case.withdrawn": "withdrawn",
		"noticed case.accepted": "accepted", "noticed case.tolerated": "accepted", "noticed case.supplied": "noticed",
		"noticed case.withdrawn": "withdrawn",
		" case.declined":         "declined", "handed_in case.declined": "declined",
		"accepted case.suspended": "accepted", "accepted case.resumed": "accepted", "accepted case.prolonged": "accepted",
		"accepted case.supplied": "accepted", "accepted case.extended": "accepted", "accepted case.granted": "granted",
		"accepted case.refused": "refused", "accepted case.withdrawn": "withdrawn", "accepted case.lapsed": "withdrawn",
		"granted case.delivered": "delivered", "granted case.closed": "closed", "refused case.delivered": "delivered",
	}
	var verbs []string
	for _, m := range Moves {
		if !slices.Contains(verbs, m.Verb) {
			verbs = append(verbs, m.Verb)
		}
	}
	if len(Moves) != len(allowed) {
		t.Errorf("%d steps, want %d", len(Moves), len(allowed))
	}
	for _, from := range append([]State{none}, States...) {
		for _, verb := range verbs {
			to, ok := next(verb, from)
			want := State(allowed[string(from)+" "+verb])
			if ok != (want != "") || to != want {
				t.Errorf("%q %s leads to %q (%v), want %q", from, verb, to, ok, want)
			}
			for _, other := range States {
				if can(verb, from, other) != (other == want) {
					t.Errorf("%s from %q to %q: %v", verb, from, other, !(other == want))
				}
			}
		}
	}
}

func TestEveryStateIsReachedAndEveryOpenOneCanEnd(t *testing.T) {
	reached := map[State]bool{none: true}
	for range States {
		for _, m := range Moves {
			reached[m.To] = reached[m.To] || reached[m.From]
		}
	}
	ends := map[State]bool{Delivered: true, Closed: true, Withdrawn: true, Declined: true}
	for range States {
		for _, m := range Moves {
			ends[m.From] = ends[m.From] || ends[m.To]
		}
	}
	for _, s := range States {
		if !reached[s] || !ends[s] {
			t.Errorf("%s: reached %v, ends %v", s, reached[s], ends[s])
		}
		for _, m := range Moves {
			if m.From == s && !s.Open() {
				t.Errorf("%s is an end, but %s goes on", s, m.Verb)
			}
		}
	}
}

func TestAFoldStopsAtTheStepThatIsNone(t *testing.T) {
	if s, err := fold([]string{"case.noticed", "case.supplied", "case.tolerated", "case.supplied", "case.granted", "case.closed"}); s != Closed || err != nil {
		t.Errorf("%s, %v", s, err)
	}
	for _, verbs := range [][]string{{"case.granted"}, {"case.accepted", "case.noticed"}, {"case.accepted", "case.granted", "case.granted"},
		{"case.accepted", "case.withdrawn", "case.accepted"}} {
		if s, err := fold(verbs); err == nil {
			t.Errorf("%v leads to %s", verbs, s)
		}
	}
}

func TestTheRulesSayWhatTheArticlesSay(t *testing.T) {
	rb := law.Shipped()
	for _, err := range []error{law.CheckRules(rb, acceptance.Rules), law.CheckRules(rb, decision.Rules), law.CheckRules(rb, decision.LapseRules),
		law.CheckRules(rb, decision.ExtendRules)} {
		if err != nil {
			t.Error(err)
		}
	}
}
