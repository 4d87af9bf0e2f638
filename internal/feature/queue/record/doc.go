// Package record looks back on the queue (统计): how long people waited and were served, how many went away, by half hour, item,
// window and person, over any days. It reads the queue's rows as they are and keeps nothing of its own.
package record
