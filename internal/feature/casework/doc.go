// Package casework is 办件 (Article 11(1)–(4)): a case is accepted at a window from the ticket being served there, its
// materials are checked against the guide in force at that instant, and the rules say what follows: acceptance, acceptance
// with materials to come (容缺受理), or one notice with everything that is missing (一次性告知书). Then it is decided,
// delivered and closed, each step by the machine of machine.go, each with its event and its clocks.
//
// A case keeps the version of the guide it was accepted under and the names as they read then. Who applied is sealed in
// the row, masked wherever it is shown, and opened only with a reason (reveal.go).
//
// What needs no store stands beside it: applicant (who applied), material (what is handed in), paper (what is given out),
// acceptance and decision (the rules, each with its article).
package casework
