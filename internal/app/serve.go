package app

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"
)

// Limits of a connection. There is none on writing: streams last all day.
const (
	readHeader = 10 * time.Second
	idle       = 2 * time.Minute
	shutdown   = 8 * time.Second
)

// errDisk ends the process after the disk refused a write: recovery reads the log.
var errDisk = errors.New("app: the disk refused a write; nothing is acknowledged any more")

// Serve answers requests on the listener and does the jobs until the context ends or the disk fails; then it ends the
// streams, lets the running requests finish, and returns.
func (a *App) Serve(ctx context.Context, l net.Listener) error {
	a.Jobs.Start()
	streams, endStreams := context.WithCancel(context.WithoutCancel(ctx))
	defer endStreams()
	go a.Identity.Watch(streams)
	s := &http.Server{Handler: a.Site, ReadHeaderTimeout: readHeader, IdleTimeout: idle,
		BaseContext: func(net.Listener) context.Context { return streams }}
	served := make(chan error, 1)
	go func() { served <- s.Serve(l) }()
	var failed error
	select {
	case err := <-served:
		return err
	case <-a.Store.Failed():
		failed = errDisk
	case <-ctx.Done():
	}
	endStreams()
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdown)
	defer cancel()
	return errors.Join(failed, s.Shutdown(last))
}
