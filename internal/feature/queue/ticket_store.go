package queue

import (
	"slices"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/core/directory"
	"lianban/internal/feature/queue/wait"
)

const ticketColumns = `id, token, no, day, zone_id, item_id, item_name, state, rank, reason, source, for_window, window_id,
	person_id, calls, returns, taken_at, queued_at, waited, called_at, served, arrived_at, ended_at, legs, said_from, said, said_until,
	leased_to, leased_until, late_at, mark`

var (
	qNext = db.Q("queue.next", `insert into queue_counter (centre_id, name, day, value) values ($1, $2, $3, 1)
		on conflict (centre_id, name, day) do update set value = queue_counter.value + 1 returning value`)
	qPutTicket = db.Q("queue.put_ticket", `insert into queue_ticket (centre_id, id, token, day, zone_id, prefix, serial, no,
		item_id, item_name, state, rank, reason, source, phone, phone_index, for_window, window_id, person_id, calls, returns,
		taken_at, queued_at, waited, called_at, served, arrived_at, ended_at, legs, said_from, said, said_until)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 0, 0, 0, 0, 0, $17, $17, 0, 0, 0, 0, 0,
		$18, $19, $20, $21)`)
	qMove = db.Q("queue.move", `update queue_ticket set state = $4, for_window = $5, window_id = $6, person_id = $7,
		returns = $8, queued_at = $9, served = $10, arrived_at = $11, ended_at = $12
		where centre_id = $1 and id = $2 and state = $3`)
	qRecall = db.Q("queue.recall", `update queue_ticket set calls = $3 where centre_id = $1 and id = $2
		and state = 'called'`)
	qPutCall = db.Q("queue.put_call", `insert into queue_call (centre_id, seq, ticket_id, no, window_id, window_no, zone_id,
		item_name, again, day, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`)
	qCurrent = db.Q("queue.current", `select `+ticketColumns+` from queue_ticket
		where centre_id = $1 and window_id = $2 and state in ('called', 'serving') @lock`)
	qByID = db.Q("queue.by_id", `select `+ticketColumns+` from queue_ticket where centre_id = $1 and id = $2 @lock`)
	qPeek = db.Q("queue.peek", `select `+ticketColumns+` from queue_ticket
		where centre_id = $1 and window_id = $2 and state in ('called', 'serving')`)
	qByToken  = db.Q("queue.by_token", `select `+ticketColumns+` from queue_ticket where centre_id = $1 and token = $2`)
	qStanding = db.Q("queue.standing", `select count(case when rank = $4 and id < $5 then 1 end),
		count(case when rank = 0 then 1 end), count(case when rank > 0 then 1 end) from queue_ticket
		where centre_id = $1 and day = $2 and state = 'waiting' and zone_id = $3`)
	qLast = db.Q("queue.last", `select rank, state from queue_ticket where centre_id = $1 and window_id = $2 and day = $3
		and called_at > 0 order by called_at desc limit $4`)
	qAnyFirst = db.Q("queue.any_first", `select id from queue_ticket where centre_id = $1 and day = $2 and state = 'waiting'
		and rank = 0 limit 1`)
	qOldest = db.Q("queue.oldest", `select queued_at from queue_ticket where centre_id = $1 and day = $2 and state = 'waiting'
		and rank > 0 and (for_window = $3 or item_id in @ints($4) and for_window in @ints($5)) and (leased_until <= $6 or leased_to = $3)
		order by rank, id limit 1`)
	qPassedOn = db.Q("queue.passed_on", `select distinct for_window from queue_ticket
		where centre_id = $1 and day = $2 and state = 'waiting' and for_window > 0`)
	qCalling = db.Q("queue.calling", `select window_id from queue_window where centre_id = $1 and state = 'open'
		and window_id in @ints($2)`)
	qWaiting = db.Q("queue.waiting", `select `+ticketColumns+` from queue_ticket
		where centre_id = $1 and day = $2 and state = 'waiting' and (for_window = $3
		or item_id in @ints($4) and for_window in @ints($5)) and (leased_until <= $7 or leased_to = $3)
		order by rank, id limit $6`)
	qWaitingCount = db.Q("queue.waiting_count", `select count(*) from queue_ticket
		where centre_id = $1 and day = $2 and state = 'waiting' and (for_window = $3
		or item_id in @ints($4) and for_window in @ints($5)) and (leased_until <= $6 or leased_to = $3)`)
	qAside = db.Q("queue.aside", `select `+ticketColumns+` from queue_ticket where centre_id = $1 and window_id = $2
		and day = $3 and called_at > 0 and state in ('held', 'missed') order by id desc limit $4`)
)

func scanTicket(row db.Scan) (t Ticket, err error) {
	var waited, served, from, about, until int64
	err = row(&t.ID, &t.Token, &t.No, &t.Day, &t.Zone, &t.Item, &t.Name, &t.State, &t.Rank, &t.Reason, &t.Source, &t.For,
		&t.Window, &t.Person, &t.Calls, &t.Returns, &t.Taken, &t.Queued, &waited, &t.Called, &served, &t.Arrived, &t.Ended,
		&t.Legs, &from, &about, &until, &t.LeasedTo, &t.LeasedUntil, &t.Late, &t.Mark)
	t.Waited, t.Served, t.Said = span(waited), span(served), wait.Wait{From: seconds(from), About: seconds(about), Until: seconds(until)}
	return t, err
}

