package app_test

import (
	"context"
	"fmt"
	"lianban/internal/feature/casework/applicant"
	"strconv"
	"strings"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/text"
	"lianban/internal/core/calendar"
	"lianban/internal/core/file"
	"lianban/internal/core/file/register"
	"lianban/internal/core/finding"
	"lianban/internal/core/identity"
	"lianban/internal/core/ledger"
	"lianban/internal/core/notice"
	"lianban/internal/feature/casework"
	"lianban/internal/feature/casework/material"
	"lianban/internal/feature/catalog"
	"lianban/internal/feature/queue"
	"lianban/internal/feature/review"
)

// scene is what stands ready to be asked about: names for the places of a request that it fills.
type scene map[string]string

func (s scene) put(name string, n int64) { s[name] = strconv.FormatInt(n, 10) }

// stage brings a thing of a place into the state that a request is about; as is whoever is going to ask.
type stage func(w *world, p place, as *asker) scene

// bare is the place as it stands every morning.
func bare(w *world, p place, _ *asker) scene {
	s := scene{}
	of := func(column string) int64 {
		return w.rows.one("select "+column+" from catalog_item where centre_id = $1 and id = $2", p.centre, p.item())
	}
	for name, n := range map[string]int64{"centre": p.centre, "window": p.window, "twin": p.twin(), "zone": 200 + p.window, "item": p.item(),
		"instant": p.instant(), "guide": of("guide_id"), "seen": of("changed_at"), "clerkless": other.clerk} {
		s.put(name, n)
	}
	s["changed"] = clock.Instant(of("changed_at")).Time().Format(time.RFC3339Nano)
	return s
}

// ticket takes a number at a place and goes the steps with it.
func ticket(steps ...func(*queue.Service, context.Context, identity.Actor, int64) (queue.Ticket, error)) stage {
	return func(w *world, p place, as *asker) scene {
		s := bare(w, p, as)
		t := w.take(p, p.item())
		for _, step := range steps {
			_, err := step(w.Queue, w.t.Context(), w.clerkOf(p), p.window)
			w.must(err)
		}
		s["token"], s["called"] = t.Token, t.No
		s.put("ticket", t.ID)
		return s
	}
}

func (w *world) take(p place, item int64) queue.Ticket {
	w.t.Helper()
	t, err := w.Queue.Take(w.t.Context(), identity.Actor{Centre: p.centre}, queue.Take{Item: item, Source: "kiosk"})
	w.must(err)
	return t
}

var (
	call   = (*queue.Service).CallNext
	arrive = (*queue.Service).Arrive
	hold   = (*queue.Service).Hold
	miss   = (*queue.Service).Miss
	finish = (*queue.Service).Finish

	waiting = ticket()
	called  = ticket(call)
	served  = ticket(call, arrive)
	held    = ticket(call, arrive, hold)
	missed  = ticket(call, miss)
)

// paused is a window with the sign out.
func paused(w *world, p place, as *asker) scene {
	_, err := w.Queue.Pause(w.t.Context(), w.clerkOf(p), p.window, "errand")
	w.must(err)
	return bare(w, p, as)
}

// asked is a finished service whose review is asked for, on the pad and by a link.
func asked(w *world, p place, as *asker) scene {
	s := ticket(call, arrive, finish)(w, p, as)
	of, _ := strconv.ParseInt(s["ticket"], 10, 64)
	w.must(w.Store.Read(w.t.Context(), p.centre, func(tx *db.Tx) (err error) {
		s["review"], err = review.TokenOf(tx, of)
		return err
	}))
	s.put("offer", w.rows.one("select max(id) from review_invitation where centre_id = $1", p.centre))
	return s
}

// complained is a bad review to be verified.
func complained(w *world, p place, as *asker) scene {
	s := asked(w, p, as)
	_, err := w.Review.Give(w.t.Context(), identity.Actor{Centre: p.centre}, s["review"], review.Answer{Level: 1, Reasons: []int{108}})
	w.must(err)
	s.put("matter", w.rows.one("select max(id) from review_matter where centre_id = $1", p.centre))
	return s
}

