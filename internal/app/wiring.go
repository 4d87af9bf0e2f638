package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"lianban/internal/feature/casework/acceptance"
	"maps"
	"slices"
	"time"

	"lianban/internal/base/crypt"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
	"lianban/internal/core/calendar"
	"lianban/internal/core/deadline"
	"lianban/internal/core/directory"
	"lianban/internal/core/file"
	"lianban/internal/core/finding"
	"lianban/internal/core/identity"
	"lianban/internal/core/law"
	"lianban/internal/core/ledger"
	"lianban/internal/core/notice"
	"lianban/internal/feature/board"
	"lianban/internal/feature/casework"
	"lianban/internal/feature/casework/caseworkweb"
	"lianban/internal/feature/casework/material"
	"lianban/internal/feature/casework/tally"
	"lianban/internal/feature/catalog"
	"lianban/internal/feature/queue"
	"lianban/internal/feature/queue/outage"
	"lianban/internal/feature/queue/queueweb"
	"lianban/internal/feature/queue/series"
	"lianban/internal/feature/review"
	"lianban/internal/feature/site/siteweb"
)

// wire makes the services and couples them. What one feature knows of another stands in this file and nowhere else.
func (a *App) wire(ctx context.Context) error {
	a.Directory = &directory.Service{Store: a.Store}
	centre, err := a.centre(ctx)
	if err != nil {
		return err
	}
	a.Identity = &identity.Service{Store: a.Store, Directory: a.Directory, Hasher: crypt.Hasher{}, Centre: centre}
	a.Ledger = &ledger.Service{Store: a.Store}
	a.Notice = &notice.Service{Store: a.Store, Directory: a.Directory, Touch: a.Hub.Touch}
	a.clocks()
	a.Catalog = &catalog.Service{Store: a.Store, Directory: a.Directory, Clocks: a.Deadline, Figures: a.figures,
		Accepted: tally.Accepted}
	a.Queue = &queue.Service{Store: a.Store, Directory: a.Directory, Item: a.Catalog.Bookable, Hours: a.Calendar.Hours,
		Figures: a.figures, Seal: a.sealPhone, Done: a.served, Over: a.overstayed, Touch: a.Hub.Touch}
	a.Groups = &series.Service{Store: a.Store, Directory: a.Directory, Item: a.Catalog.Bookable}
	a.Outage = &outage.Service{Store: a.Store, Directory: a.Directory, Queue: a.Queue, Calendar: a.Calendar.Calendar, Figures: a.figures}
	a.Casework = &casework.Service{Store: a.Store, Directory: a.Directory, Calendar: a.Calendar, Deadlines: a.Deadline,
		Figures: a.figures, Prefix: "CJ", Item: a.caseItem, Serving: servingTicket, Seal: a.Keys.Seal, Open: a.Keys.Open,
		Index: a.Keys.Index, ByCode: a.itemByCode, Ended: a.endedOnline, Leave: a.Queue.FinishWith,
		Differs: a.limitDiffers, Touch: a.Hub.Touch}
	a.Review = &review.Service{Store: a.Store, Directory: a.Directory, Calendar: a.Calendar, Deadline: a.Deadline,
		Figures: a.figures, Reach: a.reach, Tell: a.tellBadReview, TellDepartment: a.tellDepartment, Known: a.known,
		Finished: finished, Network: a.network, Names: a.reviewNames, Touch: a.Hub.Touch}
	a.Board = &board.Service{Store: a.Store, Deadlines: a.Deadline, Tell: a.tellUrged, Touch: a.Hub.Touch}
	a.File = &file.Service{Store: a.Store, Blobs: a.blobs, Access: a.fileAccess, Log: a.Log}
	a.Ledger.Clear = a.clears()
	a.Deadline.Plans = a.plans()
	return a.ready(ctx)
}

// centre is the centre of those who have not said which: the first of the installation.
func (a *App) centre(ctx context.Context) (int64, error) {
	all, err := a.Directory.Centres(ctx)
	if err != nil || len(all) == 0 {
		return 1, err
	}
	return all[0].ID, nil
}

// figures are the rulebook's; a centre's own values of them will come in here.
func (a *App) figures(*db.Tx) (*law.Figures, error) { return a.Rulebook.Figures() }

