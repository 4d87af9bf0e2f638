package review

import (
	"lianban/internal/base/clock"
	"lianban/internal/base/db"
	"lianban/internal/base/text"
	"lianban/internal/core/identity"
)

// Subject is the service that a bad review is about.
type Subject struct {
	Online bool
	Of     int64 // the ticket or the case
	Item   int64
	Day    clock.Day
}

// Known is what the program knows beside what is claimed: the case's clock, the guide, the booking.
type Known struct {
	Codes []int // the reasons that it bears on
	Text  text.Msg
	Bears bool // it was among what the visitor chose
}

// KnownOf gives the verifier what the program knows of the service, what bears on the claim first.
func (s *Service) KnownOf(tx *db.Tx, by identity.Actor, id int64) ([]Known, error) {
	m, err := s.Matter(tx, by, id)
	if err != nil || s.Known == nil {
		return nil, err
	}
	all, err := s.Known(tx, Subject{Online: m.online, Of: m.of, Item: m.item, Day: m.Day})
	if err != nil {
		return nil, err
	}
	var first, rest []Known
	for _, k := range all {
		for _, r := range m.Reasons {
			for _, code := range k.Codes {
				k.Bears = k.Bears || r.Code == code
			}
		}
		if k.Bears {
			first = append(first, k)
		} else {
			rest = append(rest, k)
		}
	}
	return append(first, rest...), nil
}