// verified is a bad review that whoever asks has taken on.
func verified(w *world, p place, as *asker) scene {
	s := complained(w, p, as)
	n, _ := strconv.ParseInt(s["matter"], 10, 64)
	by := w.acting(identity.Member, p.centre, 0)
	if as.person != 0 && as.person != p.clerk { // nobody verifies what is about them
		by.Person = as.person
	}
	w.must(w.Review.Take(w.t.Context(), by, n))
	return s
}

// visitor is the sample of GB 11643.
var visitor = applicant.Applicant{Name: "马国栋", IDNumber: "11010519491231002X", Phone: "13909944471"}

// accepted takes a case of the place in, from a ticket being served; marks say how the materials were found.
func (w *world) accepted(p place, item int64, marks ...material.Mark) casework.Case {
	w.t.Helper()
	return w.takenIn(p, casework.Take{Item: item}, marks...)
}

func (w *world) takenIn(p place, in casework.Take, marks ...material.Mark) casework.Case {
	w.t.Helper()
	by, item := w.clerkOf(p), in.Item
	w.take(p, item)
	for _, step := range []func(*queue.Service, context.Context, identity.Actor, int64) (queue.Ticket, error){call, arrive} {
		_, err := step(w.Queue, w.t.Context(), by, p.window)
		w.must(err)
	}
	in.Window, in.Applicant, in.Promise = p.window, visitor, true
	for _, m := range marks {
		in.Marks = append(in.Marks, material.Marking{Mark: m})
	}
	c, err := w.Casework.Accept(w.t.Context(), by, in)
	w.must(err)
	return c
}

func (w *world) tolerated(p place) casework.Case {
	return w.accepted(p, p.item(), material.Present, material.Deferred)
}

func (w *world) aboutCase(p place, as *asker, c casework.Case) scene {
	s := bare(w, p, as)
	s.put("case", c.ID)
	s["code"], s["no"], s["tail"] = c.Token, c.No, "4471"
	if all := w.rows.query("select max(id) from deadline_clock where centre_id = $1 and subject_kind = 'case' and subject_id = $2 and ended_at = 0",
		p.centre, c.ID); all[0][0] != nil {
		s.put("deadline", all[0][0].(int64))
	}
	return s
}

func accepting(w *world, p place, as *asker) scene {
	return w.aboutCase(p, as, w.accepted(p, p.item(), material.Present, material.Present))
}

func instantly(w *world, p place, as *asker) scene {
	return w.aboutCase(p, as, w.accepted(p, p.instant(), material.Present, material.Present))
}

func lacking(w *world, p place, as *asker) scene { return w.aboutCase(p, as, w.tolerated(p)) }

// left is a case whose papers were left to be checked; suspended one in a special procedure.
func left(w *world, p place, as *asker) scene {
	return w.aboutCase(p, as, w.takenIn(p, casework.Take{Item: p.item(), Later: true}))
}

func suspended(w *world, p place, as *asker) scene {
	c := w.accepted(p, p.item(), material.Present, material.Present)
	by := w.clerkOf(p)
	by.Windows = append(by.Windows, own.window) // the department decides what was delegated
	_, err := w.Casework.BeginSpecial(w.t.Context(), by, c.ID, "experts", 3)
	w.must(err)
	return w.aboutCase(p, as, c)
}

func overdue(w *world, p place, as *asker) scene { return w.aboutCase(p, as, w.overdue[p.window]) }

func granted(w *world, p place, as *asker) scene {
	c := w.accepted(p, p.item(), material.Present, material.Present)
	by := w.clerkOf(p)
	by.Windows = append(by.Windows, own.window) // the department decides what was delegated
	_, err := w.Casework.Decide(w.t.Context(), by, c.ID, casework.Decision{Granted: true})
	w.must(err)
	return w.aboutCase(p, as, c)
}

// ended is a case that is over, so that what is known of its applicant may be erased.
func ended(w *world, p place, as *asker) scene {
	s := granted(w, p, as)
	n, _ := strconv.ParseInt(s["case"], 10, 64)
	_, err := w.Casework.Deliver(w.t.Context(), w.clerkOf(p), n, "window")
	w.must(err)
	return s
}

