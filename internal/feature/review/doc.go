// Package review is 好差评 (11(7)): an invitation per finished service at a window, one answer by whoever was served, the
// default after some days, sums for the rated, and the office's matter when the review is bad.
//
// Three promises shape it. It is voluntary: declining is an answer, and who declined at the window may still speak from
// home. It is once: keys, not hopes, keep a second review out; one addition is all. And it cannot be traced: the rated
// see only sums, published at night in steps of five and more, so that neither a sum nor the difference of two sums is
// somebody's review; the ledger holds an answer as a commitment under an id of its own, without ticket and window.
package review
