package wait

import (
	"cmp"
	"math"
	"slices"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
)

// record is how far what was said about waits was from what they were: the estimate's own error record. From it comes the range
// that is said: nothing is promised that was not kept eight times in ten.
type record struct {
	bands [len(bandEdges)]spread
}

// spread is between what and what, relative to what was said, nearly all waits were.
type spread struct {
	n         int
	low, high float64
}

// bandEdges are the lengths from which a wait belongs to the next band: a short wait errs otherwise than a long one.
var bandEdges = [...]time.Duration{0, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 20 * time.Minute, 40 * time.Minute}

const (
	nearly    = 0.8 // of all waits are within what is said
	fewErrors = 40  // waits from which a band speaks for itself
	// little is added to what was said before an error is divided by it: a wait of nothing has errors too.
	little = time.Minute
)

var (
	// Per minute of what was said and half a minute of the error: some hundred rows, however many tickets there were.
	qErrors = db.Q("wait.errors", `select said / 60, (waited / 1000000 - said) / 30, count(*) from queue_ticket
		where centre_id = $1 and day >= $2 and day <= $3 and said_until > 0 and called_at > 0 and returns = 0 and legs = 1
		group by 1, 2`)
	qKept = db.Q("wait.kept", `select count(*), count(case when waited / 1000000 >= said_from / 60 * 60
		and waited / 1000000 <= (said_until + 59) / 60 * 60 then 1 end) from queue_ticket
		where centre_id = $1 and day >= $2 and day <= $3 and said_until > 0 and called_at > 0 and returns = 0 and legs = 1`)
)

// miss is so many waits that were that much longer than what was said, relative to it.
type miss struct {
	by float64
	n  int
}

// readRecord reads the record of those days.
func readRecord(tx *db.Tx, from, to clock.Day) (r record, err error) {
	var misses [len(bandEdges)][]miss
	_, err = db.Rows(tx, qErrors, func(row db.Scan) (struct{}, error) {
		var minute, late int64
		var n int
		err := row(&minute, &late, &n)
		said := time.Duration(minute)*time.Minute + 30*time.Second
		off := time.Duration(late)*30*time.Second + 15*time.Second
		b := band(said)
		misses[b] = append(misses[b], miss{float64(off) / float64(said+little), n})
		return struct{}{}, err
	}, tx.Centre, from, to)
	for i := range misses {
		r.bands[i] = spreadOf(misses[i])
	}
	return r, err
}

func band(said time.Duration) int {
	b := 0
	for i, from := range bandEdges {
		if said >= from {
			b = i
		}
	}
	return b
}

// spreadOf takes the shortest range that nearly all misses are in.
func spreadOf(all []miss) (s spread) {
	slices.SortFunc(all, func(a, b miss) int { return cmp.Compare(a.by, b.by) })
	for _, m := range all {
		s.n += m.n
	}
	best, in, from := math.Inf(1), 0, 0
	for to, m := range all {
		for in += m.n; float64(in-all[from].n) >= nearly*float64(s.n); from++ {
			in -= all[from].n
		}
		if wide := m.by - all[from].by; float64(in) >= nearly*float64(s.n) && wide < best {
			best, s.low, s.high = wide, all[from].by, all[to].by
		}
	}
	return s
}

// unproved is what is said before there is a record.
var unproved = spread{low: -0.5, high: 0.8}

// around is the range about an expected wait.
func (r record) around(about time.Duration) Wait {
	s := r.bands[band(about)]
	if s.n < fewErrors {
		s = unproved
	}
	base := float64(about + little)
	w := Wait{From: about + time.Duration(s.low*base), About: about, Until: about + time.Duration(s.high*base)}
	w.From = max(w.From, 0)
	w.Until = max(w.Until, w.From+little)
	return w
}

// Kept tells of how many waits of those days something was said, and how many of them were as it was said.
func Kept(tx *db.Tx, from, to clock.Day) (said, kept int, err error) {
	_, err = db.One(tx, qKept, func(row db.Scan) (struct{}, error) { return struct{}{}, row(&said, &kept) }, tx.Centre, from, to)
	return said, kept, err
}