// found proposes a finding about a department, or about a person.
func (w *world) found(p place, person int64, state finding.State) scene {
	w.t.Helper()
	var f finding.Finding
	kind := "limit.missed"
	if person != 0 {
		kind = "offpost.over"
	}
	w.must(w.Store.Write(w.t.Context(), p.centre, func(tx *db.Tx) (err error) {
		f, err = w.Finding.Propose(tx, "job:test", finding.New{Kind: kind, Fact: fmt.Sprintf("test:%d:%d", p.window, person), At: tx.Now,
			About: ledger.Of("window", p.window), Department: p.department, Window: p.window, Person: person, Text: text.Plain("测试")})
		return err
	}))
	if state == finding.Stated {
		by := w.acting(identity.Chief, p.centre, p.department)
		if by.Person = person; person != 0 {
			by.Grants = []identity.Grant{{Role: identity.Clerk}}
		}
		_, err := w.Finding.State(w.t.Context(), by, f.ID, "情况属实，当时系统故障")
		w.must(err)
	}
	s := scene{}
	s.put("finding", f.ID)
	return s
}

// aboutPlace is a finding about the place's department; aboutClerk about its clerk; aboutSelf about whoever asks.
func aboutPlace(state finding.State) stage {
	return func(w *world, p place, _ *asker) scene { return w.found(p, 0, state) }
}

func aboutClerk(state finding.State) stage {
	return func(w *world, p place, _ *asker) scene { return w.found(p, p.clerk, state) }
}

func aboutSelf(state finding.State) stage {
	return func(w *world, p place, as *asker) scene {
		q := p
		if as.person != 0 {
			q.department, q.window = as.dept, 0
		}
		return w.found(q, as.person, state)
	}
}

// notified sends word to a person; to is 0 for whoever asks.
func notified(to int64) stage {
	return func(w *world, p place, as *asker) scene {
		person := to
		if to == 0 {
			person = max(as.person, 1) // nobody and machines are told nothing
		}
		w.must(w.Store.Write(w.t.Context(), p.centre, func(tx *db.Tx) error {
			_, err := w.Notice.Send(tx, notice.Notice{To: notice.Person(person), Title: text.Plain("请到窗口补位")})
			return err
		}))
		s := scene{}
		s.put("notice", w.rows.one("select max(id) from notice_notice where centre_id = $1", p.centre))
		return s
	}
}

// elsewhere is another open session: of whoever asks, or of the clerk of next, who has an account for it.
func elsewhere(w *world, p place, as *asker) scene {
	s := bare(w, p, as)
	s["old"], s["fresh"] = password, "Tarim-2026-xihe!"
	who := as
	if as.account == 0 || p != own {
		who = w.as(identity.Leader)
		if as.role == identity.Leader {
			who = w.as(identity.Desk)
		}
	}
	if who.account != 0 {
		w.login(who)
		s.put("session", w.rows.one("select max(id) from identity_session where centre_id = 1 and account_id = $1", who.account))
	}
	return s
}

// enrolled is an account, a machine, a failed job, an exception of the calendar and an entry of the trail of the place's
// centre, for the administrators.
func enrolled(w *world, p place, as *asker) scene {
	s := bare(w, p, as)
	w.must(w.Store.Write(w.t.Context(), p.centre, func(tx *db.Tx) error {
		account, err := w.Identity.Create(tx, "test", identity.NewAccount{Person: p.clerk + 1, Login: "zz", Password: password,
			Grants: []identity.Grant{{Role: identity.Guide}}})
		if err != nil {
			return err
		}
		dev, _, err := w.Identity.PutDevice(tx, "test", identity.Device{Duty: identity.Kiosk, Name: "二楼自助机"})
		s.put("account", account)
		s.put("device", dev)
		return err
	}))
	_, err := w.Calendar.Except(w.t.Context(), p.centre, w.acting(identity.Director, p.centre, 0),
		calendar.Exception{From: clock.MustDay("2026-12-30"), To: clock.MustDay("2026-12-30"), Reason: "停电", Number: "昌政办〔2026〕9 号"})
	w.must(err)
	job := int64(7_000_000) + p.centre
	w.rows.exec(`insert into jobs_job (centre_id, id, kind, key, state, args, attempts, forgiven, run_at, next_at, created_at,
		started_at, ended_at, last_error) values ($1, $2, 'notice.send', '', 'discarded', '{}', 3, 0, 1, 0, 1, 1, 1, 'x')`, p.centre, job)
	s.put("job", job)
	s.put("exception", w.rows.one("select max(id) from calendar_exception where centre_id = $1", p.centre))
	s.put("event", w.rows.one("select max(id) from ledger_event where centre_id = $1", p.centre))
	return s
}

