// Package find looks things up by people's own words: as they are written, as people call them, by pinyin and its initials.
// It knows nothing of items; whoever fills the index says what a thing is called and where it counts less.
//
// find.go is the index, score.go says how well a word fits a text and sound.go how well it fits the sound of one, words.go
// reads a query, and sayings.yaml holds what people say instead of what the lists write.
package find
