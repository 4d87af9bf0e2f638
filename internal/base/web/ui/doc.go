// Package ui is the widget kit: page documents and widgets as templ components with typed parameters. It knows no
// domain; every word comes from the catalogues through T. No component writes a style attribute or an inline script
// (the CSP forbids both): looks are classes of web/src/css, geometry of charts is SVG attributes.
//
// Documents, each with children as its content:
//
//	Staff(StaffPage)      rail at the left, head with search, content; app.css, app.js
//	Console(ConsolePage)  the window's console: bar with the window's number, no rail
//	Phone(PhonePage)      phones: brand or back head, language, elder version, nav or action bar; site.css, site.js
//	                      (Staff: true for patrols and chiefs: app.css, app.js)
//	Screen(ScreenPage)    displays, strips, the leaders' board; screen.css, screen.js
//	Kiosk(KioskPage)      kiosk; forgets after 60 s; screen.css, kiosk.js
//	Pad(PadPage)          the review pad; screen.css, screen.js
//	Print(PrintPage)      A4 sheets: children are Sheet or SheetForm; print.css
//	Door(DoorPage)        the login and the pairing of machines: brand at one side, the form at the other; app.css, app.js
//
// Marks:   Icon(name) IconTurn(name) LampShape(kind) Lamp(kind, text) Mark() Tag(text, tone) Kbd(key) Cite(ref)
// Actions: Button(Action) — a link when Href is set, a submit button otherwise — and Command(id)
// Blocks:  Card(title, more){…} CardHead(title){…} Note(kind, title){…} Stat(Figure) Steps(label, []Step)
//
//	Timeline([]Moment) Empty(Nothing) Ring(Arc) Bars(BarChart) Share(label, share, kind) Live(url, events){…}
//
// Forms:   Input(Field) Group(Field){…} Segmented(Choice) Levels(LevelForm) Pills(Choice) ErrorSummary([]Fault)
// Lists:   TableHead(List, []Column) Pager(List) Filter(List){…}
//
// Live parts are <div data-live="URL">: base/web/live sends hello, state, beat; state is morphed in (staff) or put in
// (screens, visitors). A call on a screen is an event named "call" whose id is the call's number and whose data is
// {"no":"A032","say":"请 A032 到 12 号窗口","at":<ms>}; the element that shows it carries data-call="<the same id>".
//
// Keys: a control with Key "F2" (Action.Key) is clicked by that key. A row of a list whose main link has data-row takes
// J/K; a line of choices with data-line takes 1, 2, 3 and Shift+1; data-focus puts the focus there on loading; data-print
// prints; data-dialog="id" opens a <dialog>, data-close closes it. data-clock="m|s", data-since and data-until (ms) tick.
//
// Classes for layout: content stack side-by thirds halves narrow · row-flex grow end wrap · stats · table-wrap table (n
// tight top; rows over warn current sum; name) · facts · todo · card(body foot) · legend · map zone seats seat-* · cal
// event-* at-N for-N · queue papers actions calls mirror-* · muted small num strong nowrap sr fg-ok fg-warn fg-over, and
// of Bootstrap's utilities d-* flex-* justify-content-* align-items-* m*-0…5 p*-0…5 gap-* text-* fw-* w-100.
package ui
