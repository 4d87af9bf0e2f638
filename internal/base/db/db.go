package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"runtime/debug"
	"time"

	"lianban/internal/base/clock"
	"lianban/internal/base/crypt"
	"lianban/internal/base/errs"
	"lianban/internal/base/id"
)

var (
	errTwice = errors.New("db: the same command id twice at once")
	errTorn  = errors.New("db: the engine has rolled the transaction back")
)

// Options say where the store is.
type Options struct {
	Dir      string // SQLite: the folder of the file; ignored when Database is given
	Database string // PostgreSQL: the URL
	Clock    clock.Clock
	Keys     *crypt.Keys // of the installation; without them nothing can be sealed or signed
	IDs      *id.Maker
	Log      *slog.Logger
	Readers  int  // reading connections; 0 = 2 × cores, at most 8
	Group    int  // SQLite: operations per commit at the most; 0 = 64, 1 = ungrouped
	NoSync   bool // tests of speed only: synchronous=OFF, so that a negative control can be made
}

// DB is the store.
type DB struct {
	Engine Engine
	opt    Options
	store  store
}

// store is what differs between the engines.
type store interface {
	write(ctx context.Context, tx *Tx, f func(*Tx) error) error
	read(ctx context.Context, tx *Tx, f func(*Tx) error) error
	pool() *sql.DB
	checkpoint(ctx context.Context) error
	close() error
	failed() <-chan struct{}
}

// Open opens the store, brings its tables up to date and refuses to run on one that is not safe: another process on the
// same data, wrong pragmas, an SQLite with the WAL-reset fault, a database from a newer version.
func Open(ctx context.Context, o Options) (*DB, error) {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.IDs == nil {
		o.IDs = id.New(o.Clock, 0, nil)
	}
	d := &DB{Engine: SQLite, opt: o}
	var err error
	if o.Database != "" {
		d.Engine = Postgres
		d.store, err = openPostgres(ctx, o)
	} else {
		d.store, err = openSQLite(ctx, o)
	}
	if err != nil {
		return nil, err
	}
	return d, nil
}

// Close ends the store after the running transactions.
func (d *DB) Close() error { return d.store.close() }

// Failed is closed when the disk refused a write or a sync. Then nothing is acknowledged any more and the process must
// end, so that recovery reads the log.
func (d *DB) Failed() <-chan struct{} { return d.store.failed() }

// Clock is the store's clock.
func (d *DB) Clock() clock.Clock { return d.opt.Clock }

// IDs is the store's maker of ids.
func (d *DB) IDs() *id.Maker { return d.opt.IDs }

// Keys are the installation's keys; nil when the store was opened without.
func (d *DB) Keys() *crypt.Keys { return d.opt.Keys }

// Checkpoint brings what is deleted out of the files: the write-ahead log goes into the database and is emptied, dead rows
// are overwritten. It takes its time, waits for the running transactions and is called after an erasure, not by requests.
func (d *DB) Checkpoint(ctx context.Context) error { return d.store.checkpoint(ctx) }

// Copy writes the embedded database as it is at one instant into a new file. Writers are not held up. PostgreSQL has its
// own tools.
func (d *DB) Copy(ctx context.Context, file string) error {
	if d.Engine != SQLite {
		return errors.New("db: PostgreSQL is copied with its own tools")
	}
	// A read-only connection may not write a file; vacuum into wants one of its own.
	c, err := sql.Open("sqlite", dsn(filepath.Join(d.opt.Dir, "lianban.db"), d.opt, true))
	if err != nil {
		return err
	}
	_, err = c.ExecContext(ctx, "vacuum into ?", file)
	return errors.Join(err, c.Close())
}

// Pool is the reading pool, for tests that prepare every statement and for figures of the engine.
func (d *DB) Pool() *sql.DB { return d.store.pool() }

// Write runs f in one writing transaction of that centre and returns after it is durable, or f's error with nothing
// changed. f may run again after a serialization failure on PostgreSQL. A panic in f rolls back and is Internal.
func (d *DB) Write(ctx context.Context, centre int64, f func(tx *Tx) error) error {
	if inside, err := d.step(ctx, centre, true, f); inside {
		return err
	}
	tx := d.tx(ctx, centre, true)
	if err := d.store.write(ctx, tx, f); err != nil {
		return err
	}
	for _, g := range tx.after {
		g()
	}
	return nil
}

// Read runs f on one snapshot of the store.
func (d *DB) Read(ctx context.Context, centre int64, f func(tx *Tx) error) error {
	if inside, err := d.step(ctx, centre, false, f); inside {
		return err
	}
	return d.store.read(ctx, d.tx(ctx, centre, false), f)
}

func (d *DB) tx(ctx context.Context, centre int64, write bool) *Tx {
	return &Tx{Ctx: ctx, Centre: centre, Now: d.opt.Clock.Now(), ids: d.opt.IDs, keys: d.opt.Keys, write: write}
}

// guard runs f and turns a panic into an Internal refusal with the stack for the log.
func guard(tx *Tx, f func(*Tx) error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = errs.New(errs.Internal, "error.internal").Cause(fmt.Errorf("panic: %v\n%s", r, debug.Stack()))
		}
	}()
	return f(tx)
}

// lease is how long a connection may live idle on PostgreSQL.
const lease = 5 * time.Minute
