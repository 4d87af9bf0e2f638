// Package groupweb is the page and the API of the groups of items: letters of numbers, and how many are given a day.
package groupweb
