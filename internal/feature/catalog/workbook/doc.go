// Package workbook brings full items in and out as one XLSX: a sheet of items with every flat field of a guide, and a sheet
// each for materials, steps, fees, questions and relief, joined by the item's code (A4-1, A4-6). What is written out and read
// in again changes nothing.
//
// columns.go says what a workbook has, cells.go how a value stands in a cell, read.go makes guides of sheets and write.go
// sheets of guides; intake.go brings them in as drafts.
package workbook
