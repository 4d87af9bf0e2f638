package sample

import (
	"fmt"
	"slices"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/core/calendar"
)

// visit is somebody who comes to the hall and takes a number.
type visit struct {
	at       clock.Instant
	item     int64
	source   string // kiosk, phone, desk
	phone    string // empty for most
	priority string // the reason why they go first
}

// Mondays have more visitors than other days, in history more than in the hall of today, which is full anyway.
const (
	monday     = 1.4
	mondayLive = 1.15
)

// perMinute is how many come in a quiet minute of today.
const perMinute = 3.1

// flow says how many come in each minute of opening: a crowd at the doors, then a plateau, then fewer before closing.
type flow func(minute, length int) float64

// shape is the form of any half-day: around 1 on average.
func shape(minute, length int) float64 {
	switch left := length - minute; {
	case minute < 15:
		return 2
	case minute < 75:
		return 2 - float64(minute-15)/60*1.05
	case left < 45:
		return 0.55
	}
	return 0.9
}

// past is the flow of a day with n visitors.
func past(spans []calendar.Span, n float64) flow {
	total := 0.0
	for _, s := range spans {
		for m := range s.To - s.From {
			total += shape(m, s.To-s.From)
		}
	}
	return func(minute, length int) float64 { return shape(minute, length) * n / total }
}

// today is the flow of the living hall, with so many in a quiet minute.
func today(quiet float64) flow {
	return func(minute, length int) float64 { return quiet * max(1, min(shape(minute, length), 1.5)) }
}

// visits are those of a day, in the order in which they come.
func (h *hall) visits(day clock.Day, spans []calendar.Span, f flow) []visit {
	var out []visit
	due := 0.5
	for _, s := range spans {
		for m := range s.To - s.From {
			rate := f(m, s.To-s.From)
			for due < rate {
				at := day.At(0, s.From+m).Add(time.Duration(due / rate * float64(time.Minute)))
				out = append(out, h.visit(at, int64(day)*10_000+int64(len(out))))
				due++
			}
			due -= rate
		}
	}
	slices.SortStableFunc(out, func(a, b visit) int { return int(a.at - b.at) })
	return out
}

// priorities are why somebody goes first, as the guide desk writes it.
var priorities = []string{"70 岁以上", "孕妇", "残疾人", "军人军属", "带婴幼儿"}

func (h *hall) visit(at clock.Instant, key int64) visit {
	v := visit{at: at.Add(time.Duration(h.chance.between(key, "second", 0, 9)) * time.Second), source: "kiosk"}
	pick := h.chance.of(key, "item") * h.often
	for _, it := range h.items {
		if pick -= float64(it.Often); pick < 0 {
			v.item = it.id
			break
		}
	}
	switch r := h.chance.of(key, "source"); {
	case r < 0.06:
		v.source, v.priority = "desk", priorities[int(h.chance.between(key, "why", 0, float64(len(priorities))))]
	case r < 0.12:
		v.source = "desk"
	case r < 0.42:
		v.source, v.phone = "phone", h.phone(key)
	}
	return v
}

// phone is a number that nobody has: no operator uses 120 to 129.
func (h *hall) phone(key int64) string {
	return fmt.Sprintf("12%09d", int64(h.chance.of(key, "phone")*1e9))
}
