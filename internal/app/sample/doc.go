// Package sample is the living sample centre of `lianban demo`: the hall of Changji with twenty-four windows, twelve
// departments, forty people and more than seventy items with complete guides; everybody in it is invented, the laws are
// real. The facts stand as data in data/*.yaml.
//
// Fill creates the centre in an empty store and lives four weeks of it; Run lets the visitors of today walk through it.
// Both act through the services like everybody else, so whatever they leave behind stands every check.
package sample
