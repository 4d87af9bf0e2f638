// Package directory is 窗口名录: the one source of who, where and what in the hall, each row with its validity. Guide
// desk, e-guide, kiosk, queue, strips, guides and appointments all read it; nothing else says which window serves what.
package directory
