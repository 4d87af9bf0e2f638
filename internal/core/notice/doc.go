// Package notice is 消息: what the program tells people inside it. A notice goes to a person, to whoever holds a role, or to
// a department; its words are keys with values, put into the reader's language when they are read; it leads to the page it
// is about. A notice with a key is sent once, however often its cause comes round. Reading is noted for each person.
//
// What is only told is no task: nothing waits for a notice to be read.
package notice