// clocks couples calendar, deadlines and findings: a calendar that changes moves the open deadlines.
func (a *App) clocks() {
	a.Calendar = &calendar.Service{Store: a.Store, Figures: a.figures, Touch: a.Hub.Touch}
	a.Deadline = &deadline.Service{Store: a.Store, Calendar: a.Calendar, Figures: a.figures, Touch: a.Hub.Touch}
	a.Calendar.Moves, a.Calendar.Recompute = a.Deadline.Moves, a.Deadline.Recompute
	a.Finding = &finding.Service{Store: a.Store, Deadlines: a.Deadline, Calendar: a.Calendar, Figures: a.figures,
		Notify: a.tellFinding, Touch: a.Hub.Touch}
}

// plans is what happens when a clock's hours come, by its kind: word that climbs from the clerk to the director, and the
// finding when it is missed (11(2), 11(3)).
func (a *App) plans() map[string]deadline.Plan {
	late := func(kind string) deadline.Plan { return append(a.Notice.Reminders(), a.Finding.Missed(kind)) }
	return map[string]deadline.Plan{
		finding.StatementClock: a.Finding.StatementPlan(),
		casework.PromiseClock:  late("limit.missed"),
		casework.DeliverClock:  late("limit.missed"),
		casework.CheckClock:    append(a.Notice.Reminders(), a.Casework.Silent(a.Finding.Missed("notice.late"))),
		casework.SupplyClock:   a.Notice.Reminders(),
		catalog.UpdateClock:    late("guide.update_late"),
		review.ContactClock:    a.Notice.Reminders(), // the office's own: it climbs to its deputy and director
		review.AnswerClock:     a.Notice.Reminders(),
		review.FactsClock:      late("review.facts_late"),
		review.RectifyClock:    late("review.rectify_late"),
	}
}

// ready refuses keys that are not those of the ledgers that are there, and lets clocks that were started under other plans
// follow those of today.
func (a *App) ready(ctx context.Context) error {
	all, err := a.centres(ctx)
	for _, c := range all {
		err = errors.Join(err, a.goOn(ctx, c), a.Ledger.Ready(ctx, c), a.Deadline.Rearm(ctx, c))
	}
	return err
}

// goOn lets new ids follow those of the life before, also when the clock is behind where it was.
func (a *App) goOn(ctx context.Context, centre int64) error {
	return a.Store.Read(ctx, centre, func(tx *db.Tx) error {
		last, _, err := ledger.Last(tx)
		a.Store.IDs().After(last.ID)
		return err
	})
}

// owner is whom word about a clock goes to: the person, else the department.
func owner(d deadline.Deadline) notice.To {
	if d.Owner.Person != 0 {
		return notice.Person(d.Owner.Person)
	}
	return notice.Department(d.Owner.Department)
}

// overstayed proposes the finding of somebody who was away from the post for longer than 9(4) allows.
func (a *App) overstayed(tx *db.Tx, by identity.Actor, gone queue.Absence, elapsed time.Duration) error {
	hall, err := a.Directory.Hall(tx)
	if err != nil {
		return err
	}
	w, _ := hall.Window(gone.Window)
	_, err = a.Finding.Propose(tx, by.Ref(), finding.New{Kind: "offpost.over", Fact: fmt.Sprintf("offpost:%d", gone.ID), At: gone.From,
		About: ledger.Of("person", gone.Person), Department: w.Department, Window: gone.Window, Person: gone.Person,
		Text: text.M("app.finding.offpost", "no", w.No, "from", gone.From.Format("15:04"), "minutes", int(elapsed.Minutes()))})
	return err
}

// tellFinding tells those concerned what happens to a finding: the person, or the department's people; the office once it
// may decide.
func (a *App) tellFinding(tx *db.Tx, f finding.Finding, what string) error {
	to := notice.Department(f.Department)
	if f.Person != 0 {
		to = notice.Person(f.Person)
	}
	if what == string(finding.Stated) || what == string(finding.Ready) {
		to = notice.Role(identity.Member, 0)
	}
	k, _ := finding.KindOf(f.Kind)
	body := text.M("finding.notice.decided_text", "reason", f.Reason)
	if f.Open() {
		body = text.M("finding.notice.proposed_text", "text", f.Text, "due", f.Due)
	}
	_, err := a.Notice.Send(tx, notice.Notice{Key: fmt.Sprintf("finding:%d:%s", f.ID, what), To: to, Article: f.Article,
		Path: fmt.Sprintf("/findings/%d", f.ID), Title: text.M("finding.notice."+what, "kind", k.Title()), Text: body})
	return err
}

