package recordweb

import "lianban/internal/feature/catalog"

// mean is a sum and how many it is of.
type mean struct {
	sum float64
	n   int
}

func (m *mean) add(v float64) { m.sum, m.n = m.sum+v, m.n+1 }

func (m mean) cell() cell {
	if m.n == 0 {
		return cell{}
	}
	return cell{Value: m.sum / float64(m.n)}
}

// limits is what guides promise: the days beside the law's, steps, materials and visits, and how they stood at the beginning of
// the year for the same items.
type limits struct {
	items, compared, shortened       int
	statutory, promised, saved, part mean // of the compared ones; part is the share by which each is shorter, in percent
	steps, materials, visits         mean
	since                            int // items with a guide at the beginning of the year as well
	daysBy, stepsBy, papersBy        mean
	visitsBy                         mean
}

// days is a limit in working days. Calendar days are no working days: what is said in them is counted and not compared.
func days(l catalog.Limit) (float64, bool) {
	switch {
	case !l.Said():
		return 0, false
	case l.N == 0 || l.Unit == catalog.Hours:
		return 0, true
	case l.Unit == catalog.WorkingDays:
		return float64(l.N), true
	}
	return 0, false
}

// add counts the guide of an item, before it the one of the beginning of the year when there was one.
func (l *limits) add(now catalog.Guide, before *catalog.Guide) {
	l.items++
	promised, said := days(now.Promised)
	statutory, lawful := days(now.Statutory)
	if said && lawful && statutory > 0 {
		l.compared++
		l.statutory.add(statutory)
		l.promised.add(promised)
		if promised < statutory {
			l.shortened++
		}
		l.saved.add(statutory - promised)
		l.part.add((statutory - promised) / statutory * 100)
	}
	l.steps.add(float64(len(now.Steps)))
	l.materials.add(float64(len(now.Materials)))
	l.visits.add(float64(now.Visits))
	if before == nil {
		return
	}
	l.since++
	if was, known := days(before.Promised); known && said {
		l.daysBy.add(promised - was)
	}
	l.stepsBy.add(float64(len(now.Steps) - len(before.Steps)))
	l.papersBy.add(float64(len(now.Materials) - len(before.Materials)))
	l.visitsBy.add(float64(now.Visits - before.Visits))
}
