// Package board is electronic supervision (电子监察) for the joint office, departments and leaders (3(2)3): what it shows is
// read from the features themselves by boardweb; what the office does about it, urging (督办), is done here.
package board
