// Package file keeps attachments: their names and places in the database, their contents under digests in base/blob, and
// who may see them is who may see what they are attached to. Everything that comes in is scanned for marks of secrecy
// (13, 15(5)): a mark of a state secret is refused and recorded, a mark for internal use is asked about.
package file
