// Package deadline is 时限: every running clock of the hall in one table. A clock starts with an event, is due at the end of
// a day that the centre's calendar counts out, may be stopped and set going again, extended, met or cancelled. What the
// board shows, what reminds and what is proposed as a finding follows from these rows and nothing else.
//
// The rules of counting, in order (行政许可法第四十二、四十五、八十二条, 民法典第二百零一至二百零四条):
//
//   - The day of the event does not count; the next working day is the first. A limit ends at 24:00 of its last day, and
//     that instant is still in time. A limit of 0 working days ends on the day itself (即办件).
//   - A pause (停表) freezes what is left. After the resume the same number of working days is left, and the day of the
//     resume, being the day of an event, does not count again: due moves by the working days after the day of the pause up
//     to and including the day of the resume. A pause and a resume on one day cost nothing.
//   - A clock that has run out may be paused, for that is a fact, but the pause moves nothing: late stays late.
//   - An extension is counted from the day on which the clock is due, in its own unit.
//   - Pauses and extensions count in the order in which they happened.
//
// Lamps (灯) are computed from due, the calendar and the rulebook's threshold whenever they are asked for, never stored:
// green; yellow when what is left is at most max(lamp.yellow_wd, lamp.yellow_pct of the limit); red when over; hold while
// stopped; done when closed. A clock that had run out before it was stopped stays red.
//
// When a notice arrives, Moves previews and Recompute moves the open clocks; closed ones never move. A Plan says what
// happens when a clock's hours come (reminder, escalation, proposal of a finding); Sweep lets each happen once for one due.
package deadline