// tellUrged brings the office's word to whoever answers for the clock, and to the department's chief.
func (a *App) tellUrged(tx *db.Tx, _ identity.Actor, d deadline.Deadline, u board.Urge) error {
	for _, to := range []notice.To{owner(d), notice.Role(identity.Chief, d.Owner.Department)} {
		if _, err := a.Notice.Send(tx, notice.Notice{Key: fmt.Sprintf("urge:%d", u.ID), To: to, Path: d.Path, Article: "3.2.3",
			Title: text.M("board.notice", "title", d.Title), Text: text.Plain(u.Word)}); err != nil {
			return err
		}
	}
	return nil
}

// tellBadReview brings a bad review to the office's members, who verify it (11(7)). It says nothing of who was rated.
func (a *App) tellBadReview(tx *db.Tx, m review.Matter) error {
	_, err := a.Notice.Send(tx, notice.Notice{Key: fmt.Sprintf("review:%d", m.ID), To: notice.Role(identity.Member, 0),
		Path: fmt.Sprintf("%s%d", review.MatterPath, m.ID), Article: "11.7", Title: text.M("app.notice.bad_review")})
	return err
}

// sealPhone encrypts the phone number of a ticket and gives the word by which the same number is found again.
func (a *App) sealPhone(_ *db.Tx, id int64, phone string) (sealed, index string) {
	sealed, err := a.Keys.Seal(fmt.Sprintf("queue.ticket:%d", id), phone)
	if err != nil {
		panic(err) // no randomness: nothing may go on
	}
	return sealed, a.Keys.Index("phone", phone)
}

// served invites to a review of what was just finished at a window, in the same transaction (11(7)).
func (a *App) served(tx *db.Tx, by identity.Actor, t queue.Ticket) error {
	hall, err := a.Directory.Hall(tx)
	if err != nil {
		return err
	}
	w, _ := hall.Window(t.Window)
	return a.Review.Invite(tx, by, review.Invitation{Of: t.Service, Item: t.Item, Name: t.Name, Window: t.Window, WindowNo: w.No,
		Department: w.Department, Person: t.Person, Day: t.Day, Asked: t.Ended})
}

// reach opens how the visitor of a ticket can be reached, for the office's verifier alone.
func (a *App) reach(tx *db.Tx, online bool, of int64) (review.Contact, error) {
	if online {
		who, err := a.Casework.Reach(tx, of)
		return review.Contact{Name: who.Name, Phone: who.Phone}, err
	}
	no, sealed, err := queue.Phone(tx, of)
	if err != nil || sealed == "" {
		return review.Contact{Ticket: no}, err
	}
	phone, err := a.Keys.Open(fmt.Sprintf("queue.ticket:%d", of), sealed)
	return review.Contact{Ticket: no, Phone: phone}, err
}

// endedOnline invites to a review of a case that was applied for online: one for each (11(7)). A case handed in at a window
// gets none: its ticket has one.
func (a *App) endedOnline(tx *db.Tx, by identity.Actor, c casework.Case) error {
	return a.Review.Invite(tx, by, review.Invitation{Online: true, Of: c.ID, Item: c.Item, Name: c.Name, Department: c.Department,
		Person: by.Person})
}

// limitDiffers proposes the finding that the integrated platform publishes another promised limit than the guide: once for each
// version and each other limit, whatever the number of cases (11(3)).
func (a *App) limitDiffers(tx *db.Tx, by identity.Actor, c casework.Case, ours, public calendar.Limit) error {
	_, err := a.Finding.Propose(tx, by.Ref(), finding.New{Kind: "limit.published", At: tx.Now, About: ledger.Of("item", c.Item),
		Fact: fmt.Sprintf("limit:%d:%d%s", c.Guide, public.N, public.Unit), Department: c.Department,
		Path: fmt.Sprintf("/items/%d", c.Item),
		Text: text.M("app.finding.limit", "item", c.Name, "ours", ours.Text(), "public", public.Text())})
	return err
}

// itemByCode finds the item that a case from the integrated platform names.
func (a *App) itemByCode(tx *db.Tx, code string) (int64, bool, error) {
	it, found, err := a.Catalog.ItemByCode(tx, code)
	return it.ID, found, err
}

// servingTicket gives the ticket that a window serves, for the case that is made from it.
func servingTicket(tx *db.Tx, window int64) (casework.Ticket, bool, error) {
	t, found, err := queue.Current(tx, window)
	if err != nil || !found || t.State != queue.Serving {
		return casework.Ticket{}, false, err
	}
	return casework.Ticket{ID: t.ID, No: t.No, Item: t.Item}, true, nil
}

