package review

import (
	"slices"
	"strings"

	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/core/identity"
	"lianban/internal/core/law"
)

// Flag says that a review came in a way that the office looks at. It excludes nothing by itself.
type Flag string

// The flags.
const (
	Quick Flag = "quick" // at a pad within seconds of another
	Burst Flag = "burst" // one of many from one pad or network address
)

var (
	burstCount = law.Number("review.burst_n")
	burstTime  = law.Duration("review.burst_min")
	padGap     = law.Duration("review.pad_gap_s")
)

// origin is where an answer came from: the phone with a keyed word for its network address, or the pad of the window.
type origin struct{ place, network string }

var (
	qAtPad = db.Q("review.at_pad", `select i.id, a.at from review_answer a
		join review_invitation i on i.centre_id = a.centre_id and i.id = a.invitation_id
		where a.centre_id = $1 and i.centre_id = $1 and i.window_id = $2 and i.asked_at > $3 and a.place = 'pad' and a.at > $4`)
	qFromNetwork = db.Q("review.from_network", `select invitation_id, at from review_answer
		where centre_id = $1 and network = $2 and network <> '' and at > $3`)
	qFlag = db.Q("review.flag", `update review_invitation set flag = $3
		where centre_id = $1 and id in @ints($2) and flag in ('', 'quick')`)
	qForgetNetwork = db.Q("review.forget_network", `update review_answer set network = ''
		where centre_id = $1 and network <> '' and at < $2`)
	qFlagged = db.Q("review.flagged", `select day, window_no, flag, count(*) from review_invitation
		where centre_id = $1 and flag <> '' and day >= $2 and person_id <> $3 and window_id not in @ints($4)
		group by day, window_no, flag order by day desc, window_no, flag limit 100`)
)

type came struct {
	invitation int64
	at         clock.Instant
}

func scanCame(row db.Scan) (c came, err error) {
	err = row(&c.invitation, &c.at)
	return c, err
}

// mark flags what came too fast. 11(7): whoever answers for others, or makes them, is seen by the office; what a declined
// answer was is no secret of the pad's either, so all kinds are counted.
func mark(tx *db.Tx, v law.View, in Invitation, from origin) error {
	since := tx.Now.Add(-burstTime.In(v))
	var near []came
	var err error
	switch {
	case from.place == atPad:
		near, err = db.Rows(tx, qAtPad, scanCame, tx.Centre, in.Window, since.Add(-2*padWait.In(v)), since)
	case from.network != "":
		near, err = db.Rows(tx, qFromNetwork, scanCame, tx.Centre, from.network, since)
	}
	if err != nil {
		return err
	}
	var all []int64
	quick := false
	for _, c := range near {
		if !slices.Contains(all, c.invitation) {
			all = append(all, c.invitation)
		}
		quick = quick || c.invitation != in.ID && from.place == atPad && tx.Now.Sub(c.at) < padGap.In(v)
	}
	switch {
	case law.AtLeast(len(all), burstCount.In(v)):
		_, err = tx.Exec(qFlag, tx.Centre, db.Ints(all), Burst)
	case quick:
		_, err = tx.Exec(qFlag, tx.Centre, db.Ints([]int64{in.ID}), Quick)
	}
	return err
}

// Flagged is how many reviews of a window were flagged on a day; window 0 are cases applied for online.
type Flagged struct {
	Day      clock.Day
	WindowNo int
	Flag     Flag
	N        int
}

// Flagged lists what came too fast in the last month, without levels, to those who verify; nobody their own.
func (s *Service) Flagged(tx *db.Tx, by identity.Actor) ([]Flagged, error) {
	if err := by.May("review.verify", identity.Thing{}); err != nil {
		return nil, err
	}
	figures, err := s.view(tx)
	if err != nil {
		return nil, err
	}
	return db.Rows(tx, qFlagged, func(row db.Scan) (f Flagged, err error) {
		err = row(&f.Day, &f.WindowNo, &f.Flag, &f.N)
		return f, err
	}, tx.Centre, tx.Today().Add(-windowDays.In(figures)), by.Person, db.Ints(by.Windows))
}

// stageList writes stages as "accept,decide"; stagesFrom reads them.
func stageList(all []Stage) string {
	parts := make([]string, len(all))
	for i, s := range all {
		parts[i] = string(s)
	}
	return strings.Join(parts, ",")
}

func stagesFrom(s string) (out []Stage) {
	for part := range strings.SplitSeq(s, ",") {
		if slices.Contains(Stages, Stage(part)) {
			out = append(out, Stage(part))
		}
	}
	return out
}
