// Package siteweb is the visitors' site as phones show it (11(1), 11(2), 11(6), 11(7), 19): components that take one
// view struct each. A view holds only ready-to-show values; handlers fill it, components ask nobody. Handler is the other half:
// one file per page, routes.go is the table of contents.
//
//	HomePage(Home)          elder version by Frame.Elder
//	SearchPage(Search)      results, nothing found, or the list of subjects when nothing was asked
//	GuidePage(Guide)        what to bring, how it goes, where now
//	TakePage(Take)          choose an item, confirm it, phone with consent
//	TicketPage(Ticket)      TicketState(Ticket) is its live part: what the stream sends again
//	LookupPage(Lookup)      ask for a case by code
//	ProgressPage(Progress)  timeline, lamp, due date with reason and article
//	ReviewPage(Review)      five levels, reasons, or not this time
//	LawPage(LawIndex)       the articles by chapter
//	ArticlePage(Article)    an article of the measures and what depends on it
//	RefusalPage(Refusal)    every refusal, 404 among them
//	PrivacyPage(About)      AccessPage(About)
//
// Every form is a plain POST or GET. Field names: take: item, phone, consent, command · lookup: code, tail · review:
// level, reason, text, decline, more, command.
package siteweb
