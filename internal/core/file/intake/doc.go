// Package intake brings windows and people in from files, for a hall's first day and for whatever was forgotten then: the
// templates, the judgement row by row, and what goes in. A repeat changes nothing. What stands in the directory already is
// never changed from here: that takes an adjustment (5(3)).
package intake
