package queueweb

import (
	"lianban/internal/base/web"
	"lianban/internal/core/directory"
	"lianban/internal/core/identity"
	"lianban/internal/feature/queue"
)

// Handler is what the pages need.
type Handler struct {
	Queue     *queue.Service
	Directory *directory.Service
}

// Routes is the table of contents.
func (h Handler) Routes(s *web.Site) {
	// The keys of the window console: each is a form that leads back to the console.
	s.Page("POST /console/call", "ticket.call", h.key(h.Queue.CallNext))
	s.Page("POST /console/recall", "ticket.serve", h.key(h.Queue.Recall))
	s.Page("POST /console/arrive", "ticket.serve", h.key(h.Queue.Arrive))
	s.Page("POST /console/miss", "ticket.serve", h.key(h.Queue.Miss))
	s.Page("POST /console/finish", "ticket.serve", h.key(h.Queue.Finish))
	s.Page("POST /console/pause", "window.pause", h.pause)
	s.Page("POST /console/resume", "window.pause", h.resume)

	h.api(s)
}

// actor is who asks.
func actor(r *web.Request) identity.Actor { return identity.From(r.Ctx()) }