// drafting is a guide of the place's item that is being revised, or published and not yet seen on the platform.
func drafting(published bool) stage {
	return func(w *world, p place, as *asker) scene {
		s := bare(w, p, as)
		by, g := w.acting(identity.Chief, p.centre, p.owner()), guide(fmt.Sprint("事项", p.item()), false)
		g.Promised.N = 4
		v, err := w.Catalog.DraftGuide(w.t.Context(), by, p.item(), g, catalog.Cause{Kind: "process", Day: clock.MustDay("2026-11-20")})
		w.must(err)
		if published {
			v, err = w.Catalog.PublishGuide(w.t.Context(), by, v.ID)
			w.must(err)
		}
		s.put("draft", v.ID)
		s["digest"] = v.Digest
		return s
	}
}

// preparing is an item of the place whose first guide is being written.
func preparing(w *world, p place, as *asker) scene {
	s := bare(w, p, as)
	v, err := w.Catalog.DraftGuide(w.t.Context(), w.acting(identity.Chief, p.centre, p.owner()), p.unready(),
		guide("将要进驻的事项", false), catalog.Cause{})
	w.must(err)
	s.put("item", p.unready())
	s.put("guide", v.ID)
	return s
}

// closed is enrolled with the account shut; loggedIn with somebody logged in with it.
func closed(w *world, p place, as *asker) scene {
	s := enrolled(w, p, as)
	w.rows.exec("update identity_account set active = false where centre_id = $1 and login = 'zz'", p.centre)
	return s
}

func loggedIn(w *world, p place, as *asker) scene {
	s := enrolled(w, p, as)
	_, err := w.Identity.Login(w.t.Context(), p.centre, "zz", password, "test", "10.0.1.1")
	w.must(err)
	return s
}

// attached is a file of a case of the place.
func attached(w *world, p place, as *asker) scene {
	s := accepting(w, p, as)
	n, _ := strconv.ParseInt(s["case"], 10, 64)
	a, err := w.File.Attach(w.t.Context(), w.clerkOf(p), file.New{Subject: ledger.Of("case", n), Name: "a.txt",
		Content: strings.NewReader("有关说明")})
	w.must(err)
	s.put("file", a.ID)
	return s
}

// imported is a list of items that was brought in.
func imported(w *world, p place, as *asker) scene {
	s := bare(w, p, as)
	i, _ := w.Importer("items")
	_, err := i.Import(w.t.Context(), w.acting(identity.Director, p.centre, 0), register.File{Name: "a.csv", Raw: []byte(itemList)}, false)
	w.must(err)
	s.put("import", w.rows.one("select max(id) from register_import where centre_id = $1", p.centre))
	return s
}

// paired is a machine whose secret is not used yet.
func paired(w *world, p place, as *asker) scene {
	s := bare(w, p, as)
	w.must(w.Store.Write(w.t.Context(), p.centre, func(tx *db.Tx) (err error) {
		_, s["secret"], err = w.Identity.PutDevice(tx, "test", identity.Device{Duty: identity.Kiosk, Name: "二楼自助机"})
		return err
	}))
	s["login"], s["password"] = fmt.Sprintf("p%d", w.as(identity.Desk).person), password
	return s
}