// seconds reads a stored length of time that is said to people.
func seconds(n int64) time.Duration { return time.Duration(n) * time.Second }

// span reads a stored length of time.
func span(micros int64) time.Duration { return time.Duration(micros) * time.Microsecond }

// next draws the next number of a counter row.
func next(tx *db.Tx, name string, day clock.Day) (int64, error) {
	return db.One(tx, qNext, db.Value[int64], tx.Centre, name, day)
}

func (s *Service) insert(tx *db.Tx, t Ticket, prefix string, serial int64, phone string) error {
	sealed, index := "", ""
	if phone != "" {
		sealed, index = s.Seal(tx, t.ID, phone)
	}
	_, err := tx.Exec(qPutTicket, tx.Centre, t.ID, t.Token, t.Day, t.Zone, prefix, serial, t.No, t.Item, t.Name,
		t.State, t.Rank, t.Reason, t.Source, sealed, index, t.Taken, t.Legs, int(t.Said.From.Seconds()), int(t.Said.About.Seconds()),
		int(t.Said.Until.Seconds()))
	if phone != "" && db.KindOf(err) == db.Unique {
		return errs.Field("phone", "queue.already_waiting", "item", t.Name)
	}
	return err
}

// choice is what a window may call: the tickets passed on to it, and those for its items that were passed on to nobody, or
// to a window that calls nobody just now.
type choice struct {
	window, person int64
	items          string
	passed         string        // the windows whose passed-on tickets it may call, 0 among them
	turns, oneIn   int           // see turns
	ageing         time.Duration // for how long one of the others waits until nobody goes before them
	busy           bool          // the window has somebody, as far as could be seen; the key of the table says so for certain
}

func (s *Service) choice(tx *db.Tx, w directory.Window, person int64, items []int64) (choice, error) {
	c := choice{window: w.ID, person: person, items: db.Ints(items)}
	view, err := s.view(tx)
	if err != nil {
		return c, err
	}
	c.oneIn, c.ageing = priorityOneIn.In(view), ageing.In(view)
	var ranks []int
	if _, err = db.Rows(tx, qLast, func(row db.Scan) (struct{}, error) {
		var rank int
		var state State
		err := row(&rank, &state)
		ranks, c.busy = append(ranks, rank), c.busy || state == Called || state == Serving
		return struct{}{}, err
	}, tx.Centre, w.ID, tx.Today(), c.oneIn); err != nil {
		return c, err
	}
	c.turns = turns(ranks, c.oneIn)
	passed, err := s.abandoned(tx)
	c.passed = db.Ints(append(passed, 0))
	if err != nil || c.turns > 0 {
		return c, err
	}
	return c, s.age(tx, &c)
}

// age gives the turn to the others when one of them waits for too long already and somebody would go first.
func (s *Service) age(tx *db.Tx, c *choice) error {
	if _, found, err := db.Find(tx, qAnyFirst, db.Value[int64], tx.Centre, tx.Today()); err != nil || !found {
		return err
	}
	since, found, err := db.Find(tx, qOldest, db.Value[clock.Instant], tx.Centre, tx.Today(), c.window, c.items, c.passed, tx.Now)
	if err == nil && found && aged(tx.Now.Sub(since), c.ageing) {
		c.turns = 1
	}
	return err
}

// abandoned are the windows that tickets were passed on to and that call nobody just now.
func (s *Service) abandoned(tx *db.Tx) ([]int64, error) {
	waited, err := db.Rows(tx, qPassedOn, db.Value[int64], tx.Centre, tx.Today())
	if err != nil || len(waited) == 0 {
		return nil, err
	}
	open, err := db.Rows(tx, qCalling, db.Value[int64], tx.Centre, db.Ints(waited))
	if err != nil {
		return nil, err
	}
	hall, err := s.Directory.Hall(tx)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(waited, func(id int64) bool {
		w, ok := hall.Window(id)
		return ok && w.Holds(tx.Now) && slices.Contains(open, id)
	}), nil
}

// claim takes the next waiting ticket for the window.
func (s *Service) claim(tx *db.Tx, c choice) (Ticket, bool, error) {
	if c.busy {
		return Ticket{}, false, errs.New(errs.Conflict, "queue.window_busy")
	}
	t, found, err := takeNext(tx, s.Store, c)
	if db.KindOf(err) == db.Unique {
		return t, false, errs.New(errs.Conflict, "queue.window_busy")
	}
	return t, found, err
}

// Current gives the ticket that a window has now: called or being served.
func Current(tx *db.Tx, window int64) (Ticket, bool, error) {
	return db.Find(tx, qCurrent, scanTicket, tx.Centre, window)
}
