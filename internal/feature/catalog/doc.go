// Package catalog is the item register and the guides (4): what the hall does for people, and how. An item is one
// government service; its guide is versioned: draft → published → superseded, and exactly one is in force. An imported
// row without a guide is searchable and not bookable.
//
// item.go and guide.go say what things are. intake.go reads published lists and intake_rules.go judges their rows, import.go
// brings them in; classify.go is what a person decides about an item; publish.go and guide_work.go change guides and
// guide_rules.go judges them; list.go and search.go find items, the latter by people's own words.
package catalog
