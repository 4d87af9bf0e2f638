// Package finding is 问题: a recorded deviation from an article. It is proposed by a detector, a patrol or the office; the
// person concerned, or the chief of the department concerned, may state their case; the office confirms or withdraws it with
// a reason. Nothing counts before it is confirmed: bulletins, lists and appraisal read confirmed findings and nothing else.
//
// One fact is one finding, however many sources report it: the fact has a key, the key is unique, and another report of it
// adds its evidence. A withdrawn fact stays judged. A finding is about a department unless the article names the person;
// which kinds do stands in Kinds.
//
// The time to state one's case is two of the person's own working days, at most five (finding.statement_wd,
// finding.statement_max_wd), and runs as a clock of core/deadline. Whoever decides cannot before it is over or the case is
// stated; a statement is taken as long as nothing is decided.
package finding
