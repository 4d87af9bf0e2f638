// Package queueweb is the queue's pages and API: the window console, displays, strips and kiosks of the hall, the e-guide and
// the guide desk, the printed slip, and the same for programs.
//
// Machines are paired devices. Their addresses: a display /screen/display (?voice=0 for one that must not speak), a strip
// /screen/strip/{window's id}, a kiosk /kiosk (?print=1 once on a machine with a printer that prints without asking), an
// e-guide /screen/eguide, on a machine that is paired as a kiosk.
package queueweb