// caseItem gives an item with its guide in force, as a case needs them.
func (a *App) caseItem(tx *db.Tx, item int64) (acceptance.Item, error) {
	it, err := a.Catalog.Item(tx, item)
	if err != nil {
		return acceptance.Item{}, err
	}
	out := acceptance.Item{ID: it.ID, Code: it.Code, Name: it.Name, Kind: string(it.Kind), Department: it.Department,
		DepartmentName: it.DepartmentName, Licence: it.Kind == catalog.Licence, Negative: it.Mode == catalog.Negative,
		Tolerance: it.Tolerance}
	if it.Guide == 0 {
		return out, nil
	}
	v, err := a.Catalog.GuideInForce(tx, item, tx.Now)
	if err != nil {
		return out, err
	}
	out.Guide = caseGuide(v)
	return out, nil
}

func caseGuide(v catalog.Version) *acceptance.Guide {
	g := &acceptance.Guide{ID: v.ID, Version: v.No, Published: v.Published, Promised: caseLimit(v.Guide.Promised),
		Statutory: caseLimit(v.Guide.Statutory), Instant: v.Guide.Instant}
	if v.Guide.Result.Kind != "none" {
		g.Result = v.Guide.Result.Name
	}
	for i, m := range v.Guide.Materials {
		g.Materials = append(g.Materials, material.Material{N: i + 1, Name: m.Name, Source: m.Source, Originals: m.Originals,
			Copies: m.Copies, Need: material.Need(m.Need), Days: m.Days, Fetched: m.Fetched})
	}
	return g
}

// caseLimit is a guide's limit as clocks count it; hours are the day itself.
func caseLimit(l catalog.Limit) calendar.Limit {
	switch l.Unit {
	case catalog.WorkingDays:
		return calendar.Limit{N: l.N, Unit: calendar.WorkingDays}
	case catalog.CalendarDays:
		return calendar.Limit{N: l.N, Unit: calendar.Days}
	case catalog.Hours:
		return calendar.Limit{N: 0, Unit: calendar.WorkingDays}
	}
	return calendar.Limit{}
}

// fileAccess gives an attachment to whoever may see what it belongs to: a case's, by the case's own rights.
func (a *App) fileAccess(tx *db.Tx, by identity.Actor, subject ledger.Subject, change bool) error {
	if subject.Kind != "case" {
		return errs.New(errs.NotFound, "error.not_found")
	}
	if change {
		return a.Casework.Access(tx, by, "case.accept", subject.ID)
	}
	return a.Casework.Access(tx, by, "case.read", subject.ID)
}

// progress is how far a case has come, as the visitors' site shows it.
func progress(cases caseworkweb.Handler) func(context.Context, int64, string, string) (siteweb.Progress, error) {
	return func(ctx context.Context, centre int64, code, tail string) (siteweb.Progress, error) {
		p, err := cases.Progress(ctx, centre, code, tail)
		return siteweb.Progress{Token: p.Token, Code: p.Code, Item: p.Item, Applied: p.Applied, Lamp: p.Lamp, State: p.State,
			Due: p.Due, Stopped: p.Stopped, Why: p.Why, Article: p.Article, Days: p.Days, Missing: p.Missing, Bring: p.Bring,
			Next: p.Next, Appeal: p.Appeal,
			Moments: p.Moments, Papers: p.Papers}, err
	}
}

// todos are the cases of a window that wait, as the console reminds of them.
func todos(cases caseworkweb.Handler) func(context.Context, identity.Actor) ([]queueweb.Todo, error) {
	return func(ctx context.Context, by identity.Actor) (out []queueweb.Todo, err error) {
		all, err := cases.Todos(ctx, by)
		for _, t := range all {
			out = append(out, queueweb.Todo(t))
		}
		return out, err
	}
}

// often lists what numbers were taken for most often of late.
func often(tx *db.Tx, limit int) ([]int64, error) {
	counts, err := queue.Often(tx)
	if err != nil {
		return nil, err
	}
	items := slices.SortedFunc(maps.Keys(counts), func(a, b int64) int { return cmp.Or(counts[b]-counts[a], cmp.Compare(a, b)) })
	return items[:min(limit, len(items))], nil
}

// unguided counts the items in sight that the hall serves and that have no published guide (4(3)).
func (a *App) unguided(tx *db.Tx, sight identity.Sight) (int, error) {
	c, err := a.Catalog.Count(tx, sight)
	return c.WithoutGuide, err
}
